"""Writes base-table rows for tests: a dict a row, times as `D HH:MM:SS` of May 2024 in UTC."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from svcmine.store import Store

_TIME = re.compile(r"(\d{1,2}) (\d\d):(\d\d)(?::(\d\d))?")


def at(text: str) -> datetime:
    """`3 07:10` or `3 07:10:05` → that instant of May 2024, UTC."""
    found = _TIME.fullmatch(text)
    assert found, text
    day, hour, minute, second = (int(part or 0) for part in found.groups())
    return datetime(2024, 5, day, hour, minute, second, tzinfo=UTC)


def insert(store: Store, table: str, rows: Iterable[dict[str, Any]]) -> None:
    """Insert rows in their order; text that looks like a time becomes one in the columns `*_at`, `agreed_*`, ..."""
    for row in rows:
        values = [at(v) if isinstance(v, str) and _TIME.fullmatch(v) else v for v in row.values()]
        marks = ", ".join("?" for _ in row)
        store.execute(f"insert into {table} ({', '.join(row)}) values ({marks})", values)


def ticket(case: str, window: str = "", devices: str = "", persons: str = "", **more: Any) -> dict[str, Any]:
    """A ticket record; the window as `1 00:00 > 1 04:00`, the lists separated by blanks."""
    start, end = window.split(" > ") if window else (None, None)
    return {
        "record_id": f"{case}-{len(more)}",
        "case_id": case,
        "process": "change",
        "source_name": "tickets",
        "agreed_start": start,
        "agreed_end": end,
        "plan_devices": devices.split() or None,
        "plan_persons": persons.split() or None,
    } | more


def operation(number: str, time: str, device: str | None, account: str | None, **more: Any) -> dict[str, Any]:
    """An operation; the activity defaults to modify_data, and account `a1` belongs to person `P1`."""
    return {
        "operation_id": number,
        "happened_at": time,
        "device_id": device,
        "account": account,
        "activity": "modify_data",
        "source_name": "operations",
        "load_id": "L2",
        "source_row": int(re.sub(r"\D", "", number) or 0),
    } | more


def ticket_event(number: str, case: str | None, activity: str, time: str, **more: Any) -> dict[str, Any]:
    """An event that a ticket tells of."""
    return {
        "event_id": number,
        "case_id": case,
        "activity": activity,
        "happened_at": time,
        "origin": "ticket",
        "source_name": "tickets",
        "load_id": "L1",
        "source_row": 1,
    } | more


def accounts(store: Store, *numbers: int) -> None:
    """Accounts a1, a2, ... of the persons P1, P2, ..."""
    insert(store, "accounts", [{"account": f"a{n}", "person": f"P{n}"} for n in numbers])
