"""Reads JSON and JSON lines: nested records, such as a ticket's history of changes, unfolded to one row each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from svcmine.errors import SourceError
from svcmine.sources.encoding import Encoding, detect, text_of
from svcmine.sources.mapping import Mapping
from svcmine.sources.records import Records, Reject
from svcmine.sources.spill import Flat, Spill

_SEPARATOR = ";"
_LINES = (".jsonl", ".ndjson")
_MOST_COLUMNS = 2_000


def read_json(path: Path, mapping: Mapping) -> Records:
    """The records of a JSON file, or of a file with one JSON value a line.

    The mapping's `records` says where they lie: `issues[].changelog.histories[].items[]` gives a record for each item,
    which also has the plain values of its history and its issue. Columns are named by their path without brackets
    (`issues.key`). Without `records`, the outermost list of objects is taken.
    Raises SourceError for what is no JSON, and for a path that leads to no list.
    """
    encoding = detect(path, mapping.encoding)
    steps = _steps(mapping.records) if mapping.records else None
    spill = Spill()
    rejects: list[Reject] = []
    for number, (flat, raw) in enumerate(_records(path, encoding, steps), start=1):
        if isinstance(flat, str):
            rejects.append(Reject(number, "unreadable", flat, raw[:20_000]))
        else:
            spill.put(number, flat)
    spill.flush()
    if not spill.columns:
        where = f" at {mapping.records}" if mapping.records else ""
        raise SourceError(f'{path}: no record{where}. Say where they lie, such as records = "issues[]" in the mapping.')
    if len(spill.columns) > _MOST_COLUMNS:
        raise SourceError(f"{path}: {len(spill.columns):,} columns; more than {_MOST_COLUMNS:,} are not read.")
    return Records(list(spill.columns), spill.batches(), encoding.name, rejects)


def _records(path: Path, encoding: Encoding, steps: list[str] | None) -> Iterator[tuple[Flat | str, str]]:
    """Each record flattened, or why a line is none, with the line's text."""
    if any(ending.lower() in _LINES for ending in path.suffixes):
        with text_of(path, encoding) as stream:
            for line in stream:
                if not line.strip():
                    continue
                try:
                    value = _parse(line)
                except ValueError as error:
                    yield f"no JSON: {error}", line.rstrip("\r\n")
                    continue
                for flat in _unfolded(value, steps, "", {}) if steps else _plain([value], ""):
                    yield flat, ""
        return
    with text_of(path, encoding) as stream:
        try:
            value = _parse(stream.read())
        except ValueError as error:
            raise SourceError(f"{path}: not a JSON file: {error}") from None
    if steps is not None:
        for flat in _unfolded(value, steps, "", {}):
            yield flat, ""
        return
    for flat in _outermost(path, value):
        yield flat, ""


def _parse(text: str) -> Any:
    # Numbers stay as they are written: an id of 19 digits is no float.
    return json.loads(text, parse_float=str, parse_int=str)


def _steps(path: str) -> list[str]:
    """`issues[].changelog.histories[]` as the names of the lists, each with the path that leads to it."""
    parts = [part.strip(".") for part in path.split("[]")]
    if parts[-1]:
        raise SourceError(f"records = {path!r}: it must lead to a list, and end with []: {path}[]")
    return parts[:-1]


def _unfolded(value: Any, steps: list[str], prefix: str, above: Flat) -> Iterator[Flat]:
    step, *rest = steps
    found = value
    for name in filter(None, step.split(".")):
        found = found.get(name) if isinstance(found, dict) else None
    here = ".".join(filter(None, (prefix, step)))
    for item in found if isinstance(found, list) else []:
        own = above | _scalars(item, here)
        if rest:
            yield from _unfolded(item, rest, here, own)
        else:
            yield own | _flat(item, here)


def _outermost(path: Path, value: Any) -> Iterator[Flat]:
    if isinstance(value, list):
        return _plain(value, "")
    if isinstance(value, dict):
        lists = [name for name, inner in value.items() if isinstance(inner, list) and any(map(_is_object, inner))]
        if len(lists) == 1:
            return _plain(value[lists[0]], lists[0])
        if lists:
            raise SourceError(
                f"{path}: several lists of records: {', '.join(lists)}. Say which in the mapping: "
                f'records = "{lists[0]}[]"'
            )
        return _plain([value], "")
    raise SourceError(f"{path}: a single value, no records.")


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def _plain(items: list[Any], prefix: str) -> Iterator[Flat]:
    for item in items:
        yield _flat(item, prefix)


def _scalars(item: Any, prefix: str) -> Flat:
    """The plain values of an object and of the objects in it; lists of objects are records of their own."""
    return {name: value for name, value in _flat(item, prefix).items() if value is None or not value.startswith("[{")}


def _flat(item: Any, prefix: str) -> Flat:
    if not isinstance(item, dict):
        return {prefix or "value": _text(item)}
    found: Flat = {}
    for name, value in item.items():
        inner = ".".join(filter(None, (prefix, str(name))))
        if isinstance(value, dict):
            found |= _flat(value, inner)
        else:
            found[inner] = _text(value)
    return found


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        if any(isinstance(item, (dict, list)) for item in value):
            return json.dumps(value, ensure_ascii=False)
        return _SEPARATOR.join(_text(item) or "" for item in value)
    return str(value)
