"""Builds the working table of a run: what happened, joined with all that the norms ask of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa

from svcmine.calendars import DEFAULT_WINDOWS, working_day_table
from svcmine.checks.needs import Needs
from svcmine.checks.rows import ALWAYS, IN_THE_ROW, of_events, rows_with, side_table
from svcmine.checks.texts import listed, step
from svcmine.errors import CalendarError, NormError
from svcmine.norms.norm import Norm
from svcmine.store import Store
from svcmine.store.schema import EVENT_COLUMNS
from svcmine.vocabulary import ATTRIBUTES

TABLES = ("work_rows", "known_cases", "calendar_places", "calendar_windows", "working_days", "waiver_scopes")
FAR = datetime(9999, 12, 31, tzinfo=UTC)

# As many rows as are sorted at a time: without a limit, 10 million of them go to the disk and back.
_SORTED_AT_ONCE = 2_000_000


def prepare(store: Store, needs: Needs, as_of: datetime | None) -> None:
    """Make the view `work` (rows sorted by activity), `waiver_scopes`, and the side tables of attributes and flags.

    Raises CalendarError for a time zone that does not exist, NormError for a window that nobody defines.
    """
    _check_zones(store)
    _make_windows(store, needs)
    _make_rows(store, needs, as_of or FAR)
    if needs.counts_working_days:
        _make_working_days(store)
    for name in sorted(needs.columns - ALWAYS - IN_THE_ROW):
        if of_events(name):
            _make(store, side_table(name), step("attribute", column=name, wanted=_wanted(needs)))
    asking = f"work.activity in {listed(sorted(needs.asking))}"
    _make(store, "calendar_places", step("places", asking=asking))
    for name in sorted(needs.flags):
        _make_flag(store, name, asking)
    for instant in sorted(needs.working_days):
        rows = rows_with([instant])
        text = step("working_day_of", asking=asking, instant=instant, rows=rows)
        _make(store, side_table(f"working_day_of_{instant}"), text)


def clear(store: Store) -> None:
    """Drop the run's temporary tables."""
    store.execute("drop view if exists temp.work")
    made = store.execute("select table_name from duckdb_tables() where temporary").fetchall()
    for (name,) in made:
        if name in TABLES or name.startswith(("coverage_of_", "side_", "verdict_")):
            store.execute(f'drop table temp."{name}"')


def _make(store: Store, table: str, text: str, bound: dict[str, Any] | None = None) -> None:
    store.execute(f"create or replace temp table {table} as {text}", bound)


def make_waivers(store: Store, norms: Sequence[Norm]) -> list[str]:
    """Make the temporary table `waiver_scopes` of the norms' waivers; returns the columns that its scopes name.

    A waiver that nobody approved, or for which nothing is in evidence, excuses nothing. Raises NormError for a scope
    that names no column a waiver can be limited by.
    """
    wanted = {norm.id for norm in norms if norm.waivable}
    rows = store.execute(
        "select waiver_id, norm_id, scope, valid_from, valid_to, approved_at from waivers "
        "where trim(approved_by) <> '' and trim(evidence) <> '' order by waiver_id"
    ).fetchall()
    scopes = [(row, _scope(row[0], row[2])) for row in rows if row[1] in wanted]
    columns = sorted({name for _, scope in scopes for name in scope})
    unfit = [
        f"waiver {row[0]}: its scope names '{name}', which is no column. Columns are: {', '.join(waiver_columns())}"
        for row, scope in scopes
        for name in scope
        if name not in waiver_columns()
    ]
    if unfit:
        raise NormError("\n".join(unfit))
    text, instant = pa.string(), pa.timestamp("us", tz="UTC")
    table = pa.table(
        {
            "waiver_id": pa.array([row[0] for row, _ in scopes], text),
            "norm_id": pa.array([row[1] for row, _ in scopes], text),
            "valid_from": pa.array([row[3] for row, _ in scopes], instant),
            "valid_to": pa.array([row[4] for row, _ in scopes], instant),
            "approved_at": pa.array([row[5] for row, _ in scopes], instant),
            **{f"scope_{name}": pa.array([scope.get(name) for _, scope in scopes], text) for name in columns},
        }
    )
    _keep(store, "waiver_scopes", table)
    return columns


def waiver_columns() -> tuple[str, ...]:
    """The columns by which a waiver can be limited."""
    plain = ("text", "enum", "bool", "integer")
    levels = ("case", "event", "device", "site", "account")
    return tuple(sorted(name for name, a in ATTRIBUTES.items() if a.type in plain and a.level in levels))


def _scope(waiver_id: str, text: str | None) -> dict[str, str]:
    try:
        scope = json.loads(text or "{}")
    except ValueError:
        scope = None
    if not isinstance(scope, dict):
        raise NormError(
            f'waiver {waiver_id}: its scope is {text}. Write columns and values: {{"site": "S1"}}, or {{}}.'
        )
    shown = {name: json.dumps(value) if isinstance(value, bool) else str(value) for name, value in scope.items()}
    return {name: value for name, value in shown.items() if scope[name] is not None}


def _keep(store: Store, name: str, table: pa.Table) -> None:
    store.connection.register("given_rows", table)
    try:
        store.execute(f"create or replace temp table {name} as select * from given_rows")
    finally:
        store.connection.unregister("given_rows")


