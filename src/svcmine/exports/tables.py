"""Tables for spreadsheets and notebooks: CSV in which no cell acts as a formula, and Parquet with every value exact."""

from __future__ import annotations

import codecs
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from svcmine.store import Store

_BATCH = 50_000
# What a spreadsheet takes for a formula when it opens a CSV file.
_ACTS = "^[=+@\\t\\r-]"


def write_csv(store: Store, query: str, path: Path) -> int:
    """Write a query's rows as CSV in UTF-8 with a byte order mark, which Excel needs for Chinese.

    A text that a spreadsheet would run as a formula gets an apostrophe before it. Times are ISO, in UTC.
    """
    described = store.execute(f"describe {query}").fetchall()
    columns = ", ".join(_harmless(str(row[0]), str(row[1])) for row in described)
    count = 0
    with path.open("wb") as file:
        file.write(codecs.BOM_UTF8)
        reader = _reader(store, f"select {columns} from ({query})")
        with pa_csv.CSVWriter(file, reader.schema) as writer:
            for batch in reader:
                writer.write_batch(batch)
                count += batch.num_rows
    return count


def write_parquet(store: Store, query: str, path: Path) -> int:
    """Write a query's rows as Parquet."""
    reader, count = _reader(store, query), 0
    with pq.ParquetWriter(path, reader.schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(batch)
            count += batch.num_rows
    return count


def _reader(store: Store, query: str) -> pa.RecordBatchReader:
    # The database itself may not touch files: a store that is read only has no access to them.
    return store.execute(query).to_arrow_reader(_BATCH)


def _harmless(name: str, kind: str) -> str:
    column = f'"{name}"'
    if kind.startswith("TIMESTAMP WITH"):
        return f"strftime({column} at time zone 'UTC', '%Y-%m-%dT%H:%M:%S.%fZ') as {column}"
    if kind in ("VARCHAR", "JSON") or kind.endswith("[]"):
        text = f"cast({column} as varchar)"
        return f"case when regexp_matches({text}, '{_ACTS}') then '''' || {text} else {text} end as {column}"
    return column
