"""Control charts for monthly rates: p and u charts, Laney's correction, exact limits for small counts, steps.

Sources of the formulas. p and u charts: D. C. Montgomery, *Introduction to Statistical Quality Control*, ch. 7.
Correction for months that vary more than chance does: D. B. Laney, "Improved Control Charts for Attributes",
*Quality Engineering* 14 (2002) 531-537. Beyond the limits, and nine in a row on one side: L. S. Nelson, "The Shewhart
Control Chart: Tests for Special Causes", *Journal of Quality Technology* 16 (1984) 237-239, tests 1 and 2; with all
of his eight tests, or those of Western Electric, every chart would cry wolf within a year or two. What `judge`
states about false alarms is measured by tests/insight/test_control.py.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from scipy.stats import norm, t

from svcmine.insight.steps import LEAST_STRETCH, binomial_tail, chances_of_splits

Kind = Literal["p", "u"]

# The mean moving range of two normal values is 1.128 standard deviations; Laney prints the constant so.
_D2 = 1.128
# Limits hold 99.8 % of what chance does, as funnel plots do: 3.09 standard deviations where three hold 99.73 %.
BEYOND = 0.002
# Fewer months say too little about what is usual.
LEAST_MONTHS = 6
_RUN, _STEP_LEVEL = 9, 0.001
# Where fewer violations (or fewer met obligations) than this are expected, a normal limit would be wrong.
SMALL = 10.0
# How many degrees of freedom's weight the belief has that months differ by chance alone.
_PRIOR = 2.0
# What `judge` promises for all charts that are looked at together, in false alarms a month.
STATED_RATE = 0.01


@dataclass(frozen=True)
class Limits:
    """Centre line, Laney's sigma z, and the limits of each month; all are rates but `sigma_z`."""

    centre: float
    sigma_z: float
    lower: np.ndarray
    upper: np.ndarray


def limits(
    counts: Sequence[float], sizes: Sequence[float], kind: Kind, *, laney: bool = True, width: float = 3.0
) -> Limits:
    """The chart of finished months: p (or u) with limits `width` standard deviations away, p' (u') with `laney`.

    `counts` are violations, `sizes` what was judged (p) or the exposure (u), above 0. With Laney's correction the
    limits are `sigma_z` times as far, be that more or less than 1. Raises ValueError for a size that is not above 0.
    """
    violated, judged = np.asarray(counts, dtype=float), np.asarray(sizes, dtype=float)
    if len(judged) == 0 or (judged <= 0).any():
        raise ValueError("a control chart needs months, each with something judged")
    centre = float(violated.sum() / judged.sum())
    sigma = _sigma(centre, judged, kind)
    ranges = _ranges(violated, judged, kind)
    sigma_z = float(ranges.mean() / _D2) if len(ranges) else 1.0
    reach = width * sigma * (sigma_z if laney else 1.0)
    upper = centre + reach
    return Limits(centre, sigma_z, np.maximum(centre - reach, 0.0), np.minimum(upper, 1.0) if kind == "p" else upper)


def _sigma(centre: float, sizes: np.ndarray, kind: Kind) -> np.ndarray:
    variance = centre * (1 - centre) if kind == "p" else centre
    return np.sqrt(variance / sizes)


@dataclass(frozen=True)
class Month:
    """One month of a chart as it was judged when it ended, by the months before it alone.

    `centre`, `lower`, `upper` are rates, None while fewer than LEAST_MONTHS came before. `signal`: None, `above` or
    `below` (beyond a limit), `step` (the level changed; `since` is the index of its first month). `exact`: the
    limits are those of the binomial distribution, because few violations were expected. `sigma_z` as used, never
    below 1.
    """

    rate: float | None
    centre: float | None
    lower: float | None
    upper: float | None
    signal: Literal["above", "below", "step"] | None = None
    since: int | None = None
    exact: bool = False
    sigma_z: float = 1.0


def judge(counts: Sequence[float], sizes: Sequence[float], kind: Kind = "p") -> list[Month]:
    """Judge each month of one chart; see `judge_together`."""
    return judge_together([counts], [sizes], kind)[0]


