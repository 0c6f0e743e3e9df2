"""A run: stable ids, reruns that replace, a past point of view, horizons, waivers, tallies."""

from __future__ import annotations

from pathlib import Path

import pytest

from svcmine.checks import check
from svcmine.errors import NormError, UsageError
from svcmine.store import Store

NORMS = """
[[norm]]
id = "TEST-AFTER"
title = { en = "A test follows", zh = "随后测试" }
process = ["change"]
severity = "critical"
clauses = []
since = 2026-01-01
[[norm.require]]
kind = "response"
activation = "modify_data"
target = "test_service"
within = "2 hours"
[[norm.require]]
kind = "existence"
activation = "test_service"
severity = "minor"

[[norm]]
id = "AT-NIGHT"
title = { en = "At night", zh = "夜间" }
severity = "major"
clauses = []
[[norm.require]]
kind = "window"
activation = "modify_data"
window = "night"
"""


@pytest.fixture
def filled(store: Store) -> Store:
    store.execute("insert into sites (site, region, timezone) values ('S1', 'north', 'Asia/Shanghai')")
    store.execute(
        "insert into sources (source_name, kind, origin, timezone, activities) values "
        "('desk', 'tickets', 'ticket', 'UTC', ['modify_data', 'test_service'])"
    )
    store.execute("insert into coverage values ('desk', 'ticket', null, null, '2025-01-01', '2027-01-01', false)")
    for case, opened, closed in (
        ("C1", "2026-01-31 15:00:00+00", "2026-02-02 00:00:00+00"),
        ("C2", "2026-02-01 00:00:00+00", None),
        ("C0", "2025-12-31 00:00:00+00", "2026-01-01 00:00:00+00"),
    ):
        store.execute(
            "insert into cases (case_id, process, opened_at, closed_at, site, team) "
            "values (?, 'change', ?::timestamptz, ?::timestamptz, 'S1', 'blue')",
            [case, opened, closed],
        )
    for name, case, activity, at in (
        ("e0", "C0", "modify_data", "2025-12-31 00:30:00+00"),
        ("e1", "C1", "modify_data", "2026-01-31 17:00:00+00"),
        ("e2", "C1", "test_service", "2026-01-31 18:30:00+00"),
        ("e3", "C1", "modify_data", "2026-02-01 01:00:00+00"),
        ("e4", "C2", "modify_data", "2026-02-01 03:00:00+00"),
    ):
        store.execute(
            "insert into events (event_id, case_id, activity, happened_at, origin, source_name) "
            "values (?, ?, ?, ?::timestamptz, 'ticket', 'desk')",
            [name, case, activity, at],
        )
        store.execute(
            "insert into ticket_events (event_id, case_id, activity, happened_at, source_name) "
            "values (?, ?, ?, ?::timestamptz, 'desk')",
            [name, case, activity, at],
        )
    return store


def said(store: Store, norm: str, requirement: int = 1) -> dict[str, str]:
    rows = store.execute(
        "select coalesce(event_id, case_id), verdict, reason from latest_findings "
        "where norm_id = ? and requirement = ?",
        [norm, requirement],
    ).fetchall()
    return {name: verdict if reason is None else f"{verdict} ({reason})" for name, verdict, reason in rows}


def test_findings_and_tallies_agree(filled: Store, norms: list[Path]) -> None:
    findings = check(filled, norms)
    # The horizon is the latest event, 03:00; e3 had until 03:00, e4 has until 05:00; e0 came before the norm.
    assert said(filled, "TEST-AFTER") == {"e3": "violated", "e4": "pending"}
    assert said(filled, "TEST-AFTER", 2) == {"C2": "pending"}
    assert said(filled, "AT-NIGHT") == {"e0": "violated", "e3": "violated", "e4": "violated"}
    tallies = filled.execute(
        "select norm_id, requirement, month, process, region, team, sum(activations), sum(fulfilled), sum(violated), "
        "sum(pending) from latest_tallies group by all order by all"
    ).fetchall()
    place = ("change", "north", "blue")
    assert tallies == [
        ("AT-NIGHT", 1, "2025-12", *place, 1, 0, 1, 0),
        ("AT-NIGHT", 1, "2026-02", *place, 3, 1, 2, 0),
        ("TEST-AFTER", 1, "2026-02", *place, 3, 1, 1, 1),
        # C1 was opened in January at the site; it is judged by the month it was opened in.
        ("TEST-AFTER", 2, "2026-01", *place, 1, 1, 0, 0),
        ("TEST-AFTER", 2, "2026-02", *place, 1, 0, 0, 1),
    ]
    assert len(findings) == 6
    assert set(findings.frame[findings.frame["norm_id"] == "TEST-AFTER"]["severity"]) == {"critical", "minor"}


