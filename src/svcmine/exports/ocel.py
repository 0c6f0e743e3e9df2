"""An object-centric log as OCEL 2.0 in its three forms: JSON, XML and an SQLite database."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from lxml import etree

from svcmine.exports.objects import Happening, ObjectLog, Thing, moment, object_log
from svcmine.exports.xes import printable
from svcmine.store import Store

_SQLITE = {"boolean": "BOOLEAN", "integer": "INTEGER", "float": "REAL", "time": "TIMESTAMP"}


def write_ocel(store: Store, path: Path) -> int:
    """Write all events, also those of no ticket, in the form that the ending names; returns their number.

    An event is related to each object that it, its ticket or its device names; the qualifier is the column's name. A
    ticket is related to what its plan names, a device to its site.
    """
    writers: dict[str, Callable[[ObjectLog, Path], int]] = {".xml": _write_xml, ".xmlocel": _write_xml}
    writers |= dict.fromkeys((".sqlite", ".db"), _write_sqlite)
    return writers.get(path.suffix.lower(), _write_json)(object_log(store), path)


def _write_json(log: ObjectLog, path: Path) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f'{{"objectTypes": {_text(_declared(log.object_types))},\n')
        file.write(f'"eventTypes": {_text(_declared(log.event_types))},\n"objects": [\n')
        for number, thing in enumerate(log.things()):
            since = moment(thing.since)
            attributes = [{"name": n, "time": since, "value": _value(v)} for n, v in thing.attributes.items()]
            file.write((",\n" if number else "") + _text(_entry(thing) | {"attributes": attributes}))
        file.write('\n],\n"events": [\n')
        for event in log.happenings():
            attributes = [{"name": n, "value": _value(v)} for n, v in event.attributes.items()]
            entry = _entry(event) | {"time": moment(event.at), "attributes": attributes}
            file.write((",\n" if count else "") + _text(entry))
            count += 1
        file.write("\n]}\n")
    return count


def _declared(types: dict[str, dict[str, str]]) -> list[dict[str, Any]]:
    return [
        {"name": name, "attributes": [{"name": attribute, "type": kind} for attribute, kind in attributes.items()]}
        for name, attributes in types.items()
    ]


def _entry(one: Thing | Happening) -> dict[str, Any]:
    related = [{"objectId": target, "qualifier": qualifier} for target, qualifier in one.related]
    return {"id": one.id, "type": one.type, "relationships": related}


def _value(value: Any) -> Any:
    """A value as the three forms write it: numbers and truth values as such, instants in UTC, all else as text."""
    if isinstance(value, datetime):
        return moment(value)
    return value if isinstance(value, bool | int | float) else str(value)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _write_xml(log: ObjectLog, path: Path) -> int:
    count = 0
    with path.open("wb") as stream, etree.xmlfile(stream, encoding="utf-8") as file:
        file.write_declaration()
        with file.element("log"):
            for kind, types in (("object", log.object_types), ("event", log.event_types)):
                with file.element(f"{kind}-types"):
                    for name, attributes in types.items():
                        file.write(_type_element(kind, name, attributes))
            with file.element("objects"):
                for thing in log.things():
                    since = moment(thing.since)
                    file.write(_element("object", thing, {}, {"time": since}))
            with file.element("events"):
                for event in log.happenings():
                    file.write(_element("event", event, {"time": moment(event.at)}, {}))
                    count += 1
    return count


def _type_element(kind: str, name: str, attributes: dict[str, str]) -> etree._Element:
    element = etree.Element(f"{kind}-type", {"name": printable(name)})
    listed = etree.SubElement(element, "attributes")
    for attribute, typed in attributes.items():
        etree.SubElement(listed, "attribute", {"name": attribute, "type": typed})
    return element


def _element(tag: str, one: Thing | Happening, more: dict[str, str], of_attributes: dict[str, str]) -> etree._Element:
    element = etree.Element(tag, {"id": printable(one.id), "type": printable(one.type), **more})
    listed = etree.SubElement(element, "attributes")
    for name, value in one.attributes.items():
        told = etree.SubElement(listed, "attribute", {"name": name, **of_attributes})
        written = _value(value)
        told.text = printable(str(written).lower() if isinstance(written, bool) else str(written))
    related = etree.SubElement(element, "objects")
    for target, qualifier in one.related:
        etree.SubElement(related, "relationship", {"object-id": printable(target), "qualifier": qualifier})
    return element


def _write_sqlite(log: ObjectLog, path: Path) -> int:
    path.unlink(missing_ok=True)
    count = 0
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("pragma journal_mode = off")
        maps = {
            "event": _tables(database, "event", log.event_types),
            "object": _tables(database, "object", log.object_types),
        }
        database.execute("create table event_object (ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT)")
        database.execute("create table object_object (ocel_source_id TEXT, ocel_target_id TEXT, ocel_qualifier TEXT)")
        for thing in log.things():
            since = moment(thing.since)
            _insert(database, "object", maps["object"], thing, {"ocel_time": since})
            _relate(database, "object_object", thing)
        for event in log.happenings():
            _insert(database, "event", maps["event"], event, {"ocel_time": moment(event.at)})
            _relate(database, "event_object", event)
            count += 1
    return count


def _tables(database: sqlite3.Connection, kind: str, types: dict[str, dict[str, str]]) -> dict[str, str]:
    """Make the tables of events or objects; returns the table of each type."""
    database.execute(f"create table {kind} (ocel_id TEXT primary key, ocel_type TEXT)")
    database.execute(f"create table {kind}_map_type (ocel_type TEXT primary key, ocel_type_map TEXT)")
    names: dict[str, str] = {}
    for number, (name, attributes) in enumerate(types.items()):
        # Names that a table cannot bear, or that differ from another in case alone, get a number.
        plain = re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name) and name.lower() not in map(str.lower, names.values())
        names[name] = name if plain else f"type_{number}"
        database.execute(f"insert into {kind}_map_type values (?, ?)", (name, names[name]))
        columns = [f'"{attribute}" {_SQLITE.get(typed, "TEXT")}' for attribute, typed in attributes.items()]
        changed = ["ocel_changed_field TEXT"] if kind == "object" else []
        columns = ["ocel_id TEXT", "ocel_time TIMESTAMP", *changed, *columns]
        database.execute(f'create table "{kind}_{names[name]}" ({", ".join(columns)})')
    return names


def _insert(
    database: sqlite3.Connection,
    kind: str,
    tables: dict[str, str],
    one: Thing | Happening,
    times: dict[str, str],
) -> None:
    database.execute(f"insert into {kind} values (?, ?)", (one.id, one.type))
    given = {"ocel_id": one.id, **times} | {name: _value(value) for name, value in one.attributes.items()}
    names = ", ".join(f'"{name}"' for name in given)
    marks = ", ".join("?" for _ in given)
    database.execute(f'insert into "{kind}_{tables[one.type]}" ({names}) values ({marks})', tuple(given.values()))


def _relate(database: sqlite3.Connection, table: str, one: Thing | Happening) -> None:
    database.executemany(
        f"insert into {table} values (?, ?, ?)", [(one.id, target, qualifier) for target, qualifier in one.related]
    )
