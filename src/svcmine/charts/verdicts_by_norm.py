"""All verdicts of each norm as shares: how much of a norm could be judged at all."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from svcmine.charts.theme import VERDICT_COLOURS, VERDICT_NAMES, entitle, named, nothing, say, sheet, short, styled
from svcmine.insight import query
from svcmine.store import Store


def data(store: Store, month: str | None = None) -> pd.DataFrame:
    """One row a norm with activations, the least fulfilled first: norm_id, activations, a column for each verdict."""
    frame = query(store, "by_norm", month=month)
    frame = frame[frame["activations"] > 0]
    frame["share"] = frame["fulfilled"] / frame["activations"]
    return frame.sort_values(["share", "norm_id"], ignore_index=True)


@styled
def draw(frame: pd.DataFrame, lang: str) -> Figure:
    """Stacked bars of shares with the number of activations."""
    if frame.empty:
        return nothing(lang, "No norm applied to anything.", "没有任何规范被触发。")
    shown = frame.iloc[::-1].reset_index(drop=True)
    figure, (axes,) = sheet(1.0 + 0.21 * len(shown))
    left = pd.Series(0.0, index=shown.index)
    for verdict, colour in VERDICT_COLOURS.items():
        share = shown[verdict] / shown["activations"]
        axes.barh(
            range(len(shown)), share, left=left, color=colour, label=named(VERDICT_NAMES, verdict, lang), height=0.75
        )
        left = left + share
    axes.set_yticks(range(len(shown)), [short(norm, 34) for norm in shown["norm_id"]], fontsize=7.5)
    for n, count in enumerate(shown["activations"]):
        axes.text(1.01, n, f"{count:,}", va="center", fontsize=7.5)
    axes.set_xlim(0, 1)
    axes.margins(y=0.01)
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.legend(loc="upper center", bbox_to_anchor=(0.45, -0.06 - 0.3 / len(shown)), ncols=5, frameon=False, fontsize=8)
    entitle(figure, say(lang, "Verdicts by norm; right: number of activations", "各规范的判定结果;右侧为触发次数"))
    return figure


def reading(frame: pd.DataFrame, lang: str) -> str:
    """How many norms could be judged in full, and which one least."""
    if frame.empty:
        return say(lang, "No norm applied to anything in this period.", "本期没有任何规范被触发。")
    share = frame["undecidable"] / frame["activations"]
    worst = frame.loc[share.idxmax()]
    full = int((share == 0).sum())
    return say(
        lang,
        f"{full} of {len(frame)} norms could be judged wherever they applied; the largest share that could not is "
        f"{share.max():.1%} of {worst['norm_id']}.",
        f"{len(frame)}条被触发的规范中有{full}条可全部判定;无法判定占比最大的是{worst['norm_id']}({share.max():.1%})。",
    )
