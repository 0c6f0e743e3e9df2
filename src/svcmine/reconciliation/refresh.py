"""Rebuilds cases, events and the matching of operations from the base tables, whatever order these were loaded in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib.resources import files
from typing import Any

import pyarrow as pa

from svcmine.errors import UsageError
from svcmine.reconciliation.closing import closing_rules
from svcmine.reconciliation.names import command_names, device_names, person_names, step_names, ticket_names
from svcmine.reconciliation.result import CONFIDENCE, MATCHES, Reconciliation
from svcmine.store import Store
from svcmine.store.schema import CASE_COLUMNS, EVENT_COLUMNS, TABLES, TICKET_EVENT_COLUMNS, quoted

Progress = Callable[[str, float], None]

# Seconds by which the clocks of tickets and devices may differ, unless a team says otherwise.
SKEW_S = 60.0
# A window is looked for within a day of an operation; a tolerance as wide would make every near miss a match.
_MOST_SKEW_S = 23 * 3600
_SECOND = 1_000_000
_MINUTE = 60 * _SECOND
_DAY = 24 * 60 * _MINUTE

# Columns that events.sql and cases.sql spell out; the vocabulary's further attributes are filled in.
_SPELT_EVENT_COLUMNS = (
    "event_id case_id activity happened_at ended_at precision_s clock sequence person role account device_id visit_id "
    "origin load_id source_row interruption_approved backup_result source_name ordered extra"
).split()
_SPELT_CASE_COLUMNS = ("case_id", "opened_at", "closed_at")


def refresh(store: Store, skew_s: float | None = None, progress: Progress | None = None) -> Reconciliation:
    """Rebuild `cases` and `events` and match every operation to a ticket, in one transaction.

    `skew_s`: seconds by which the clocks of tickets and devices may differ; the store remembers it, so that every
    later call without it uses the same (at first SKEW_S). `progress(text, share)` is told how far it is. Only base
    tables are read, so that the result depends on what was loaded, not on the order.
    Raises UsageError for a skew that is none, MappingError if a source's declaration of when a case is closed says
    nothing known.
    """
    tell = progress or (lambda text, share: None)
    with store.transaction():
        steps = working_steps(store, _skew(store, skew_s))
        tell("cases", 0.0)
        build_cases(steps)
        tell("operations and tickets", 0.2)
        match_operations(steps)
        _compare_with_plans(steps)
        tell("operations become events", 0.5)
        _build_events(steps)
        tell("closing of cases", 0.9)
        _close_cases(steps)
        steps.clear()
        counts = _counts(store, steps.limits["skew_us"] / _SECOND)
        tell("reconciled", 1.0)
    return counts


class Steps:
    """Runs the named steps in order; each leaves its rows in a temporary table for the next ones."""

    def __init__(self, store: Store, limits: dict[str, int]) -> None:
        self.store = store
        self.limits = limits
        self.made: list[str] = []

    def step(self, table: str, file: str, **columns: str) -> None:
        """Keep the rows of an .sql file as a temporary table."""
        self._keep(table, _text(file, **columns), self.limits)

    def given(self, table: str, rows: pa.Table) -> None:
        """Keep rows that Python worked out as a temporary table."""
        self.store.connection.register("given_rows", rows)
        try:
            self._keep(table, "select * from given_rows", {})
        finally:
            self.store.connection.unregister("given_rows")

    def clear(self) -> None:
        """Drop the temporary tables."""
        for table in self.made:
            self.store.execute(f"drop table temp.{table}")

    def _keep(self, table: str, sql: str, limits: dict[str, int]) -> None:
        bound = {name: value for name, value in limits.items() if f"${name}" in sql}
        self.store.execute(f"create or replace temp table {table} as {sql}", bound)
        self.made.append(table)


def _skew(store: Store, skew_s: float | None) -> float:
    """The tolerance in seconds: the one given, which is kept, else the one kept before."""
    if skew_s is None:
        return float(store.one("select value from store_info where key = 'skew_s'") or SKEW_S)
    if not 0 <= skew_s <= _MOST_SKEW_S:
        raise UsageError(f"skew of clocks: {skew_s:g} s. Possible: 0 to {_MOST_SKEW_S:,} s, less than a day.")
    store.execute("delete from store_info where key = 'skew_s'")
    store.execute("insert into store_info values ('skew_s', ?)", [repr(float(skew_s))])
    return skew_s


def working_steps(store: Store, skew_s: float = SKEW_S) -> Steps:
    """The steps of one reconciliation, with its limits in microseconds."""
    limits = {"skew_us": round(skew_s * _SECOND), "near_us": _DAY, "day_us": _DAY, "pause_us": 10 * _MINUTE}
    limits["silence_us"] = 60 * _MINUTE
    return Steps(store, limits)


def _text(file: str, **columns: str) -> str:
    text = (files("svcmine.reconciliation") / f"{file}.sql").read_text(encoding="utf-8")
    for name, expressions in columns.items():
        text = text.replace("{" + name + "}", expressions)
    return text


def build_cases(steps: Steps) -> None:
    """Merge the ticket records of each case: the steps `case_attributes` and `case_extra`."""
    filled = _filled(steps.store, "ticket_records", CASE_COLUMNS)
    attributes, conflicts = [], ["0"]
    for name, kind in CASE_COLUMNS.items():
        column = quoted(name)
        if name == "case_id":
            continue
        if name not in filled:
            attributes.append(f"cast(null as {kind}) as {column}")
            continue
        attributes.append(
            f"max(struct_pack(said_at := said_at, value := {column})) filter (where {column} is not null).value"
            f" as {column}"
        )
        conflicts.append(f"case when min({column}) is distinct from max({column}) then 1 else 0 end")
    steps.step(
        "case_attributes", "case_attributes", attributes=",\n    ".join(attributes), conflicts=" + ".join(conflicts)
    )
    steps.step("case_extra", "case_extras")


def _filled(store: Store, table: str, columns: Iterable[str]) -> set[str]:
    """The columns that some row fills: most exports fill a few of the vocabulary's, and empty ones cost as much."""
    names = list(columns)
    row = store.execute(f"select {', '.join(f'count({quoted(n)})' for n in names)} from {table}").fetchone()
    return {name for name, count in zip(names, row or (), strict=True) if count}


