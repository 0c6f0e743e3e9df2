"""Fetches a table or query of a live database into a Parquet file, which is then read like any other.

The address comes from an environment variable, or, for PostgreSQL, from what its own client reads (PGHOST, PGSERVICE,
the file .pgpass and so on). It is never stored, and never told: a driver's message is cut where it names it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from svcmine.errors import SourceError
from svcmine.sources.mapping import Mapping
from svcmine.sources.mapping_parts import Database

_SECRET = re.compile(r"(?i)\b(password|passwd|pwd)\s*=\s*('[^']*'|\S+)")
_ADDRESS = re.compile(r"\b[a-z][a-z0-9+]*://\S*")
_INSTALL = "make extras, or: pip install 'svcmine[databases]'"


def fetch(mapping: Mapping, folder: Path) -> Path:
    """Write what the mapping's table or query gives to a file in `folder`; returns the file.

    Raises SourceError if the address is not set, the driver is missing, or the database refuses.
    """
    database = mapping.database
    assert database is not None
    path = folder / f"{mapping.source or mapping.name}.parquet"
    address = _address(mapping, database)
    query = database.query or f"select * from {database.table}"
    try:
        _write(path, _postgresql(address, query) if database.system == "postgresql" else _mysql(address, query))
    except ImportError as error:
        raise SourceError(f"mapping {mapping.name}: {error.name} is not installed. Do: {_INSTALL}") from None
    except Exception as error:
        raise SourceError(f"mapping {mapping.name}: {database.system}: {_told(str(error), address)}") from None
    return path


def _address(mapping: Mapping, database: Database) -> str:
    address = os.environ.get(database.connection)
    if address:
        return address
    if database.system == "postgresql" and any(os.environ.get(name) for name in ("PGHOST", "PGSERVICE", "PGDATABASE")):
        return "postgresql://"
    example = f"{database.system}://user@host/name"
    more = ", or PGHOST and the other variables of PostgreSQL's own client" if database.system == "postgresql" else ""
    raise SourceError(
        f"mapping {mapping.name}: the environment variable {database.connection} is not set. "
        f"Put the database's address into it, such as {example}{more}."
    )


def _postgresql(address: str, query: str) -> Iterator[pa.RecordBatch]:
    # An extra: who reads files only does without it.
    import adbc_driver_postgresql.dbapi as driver  # noqa: PLC0415

    with driver.connect(address) as connection, connection.cursor() as cursor:
        cursor.execute("set transaction read only")
        cursor.execute(query)
        reader = cursor.fetch_record_batch()
        yield pa.record_batch([], schema=pa.schema([])) if not reader.schema.names else _empty(reader.schema)
        yield from reader


def _mysql(address: str, query: str) -> Iterator[pa.RecordBatch]:
    # An extra, as above.
    import connectorx  # noqa: PLC0415

    found: Any = connectorx.read_sql(address, query, return_type="arrow")
    yield _empty(found.schema)
    yield from found.to_batches()


def _empty(schema: pa.Schema) -> pa.RecordBatch:
    """No record, with the columns that there would be."""
    return pa.RecordBatch.from_arrays([pa.nulls(0, field.type) for field in schema], schema=schema)


def _write(path: Path, batches: Iterator[pa.RecordBatch]) -> None:
    first = next(batches)
    plain = pa.schema([pa.field(field.name, getattr(field.type, "storage_type", field.type)) for field in first.schema])
    with pq.ParquetWriter(path, plain) as writer:
        for batch in batches:
            columns = [getattr(column, "storage", column) for column in batch.columns]
            writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=plain))


def _told(message: str, address: str) -> str:
    """A driver's message in one line, without the address and its password."""
    text = " ".join(message.split())
    for secret in (address, *re.findall(r"://[^:/@]*:([^@]*)@", address)):
        text = text.replace(secret, "...") if secret else text
    return _ADDRESS.sub("...", _SECRET.sub(r"\1=...", text))[:500]
