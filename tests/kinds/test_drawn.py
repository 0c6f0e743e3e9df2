"""Every kind is drawn: cases that anyone who knows the work can check by eye, with the verdict each deserves."""

from __future__ import annotations

from pathlib import Path

import pytest

from svcmine.checks.examples import ExampleResult, run_examples
from svcmine.norms import read_norms
from svcmine.norms.kinds import kinds

FOLDER = Path(__file__).parent


@pytest.fixture(scope="module")
def results() -> list[ExampleResult]:
    return run_examples(read_norms(FOLDER))


def test_every_drawn_case_has_its_verdict(results: list[ExampleResult]) -> None:
    assert [str(result) for result in results if not result.passed] == []


def test_every_kind_is_drawn() -> None:
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(kinds())


def test_every_file_draws_its_own_kind() -> None:
    for path in FOLDER.glob("*.toml"):
        drawn = read_norms(path)
        assert {requirement.kind for norm in drawn for requirement in norm.require} == {path.stem}
        assert {example.verdict for norm in drawn for example in norm.examples} >= {"fulfilled", "violated"}