def match_operations(steps: Steps) -> None:
    """Find the case of every operation: the steps up to `operation_match`; needs `build_cases` before."""
    steps.given("device_names", device_names(steps.store))
    steps.given("person_names", person_names(steps.store))
    steps.given("ticket_names", ticket_names(steps.store))
    steps.step("operation_fact", "operation_facts")
    steps.step("plan_device", "plan_devices")
    steps.step("plan_person", "plan_persons")
    steps.step("case_plan", "case_plans")
    steps.step("window_bucket", "window_buckets")
    steps.step("candidate", "candidates")
    steps.step("operation_match", "operation_matches")


def _compare_with_plans(steps: Steps) -> None:
    steps.given("step_names", step_names(steps.store))
    steps.given("command_names", command_names(steps.store))
    steps.step("case_step", "case_steps")
    steps.step("plan_scope", "plan_scope")
    _fill(steps.store, "planned_operations")


def _build_events(steps: Steps) -> None:
    store = steps.store
    steps.step("operation_block", "operation_blocks")
    steps.step("operation_session", "operation_sessions")
    steps.step("block", "blocks")
    steps.step("restated", "restated")
    steps.step("merger", "mergers")
    filled = _filled(store, "ticket_events", TICKET_EVENT_COLUMNS)
    # At least one, so that the lists in the text are never empty.
    further = [name for name in TICKET_EVENT_COLUMNS if name not in _SPELT_EVENT_COLUMNS and name in filled] or [
        "op_type"
    ]
    steps.step(
        "new_event",
        "events",
        of_ticket=",\n        ".join(f"event.{quoted(name)}" for name in further),
        of_nothing=",\n        ".join(f"cast(null as {EVENT_COLUMNS[name]}) as {quoted(name)}" for name in further),
    )
    left_out = set(TICKET_EVENT_COLUMNS) - {*_SPELT_EVENT_COLUMNS, *further}
    columns = _list([name for name in TABLES["events"] if name not in left_out])
    store.execute("delete from events")
    store.execute(f"insert into events ({columns}) {_text('positions', columns=columns)}")
    _fill(store, "sessions")
    store.execute(_text("assign_operations"))


def _fill(store: Store, table: str) -> None:
    """Write a derived table anew from the .sql file of its name."""
    store.execute(f"delete from {table}")
    store.execute(f"insert into {table} by name {_text(table)}")


def _close_cases(steps: Steps) -> None:
    activities, rules = closing_rules(steps.store)
    steps.given("closing_activity", activities)
    steps.given("closing_rule", rules)
    steps.step("case_moment", "case_moments")
    further = [name for name in CASE_COLUMNS if name not in _SPELT_CASE_COLUMNS]
    steps.step("new_case", "cases", attributes=",\n    ".join(f"attributes.{quoted(name)}" for name in further))
    columns = _list(list(TABLES["cases"]))
    steps.store.execute("delete from cases")
    steps.store.execute(f"insert into cases ({columns}) select {columns} from new_case order by case_id")


def _list(names: list[str]) -> str:
    return ", ".join(quoted(name) for name in names)


def _counts(store: Store, skew_s: float) -> Reconciliation:
    found: dict[Any, int] = dict(store.execute("select match, count(*) from operations group by match").fetchall())
    sure: dict[Any, int] = dict(
        store.execute("select confidence, count(*) from operations group by confidence").fetchall()
    )
    return Reconciliation(
        matches={name: found.get(name, 0) for name in MATCHES},
        unclassified=store.one("select count(*) from operations where activity is null"),
        cases=store.one("select count(*) from cases"),
        events=store.one("select count(*) from events"),
        merged=store.one("select count(*) from events where origin = 'both'"),
        conflicts=store.one("select coalesce(sum(conflicts), 0)::bigint from cases"),
        confidence={name: sure.get(name, 0) for name in CONFIDENCE},
        unshown=store.one("select count(*) from unshown_tickets"),
        unshown_devices=store.one("select count(*) from planned_operations where status = 'never_shown'"),
        out_of_plan=store.one("select count(*) from out_of_plan_commands"),
        sessions=store.one("select count(*) from sessions"),
        skew_s=skew_s,
    )
