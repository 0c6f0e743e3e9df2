"""Three large worlds: what is found equals what was planted, norm by norm. Long, so only under SVCMINE_DOUBT."""

from __future__ import annotations

import os
import sys

import pytest

from tests.simulation.differences import compare, differences, summary


@pytest.mark.skipif("SVCMINE_DOUBT" not in os.environ, reason="three worlds of 2,000 cases: set SVCMINE_DOUBT=1")
def test_findings_equal_the_truth_in_three_large_worlds(capsys: pytest.CaptureFixture[str]) -> None:
    worlds = [compare(2000, seed) for seed in (1, 2, 3)]
    with capsys.disabled():
        for one in worlds:
            sys.stdout.write(f"\n{one.cases} cases, seed {one.seed}\n{one.by_norm()}")
        sys.stdout.write(f"\n{summary(worlds)}")
    assert [differences(one, rows=True) for one in worlds if one.got != one.wanted] == []
    # Each near miss happened at least once in each world.
    assert [one.seed for one in worlds if not all(one.near_misses(norm) for norm in one.near_norms)] == []
