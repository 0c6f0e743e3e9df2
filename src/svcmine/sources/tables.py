"""Reads tables that are no text: XLSX workbooks and Parquet files."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import fastexcel
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from svcmine.errors import SourceError
from svcmine.sources.mapping import Mapping
from svcmine.sources.records import Records, batched

_MOST_SHEET_BYTES = 2 << 30
# Excel keeps 15 digits of a number; a longer id was damaged before it was exported.
_MOST_DIGITS = 15
_MOST_CELLS = 50_000_000
_CELL = re.compile(rb'<c r="([A-Z]{1,3})[0-9]')
_ROW = re.compile(rb'<row r="([0-9]{1,7})"')


def read_xlsx(path: Path, mapping: Mapping) -> Records:
    """The records of a workbook's sheet, all cells as text. Raises SourceError for what is no workbook."""
    _is_workbook(path)
    try:
        book = fastexcel.read_excel(str(path))
        names = book.sheet_names
        wanted = mapping.sheet if mapping.sheet is not None else 0
        if (isinstance(wanted, str) and wanted not in names) or (isinstance(wanted, int) and wanted >= len(names)):
            raise SourceError(f"{path}: there is no sheet {wanted!r}. Sheets are: {', '.join(names)}")
        sheet = book.load_sheet(wanted, header_row=None, dtypes="string")
        table = pa.Table.from_batches([sheet.to_arrow()])
    except fastexcel.FastExcelError as error:
        raise SourceError(f"{path}: the workbook cannot be read: {str(error).splitlines()[0]}") from None
    records = _below_header(path, table)
    if any(_long_number(table.column(n)) for n in range(table.num_columns)):
        records.notes.append(
            f"numbers of more than {_MOST_DIGITS} digits: Excel has already rounded such ids; export as text"
        )
    return records


def read_parquet(path: Path, mapping: Mapping) -> Records:
    """The records of a Parquet file, all cells as text; instants in ISO form with their offset."""
    try:
        table = pq.read_table(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise SourceError(f"{path}: not a Parquet file: {str(error).splitlines()[0]}") from None
    return _records(table)


def _is_workbook(path: Path) -> None:
    head = path.open("rb").read(8)
    if not head.startswith(b"PK"):
        what = "an old .xls workbook" if head.startswith(b"\xd0\xcf\x11\xe0") else "no workbook"
        if head.lstrip().lower().startswith((b"<htm", b"<tab", b"<!do")):
            what = "a web page that was named .xlsx"
        raise SourceError(f"{path}: {what}. Open it and save it as .xlsx or .csv.")
    try:
        size = max((member.file_size for member in zipfile.ZipFile(path).infolist()), default=0)
    except zipfile.BadZipFile:
        raise SourceError(f"{path}: a damaged workbook. Export it again.") from None
    if size > _MOST_SHEET_BYTES:
        raise SourceError(f"{path}: a sheet unpacks to {size >> 20:,} MB, which is not read. Export it as CSV.")
    with zipfile.ZipFile(path) as book:
        for name in book.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                _refuse_sparse(path, book, name)


def _refuse_sparse(path: Path, book: zipfile.ZipFile, name: str) -> None:
    """A single cell at the far end makes the reader ask for memory for all cells before it, and end the process."""
    columns: set[bytes] = set()
    row = cells = 0
    tail = b""
    with book.open(name) as sheet:
        while chunk := sheet.read(1 << 20):
            text = tail + chunk
            # What a chunk cuts in two is looked at with the next one.
            cut = text.rfind(b"<")
            text, tail = (text[:cut], text[cut:]) if cut > 0 else (text, b"")
            found = _CELL.findall(text)
            cells += len(found)
            columns.update(found)
            row = max([row, *map(int, _ROW.findall(text))])
    width = max((_column_number(letters) for letters in columns), default=0)
    if row * width > _MOST_CELLS and row * width > 100 * cells:
        raise SourceError(
            f"{path}: a sheet spans {row:,} rows and {width:,} columns but has {cells:,} cells only. "
            "Delete what stands far outside the table, or export it as CSV."
        )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _below_header(path: Path, table: pa.Table) -> Records:
    """The records under the first row that has a cell; that row is the header."""
    texts = [_texts(column) for column in table.columns]
    rows = _rows(texts, table.num_rows)
    first = next(rows, None)
    if first is None:
        raise SourceError(f"{path}: the sheet is empty.")
    at, header = first
    numbered = ((number - at, row) for number, row in rows)
    return Records([(cell or "").strip() for cell in header], batched(numbered))


def _long_number(column: pa.ChunkedArray) -> bool:
    found = pc.any(pc.match_substring_regex(column.cast(pa.string()), rf"^\d{{{_MOST_DIGITS + 1},}}(\.0)?$"))
    return bool(found.as_py())


def _records(table: pa.Table) -> Records:
    texts = [_texts(table.column(n)) for n in range(table.num_columns)]
    columns = [str(name).strip() for name in table.column_names]
    return Records(columns, batched(_rows(texts, table.num_rows)))


def _rows(texts: list[list[str | None]], count: int) -> Iterator[tuple[int, list[str | None]]]:
    for n in range(count):
        row = [column[n] for column in texts]
        if any(cell not in (None, "") for cell in row):
            yield n + 1, row


def _texts(column: pa.ChunkedArray) -> list[str | None]:
    if pa.types.is_timestamp(column.type):
        return [
            value and value.isoformat(sep=" ") for value in column.cast(pa.timestamp("us", column.type.tz)).to_pylist()
        ]
    if pa.types.is_nested(column.type):
        return [None if value is None else str(value) for value in column.to_pylist()]
    return column.cast(pa.string()).to_pylist()
