"""Reads XES logs through pm4py; this is the only source that knows pm4py."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from svcmine.errors import SourceError
from svcmine.sources.encoding import chunks
from svcmine.sources.records import Records, batched

_EVENT = re.compile(rb"<event[\s/>]")


def read_xes(path: Path) -> Records:
    """The events of a XES log, one record each; attributes of the case are named `case:...`.

    Raises SourceError for a document type (none of these logs needs one, and they reach for other files) and for
    what is no XES.
    """
    events = _count(path)
    if not events:
        raise SourceError(f"{path}: the log has no event.")
    # Here and not above: pm4py takes seconds to load, and few logs are XES.
    from pm4py.objects.conversion.log import converter  # noqa: PLC0415
    from pm4py.objects.log.importer.xes import importer  # noqa: PLC0415

    try:
        log = importer.apply(str(path), variant=importer.Variants.ITERPARSE, parameters={"show_progress_bar": False})
        frame = converter.apply(log, variant=converter.Variants.TO_DATA_FRAME)
    except Exception as error:
        raise SourceError(
            f"{path}: not a XES log: {str(error).splitlines()[0] if str(error) else type(error).__name__}"
        ) from None
    if len(frame) != events:
        raise SourceError(f"{path}: {events:,} events stand in the file, but {len(frame):,} could be read.")
    return Records([str(name) for name in frame.columns], batched(_rows(frame)))


def _rows(frame: pd.DataFrame) -> Iterator[tuple[int, list[str | None]]]:
    columns = [_texts(frame[name]) for name in frame.columns]
    for number, row in enumerate(zip(*columns, strict=True), start=1):
        yield number, list(row)


def _texts(column: pd.Series) -> list[str | None]:
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        return [None if pd.isna(value) else value.isoformat() for value in column]
    return [None if value is None or value is pd.NaT or value != value else _text(value) for value in column.tolist()]


def _text(value: object) -> str:
    if isinstance(value, pd.Timestamp):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _count(path: Path) -> int:
    """Events as the file's own text has them."""
    events = 0
    tail = b""
    for chunk in chunks(path):
        text = tail + chunk
        if b"<!DOCTYPE" in text:
            raise SourceError(f"{path}: has a document type, which a log does not need and svcmine does not read.")
        # A tag may be cut in two by the end of a chunk.
        cut = max(len(text) - 12, 0)
        events += _starts(text, cut)
        tail = text[cut:]
    return events + _starts(tail + b" " * 12, len(tail))


def _starts(text: bytes, end: int) -> int:
    """How many events start before `end`."""
    return sum(1 for match in _EVENT.finditer(text) if match.start() < end)
