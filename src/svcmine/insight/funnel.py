"""Places compared fairly: each beside what the same mix of work leads one to expect, with exact limits.

D. J. Spiegelhalter, "Funnel plots for comparing institutional performance", *Statistics in Medicine* 24 (2005)
1185-1202, section 2 and appendix A.1. The unit is the case: one badly run case breaks a norm several times, and
counting each of them would make chance look like a difference.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from scipy.stats import binom

from svcmine.insight.queries import query
from svcmine.store import Store

# By chance alone 2 places in 1,000 would be told, one on either side.
OUTER = 0.001


def flagged(broken: int, cases: int, expected: float, tail: float = OUTER) -> str | None:
    """`above` or `below` if so many (or so few) broken cases have a chance of at most `tail`; else None.

    Exact: the tail of the binomial distribution with `cases` tries and the chance `expected / cases`. So a place is
    told `above` exactly if its Clopper-Pearson interval at 1 - 2 `tail` lies above the expected share.
    """
    if cases <= 0:
        return None
    chance = min(max(expected / cases, 0.0), 1.0)
    if binom.sf(broken - 1, cases, chance) <= tail:
        return "above"
    return "below" if binom.cdf(broken, cases, chance) <= tail else None


def limit(cases: int, share: float, tail: float, side: str) -> float | None:
    """The share at which a place with so many cases would be flagged; None if it never would.

    Smooth in `cases` by Spiegelhalter's interpolation of the binomial distribution (appendix A.1.1), but one case
    further out, so that what lies on the line has an exact chance of at most `tail`, where his lies on both sides.
    """
    if side == "above":
        last = int(binom.ppf(1 - tail, cases, share))
        left, here = binom.cdf(last - 1, cases, share), binom.cdf(last, cases, share)
        reached = (last + 1 - (here - (1 - tail)) / (here - left)) / cases
        return float(reached) if last < cases else None
    last = int(binom.ppf(tail, cases, share))
    left, here = binom.cdf(last - 1, cases, share), binom.cdf(last, cases, share)
    reached = (last - (here - tail) / (here - left)) / cases
    return float(reached) if reached >= 0 else None


def compared(store: Store, by: str, month: str | None = None, months: int = 1) -> pd.DataFrame:
    """Places by `by` (`region` or `team`), one row each, the worst first; of `months` months that end with `month`.

    Columns: place, cases, broken (cases with a violation), expected (broken ones if each process went as it does
    everywhere), share (broken / cases), adjusted (broken / expected times the overall share), overall, lower, upper
    (the share at which it would be flagged; None: never), signal (`above`, `below`, None), nowhere (cases of no place).
    """
    rows = query(store, "worked_cases", first=first_of(month, months), last=month)
    usual = rows.groupby("process", dropna=False)[["cases", "broken"]].transform("sum")
    rows["expected"] = rows["cases"] * usual["broken"] / usual["cases"]
    nowhere = int(rows.loc[rows[by].isna(), "cases"].sum())
    cases, broken = int(rows["cases"].sum()), int(rows["broken"].sum())
    found = rows.dropna(subset=[by]).groupby(by, as_index=False)[["cases", "broken", "expected"]].sum()
    found = found.rename(columns={by: "place"})
    overall = broken / cases if cases else math.nan
    found["share"] = found["broken"] / found["cases"]
    found["adjusted"] = np.where(found["expected"] > 0, found["broken"] / found["expected"] * overall, 0.0)
    found["overall"] = overall
    for side, name in (("below", "lower"), ("above", "upper")):
        found[name] = [
            limit(int(c), e / c, OUTER, side) for c, e in zip(found["cases"], found["expected"], strict=True)
        ]
    found["signal"] = [
        flagged(int(b), int(c), float(e))
        for b, c, e in zip(found["broken"], found["cases"], found["expected"], strict=True)
    ]
    found["signal"] = found["signal"].astype(object).where(found["signal"].notna(), None)
    found["nowhere"] = nowhere
    return found.sort_values(["adjusted", "place"], ascending=[False, True], ignore_index=True)


def first_of(month: str | None, months: int) -> str | None:
    """The first of so many months that end with a month, both as 'YYYY-MM'; None for no month."""
    if month is None:
        return None
    return f"{pd.Period(month, freq='M') - (months - 1)}"
