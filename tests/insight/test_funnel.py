"""Funnel plots and intervals: limits and intervals equal published ones; nobody is blamed for a small denominator."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy.stats import binom

from insight.small_store import NASTY, fill, insert
from svcmine.insight import difference, interval
from svcmine.insight.figures import clustering
from svcmine.insight.funnel import OUTER, compared, first_of, flagged, limit
from svcmine.store import Store

pytestmark = pytest.mark.filterwarnings("ignore:The inplace keyword")

# R. G. Newcombe, "Two-sided confidence intervals for the single proportion: comparison of seven methods", Statistics in
# Medicine 17 (1998) 857-872, table I: methods 3 (Wilson) and 5 (exact, Clopper-Pearson).
SINGLE = [
    (81, 263, (0.2553, 0.3662), (0.2527, 0.3676)),
    (15, 148, (0.0624, 0.1605), (0.0578, 0.1617)),
    (0, 20, (0.0, 0.1611), (0.0, 0.1684)),
    (1, 29, (0.0061, 0.1718), (0.0009, 0.1776)),
]
# R. G. Newcombe, "Interval estimation for the difference between independent proportions: comparison of eleven
# methods", Statistics in Medicine 17 (1998) 873-890, table II, method 10.
DIFFERENCES = [
    (56, 70, 48, 80, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.1705, 0.8090),
    (6, 7, 2, 7, 0.0582, 0.8062),
    (5, 56, 0, 29, -0.0381, 0.1926),
    (0, 10, 0, 20, -0.1611, 0.2775),
    (0, 10, 0, 10, -0.2775, 0.2775),
    (10, 10, 0, 20, 0.6791, 1.0),
    (10, 10, 0, 10, 0.6075, 1.0),
]


@pytest.mark.parametrize(("count", "of", "wilson", "exact"), SINGLE)
def test_the_interval_of_a_rate_is_newcombe_s(count: int, of: int, wilson: tuple, exact: tuple) -> None:
    assert interval(count, of) == pytest.approx(wilson, abs=5e-5)


@pytest.mark.parametrize(("one", "of_one", "two", "of_two", "low", "high"), DIFFERENCES)
def test_the_interval_of_a_difference_is_newcombe_s(
    one: int, of_one: int, two: int, of_two: int, low: float, high: float
) -> None:
    assert difference(one, of_one, two, of_two) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(("count", "of", "wilson", "exact"), SINGLE)
def test_funnel_limits_turn_where_the_published_exact_interval_ends(
    count: int, of: int, wilson: tuple, exact: tuple
) -> None:
    """A place lies beyond the exact limits of a rate exactly if its exact interval does not hold that rate."""
    low, high = exact
    step = 5e-5  # half of the last printed digit
    if low:
        assert flagged(count, of, (low - step) * of, tail=0.025) == "above"
        assert flagged(count, of, (low + step) * of, tail=0.025) is None
    assert flagged(count, of, (high - step) * of, tail=0.025) is None
    assert flagged(count, of, (high + step) * of, tail=0.025) == "below"


@pytest.mark.parametrize("share", [0.02, 0.2, 0.5])
def test_a_drawn_limit_is_where_places_begin_to_be_told(share: float) -> None:
    for cases in (1, 2, 5, 12, 40, 133, 400):
        above, below = (limit(cases, share, OUTER, side) for side in ("above", "below"))
        for broken in range(cases + 1):
            told = flagged(broken, cases, share * cases)
            assert (told == "above") == (above is not None and broken / cases >= above), (cases, broken)
            assert (told == "below") == (below is not None and broken / cases <= below), (cases, broken)


def test_limits_narrow_smoothly() -> None:
    found = [limit(n, 0.2, OUTER, "above") for n in range(30, 400)]
    assert all(later < earlier + 0.004 for earlier, later in pairwise(found))
    assert found[-1] < 0.28 < 0.42 < found[0]


def test_nobody_is_blamed_for_a_small_denominator() -> None:
    """One place in a thousand is told above its limit by chance, however few cases it has."""
    for cases in (1, 2, 3, 5, 10, 30, 100):
        for share in (0.02, 0.1, 0.3):
            told = [x for x in range(cases + 1) if flagged(x, cases, share * cases) == "above"]
            assert binom.pmf(told, cases, share).sum() <= OUTER
    assert flagged(1, 1, 0.05) is None
    assert flagged(0, 0, 0.0) is None


def _places(store: Store, cells: dict[tuple[str, str, str], tuple[int, int]]) -> None:
    """Cases by (process, region, team): how many, and how many of them with a violation."""
    insert(store, "runs", [{"run_id": "r", "kind": "check", "started_at": "2026-01-01", "horizon": "{}"}])
    number = 0
    for (process, region, team), (cases, broken) in cells.items():
        for n in range(cases):
            number += 1
            key = f"c{number}"
            insert(store, "cases", [{"case_id": key, "process": process, "region": region, "team": team}])
            moment = "2026-03-05 04:00:00+00"
            insert(
                store, "events", [{"event_id": f"e{number}", "case_id": key, "happened_at": moment, "activity": "a"}]
            )
            if n < broken:
                for twice in range(3):
                    finding = {"finding_id": f"f{number}-{twice}", "run_id": "r", "norm_id": "N", "case_id": key}
                    insert(store, "findings", [finding | {"verdict": "violated", "happened_at": moment}])


def test_places_are_compared_with_what_their_mix_of_work_leads_to_expect(store: Store) -> None:
    """A region that does only what fails everywhere is not told for it; one that fails at what others do well is."""
    _places(store, {
        ("easy", "plain", "T1"): (60, 1), ("hard", "plain", "T1"): (30, 15),
        ("hard", "hard work only", "T2"): (40, 20), ("easy", "bad", "T3"): (60, 28), ("easy", NASTY, "T4"): (3, 1),
    })  # fmt: skip
    found = compared(store, "region", "2026-03").set_index("place")
    assert found["signal"].to_dict() == {"bad": "above", NASTY: None, "hard work only": None, "plain": None}
    assert found.loc["hard work only", ["cases", "broken", "expected"]].tolist() == [40, 20, 20.0]
    assert found.loc["hard work only", "adjusted"] == pytest.approx(65 / 193)
    assert found["broken"].sum() == pytest.approx(found["expected"].sum()) == 65
    # Three cases are too few to be told, even if all of them were broken.
    assert found["upper"].isna().to_dict() == {"bad": False, NASTY: True, "hard work only": False, "plain": False}
    assert compared(store, "region", "2026-02").empty
    assert len(compared(store, "region", "2026-04", months=2)) == 4
    assert clustering(store, "2026-03") == pytest.approx(3 * (1 - 65 / 193))


def test_counts_are_those_of_the_small_store(store: Store) -> None:
    made = fill(store)
    for month in sorted({a.month for a in made}):
        found = compared(store, "team", month).iloc[0]
        cases = {a.case for a in made if a.month == month}
        broken = {a.case for a in made if a.month == month and a.verdict == "violated"}
        # Operations without a ticket are events of no case.
        assert (found["cases"], found["broken"]) == (len(cases), len(broken))


def test_twelve_months_reach_back_over_the_year() -> None:
    assert first_of("2026-03", 12) == "2025-04"
    assert first_of("2026-03", 1) == "2026-03"
    assert first_of(None, 12) is None


def test_clustered_violations_widen_the_interval() -> None:
    """Two months alike, ten violations in each broken case: in 95 of 100 draws the interval holds 0."""
    rng, held, draws = np.random.default_rng(4), 0, 400
    for _ in range(draws):
        months = [10 * rng.binomial(1, 0.1, 60) for _ in range(2)]
        counts, spread = months[0], 1.0
        if counts.mean() > 0:
            spread = max(1.0, counts.var() / counts.mean())
        change = difference(months[0].sum() / spread, 1200 / spread, months[1].sum() / spread, 1200 / spread)
        assert change is not None
        held += change[0] <= 0 <= change[1]
    assert held >= 0.93 * draws
