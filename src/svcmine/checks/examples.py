"""Runs the drawn examples of norms: all of them side by side in one store, each at a site of its own."""

from __future__ import annotations

import json
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from svcmine.checks.run import check_norms
from svcmine.errors import NormError, all_at_once
from svcmine.norms.examples import Drawing, Step, read_drawing
from svcmine.norms.norm import Example, Norm
from svcmine.store import Store, open_store
from svcmine.vocabulary import ACTIVITIES, ATTRIBUTES

_ZONE = ZoneInfo("Asia/Shanghai")
_DAY = datetime(2026, 3, 10, tzinfo=_ZONE)
_COVERED_FROM = _DAY - timedelta(days=400)
# An example has the verdict of its worst activation.
_WORST = ("violated", "undecidable", "pending", "waived", "fulfilled")
_ORIGIN_OF_MARK = {"unticketed": "operation"}
Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class ExampleResult:
    """What a drawn example came out as; `number` counts a norm's examples from 1.

    `activations`: how many activations were judged; an example without any is fulfilled.
    """

    norm_id: str
    number: int
    example: Example
    verdict: str
    reasons: tuple[str, ...]
    activations: int

    @property
    def passed(self) -> bool:
        """Whether verdict and reason are those that the example names."""
        wanted = self.example.reason
        return self.verdict == self.example.verdict and (wanted is None or wanted in self.reasons)

    def __str__(self) -> str:
        wanted = _said(self.example.verdict, (self.example.reason,) if self.example.reason else ())
        found = _said(self.verdict, self.reasons)
        outcome = f"is {found}, as written" if self.passed else f"is {found}, but {wanted} is written"
        return f"{self.norm_id}, example {self.number}: {outcome}: {self.example.log}"


@dataclass(frozen=True)
class _Case:
    """A drawing with its place in the store: `key` names its case, site and region, and prefixes its devices."""

    key: str
    norm: Norm
    number: int
    example: Example
    drawing: Drawing


def run_examples(norms: Sequence[Norm]) -> list[ExampleResult]:
    """Run every example of the norms, in their order.

    An example that names a `requirement` is judged by it alone, any other by all of its norm's. Raises NormError
    with every log that cannot be read.
    """
    cases = _cases(norms)
    groups: dict[tuple[timedelta, str], list[_Case]] = defaultdict(list)
    for case in cases:
        groups[case.drawing.horizon, _alone(case)].append(case)
    results: dict[str, ExampleResult] = {}
    for group in groups.values():
        results |= _judged(group, norms)
    return [results[case.key] for case in cases]


def _alone(case: _Case) -> str:
    """Which store an example needs beside its horizon, which all sources of a store share.

    A norm that looks beyond the case would see the events of other examples that name no device.
    """
    wide = any(requirement.scope != "case" for requirement in case.norm.require)
    return case.key if wide else ""


def _cases(norms: Sequence[Norm]) -> list[_Case]:
    cases: list[_Case] = []
    problems: list[str] = []
    for norm in norms:
        for number, example in enumerate(norm.examples, 1):
            try:
                drawing = read_drawing(example.log)
            except ValueError as error:
                problems.append(f"{Path(norm.file).name}: norm {norm.id}: example {number}: {error}")
                continue
            cases.append(_Case(f"x{len(cases) + 1}", norm, number, example, drawing))
    all_at_once(NormError, problems)
    return cases


def _judged(cases: list[_Case], norms: Sequence[Norm]) -> dict[str, ExampleResult]:
    needed = {case.norm.id for case in cases}
    with (
        tempfile.TemporaryDirectory(prefix="svcmine-examples-") as folder,
        open_store(Path(folder) / "examples.duckdb") as store,
    ):
        _fill(store, cases)
        check_norms(store, [norm for norm in norms if norm.id in needed])
        found = store.execute(
            "select coalesce(case_id, split_part(device_id, ' ', 1)), norm_id, requirement, verdict, reason "
            "from latest_findings order by all"
        ).fetchall()
        counted = store.execute(
            "select region, norm_id, requirement, activations from latest_tallies order by all"
        ).fetchall()
    return {case.key: _result(case, found, counted) for case in cases}


def _result(case: _Case, found: list[tuple], counted: list[tuple]) -> ExampleResult:
    asked = "requirement" in case.example.model_fields_set
    wanted = {case.example.requirement} if asked else {requirement.number for requirement in case.norm.require}

    def mine(row: tuple) -> bool:
        return row[0] == case.key and row[1] == case.norm.id and row[2] in wanted

    verdicts = {(row[3], row[4]) for row in found if mine(row)}
    worst = min((verdict for verdict, _ in verdicts), key=_WORST.index, default="fulfilled")
    reasons = tuple(sorted(reason for verdict, reason in verdicts if verdict == worst and reason))
    activations = sum(row[3] for row in counted if mine(row))
    return ExampleResult(case.norm.id, case.number, case.example, worst, reasons, activations)