def judge_together(
    counts: Sequence[Sequence[float]], sizes: Sequence[Sequence[float]], kind: Kind = "p"
) -> list[list[Month]]:
    """Judge each month of some charts when it ends; what is said of a month does not change when later months come.

    `counts` and `sizes` have a row for each chart and a column for each month; a size of 0 is a month without
    anything judged. Limits come from the months since a chart's level last changed, without those that lay outside.
    Three things are told: a month beyond the limits; nine months in a row on one side of what is usual; and a change
    point, the split of the months into a before and an after that differ most, if that difference is significant
    after correction for having looked at every split. The last two start a new level.

    All charts together raise at most STATED_RATE false alarms a month on average: each has its share of them. By how
    much more than chance months differ (sigma z) is estimated over all charts, since one alone has too few months.
    """
    charts = [
        _Chart(np.asarray(c, dtype=float), np.asarray(n, dtype=float), kind) for c, n in zip(counts, sizes, strict=True)
    ]
    for now in range(len(charts[0].judged) if charts else 0):
        ranges = np.concatenate([chart.ranges(now) for chart in charts])
        spread = _Spread.of(ranges)
        for chart in charts:
            chart.judge(now, spread, len(charts))
    return [chart.months for chart in charts]


@dataclass(frozen=True)
class _Spread:
    """By how much months differ beyond chance: `sigma_z`, at least 1, worth so many `degrees` of freedom."""

    sigma_z: float
    degrees: float

    @classmethod
    def of(cls, ranges: np.ndarray) -> _Spread:
        """From moving ranges of z: Laney's factor, drawn towards 1 as far as there are few of them.

        The mean of so many moving ranges is about as good as a standard deviation with 0.62 degrees of freedom each.
        Never below 1: a few calm months do not prove that chance has stopped.
        """
        degrees = 0.62 * len(ranges)
        variance = float(ranges.mean() / _D2) ** 2 if len(ranges) else 1.0
        drawn = (_PRIOR + degrees * variance) / (_PRIOR + degrees)
        return cls(math.sqrt(max(drawn, 1.0)), _PRIOR + degrees)

    def honest(self, tail: float) -> float:
        """A chance as a normal tail that allows for sigma z being an estimate."""
        return tail if self.sigma_z <= 1 else float(norm.sf(t.isf(tail, self.degrees)))


class _Chart:
    """One chart while its months are judged one after the other."""

    def __init__(self, violated: np.ndarray, judged: np.ndarray, kind: Kind) -> None:
        self.violated, self.judged, self.kind = violated, judged, kind
        self.months: list[Month] = []
        self.start, self.outside = 0, set[int]()
        self.sides = np.zeros(len(judged), dtype=int)

    def before(self, now: int) -> list[int]:
        """The months that say what is usual."""
        return [n for n in range(self.start, now) if self.judged[n] > 0 and n not in self.outside]

    def ranges(self, now: int) -> np.ndarray:
        """The moving ranges of z of the months before."""
        return _ranges(self.violated[self.before(now)], self.judged[self.before(now)], self.kind)

    def judge(self, now: int, spread: _Spread, charts: int) -> None:
        """Judge the next month."""
        if self.judged[now] <= 0:
            self.months.append(Month(None, None, None, None))
            return
        before, count, size = self.before(now), float(self.violated[now]), float(self.judged[now])
        usual = _Usual(
            float(self.violated[before].sum()), float(self.judged[before].sum()), len(before), self.kind, spread
        )
        month = usual.judge(count, size, BEYOND / charts)
        self.sides[now] = usual.side(count, size)
        if month.signal:
            self.outside.add(now)
        since = self._step(now, spread, charts)
        if since is not None:
            month = replace(month, signal="step", since=since)
            self.start, self.outside = since, set()
            self.sides[:] = 0
        self.months.append(month)

    def _step(self, now: int, spread: _Spread, charts: int) -> int | None:
        """The month with which the level changed, if it did: each split with three months on either side is tried."""
        run = _RUN + math.ceil(math.log2(charts))
        months = [n for n in range(self.start, now + 1) if self.judged[n] > 0]
        if len(months) >= 2 * LEAST_STRETCH:
            chances = chances_of_splits(self.violated[months], self.judged[months], spread.sigma_z**2)
            best = int(np.argmin(chances))
            # Bonferroni: every split, on either side, is a chance to be fooled.
            if chances[best] <= spread.honest(_STEP_LEVEL / charts / 2 / len(chances)):
                return months[best + LEAST_STRETCH]
        if len(months) >= run and abs(self.sides[months[-run:]].sum()) == run:
            return months[-run]
        return None


