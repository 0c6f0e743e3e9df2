"""Writes parsed records to the base tables of their kind; duplicates of earlier records add nothing."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

import pyarrow as pa

from svcmine.sources.devices.commands import classifier
from svcmine.sources.mapping import Mapping
from svcmine.store.calendar_entries import write_calendar
from svcmine.store.cells import literal
from svcmine.store.columns import Plan, precision_s
from svcmine.store.event_store import Store
from svcmine.store.schema import CASE_COLUMNS, EVENT_COLUMNS, TABLES, quoted

if TYPE_CHECKING:
    from svcmine.store.loading import LoadReport

_MOST_COMMANDS = 10
Span = tuple[datetime | None, datetime | None]


def write(store: Store, made: Plan, load_id: str, report: LoadReport) -> Span:
    """Write the parsed records that are new; returns the first and last time they tell of."""
    kind = made.mapping.kind or "tickets"
    _fresh(store, made, report)
    if kind == "tickets":
        span = _tickets(store, made, load_id)
    elif kind == "operations":
        span = _operations(store, made, load_id, report)
    elif kind == "calendar":
        write_calendar(store, made, load_id)
        span = None, None
    else:
        span = _table(store, made, kind, load_id, report)
    _source(store, made.mapping)
    return span


def _fresh(store: Store, made: Plan, report: LoadReport) -> None:
    """Records of which neither this file nor an earlier one of the source has an equal."""
    kind = made.mapping.kind
    known = {"tickets": ("ticket_records", "record_id"), "operations": ("operations", "operation_id")}
    table, key = known.get(kind or "", ("seen_records", "record_id"))
    store.execute(
        "create or replace temp table fresh_records as select p.* from parsed_records as p inner join "
        "(select record_id, min(n) as n from parsed_records where reject_reason is null group by record_id) as one "
        f"on p.n = one.n where not exists (select 1 from {table} as t where t.{key} = p.record_id "
        f"and t.source_name = {literal(made.mapping.source)})"
    )
    usable = store.one("select count(*) from parsed_records where reject_reason is null")
    report.rows_loaded = store.one("select count(*) from fresh_records")
    report.rows_duplicate = usable - report.rows_loaded
    if table == "seen_records":
        store.execute("insert into seen_records select ?, record_id from fresh_records", [made.mapping.source])


def _has(made: Plan, name: str) -> bool:
    return name in made.expressions


def _tickets(store: Store, made: Plan, load_id: str) -> Span:
    has_event = _has(made, "activity") and _has(made, "happened_at")
    times = [f"unfolded_{n}" for n in range(len(made.mapping.events))]
    own = ["own_time"] if made.mapping.record_time else []
    own += ["happened_at"] if has_event else []
    own.append(f"greatest({', '.join(times)})" if times else "null")
    source_time = f"coalesce({', '.join(own)})"
    given = {name: quoted(name) for name in CASE_COLUMNS if _has(made, name)}
    given |= {"record_id": "record_id", "source_name": literal(made.mapping.source), "load_id": literal(load_id)}
    given |= {"source_time": f"cast({source_time} as timestamptz)", "source_row": "n"}
    if not has_event and not times:
        given["extra"] = "extra"
    _insert(store, "ticket_records", given, "fresh_records")
    if has_event:
        _events(store, made, load_id, "activity", "happened_at", "ended_at", "record_id || '|' || activity")
    for n, unfolded in enumerate(made.mapping.events):
        activity = literal(unfolded.activity)
        ended = f"unfolded_end_{n}" if unfolded.ended else None
        identity = f"record_id || '|' || {activity} || {literal('|' + unfolded.time)}"
        if unfolded.once_per == "case":
            identity = (
                f"{literal(made.mapping.source)} || '|' || case_id || '|' || {activity} || epoch_us(unfolded_{n})"
            )
        _events(store, made, load_id, activity, f"unfolded_{n}", ended, identity, unfolded.once_per == "case")
    return _span(store, ["happened_at"] if has_event else times)


def _events(
    store: Store, made: Plan, load_id: str, activity: str, at: str, ended: str | None, identity: str, once: bool = False
) -> None:
    mapping = made.mapping
    skipped = ("case_id", "activity", "happened_at", "ended_at", "sequence", "origin", "event_id")
    given = {name: quoted(name) for name in EVENT_COLUMNS if _has(made, name) and name not in skipped}
    has_end = ended is not None and (ended != "ended_at" or _has(made, "ended_at"))
    given |= {
        "event_id": f"substr(sha256({identity}), 1, 32)",
        "case_id": "case_id",
        "activity": activity,
        "happened_at": at,
        "ended_at": str(ended) if has_end else "cast(null as timestamptz)",
        "precision_s": repr(precision_s(mapping)),
        "clock": literal(mapping.clock or mapping.source),
        "sequence": "own_sequence" if mapping.sequence_column else ("sequence" if _has(made, "sequence") else "n"),
        "origin": "'ticket'",
        "source_name": literal(mapping.source),
        "ordered": literal(mapping.ordered),
        "history": literal(mapping.history),
        "extra": "extra",
        "load_id": literal(load_id),
        "source_row": "n",
    }
    if not mapping.ordered and not mapping.sequence_column and not _has(made, "sequence"):
        # The row's number is no order that the source promises, and would differ between overlapping exports.
        given["sequence"] = "cast(null as bigint)"
    source = f"(select * from fresh_records where {at} is not null)"
    if once:
        ranked = f"row_number() over (partition by {given['event_id']} order by record_id)"
        source = (
            f"(select * from (select *, {ranked} as nth from {source}) where nth = 1 "
            f"and {given['event_id']} not in (select event_id from ticket_events))"
        )
    _insert(store, "ticket_events", given, source)


def _operations(store: Store, made: Plan, load_id: str, report: LoadReport) -> Span:
    mapping = made.mapping
    if not _has(made, "activity"):
        _classify(store, mapping)
        report.messages += _unclassified(store)
    given = {name: quoted(name) for name in TABLES["operations"] if _has(made, name)}
    given |= {
        "operation_id": "record_id",
        "clock": literal(mapping.clock) if mapping.clock else "device_id",
        "activity": "activity",
        "precision_s": repr(precision_s(mapping)),
        "ordered": literal(mapping.ordered),
        "source_name": literal(mapping.source),
        "load_id": literal(load_id),
        "source_row": "n",
        "extra": "extra",
    }
    if mapping.sequence_column:
        given["sequence"] = "own_sequence"
    _insert(store, "operations", given, "fresh_records")
    return _span(store, ["happened_at"])


def _classify(store: Store, mapping: Mapping) -> None:
    """Give each record the activity that its command stands for; each distinct command is judged once."""
    commands = [row[0] for row in store.execute("select distinct command from fresh_records order by 1").fetchall()]
    told = classifier(mapping.commands)
    found = [None if command is None else told.activity(command) for command in commands]
    table = pa.table({"command": pa.array(commands, pa.string()), "activity": pa.array(found, pa.string())})
    store.connection.register("classified", table)
    store.execute(
        "create or replace temp table fresh_records as select f.*, c.activity from fresh_records as f "
        "left join classified as c on f.command is not distinct from c.command"
    )
    store.connection.unregister("classified")


def _unclassified(store: Store) -> list[str]:
    """How many records' commands stand for no activity, and the most frequent ones: a table may have to name them."""
    rows = store.execute(
        "select command, count(*) from fresh_records where activity is null and command is not null group by command "
        "order by 2 desc, 1"
    ).fetchall()
    if not rows:
        return []
    shown = ", ".join(f"'{command[:60]}' ({count:,})" for command, count in rows[:_MOST_COMMANDS])
    more = f" and {len(rows) - _MOST_COMMANDS:,} more" if len(rows) > _MOST_COMMANDS else ""
    total = sum(count for _, count in rows)
    return [
        f"{total:,} commands stand for no activity; they are kept, and a table of commands can name them: {shown}{more}"
    ]


