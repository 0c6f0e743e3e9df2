"""Reads CSV and TSV: by header name, with the width of every record checked, and nothing dropped in silence."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from svcmine.errors import SourceError
from svcmine.sources.encoding import Encoding, detect, text_of
from svcmine.sources.mapping import Mapping
from svcmine.sources.records import Records, Reject, batched

_DELIMITERS = ",;\t|"
_LONGEST_CELL = 1 << 20
_MOST_COLUMNS = 2_000
_CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127])
# Spreadsheets may name their delimiter in a first line of its own.
_NAMED = re.compile(r'^"?sep=(?P<delimiter>.)"?\s*$', re.IGNORECASE)


def read_delimited(path: Path, mapping: Mapping) -> Records:
    """The records of a CSV or TSV file. Raises SourceError if it is empty or not a table."""
    encoding = detect(path, mapping.encoding)
    named, delimiter = _delimiter(path, encoding)
    lines = _Lines(text_of(path, encoding))
    if named:
        next(lines)
    delimiter = mapping.delimiter or delimiter
    # A cell longer than this comes from a quote that never closes.
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        header = next((row for row in reader if any(cell.strip() for cell in row)), None)
    except csv.Error as error:
        raise SourceError(f"{path}: the header cannot be read: {error}.") from None
    if header is None:
        raise SourceError(f"{path}: no header and no record: the file has blank lines only.")
    if len(header) > _MOST_COLUMNS:
        raise SourceError(f"{path}: {len(header):,} columns; more than {_MOST_COLUMNS:,} are not read.")
    records = Records([cell.strip().translate(_CONTROL) for cell in header], iter(()), encoding.name)
    records.batches = batched(_rows(lines, len(header), delimiter, records))
    return records


class _Lines:
    """Lines of a text, with those since the last `forget` kept: a record that fails is known by its own text.

    After a quote that never closes, the lines that it swallowed are given `back` and read again without the first.
    """

    def __init__(self, stream: io.TextIOBase) -> None:
        self.stream = iter(stream)
        self.taken: list[str] = []
        self.returned: deque[str] = deque()

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self.returned.popleft() if self.returned else next(self.stream)
        self.taken.append(line)
        return line

    def back(self) -> str:
        """Give back all lines taken but the first, which is returned."""
        first, *rest = self.taken or [""]
        self.returned.extendleft(reversed(rest))
        self.taken.clear()
        return first


def _rows(lines: _Lines, width: int, delimiter: str, records: Records) -> Iterator[tuple[int, list[str | None]]]:
    number = stripped = 0
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        lines.taken.clear()
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            number += 1
            records.rejects.append(Reject(number, "unreadable", str(error), _told(lines.back())))
            # The reader may be in the midst of a quote.
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
            continue
        if not row:
            continue
        text = "".join(row)
        if len(row) != width:
            # A line of nothing but delimiters is a blank line that a spreadsheet left behind.
            if not text.strip(" \t"):
                continue
            number += 1
            detail = f"{len(row)} cells, the header has {width}"
            records.rejects.append(Reject(number, "wrong_width", detail, _told("".join(lines.taken))))
            continue
        number += 1
        if not text.isprintable():
            if any("\ud800" <= c <= "\udfff" for c in text):
                raw = _told("".join(lines.taken))
                records.rejects.append(Reject(number, "bad_encoding", f"bytes that are not {records.encoding}", raw))
                continue
            cleaned = [cell.translate(_CONTROL) for cell in row]
            stripped += cleaned != row
            row = cleaned
        yield number, list(row)
    if stripped:
        records.notes.append(f"control characters were taken out of {stripped:,} records")
    if not number:
        records.notes.append("the file has a header and no record")


def _told(text: str) -> str:
    """The text of a record that is kept as a reject; bytes that fit no encoding are written as \\x.."""
    text = text.rstrip("\r\n")
    return "".join(f"\\x{ord(c) - 0xDC00:02x}" if "\ud800" <= c <= "\udfff" else c for c in text[:20_000])


def delimiter_of(path: Path, encoding: str | None = None) -> str:
    """The delimiter of a file: the one that it names, else the one that cuts its first lines best."""
    return _delimiter(path, detect(path, encoding))[1]


def _delimiter(path: Path, encoding: Encoding) -> tuple[bool, str]:
    """Whether the first line names the delimiter, and which it is: named, else the one that cuts the lines best.

    That is the one which cuts most of the first lines into as many cells as the first, and into more than one.
    """
    with text_of(path, encoding) as stream:
        sample = [line for line in itertools.islice(stream, 50) if line.strip()]
    if sample and (match := _NAMED.match(sample[0])):
        return True, match["delimiter"]
    best, most = ",", 1
    for candidate in _DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(sample, delimiter=candidate) if row]
        except csv.Error:
            continue
        if widths and widths[0] > most and widths.count(widths[0]) * 2 > len(widths):
            best, most = candidate, widths[0]
    return False, best
