"""Sessions rebuilt from logins: where one begins and ends, drawn, and against a plain loop on random logs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from reconciliation.rows import accounts, at, insert, operation, ticket
from reconciliation.worlds import world
from svcmine.reconciliation import refresh
from svcmine.store import Store

# Line (account@session id), time, what it does | the session's letter
DRAWN = """
a1@0 2 01:00:00 login_device  A
a1@0 2 01:01:00 modify_data   A
a2@0 2 01:01:00 modify_data   B
a1@1 2 01:02:00 login_device  C
a1@0 2 01:05:00 logout_device A
a1@0 2 01:06:00 modify_data   D
a1@1 2 02:02:00 modify_data   C
a1@1 2 03:02:01 modify_data   E
a1@1 2 03:05:00 login_device  F
a1@1 2 03:06:00 ?             F
"""
ENDS = {
    "A": ("login", "logout", 3),
    "B": ("no login", "last of the log", 1),
    "C": ("login", "silence", 2),
    "D": ("no login", "last of the log", 1),
    "E": ("no login", "next login", 1),
    "F": ("login", "last of the log", 2),
}


def test_where_a_session_begins_and_ends(store: Store) -> None:
    insert(store, "ticket_records", [ticket("C1", "2 01:00 > 2 01:03", "D1", "P1")])
    accounts(store, 1, 2)
    letters = []
    for n, line in enumerate(DRAWN.strip().splitlines()):
        hand, day, time, activity, letter = line.split()
        account, number = hand.split("@")
        more: dict[str, Any] = {"activity": None if activity == "?" else activity, "session_id": number}
        insert(store, "operations", [operation(f"o{n}", f"{day} {time}", "D1", account, **more)])
        letters.append(letter)
    result = refresh(store)
    ids = [row[0] for row in store.execute("select session from operations order by operation_id").fetchall()]
    assert len(set(zip(ids, letters, strict=True))) == len(set(ids)) == len(ENDS) == result.sessions
    named = dict(zip(ids, letters, strict=True))
    rows = store.execute("select session, began, ended, operations from sessions").fetchall()
    assert {named[session]: (began, ended, count) for session, began, ended, count in rows} == ENDS
    first = store.execute(
        "select person, started_at, ended_at, case_id, cases, matched, outside_window, unclassified from sessions "
        "where session = ?", [ids[0]]
    ).fetchone()  # fmt: skip
    assert first == ("P1", at("2 01:00"), at("2 01:05"), "C1", 1, 2, 1, 0)


def test_a_plain_loop_finds_the_same_sessions(store: Store) -> None:
    operations: list[dict[str, Any]] = []
    for seed in range(6):
        for row in world(seed)["operations"]:
            kinds = ["login_device", "logout_device", row["activity"], row["activity"]]
            operations.append(
                row | {"operation_id": f"{seed}{row['operation_id']}", "session_id": str(seed), "ticket_id": None}
                | {"activity": kinds[len(operations) % 7 % 4]}
            )  # fmt: skip
    insert(store, "operations", operations)
    refresh(store)
    expected: dict[str, int] = {}
    latest: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in sorted(operations, key=lambda r: (r["happened_at"], r["sequence"] or 99, r["operation_id"])):
        line = (row["device_id"], row["account"], row["session_id"])
        before = latest.get(line)
        new = (
            before is None
            or before["activity"] == "logout_device"
            or row["activity"] == "login_device"
            or row["happened_at"] - max(before["ended_at"] or before["happened_at"], before["happened_at"])
            > timedelta(hours=1)
        )
        number = len(set(expected.values())) if new else expected[before["operation_id"]]
        expected[row["operation_id"]] = number
        latest[line] = row
    got = dict(store.execute("select operation_id, session from operations").fetchall())
    pairs = {(got[name], number) for name, number in expected.items()}
    assert len(pairs) == len({session for session, _ in pairs}) == len({number for _, number in pairs}) > 20
