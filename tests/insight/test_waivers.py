"""Waiver records: what is refused, expired, unused or late is told; gross and net of them are both shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from svcmine.checks import check
from svcmine.cli import app
from svcmine.insight.waivers import waiver_lines, waivers
from svcmine.reports import tables
from svcmine.store import Store

NORMS = """
[[norm]]
id = "AT-NIGHT"
title = { en = "At night", zh = "夜间" }
process = ["change"]
severity = "major"
clauses = []
[[norm.require]]
kind = "window"
activation = "modify_data"
window = "night"
"""
# By case: noon of the first to the sixth of February; each is a violation.
DAYS = range(1, 7)


@pytest.fixture
def filled(store: Store) -> Store:
    store.execute("insert into sources (source_name, kind, origin, timezone) values ('d', 'tickets', 'ticket', 'UTC')")
    for day in DAYS:
        store.execute(
            "insert into cases (case_id, process, opened_at, closed_at) values (?, 'change', ?, ?)",
            [f"C{day}", f"2026-02-0{day} 00:00:00+00", f"2026-02-0{day} 23:00:00+00"],
        )
        store.execute(
            "insert into events (event_id, case_id, position, activity, happened_at, origin, source_name) "
            "values (?, ?, 1, 'modify_data', ?, 'ticket', 'd')",
            [f"e{day}", f"C{day}", f"2026-02-0{day} 12:00:00+00"],
        )
    store.execute(
        "insert into events (event_id, case_id, position, activity, happened_at, origin, source_name) "
        "values ('later', 'C6', 2, 'close_ticket', '2026-04-01 00:00:00+00', 'ticket', 'd')"
    )
    waiver(store, "W1", case="C1")
    waiver(store, "W2", case="C2", approved_by=" ")
    waiver(store, "W3", case="C3", evidence=None)
    waiver(store, "W4", case="C4", approved_at="2026-02-04 18:00:00+00")
    waiver(store, "W5", case="C5", approved_at="2026-02-05 09:00:00+00", valid_to="2026-02-10 00:00:00+00")
    waiver(store, "W6", case="C9")
    waiver(store, "W7", case="C6", norm_id="AT-NIGHTS")
    waiver(store, "W8", case="C6", approved_at="2026-03-01 00:00:00+00", valid_to="2026-02-10 00:00:00+00")
    return store


def waiver(
    store: Store,
    name: str,
    *,
    case: str,
    norm_id: str = "AT-NIGHT",
    approved_by: str | None = "QA",
    evidence: str | None = "minutes 7",
    approved_at: str | None = None,
    valid_to: str | None = None,
) -> None:
    store.execute(
        "insert into waivers (waiver_id, norm_id, scope, valid_from, valid_to, approved_by, approved_at, evidence) "
        "values (?, ?, json_object('case_id', ?), '2026-01-01 00:00:00+00', ?, ?, ?, ?)",
        [name, norm_id, case, valid_to, approved_by, approved_at, evidence],
    )


def verdicts(store: Store) -> dict[str, tuple[str, str | None]]:
    rows = store.execute("select case_id, verdict, waiver_id from latest_findings order by 1").fetchall()
    return {case: (verdict, name) for case, verdict, name in rows}


def test_only_sound_waivers_excuse(filled: Store, norms: list[Path]) -> None:
    check(filled, norms)
    assert verdicts(filled) == {
        "C1": ("waived", "W1"),
        "C2": ("violated", None),
        "C3": ("violated", None),
        "C4": ("violated", None),
        "C5": ("waived", "W5"),
        "C6": ("violated", None),
    }


def test_each_that_excuses_nothing_or_no_more_is_told(filled: Store, norms: list[Path]) -> None:
    check(filled, norms)
    found = waivers(filled).set_index("waiver_id")
    assert found["state"].to_dict() == {
        "W1": "in_force", "W2": "refused", "W3": "refused", "W4": "in_force", "W5": "expired", "W6": "in_force",
        "W7": "refused", "W8": "refused",
    }  # fmt: skip
    assert found["problem"].dropna().to_dict() == {
        "W2": "approver_missing", "W3": "evidence_missing", "W4": "approved_after_start", "W5": "approved_after_start",
        "W7": "unknown_norm", "W8": "approved_too_late",
    }  # fmt: skip
    head, *lines = waiver_lines(filled)
    assert head == "Waivers: 8 records, 2 used for 2 violations; 1 expired, 4 refused."
    said = {line.split()[0]: line for line in lines}
    assert set(said) == {"W2", "W3", "W4", "W5", "W6", "W7", "W8"}
    assert "nobody who approved it" in said["W2"]
    assert "no evidence" in said["W3"]
    assert "approved after it began" in said["W4"]
    assert "unused" in said["W4"]
    assert "expired on 2026-02-10" in said["W5"]
    assert "unused" in said["W6"]
    assert "no such norm" in said["W7"]
    assert "after it had expired" in said["W8"]


def test_the_strict_profile_knows_no_waivers(filled: Store, norms: list[Path]) -> None:
    findings = check(filled, norms, profile="strict")
    assert {verdict for verdict, _ in verdicts(filled).values()} == {"violated"}
    assert int(findings.tallies()["violated"].sum()) == len(DAYS)
    assert waiver_lines(filled)[0].startswith("Waivers: 8 records, 0 used for 0 violations")


def test_check_lists_them_and_the_workbook_too(filled: Store, norms: list[Path]) -> None:
    path = filled.path
    filled.close()
    result = CliRunner().invoke(app, ["check", "--store", str(path), "--norms", str(norms[0])])
    assert result.exit_code == 0, result.output
    assert "W7 for AT-NIGHTS: refused: there is no such norm." in result.output
    with Store(path) as store:
        rows = tables.frame(store, "waivers", None, "en").set_index("waiver_id")
    assert rows.loc["W2", "problem"] == "approver_missing"
    assert rows.loc["W1", "evidence"] == "minutes 7"


def test_a_log_without_waivers_says_nothing_of_them(store: Store) -> None:
    assert waiver_lines(store) == []
