"""Types the staged text of a file: unusable records become rejects, bad cells are counted, the rest is written."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from svcmine.errors import MappingError
from svcmine.sources.fields import KEYS
from svcmine.store.columns import Plan, column_named, literal
from svcmine.store.event_store import Store
from svcmine.store.schema import quoted
from svcmine.store.writing import write

if TYPE_CHECKING:
    from svcmine.store.loading import LoadReport


def check_zone(store: Store, where: str, made: Plan) -> None:
    if made.mapping.timezone is not None:
        return
    for raw in made.naive:
        found = store.execute(
            f"select source_row, {raw} from (select source_row, {_cells(made)} from raw_records) "
            f"where {raw} is not null and not regexp_matches({raw}, '[0-9](Z|[+-][0-9]{{2}}:?[0-9]{{2}})$') "
            "order by source_row limit 1"
        ).fetchone()
        if found:
            column = made.columns[int(raw[1:])]
            raise MappingError(
                f"{where}: record {found[0]}: '{found[1]}' in column '{column}' names no time zone, and mapping "
                f'{made.mapping.name} gives none. Add to it, for example: timezone = "Asia/Shanghai"'
            )


def parse(store: Store, made: Plan, load_id: str, report: LoadReport) -> tuple[datetime | None, datetime | None]:
    """Type the records, keep the unusable ones as rejects, drop duplicates, and write the rest to the base tables."""
    kind = made.mapping.kind or "tickets"
    ordered = sorted(range(len(made.columns)), key=lambda n: made.columns[n])
    content = " || ".join(
        ["''", *(f"{literal(made.columns[n] + '=')} || coalesce(c{n}, '') || chr(31)" for n in ordered)]
    )
    expressions = "".join(f",\n  {sql} as {quoted(name)}" for name, sql in made.expressions.items())
    store.execute(
        f"create or replace temp table parsed_records as with cells as (select source_row, {_cells(made)} from "
        f"raw_records) select source_row as n, "
        f"substr(sha256({literal(made.mapping.source + chr(30))} || {content}), 1, 32) as record_id, "
        f"{_extra(made)} as extra{expressions}{_unfolded(made)} from cells"
    )
    bad = _bad_cells(made)
    lacking = " ".join(
        f"when {quoted(key)} is null then '{_lack(made, key)}'"
        for key in _needed(made, kind)
        if key in made.expressions
    )
    store.execute(
        "alter table parsed_records add column reject_reason varchar; "
        f"update parsed_records set reject_reason = case {lacking} end"
        if lacking
        else "alter table parsed_records add column reject_reason varchar"
    )
    raws = " || ',' || ".join(f"coalesce(raw.c{n}, '')" for n in range(len(made.columns)))
    store.execute(
        f"insert into rejects select ?, p.n, p.reject_reason, {_detail(made, kind)}, left({raws}, 20000) "
        "from parsed_records as p inner join raw_records as raw on raw.source_row = p.n "
        "where p.reject_reason is not null order by p.n",
        [load_id],
    )
    report.rows_rejected = store.one("select count(*) from parsed_records where reject_reason is not null")
    if bad:
        _count_repairs(store, made, bad, report)
    _examples(store, load_id, report)
    span = write(store, made, load_id, report)
    return span


def _needed(made: Plan, kind: str) -> list[str]:
    keys = list(KEYS[kind])
    # A ticket record that is an event needs its activity and its time; a case record needs neither.
    if kind == "tickets" and "activity" in made.expressions:
        keys += ["activity", "happened_at"]
    return keys


def _lack(made: Plan, key: str) -> str:
    return "bad_time" if key in ("happened_at", "valid_from", "valid_to") else f"missing_{key.removesuffix('_id')}"


def _detail(made: Plan, kind: str) -> str:
    cases = []
    for key in _needed(made, kind):
        if key in made.source_column:
            name = made.source_column[key]
            cell = f"raw.{made.raw(name)}"
            told = f"{literal('column ' + name + ': ')} || coalesce(nullif(trim({cell}), ''), 'empty')"
            cases.append(f"when p.reject_reason = '{_lack(made, key)}' and p.{quoted(key)} is null then {told}")
    return f"case {' '.join(cases)} end" if cases else "cast(null as varchar)"


def _bad_cells(made: Plan) -> dict[str, str]:
    """Attribute → condition: the cell says something, but nothing of the attribute's type."""
    return {
        name: f"p.{quoted(name)} is null and nullif(trim(raw.{made.raw(column)}), '') is not null"
        + "".join(f" and trim(raw.{made.raw(column)}) <> {literal(word)}" for word in made.mapping.missing)
        for name, column in made.source_column.items()
    }


def _count_repairs(store: Store, made: Plan, bad: dict[str, str], report: LoadReport) -> None:
    sums = ", ".join(f"count(*) filter ({condition})" for condition in bad.values())
    first = ", ".join(f"min(p.n) filter ({condition})" for condition in bad.values())
    some = " or ".join(f"({condition})" for condition in bad.values())
    row = store.execute(
        f"select count(*) filter ({some}), {sums}, {first} from parsed_records as p "
        "inner join raw_records as raw on raw.source_row = p.n where p.reject_reason is null"
    ).fetchone() or (0,)
    report.rows_repaired = row[0]
    for n, name in enumerate(bad, start=1):
        if row[n]:
            column = made.source_column[name]
            report.messages.append(
                f"{row[n]:,} records have a value in column '{column}' that is no {name}; they are loaded without it "
                f"(first: record {row[n + len(bad)]})"
            )


def _examples(store: Store, load_id: str, report: LoadReport) -> None:
    rows = store.execute(
        "select reason, count(*), min(source_row), min_by(detail, source_row) from rejects where load_id = ? "
        "group by reason order by reason",
        [load_id],
    ).fetchall()
    report.messages += [
        f"{count:,} records rejected: {reason} (first: record {first}{', ' + detail if detail else ''})"
        for reason, count, first, detail in rows
    ]


def _extra(made: Plan) -> str:
    if not made.unmapped:
        return "cast(null as json)"
    pairs = ", ".join(f"struct_pack(k := {literal(name)}, v := {made.raw(name)})" for name in made.unmapped)
    return (
        f"case when coalesce({', '.join(made.raw(name) for name in made.unmapped)}) is not null then "
        f"cast(to_json(map_from_entries(list_filter([{pairs}], lambda x: x.v is not null))) as json) end"
    )


def _unfolded(made: Plan) -> str:
    """The times of unfolded events, the sequence and the record's own time."""
    sql = ""
    for n, unfolded in enumerate(made.mapping.events):
        sql += f",\n  {made.instant(column_named(made, unfolded.time))} as unfolded_{n}"
        if unfolded.ended:
            sql += f",\n  {made.instant(column_named(made, unfolded.ended))} as unfolded_end_{n}"
    if made.mapping.sequence_column:
        raw = column_named(made, made.mapping.sequence_column)
        sql += f",\n  try_cast({raw} as bigint) as own_sequence"
    if made.mapping.record_time:
        sql += f",\n  {made.instant(column_named(made, made.mapping.record_time))} as own_time"
    return sql


def _cells(made: Plan) -> str:
    """Raw cells with blanks cut off; cells that stand for nothing become null."""
    missing = ", ".join(literal(word) for word in ("", *made.mapping.missing))
    return ", ".join(
        f"case when trim(c{n}, chr(32) || chr(9) || chr(160)) in ({missing}) then null "
        f"else trim(c{n}, chr(32) || chr(9) || chr(160)) end as c{n}"
        for n in range(len(made.columns))
    )
