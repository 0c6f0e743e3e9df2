"""Builds the working table of a run: what happened, joined with all that the norms ask of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pyarrow as pa

from svcmine.calendars import DEFAULT_WINDOWS, working_day_table
from svcmine.checks.needs import Needs
from svcmine.checks.texts import listed, step
from svcmine.errors import CalendarError, NormError
from svcmine.norms.norm import Norm
from svcmine.store import Store
from svcmine.store.schema import CASE_COLUMNS, DEVICE_COLUMNS, EVENT_COLUMNS, SITE_COLUMNS
from svcmine.vocabulary import ATTRIBUTES

TABLES = ("work", "work_rows", "calendar_places", "calendar_windows", "working_days", "waiver_scopes")
FAR = datetime(9999, 12, 31, tzinfo=UTC)

# Columns that every row has, whatever the norms ask.
_ALWAYS = frozenset(
    "event_id case_id position activity operation_id origin match account person device_id process region site "
    "customer product team opened_at closed_at closed first_seen_at happened_at ended_at clock sequence "
    "local_time".split()
)
_MOST_DAYS = 40_000


def prepare(store: Store, needs: Needs, as_of: datetime | None) -> None:
    """Make the temporary tables `work` (sorted by activity), `waiver_scopes` and those that these two need.

    Raises CalendarError for a time zone that does not exist, NormError for a window that nobody defines.
    """
    _check_zones(store)
    _make_windows(store, needs)
    _make_rows(store, needs, as_of or FAR)
    if needs.counts_working_days:
        _make_working_days(store)
    asking = f"work_rows.activity in {listed(sorted(needs.asking))}"
    store.execute(f"create or replace temp table calendar_places as {step('places', asking=asking)}")
    columns, joins = [], []
    for origin in sorted(needs.origins):
        table = f"coverage_of_{origin}"
        store.execute(
            f"create or replace temp table {table} as {step('coverage')}",
            {"origin": origin, "as_of": as_of or FAR},
        )
        columns += [f"coalesce({table}.covered, false) as covered_{origin}", f"{table}.shown_from as shown_{origin}"]
        joins.append(_join(table))
    for name in [*sorted(needs.flags), *(f"working_day_of_{instant}" for instant in sorted(needs.working_days))]:
        table = f'"flag_{name}"'
        _make_flag(store, table, name, asking)
        columns.append(f'{table}.value as "{name}"')
        joins.append(_join(table))
    text = step("work", columns="".join(f",\n    {column}" for column in columns), joins="\n".join(joins))
    store.execute(f"create or replace temp table work as {text}")


def clear(store: Store) -> None:
    """Drop the run's temporary tables."""
    made = store.execute("select table_name from duckdb_tables() where temporary").fetchall()
    for (name,) in made:
        if name in TABLES or name.startswith(("coverage_of_", "flag_", "verdict_")):
            store.execute(f'drop table temp."{name}"')


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


def _join(table: str) -> str:
    return f"left join {table} on work_rows.activation_id = {table}.activation_id"


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


def _make_rows(store: Store, needs: Needs, as_of: datetime) -> None:
    extra = sorted(name for name in needs.columns if name not in _ALWAYS)
    wanted = f"events.activity in {listed(sorted(needs.activities))}"
    if needs.operations:
        wanted = f"({wanted} or events.origin in ('operation', 'both'))"
    if needs.all_events:
        wanted = f"({wanted} or events.case_id is not null)"
    text = step(
        "work_rows",
        wanted=wanted,
        of_event=",\n        ".join(_of_event(name) for name in extra) or "true as nothing_more",
        of_case=",\n        ".join(_of_case(name) for name in extra) or "true as nothing_more",
    )
    store.execute(f"create or replace temp table work_rows as {text}", {"as_of": as_of})


def _of_event(name: str) -> str:
    table = {"case": "known_cases", "event": "events", "device": "devices", "site": "sites", "account": "accounts"}
    home = "events" if name in EVENT_COLUMNS else table[ATTRIBUTES[name].level]
    value = f'{home}."{name}"'
    if name in ATTRIBUTES and ATTRIBUTES[name].only_ticket:
        value = f"coalesce({value}, case when events.case_id is null then false end)"
    return f'{value} as "{name}"'


def _of_case(name: str) -> str:
    if name in CASE_COLUMNS:
        return f'known_cases."{name}"'
    if name in SITE_COLUMNS:
        return f'sites."{name}"'
    kind = EVENT_COLUMNS.get(name) or DEVICE_COLUMNS.get(name) or "VARCHAR"
    return f'cast(null as {kind}) as "{name}"'


def _make_working_days(store: Store) -> None:
    span = store.execute("select min(moment)::date, max(moment)::date from work_rows").fetchone()
    first, last = span if span and span[0] else (date.today(), date.today())
    first, last = max(first, date(1992, 1, 1)), min(last, date(2096, 1, 1))
    margin = timedelta(days=400)
    overrides = store.execute("select day, region, working from calendar_days order by all").fetchall()
    table = working_day_table(first - margin, max(first, last) + margin, overrides)
    # Without a region: of all regions that have no exceptions of their own.
    regions = pa.array([region or "" for region in table["region"].to_pylist()], pa.string())
    _keep(store, "working_days", table.drop_columns(["region"]).append_column("calendar_region", regions))


def _make_flag(store: Store, table: str, name: str, asking: str) -> None:
    bound: dict[str, str] = {}
    if name.startswith("in_window_"):
        text, bound = step("in_window", asking=asking), {"name": name.removeprefix("in_window_")}
    elif name.startswith("working_day_of_"):
        text = step("working_day_of", asking=asking, instant=name.removeprefix("working_day_of_"))
    else:
        text = step(name, asking=asking)
    store.execute(f"create or replace temp table {table} as {text}", bound)
