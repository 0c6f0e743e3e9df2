"""Every kind is drawn: cases that anyone who knows the work can check by eye, with the verdict each deserves."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pytest

from svcmine.checks.examples import ExampleResult, run_examples
from svcmine.norms import read_norms
from svcmine.norms.kinds import kinds
from tests.kinds.requirements import KINDS, random_requirement
from tests.kinds.worlds import HORIZON, random_world
from tests.reference import judge

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


def test_whatever_can_come_out_of_a_kind_is_drawn() -> None:
    """Verdicts and reasons that the reference finds on random logs; of waivers and excuses, `window` draws enough."""
    rng = random.Random(3)
    worlds = [replace(random_world(rng, number), waivers=[]) for number in range(60)]
    possible: dict[str, set[tuple[str, str | None]]] = defaultdict(set)
    for kind in KINDS:
        for _ in range(12):
            drawn = random_requirement(rng, kind)
            asked = replace(drawn.asked, excuse=())
            possible[drawn.table["kind"]].update(
                said for world in worlds for said in judge(world, asked, HORIZON).values()
            )
    shown = {
        path.stem: {(example.verdict, example.reason) for norm in read_norms(path) for example in norm.examples}
        for path in FOLDER.glob("*.toml")
    }
    assert {kind: said - shown[kind] for kind, said in possible.items() if said - shown[kind]} == {}
    # The sample is worth something: what leaves a kind of two activities open is found, clocks included.
    assert {reason for verdict, reason in possible["precedence"] if verdict == "undecidable"} == {
        "missing_attribute",
        "no_evidence",
        "cut_off",
        "order",
        "clock",
    }
