"""Each way in which an operation fits a ticket, drawn."""

from __future__ import annotations

import pytest

from reconciliation.rows import accounts, insert, operation, ticket
from svcmine.reconciliation import refresh
from svcmine.store import Store

PLAN = [ticket("C1", "2 00:00 > 2 04:00", "D1 D2", "P1")]
BOTH_FIT = [ticket("C2", "2 00:00 > 2 04:00", "D1", "P1"), ticket("C1", "2 02:00 > 2 06:00", "D1", "P1")]
NO_DEVICES = [ticket("C1", "2 00:00 > 2 04:00", "", "P1")]
NO_PERSONS = [ticket("C1", "2 00:00 > 2 04:00", "D1", "")]
NO_WINDOW = [ticket("C1", "", "D1", "P1")]
EMPTY = [ticket("C1", "2 00:00 > 2 04:00")]
OPEN_END = [ticket("C1", "", "D1", "P1", agreed_start="2 00:00")]


# tickets | time, device, account, ticket id | match, case, reason
EXAMPLES = [
    # With a ticket id: the first test that fails.
    (PLAN, "2 01:00", "D1", "a1", "C1", "matched", "C1", "ticket id; device, person and time agree"),
    (PLAN, "2 01:00", "D9", "a9", "C1", "wrong_device", "C1", "ticket id; the device is not in the plan"),
    (
        PLAN, "2 09:00", "D1", "a2", "C1", "wrong_person", "C1",
        "ticket id; device agrees; the person is not in the plan",
    ),
    (PLAN, "2 09:00", "D1", "a9", "C1", "wrong_person", "C1", "ticket id; device agrees; the person is not known"),
    (
        PLAN, "2 06:10", "D1", "a1", "C1", "outside_window", "C1",
        "ticket id; device and person agree; 02:10 h after the agreed window",
    ),
    (
        PLAN, "1 21:30:30", "D1", "a1", "C1", "outside_window", "C1",
        "ticket id; device and person agree; 02:29 h before the agreed window",
    ),
    (PLAN, "2 04:01", "D1", "a1", "C1", "matched", "C1", 
        "ticket id; device, person and time agree; only within the tolerance of clocks",
    ),
    (
        PLAN, "2 04:01:01", "D1", "a1", "C1", "outside_window", "C1",
        "ticket id; device and person agree; 00:01 h after the agreed window",
    ),
    (PLAN, "1 23:59", "D1", "a1", "C1", "matched", "C1", 
        "ticket id; device, person and time agree; only within the tolerance of clocks",
    ),
    (
        NO_DEVICES, "2 01:00", "D9", "a1", "C1", "matched", "C1",
        "ticket id; person and time agree; the plan names no device",
    ),
    (
        NO_PERSONS, "2 01:00", "D1", "a9", "C1", "matched", "C1",
        "ticket id; device and time agree; the plan names no person",
    ),
    (
        NO_WINDOW, "2 01:00", "D1", "a1", "C1", "matched", "C1",
        "ticket id; device and person agree; the ticket has no agreed window",
    ),
    (
        EMPTY, "2 01:00", "D1", "a1", "C1", "matched", "C1",
        "ticket id; time agrees; the plan names no device; the plan names no person",
    ),
    (OPEN_END, "9 01:00", "D1", "a1", "C1", "matched", "C1", "ticket id; device, person and time agree"),
    (
        OPEN_END, "1 01:00", "D1", "a1", "C1", "outside_window", "C1",
        "ticket id; device and person agree; 23:00 h before the agreed window",
    ),
    (PLAN, "2 01:00", "ｄ１ ", "a1", " ｃ1", "matched", "C1", "ticket id; device, person and time agree"),
    # A ticket id that no case has counts as none.
    (PLAN, "2 01:00", "D1", "a1", "C7", "matched", "C1", "unknown ticket id; device, person and time agree"),
    (
        PLAN, "2 01:00", "D9", "a9", "C7", "unticketed", None,
        "unknown ticket id; no case fits; the person is not known",
    ),
    # Without: searched.
    (PLAN, "2 01:00", "D2", "a1", None, "matched", "C1", "no ticket id; device, person and time agree"),
    (PLAN, "2 01:00", "router-1", "a1", None, "matched", "C1", "no ticket id; device, person and time agree"),
    (PLAN, "2 04:01", "D2", "a1", None, "matched", "C1", 
        "no ticket id; device, person and time agree; only within the tolerance of clocks",
    ),
    (
        PLAN, "3 04:00", "D2", "a1", None, "outside_window", "C1",
        "no ticket id; device and person agree; 24:00 h after the nearest window",
    ),
    (PLAN, "3 04:00:01", "D2", "a1", None, "unticketed", None, "no ticket id; no case fits"),
    (
        PLAN, "1 23:00", "D2", "a1", None, "outside_window", "C1",
        "no ticket id; device and person agree; 01:00 h before the nearest window",
    ),
    (
        PLAN, "2 01:00", "D2", "a2", None, "wrong_person", "C1",
        "no ticket id; device and time agree; the person is not in the plan",
    ),
    (
        PLAN, "2 01:00", "D9", "a1", None, "wrong_device", "C1",
        "no ticket id; person and time agree; the device is not in the plan",
    ),
    (PLAN, "2 01:00", "D9", "a2", None, "unticketed", None, "no ticket id; no case fits"),
    (PLAN, "2 05:00", "D1", "a2", None, "unticketed", None, "no ticket id; no case fits"),
    (PLAN, "2 05:00", "D9", "a1", None, "unticketed", None, "no ticket id; no case fits"),
    (
        PLAN, "2 01:00", None, None, None, "unticketed", None,
        "no ticket id; no case fits; the device is not known; the person is not known",
    ),
    (
        NO_DEVICES, "2 01:00", "D9", "a1", None, "matched", "C1",
        "no ticket id; person and time agree; the plan names no device",
    ),
    (
        NO_PERSONS, "2 05:00", "D1", "a9", None, "outside_window", "C1",
        "no ticket id; device agrees; 01:00 h after the nearest window; the plan names no person",
    ),
    # A ticket that names neither device nor person, or no window, is not found by search.
    (EMPTY, "2 01:00", "D1", "a1", None, "unticketed", None, "no ticket id; no case fits"),
    (NO_WINDOW, "2 01:00", "D1", "a1", None, "unticketed", None, "no ticket id; no case fits"),
    # Overlapping windows: within both, the least case id; within one, that one; else the nearest.
    (
        BOTH_FIT, "2 03:00", "D1", "a1", None, "matched", "C1",
        "no ticket id; device, person and time agree; 1 other case fits as well",
    ),
    (BOTH_FIT, "2 01:00", "D1", "a1", None, "matched", "C2", "no ticket id; device, person and time agree"),
    (BOTH_FIT, "2 04:00:30", "D1", "a1", None, "matched", "C1", "no ticket id; device, person and time agree"),
    (
        BOTH_FIT, "1 22:00", "D1", "a1", None, "outside_window", "C2",
        "no ticket id; device and person agree; 02:00 h before the nearest window",
    ),
]  # fmt: skip


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e[5]}-{e[1]}-{e[2]}-{e[3]}-{e[4]}")
def test_each_operation_gets_the_match_and_the_reason(store: Store, example: tuple) -> None:
    tickets, time, device, account, named, match, case, reason = example
    insert(store, "ticket_records", tickets)
    insert(store, "devices", [{"device_id": "D1", "aliases": ["Router-1", "10.0.0.1"]}, {"device_id": "D2"}])
    accounts(store, 1, 2)
    insert(store, "operations", [operation("o1", time, device, account, ticket_id=named)])
    refresh(store)
    got = store.execute("select match, case_id, match_reason from operations").fetchone()
    assert got == (match, case, reason)