_KEY_OF = {"sites": "site", "devices": "device_id", "accounts": "account", "aliases": "alias", "waivers": "waiver_id"}


def _table(store: Store, made: Plan, kind: str, load_id: str, report: LoadReport) -> Span:
    given = {name: quoted(name) for name in TABLES[kind] if _has(made, name)}
    given |= {"load_id": literal(load_id), "source_row": "n"} if "load_id" in TABLES[kind] else {}
    if kind == "coverage":
        given["declared"] = "true"
        _insert(store, kind, given, "fresh_records")
        return None, None
    if "extra" in TABLES[kind]:
        given["extra"] = "extra"
    if kind == "alarms":
        given |= {
            "alarm_id": 'coalesce("alarm_id", record_id)' if _has(made, "alarm_id") else "record_id",
            "clock": literal(made.mapping.clock) if made.mapping.clock else "device_id",
            "precision_s": repr(precision_s(made.mapping)),
            "source_name": literal(made.mapping.source),
        }
        _insert(store, kind, given, "fresh_records")
        _one_alarm(store, made.mapping.source, report)
        return _span(store, ["happened_at"])
    if kind == "waivers":
        given["scope"] = "coalesce(try_cast(scope as json), '{}')" if _has(made, "scope") else "'{}'"
    # A site, device, account or waiver stands once: what is loaded later replaces what was said before.
    key = _KEY_OF[kind]
    replaced = store.one(f"select count(*) from {kind} where {key} in (select {key} from fresh_records)")
    if replaced:
        store.execute(f"delete from {kind} where {key} in (select {key} from fresh_records)")
        report.messages.append(f"{replaced:,} {kind} that were known are replaced by what this file says of them")
    last = f"(select * from fresh_records where n in (select max(n) from fresh_records group by {key}))"
    _insert(store, kind, given, last)
    return None, None


