"""Violations by month: the rate with its interval, net and gross of waivers, and how much was judged."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from svcmine.charts.theme import GRID, VERDICT_COLOURS, entitle, nothing, say, sheet, styled
from svcmine.errors import UsageError
from svcmine.insight import difference, interval, last_complete_month, query, rate
from svcmine.store import Store

_LEAST_JUDGED, _MOST_LABELS = 30, 12


def data(store: Store, month: str | None = None) -> pd.DataFrame:
    """One row a month up to `month`: month, violated, waived, judged, rate, low, high, gross, complete.

    `gross`: the rate with the waived violations; `complete`: every source covers the month to its end.
    """
    frame = query(store, "trend")
    frame = frame[frame["month"] <= month] if month else frame
    frame["judged"] = frame["violated"] + frame["fulfilled"]
    frame = frame[frame["judged"] > 0].reset_index(drop=True)
    counts = list(zip(frame["violated"].astype(int), frame["judged"].astype(int), strict=True))
    frame["rate"] = frame["violated"] / frame["judged"]
    frame["low"], frame["high"] = ([(interval(*pair) or (0.0, 1.0))[side] for pair in counts] for side in (0, 1))
    broken = frame["violated"] + frame["waived"]
    frame["gross"] = [rate(int(b), int(f)) for b, f in zip(broken, frame["fulfilled"], strict=True)]
    try:
        frame["complete"] = frame["month"] <= last_complete_month(store)
    except UsageError:
        frame["complete"] = True
    return frame


@styled
def draw(frame: pd.DataFrame, lang: str) -> Figure:
    """A line of rates with its interval; the number of violations at each point, what was judged under each month."""
    if frame.empty:
        return nothing(lang, "Nothing was judged.", "没有可判定的活动。")
    figure, (axes,) = sheet(3.3)
    x, colour = list(range(len(frame))), VERDICT_COLOURS["violated"]
    axes.fill_between(x, frame["low"], frame["high"], color=colour, alpha=0.18, lw=0)
    if int(frame["waived"].sum()):
        gross = say(lang, "with the waived ones", "含豁免")
        axes.plot(x, frame["gross"], color=VERDICT_COLOURS["waived"], ls="--", lw=1.2, label=gross)
        axes.legend(loc="upper right")
    axes.plot(x, frame["rate"], color=colour, lw=1.6)
    for n, row in enumerate(frame.itertuples()):
        axes.plot([n], [row.rate], "o", ms=5, color=colour, mfc=colour if row.complete else "white")
        axes.annotate(f"{row.violated:,}", (n, float(row.rate)), textcoords="offset points", xytext=(0, 7), ha="center",
                      fontsize=8)  # fmt: skip
    # A month of which hardly anything was judged has an interval that would press all others to the ground.
    enough = frame["judged"] >= min(_LEAST_JUDGED, int(frame["judged"].max()))
    top = max(float(frame.loc[enough, "high"].max()), float(frame["rate"].max()))
    axes.set_ylim(0, top * 1.25 or 1)
    axes.set_xlim(-0.5, len(frame) - 0.5)
    step = -(-len(frame) // _MOST_LABELS)
    labels = [f"{row.month}\nn = {row.judged:,}" for row in frame.itertuples()]
    axes.set_xticks(x[::step], labels[::step], fontsize=7.5)
    axes.yaxis.set_major_formatter(PercentFormatter(1))
    axes.grid(axis="y", color=GRID)
    unfinished = not frame["complete"].all()
    en = "Rate of violations by month with 95% interval; numbers: violations; n: judged"
    zh = "各月违规率及95%区间;点上数字为违规数,n为已判定数"
    en, zh = (en + "; hollow: not yet complete", zh + ";空心为未完整月份") if unfinished else (en, zh)
    entitle(figure, say(lang, en, zh))
    return figure


def reading(frame: pd.DataFrame, lang: str) -> str:
    """Which month was worst, and whether the last complete one differs from the one before beyond chance."""
    if frame.empty:
        return say(lang, "No month has a judged activation.", "没有任何月份有可判定的活动。")
    worst = frame.loc[frame["rate"].idxmax()]
    text = say(
        lang,
        f"The highest rate was {worst['rate']:.1%} in {worst['month']} ({worst['violated']:,} of {worst['judged']:,}).",
        f"违规率最高的月份为{worst['month']},{worst['rate']:.1%}({worst['judged']:,}次中违规{worst['violated']:,}次)。",
    )
    whole = frame[frame["complete"]]
    if len(whole) < 2:
        return text
    last, before = whole.iloc[-1], whole.iloc[-2]
    apart = difference(int(last["violated"]), int(last["judged"]), int(before["violated"]), int(before["judged"]))
    chance = apart is None or apart[0] <= 0 <= apart[1]
    return text + say(
        lang,
        f" {last['month']} had {last['rate']:.1%} after {before['rate']:.1%} in {before['month']}: "
        + ("a difference that may be chance." if chance else "more than chance explains."),
        f"{last['month']}为{last['rate']:.1%},此前的{before['month']}为{before['rate']:.1%}:"
        + ("差异可能只是偶然。" if chance else "差异超出偶然。"),
    )
