"""Events and all that they touch as objects: tickets, devices, sites, engineers and documents, whatever the format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from svcmine.store import Store
from svcmine.store.schema import CASE_COLUMNS, DEVICE_COLUMNS, EVENT_COLUMNS, SITE_COLUMNS, quoted

OBJECT_TYPES = ("ticket", "device", "site", "engineer", "document")
# Type of object → (qualifier, what names it), for an event: of the event itself, of its ticket, of its device.
_OF_EVENT = (
    ("ticket", "case_id", "events.case_id"),
    ("device", "device_id", "events.device_id"),
    ("site", "site", "coalesce(devices.site, cases.site)"),
    ("engineer", "person", "coalesce(events.person, accounts.person)"),
    ("document", "problem_id", "events.problem_id"),
    ("document", "plan_id", "cases.plan_id"),
)
# What an event is, where it stands in its case and in its file: no attribute of what happened.
_NO_ATTRIBUTES = {
    *("event_id", "case_id", "position", "sequence", "ordered", "load_id", "source_row"),
    *("activity", "happened_at", "device_id", "person", "problem_id"),
}
_NO_TICKET_ATTRIBUTES = {"case_id", "site", "plan_id", "plan_devices", "plan_persons"}
_TYPES = {"BOOLEAN": "boolean", "BIGINT": "integer", "DOUBLE": "float", "TIMESTAMPTZ": "time"}
# What holds from the beginning, as far as anybody recorded.
_ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)
_BATCH = 10_000


@dataclass(frozen=True)
class Thing:
    """An object: its attributes hold from `since` on; `related` are (id of another object, qualifier)."""

    id: str
    type: str
    since: datetime
    attributes: dict[str, Any]
    related: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Happening:
    """An event: `related` are (id of an object, qualifier)."""

    id: str
    type: str
    at: datetime
    attributes: dict[str, Any]
    related: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ObjectLog:
    """All events of a store with their objects.

    `object_types` and `event_types`: type → its attributes with their type (string, integer, float, boolean, time);
    of each only what some object or event of the type fills. An object's id begins with its type, so that a site and a
    device of one name stay two.
    """

    store: Store
    object_types: dict[str, dict[str, str]]
    event_types: dict[str, dict[str, str]]

    def things(self) -> Iterator[Thing]:
        """All objects that events or plans name, in the order of type and id."""
        related = _related(self.store)
        for kind in OBJECT_TYPES:
            names = list(self.object_types[kind])
            for name, since, *values in _rows(self.store, _things_sql(kind, names)):
                key = f"{kind}:{name}"
                yield Thing(key, kind, since or _ALWAYS, _told(names, values), tuple(related.get(key, ())))

    def happenings(self) -> Iterator[Happening]:
        """All events, also those of no ticket, in the order of time."""
        names = sorted({name for attributes in self.event_types.values() for name in attributes})
        own = "".join(f", events.{quoted(name)}" for name in names)
        named = [(kind, qualifier, text) for kind, qualifier, text in _OF_EVENT]
        sql = (
            "select events.event_id, events.activity, events.happened_at, "
            f"{', '.join(text for *_, text in named)}{own} {_JOINED} order by events.happened_at, events.event_id"
        )
        for event_id, activity, at, *values in _rows(self.store, sql):
            objects, told = values[: len(named)], values[len(named) :]
            related = tuple(
                (f"{kind}:{value}", qualifier)
                for (kind, qualifier, _), value in zip(named, objects, strict=True)
                if value is not None
            )
            yield Happening(event_id, activity, at, _told(names, told), related)


def object_log(store: Store) -> ObjectLog:
    """What a store's events and objects have to tell; reads which attributes are filled, and no rows yet."""
    attributes = [name for name in EVENT_COLUMNS if name not in _NO_ATTRIBUTES]
    counts = ", ".join(f"count({quoted(name)})" for name in attributes)
    rows = store.execute(f"select activity, {counts} from events group by activity order by activity").fetchall()
    event_types = {
        activity: {
            name: _TYPES.get(EVENT_COLUMNS[name], "string")
            for name, filled in zip(attributes, counted, strict=True)
            if filled
        }
        for activity, *counted in rows
    }
    ticket = [name for name in CASE_COLUMNS if name not in _NO_TICKET_ATTRIBUTES]
    device = [name for name in DEVICE_COLUMNS if name not in ("device_id", "site")]
    site = [name for name in SITE_COLUMNS if name != "site"]
    object_types = {
        "ticket": _filled(store, "cases", ticket, CASE_COLUMNS),
        "device": _filled(store, "devices", device, DEVICE_COLUMNS),
        "site": _filled(store, "sites", site, SITE_COLUMNS),
        "engineer": {},
        "document": {},
    }
    return ObjectLog(store, object_types, event_types)


