"""Runs a check: judges every requirement on one working table and keeps findings and tallies under a stable run id."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import svcmine
from svcmine.checks.calendar import calendar_digest, calendar_warnings, rows_digest
from svcmine.checks.clocks import TOLERANCE_S, tolerance_of
from svcmine.checks.compile import Compiled, compile_requirement
from svcmine.checks.horizon import Reach, horizon_of, latest_moment, reaches
from svcmine.checks.needs import Needs, needs_of
from svcmine.checks.prepare import clear, make_waivers, prepare
from svcmine.checks.texts import step
from svcmine.checks.trial import Trial
from svcmine.errors import UsageError
from svcmine.findings import Findings
from svcmine.norms import Norm, catalog_digest, profile_tolerance, read_norms
from svcmine.store import Store

Progress = Callable[[str, float], None]

_FINDING_ID = step("finding_id")


def check(
    store: Store,
    norms: Sequence[str | Path] = ("service",),
    profile: str | None = None,
    as_of: str | datetime | None = None,
    progress: Progress | None = None,
    clock_tolerance_s: float | None = None,
) -> Findings:
    """Judge all that happened by the norms; findings and tallies are kept in the store and returned.

    `norms`: catalog names and paths. `as_of`: an ISO time (UTC where it names no offset); what happened later is
    ignored. `progress(text, share)` is told of each norm. `clock_tolerance_s`: by how many seconds different clocks may
    differ; else as the profile says, else 60. A rerun on the same store replaces its findings.
    Raises NormError with every mistake in the norms, UsageError for a time that is none.
    """
    tolerance = profile_tolerance(profile) if clock_tolerance_s is None else clock_tolerance_s
    return check_norms(store, read_norms(*norms, profile=profile), profile, as_of, progress, tolerance)


def check_norms(
    store: Store,
    norms: Sequence[Norm],
    profile: str | None = None,
    as_of: str | datetime | None = None,
    progress: Progress | None = None,
    clock_tolerance_s: float | None = None,
) -> Findings:
    """As `check`, with norms that have been read already; `profile` is only noted."""
    instant = _instant(as_of)
    if clock_tolerance_s is not None and clock_tolerance_s < 0:
        raise UsageError(f"clock tolerance {clock_tolerance_s:g}: give seconds, 0 or more.")
    with store.transaction():
        try:
            return _check(store, norms, profile, instant, progress or (lambda text, share: None), clock_tolerance_s)
        finally:
            _clear_quietly(store)


def _clear_quietly(store: Store) -> None:
    """Drop what a run leaves, unless the transaction has failed and rolls it back anyway."""
    try:
        clear(store)
    except Exception as error:
        # After a failed statement DuckDB refuses all others until the roll-back, which drops these tables too.
        if "aborted" not in str(error):
            raise


def _check(
    store: Store,
    norms: Sequence[Norm],
    profile: str | None,
    as_of: datetime | None,
    progress: Progress,
    clock_tolerance_s: float | None,
) -> Findings:
    tolerated = TOLERANCE_S if clock_tolerance_s is None else clock_tolerance_s
    known, compiled = _compiled(store, norms, as_of, progress, tolerated)
    run_id = _begin(store, norms, profile, as_of, tolerated, known)
    for number, one in enumerate(compiled):
        progress(one.norm.id, 0.1 + 0.9 * number / len(compiled))
        _judge(store, run_id, one)
    progress("done", 1.0)
    statements = {(one.norm.id, one.requirement.number): one.sql for one in compiled}
    return Findings(store, run_id, tuple(norm.id for norm in norms), statements)


def _with_columns(needs: Needs, columns: Sequence[str]) -> Needs:
    return Needs(**{**vars(needs), "columns": needs.columns | frozenset(columns)})


def _compiled(
    store: Store, norms: Sequence[Norm], as_of: datetime | None, progress: Progress, tolerated_s: float
) -> tuple[list[Reach], list[Compiled]]:
    """Make the working table of these norms, and the statement of each requirement; also how far the sources reach."""
    known = reaches(store, as_of)
    latest = latest_moment(known, as_of)
    columns = make_waivers(store, norms)
    needs = needs_of(norms)
    progress("the working table", 0.0)
    prepare(store, _with_columns(needs, columns), as_of)
    tolerance_s = tolerance_of(store, tolerated_s)
    horizons = {(norm.id, item.number): horizon_of(item, known, latest) for norm in norms for item in norm.require}
    compiled = [
        compile_requirement(norm, item, horizons[norm.id, item.number], columns, tolerance_s)
        for norm in norms
        for item in norm.require
    ]
    return known, compiled


def _make_verdict_rows(store: Store, one: Compiled) -> None:
    store.execute(f"create or replace temp table verdict_rows as {step('verdict_rows', statement=one.sql)}")


def _judge(store: Store, run_id: str, one: Compiled) -> None:
    _make_verdict_rows(store, one)
    said = {"run_id": run_id, "norm_id": one.norm.id, "requirement": one.requirement.number}
    severity = one.norm.severity_of(one.requirement)
    store.execute(f"insert into findings {step('findings', finding_id=_FINDING_ID)}", {**said, "severity": severity})
    store.execute(f"insert into tallies by name {step('tallies')}", said)


def try_norms(
    store: Store,
    norms: Sequence[Norm],
    as_of: str | datetime | None = None,
    progress: Progress | None = None,
    clock_tolerance_s: float | None = None,
) -> Trial:
    """Judge as `check_norms` would, and keep nothing: the store may be open for reading only."""
    told = progress or (lambda text, share: None)
    tolerated = TOLERANCE_S if clock_tolerance_s is None else clock_tolerance_s
    try:
        _, compiled = _compiled(store, norms, _instant(as_of), told, tolerated)
        store.execute("create or replace temp table verdict_tallies as select * from tallies limit 0")
        for number, one in enumerate(compiled):
            told(one.norm.id, 0.1 + 0.9 * number / len(compiled))
            _make_verdict_rows(store, one)
            said = {"norm_id": one.norm.id, "requirement": one.requirement.number}
            kept = "insert into verdict_trial" if number else "create or replace temp table verdict_trial as"
            store.execute(
                f"{kept} {step('trial', finding_id=_FINDING_ID)}",
                {**said, "severity": one.norm.severity_of(one.requirement)},
            )
            store.execute(f"insert into verdict_tallies by name {step('tallies')}", {**said, "run_id": "trial"})
        told("done", 1.0)
        findings = store.frame("select * from verdict_trial order by norm_id, requirement, happened_at, finding_id")
        return Trial(findings, store.frame("select * exclude (run_id) from verdict_tallies order by all"))
    finally:
        _clear_quietly(store)


def _begin(
    store: Store,
    norms: Sequence[Norm],
    profile: str | None,
    as_of: datetime | None,
    tolerated_s: float,
    known: Sequence[Reach],
) -> str:
    """Make the run's row and drop what an equal run left; returns the run's id."""
    horizons = {reach.source_name: str(reach.until) for reach in known}
    latest = latest_moment(list(known), as_of)
    catalog, calendars = catalog_digest(norms), calendar_digest(store)
    parts = ["check", _content(store), catalog, calendars, profile or "", str(as_of or ""), svcmine.__version__]
    parts.append(f"clocks {tolerated_s:g} s")
    run_id = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
    for table in ("runs", "findings", "tallies"):
        store.execute(f"delete from {table} where run_id = ?", [run_id])
    store.execute(
        "insert into runs (run_id, started_at, svcmine_version, catalog_sha256, calendar_sha256, profile, as_of, "
        "horizon, engine, kind, norms, clock_tolerance_s, warnings) "
        "values (?, ?, ?, ?, ?, ?, ?, ?, 'duckdb', 'check', ?, ?, ?)",
        [
            run_id,
            datetime.now(UTC),
            svcmine.__version__,
            catalog,
            calendars,
            profile,
            as_of,
            json.dumps(horizons, sort_keys=True),
            json.dumps([norm.model_dump(mode="json") for norm in norms], ensure_ascii=False),
            tolerated_s,
            json.dumps(calendar_warnings(store, norms, latest), ensure_ascii=False),
        ],
    )
    return run_id


def _content(store: Store) -> str:
    """A hash of what was loaded, whatever the order and time; tables filled by other means count by their size."""
    loads = store.execute("select distinct kind, mapping, sha256 from loads order by all").fetchall()
    sizes = [store.one(f"select count(*) from {table}") for table in ("cases", "events", "coverage")]
    return hashlib.sha256(json.dumps([loads, sizes, rows_digest(store, "waivers")]).encode()).hexdigest()


def _instant(as_of: str | datetime | None) -> datetime | None:
    if as_of is None or isinstance(as_of, datetime):
        instant = as_of
    else:
        try:
            instant = datetime.fromisoformat(as_of)
        except ValueError:
            raise UsageError(
                f"as of '{as_of}': this is no time. Write it as 2026-01-31 or 2026-01-31T18:00:00+08:00."
            ) from None
    return instant.replace(tzinfo=UTC) if instant is not None and instant.tzinfo is None else instant
