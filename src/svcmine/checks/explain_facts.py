"""Gathers from the store what an explanation shows: the finding, its events with file and line, waivers, calendars."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from svcmine.checks.calendar import calendar_digest, uses_calendar
from svcmine.errors import UsageError
from svcmine.store import Store

Row = dict[str, Any]
AROUND = 12
# Without these a waiver excuses nothing.
_NEEDED = {"approved_by": "approver", "evidence": "evidence"}
OF_THE_RUN = ("norms", "as_of", "horizon", "clock_tolerance_s", "calendar_sha256", "warnings")


def finding_row(store: Store, finding_id: str) -> Row:
    """The finding whose id is, or begins with, `finding_id`, from the latest run that has it.

    Raises UsageError if there is none or if several begin so; names the nearest.
    """
    wanted = finding_id.strip().lower()
    if not wanted:
        raise UsageError("No finding is named. Give the id of a finding, or the beginning of it.")
    named = [
        name
        for (name,) in store.execute(
            "select distinct finding_id from findings where starts_with(finding_id, $wanted) order by 1 limit 6",
            {"wanted": wanted},
        ).fetchall()
    ]
    if len(named) > 1 and wanted not in named:
        raise UsageError(f"Finding {finding_id}: several begin so: {', '.join(named[:5])} ... Give more of the id.")
    if not named:
        raise UsageError(f"Finding {finding_id!r}: there is none of this id. {_nearest(store, wanted)}")
    chosen = wanted if wanted in named else named[0]
    return rows(
        store,
        "select finding.*, run.norms, run.as_of, run.horizon, run.clock_tolerance_s, run.calendar_sha256, "
        "run.warnings from findings as finding "
        "left join runs as run using (run_id) where finding_id = $id order by run.started_at desc, run_id limit 1",
        {"id": chosen},
    )[0]


def _nearest(store: Store, wanted: str) -> str:
    near = store.execute(
        "select finding_id from (select distinct finding_id from findings) "
        "order by jaro_winkler_similarity(finding_id, $wanted) desc, finding_id limit 3",
        {"wanted": wanted},
    ).fetchall()
    if not near:
        return "The store holds no findings yet: svcmine check."
    return f"The nearest are {', '.join(name for (name,) in near)}."


def rows(store: Store, sql: str, parameters: Mapping[str, Any] | None = None) -> list[Row]:
    """A query's rows as dicts."""
    result = store.execute(sql, dict(parameters or {}))
    names = [column[0] for column in result.description or ()]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def events_where(store: Store, chosen: str, parameters: Mapping[str, Any]) -> list[Row]:
    """Events, in order, with the file they were read from."""
    return rows(store, _sql("explain_events").replace("{chosen}", chosen), parameters)


def event_of(store: Store, event_id: str | None) -> Row | None:
    """One event; None if there is no such id."""
    found = events_where(store, "event.event_id = $event_id", {"event_id": event_id}) if event_id else []
    return found[0] if found else None


def operations_of(store: Store, event_id: str | None) -> list[Row]:
    """The operations that one event stands for."""
    return rows(store, _sql("explain_operations"), {"event_id": event_id}) if event_id else []


def timeline(store: Store, finding: Row, activation: Row | None, witness: Row | None) -> list[Row]:
    """The events around the activation: of its case, or of its device where it belongs to no case."""
    middle = activation or witness
    if finding["case_id"] is not None:
        position = (middle or {}).get("position") or 1
        return events_where(
            store,
            "event.case_id = $case_id and event.position between $first and $last",
            {"case_id": finding["case_id"], "first": position - AROUND, "last": max(position, AROUND) + AROUND},
        )
    if middle is None or middle["device_id"] is None:
        return [middle] if middle else []
    found = events_where(
        store,
        "event.device_id = $device_id and event.happened_at between $at - interval 1 day and $at + interval 1 day",
        {"device_id": middle["device_id"], "at": middle["happened_at"]},
    )
    found.sort(key=lambda row: (row["happened_at"], row["event_id"]))
    here = next((i for i, row in enumerate(found) if row["event_id"] == middle["event_id"]), 0)
    return found[max(here - AROUND, 0) : here + AROUND + 1]


def place(store: Store, finding: Row, event: Row | None) -> Row:
    """What waivers and calendars may ask of an activation: its case, site, device and own columns, and `timezone`."""
    case = _first(store, "select * exclude (extra) from cases where case_id = $id", finding["case_id"])
    device = _first(store, "select * exclude (extra, load_id, source_row) from devices where device_id = $id "
                    "order by all limit 1", finding["device_id"] or (event or {}).get("device_id"))  # fmt: skip
    site = device.get("site") or case.get("site")
    found = _first(store, "select * exclude (extra, load_id, source_row) from sites where site = $id "
                   "order by all limit 1", site)  # fmt: skip
    source = (event or {}).get("source_name")
    zone = found.get("timezone") or _first(
        store, "select max(timezone) as timezone from sources where source_name = $id", source
    ).get("timezone")
    own = {name: value for name, value in (event or {}).items() if value is not None}
    known = [{k: v for k, v in part.items() if v is not None} for part in (case, found, device, own)]
    merged: Row = {}
    for part in known:
        merged |= part
    return merged | {"site": site, "timezone": zone or "UTC"}