@dataclass(frozen=True)
class _Usual:
    """What the months before lead one to expect of another one: their sums, their number, and their spread."""

    violated: float
    judged: float
    months: int
    kind: Kind
    spread: _Spread

    @property
    def centre(self) -> float:
        """The rate of the months before."""
        return self.violated / self.judged

    def side(self, violated: float, judged: float) -> int:
        """1 above, -1 below what is usual, 0 if it cannot be told: the median counts, rare events lie off the mean."""
        if self.months < LEAST_MONTHS:
            return 0
        share, tries = judged / (self.judged + judged), self.violated + violated
        above, below = binomial_tail(violated, tries, share), 1 - binomial_tail(violated + 1, tries, share)
        return int(above < 0.5) - int(below < 0.5)

    def judge(self, violated: float, judged: float, beyond: float) -> Month:
        """A month beside the usual; `beyond` is the chance of a false alarm, both sides together."""
        rate = violated / judged
        if self.months < LEAST_MONTHS:
            return Month(rate, None, None, None)
        tail, sigma_z = self.spread.honest(beyond / 2), self.spread.sigma_z
        expected = self.centre * judged
        exact = min(expected, judged - expected if self.kind == "p" else expected) < SMALL
        if exact:
            least, most = self._exact(judged, tail)
            lower, upper = (least + 0.5) / judged if least >= 0 else 0.0, (most - 0.5) / judged
            signal = _signal(violated >= most, violated <= least)
        else:
            sigma = float(_sigma(self.centre, np.array([judged]), self.kind)[0])
            # The centre is itself an estimate: a new month differs from it by the chance of both.
            reach = float(norm.isf(tail)) * sigma * sigma_z * math.sqrt(1 + judged / self.judged)
            lower, upper = max(self.centre - reach, 0.0), self.centre + reach
            signal = _signal(rate > upper, rate < lower)
        upper = min(upper, 1.0) if self.kind == "p" else upper
        return Month(rate, self.centre, lower, upper, signal, exact=exact, sigma_z=sigma_z)

    def _exact(self, judged: float, tail: float) -> tuple[int, int]:
        """The most violations that are too few, and the fewest that are too many; -1 where none are too few.

        Given all violations of both together, those of one month are binomial with the month's share of the judged,
        whatever the true rate is. A p chart's are a little less spread (hypergeometric): it errs to the quiet side.
        """
        share, spread = judged / (self.judged + judged), self.spread.sigma_z**2
        usual = int(self.violated * judged / self.judged)

        def above(count: int) -> float:
            return binomial_tail(count / spread, (self.violated + count) / spread, share)

        most, least = usual, usual
        while above(most) > tail:
            most += 1
        while least >= 0 and 1 - binomial_tail(least / spread + 1, (self.violated + least) / spread, share) > tail:
            least -= 1
        return least, most


def _signal(above: bool, below: bool) -> Literal["above", "below"] | None:
    return "above" if above else "below" if below else None


def _ranges(counts: np.ndarray, sizes: np.ndarray, kind: Kind) -> np.ndarray:
    """By how much each month differs from the one before it, in units of what chance makes it differ."""
    if len(counts) < 2:
        return np.empty(0)
    centre = counts.sum() / sizes.sum()
    sigma = _sigma(float(centre), sizes, kind)
    return np.abs(np.diff((counts / sizes - centre) / sigma)) if (sigma > 0).all() else np.empty(0)
