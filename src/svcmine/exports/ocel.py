"""Events with all that they touch as OCEL 2.0 (JSON): tickets, devices, sites, engineers and documents as objects."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from svcmine.store import Store

# Object type → the columns of an event, and of its ticket, that name such an object.
OBJECTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "ticket": (("case_id",), ()),
    "device": (("device_id",), ()),
    "site": ((), ("site",)),
    "engineer": (("person",), ()),
    "document": (("problem_id", "document_id"), ("plan_id",)),
}
_OF_TICKET = ("process", "priority", "region", "team", "product", "customer", "plan_type", "severity_level")
_OF_EVENT = ("role", "account", "origin", "match", "operation_count")


def write_ocel(store: Store, path: Path) -> int:
    """Write all events, also those of no ticket; returns their number.

    An object's id begins with its type, so that a site and a device of one name stay two. An event is related to
    each object that it, or its ticket, names; the qualifier is the column's name.
    """
    events, objects = _events(store), _objects(store)
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        kinds = [{"name": name, "attributes": _typed(_OF_TICKET) if name == "ticket" else []} for name in OBJECTS]
        names = [row[0] for row in store.execute("select distinct activity from events order by 1").fetchall()]
        types = [{"name": name, "attributes": _typed(_OF_EVENT)} for name in names]
        file.write(f'{{"objectTypes": {_text(kinds)},\n"eventTypes": {_text(types)},\n"objects": [\n')
        file.write(",\n".join(_text(entry) for entry in objects))
        file.write('\n],\n"events": [\n')
        for entry in events:
            file.write((",\n" if count else "") + _text(entry))
            count += 1
        file.write("\n]}\n")
    return count


def _typed(names: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"name": name, "type": "string"} for name in names]


def _known(store: Store, table: str, names: tuple[str, ...]) -> list[str]:
    """The columns among these that the table has."""
    there = {row[0] for row in store.execute(f"select column_name from (describe {table})").fetchall()}
    return [name for name in names if name in there]


def _objects(store: Store) -> Iterator[dict[str, Any]]:
    for kind, (of_event, of_case) in OBJECTS.items():
        sources = [("events", name) for name in _known(store, "events", of_event)]
        sources += [("cases", name) for name in _known(store, "cases", of_case)]
        if kind == "ticket":
            yield from _tickets(store)
            continue
        union = " union ".join(f"select {name} as id from {table} where {name} is not null" for table, name in sources)
        for (name,) in store.execute(f"select id from ({union}) order by 1").fetchall() if union else ():
            yield {"id": f"{kind}:{name}", "type": kind, "attributes": [], "relationships": []}


def _tickets(store: Store) -> Iterator[dict[str, Any]]:
    names = _known(store, "cases", _OF_TICKET)
    chosen = "".join(f", {name}" for name in names)
    for case_id, opened, *values in store.execute(
        f"select case_id, opened_at{chosen} from cases order by 1"
    ).fetchall():
        at = _time(opened) if opened else "1970-01-01T00:00:00Z"
        told = [
            {"name": name, "time": at, "value": str(value)}
            for name, value in zip(names, values, strict=True)
            if value is not None
        ]
        yield {"id": f"ticket:{case_id}", "type": "ticket", "attributes": told, "relationships": []}


def _events(store: Store) -> Iterator[dict[str, Any]]:
    related = [
        (kind, name, f"events.{name}")
        for kind, (of_event, _) in OBJECTS.items()
        for name in _known(store, "events", of_event)
    ] + [
        (kind, name, f"cases.{name}")
        for kind, (_, of_case) in OBJECTS.items()
        for name in _known(store, "cases", of_case)
    ]
    told = _known(store, "events", _OF_EVENT)
    columns = ", ".join(["events.event_id", "events.activity", "events.happened_at"]
        + [sql for _, _, sql in related] + [f"events.{name}" for name in told])  # fmt: skip
    result = store.execute(
        f"select {columns} from events left join cases on events.case_id = cases.case_id "
        "order by events.happened_at, events.event_id"
    )
    while batch := result.fetchmany(10_000):
        for event_id, activity, at, *values in batch:
            named, own = values[: len(related)], values[len(related) :]
            yield {
                "id": event_id,
                "type": activity,
                "time": _time(at),
                "attributes": [
                    {"name": name, "value": str(value)}
                    for name, value in zip(told, own, strict=True)
                    if value is not None
                ],
                "relationships": [
                    {"objectId": f"{kind}:{value}", "qualifier": name}
                    for (kind, name, _), value in zip(related, named, strict=True)
                    if value is not None
                ],
            }


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
