"""The findings of a run equal the planted truth, norm by norm, on the sample logs and on other seeds."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from svcmine.audit import sample_logs
from svcmine.norms import read_norms
from svcmine.simulation import simulate
from svcmine.store import Store, open_store
from tests.simulation.auditing import FINDINGS, OPERATIONS, Rows, audit, found, norm_by_norm, planted

Audited = tuple[Store, Path]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=["sample logs", 11, 23])
def audited(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Audited]:
    """A store with the findings, and the folder with the truth."""
    place = tmp_path_factory.mktemp("audit")
    folder = sample_logs()
    if request.param != "sample logs":
        folder = place / "exports"
        simulate(300, request.param, folder)
    with open_store(place / "store.duckdb") as store:
        audit(store, folder)
        yield store, folder


def table(got: Rows, wanted: Rows) -> str:
    """Recall and precision norm by norm."""
    lines = [f"\n{'norm':<30} planted  found  recall  precision"]
    for norm, in_truth, in_findings, both in norm_by_norm(got, wanted):
        recall, precision = both / max(in_truth, 1), both / max(in_findings, 1)
        lines.append(f"{norm:<30} {in_truth:7} {in_findings:6}  {recall:6.3f}  {precision:9.3f}")
    return "\n".join(lines) + "\n"


def test_findings_equal_the_truth(audited: Audited, capsys: pytest.CaptureFixture[str]) -> None:
    store, folder = audited
    got, wanted = found(store, FINDINGS), planted(folder / "truth.csv")
    with capsys.disabled():
        sys.stdout.write(table(got, wanted))
    assert sorted((got - wanted).elements()) == [], "found, but not planted"
    assert sorted((wanted - got).elements()) == [], "planted, but not found"


def test_every_requirement_has_a_planted_violation() -> None:
    """In the sample logs; smaller ones have no room for every scenario."""
    wanted = planted(sample_logs() / "truth.csv")
    broken = {(row[0], int(row[1])) for row in wanted if row[7] == "violated"}
    assert {(n.id, r.number) for n in read_norms("service") for r in n.require} == broken
    assert {row[7] for row in wanted} == {"violated", "waived", "pending", "undecidable"}
    assert {row[8] for row in wanted} - {""} == {"missing_attribute", "no_evidence", "cut_off", "order", "clock"}


def test_operations_are_matched_as_planted(audited: Audited) -> None:
    store, folder = audited
    got, wanted = found(store, OPERATIONS), planted(folder / "truth_operations.csv")
    assert sorted((got - wanted).elements()) == sorted((wanted - got).elements()) == []


def test_operations_of_every_match_are_planted() -> None:
    """In the sample logs; smaller ones have no room for every scenario."""
    wanted = planted(sample_logs() / "truth_operations.csv")
    assert {row[4] for row in wanted} == {"matched", "outside_window", "wrong_device", "wrong_person", "unticketed"}
