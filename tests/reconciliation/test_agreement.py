"""On random worlds the SQL agrees with the plain-Python reference, and the order of loading changes nothing."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from reconciliation import reference
from reconciliation.rows import insert
from reconciliation.worlds import World, world
from svcmine.reconciliation import refresh
from svcmine.store import Store

SKEW = timedelta(seconds=60)
SEEDS = st.integers(0, 2**32)
FEW = settings(
    max_examples=10, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def fill(store: Store, rows: World) -> None:
    with store.transaction():
        for table, listed in rows.items():
            store.execute(f"delete from {table}")
            insert(store, table, listed)
    refresh(store)


def dump(store: Store) -> dict[str, list[tuple]]:
    return {
        table: store.execute(f"select * from {table} order by all").fetchall()
        for table in ("cases", "events", "operations")
    }


def known(rows: World) -> tuple[list[dict], list[dict]]:
    """Cases as merged (their plans never conflict here) and operations with their person."""
    owners = {row["account"]: row["person"] for row in rows["accounts"]}
    cases = {row["case_id"]: row | {"plan_devices": row["plan_devices"] or []} for row in rows["ticket_records"]}
    for case in cases.values():
        case["plan_persons"] = case["plan_persons"] or []
    operations = [row | {"person": owners.get(row["account"])} for row in rows["operations"]]
    return list(cases.values()), operations


@given(SEEDS)
@example(0)
@FEW
def test_sql_and_reference_agree(reused: Store, seed: int) -> None:
    rows = world(seed)
    fill(reused, rows)
    cases, operations = known(rows)
    for row in operations:
        row["match"], row["case_id"] = reference.match(row, cases, SKEW)
    got = reused.execute("select operation_id, match, case_id from operations order by 1").fetchall()
    assert got == sorted((row["operation_id"], row["match"], row["case_id"]) for row in operations)

    events = [reference.event_of(block) for block in reference.blocks(operations)]
    merged = reference.mergers(events, rows["ticket_events"], cases, SKEW)
    columns = [
        "event_id", "case_id", "activity", "happened_at", "ended_at", "device_id", "account", "match",
        "operation_id", "operation_count", "backup_result",
    ]  # fmt: skip
    got = reused.execute(
        f"select {', '.join(columns)}, origin from events where origin in ('operation', 'both') order by event_id"
    ).fetchall()
    expected = [(*(e[c] for c in columns), "both" if e["event_id"] in merged else "operation") for e in events]
    assert got == sorted(expected, key=lambda row: row[0])
    stayed = reused.execute("select event_id from events where origin = 'ticket' order by 1").fetchall()
    assert [e for (e,) in stayed] == sorted({e["event_id"] for e in rows["ticket_events"]} - set(merged.values()))


@given(SEEDS)
@FEW
def test_the_order_of_rows_changes_nothing(reused: Store, seed: int) -> None:
    rows = world(seed)
    fill(reused, rows)
    before = dump(reused)
    for listed in rows.values():
        Random(seed).shuffle(listed)
    fill(reused, dict(reversed(rows.items())))
    assert dump(reused) == before


@given(SEEDS)
@FEW
def test_a_second_refresh_changes_nothing_and_month_by_month_equals_one_go(reused: Store, seed: int) -> None:
    rows = world(seed)
    fill(reused, rows)
    before = dump(reused)
    refresh(reused)
    assert dump(reused) == before
    with reused.transaction():
        for table in rows:
            reused.execute(f"delete from {table}")
    for part in (0, 1):
        for table, listed in rows.items():
            insert(reused, table, listed[part::2])
        refresh(reused)
    assert dump(reused) == before