def test_a_better_fit_beats_a_nearer_window(store: Store) -> None:
    insert(
        store,
        "ticket_records",
        [
            ticket("C1", "2 00:00 > 2 04:00", "D1", "P2"),
            ticket("C2", "2 00:00 > 2 04:00", "D2", "P1"),
            ticket("C3", "2 10:00 > 2 12:00", "D1", "P1"),
        ],
    )
    accounts(store, 1, 2)
    insert(store, "operations", [operation("o1", "2 01:00", "D1", "a1")])
    refresh(store)
    assert store.one("select match || ' ' || case_id from operations") == "outside_window C3"


def test_the_skew_is_given(store: Store) -> None:
    insert(store, "ticket_records", PLAN)
    accounts(store, 1)
    insert(store, "operations", [operation("o1", "2 04:10", "D1", "a1")])
    refresh(store, skew_s=600)
    assert store.one("select match from operations") == "matched"
    refresh(store, skew_s=599)
    assert store.one("select match from operations") == "outside_window"


def test_windows_of_a_century_and_backward_windows_are_matched(store: Store) -> None:
    long = ticket("C1", "", "D1", "P1") | {
        "agreed_start": "1990-01-01 00:00:00+00",
        "agreed_end": "9999-12-31 00:00:00+00",
    }
    backward = ticket("C2", "3 04:00 > 2 00:00", "D2", "P2")
    insert(store, "ticket_records", [long, backward])
    accounts(store, 1, 2)
    insert(store, "operations", [operation("o1", "2 01:00", "D1", "a1"), operation("o2", "2 01:00", "D2", "a2")])
    refresh(store)
    assert store.execute("select match from operations order by operation_id").fetchall() == [
        ("matched",),
        ("unticketed",),
    ]


def test_the_persons_own_name_on_the_record_beats_the_owner_of_the_account(store: Store) -> None:
    insert(store, "ticket_records", PLAN)
    accounts(store, 2)
    insert(store, "operations", [operation("o1", "2 01:00", "D1", "a2", person="p1")])
    refresh(store)
    assert store.one("select match from operations") == "matched"
    assert store.one("select person from events") == "p1"