def _one_alarm(store: Store, source: str, report: LoadReport) -> None:
    """An alarm that a later export tells again, now with its end, is still one alarm: the one with the latest end."""
    ranked = (
        "select rowid, row_number() over (partition by alarm_id, device_id, activity, name, happened_at order by "
        "ended_at desc nulls last, interruption_approved desc nulls last, severity desc nulls last, "
        "cast(extra as varchar) desc nulls last) as nth from alarms where source_name = ?"
    )
    told = store.one(f"select count(*) from ({ranked}) where nth > 1", [source])
    if told:
        store.execute(f"delete from alarms where rowid in (select rowid from ({ranked}) where nth > 1)", [source])
        report.messages.append(f"{told:,} alarms were told more than once; the record with the latest end stands")


def _insert(store: Store, table: str, given: dict[str, str], source: str) -> None:
    names = ", ".join(quoted(name) for name in given)
    store.execute(f"insert into {table} ({names}) select {', '.join(given.values())} from {source} order by n")


def _span(store: Store, times: list[str]) -> Span:
    if not times:
        return None, None
    least, most = f"least({', '.join(times)})", f"greatest({', '.join(times)})"
    row = store.execute(f"select min({least}), max({most}) from fresh_records").fetchone()
    return (row[0], row[1]) if row else (None, None)


def _source(store: Store, mapping: Mapping) -> None:
    """Keep the settings of the source that verdicts need; the activities grow with what it has told so far."""
    told = {
        "tickets": "select distinct activity from ticket_events where source_name = ?",
        "operations": "select distinct activity from operations where source_name = ? and activity is not null",
        "alarms": "select distinct activity from alarms where source_name = ? and activity is not null",
    }.get(mapping.kind or "")
    if told is None:
        return
    activities = {row[0] for row in store.execute(told, [mapping.source]).fetchall()}
    activities |= set(mapping.activities.values()) | {unfolded.activity for unfolded in mapping.events}
    if mapping.kind == "operations" and mapping.column_of("activity") is None:
        activities |= set(classifier(mapping.commands).activities)
    closed = mapping.closed
    rule = closed if closed is None or closed == "all" else {k: v for k, v in closed.model_dump().items() if v}
    store.execute("delete from sources where source_name = ?", [mapping.source])
    declared = mapping.coverage
    store.execute(
        "insert into sources values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?::timestamptz, ?::timestamptz)",
        [
            mapping.source, mapping.kind, mapping.origin, mapping.timezone, mapping.clock, mapping.ordered,
            precision_s(mapping), sorted(activities), json.dumps(rule) if rule is not None else None,
            declared.valid_from if declared else None, declared.valid_to if declared else None,
        ],
    )  # fmt: skip
