"""The norms with the most violations, by severity: where to start."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from svcmine.charts.theme import (
    GRID,
    SEVERITY_COLOURS,
    SEVERITY_NAMES,
    entitle,
    named,
    nothing,
    say,
    sheet,
    styled,
    wrapped,
)
from svcmine.insight import norm_titles, query
from svcmine.store import Store

_MOST = 12


def data(store: Store, month: str | None = None) -> pd.DataFrame:
    """One row a violated norm, the most violated first: norm_id, violated, judged, worst, en, zh, share, total."""
    frame = query(store, "by_norm", month=month)
    frame = frame[frame["violated"] > 0].reset_index(drop=True)
    for lang in ("en", "zh"):
        titles = norm_titles(store, lang)
        frame[lang] = [titles.get(norm, norm) for norm in frame["norm_id"]]
    frame["judged"] = frame["violated"] + frame["fulfilled"]
    frame["total"] = int(frame["violated"].sum())
    return frame


@styled
def draw(frame: pd.DataFrame, lang: str) -> Figure:
    """Horizontal bars with the norm's title and its rate."""
    if frame.empty:
        return nothing(lang, "No violations in this period.", "本期没有违规。")
    shown = frame.head(_MOST).iloc[::-1]
    figure, (axes,) = sheet(0.9 + 0.38 * len(shown))
    colours = [SEVERITY_COLOURS.get(worst, "#BBBBBB") for worst in shown["worst"]]
    axes.barh(range(len(shown)), shown["violated"], color=colours)
    axes.set_yticks(range(len(shown)), [wrapped(title, 46) for title in shown[lang]], fontsize=8)
    top = int(shown["violated"].max())
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlim(0, top * 1.3)
    for n, row in enumerate(shown.itertuples()):
        axes.text(
            row.violated + top * 0.01,
            n,
            f"{row.violated:,} / {row.judged:,} ({row.violated / row.judged:.1%})",
            va="center",
            fontsize=8,
        )
    for severity in [s for s in SEVERITY_COLOURS if s in set(shown["worst"])]:
        axes.barh([0], [0], color=SEVERITY_COLOURS[severity], label=named(SEVERITY_NAMES, severity, lang))
    axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=4, frameon=False, fontsize=8)
    axes.grid(axis="x", color=GRID)
    entitle(
        figure,
        say(
            lang,
            f"Norms by violations (violated / judged, rate); {len(shown)} of {len(frame)} violated norms",
            f"按违规数排列的规范(违规/已判定,违规率);{len(frame)}条违规规范中的前{len(shown)}条",
        ),
    )
    return figure


def reading(frame: pd.DataFrame, lang: str) -> str:
    """How few norms make up half of the violations."""
    if frame.empty:
        return say(lang, "No norm was violated in this period.", "本期没有规范被违反。")
    total, running, count = int(frame["total"].iloc[0]), 0, 0
    for violated in frame["violated"]:
        running, count = running + int(violated), count + 1
        if running * 2 >= total:
            break
    first = frame.iloc[0]
    critical = int((frame["worst"] == "critical").sum())
    return say(
        lang,
        f"{count} of {len(frame)} violated norms make up {running / total:.0%} of the {total:,} violations; "
        f"the first is {first['norm_id']} ({first['violated']:,}). {critical} of these norms are critical.",
        f"{len(frame)}条被违反的规范中,前{count}条占全部{total:,}次违规的{running / total:.0%};"
        f"居首的是{first['norm_id']}({first['violated']:,}次)。其中严重级规范{critical}条。",
    )
