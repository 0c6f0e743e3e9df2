"""What a check returns: a scorecard to look at, rows to work with, and the SQL behind them."""

from __future__ import annotations

import pytest

from svcmine.errors import UsageError
from svcmine.findings import Findings
from svcmine.store import Store


@pytest.fixture
def findings(store: Store) -> Findings:
    store.execute(
        "insert into tallies (run_id, norm_id, requirement, activations, fulfilled, violated, pending, "
        "waived, undecidable) values ('r', 'B-1', 1, 5, 3, 1, 0, 1, 0), ('r', 'B-1', 2, 1, 1, 0, 0, 0, 0), "
        "('other', 'B-1', 1, 9, 9, 0, 0, 0, 0)"
    )
    store.execute(
        "insert into findings (run_id, finding_id, norm_id, requirement, case_id, verdict) values "
        "('r', 'f1', 'B-1', 1, 'C1', 'violated'), ('r', 'f2', 'B-1', 1, 'C2', 'waived'), "
        "('other', 'f3', 'B-1', 1, 'C3', 'violated')"
    )
    return Findings(store, "r", ("B-1", "A<1>"), {("B-1", 1): "select 1", ("B-1", 2): "select 2", ("A<1>", 1): ""})


def test_the_scorecard(findings: Findings) -> None:
    assert repr(findings).splitlines() == [
        "norm  activations  fulfilled  violated  pending  waived  undecidable",
        "B-1             6          4         1        0       1            0",
        "A<1>            0          0         0        0       0            0",
        "all             6          4         1        0       1            0",
    ]


def test_the_scorecard_as_html_is_escaped(findings: Findings) -> None:
    assert "<td>A&lt;1&gt;</td>" in findings._repr_html_()
    assert "A<1>" not in findings._repr_html_()


def test_rows_are_of_this_run(findings: Findings) -> None:
    assert list(findings.frame["finding_id"]) == ["f1", "f2"]
    assert list(findings.violated("B-1")["case_id"]) == ["C1"]
    assert findings.violated("A<1>").empty
    assert len(findings) == 2


def test_the_sql_behind_it(findings: Findings) -> None:
    assert findings.sql("B-1", 2) == "select 2"
    with pytest.raises(UsageError, match=r"no requirement 3; it has 2"):
        findings.sql("B-1", 3)
    with pytest.raises(UsageError, match=r"'C-1' was not checked. Checked were: B-1, A<1>"):
        findings.violated("C-1")
