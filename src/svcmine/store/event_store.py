"""The store: one DuckDB file, opened the same way everywhere (UTC, no extensions, no surprise from the machine)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from svcmine.errors import MachineError, StoreError
from svcmine.store.schema import SCHEMA_VERSION, ddl

_CONFIG: dict[str, Any] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
}


class Store:
    """An open store; use as a context manager or call `close()`.

    `connection` is the plain DuckDB connection. A store opened with `read_only=True` can neither write nor
    reach files or the network through SQL.
    """

    def __init__(self, path: str | Path, *, read_only: bool = False) -> None:
        self.path = Path(path)
        self.read_only = read_only
        self._depth = 0
        self.connection = _connect(self.path, read_only)
        if not self._tables():
            if read_only:
                self.close()
                raise StoreError(
                    f"{self.path}: this file is not a svcmine store. Load a log first: svcmine load --help"
                )
            with self.transaction():
                for statement in ddl():
                    self.connection.execute(statement)
        self._check_version()

    def _tables(self) -> set[str]:
        rows = self.connection.execute("select table_name from duckdb_tables()").fetchall()
        return {name for (name,) in rows}

    def _check_version(self) -> None:
        if "store_info" not in self._tables():
            self.close()
            raise StoreError(f"{self.path}: a DuckDB file, but not a svcmine store. Name another file with --store.")
        row = self.execute("select value from store_info where key = 'schema_version'").fetchone()
        if row is None or row[0] != SCHEMA_VERSION:
            self.close()
            raise StoreError(
                f"{self.path}: written by another version of svcmine (layout {row and row[0]}, this one writes "
                f"{SCHEMA_VERSION}). Load the logs into a new store: --store NEW.duckdb"
            )

    def execute(self, sql: str, parameters: Sequence[Any] | dict[str, Any] | None = None) -> duckdb.DuckDBPyConnection:
        """Run one statement with bound values."""
        return self.connection.execute(sql, parameters) if parameters is not None else self.connection.execute(sql)

    def frame(self, sql: str, parameters: Sequence[Any] | dict[str, Any] | None = None) -> pd.DataFrame:
        """The rows of a query as a DataFrame."""
        return self.execute(sql, parameters).df()

    def one(self, sql: str, parameters: Sequence[Any] | dict[str, Any] | None = None) -> Any:
        """The first value of a query's first row; None if there is no row."""
        row = self.execute(sql, parameters).fetchone()
        return row[0] if row else None

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; a transaction within a transaction joins the outer one."""
        if self._depth:
            yield
            return
        self._depth += 1
        try:
            self.connection.execute("begin transaction")
            yield
            self.connection.execute("commit")
        except BaseException:
            _roll_back(self.connection)
            raise
        finally:
            self._depth -= 1

    def close(self) -> None:
        """Close the file; what was committed is on disk."""
        self.connection.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        counts = {
            name: self.one(f"select count(*) from {name}")
            for name in ("cases", "events", "operations", "latest_findings")
        }
        return (
            f"svcmine store {self.path}: {counts['cases']:,} cases, {counts['events']:,} events, "
            f"{counts['operations']:,} operations, {counts['latest_findings']:,} findings in the latest run"
        )


def open_store(path: str | Path = "svcmine.duckdb", *, read_only: bool = False) -> Store:
    """Open a store, making an empty one if the file does not exist (not with `read_only`).

    Raises StoreError if the file is no store, MachineError if another process holds it.
    """
    if read_only and not Path(path).exists():
        raise StoreError(f"{path}: there is no store here. Load a log first (svcmine load --help), or name it: --store")
    return Store(path, read_only=read_only)


def _connect(path: Path, read_only: bool) -> duckdb.DuckDBPyConnection:
    config = dict(_CONFIG)
    if read_only:
        config["enable_external_access"] = "false"
    try:
        connection = duckdb.connect(str(path), read_only=read_only, config=config)
    except duckdb.IOException as error:
        text = str(error)
        if "lock" in text.lower():
            holder = re.search(r"PID (\d+)", text)
            by = f" (process {holder[1]})" if holder else ""
            raise MachineError(
                f"{path}: another process is using this store{by}. Wait for it to end, then try again."
            ) from None
        if "not a valid DuckDB" in text:
            raise StoreError(f"{path}: not a DuckDB file. Name another file with --store.") from None
        raise MachineError(f"{path}: the store cannot be opened: {text.splitlines()[0]}") from None
    connection.execute("set TimeZone = 'UTC'")
    # DuckDB would draw a bar of its own into the output, beside that of the command line.
    # In a notebook without ipywidgets the setting cannot be changed, and there is no bar either.
    with suppress(duckdb.InvalidInputException):
        connection.execute("set enable_progress_bar = false")
    if read_only:
        connection.execute("set lock_configuration = true")
    return connection


def _roll_back(connection: duckdb.DuckDBPyConnection) -> None:
    # After a failed commit DuckDB has already rolled back, and a full disk invalidates the connection.
    with suppress(duckdb.Error):
        connection.execute("rollback")
