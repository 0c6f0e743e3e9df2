"""Actions: the table is read with every mistake at once, and what is said to have worked did."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from insight.small_store import insert
from svcmine.errors import UsageError
from svcmine.insight.actions import Action, effect, keep_actions, kept_actions, read_actions
from svcmine.insight.month import WEIGHTS, risks, since_last_pack
from svcmine.reports.monthly import told_effect
from svcmine.store import Store

pytestmark = pytest.mark.filterwarnings("ignore:The inplace keyword")


def table(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "actions.csv"
    path.write_text(text, encoding="utf-8-sig")
    return path


def test_a_table_is_read(tmp_path: Path) -> None:
    text = "from,what,norm,region,team\n2026-03-01,再培训,N-A N-B,华北,\n,,,,\n2026-04-02,checklist,,,\n"
    assert read_actions(table(tmp_path, text)) == [
        Action("再培训", date(2026, 3, 1), ("N-A", "N-B"), "华北"),
        Action("checklist", date(2026, 4, 2)),
    ]
    assert read_actions(table(tmp_path, "what,from\n")) == []


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as told:
        read_actions(table(tmp_path, "what,from\nx,March\n,2026-01-01\ny,2026-13-01\n"))
    for words in ("line 2: from = 'March'", "line 3: what was done is missing", "line 4"):
        assert words in str(told.value)
    with pytest.raises(UsageError, match=r"column .from. is missing.*\n.*unknown column .when."):
        read_actions(table(tmp_path, "what,when\nx,2026-01-01\n"))
    with pytest.raises(UsageError, match="no such file"):
        read_actions(tmp_path / "none.csv")
    (tmp_path / "bad.csv").write_bytes("what,from\n培训,2026-01-01\n".encode("gbk"))
    with pytest.raises(UsageError, match="UTF-8"):
        read_actions(tmp_path / "bad.csv")


def tallied(store: Store, rows: list[tuple[str, str, int, int]]) -> None:
    """A checked store with (month, region, violated, fulfilled) of the norm N, and as many of the norm M, all fine."""
    insert(
        store, "runs", [{"run_id": "r", "kind": "check", "started_at": "2026-01-01", "horizon": "{}", "norms": "[]"}]
    )
    for month, region, violated, fulfilled in rows:
        row = {"run_id": "r", "month": month, "region": region, "violated": violated, "fulfilled": fulfilled}
        insert(store, "tallies", [row | {"norm_id": "N"}, row | {"norm_id": "M", "violated": 0}])


def test_an_action_worked_if_the_rate_fell_by_more_than_chance(store: Store) -> None:
    before = [(f"2026-0{m}", "north", 30, 170) for m in range(1, 5)] + [
        (f"2026-0{m}", "south", 30, 170) for m in range(1, 8)
    ]
    tallied(store, [*before, ("2026-05", "north", 199, 1), ("2026-06", "north", 4, 196), ("2026-07", "north", 5, 195)])
    found = effect(store, Action("x", date(2026, 5, 12), ("N",), "north"), "2026-07")
    # The month in which it began counts to neither.
    assert (found.verdict, found.before, found.after, found.months) == ("worked", (120, 800), (9, 400), (4, 2))
    assert found.elsewhere == ((120, 800), (60, 400))
    assert told_effect(found, "en")[0] == "It worked:"
    assert "15.00% (120 of 800) before, 2.25% (9 of 400) since. Elsewhere: 15.00%" in told_effect(found, "en")[1]
    assert effect(store, Action("x", date(2026, 5, 1), ("N",), "north"), "2026-05").verdict == "worse"
    assert effect(store, Action("x", date(2026, 4, 1), ("N",), "south"), "2026-07").verdict == "chance"
    assert effect(store, Action("x", date(2026, 7, 2), ("N",), "north"), "2026-07").verdict == "too_early"
    assert effect(store, Action("x", date(2025, 1, 2), ("N",), "north"), "2026-07").verdict == "nothing"
    assert effect(store, Action("x", date(2026, 4, 1), ("N",), "west"), "2026-07").verdict == "nothing"
    assert effect(store, Action("x", date(2026, 5, 12)), "2026-07").before == (240, 2960)


def test_what_fell_everywhere_may_not_be_the_action_s_doing(store: Store) -> None:
    tallied(
        store, [(f"2026-0{m}", place, 30 if m < 4 else 4, 170) for m in range(1, 8) for place in ("north", "south")]
    )
    text = told_effect(effect(store, Action("x", date(2026, 4, 1), ("N",), "north"), "2026-07"), "en")
    assert text[0] == "It worked:"
    assert text[1].endswith("It fell there too, so that the action may not be why.")


def test_actions_are_kept_for_a_report(store: Store) -> None:
    assert kept_actions(store) == []
    actions = [Action("b", date(2026, 3, 1), ("N", "M"), "华北", None), Action("a", date(2026, 1, 1))]
    keep_actions(store, actions)
    assert kept_actions(store) == actions


def test_risk_is_the_norm_s_weight_times_the_cases_that_broke_it(store: Store) -> None:
    insert(
        store, "runs", [{"run_id": "r", "kind": "check", "started_at": "2026-01-01", "horizon": "{}", "norms": "[]"}]
    )
    for number, (norm, severity, case, month) in enumerate([
        ("A", "minor", "c1", 3), ("A", "minor", "c2", 3), ("A", "minor", "c3", 3), ("A", "minor", "c4", 3),
        ("B", "critical", "c1", 3), ("B", "critical", "c1", 3), ("C", "major", "c5", 3), ("C", "major", "c6", 2),
        ("D", "major", None, 3), ("D", "major", None, 3),
    ]):  # fmt: skip
        finding = {"finding_id": f"f{number}", "run_id": "r", "norm_id": norm, "severity": severity, "case_id": case}
        insert(store, "findings", [finding | {"verdict": "violated", "happened_at": f"2026-0{month}-05 04:00:00+00"}])
    found = risks(store, "2026-03")
    assert list(zip(found["norm_id"], found["cases"], found["cases_before"], found["risk"], strict=True)) == [
        ("B", 1, 0, WEIGHTS["critical"]), ("D", 2, 0, 6), ("A", 4, 0, 4), ("C", 1, 1, 3)
    ]  # fmt: skip
    assert found["finding_id"].iloc[0] == "f4"


def test_the_last_pack_s_check_is_the_last_one_before_the_month_was_complete(store: Store) -> None:
    def run(name: str, at: str, until: str) -> None:
        row = {"run_id": name, "kind": "check", "started_at": at, "horizon": f'{{"s": "{until}"}}', "norms": "[]"}
        insert(store, "runs", [row | {"svcmine_version": "1"}])

    run("august", "2026-09-01", "2026-08-31 23:59:59+00:00")
    assert since_last_pack(store, "2026-08") is None
    run("september", "2026-10-01", "2026-09-30 23:59:59+00:00")
    run("october", "2026-11-01", "2026-10-31 23:59:59+00:00")
    run("october again", "2026-11-02", "2026-10-31 23:59:59+00:00")
    changes = since_last_pack(store, "2026-10")
    assert changes is not None
    assert (changes.before, changes.after) == ("september", "october again")
