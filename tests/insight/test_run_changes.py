"""What changed between two checks, and why: each change is brought about by loading, and nothing else is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

from svcmine.audit import load
from svcmine.checks import check
from svcmine.cli import app
from svcmine.errors import UsageError
from svcmine.insight.run_changes import REASONS, changes_between_runs
from svcmine.store import Store

NORMS = """
[[norm]]
id = "BACKUP-FIRST"
title = { en = "Back up first", zh = "先备份" }
process = ["change"]
severity = "critical"
clauses = []
[[norm.require]]
kind = "precedence"
activation = "modify_data"
target = "backup_config"

[[norm]]
id = "CLOSE-SOON"
title = { en = "Close within a day", zh = "一天内关单" }
process = ["change"]
severity = "minor"
clauses = []
[[norm.require]]
kind = "response"
activation = "modify_data"
target = "close_ticket"
within = "1 day"
evidence = ["ticket"]

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
MAPPING = """
kind = "tickets"
source = "desk"
timezone = "UTC"
process = "change"
[columns]
case = "case_id"
activity = "activity"
at = "happened_at"
"""
JANUARY = """case,activity,at
C1,modify_data,2026-01-10 01:00:00
C1,close_ticket,2026-01-10 05:00:00
C2,modify_data,2026-01-12 12:00:00
C2,backup_config,2026-01-12 11:00:00
C2,close_ticket,2026-01-12 15:00:00
C3,backup_config,2026-01-31 01:00:00
C3,modify_data,2026-01-31 02:00:00
"""
# C1 had its backup after all, C3 is closed too late, C4 is a case of January that nobody exported, C5 is new.
FEBRUARY = """case,activity,at
C1,backup_config,2026-01-10 00:30:00
C3,close_ticket,2026-02-02 02:00:00
C4,modify_data,2026-01-20 01:00:00
C4,close_ticket,2026-01-20 02:00:00
C5,modify_data,2026-02-03 03:00:00
C5,close_ticket,2026-02-03 04:00:00
"""


def add(store: Store, folder: Path, name: str, text: str) -> None:
    (folder / "desk.toml").write_text(MAPPING, encoding="utf-8")
    (folder / name).write_text(text, encoding="utf-8")
    load(store, "tickets", folder / "desk.toml", [folder / name])


def told(frame: pd.DataFrame) -> set[tuple[Any, ...]]:
    columns = ["change", "why", "norm_id", "case_id", "before", "after"]
    return set(frame[columns].astype(object).where(frame[columns].notna(), None).itertuples(index=False, name=None))


@pytest.fixture
def two_months(store: Store, tmp_path: Path, norms: list[Path]) -> Store:
    add(store, tmp_path, "january.csv", JANUARY)
    check(store, norms)
    add(store, tmp_path, "february.csv", FEBRUARY)
    check(store, norms)
    return store


def test_each_change_is_told_with_its_reason_and_nothing_else(two_months: Store) -> None:
    found = changes_between_runs(two_months)
    assert told(found.frame) == {
        ("resolved", "records", "BACKUP-FIRST", "C1", "violated", None),
        ("re-judged", "records", "CLOSE-SOON", "C3", "pending", "violated"),
        ("late-arrived", "late", "BACKUP-FIRST", "C4", None, "violated"),
        ("new", "happened", "BACKUP-FIRST", "C5", None, "violated"),
    }
    assert found.counts()["findings"].sum() == len(found.frame)
    assert found.counts()["violations"].sum() == 3


def test_a_waiver_a_calendar_and_a_norm_are_reasons(two_months: Store, norms: list[Path], tmp_path: Path) -> None:
    store = two_months
    store.execute(
        "insert into waivers (waiver_id, norm_id, scope, approved_by, evidence) "
        "values ('W1', 'AT-NIGHT', '{\"case_id\": \"C2\"}', 'QA', 'minutes')"
    )
    check(store, norms)
    assert told(changes_between_runs(store).frame) == {("waived", "waiver", "AT-NIGHT", "C2", "violated", "waived")}
    store.execute("insert into windows (name, start_time, end_time) values ('night', '12:00', '13:00')")
    check(store, norms)
    assert told(changes_between_runs(store).frame) == {
        ("re-judged", "calendar", "AT-NIGHT", case, None, "violated") for case in ("C1", "C3", "C4", "C5")
    } | {("resolved", "calendar", "AT-NIGHT", "C2", "waived", None)}
    norms[0].write_text(NORMS.replace('within = "1 day"', 'within = "2 hours"'), encoding="utf-8")
    check(store, norms)
    assert told(changes_between_runs(store).frame) == {
        ("re-judged", "norm", "CLOSE-SOON", case, None, "violated") for case in ("C1", "C2")
    }


def test_two_runs_can_be_named_and_unknown_ones_are_refused(two_months: Store) -> None:
    first, last = (name for (name,) in two_months.execute("select run_id from runs order by started_at").fetchall())
    backwards = changes_between_runs(two_months, last[:10], first)
    assert (backwards.before, backwards.after) == (last, first)
    assert len(backwards.frame) == len(changes_between_runs(two_months).frame)
    with pytest.raises(UsageError, match=r"no check has an id that begins so\. The latest are: "):
        changes_between_runs(two_months, "nothing")


def test_one_check_alone_has_nothing_to_compare_with(store: Store, tmp_path: Path, norms: list[Path]) -> None:
    with pytest.raises(UsageError, match="never checked"):
        changes_between_runs(store)
    add(store, tmp_path, "january.csv", JANUARY)
    check(store, norms)
    found = changes_between_runs(store)
    assert found.before is None
    assert found.frame.empty
    assert found.lines() == ["There is no earlier check to compare with."]
    # A rerun replaces its run: there is still no earlier one.
    check(store, norms)
    assert changes_between_runs(store).before is None


def test_the_command_prints_both_languages_and_writes_all_of_it(two_months: Store, tmp_path: Path) -> None:
    path, sheet = two_months.path, tmp_path / "changes.csv"
    two_months.close()
    result = CliRunner().invoke(app, ["diff", "--store", str(path), "--most", "1", "--out", str(sheet)])
    assert result.exit_code == 0, result.output
    assert f"1 re-judged: {REASONS['records'][0]}" in result.output
    assert "and 3 more" in result.output
    assert len(pd.read_csv(sheet)) == 4
    chinese = CliRunner().invoke(app, ["diff", "--store", str(path), "--lang", "zh"])
    assert "迟到数据" in chinese.output
    assert "C4" in chinese.output