def _fill(store: Store, cases: Iterable[_Case]) -> None:
    rows: Rows = defaultdict(list)
    for case in cases:
        _draw(case, rows)
    for origin in ("ticket", "operation", "alarm"):
        rows["sources"].append(
            {
                "source_name": origin,
                "kind": f"{origin}s",
                "origin": origin,
                "timezone": _ZONE.key,
                "activities": sorted(ACTIVITIES),
                "valid_to": max(row["valid_to"] for row in rows["coverage"]),
            }
        )
    with store.transaction():
        for table, listed in rows.items():
            _insert(store, table, listed)


def _draw(case: _Case, rows: Rows) -> None:
    key, drawing = case.key, case.drawing
    steps = _ordered(drawing.steps)
    given = drawing.values
    first, last = steps[0].at, max(step.ended or step.at for step in steps)
    rows["cases"].append(
        {
            "case_id": key,
            "process": case.norm.process[0],
            "site": key,
            "opened_at": _instant(first if drawing.opened is None else drawing.opened),
            "closed_at": None if drawing.open else _instant(last + timedelta(hours=1)),
        }
        | _of_level(given, "case")
    )
    rows["sites"].append({"site": key, "region": key, "timezone": _ZONE.key} | _of_level(given, "site"))
    ticketed = 0
    for number, step in enumerate(steps, 1):
        ticketed += step.mark not in ("unticketed", "alarm")
        _draw_step(case, step, number, ticketed, rows)
    for origin in drawing.covered:
        rows["coverage"].append(
            {
                "source_name": origin,
                "origin": origin,
                "site": key,
                "valid_from": _COVERED_FROM,
                "valid_to": _instant(drawing.horizon),
                "declared": True,
            }
        )
    for table, made in _calendar(case):
        rows[table].append(made)


def _ordered(steps: tuple[Step, ...]) -> list[Step]:
    return sorted(steps, key=lambda step: (step.at, step.activity))


def _draw_step(case: _Case, step: Step, number: int, position: int, rows: Rows) -> None:
    caseless = step.mark in ("unticketed", "alarm")
    origin = _ORIGIN_OF_MARK.get(step.mark, step.mark)
    device = f"{case.key} {step.device}" if step.device else None
    values = _of_level(step.values, "event")
    match = {"unticketed": "unticketed", "operation": "matched", "both": "matched"}.get(step.mark)
    rows["events"].append(
        {
            "event_id": f"{case.key}-{number}",
            "case_id": None if caseless else case.key,
            "position": None if caseless else position,
            "activity": step.activity,
            "happened_at": _instant(step.at),
            "ended_at": _instant(step.ended) if step.ended is not None else None,
            "person": step.person,
            "device_id": device,
            "origin": origin,
            "match": match,
            "operation_id": f"{case.key}-{number}-1" if match else None,
            "source_name": "operation" if origin == "both" else origin,
            "ordered": False,
        }
        | values
        | {name: value for name, value in step.values.items() if name in ("precision_s", "match", "clock")}
    )
    for table, name, value in (("devices", "device_id", device), ("accounts", "account", values.get("account"))):
        if value is not None:
            level = table.removesuffix("s")
            known = _of_level(case.drawing.values, level) | _of_level(step.values, level)
            _merge(rows[table], name, value, known | ({"site": case.key} if table == "devices" else {}))


def _merge(rows: list[dict[str, Any]], name: str, value: str, known: dict[str, Any]) -> None:
    """Add what a step says of its device or account to what other steps have said."""
    for row in rows:
        if row[name] == value:
            row |= known
            return
    rows.append({name: value} | known)


def _calendar(case: _Case) -> Iterator[tuple[str, dict[str, Any]]]:
    place = {"name": "example", "site": case.key}
    if case.drawing.peak:
        start, end = ((_DAY + moment).time() for moment in case.drawing.peak)
        yield "peaks", place | {"start_time": start, "end_time": end}
    if case.drawing.freeze:
        starts, ends = ((_DAY + moment).replace(tzinfo=None) for moment in case.drawing.freeze)
        yield "freezes", place | {"starts_local": starts, "ends_local": ends}
    if case.drawing.waiver:
        scope = json.dumps({"site": case.key})
        yield (
            "waivers",
            {
                "waiver_id": f"W-{case.key}",
                "norm_id": case.norm.id,
                "scope": scope,
                "approved_by": "drawn",
                "evidence": "drawn",
            },
        )


def _of_level(values: dict[str, Any], level: str) -> dict[str, Any]:
    return {
        name: _instant(value) if isinstance(value, timedelta) else value
        for name, value in values.items()
        if name in ATTRIBUTES and ATTRIBUTES[name].level == level
    }


def _instant(moment: timedelta) -> datetime:
    return _DAY + moment


def _insert(store: Store, table: str, rows: list[dict[str, Any]]) -> None:
    names = sorted({name for row in rows for name, value in row.items() if value is not None})
    columns = {name: [row.get(name) for row in rows] for name in names}
    store.connection.register("drawn_rows", pa.table(columns))
    try:
        store.execute(f"insert into {table} by name select * from drawn_rows")
    finally:
        store.connection.unregister("drawn_rows")


def _said(verdict: str, reasons: tuple[str, ...]) -> str:
    return f"{verdict} ({', '.join(reasons)})" if reasons else verdict
