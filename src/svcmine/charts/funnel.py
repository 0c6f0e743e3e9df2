"""The drawing of funnel plots: each place by how much it handled, and the limits that widen where that is little."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from svcmine.charts.theme import GRID, INK, VERDICT_COLOURS, entitle, nothing, say, sheet, short
from svcmine.insight.funnel import OUTER, limit

MONTHS = 12
_LIMIT, _POINTS = "#0072B2", 80


def draw(frame: pd.DataFrame, lang: str, title: tuple[str, str]) -> Figure:
    """A dot for each place of `insight.funnel.compared`; `title` in English and Chinese."""
    if frame.empty or frame["overall"].isna().all():
        return nothing(lang, "There is nothing to compare.", "没有可比较的对象。")
    figure, (axes,) = sheet(3.5)
    overall = float(frame["overall"].iloc[0])
    sizes = np.unique(np.linspace(max(1, frame["cases"].min() * 0.6), frame["cases"].max() * 1.12, _POINTS).astype(int))
    above, below = ([limit(int(n), overall, OUTER, side) for n in sizes] for side in ("above", "below"))
    axes.plot(sizes, [np.nan if v is None else v for v in above], color=_LIMIT, lw=1)
    axes.plot(sizes, [np.nan if v is None else v for v in below], color=_LIMIT, lw=1)
    axes.axhline(overall, color=INK, ls="--", lw=1)
    for n, row in enumerate(frame.sort_values("cases", kind="stable").itertuples()):
        told = isinstance(row.signal, str)
        colour = VERDICT_COLOURS["violated" if row.signal == "above" else "fulfilled"] if told else "#555555"
        axes.plot([row.cases], [row.adjusted], {"above": "^", "below": "v"}.get(str(row.signal), "o"), color=colour,
                  ms=8 if told else 5, zorder=4)  # fmt: skip
        # Labels take turns above and below their dot: teams of one size lie close.
        axes.annotate(short(row.place, 16), (float(row.cases), float(row.adjusted)), xytext=(0, -13 if n % 2 else 7),
                      textcoords="offset points", ha="center", fontsize=8, color=colour if told else INK,
                      bbox={"fc": "white", "ec": "none", "pad": 0.5, "alpha": 0.8}, zorder=2)  # fmt: skip
    known = [v for v in above if v is not None]
    axes.set_ylim(0, min(1.02, max(float(frame["adjusted"].max()) * 1.2, min(known or [1.0]) * 1.6)))
    axes.set_xlim(float(sizes[0]), float(sizes[-1]))
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.set_xlabel(say(lang, "cases handled", "处理的案例数"), fontsize=8)
    axes.grid(axis="y", color=GRID)
    entitle(figure, say(lang, *title))
    return figure


def reading(frame: pd.DataFrame, lang: str, places: tuple[str, str]) -> str:
    """Who differs from what its mix of work leads one to expect, with the numbers; else that nobody does."""
    if frame.empty or frame["overall"].isna().all():
        return say(lang, "0 places can be compared.", "可比较的对象为0个。")
    overall = float(frame["overall"].iloc[0])
    parts = [_one(row, lang) for _, row in frame.iterrows() if isinstance(row["signal"], str)]
    name = say(lang, *places)
    text = say(
        lang,
        f"{overall:.1%} of all cases broke a norm. "
        + (" ".join(parts) if parts else f"No {name} differs from what its mix of work leads one to expect."),
        f"全部案例中有{overall:.1%}违反规范。"
        + ("".join(parts) if parts else f"没有{name}偏离按其工作构成应有的水平。"),
    )
    nowhere = int(frame["nowhere"].iloc[0])
    if not nowhere:
        return text
    return text + say(lang, f" {nowhere:,} cases name no {name}.", f"另有{nowhere:,}个案例未注明{name}。")


def _one(row: pd.Series, lang: str) -> str:
    more, place = row["signal"] == "above", short(row["place"], 24)
    broken, cases, expected = f"{row['broken']:,}", f"{row['cases']:,}", f"{row['expected']:.0f}"
    return say(
        lang,
        f"{place}: {broken} of {cases} cases, where {expected} were to be expected of its mix of work; that is "
        f"{'more' if more else 'fewer'} than chance explains.",
        f"{place}:{cases}个案例中{broken}个,按其工作构成应为{expected}个,{'多' if more else '少'}于偶然所能解释。",
    )