def _first(store: Store, sql: str, key: str | None) -> Row:
    found = rows(store, sql, {"id": key}) if key is not None else []
    return found[0] if found else {}


def local(instant: datetime | None, zone: str) -> str:
    """An instant as the site's clock showed it, with the zone's offset."""
    if instant is None:
        return ""
    try:
        return instant.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S %z")
    except (ZoneInfoNotFoundError, ValueError):
        return instant.strftime("%Y-%m-%d %H:%M:%S %z")


def where_from(row: Row) -> str:
    """`file, line n` of a row; the line counts records after the header."""
    if row.get("file_name") is None and row.get("source_row") is None:
        return "not known"
    return f"{row.get('file_name') or 'load ' + str(row.get('load_id'))}, record {row.get('source_row')}"


def waivers_of(store: Store, norm: Mapping[str, Any], facts: Row, moment: datetime | None) -> list[tuple[str, str]]:
    """(waiver id, why it applies or does not) for each waiver of the norm."""
    listed = rows(store, "select * from waivers where norm_id = $norm order by waiver_id", {"norm": norm.get("id")})
    if not norm.get("waivable", True):
        return [
            (str(row["waiver_id"]), "no waiver excuses this norm, or none does under this profile") for row in listed
        ]
    return [(str(row["waiver_id"]), _why(row, facts, moment)) for row in listed]


def _why(waiver: Row, facts: Row, moment: datetime | None) -> str:
    scope = json.loads(waiver["scope"] or "{}")
    off = [
        f"is for {column} {value}, here it is {facts.get(column) or 'not known'}"
        for column, value in sorted(scope.items())
        if value is not None and _plain(facts.get(column)) != _plain(value)
    ]
    if moment and waiver["valid_from"] and moment < waiver["valid_from"]:
        off.append(f"is valid only from {local(waiver['valid_from'], facts['timezone'])}")
    if moment and waiver["valid_to"] and moment > waiver["valid_to"]:
        off.append(f"was valid only to {local(waiver['valid_to'], facts['timezone'])}")
    if moment and waiver["approved_at"] and moment < waiver["approved_at"]:
        off.append(f"was approved only at {local(waiver['approved_at'], facts['timezone'])}, after the fact")
    off += [f"names no {what}" for column, what in _NEEDED.items() if not (waiver[column] or "").strip()]
    return "; ".join(off) or "applies"


def _plain(value: Any) -> str:
    return json.dumps(value) if isinstance(value, bool) else str(value)


def calendar_version(store: Store, finding: Row, requirement: Mapping[str, Any]) -> list[str]:
    """Which calendar the run judged by, if the requirement asks one, and what is wrong with it."""
    if not uses_calendar(requirement):
        return []
    version = str(finding["calendar_sha256"] or "")
    lines = [f"Calendar version {version[:16]}."]
    if version != calendar_digest(store):
        lines.append("The calendar has changed since this run: svcmine check judges by the new one.")
    warned = json.loads(finding["warnings"] or "[]")
    return lines + [warning["en"] for warning in warned if finding["norm_id"] in warning["norms"]]


def calendar_facts(store: Store, requirement: Mapping[str, Any], facts: Row, moment: datetime | None) -> list[str]:
    """The windows, freezes and peaks that the requirement's conditions ask about, as they stand in the store."""
    texts = " ".join(str(value) for value in requirement.values() if isinstance(value, str))
    names = set(re.findall(r"in_window\(\s*'([^']+)'", texts)) | {str(requirement.get("window") or "")} - {""}
    lines = [f"The site's time zone is {facts['timezone']}; there it was {local(moment, facts['timezone'])}."]
    for name in sorted(names):
        own = rows(store, "select * from windows where name = $name order by all", {"name": name})
        lines += [f"Window {name}: {_span(row, 'start_time', 'end_time')}" for row in own] or [
            f"Window {name}: built in, the store has none of this name."
        ]
    if "in_freeze(" in texts:
        lines += [f"Freeze {row['name']}: {_span(row, 'starts_local', 'ends_local')}" for row in rows(
            store, "select * from freezes order by starts_local, all limit 20".replace(", all", ", name")
        )] or ["The store has no freezes."]  # fmt: skip
    if "in_peak(" in texts:
        lines += [f"Peak {row['name']}: {_span(row, 'start_time', 'end_time')}" for row in rows(
            store, "select * from peaks order by name, start_time limit 20"
        )] or ["The store has no peaks."]  # fmt: skip
    return lines


def _span(row: Row, start: str, end: str) -> str:
    kept = ("product", "region", "site", "customer")
    limits = ", ".join(f"{name} {row[name]}" for name in kept if row.get(name) is not None)
    return f"{row[start]} to {row[end]} local time" + (f" ({limits})" if limits else "")


def _sql(name: str) -> str:
    return (files("svcmine.checks") / f"{name}.sql").read_text(encoding="utf-8")
