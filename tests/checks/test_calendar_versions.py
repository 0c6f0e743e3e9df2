"""A calendar that changes judges anew without a reload; findings quote its version; unpublished years are warned of."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from svcmine.calendars import last_published_year
from svcmine.checks import check, explain
from svcmine.store import Store

NORMS = """
[[norm]]
id = "AT-NIGHT"
title = { en = "At night", zh = "夜间" }
severity = "major"
clauses = []
[[norm.require]]
kind = "window"
activation = "modify_data"
window = "night"

[[norm]]
id = "SOON"
title = { en = "Soon", zh = "尽快" }
severity = "minor"
clauses = []
[[norm.require]]
kind = "response"
activation = "modify_data"
target = "close_ticket"
within = "5 working days"

[[norm]]
id = "EVER"
title = { en = "Ever", zh = "总会" }
severity = "minor"
clauses = []
[[norm.require]]
kind = "response"
activation = "modify_data"
target = "test_service"
"""


def fill(store: Store, at: datetime) -> None:
    """A closed case with one operation, and nothing after it."""
    store.execute("insert into sites (site, timezone) values ('S1', 'Asia/Shanghai')")
    store.execute(
        "insert into sources (source_name, kind, origin, timezone, valid_to) "
        "values ('desk', 'tickets', 'ticket', 'UTC', ?)",
        [at],
    )
    store.execute("insert into coverage values ('desk', 'ticket', null, null, '2025-01-01', '2030-01-01', false)")
    store.execute(
        "insert into cases (case_id, process, opened_at, closed_at, site) values ('C1', 'change', ?, ?, 'S1')", [at, at]
    )
    store.execute(
        "insert into events (event_id, case_id, activity, happened_at, origin, source_name) "
        "values ('e1', 'C1', 'modify_data', ?, 'ticket', 'desk')",
        [at],
    )


def of_norm(store: Store, norm: str) -> list[tuple]:
    return store.execute("select verdict, due_at from latest_findings where norm_id = ?", [norm]).fetchall()


def test_another_window_judges_anew(store: Store, norms: list[Path]) -> None:
    fill(store, datetime(2026, 3, 9, 17, tzinfo=UTC))  # 01:00 at the site
    first = check(store, norms)
    assert of_norm(store, "AT-NIGHT") == []
    store.execute("insert into windows (name, start_time, end_time) values ('night', '02:00', '05:00')")
    second = check(store, norms)
    assert [verdict for verdict, _ in of_norm(store, "AT-NIGHT")] == ["violated"]
    versions = dict(store.execute("select run_id, calendar_sha256 from runs").fetchall())
    assert len({versions[first.run_id], versions[second.run_id]}) == 2
    assert store.one("select count(*) from loads") == 0


def test_a_make_up_day_moves_the_limit(store: Store, norms: list[Path]) -> None:
    fill(store, datetime(2026, 3, 9, 2, tzinfo=UTC))  # a Monday; five working days end with the next Monday
    check(store, norms)
    assert of_norm(store, "SOON") == [("pending", datetime(2026, 3, 16, 15, 59, 59, 999999, UTC))]
    store.execute("insert into calendar_days (day, working) values ('2026-03-14', true)")
    check(store, norms)
    assert of_norm(store, "SOON") == [("pending", datetime(2026, 3, 14, 15, 59, 59, 999999, UTC))]


@pytest.mark.parametrize(("table", "columns", "values"), [
    ("windows", "name, start_time, end_time", "'own', '01:00', '02:00'"),
    ("freezes", "starts_local, ends_local", "'2026-02-01', '2026-02-03'"),
    ("peaks", "start_time, end_time", "'09:00', '11:00'"),
    ("calendar_days", "day, working", "'2026-03-14', true"),
])  # fmt: skip
def test_every_entry_is_part_of_the_version(
    store: Store, norms: list[Path], table: str, columns: str, values: str
) -> None:
    fill(store, datetime(2026, 3, 9, 2, tzinfo=UTC))
    check(store, norms)
    check(store, norms)
    store.execute(f"insert into {table} ({columns}) values ({values})")
    check(store, norms)
    assert store.one("select count(distinct calendar_sha256) from runs") == 2


def test_a_finding_quotes_its_calendar(store: Store, norms: list[Path]) -> None:
    fill(store, datetime(2026, 3, 9, 2, tzinfo=UTC))
    found = check(store, norms).frame.set_index("norm_id")["finding_id"]
    version = store.one("select calendar_sha256 from runs")[:16]
    for norm, quoted in (("AT-NIGHT", True), ("SOON", True), ("EVER", False)):
        assert (f"Calendar version {version}." in explain(store, found[norm]).calendar) is quoted
    assert not any("changed since" in line for line in explain(store, found["SOON"]).calendar)
    store.execute("insert into calendar_days (day, working) values ('2026-03-14', true)")
    assert any("changed since" in line for line in explain(store, found["SOON"]).calendar)


def test_years_that_nobody_has_published_are_warned_of(store: Store, norms: list[Path]) -> None:
    year = last_published_year()
    fill(store, datetime(year, 12, 29, 2, tzinfo=UTC))
    findings = check(store, norms)
    (warning,) = findings.warnings()
    assert f"Working days of {year + 1}" in warning and warning.endswith("Needed by SOON.")
    assert f"Warning: {warning}" in repr(findings)
    assert "SOON" in findings.warnings("zh")[0]
    found = findings.frame.set_index("norm_id")["finding_id"]
    assert warning in explain(store, found["SOON"]).calendar
    assert warning not in explain(store, found["AT-NIGHT"]).calendar
    store.execute("insert into calendar_days (day, working) values (?, false)", [datetime(year + 1, 1, 1).date()])
    assert check(store, norms).warnings() == []


def test_years_that_are_published_are_not(store: Store, norms: list[Path]) -> None:
    fill(store, datetime(last_published_year(), 12, 1, 2, tzinfo=UTC))
    assert check(store, norms).warnings() == []
    assert json.loads(store.one("select warnings from runs")) == []