def moment(at: datetime) -> str:
    """An instant as ISO 8601 in UTC, ending in Z."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


_JOINED = (
    "from events left join cases on events.case_id = cases.case_id "
    "left join devices on events.device_id = devices.device_id left join accounts on events.account = accounts.account"
)


def _filled(store: Store, table: str, names: list[str], kinds: dict[str, str]) -> dict[str, str]:
    row = store.execute(f"select {', '.join(f'count({quoted(n)})' for n in names)} from {table}").fetchone() or ()
    return {name: _TYPES.get(kinds[name], "string") for name, count in zip(names, row, strict=True) if count}


def _rows(store: Store, sql: str) -> Iterator[tuple[Any, ...]]:
    # A cursor of its own: a reader may ask the store something else between two batches.
    result = store.connection.cursor().execute("set TimeZone = 'UTC'").execute(sql)
    while batch := result.fetchmany(_BATCH):
        yield from batch


def _told(names: list[str], values: list[Any]) -> dict[str, Any]:
    return {
        name: ";".join(map(str, value)) if isinstance(value, list) else value
        for name, value in zip(names, values, strict=True)
        if value is not None
    }


def _things_sql(kind: str, names: list[str]) -> str:
    """Id, since when, and the attributes of all objects of a type; also of those that no table describes."""
    told = "".join(f", described.{quoted(name)}" for name in names)
    if kind == "ticket":
        return f"select case_id, opened_at{told} from cases as described order by case_id"
    seen = [f"select {text} as id {_JOINED}" for of, _, text in _OF_EVENT if of == kind]
    planned = {
        "device": ["select device_id from planned_operations"],
        "site": ["select site from cases", "select devices.site from devices inner join planned_operations as planned "
                 "on devices.device_id = planned.device_id"],
        "engineer": ["select unnest(plan_persons) from cases"],
        "document": ["select plan_id from cases"],
    }[kind]  # fmt: skip
    table = {"device": ("devices", "device_id"), "site": ("sites", "site")}.get(kind)
    described = f"left join {table[0]} as described on named.id = described.{table[1]}" if table else ""
    return (
        f"select named.id, cast(null as timestamptz){told} from ({' union '.join([*seen, *planned])}) as named "
        f"{described} where named.id is not null order by named.id"
    )


def _related(store: Store) -> dict[str, list[tuple[str, str]]]:
    """Object → the objects that it is related to for good: what plans name, and where devices stand."""
    found: dict[str, list[tuple[str, str]]] = {}
    for source, target, qualifier in store.execute(
        """
        select 'ticket:' || case_id, 'device:' || device_id, 'plan_devices' from planned_operations
        union select 'ticket:' || case_id, 'engineer:' || person, 'plan_persons'
            from (select case_id, unnest(plan_persons) as person from cases) where person is not null
        union select 'ticket:' || case_id, 'site:' || site, 'site' from cases where site is not null
        union select 'ticket:' || case_id, 'document:' || plan_id, 'plan_id' from cases where plan_id is not null
        union select 'device:' || device_id, 'site:' || site, 'site' from devices where site is not null
        order by all
        """
    ).fetchall():
        found.setdefault(source, []).append((target, qualifier))
    return found
