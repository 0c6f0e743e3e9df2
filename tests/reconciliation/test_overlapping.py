"""Where windows overlap in every way, the search finds what a plain loop over all tickets finds; random worlds."""

from __future__ import annotations

import os
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from reconciliation.reference import away, match
from reconciliation.rows import at, insert, operation
from svcmine.reconciliation import refresh
from svcmine.store import Store

SKEW = timedelta(seconds=60)
WORLDS = 40 if os.environ.get("SVCMINE_DOUBT") else 4


def dense(seed: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Thirty tickets that share two nights, three devices and three persons, and operations at and around their edges.

    Some windows are equal, touch, lie in one another, last for weeks, are a moment long, run backwards or lack an end;
    some lists are empty.
    """
    random = Random(seed)
    cases: list[dict[str, Any]] = []
    for n in range(30):
        start = at("2 22:00") + timedelta(minutes=30 * random.randint(-60, 60))
        end = start + timedelta(minutes=random.choice([0, 30, 60, 240, 240, 1440, 50_000, -60]))
        if cases and random.random() < 0.3:
            start, end = random.choice([(c["agreed_start"], c["agreed_end"]) for c in cases])
        elif random.random() < 0.05:
            end = None
        cases.append(
            {
                "record_id": f"R{n}",
                "case_id": f"C{n:02}",
                "source_name": "tickets",
                "agreed_start": start,
                "agreed_end": end,
                "plan_devices": random.choice([[], None, ["D1"], ["D2"], ["D1", "D2"], ["D3", "D3"]]),
                "plan_persons": random.choice([[], None, ["P1"], ["P2"], ["P1", "P2"], ["P3"]]),
            }
        )
    edges = [edge for case in cases for edge in (case["agreed_start"], case["agreed_end"]) if edge]
    operations = [
        operation(
            f"o{n:03}",
            random.choice(edges) + timedelta(seconds=random.choice([-86_401, -86_400, -61, -60, 0, 1, 60, 61, 86_400])),
            random.choice(["D1", "D2", "D3", "D4", None]),
            random.choice(["a1", "a2", "a3", "a4"]),
            ticket_id=random.choice([None] * 9 + ["C05"]),
        )
        for n in range(300)
    ]
    return cases, operations


@pytest.mark.parametrize("seed", range(WORLDS))
def test_overlapping_windows(store: Store, seed: int) -> None:
    cases, operations = dense(seed)
    insert(store, "ticket_records", cases)
    insert(store, "operations", operations)
    insert(store, "accounts", [{"account": f"a{n}", "person": f"P{n}"} for n in (1, 2, 3)])
    refresh(store)
    owners = {f"a{n}": f"P{n}" for n in (1, 2, 3)}
    known = [case | {name: case[name] or [] for name in ("plan_devices", "plan_persons")} for case in cases]
    rows = store.execute("select match, case_id, match_reason from operations order by operation_id").fetchall()
    crowded = 0
    for row, (found, case_id, reason) in zip(operations, rows, strict=True):
        seeker = row | {"person": owners.get(row["account"])}
        assert (found, case_id) == match(seeker, known, SKEW), (row, reason)
        if seeker["ticket_id"] is None and found == "matched":
            rivals = equally_good(seeker, known, case_id)
            said = {0: "fit", 1: "1 other case fits as well"}.get(rivals, f"{rivals} other cases fit as well")
            assert (said in reason) == (rivals > 0), (row, reason, rivals)
            crowded += rivals > 0
    assert crowded > 20


def equally_good(operation: dict[str, Any], cases: list[dict[str, Any]], case_id: str) -> int:
    """How many further cases match the operation, and whose windows are as near."""
    chosen = next(case for case in cases if case["case_id"] == case_id)
    alone = [match(operation, [case], SKEW)[0] == "matched" for case in cases]
    far = away(chosen, operation["happened_at"])
    return sum(
        fits and case is not chosen and away(case, operation["happened_at"]) == far
        for case, fits in zip(cases, alone, strict=True)
    )
