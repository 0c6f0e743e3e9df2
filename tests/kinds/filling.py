"""The way of a small log into the tables of a store."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from svcmine.store import Store
from svcmine.store.schema import TABLES
from tests.kinds.worlds import HORIZON, SLOT
from tests.small_logs import Case, Coverage, Event, World


def fill(store: Store, worlds: list[World], horizon: datetime = HORIZON, norm_ids: tuple[str, ...] = ()) -> None:
    """Put logs into the store's tables directly; all sources tell up to `horizon`, and the ordered one has no zone."""
    for table in ("cases", "events", "coverage", "waivers", "sources", "windows"):
        store.execute(f"delete from {table}")
    _insert(
        store,
        "sources",
        [
            {"source_name": name, "kind": kind, "origin": origin, "timezone": zone, "valid_to": horizon}
            for name, kind, origin, zone in (
                ("desk", "tickets", "ticket", "UTC"),
                ("ordered", "operations", "operation", None),
            )
        ],
    )
    opens, closes = (limit.time() for limit in SLOT)
    store.execute("insert into windows (name, start_time, end_time) values ('slot', ?, ?)", [opens, closes])
    _insert(store, "cases", [_case_row(case) for world in worlds for case in world.cases.values()])
    _insert(store, "events", [_event_row(event, world) for world in worlds for event in world.events])
    _insert(store, "coverage", [_coverage_row(row) for world in worlds for row in world.coverage])
    _insert(
        store,
        "waivers",
        [
            {
                "waiver_id": f"{waiver.id}-{norm}",
                "norm_id": norm,
                "scope": json.dumps(waiver.scope),
                "valid_from": waiver.begins,
                "valid_to": waiver.ends,
                "approved_by": "QA",
                "evidence": "minutes",
            }
            for world in worlds
            for waiver in world.waivers
            for norm in norm_ids
        ],
    )


def _case_row(case: Case) -> dict[str, Any]:
    return {
        "case_id": case.id,
        "process": case.process,
        "opened_at": case.opened,
        "closed_at": case.closed,
        "site": case.site,
        "priority": case.priority,
        "planned_end": case.due,
    }


def _event_row(event: Event, world: World) -> dict[str, Any]:
    return {
        "event_id": event.id,
        "case_id": event.case,
        "activity": event.activity,
        "happened_at": event.at,
        "ended_at": event.ended,
        "precision_s": event.precision,
        "source_name": event.source,
        "ordered": event.source in world.ordered_sources,
        "sequence": event.sequence,
        "clock": event.clock,
        "device_id": event.device,
        "person": event.person,
        "visit_id": event.visit,
        "origin": event.origin,
        "match": event.match,
        "backup_result": event.result,
        "consent_given": event.consent,
        "memo_signed": event.memo,
        "observe_minutes": event.minutes,
        "role": event.role,
    }


def _coverage_row(row: Coverage) -> dict[str, Any]:
    return {
        "source_name": row.origin,
        "origin": row.origin,
        "device_id": row.device,
        "site": row.site,
        "valid_from": row.begins,
        "valid_to": row.ends,
        "declared": False,
    }


def _insert(store: Store, table: str, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    columns = {}
    for name in rows[0]:
        values = [row[name] for row in rows]
        if any(isinstance(value, datetime) for value in values):
            values = [value.replace(tzinfo=UTC) if value is not None else None for value in values]
            columns[name] = pa.array(values, pa.timestamp("us", tz="UTC"))
        else:
            columns[name] = pa.array(values, pa.string() if TABLES[table][name] in ("VARCHAR", "JSON") else None)
    names = ", ".join(f'"{name}"' for name in columns)
    chosen = ", ".join(f'cast("{name}" as {TABLES[table][name]})' for name in columns)
    store.connection.register("drawn_rows", pa.table(columns))
    store.execute(f"insert into {table} ({names}) select {chosen} from drawn_rows")
    store.connection.unregister("drawn_rows")
