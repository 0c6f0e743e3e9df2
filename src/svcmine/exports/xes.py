"""Events as XES 1.0 (IEEE 1849-2016), case by case; attributes keep the names of the vocabulary."""

from __future__ import annotations

import gzip
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO, cast

from lxml import etree

from svcmine.store import Store

# The names that the standard's extensions give to what every log has.
_STANDARD = {"activity": "concept:name", "happened_at": "time:timestamp", "person": "org:resource", "role": "org:role"}
_LEFT_OUT = frozenset(("case_id", "position", "load_id", "source_row", "extra"))


def write_xes(store: Store, path: Path) -> int:
    """Write all events that belong to a case, cases by id and events in order; returns the number of events."""
    columns, rows = _events(store)
    count = 0
    with _opened(path) as stream, etree.xmlfile(stream, encoding="utf-8") as file:
        file.write_declaration()
        with file.element("log", {"xes.version": "1.0", "xes.features": ""}):
            for case_id, events in groupby(rows, key=lambda row: row[0]):
                with file.element("trace"):
                    file.write(_attribute("concept:name", case_id))
                    for event in events:
                        file.write(_event(columns, event))
                        count += 1
    return count


def _opened(path: Path) -> BinaryIO:
    # Without a name and a time in its head, the same events give the same bytes.
    return cast(BinaryIO, gzip.GzipFile(path, "wb", mtime=0)) if path.suffix == ".gz" else path.open("wb")


def _events(store: Store) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    result = store.execute(
        "select case_id, * exclude (case_id) from events where case_id is not null order by 1, position"
    )
    columns = [str(column[0]) for column in result.description or ()]

    def rows() -> Iterator[tuple[Any, ...]]:
        while batch := result.fetchmany(10_000):
            yield from batch

    return columns, rows()


def _event(columns: list[str], row: tuple[Any, ...]) -> etree._Element:
    element = etree.Element("event")
    for name, value in zip(columns, row, strict=True):
        if value is not None and name not in _LEFT_OUT:
            element.append(_attribute(_STANDARD.get(name, name), value))
    return element


def _attribute(key: str, value: Any) -> etree._Element:
    kind, text = "string", str(value)
    if isinstance(value, bool):
        kind, text = "boolean", str(value).lower()
    elif isinstance(value, int):
        kind = "int"
    elif isinstance(value, float):
        kind = "float"
    elif isinstance(value, datetime):
        kind, text = "date", value.astimezone(UTC).isoformat(timespec="milliseconds")
    elif isinstance(value, list):
        text = ";".join(str(item) for item in value)
    return etree.Element(kind, {"key": key, "value": printable(text)})


def printable(text: str) -> str:
    """Text without the characters that XML cannot hold."""
    return "".join(c for c in text if c in "\t\n\r" or unicodedata.category(c) not in ("Cc", "Cs"))
