"""Is it chance? The rate of each month beside the limits that chance keeps to, and where the level changed."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, PercentFormatter

from svcmine.charts.theme import GRID, INK, VERDICT_COLOURS, entitle, nothing, say, sheet, short, styled
from svcmine.errors import UsageError
from svcmine.insight import last_complete_month, query
from svcmine.insight.control import LEAST_MONTHS, Kind, judge_together
from svcmine.store import Store

_USUAL, _LIMIT, _MOST_LABELS = "#555555", "#0072B2", 12
_NEXT_TO_NOTHING = 0.05

_COLOURS = {"above": VERDICT_COLOURS["violated"], "below": VERDICT_COLOURS["fulfilled"], "step": "#CC79A7"}


def data(store: Store, month: str | None = None) -> pd.DataFrame:
    """One row a complete month up to `month`: place (null: all), month, violated, judged, and what `judged` adds."""
    frame = until(query(store, "trend"), store, month)
    frame["judged"] = frame["violated"] + frame["fulfilled"]
    frame["place"] = None
    return judged(frame[["place", "month", "violated", "judged"]], "p")


def until(frame: pd.DataFrame, store: Store, month: str | None) -> pd.DataFrame:
    """The rows of complete months up to `month`: an unfinished month would be judged by what came first in it."""
    try:
        last = last_complete_month(store)
    except UsageError:
        last = "9999-12"
    return frame[frame["month"] <= min(last, month or last)].reset_index(drop=True)


def judged(frame: pd.DataFrame, kind: Kind) -> pd.DataFrame:
    """The same rows with rate, centre, lower, upper, signal, since (a month) and exact of insight/control.py.

    Each place is a chart of its own, and all of them together keep to the stated rate of false alarms. The months
    with which a log begins are left out while they hold next to nothing: they say nothing of what is usual.
    """
    names = "place month violated judged rate centre lower upper signal since exact".split()
    by_month = frame.groupby("month")["judged"].sum()
    full = by_month.index[by_month >= _NEXT_TO_NOTHING * by_month.median()]
    frame = frame[(frame["judged"] > 0) & (frame["month"] >= (full.min() if len(full) else ""))]
    parts = [part for _, part in frame.groupby("place", dropna=False, sort=True)]
    if not parts:
        return pd.DataFrame(columns=names)
    months = sorted(frame["month"].unique())
    counts, sizes = (
        [part.set_index("month")[name].reindex(months, fill_value=0).tolist() for part in parts]
        for name in ("violated", "judged")
    )
    told = judge_together(counts, sizes, kind)
    for part, of_all in zip(parts, told, strict=True):
        own = [of_all[months.index(month)] for month in part["month"]]
        for name in ("rate", "centre", "lower", "upper"):
            part[name] = pd.Series([getattr(m, name) for m in own], index=part.index, dtype="float64")
        since = [None if m.since is None else months[m.since] for m in own]
        part["signal"] = pd.Series([m.signal for m in own], index=part.index, dtype=object)
        part["since"] = pd.Series(since, index=part.index, dtype=object)
        part["exact"] = [m.exact for m in own]
    return pd.concat([part[names] for part in parts], ignore_index=True)


@styled
def draw(frame: pd.DataFrame, lang: str) -> Figure:
    """The rate with its usual level and the band of chance; what lies outside is filled and named."""
    if frame.empty:
        return nothing(lang, "No complete month was judged.", "没有完整且可判定的月份。")
    figure, (axes,) = sheet(3.2)
    panel(axes, frame, lang)
    few = say(lang, f"; no limits before {LEAST_MONTHS} months", f";不足{LEAST_MONTHS}个月时不给出控制限")
    en = "Rate of violations by month, its usual level and the limits of chance (p chart, Laney)"
    zh = "各月违规率、通常水平与偶然波动的控制限(p控制图,Laney修正)"
    entitle(figure, say(lang, en, zh) + (few if frame["centre"].isna().any() else ""))
    return figure


def panel(
    axes: Axes, frame: pd.DataFrame, lang: str, *, unit: str = "%", small: bool = False, top: float | None = None
) -> None:
    """One control chart into some axes; `unit` is `%` or what the rate counts per 1,000."""
    x = list(range(len(frame)))
    known = frame["centre"].notna().to_numpy()
    lower, upper = frame["lower"].fillna(0.0), frame["upper"]
    axes.fill_between(x, lower, upper, where=known, step="mid", color=_LIMIT, alpha=0.13, lw=0)
    axes.step(x, frame["upper"], where="mid", color=_LIMIT, lw=0.9)
    axes.step(x, frame["lower"].where(frame["lower"] > 0), where="mid", color=_LIMIT, lw=0.9)
    axes.step(x, frame["centre"], where="mid", color=_USUAL, lw=1.1, ls="--")
    axes.plot(x, frame["rate"], color=INK, lw=1.1)
    for n, row in enumerate(frame.itertuples()):
        told = isinstance(row.signal, str)
        colour = _COLOURS.get(str(row.signal), INK)
        marker = {"above": "^", "below": "v", "step": "D"}.get(str(row.signal), "o")
        axes.plot([n], [row.rate], marker, ms=7 if told else 3.5, color=colour)
        if told and not small:
            axes.annotate(word(str(row.signal), lang), (n, float(row.rate)), xytext=(0, 8), ha="center", fontsize=8,
                          textcoords="offset points", color=colour)  # fmt: skip
    top = top or max(float(frame["rate"].max()), float(frame["upper"].max()) if known.any() else 0.0)
    axes.set_ylim(0, top * 1.2 or 1)
    axes.set_xlim(-0.5, len(frame) - 0.5)
    ticks(axes, frame["month"], [None if small else int(n) for n in frame["judged"]], 4 if small else _MOST_LABELS)
    axes.yaxis.set_major_formatter(PercentFormatter(1) if unit == "%" else FuncFormatter(_per_thousand))
    axes.grid(axis="y", color=GRID)
    if small:
        axes.set_title(short(frame["place"].iloc[0], 24), fontsize=9)
        axes.tick_params(labelsize=7)


def ticks(axes: Axes, months: Sequence[str], sizes: Sequence[int | None], most: int) -> None:
    """Months under the axis, with what was judged below them; not more than fit."""
    step = -(-len(months) // most)
    labels = [month if n is None else f"{month}\nn = {n:,}" for month, n in zip(months, sizes, strict=True)]
    axes.set_xticks(list(range(len(labels)))[::step], labels[::step], fontsize=7)


def _per_thousand(value: float, position: int) -> str:
    return f"{value * 1000:g}"


def word(signal: str, lang: str) -> str:
    """A signal in a word."""
    names = {"above": ("worse", "变坏"), "below": ("better", "变好"), "step": ("new level", "水平变化")}
    return say(lang, *names[signal])


def reading(frame: pd.DataFrame, lang: str) -> str:
    """What the last month says: within chance, worse or better than it, and since when the level has been another."""
    if frame.empty:
        return say(lang, "0 complete months were judged.", "完整且可判定的月份为0个。")
    last = frame.iloc[-1]
    if pd.isna(last["centre"]):
        return say(
            lang,
            f"{len(frame)} complete months were judged; limits need {LEAST_MONTHS} months before the one judged.",
            f"目前有{len(frame)}个完整月份;控制限需要此前至少{LEAST_MONTHS}个月。",
        )
    head = say(
        lang,
        f"{last['month']}: {last['rate']:.2%}, usually {last['centre']:.2%}; chance alone reaches from "
        f"{last['lower']:.2%} to {last['upper']:.2%}. ",
        f"{last['month']}为{last['rate']:.2%},通常为{last['centre']:.2%};仅偶然波动可达{last['lower']:.2%}至"
        f"{last['upper']:.2%}。",
    )
    return head + verdict(last, lang) + earlier(frame, lang)


def verdict(last: pd.Series, lang: str) -> str:
    """In a sentence: is this month worse, better, or no more than chance?"""
    if last["signal"] == "above":
        return say(lang, "This is worse than chance explains.", "变坏的程度超出偶然。")
    if last["signal"] == "below":
        return say(lang, "This is better than chance explains.", "变好的程度超出偶然。")
    if last["signal"] == "step":
        rose = float(last["rate"]) > float(last["centre"])
        return say(
            lang,
            f"The level has {'risen' if rose else 'fallen'}, and did so in {last['since']}.",
            f"水平自{last['since']}起{'上升' if rose else '下降'}。",
        )
    return say(lang, "This is no more than chance.", "没有超出偶然波动。")


def earlier(frame: pd.DataFrame, lang: str) -> str:
    """The signals of the months before, if there were any."""
    told = frame.iloc[:-1][frame["signal"].iloc[:-1].notna()]
    if told.empty:
        return ""
    listed = [f"{row.month} ({word(str(row.signal), lang)})" for row in told.itertuples()]
    return say(lang, f" Earlier signals: {', '.join(listed[-6:])}.", f"此前的信号:{'、'.join(listed[-6:])}。")
