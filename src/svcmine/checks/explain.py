"""The evidence behind one finding: norm, clause, events with file and line, calendar, waivers, SQL, smallest mend."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from svcmine.checks import explain_facts as facts_of
from svcmine.checks.explain_facts import Row, local, where_from
from svcmine.checks.explain_sql import deciding_sql
from svcmine.checks.explain_text import Section, as_html, as_text
from svcmine.checks.explain_words import requirement_in_words, smallest_mend
from svcmine.store import Store
from svcmine.vocabulary import activities_of, label_of

_HIDDEN = {"file_name", "load_id", "source_row", "event_id", "extra"}


@dataclass(frozen=True)
class Explanation:
    """Why a finding has its verdict; `print` it, or show it in a notebook.

    `norm` and `requirement`: as the run had them; `requirement_text`: the requirement in words; `activation`: the
    event that obliged (None for an obligation of the whole case); `target`: what was found of what was asked for;
    `timeline`: events around it; `operations`: the commands of the activation's block; `waivers`: each waiver of the
    norm and why it applies or not; `mend`: the smallest change that would have been compliant; `sql`: the statement
    that decided; `picture`: the timeline as PNG, if one was drawn.
    """

    finding: Row
    norm: Mapping[str, Any]
    requirement: Mapping[str, Any]
    requirement_text: str
    activation: Row | None
    witness: Row | None
    target: str
    timezone: str
    timeline: list[Row] = field(repr=False)
    operations: list[Row] = field(repr=False)
    waivers: list[tuple[str, str]]
    calendar: list[str]
    mend: str
    sql: str = field(repr=False)
    picture: bytes = field(default=b"", repr=False)

    @property
    def headline(self) -> str:
        """One line: the norm, the verdict and where."""
        finding = self.finding
        reason = f" ({finding['reason']})" if finding["reason"] else ""
        where = f"in case {finding['case_id']}" if finding["case_id"] else f"without a case, on {finding['device_id']}"
        return f"{finding['norm_id']}, requirement {finding['requirement']}: {finding['verdict']}{reason} {where}"

    def __str__(self) -> str:
        return as_text(self.headline, self._sections())

    def _repr_html_(self) -> str:
        return as_html(self.headline, self._sections(), self.picture)

    def _sections(self) -> list[Section]:
        finding, zone = self.finding, self.timezone
        norm = (
            str((self.norm.get("title") or {}).get("en", finding["norm_id"])),
            f"Clauses: {', '.join(self.norm.get('clauses') or ['none named'])}. Severity: {finding['severity']}.",
            self.requirement_text,
        )
        found = [self.target]
        if finding["due_at"]:
            found.append(f"Due: {local(finding['due_at'], zone)}.")
        sections = [
            Section(f"Finding {finding['finding_id']}", norm),
            Section("What obliges", _described(self.activation, zone)),
            Section("What was found", tuple(found)),
            _timeline_section(self, zone),
        ]
        if self.operations:
            sections.append(_operations_section(self.operations, zone))
        sections += [
            Section("Calendar", tuple(self.calendar)),
            Section("Waivers", tuple(f"{name}: {why}" for name, why in self.waivers) or ("None names this norm.",)),
            Section("Smallest mend", (self.mend,)),
        ]
        return [*sections, Section("SQL that decided", (self.sql,), code=True)] if self.sql else sections


def explain(store: Store, finding_id: str) -> Explanation:
    """Everything that led to one finding.

    `finding_id`: the id, or a beginning of it that no other finding shares.
    Raises UsageError if there is no such finding; the nearest ids are named.
    """
    finding = facts_of.finding_row(store, finding_id)
    norm = _norm_of(finding)
    listed: Sequence[Mapping[str, Any]] = norm.get("require") or []
    number = finding["requirement"] or 1
    requirement = listed[number - 1] if number <= len(listed) else {}
    activation = facts_of.event_of(store, finding["event_id"])
    witness = facts_of.event_of(store, finding["witness_event_id"])
    place = facts_of.place(store, finding, activation or witness)
    zone = place["timezone"]
    moment = finding["happened_at"] or place.get("opened_at")
    timeline = facts_of.timeline(store, finding, activation, witness)
    return Explanation(
        finding={name: value for name, value in finding.items() if name not in facts_of.OF_THE_RUN},
        norm=norm,
        requirement=requirement,
        requirement_text=requirement_in_words(requirement),
        activation=activation,
        witness=witness,
        target=_target(store, finding, requirement, witness, zone),
        timezone=zone,
        timeline=timeline,
        operations=facts_of.operations_of(store, finding["event_id"]),
        waivers=facts_of.waivers_of(store, norm, place, moment),
        calendar=[
            *facts_of.calendar_version(store, finding, requirement),
            *facts_of.calendar_facts(store, requirement, place, moment),
        ],
        mend=smallest_mend(
            requirement,
            finding,
            local(moment, zone) or "the opening of the case",
            local(finding["due_at"], zone) or None,
        ),
        sql=deciding_sql(store, finding),
    )


def _norm_of(finding: Row) -> Mapping[str, Any]:
    """The norm as the run had it."""
    listed = json.loads(finding["norms"] or "[]")
    return next((norm for norm in listed if norm.get("id") == finding["norm_id"]), {"id": finding["norm_id"]})


def _target(store: Store, finding: Row, requirement: Mapping[str, Any], witness: Row | None, zone: str) -> str:
    """What was found of what the requirement asks for: missing, late, early, or the event that breaks it."""
    asked = requirement.get("target")
    if not asked:
        return f"The event that breaks it: {_line(witness, zone)}." if witness else "The event is judged by itself."
    names = [asked] if isinstance(asked, str) else list(asked)
    words = " or ".join(f"“{label_of(name, 'en')}”" for name in names)
    if witness:
        return f"{_when(witness, finding)} {_line(witness, zone)}."
    activities = [activity for name in names for activity in activities_of(name) or (name,)]
    scope = str(requirement.get("scope") or "case")
    if scope not in ("case", "device"):
        return f"No {words} that counts was found at the same {scope}."
    candidates = _candidates(store, finding, scope, activities)
    if not candidates:
        return f"{words} is not there."
    told = "; ".join(f"{_when(row, finding)} {_line(row, zone)}" for row in candidates[:5])
    more = f"; and {len(candidates) - 5} more" if len(candidates) > 5 else ""
    return f"{words} is there, but none that counts: {told}{more}."


def _candidates(store: Store, finding: Row, scope: str, activities: list[str]) -> list[Row]:
    """Events of these activities in the same case, or on the same device, those nearest to the activation first."""
    column = "device_id" if scope == "device" else "case_id"
    if finding[column] is None:
        return []
    found = facts_of.events_where(
        store,
        f"event.{column} = $key and list_contains($activities, event.activity) "
        "and event.event_id is distinct from $event_id",
        {"key": finding[column], "activities": activities, "event_id": finding["event_id"]},
    )
    start = finding["happened_at"]
    return sorted(found, key=lambda row: abs(row["happened_at"] - start)) if start else found


def _when(event: Row, finding: Row) -> str:
    """How an event lies to the activation and the deadline."""
    start, due = finding["happened_at"], finding["due_at"]
    if due and event["happened_at"] > due:
        return f"{_apart(event['happened_at'], due)} late:"
    if start is None:
        return "found:"
    if event["happened_at"] == start:
        return "at the same recorded time:"
    side = "before" if event["happened_at"] < start else "after"
    return f"{_apart(event['happened_at'], start)} {side}:"


def _apart(one: datetime, other: datetime) -> str:
    seconds = int(abs((one - other).total_seconds()))
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d} h"


def _line(event: Row, zone: str) -> str:
    device = f" on {event['device_id']}" if event["device_id"] else ""
    who = f" by {event['person'] or event['account']}" if event["person"] or event["account"] else ""
    return (
        f"{label_of(event['activity'], 'en')}{device}{who} at {local(event['happened_at'], zone)} ({where_from(event)})"
    )


def _described(event: Row | None, zone: str) -> tuple[str, ...]:
    """All filled columns of the event that obliges, and where they come from."""
    if event is None:
        return ("The case as a whole, from its opening.",)
    lines = [f"{label_of(event['activity'], 'en')}, read from {where_from(event)}"]
    for name, value in event.items():
        if value is not None and name not in _HIDDEN:
            lines.append(f"{name}: {local(value, zone) if isinstance(value, datetime) else value}")
    if event["extra"]:
        lines += [f"{name}: {value}" for name, value in sorted(json.loads(event["extra"]).items())]
    return tuple(lines)


def _timeline_section(explanation: Explanation, zone: str) -> Section:
    marked = {explanation.finding["event_id"], explanation.finding["witness_event_id"]} - {None}
    rows = explanation.timeline
    return Section(
        "What happened around it",
        header=("#", "time", "activity", "device", "person", "told by", "match", "read from"),
        rows=tuple(
            (
                str(row["position"] or ""),
                local(row["happened_at"], zone),
                label_of(row["activity"], "en"),
                row["device_id"] or "",
                row["person"] or row["account"] or "",
                row["origin"] or "",
                row["match"] or "",
                where_from(row),
            )
            for row in rows
        ),
        marked=frozenset(i for i, row in enumerate(rows) if row["event_id"] in marked),
    )


def _operations_section(operations: list[Row], zone: str) -> Section:
    shown = operations[:50]
    left = len(operations) - len(shown)
    return Section(
        "The operations of this event",
        lines=(f"{operations[0]['match_reason'] or ''}", *((f"{left} more are not shown.",) if left else ())),
        header=("time", "account", "device", "command", "result", "read from"),
        rows=tuple(
            (
                local(row["happened_at"], zone),
                row["account"] or "",
                row["device_id"] or "",
                row["command"] or "",
                row["result"] or "",
                where_from(row),
            )
            for row in shown
        ),
    )
