"""Regions side by side: each rate with its interval and the number of judged activations behind it."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from svcmine.charts.theme import GRID, INK, VERDICT_COLOURS, entitle, nothing, say, sheet, short, styled
from svcmine.insight import interval, query
from svcmine.store import Store


def data(store: Store, month: str | None = None) -> pd.DataFrame:
    """One row a region: place, violated, judged, rate, low, high, overall (the rate of all regions together).

    `nowhere`: judged activations whose region no source gave; they are in no row.
    """
    frame = query(store, "by_region", month=month)
    frame["judged"] = frame["violated"] + frame["fulfilled"]
    nowhere = int(frame.loc[frame["place"].isna(), "judged"].sum())
    frame = frame[(frame["judged"] > 0) & frame["place"].notna()].reset_index(drop=True)
    frame["nowhere"] = nowhere
    frame["rate"] = frame["violated"] / frame["judged"]
    spans = [interval(int(v), int(j)) or (0, 1) for v, j in zip(frame["violated"], frame["judged"], strict=True)]
    frame["low"], frame["high"] = [s[0] for s in spans], [s[1] for s in spans]
    judged = int(frame["judged"].sum())
    frame["overall"] = int(frame["violated"].sum()) / judged if judged else None
    return frame.sort_values(["rate", "place"], ignore_index=True)


@styled
def draw(frame: pd.DataFrame, lang: str) -> Figure:
    """A dot and a line for each region, and the overall rate as a dashed line."""
    if frame.empty:
        return nothing(lang, "No region has a judged activation.", "没有任何区域有可判定的活动。")
    figure, (axes,) = sheet(1.0 + 0.36 * len(frame))
    for n, row in enumerate(frame.itertuples()):
        apart = row.low > row.overall or row.high < row.overall
        colour = VERDICT_COLOURS["violated"] if apart else "#777777"
        axes.plot([row.low, row.high], [n, n], color=colour, lw=2)
        axes.plot([row.rate], [n], "o", color=colour)
        axes.annotate(f"{row.rate:.1%}  ({row.violated:,} / {row.judged:,})", (float(row.high), n), xytext=(6, 0),
                      textcoords="offset points", va="center", fontsize=8,
                      bbox={"fc": "white", "ec": "none", "pad": 1})  # fmt: skip
    axes.axvline(float(frame["overall"].iloc[0]), color=INK, ls="--", lw=1)
    axes.set_xlim(0, float(frame["high"].max()) * 1.35)
    axes.set_ylim(-0.6, len(frame) - 0.4)
    axes.set_yticks(range(len(frame)), [short(str(place), 24) for place in frame["place"]])
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=1))
    axes.grid(axis="x", color=GRID)
    entitle(
        figure,
        say(
            lang,
            "Rate by region with 95% interval (violated / judged); dashed: all regions; coloured: differs from it",
            "各区域违规率及95%区间(违规/已判定);虚线为全部区域;着色表示与之有差异",
        ),
    )
    return figure


def reading(frame: pd.DataFrame, lang: str) -> str:
    """Which regions differ from the whole beyond chance."""
    if frame.empty:
        return say(lang, "No region can be compared.", "没有可比较的区域。")
    overall, nowhere = float(frame["overall"].iloc[0]), int(frame["nowhere"].iloc[0])
    above = [str(p) for p in frame.loc[frame["low"] > overall, "place"]][::-1]
    below = [str(p) for p in frame.loc[frame["high"] < overall, "place"]]
    en = [f"above it: {', '.join(above)}"] if above else []
    en += [f"below it: {', '.join(below)}"] if below else []
    zh = [f"高于总体:{'、'.join(above)}"] if above else []
    zh += [f"低于总体:{'、'.join(below)}"] if below else []
    if en:
        text = say(
            lang,
            f"Compared with the overall rate of {overall:.1%}, these differ beyond chance: {'; '.join(en)}.",
            f"与总体违规率{overall:.1%}相比,差异超出偶然的区域:{';'.join(zh)}。",
        )
    else:
        text = say(
            lang,
            f"No region's interval leaves the overall rate of {overall:.1%}: the differences may be chance.",
            f"没有任何区域的区间偏离总体违规率{overall:.1%}:差异可能只是偶然。",
        )
    if not nowhere:
        return text
    return text + say(
        lang,
        f" {nowhere:,} more judged activations have no region.",
        f"另有{nowhere:,}次已判定的触发没有区域信息。",
    )
