"""Says what each source would have shown: as declared, else from its first to its last record, whatever the loads."""

from __future__ import annotations

from svcmine.errors import MappingError
from svcmine.sources.mapping import Coverage, Mapping
from svcmine.store.cells import literal
from svcmine.store.event_store import Store

# Of each source: the span of its records, and the places it ever named. A source that names none covers all.
_TOLD = {
    "tickets": (
        "select min(least(source_time, first_at)), max(greatest(source_time, last_at)) from (select source_time, "
        "cast(null as timestamptz) as first_at, cast(null as timestamptz) as last_at from ticket_records "
        "where source_name = $source union all select null, happened_at, coalesce(ended_at, happened_at) "
        "from ticket_events where source_name = $source)",
        "select distinct cast(null as varchar) as device_id, place.site from ticket_records as place where "
        "place.site is not null and place.case_id in (select case_id from ticket_records where source_name = $source)",
    ),
    "operations": (
        "select min(happened_at), max(coalesce(ended_at, happened_at)) from operations where source_name = $source",
        "select distinct device_id, cast(null as varchar) as site from operations where source_name = $source",
    ),
    "alarms": (
        "select min(happened_at), max(coalesce(ended_at, happened_at)) from alarms where source_name = $source",
        "select cast(null as varchar) as device_id, cast(null as varchar) as site where $source is null",
    ),
}
_ORIGIN = {"tickets": "ticket", "operations": "operation", "alarms": "alarm"}


def derive_coverage(store: Store, mapping: Mapping) -> None:
    """Bring the coverage of all sources up to date after a load with `mapping`.

    A declaration in a mapping or a coverage file replaces what would be derived for its source.
    Raises MappingError for a declared time that is none.
    """
    if mapping.coverage is not None:
        _declare(store, mapping, mapping.coverage)
    store.execute("delete from coverage where not declared")
    sources = store.execute(
        "select source_name, kind from sources where source_name not in (select source_name from coverage) order by 1"
    ).fetchall()
    for source, kind in sources:
        span, places = _TOLD[kind]
        first, last = store.execute(span, {"source": source}).fetchone() or (None, None)
        if first is None:
            continue
        store.execute(
            f"insert into coverage with places as ({places}) "
            "select $source, $origin, device_id, site, $first, $last, false from places "
            "union all select $source, $origin, null, null, $first, $last, false where not exists (from places)",
            {"source": source, "origin": _ORIGIN[kind], "first": first, "last": last},
        )


def _declare(store: Store, mapping: Mapping, declared: Coverage) -> None:
    for name in ("valid_from", "valid_to"):
        text = getattr(declared, name)
        if store.one("select try_cast(? as timestamptz)", [text]) is None:
            raise MappingError(
                f"{mapping.name}: [coverage] {name}: '{text}' is no ISO time such as 2026-01-01T00:00:00+08:00."
            )
    store.execute("delete from coverage where source_name = ? and declared", [mapping.source])
    places: list[tuple[str | None, str | None]] = [(device, None) for device in declared.devices]
    places += [(None, site) for site in declared.sites]
    everywhere: tuple[None, None] = (None, None)
    for device, site in places or [everywhere]:
        store.execute(
            f"insert into coverage values (?, ?, ?, ?, {literal(declared.valid_from)}::timestamptz, "
            f"{literal(declared.valid_to)}::timestamptz, true)",
            [mapping.source, declared.origin or mapping.origin, device, site],
        )
