"""Violations by month: the rate with its interval, and how many violations there were."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from svcmine.charts.theme import GRID, VERDICT_COLOURS, entitle, nothing, say, sheet
from svcmine.insight import interval, query, rate
from svcmine.store import Store


def data(store: Store, month: str | None = None) -> pd.DataFrame:
    """One row a month: month, violated, judged, rate, low, high; `month` is not used: a trend needs all."""
    frame = query(store, "trend")
    frame["judged"] = frame["violated"] + frame["fulfilled"]
    frame["rate"] = [rate(int(v), int(f)) for v, f in zip(frame["violated"], frame["fulfilled"], strict=True)]
    spans = [interval(int(v), int(j)) or (None, None) for v, j in zip(frame["violated"], frame["judged"], strict=True)]
    frame["low"], frame["high"] = [s[0] for s in spans], [s[1] for s in spans]
    return frame[frame["judged"] > 0].reset_index(drop=True)


def draw(frame: pd.DataFrame, lang: str) -> Figure:
    """A line of rates over bars of counts."""
    if frame.empty:
        return nothing(lang, "Nothing was judged.", "没有可判定的活动。")
    figure, (axes,) = sheet(3.2)
    x = range(len(frame))
    axes.fill_between(
        x, frame["low"].astype(float), frame["high"].astype(float), color=VERDICT_COLOURS["violated"], alpha=0.18, lw=0
    )
    axes.plot(x, frame["rate"].astype(float), color=VERDICT_COLOURS["violated"], marker="o", ms=4)
    top = float(frame["high"].astype(float).max())
    axes.set_ylim(0, top * 1.25 or 1)
    for n, (share, count) in enumerate(zip(frame["rate"], frame["violated"], strict=True)):
        axes.annotate(f"{count}", (n, float(share)), textcoords="offset points", xytext=(0, 7), ha="center", fontsize=8)
    axes.set_xticks(list(x), frame["month"].tolist(), rotation=0 if len(frame) <= 14 else 60)
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=1))
    axes.grid(axis="y", color=GRID)
    entitle(
        figure,
        say(
            lang,
            "Rate of violations by month, with 95 % interval; the numbers are violations",
            "各月违规率及95%区间;数字为违规数",
        ),
    )
    return figure


def reading(frame: pd.DataFrame, lang: str) -> str:
    """Which month was best and worst, and whether the last differs from the one before beyond chance."""
    if frame.empty:
        return say(lang, "No month has a judged activation.", "没有任何月份有可判定的活动。")
    worst, last = frame.loc[frame["rate"].astype(float).idxmax()], frame.iloc[-1]
    text = say(
        lang,
        f"The highest rate was {worst['rate']:.1%} in {worst['month']} ({worst['violated']} of {worst['judged']}). ",
        f"违规率最高的月份为{worst['month']},{worst['rate']:.1%}({worst['judged']}次中违规{worst['violated']}次)。",
    )
    if len(frame) < 2:
        return text.strip()
    before = frame.iloc[-2]
    apart = last["low"] > before["high"] or last["high"] < before["low"]
    return text + say(
        lang,
        f"{last['month']} had {last['rate']:.1%} after {before['rate']:.1%} in {before['month']}: "
        + ("the intervals do not overlap." if apart else "the intervals overlap, so this may be chance."),
        f"{last['month']}为{last['rate']:.1%},上月({before['month']})为{before['rate']:.1%}:"
        + ("两个区间不重叠。" if apart else "两个区间重叠,差异可能只是偶然。"),
    )