def _check_zones(store: Store) -> None:
    unknown = store.execute(
        "select timezone, min(place) from (select timezone, 'site ' || site as place from sites "
        "union all select timezone, 'source ' || source_name from sources) where timezone is not null and timezone "
        "not in (select name from pg_timezone_names()) group by timezone order by timezone"
    ).fetchall()
    if unknown:
        raise CalendarError(
            "\n".join(
                f"{place}: there is no time zone '{zone}'. Write its IANA name, such as Asia/Shanghai."
                for zone, place in unknown
            )
        )


def _make_windows(store: Store, needs: Needs) -> None:
    defaults = [f"('{name}', time '{window.start}', time '{window.end}')" for name, window in DEFAULT_WINDOWS.items()]
    store.execute(
        "create or replace temp table calendar_windows as select name, product, region, site, start_time, end_time, "
        "valid_from, valid_to, false as built_in from windows union all select name, null, null, null, start_time, "
        f"end_time, null, null, true from (values {', '.join(defaults)}) as built_in(name, start_time, end_time)"
    )
    known = {name for (name,) in store.execute("select distinct name from calendar_windows").fetchall()}
    wanted = {flag.removeprefix("in_window_") for flag in needs.flags if flag.startswith("in_window_")}
    if wanted - known:
        raise NormError(
            "\n".join(
                f"window '{name}': neither built in nor in the store's calendar. Windows are: "
                f"{', '.join(sorted(known))}. Load one with svcmine load --kind calendar."
                for name in sorted(wanted - known)
            )
        )


def _wanted(needs: Needs) -> str:
    """Which events concern the norms."""
    wanted = f"events.activity in {listed(sorted(needs.activities))}"
    if needs.operations:
        wanted = f"({wanted} or events.origin in ('operation', 'both'))"
    if needs.all_events:
        wanted = f"({wanted} or events.case_id is not null)"
    return wanted


def _make_rows(store: Store, needs: Needs, as_of: datetime) -> None:
    known = {"as_of": as_of}
    _make(store, "known_cases", step("known_cases"), known)
    for origin in sorted(needs.origins):
        _make(store, f"coverage_of_{origin}", step("coverage"), {"origin": origin, **known})
    carried = sorted(needs.columns & IN_THE_ROW)
    of_cases = _covered(needs, "known_cases.opened_at", "cast(null as varchar)", "known_cases.site")
    _make(store, "work_rows", step("rows_of_cases", attributes=_nothing(carried), **of_cases))
    wanted = _wanted(needs)
    attributes = "".join(f',\n    events."{name}"' for name in carried)
    place = ("events.device_id", "coalesce(devices.site, known_cases.site)")
    of_events = _covered(needs, "events.happened_at", *place)
    for batch in _batches(store, wanted, as_of):
        text = step("rows_of_events", attributes=attributes, wanted=f"{wanted} and {batch}", **of_events)
        store.execute(f"insert into work_rows {text}", known)
    store.execute(f"create or replace temp view work as {step('work')}")


def _nothing(names: Sequence[str]) -> str:
    return "".join(f',\n    cast(null as {EVENT_COLUMNS[name]}) as "{name}"' for name in names)


def _covered(needs: Needs, moment: str, device: str, site: str) -> dict[str, str]:
    """The columns about coverage of a row with this moment and place, and what they join."""
    blanks = [
        {"origin": origin, "table": f"coverage_of_{origin}", "moment": moment, "device": device, "site": site}
        for origin in sorted(needs.origins)
    ]
    return {
        "coverage": "".join(f",\n    {step('covered', **one)}" for one in blanks),
        "joins": "\n".join(step("place_covered", **one) for one in blanks),
    }


def _batches(store: Store, wanted: str, as_of: datetime) -> Iterator[str]:
    """Conditions that part the events by activity, in order, so that no part is much larger than the limit."""
    counts = store.execute(
        f"select activity, count(*) from events where happened_at <= $as_of and {wanted} group by activity "
        "order by activity nulls first",
        {"as_of": as_of},
    ).fetchall()
    if sum(number for _, number in counts) <= _SORTED_AT_ONCE:
        yield "true"
        return
    batch: list[str] = []
    size = 0
    for activity, number in counts:
        if activity is None:
            yield "events.activity is null"
            continue
        if batch and size + number > _SORTED_AT_ONCE:
            yield f"events.activity in {listed(batch)}"
            batch, size = [], 0
        batch.append(activity)
        size += number
    if batch:
        yield f"events.activity in {listed(batch)}"


def _make_working_days(store: Store) -> None:
    span = store.execute("select min(moment)::date, max(moment)::date from work").fetchone()
    first, last = span if span and span[0] else (date.today(), date.today())
    first, last = max(first, date(1992, 1, 1)), min(last, date(2096, 1, 1))
    margin = timedelta(days=400)
    overrides = store.execute("select day, region, working from calendar_days order by all").fetchall()
    table = working_day_table(first - margin, max(first, last) + margin, overrides)
    # Without a region: of all regions that have no exceptions of their own.
    regions = pa.array([region or "" for region in table["region"].to_pylist()], pa.string())
    _keep(store, "working_days", table.drop_columns(["region"]).append_column("calendar_region", regions))


def _make_flag(store: Store, name: str, asking: str) -> None:
    if name.startswith("in_window_"):
        _make(store, side_table(name), step("in_window", asking=asking), {"name": name.removeprefix("in_window_")})
        return
    rows = rows_with(["step_no"]) if name == "step_goes_back" else "work"
    _make(store, side_table(name), step(name, asking=asking, rows=rows))
