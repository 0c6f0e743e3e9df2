"""Where a level changed: how likely each split of some months into a before and an after is by chance."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import betainc

# Fewer months on one side of a split are no level yet.
LEAST_STRETCH = 3


def chances_of_splits(counts: np.ndarray, sizes: np.ndarray, variance: float) -> np.ndarray:
    """For each split of some months: how likely so great a difference of the two parts is by chance, on its side.

    The month that speaks most for the difference is left out on either side: one odd month is no new level. Each part
    has at least LEAST_STRETCH months.
    """
    splits = np.arange(LEAST_STRETCH, len(counts) - LEAST_STRETCH + 1)
    sums, sizes_until = np.cumsum(counts), np.cumsum(sizes)
    before = np.array([sums[splits - 1], sizes_until[splits - 1]])
    after = np.array([sums[-1], sizes_until[-1]])[:, None] - before
    rose = after[0] * before[1] > before[0] * after[1]
    rates, none = counts / sizes, np.zeros((2, len(splits)))
    # The odd month of each part: after a rise the greatest rate, before it the least; of a fall the other way round.
    late = np.where(rose, _last_extreme(rates, splits), _last_extreme(-rates, splits))
    early = np.where(rose, _first_extreme(-rates, splits), _first_extreme(rates, splits))
    chances = np.zeros(len(splits))
    for left_late, left_early in ((np.array([counts[late], sizes[late]]), none),
                                  (none, np.array([counts[early], sizes[early]]))):  # fmt: skip
        one, other = after - left_late, before - left_early
        count, total = one[0] / variance, (one[0] + other[0]) / variance
        share = one[1] / (one[1] + other[1])
        chances = np.maximum(
            chances, np.where(rose, binomial_tail(count, total, share), 1 - binomial_tail(count + 1, total, share))
        )
    return chances


def _first_extreme(rates: np.ndarray, splits: np.ndarray) -> np.ndarray:
    """The index of the greatest of the values before each split."""
    reached = np.maximum.accumulate(rates)
    return np.maximum.accumulate(np.where(rates >= reached, np.arange(len(rates)), 0))[splits - 1]


def _last_extreme(rates: np.ndarray, splits: np.ndarray) -> np.ndarray:
    """The index of the greatest of the values from each split on."""
    return len(rates) - 1 - _first_extreme(rates[::-1], len(rates) - splits)


def binomial_tail(least: Any, tries: Any, share: Any) -> Any:
    """P(X >= least) of a binomial; numbers or arrays of one shape, which need not be whole."""
    inside = betainc(np.maximum(least, 1e-300), np.maximum(tries - least + 1, 1e-300), share)
    return np.where(np.asarray(least) <= 0, 1.0, np.where(np.asarray(least) > tries, 0.0, inside))
