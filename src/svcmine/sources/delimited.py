"""Reads CSV and TSV: by header name, with the width of every record checked, and nothing dropped in silence."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator
from pathlib import Path

from svcmine.errors import SourceError
from svcmine.sources.encoding import detect, text_of
from svcmine.sources.mapping import Mapping
from svcmine.sources.records import Records, Reject, batched

_DELIMITERS = ",;\t|"
_LONGEST_CELL = 1 << 20
_MOST_COLUMNS = 2_000
_CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127])


def read_delimited(path: Path, mapping: Mapping) -> Records:
    """The records of a CSV or TSV file. Raises SourceError if it is empty or not a table."""
    encoding = detect(path, mapping.encoding)
    delimiter = mapping.delimiter or _delimiter(path, encoding)
    stream = text_of(path, encoding)
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(stream, delimiter=delimiter, strict=True)
    try:
        header = next((row for row in reader if any(cell.strip() for cell in row)), None)
    except csv.Error as error:
        raise SourceError(f"{path}: the header cannot be read: {error}.") from None
    if header is None:
        raise SourceError(f"{path}: no header and no record: the file has blank lines only.")
    if len(header) > _MOST_COLUMNS:
        raise SourceError(f"{path}: {len(header):,} columns; more than {_MOST_COLUMNS:,} are not read.")
    records = Records([cell.strip().translate(_CONTROL) for cell in header], iter(()), encoding.name)
    records.batches = batched(_rows(reader, len(header), delimiter, records))
    return records


def _rows(
    reader: Iterator[list[str]], width: int, delimiter: str, records: Records
) -> Iterator[tuple[int, list[str | None]]]:
    number = 0
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            number += 1
            records.rejects.append(Reject(number, "unreadable", f"line {reader.line_num}: {error}", ""))  # type: ignore[attr-defined]
            continue
        if not row:
            continue
        number += 1
        if len(row) != width:
            raw = delimiter.join(row)
            # A line of nothing but blanks or delimiters is a blank line that a spreadsheet left behind.
            if not raw.strip(delimiter + " \t"):
                number -= 1
                continue
            detail = f"{len(row)} cells, the header has {width}"
            records.rejects.append(Reject(number, "wrong_width", detail, raw))
            continue
        text = "".join(row)
        if not text.isprintable():
            if any("\ud800" <= c <= "\udfff" for c in text):
                raw = delimiter.join(row).encode("utf-8", "backslashreplace").decode("ascii", "backslashreplace")
                records.rejects.append(Reject(number, "bad_encoding", f"bytes that are not {records.encoding}", raw))
                continue
            row = [cell.translate(_CONTROL) for cell in row]
        yield number, list(row)


def _delimiter(path: Path, encoding: object) -> str:
    """The delimiter that cuts the first lines into the same number of cells, and more than one."""
    with text_of(path, encoding) as stream:  # type: ignore[arg-type]
        sample = [line for line in itertools.islice(stream, 50) if line.strip()]
    best, most = ",", 1
    for candidate in _DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(sample, delimiter=candidate) if row]
        except csv.Error:
            continue
        if widths and widths[0] > most and widths.count(widths[0]) * 2 > len(widths):
            best, most = candidate, widths[0]
    return best
