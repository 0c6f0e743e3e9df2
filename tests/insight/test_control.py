"""Control charts: limits equal published ones, steps are told in their month, false alarms keep to the stated rate."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binomtest

from svcmine.insight.control import BEYOND, LEAST_MONTHS, SMALL, STATED_RATE, judge, judge_together, limits

# D. C. Montgomery, Introduction to Statistical Quality Control, orange juice cans (table 7.1 in the 7th edition; the
# data set `orangejuice` of the R package qcc): nonconforming cans in 30 samples of 50.
ORANGE_JUICE = [
    12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6
]  # fmt: skip
# NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.3.1: defects on 25 wafers.
WAFERS = [16, 14, 28, 16, 12, 20, 10, 12, 10, 17, 19, 17, 14, 16, 15, 13, 14, 16, 11, 20, 11, 19, 16, 31, 13]
# M. A. Mohammed, J. S. Panesar, D. B. Laney, R. Wilson, BMJ Quality & Safety 22 (2013) 362-368: attendances of
# emergency departments in 20 weeks, and those seen within four hours.
SEEN = [
    266501, 264225, 276532, 281461, 269071, 261215, 270409, 279778, 270483, 270320, 267923, 271478, 255353, 256820,
    261835, 259144, 255910, 260863, 264465, 260989,
]  # fmt: skip
ATTENDANCES = [
    280443, 276823, 291681, 296155, 282343, 275888, 283867, 295251, 284468, 282529, 279618, 283932, 266629, 268091,
    276803, 271578, 266005, 273520, 278574, 273772,
]  # fmt: skip
# Hospital infections by month, all hospitals together (the data set `hospital_infections` of the R package qicharts2).
INFECTIONS = [
    575, 521, 585, 528, 507, 519, 457, 505, 494, 512, 543, 506, 509, 521, 549, 531, 509, 528, 419, 512, 495, 513, 454,
    490,
]  # fmt: skip
RISK_DAYS = [
    310466.83333329321, 282346.79166671709, 309089.70833330322, 287977.33333316818, 297743.37500002852,
    286988.25000001001, 261120.33333336981, 268720.75000004529, 284437.87500012899, 290449.49999993952,
    288104.45833330858, 279961.37499995198, 289803.95833335089, 275950.58333331929, 290824.45833333238,
    285495.75000004098, 282515.20833329752, 273927.8750000195, 253085.624999983, 262410.7083333832,
    275529.25000001222, 282405.08333336539, 259530.7916666563, 256235.45833330762,
]  # fmt: skip


def test_p_chart_of_montgomery() -> None:
    """The book prints 0.2313 with limits 0.0524 and 0.4102; qcc prints 0.05242755 and 0.4102391."""
    found = limits(ORANGE_JUICE, [50] * 30, "p", laney=False)
    assert round(found.centre, 4) == 0.2313
    assert found.lower == pytest.approx([0.05242755] * 30, abs=5e-9)
    assert found.upper == pytest.approx([0.4102391] * 30, abs=5e-8)


def test_c_chart_of_nist() -> None:
    """A c chart is a u chart of one unit each: NIST prints 16 with limits 4 and 28."""
    found = limits(WAFERS, [1] * 25, "u", laney=False)
    assert (found.centre, found.lower[0], found.upper[0]) == (16, 4, 28)


def test_laney_s_p_prime_chart() -> None:
    """The limits that qicharts2 (chart = 'pp') gives for the published data, first and last week."""
    found = limits(SEEN, ATTENDANCES, "p")
    assert found.centre == pytest.approx(0.95289971134419116, abs=1e-15)
    assert found.lower[[0, -1]] == pytest.approx([0.9401296441775141, 0.93997499652290417], abs=1e-13)
    assert found.upper[[0, -1]] == pytest.approx([0.96566977851086822, 0.96582442616547814], abs=1e-13)
    # That is why Laney's chart was made: the ordinary one calls most weeks special, his none.
    plain = limits(SEEN, ATTENDANCES, "p", laney=False)
    rates = np.array(SEEN) / np.array(ATTENDANCES)
    assert ((rates < plain.lower) | (rates > plain.upper)).sum() > 10
    assert not ((rates < found.lower) | (rates > found.upper)).any()


def test_laney_s_u_prime_chart() -> None:
    """The limits that qicharts2 (chart = 'up') gives, first and last month."""
    found = limits(INFECTIONS, RISK_DAYS, "u")
    assert found.centre == pytest.approx(0.0018235751654857592, abs=1e-17)
    assert found.lower[[0, -1]] == pytest.approx([0.0015763817754848699, 0.0015514774813533132], abs=1e-15)
    assert found.upper[[0, -1]] == pytest.approx([0.0020707685554866486, 0.002095672849618205], abs=1e-15)


def test_nothing_judged_is_no_chart() -> None:
    with pytest.raises(ValueError, match="something judged"):
        limits([1, 2], [10, 0], "p")
    with pytest.raises(ValueError, match="something judged"):
        limits([], [], "p")


def test_no_limits_before_there_are_enough_months() -> None:
    months = judge([5] * 9, [100] * 9)
    assert [m.centre is None for m in months] == [True] * LEAST_MONTHS + [False] * (9 - LEAST_MONTHS)
    assert not any(m.signal for m in months)


def test_a_month_without_anything_judged_is_left_out() -> None:
    months = judge([5] * 4 + [0] + [5] * 4, [100] * 4 + [0] + [100] * 4)
    assert months[4].rate is None
    assert months[-1].centre == 0.05


@pytest.mark.parametrize("kind", ["p", "u"])
def test_a_month_beyond_the_limits(kind: str) -> None:
    counts = [50, 48, 53, 51, 49, 52, 50, 47, 120, 50]
    months = judge(counts, [1000] * 10, kind)
    assert [n for n, m in enumerate(months) if m.signal] == [8]
    assert months[8].signal == "above"
    # It is left out of what is usual.
    assert months[9].centre == pytest.approx(0.05)
    assert judge([*counts[:8], 5], [1000] * 9, kind)[-1].signal == "below"


def test_small_counts_get_exact_limits() -> None:
    """Of 24 violations in 8 months of 100, one more month of 100 has X; given X in all, X is binomial with 1/9."""
    before = [3, 2, 4, 3, 3, 3, 2, 4]
    last = judge([*before, 3], [100] * 9)[-1]
    assert last.exact
    assert last.lower == 0.0
    for many in range(4, 20):
        chance = binomtest(many, 24 + many, 1 / 9, "greater").pvalue
        assert (judge([*before, many], [100] * 9)[-1].signal == "above") == (chance <= BEYOND / 2), many
        assert (many / 100 > last.upper) == (chance <= BEYOND / 2), many
    assert not judge([*(100 * n for n in before), 310], [10_000] * 9)[-1].exact
    assert 3 < SMALL < 310


def test_nothing_but_zeros_raises_no_alarm() -> None:
    months = judge([0] * 40, [500] * 40)
    assert not any(m.signal for m in months)
    assert judge([0] * 20 + [1], [500] * 21)[-1].signal is None
    assert judge([0] * 20 + [9], [500] * 21)[-1].signal == "above"
    assert not any(m.signal for m in judge([500] * 20, [500] * 20))


def test_a_new_level_is_told_with_its_first_month_and_becomes_usual() -> None:
    rng = np.random.default_rng(3)
    counts = [*rng.binomial(800, 0.04, 14), *rng.binomial(800, 0.08, 20)]
    months = judge(counts, [800] * 34)
    steps = [m for m in months if m.signal == "step"]
    assert len(steps) == 1
    assert steps[0].since in (13, 14, 15)
    assert months[-1].centre == pytest.approx(0.08, abs=0.006)
    assert months[-1].signal is None


def test_what_is_said_of_a_month_stays() -> None:
    rng = np.random.default_rng(5)
    counts, sizes = rng.binomial(900, 0.05, 30), [900] * 30
    counts[20:] += 25
    for until in (8, 15, 22, 26):
        assert judge(counts[:until], sizes[:until]) == judge(counts, sizes)[:until]


def _drawn(rng: np.random.Generator, months: int, rate: float, sizes: tuple[int, int], spread: float) -> tuple:
    """Months without a change: violations and judged; `spread` is the variance in units of the binomial one."""
    judged = rng.integers(*sizes, months)
    if spread == 1:
        return rng.binomial(judged, rate), judged
    weight = (judged.mean() - 1) / (spread - 1) - 1
    return rng.binomial(judged, rng.beta(rate * weight, (1 - rate) * weight, months)), judged


@pytest.mark.parametrize(
    ("rate", "sizes", "spread", "charts"),
    [
        (0.002, (50, 300), 1, 1), (0.03, (300, 1000), 1, 1), (0.05, (3000, 15000), 1, 1), (0.05, (300, 1000), 2, 1),
        (0.03, (2000, 6000), 4, 1), (0.03, (200, 900), 1, 6), (0.04, (500, 2000), 2, 6),
    ],
)  # fmt: skip
def test_a_hundred_months_without_change(rate: float, sizes: tuple[int, int], spread: float, charts: int) -> None:
    """Not more false alarms than stated, on average over some hundreds of months, all charts together."""
    rng, runs, alarms = np.random.default_rng(20261124), 10 if charts == 1 else 3, 0
    for _ in range(runs):
        series = [_drawn(rng, 100, rate, sizes, spread) for _ in range(charts)]
        told = judge_together([s[0] for s in series], [s[1] for s in series])
        alarms += sum(month.signal is not None for chart in told for month in chart)
    assert alarms <= STATED_RATE * 100 * runs


def test_a_step_in_one_of_six_regions_is_told_there_and_then() -> None:
    for seed in range(10):
        rng = np.random.default_rng(seed)
        sizes = rng.integers(250, 400, (6, 24))
        rates = np.full((6, 24), 0.05)
        rates[2, 16:] = 0.2
        told = judge_together(rng.binomial(sizes, rates), sizes)
        assert told[2][16].signal == "above", seed
        assert not any(m.signal for n, chart in enumerate(told) if n != 2 for m in chart), seed
