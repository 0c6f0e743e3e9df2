"""Makes a large store of a small one: every case, device, site, account and alarm again and again under a new name.

The copies share nothing, so that a check of n copies finds n times what a check of one finds.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

# Columns that name something of a copy's own, wherever they stand.
_NAMES = frozenset(
    "case_id event_id operation_id block_id device_id account site ticket_id alarm_id aliases plan_devices".split()
)
_TABLES = ("cases", "events", "operations", "devices", "sites", "accounts", "coverage", "alarms")
_BATCH = 8


def multiply(source: Path, target: Path, copies: int, threads: int | None = None) -> int:
    """Write `copies` copies of the store `source` to the new store `target`; returns the number of events.

    Tables that a check does not read, and calendars, waivers and sources, are copied once.
    """
    target.unlink(missing_ok=True)
    connection = duckdb.connect()
    connection.execute("set memory_limit = '4GB'")
    # Rows keep the order of their copies, as if the months had been loaded one after the other.
    connection.execute(f"attach '{source}' as small (read_only); attach '{target}' as large; use large")
    connection.execute("copy from database small to large (schema)")
    for (table,) in connection.execute(
        "select table_name from duckdb_tables() where database_name = 'small' and not temporary"
    ).fetchall():
        if table in _TABLES:
            for first in range(0, copies, _BATCH):
                _copy(connection, table, first, min(first + _BATCH, copies))
        elif table not in ("ticket_records", "ticket_events", "findings", "tallies", "alignments", "deviations"):
            connection.execute(f"insert into large.{table} select * from small.{table}")
    found = connection.execute("select count(*) from large.events").fetchone()
    connection.close()
    return int(found[0]) if found else 0


def _copy(connection: duckdb.DuckDBPyConnection, table: str, first: int, end: int) -> None:
    columns = connection.execute(f"select column_name, column_type from (describe small.{table})").fetchall()
    chosen = ", ".join(_renamed(name, kind) for name, kind in columns)
    connection.execute(
        f"insert into large.{table} select {chosen} from range({first}, {end}) as copy(n), small.{table}"
    )


def _renamed(name: str, kind: str) -> str:
    if name not in _NAMES:
        return f'"{name}"'
    if kind.endswith("[]"):
        return f"list_transform(\"{name}\", lambda x: x || '~' || n)"
    return f"\"{name}\" || '~' || n"
