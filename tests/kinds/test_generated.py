"""Hypothesis invents logs and requirements, and looks for the smallest on which SQL and reference disagree."""

from __future__ import annotations

import os
import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from svcmine.norms.kinds import kinds
from svcmine.store import open_store
from tests.kinds.requirements import KINDS, random_requirement
from tests.kinds.test_agreement import compare
from tests.kinds.worlds import random_world

# A longer run on demand; the same examples in every ordinary one.
DOUBT = bool(os.environ.get("SVCMINE_DOUBT"))
EXAMPLES = 150 if DOUBT else 6
WORLDS, REQUIREMENTS = 3, 5


@pytest.mark.parametrize("kind", KINDS)
def test_sql_and_reference_agree(tmp_path: Path, kind: str) -> None:
    seen: Counter[str] = Counter()

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=not DOUBT,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.randoms(use_true_random=False))
    def agree(rng: random.Random) -> None:
        worlds = [random_world(rng, number) for number in range(WORLDS)]
        drawn = [random_requirement(rng, kind) for _ in range(REQUIREMENTS)]
        for requirement in drawn:
            seen.update(list(requirement.table))
        compare(store, worlds, drawn)

    with open_store(tmp_path / "store.duckdb") as store:
        agree()
    # `scope` is drawn elsewhere, since it needs a store for each log; `plain_within` is another word for `within`.
    options = {"within" if option == "plain_within" else option for option in KINDS[kind]} - {"scope"}
    assert {*options, "when", "evidence", "waived_by"} - set(seen) == set(), "never generated"


def test_every_kind_is_generated() -> None:
    rng = random.Random(0)
    assert {random_requirement(rng, kind).table["kind"] for kind in KINDS} == set(kinds())
