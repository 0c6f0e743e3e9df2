"""Types the staged text of a file: unusable records become rejects, bad cells are counted, the rest is written."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from svcmine.errors import MappingError
from svcmine.sources.fields import FIELDS, KEYS
from svcmine.store.calendar_entries import unusable
from svcmine.store.cells import instant, literal, no_zone, shown_twice, skipped, wall_clock, without_offset
from svcmine.store.columns import Plan
from svcmine.store.event_store import Store
from svcmine.store.schema import quoted
from svcmine.store.writing import Span, write

if TYPE_CHECKING:
    from svcmine.store.loading import LoadReport

_LONGEST_RAW = 20_000
_STRICT = ("waivers", "calendar", "coverage")


@dataclass(frozen=True)
class _Flag:
    """Something that was mended in a record: its name, the condition, and what is said of it."""

    name: str
    condition: str
    said: str
    raw: str | None = None


def check_zone(store: Store, where: str, made: Plan) -> None:
    """Raises MappingError if a time names no zone and the mapping gives none."""
    if made.mapping.timezone is not None:
        return
    for raw in sorted({time.raw for time in made.times.values()}):
        found = store.execute(
            f"select source_row, {raw} from (select source_row, {_cells(made)} from raw_records) "
            f"where {no_zone(raw)} order by source_row limit 1"
        ).fetchone()
        if found:
            raise MappingError(
                f"{where}: record {found[0]}: '{found[1]}' in column '{made.header(raw)}' names no time zone, and "
                f'mapping {made.mapping.name} gives none. Add to it, for example: timezone = "Asia/Shanghai"'
            )


def parse(store: Store, made: Plan, load_id: str, report: LoadReport) -> Span:
    """Type the records, keep the unusable ones as rejects, drop duplicates, and write the rest to the base tables."""
    flags = _flags(made)
    _type(store, made, flags)
    report.rows_rejected = store.one("select count(*) from parsed_records where reject_reason is not null")
    if report.rows_rejected:
        raws = " || ',' || ".join(f"coalesce(raw.c{n}, '')" for n in range(len(made.columns)))
        store.execute(
            f"insert into rejects select ?, p.n, p.reject_reason, {_detail(made, flags)}, left({raws}, {_LONGEST_RAW}) "
            "from parsed_records as p inner join raw_records as raw on raw.source_row = p.n "
            "where p.reject_reason is not null order by p.n",
            [load_id],
        )
    _count_repairs(store, flags, report)
    return write(store, made, load_id, report)


def tell_rejects(store: Store, load_id: str, report: LoadReport) -> None:
    """Add to the report how many records were rejected for which reason, with the first of each."""
    rows = store.execute(
        "select reason, count(*), min(source_row), min_by(detail, source_row) from rejects where load_id = ? "
        "group by reason order by reason",
        [load_id],
    ).fetchall()
    report.messages += [
        f"{count:,} records rejected: {reason} (first: record {first}{', ' + detail if detail else ''})"
        for reason, count, first, detail in rows
    ]


def _type(store: Store, made: Plan, flags: list[_Flag]) -> None:
    """The table parsed_records: n, record_id, extra, attributes, helpers, a flag for each mend, reject_reason."""
    ordered = sorted(range(len(made.columns)), key=lambda n: made.columns[n])
    content = ", ".join(f"{literal(made.columns[n] + '=')}, c{n}, chr(31)" for n in ordered)
    record_id = f"substr(sha256(concat({literal(made.mapping.source + chr(30))}, {content})), 1, 32)"
    values = "".join(f",\n  {sql} as {quoted(name)}" for name, sql in (made.expressions | made.helpers).items())
    names = "".join(f", {quoted(name)}" for name in made.expressions | made.helpers)
    flagged = "".join(f", coalesce({flag.condition}, false) as {flag.name}" for flag in flags)
    steps = {
        "cells": f"select source_row, {_cells(made)} from raw_records",
        "timed": f"select cells.*{_instants(store, made)}{_found(made)} from cells{_looked_up(store, made)}",
        "typed": f"select source_row as n, {record_id} as record_id{values}, * exclude (source_row) from timed",
    }
    named = ",\n".join(f"{name} as ({step})" for name, step in steps.items())
    store.execute(
        f"create or replace temp table parsed_records as with {named}\n"
        f"select n, record_id, {_extra(made, flags)} as extra{names}{flagged}, {_reason(made, flags)} as reject_reason "
        "from typed"
    )


def _found(made: Plan) -> str:
    return "".join(f", {name}.value as {name}" for name in made.lookups)


def _looked_up(store: Store, made: Plan) -> str:
    """The joins with the words that are translated; a word stands once for each attribute."""
    rows = [(name, word, value) for name, (_, words) in made.lookups.items() for word, value in words.items()]
    columns = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)] or [pa.array([], pa.string())] * 3
    store.connection.register("a_batch", pa.Table.from_arrays(columns, names=["name", "word", "value"]))
    store.execute("create or replace temp table words as select name, word, value from a_batch")
    store.connection.unregister("a_batch")
    return "".join(
        f" left join (select word, value from words where name = '{name}') as {name} on {name}.word = {raw}"
        for name, (raw, _) in made.lookups.items()
    )


def _instants(store: Store, made: Plan) -> str:
    """The instants of the records; columns with plain times only get the short expression, which is soon planned."""
    times = {time.column: time for time in made.times.values()}
    if not times:
        return ""
    plain = ", ".join(
        f"count(*) filter ({time.raw} is not null and {wall_clock(time.raw, time.formats)} is null) = 0"
        for time in times.values()
    )
    found = store.execute(f"select {plain} from (select {_cells(made)} from raw_records)").fetchone() or ()
    return "".join(
        f",\n  {instant(time.raw, time.formats, made.zone, is_plain)} as {column}"
        for (column, time), is_plain in zip(times.items(), found, strict=True)
    )


def _flags(made: Plan) -> list[_Flag]:
    flags = []
    kind = made.mapping.kind or "tickets"
    sources = {name: f"c{made.columns.index(header)}" for name, header in made.source_column.items()}
    sources |= {name: time.raw for name, time in made.times.items() if name in made.helpers}
    for n, (name, raw) in enumerate(sources.items()):
        of = FIELDS[kind].get(name, "instant")
        if of in ("text", "enum"):
            continue
        what = "time" if of == "instant" else name
        said = f"a value in column '{made.header(raw)}' that is no {what}; they are loaded without it"
        flags.append(_Flag(f"bad_{n}", f"{quoted(name)} is null and {raw} is not null", said, raw))
    seen: set[str] = set()
    for n, (name, time) in enumerate(made.times.items()):
        if time.raw in seen or not time.raw[1:].isdigit():
            continue
        seen.add(time.raw)
        arguments = (time.raw, quoted(name), time.formats, made.zone)
        told = f"a time in column '{made.header(time.raw)}' that the clocks of {made.zone}"
        if (condition := skipped(*arguments)) is not None:
            said = f"{told} skip when they are put forward; it is read as if they were put forward later"
            flags.append(_Flag(f"skipped_{n}", condition, said))
        if (condition := shown_twice(*arguments)) is not None:
            flags.append(_Flag(f"twice_{n}", condition, f"{told} show twice; it is read as the later one"))
    return flags


def _needed(made: Plan) -> list[str]:
    kind = made.mapping.kind or "tickets"
    keys = list(KEYS[kind])
    # A ticket record that is an event needs its activity and its time; a case record needs neither.
    if kind == "tickets" and "activity" in made.expressions:
        keys += ["activity", "happened_at"]
    return [key for key in keys if key in made.expressions]


def _lack(key: str) -> str:
    return "bad_time" if key in ("happened_at", "valid_from", "valid_to") else f"missing_{key.removesuffix('_id')}"


def _no_event(made: Plan) -> str | None:
    """The condition that a record names times of events, and none of them can be read."""
    times = [name for name in made.helpers if name.startswith("unfolded_") and not name.startswith("unfolded_end_")]
    if not times:
        return None
    unread = " and ".join(f"{name} is null" for name in times)
    return f"{unread} and coalesce({', '.join(made.times[name].raw for name in times)}) is not null"


def _reason(made: Plan, flags: list[_Flag]) -> str:
    cases = [f"when {quoted(key)} is null then '{_lack(key)}'" for key in _needed(made)]
    if (unread := _no_event(made)) is not None:
        cases.append(f"when {unread} then 'bad_time'")
    if made.mapping.kind == "calendar":
        cases += [f"when {condition} then '{reason}'" for condition, reason in unusable(made)]
    if made.mapping.kind in _STRICT:
        # A waiver or a freeze without its end, or for all places, would excuse or forbid what nobody said.
        cases += [f"when {flag.condition} then 'bad_value'" for flag in flags if flag.raw is not None]
        if "scope" in made.expressions:
            shape = "coalesce(json_type(try_cast(scope as json)), '')"
            cases.append(f"when scope is not null and {shape} <> 'OBJECT' then 'bad_scope'")
    return f"case {' '.join(cases)} end" if cases else "cast(null as varchar)"


# Which attribute a reason is about, where it is not the one that is missing.
_ABOUT = {"bad_scope": "scope", "bad_start": "start", "bad_end": "end", "unknown_entry": "entry"}


def _detail(made: Plan, flags: list[_Flag]) -> str:
    """What is told of a reject: the column, and what stands in it."""
    raw_of = {name: f"c{made.columns.index(header)}" for name, header in made.source_column.items()}
    told = [(f"'{_lack(key)}' and p.{quoted(key)} is null", raw_of[key]) for key in _needed(made) if key in raw_of]
    told += [
        (f"'bad_time' and p.{name} is null and raw.{time.raw} <> ''", time.raw)
        for name, time in made.times.items()
        if name.startswith("unfolded_")
    ]
    told += [(f"'bad_value' and p.{flag.name}", flag.raw) for flag in flags if flag.raw is not None]
    told += [(f"'{reason}'", raw_of[name]) for reason, name in _ABOUT.items() if name in raw_of]
    cases = [
        f"when p.reject_reason = {condition} then {literal(f'column {made.header(raw)}: ')} "
        f"|| coalesce(nullif(raw.{raw}, ''), 'empty')"
        for condition, raw in told
    ]
    return f"case {' '.join(cases)} end" if cases else "cast(null as varchar)"


def _count_repairs(store: Store, flags: list[_Flag], report: LoadReport) -> None:
    if not flags:
        return
    counts = ", ".join(f"count(*) filter ({flag.name}), min(n) filter ({flag.name})" for flag in flags)
    some = " or ".join(flag.name for flag in flags)
    row = store.execute(
        f"select count(*) filter ({some}), {counts} from parsed_records where reject_reason is null"
    ).fetchone() or (0,)
    report.rows_repaired = row[0]
    said: dict[str, None] = {}
    for n, flag in enumerate(flags):
        count, first = row[1 + 2 * n], row[2 + 2 * n]
        if count:
            said[f"{count:,} records have {flag.said} (first: record {first})"] = None
    report.messages += said


def _extra(made: Plan, flags: list[_Flag]) -> str:
    """Columns that nobody asked for, and cells that could not be read as what they should be: nothing is lost."""
    pairs = dict(made.unmapped)
    for flag in flags:
        if flag.raw is not None:
            name = made.header(flag.raw)
            earlier = pairs.get(name)
            pairs[name] = f"case when {flag.condition} then {flag.raw} {f'else {earlier} ' if earlier else ''}end"
    if not pairs:
        return "cast(null as json)"
    members = ", ".join(
        f"{literal(json.dumps(name) + ':')} || cast(to_json({sql}) as varchar)" for name, sql in pairs.items()
    )
    return (
        f"case when coalesce({', '.join(pairs.values())}) is not null then "
        f"cast('{{' || concat_ws(',', {members}) || '}}' as json) end"
    )


def _cells(made: Plan) -> str:
    """Raw cells; those that stand for nothing become null."""
    missing = ", ".join(literal(word) for word in ("", *made.mapping.missing))
    ignored = {time.raw for time in made.times.values()} if made.mapping.offsets == "ignore" else set()
    read = {f"c{n}": without_offset(f"c{n}") if f"c{n}" in ignored else f"c{n}" for n in range(len(made.columns))}
    return ", ".join(f"case when {raw} in ({missing}) then null else {sql} end as {raw}" for raw, sql in read.items())
