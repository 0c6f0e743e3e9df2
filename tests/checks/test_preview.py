"""A preview and a comparison judge as a check does, keep nothing, and say what is new, gone and reported already."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pandas as pd
import pytest

from svcmine.checks import check
from svcmine.checks.changes import Version, compare, write_changes
from svcmine.checks.preview import preview
from svcmine.errors import NormError, UsageError
from svcmine.store import Store, open_store

NORM = """
[[norm]]
id = "{id}"
title = {{ en = "A test follows", zh = "随后测试" }}
process = ["change"]
severity = "{severity}"
clauses = []
{dates}
[[norm.require]]
kind = "response"
activation = "modify_data"
target = "test_service"
within = "{within}"
"""
# Case → month and minutes from the change to its test; None: never tested.
CASES = {"C1": (1, 10), "C2": (2, 50), "C3": (3, 90), "C4": (4, None), "C5": (4, 10)}


def norm(name: str = "N", within: str = "60 minutes", severity: str = "major", dates: str = "") -> str:
    return NORM.format(id=name, within=within, severity=severity, dates=dates)


@pytest.fixture
def write(tmp_path: Path):
    def writer(name: str, *texts: str) -> str:
        path = tmp_path / f"{name}.toml"
        path.write_text("\n".join(texts), encoding="utf-8")
        return str(path)

    return writer


@pytest.fixture
def filled(store: Store) -> Store:
    store.execute("insert into sources (source_name, kind, origin, timezone) values ('d', 'tickets', 'ticket', 'UTC')")
    store.execute("insert into coverage values ('d', 'ticket', null, null, '2025-01-01', '2027-01-01', true)")
    for number, (case, (month, minutes)) in enumerate(CASES.items()):
        day = f"2026-0{month}-1{number}"
        store.execute(
            "insert into cases (case_id, process, team, opened_at, closed_at) values (?, 'change', ?, ?, ?)",
            [case, None if case == "C5" else "一组", f"{day} 00:00:00+00", f"{day} 23:00:00+00"],
        )
        store.execute(
            "insert into events (event_id, case_id, position, activity, happened_at, origin, source_name) "
            "values (?, ?, 1, 'modify_data', ?, 'ticket', 'd')",
            [f"m{case}", case, f"{day} 12:00:00+00"],
        )
        if minutes is not None:
            store.execute(
                "insert into events (event_id, case_id, position, activity, happened_at, origin, source_name) "
                "values (?, ?, 2, 'test_service', ?::timestamptz + to_minutes(?), 'ticket', 'd')",
                [f"t{case}", case, f"{day} 12:00:00+00", minutes],
            )
    return store


def digest(store: Store) -> str:
    tables = store.execute("select table_name from duckdb_tables() where not temporary order by 1").fetchall()
    rows = [store.execute(f"select * from {name} order by all").fetchall() for (name,) in tables]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def test_a_preview_finds_what_a_check_finds(filled: Store, write) -> None:
    found = preview(filled, [write("own", norm())], months=4)
    assert (found.first, found.last) == ("2026-01", "2026-04")
    findings = check(filled, [write("own", norm())])
    wanted = findings.frame[["finding_id", "norm_id", "case_id", "verdict"]].sort_values("finding_id")
    got = found.trial.findings[["finding_id", "norm_id", "case_id", "verdict"]].sort_values("finding_id")
    pd.testing.assert_frame_equal(got.reset_index(drop=True), wanted.reset_index(drop=True), check_dtype=False)
    assert set(got["case_id"]) == {"C3", "C4"}


def test_only_the_last_months_are_shown_each_with_its_line(filled: Store, write) -> None:
    text = str(preview(filled, [write("own", norm())], months=3)).splitlines()
    assert text[0] == "N, 2026-02 to 2026-04. Nothing was written to the store."
    months = {line.split()[0]: line.split()[1:] for line in text if line.startswith("2026-")}
    assert months["2026-02"] == ["1", "1", "0", "0", "0", "0", "0.0%", "0.0%"]
    assert months["2026-03"] == ["1", "0", "1", "0", "0", "0", "100.0%", "100.0%"]
    assert months["2026-04"] == ["2", "1", "1", "0", "0", "0", "50.0%", "50.0%"]
    teams = [line.split()[:2] for line in text if line.startswith(("一组", "–"))]
    assert teams == [["一组", "3"], ["–", "1"]]


def test_the_overlap_counts_activations_and_cases_once(filled: Store, write) -> None:
    own = write("own", norm())
    assert "unknown, since nothing was checked" in str(preview(filled, [own]))
    check(filled, [write("others", norm("SAME", "80 minutes"), norm("WIDE", "100 minutes"))])
    overlap = preview(filled, [own]).overlap
    assert (overlap.violated, overlap.activations, overlap.cases, overlap.cases_reported) == (2, 2, 2, 2)
    assert overlap.by_norm == {"SAME": 2, "WIDE": 1}
    check(filled, [write("others", norm("WIDE", "100 minutes"))])
    assert "1 of 2 (50%) violated activations and 1 of 2 (50%) cases" in str(preview(filled, [own]))
    # What the latest check found by the norm itself is no overlap.
    check(filled, [own])
    assert preview(filled, [own]).overlap.by_norm == {}


def test_nothing_is_written_and_a_store_may_be_open_for_reading(filled: Store, write) -> None:
    own, other = write("own", norm()), write("other", norm(within="5 minutes"))
    check(filled, [own])
    before, path = digest(filled), filled.path
    filled.close()
    with open_store(path, read_only=True) as opened:
        preview(opened, [own])
        compare(opened, Version((own,)), Version((other,)))
    with open_store(path) as opened:
        assert digest(opened) == before


def test_every_difference_is_listed(filled: Store, write) -> None:
    old = write("old", norm(), norm("GONE"))
    new = write("new", norm(within="30 minutes"), norm("NEW"))
    found = compare(filled, Version((old,)), Version((new,)))
    rows = {(row.norm_id, row.case_id): (row.change, row.old, row.new) for row in found.findings.itertuples()}
    assert rows == {
        ("N", "C2"): ("new", "no finding", "major violated"),
        ("GONE", "C3"): ("gone", "major violated", "no such norm"),
        ("GONE", "C4"): ("gone", "major violated", "no such norm"),
        ("NEW", "C3"): ("new", "no such norm", "major violated"),
        ("NEW", "C4"): ("new", "no such norm", "major violated"),
    }
    assert (found.added, found.removed) == (("NEW",), ("GONE",))
    tallies = found.tallies.set_index("norm_id")
    assert tuple(tallies.loc["N", ["violated_old", "violated_new"]]) == (2, 3)
    assert "3 new, 2 gone, 0 changed:" in found.text()
    assert "and 4 more; --most 0 shows all" in found.text(1)


def test_a_period_is_months_and_norms_bind_by_their_days(filled: Store, write) -> None:
    old = write("old", norm(dates="until = 2026-03-31"))
    new = write("new", norm(dates="since = 2026-04-01", severity="critical"))
    found = compare(filled, Version((old,)), Version((new,)))
    assert [(row.case_id, row.change) for row in found.findings.itertuples()] == [("C3", "gone"), ("C4", "new")]
    later = compare(filled, Version((old,)), Version((new,)), first="2026-04", last="2026-04")
    assert list(later.findings["case_id"]) == ["C4"]
    assert tuple(later.tallies.loc[0, ["activations_old", "activations_new"]]) == (0, 2)


def test_a_severity_that_changes_is_a_change(filled: Store, write) -> None:
    old, new = write("old", norm()), write("new", norm(severity="minor"))
    found = compare(filled, Version((old,)), Version((new,)))
    assert set(found.findings["change"]) == {"changed"}
    assert set(found.findings["new"]) == {"minor violated"}
    assert "No verdict changes." in compare(filled, Version((old,)), Version((old,))).text()


def test_the_list_as_csv_holds_no_formula(filled: Store, write, tmp_path: Path) -> None:
    filled.execute("update cases set case_id = '=1+1' where case_id = 'C4'")
    filled.execute("update events set case_id = '=1+1' where case_id = 'C4'")
    found = compare(filled, Version((write("old", norm()),)), Version((write("new", norm("X")),)))
    write_changes(found, tmp_path / "out.csv")
    text = (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
    assert ",'=1+1," in text
    assert ",=1+1," not in text
    assert len(text.splitlines()) == 1 + len(found.findings)


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [("2026-13", None, "--from 2026-13"), (None, "26-1", "--to 26-1"), ("2026-03", "2026-01", "is before")],
)
def test_wrong_months_are_told(filled: Store, write, first: str | None, last: str | None, said: str) -> None:
    version = Version((write("own", norm()),))
    with pytest.raises(UsageError, match=said):
        compare(filled, version, version, first=first, last=last)


def test_wrong_norms_and_empty_stores_are_told(store: Store, write) -> None:
    with pytest.raises(UsageError, match="there are no events"):
        preview(store, [write("own", norm())])
    with pytest.raises(UsageError, match="at least 1 month"):
        preview(store, [write("own", norm())], months=0)
    with pytest.raises(NormError, match="is no duration"):
        preview(store, [write("own", norm(within="soon"))])
