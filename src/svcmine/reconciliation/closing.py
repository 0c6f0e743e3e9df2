"""When a case counts as closed, as the mapping of each source declares it."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pyarrow as pa

from svcmine.errors import MappingError
from svcmine.store import Store

DEFAULT_CLOSING = ("close_ticket", "incident_closed")
_IDLE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(minute|hour|day|week)s?\s*")


def closing_rules(store: Store) -> tuple[pa.Table, pa.Table]:
    """(source_name, activity) and (source_name, idle_us, closes_all, news_at), from `sources.closed`.

    A source without a declaration, or unknown to `sources`, closes a case by the default activities.
    `news_at` is how far the source is declared to reach, null where that is to be read off its events.
    Raises MappingError for a declaration that says nothing known.
    """
    speaking = "select source_name from ticket_records union select source_name from ticket_events"
    declared: dict[str | None, list[Any]] = {name: [] for (name,) in store.execute(speaking).fetchall()}
    reach: dict[str | None, Any] = {}
    rows = store.execute("select source_name, closed, valid_to from sources order by all").fetchall()
    for name, closed, valid_to in rows:
        value = json.loads(closed) if closed else None
        if value:
            declared.setdefault(name, []).append(value)
        if valid_to is not None:
            reach[name] = max(valid_to, reach.get(name, valid_to))
    activities: set[tuple[str | None, str]] = set()
    rules: list[tuple[str | None, int | None, bool, Any]] = []
    for name, values in declared.items():
        listed, idle, everything = _read(name, values)
        activities |= {(name, activity) for activity in listed}
        rules.append((name, idle, everything, reach.get(name)))
    return _activities(activities), _rules(rules)


def _read(source: str | None, values: list[Any]) -> tuple[set[str], int | None, bool]:
    if not values:
        return set(DEFAULT_CLOSING), None, False
    listed: set[str] = set()
    idle: list[int] = []
    for value in values:
        if isinstance(value, dict) and set(value) <= {"activities", "idle"}:
            listed |= set(value.get("activities") or ())
            if value.get("idle"):
                idle.append(_microseconds(source, str(value["idle"])))
        elif value != "all":
            raise MappingError(
                f"source {source}: closed = {json.dumps(value, ensure_ascii=False)} says nothing known. "
                'Possible: { activities = ["..."] }, { idle = "30 days" } or "all".'
            )
    return listed, max(idle, default=None), "all" in values


def _microseconds(source: str | None, text: str) -> int:
    found = _IDLE.fullmatch(text)
    if not found:
        raise MappingError(f'source {source}: closed.idle = {text!r} is no duration. Write, say, "30 days".')
    return timedelta(**{found[2] + "s": float(found[1])}) // timedelta(microseconds=1)


def _activities(pairs: set[tuple[str | None, str]]) -> pa.Table:
    text = pa.string()
    return pa.table(
        {"source_name": pa.array([s for s, _ in pairs], text), "activity": pa.array([a for _, a in pairs], text)}
    )


def _rules(rows: list[tuple[str | None, int | None, bool, Any]]) -> pa.Table:
    names, idle, everything, reach = ([row[i] for row in rows] for i in range(4))
    return pa.table(
        {
            "source_name": pa.array(names, pa.string()),
            "idle_us": pa.array(idle, pa.int64()),
            "closes_all": pa.array(everything, pa.bool_()),
            "news_at": pa.array(reach, pa.timestamp("us", tz="UTC")),
        }
    )
