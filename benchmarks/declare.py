"""svcmine beside pm4py on the DECLARE templates that both know, on the same log in the same run.

    python benchmarks/declare.py --events 1000000

The log: the events of the sample logs again and again, on one clock and a minute apart, so that every order is
certain; every case is closed. svcmine's time contains everything from the store to findings and tallies; pm4py's
contains what it needs from the store's events to the deviations of each case. The cases that break each constraint
must be the same ones.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from checks import sample_store
from many_events import multiply
from measuring import Cost, alone, cpu, table

from svcmine.checks import check_norms
from svcmine.norms import Norm
from svcmine.store import open_store

PAIRS = (
    ("draft_plan", "approve_plan"),
    ("explain_risk", "login_device"),
    ("login_device", "logout_device"),
    ("enter_room", "leave_site"),
    ("start_watch", "end_watch"),
    ("backup_config", "test_service"),
)
# Template in pm4py → kind, and which of the pair is the activation. Only templates that mean the same in both.
BINARY = {
    "responded_existence": ("responded_existence", 0),
    "response": ("response", 0),
    "precedence": ("precedence", 1),
    "altresponse": ("alternate_response", 0),
    "altprecedence": ("alternate_precedence", 1),
    "coexistence": ("co_existence", 0),
    "noncoexistence": ("not_coexistence", 0),
}
UNARY = {"existence": ("existence", {}), "absence": ("absence", {}), "exactly_one": ("exactly", {"count": 1})}
ACTIVITIES = ("draft_plan", "backup_config", "restart_device", "leave_site", "close_ticket", "major_incident_declared")
Case = tuple[str, str]


def constraints() -> Iterator[tuple[str, Any, dict[str, Any]]]:
    """(template, what it is of, the requirement that says the same)."""
    for template, (kind, activation) in BINARY.items():
        for pair in PAIRS:
            yield template, pair, {"kind": kind, "activation": pair[activation], "target": pair[1 - activation]}
    for template, (kind, more) in UNARY.items():
        for activity in ACTIVITIES:
            yield template, activity, {"kind": kind, "activation": activity, **more}


def certain_store(small: Path, large: Path, copies: int) -> int:
    """The large store with every order certain."""
    events = multiply(small, large, copies)
    with open_store(large) as store:
        store.execute(
            "update events set happened_at = timestamptz '2026-01-01 00:00:00Z' + to_minutes(position), "
            "ended_at = null, origin = 'ticket', match = null, precision_s = 1, clock = 'one' where case_id is not null"
        )
        store.execute("delete from events where case_id is null")
        store.execute(
            "update cases set opened_at = timestamptz '2026-01-01 00:00:00Z', "
            "closed_at = timestamptz '2026-03-01 00:00:00Z'"
        )
        store.execute("delete from coverage")
        store.execute(
            "insert into coverage (source_name, origin, valid_from, valid_to, declared) values "
            "('all', 'ticket', '2025-01-01 00:00:00Z', '2027-01-01 00:00:00Z', true)"
        )
        store.execute("checkpoint")
    return events


def ours(path: str, memory: str) -> Cost:
    """Check the constraints as norms; the result is the (constraint, case) pairs that are broken."""
    norms = [
        Norm.model_validate(
            {
                "id": f"N{number}",
                "title": {"en": template, "zh": template},
                "process": ["change", "fault", "major_incident", "visit", "inspection", "project"],
                "severity": "minor",
                "clauses": [],
                "require": [{"number": 1, **requirement}],
            }
        )
        for number, (template, _, requirement) in enumerate(constraints())
    ]
    with open_store(path) as store:
        store.execute(f"set memory_limit = '{memory}'")
        before, start = cpu(), time.perf_counter()
        found = check_norms(store, norms)
        spent, elapsed = cpu() - before, time.perf_counter() - start
        undecided = store.execute(
            "select norm_id, verdict, reason, count(*) from findings where run_id = ? and verdict <> 'violated' "
            "group by all", [found.run_id]
        ).fetchall()  # fmt: skip
        if undecided:
            raise SystemExit(f"not certain after all: {undecided[:5]}")
        broken = set(
            store.execute("select distinct norm_id, case_id from findings where run_id = ?", [found.run_id]).fetchall()
        )
    return Cost(spent, elapsed, 0, broken)


def theirs(path: str) -> Cost:
    """Check the same constraints with pm4py."""
    # Here and not above: svcmine is measured in a process of its own, whose peak memory pm4py must not be part of.
    import pm4py  # noqa: PLC0415

    model: dict[str, dict[Any, dict[str, int]]] = {}
    for template, of, _ in constraints():
        model.setdefault(template, {})[of] = {"support": 1, "confidence": 1}
    numbers = {(template, of): f"N{number}" for number, (template, of, _) in enumerate(constraints())}
    with open_store(path, read_only=True) as store:
        before, start = cpu(), time.perf_counter()
        frame = store.frame(
            'select case_id as "case:concept:name", activity as "concept:name", happened_at as "time:timestamp" '
            "from events order by case_id, happened_at"
        )
        result = pm4py.conformance_declare(frame, model)
        spent, elapsed = cpu() - before, time.perf_counter() - start
    cases = frame["case:concept:name"].drop_duplicates().tolist()
    broken = {
        (numbers[template, tuple(of) if isinstance(of, list) else of], case)
        for case, said in zip(cases, result, strict=True)
        for template, of in said["deviations"]
    }
    return Cost(spent, elapsed, 0, broken)


def main() -> None:
    """Print what both cost, and whether they say the same."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=1_000_000, help="at least so many events")
    parser.add_argument("--memory", default="3GB", help="DuckDB's memory limit")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        small, large = Path(made) / "sample.duckdb", Path(made) / "large.duckdb"
        events = certain_store(small, large, -(-options.events // sample_store(small)))
        mine, other = alone(ours, str(large), options.memory), alone(theirs, str(large))
    if mine.result != other.result:
        raise SystemExit(f"not the same: {sorted(mine.result ^ other.result)[:10]}")
    count = sum(1 for _ in constraints())
    sys.stdout.write(
        f"{events:,} events, {count} constraints, {len(mine.result):,} broken ones found alike by both\n\n"
        + table(
            ("", "CPU s", "elapsed s", "peak MB", "CPU to svcmine"),
            [
                ("svcmine", mine.cpu, mine.wall, round(mine.peak), 1.0),
                ("pm4py", other.cpu, other.wall, round(other.peak), other.cpu / mine.cpu),
            ],
        )
        + "\n"
    )


if __name__ == "__main__":
    main()
