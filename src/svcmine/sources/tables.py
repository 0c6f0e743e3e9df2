"""Reads tables that are no text: workbooks (XLSX, and XLS of before 2007) and Parquet files."""

from __future__ import annotations

import re
import uuid
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import fastexcel
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from svcmine.errors import SourceError
from svcmine.sources.mapping import Mapping
from svcmine.sources.records import BATCH, Columnar, Records, batched

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
        # By content and not by name: an old workbook may be called .xlsx, and a new one .xls.
        book = fastexcel.read_excel(path.read_bytes())
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


def read_parquet(path: Path) -> Records:
    """The records of a Parquet file, all cells as text; instants in ISO form with their offset."""
    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise SourceError(f"{path}: not a Parquet file: {str(error).splitlines()[0]}") from None
    return Records([str(name).strip() for name in file.schema_arrow.names], _of_parquet(path, file))


def _of_parquet(path: Path, file: pq.ParquetFile) -> Iterator[Columnar]:
    """Batches of texts; records without any value are counted and left out, as in every table."""
    row = 0
    try:
        for batch in file.iter_batches(batch_size=BATCH):
            arrays = [_text_array(column) for column in batch.columns]
            numbers: Sequence[int] = range(row + 1, row + 1 + len(batch))
            row += len(batch)
            held = np.zeros(len(batch), bool)
            for array in arrays:
                held |= pc.fill_null(pc.not_equal(array, ""), False).to_numpy(zero_copy_only=False)
            if not held.all():
                numbers, arrays = (
                    (np.flatnonzero(held) + numbers[0]).tolist(),
                    [array.filter(pa.array(held)) for array in arrays],
                )
            yield Columnar(numbers, arrays)
    except (pa.ArrowInvalid, OSError) as error:
        raise SourceError(f"{path}: a damaged Parquet file: {str(error).splitlines()[0]}") from None


def _text_array(column: pa.Array) -> pa.Array:
    kind = column.type
    if pa.types.is_timestamp(kind):
        texts = column.cast(pa.timestamp("us", kind.tz)).cast(pa.string())
        return pc.replace_substring_regex(texts, r"\.000000", "")
    if pa.types.is_nested(kind) or pa.types.is_duration(kind) or pa.types.is_interval(kind):
        return pa.array([None if value is None else str(value) for value in column.to_pylist()], pa.string())
    if pa.types.is_fixed_size_binary(kind):
        # Sixteen bytes are how databases hand over a UUID.
        found = [
            value and (str(uuid.UUID(bytes=value)) if len(value) == 16 else value.hex()) for value in column.to_pylist()
        ]
        return pa.array(found, pa.string())
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        texts = [value and value.decode("utf-8", "backslashreplace") for value in column.to_pylist()]
        return pa.array(texts, pa.string())
    return column.cast(pa.string())


def _is_workbook(path: Path) -> None:
    head = path.open("rb").read(8)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        # A workbook of before 2007 is at most 65,536 rows of 256 columns; it cannot be made to unpack without end.
        return
    if not head.startswith(b"PK"):
        what = "no workbook"
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


def _rows(texts: list[list[str | None]], count: int) -> Iterator[tuple[int, list[str | None]]]:
    for n in range(count):
        row = [column[n] for column in texts]
        if any(cell not in (None, "") for cell in row):
            yield n + 1, row


def _texts(column: pa.ChunkedArray) -> list[str | None]:
    return column.cast(pa.string()).to_pylist()