def test_a_rerun_replaces(filled: Store, norms: list[Path]) -> None:
    first, second = check(filled, norms), check(filled, norms)
    assert first.run_id == second.run_id
    assert filled.one("select count(*) from runs") == 1
    assert filled.one("select count(*) = count(distinct finding_id) from findings") is True
    assert filled.one("select count(*) from duckdb_tables() where temporary") == 0
    other = check(filled, norms, profile="strict")
    assert other.run_id != first.run_id
    stable = "select count(distinct finding_id) from findings"
    assert filled.one(stable) == len(first)


def test_as_of_a_past_moment(filled: Store, norms: list[Path]) -> None:
    check(filled, norms, as_of="2026-01-31T18:00:00+00:00")
    assert said(filled, "TEST-AFTER") == {"e1": "pending"}
    # C1 was still open then, and C2 not yet.
    assert said(filled, "TEST-AFTER", 2) == {"C1": "pending"}
    check(filled, norms, as_of="2026-01-31T18:30:00+00:00")
    assert said(filled, "TEST-AFTER") == {}
    with pytest.raises(UsageError, match="as of 'yesterday'"):
        check(filled, norms, as_of="yesterday")


def test_the_horizon_is_of_the_sources_that_can_tell(filled: Store, norms: list[Path]) -> None:
    filled.execute(
        "insert into sources (source_name, kind, origin, activities, valid_to) values "
        "('mail', 'tickets', 'ticket', ['send_mail'], '2026-01-01 00:00:00+00')"
    )
    check(filled, norms)
    assert said(filled, "TEST-AFTER")["e3"] == "violated"
    filled.execute(
        "insert into sources (source_name, kind, origin, activities, valid_to) values "
        "('lab', 'tickets', 'ticket', ['test_service'], '2026-02-01 02:59:59+00')"
    )
    check(filled, norms)
    assert said(filled, "TEST-AFTER")["e3"] == "pending"


def test_a_clock_in_the_future_does_not_move_the_horizon(filled: Store, norms: list[Path]) -> None:
    filled.execute(
        "insert into ticket_records (record_id, source_name, case_id, source_time) "
        "values ('r', 'desk', 'C1', '2026-02-02 00:00:00+00')"
    )
    filled.execute(
        "insert into ticket_events (event_id, case_id, activity, happened_at, source_name) "
        "values ('e9', 'C2', 'modify_data', '2099-01-01 00:00:00+00', 'desk')"
    )
    check(filled, norms)
    assert said(filled, "TEST-AFTER")["e4"] == "pending"


def test_waivers(filled: Store, norms: list[Path]) -> None:
    filled.execute(
        "insert into waivers (waiver_id, norm_id, scope, valid_from, valid_to, approved_by, evidence) values "
        """('W1', 'AT-NIGHT', '{"site": "S1", "case_id": "C1"}', '2026-02-01', null, 'QA', 'minutes'), """
        """('W2', 'AT-NIGHT', '{"region": "south"}', null, null, 'QA', 'minutes'), """
        """('W3', 'TEST-AFTER', '{}', null, '2026-01-01', 'QA', 'minutes')"""
    )
    findings = check(filled, norms)
    assert said(filled, "AT-NIGHT") == {"e0": "violated", "e3": "waived", "e4": "violated"}
    assert list(findings.frame.query("verdict == 'waived'")["waiver_id"]) == ["W1"]
    assert said(filled, "TEST-AFTER")["e3"] == "violated"
    filled.execute("""update waivers set scope = '{"planet": "Mars"}' where waiver_id = 'W2'""")
    with pytest.raises(NormError, match=r"waiver W2: its scope names 'planet'"):
        check(filled, norms)
    # A check that fails leaves the last one as it was.
    assert said(filled, "AT-NIGHT")["e3"] == "waived"


def test_progress_reaches_the_end(filled: Store, norms: list[Path]) -> None:
    told: list[tuple[str, float]] = []
    check(filled, norms, progress=lambda text, share: told.append((text, share)))
    assert [share for _, share in told] == sorted(share for _, share in told)
    assert told[-1][1] == 1.0
    assert {text for text, _ in told} >= {"TEST-AFTER", "AT-NIGHT"}
