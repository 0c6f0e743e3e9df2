"""How sure each match is, drawn: every doubt stands in the reason and costs one step of confidence."""

from __future__ import annotations

from typing import Any

import pytest

from reconciliation.rows import accounts, insert, operation, ticket
from svcmine.errors import UsageError
from svcmine.reconciliation import refresh
from svcmine.store import Store

# Each ticket has devices and persons of its own, so that all stand in one store.
TICKETS = [
    ticket("FULL", "2 00:00 > 2 04:00", "D1", "P1"),
    ticket("NO-PERSON", "2 00:00 > 2 04:00", "D2", ""),
    ticket("EMPTY", "2 00:00 > 2 04:00", "", ""),
    ticket("TWIN-A", "2 00:00 > 2 04:00", "D3", "P3"),
    ticket("TWIN-B", "2 00:00 > 2 05:00", "D3", "P3"),
    ticket("TWIN-C", "2 03:00 > 2 05:00", "D3", "P3"),
]
# time, device, account, ticket id, more | match, confidence, what the reason must say
DRAWN: list[tuple[str, str | None, str | None, str | None, dict[str, Any], str, str, str]] = [
    ("2 01:00", "D1", "a1", "FULL", {}, "matched", "high", "ticket id; device, person and time agree"),
    ("2 01:00", "D1", "a1", None, {}, "matched", "high", "no ticket id; device, person and time agree"),
    ("2 04:00", "D1", "a1", None, {}, "matched", "high", "agree"),
    ("2 04:00:01", "D1", "a1", None, {}, "matched", "medium", "only within the tolerance of clocks"),
    ("2 04:00:01", "D1", "a1", "FULL", {}, "matched", "medium", "only within the tolerance of clocks"),
    ("2 01:00", "D1", "a1", None, {"clock_synchronised": False}, "matched", "medium", "clock was not synchronised"),
    ("2 01:00", "D1", "a1", None, {"clock_synchronised": True}, "matched", "high", "agree"),
    ("2 04:00:01", "D1", "a1", None, {"clock_synchronised": False}, "matched", "low", "not synchronised"),
    ("2 01:00", "D2", "a9", None, {}, "matched", "medium", "the plan names no person"),
    ("2 01:00", "D9", "a9", "EMPTY", {}, "matched", "low", "the plan names no device; the plan names no person"),
    ("2 01:00", "D3", "a3", None, {}, "matched", "medium", "1 other case fits as well"),
    ("2 03:30", "D3", "a3", None, {}, "matched", "medium", "2 other cases fit as well"),
    ("2 04:30", "D3", "a3", None, {}, "matched", "medium", "1 other case fits as well"),
    ("2 01:00", "D3", "a3", "TWIN-B", {}, "matched", "high", "ticket id; device, person and time agree"),
    ("2 06:00", "D1", "a1", "FULL", {}, "outside_window", "high", "02:00 h after the agreed window"),
    ("2 06:00", "D1", "a1", None, {}, "outside_window", "medium", "02:00 h after the nearest window"),
    ("2 01:00", "D9", "a1", "FULL", {}, "wrong_device", "high", "the device is not in the plan"),
    ("2 01:00", "D9", "a1", None, {}, "wrong_device", "medium", "the device is not in the plan"),
    ("2 01:00", "D1", "a3", "FULL", {}, "wrong_person", "high", "the person is not in the plan"),
    ("2 01:00", "D1", "a9", "FULL", {}, "wrong_person", "medium", "the person is not known"),
    ("2 01:00", "D1", "a9", None, {}, "wrong_person", "low", "the person is not known"),
    ("9 01:00", "D1", "a1", None, {}, "unticketed", "high", "no case fits"),
    ("9 01:00", "D1", "a9", None, {}, "unticketed", "medium", "no case fits; the person is not known"),
    ("9 01:00", "D1", "a1", "GONE", {}, "unticketed", "medium", "unknown ticket id; no case fits"),
    ("9 01:00", None, None, None, {}, "unticketed", "low", "the device is not known; the person is not known"),
]


def test_each_doubt_costs_a_step(store: Store) -> None:
    insert(store, "ticket_records", TICKETS)
    accounts(store, 1, 3)
    for n, (time, device, account, named, more, *_) in enumerate(DRAWN):
        insert(store, "operations", [operation(f"o{n:02}", time, device, account, ticket_id=named, **more)])
    result = refresh(store)
    got = store.execute("select match, confidence, match_reason from operations order by operation_id").fetchall()
    for drawn, (match, confidence, reason) in zip(DRAWN, got, strict=True):
        assert (match, confidence) == drawn[5:7], (drawn, reason)
        assert drawn[7] in reason
        # A reason names each doubt; without a doubt it names none.
        if confidence == "high":
            assert not any(word in reason for word in ("names no", "not known", "fits as well", "tolerance"))
    assert result.confidence == {name: sum(row[1] == name for row in got) for name in ("high", "medium", "low")}
    assert "of medium confidence" in repr(result)


def test_the_store_remembers_the_tolerance(store: Store) -> None:
    insert(store, "ticket_records", TICKETS[:1])
    accounts(store, 1)
    insert(store, "operations", [operation("o1", "2 04:05", "D1", "a1")])
    try:
        assert refresh(store).matches["outside_window"] == 1
        assert refresh(store, skew_s=300).matches["matched"] == 1
        again = refresh(store)
        assert (again.matches["matched"], again.skew_s) == (1, 300)
        with pytest.raises(UsageError, match="less than a day"):
            refresh(store, skew_s=86400)
    finally:
        store.execute("delete from store_info where key = 'skew_s'")
