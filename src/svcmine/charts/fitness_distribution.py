"""How well cases fit their reference model: the distribution of fitness."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
from matplotlib.figure import Figure

from svcmine.charts.theme import GRID, entitle, nothing, say, sheet, styled
from svcmine.insight import query
from svcmine.store import Store

_EDGES = [0.0, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.99, 0.99999, 1.01]


def data(store: Store, month: str | None = None) -> pd.DataFrame:
    """One row for each fitness: status, fitness (null if undecidable), cases."""
    return query(store, "fitness", month=month)


@styled
def draw(frame: pd.DataFrame, lang: str) -> Figure:
    """Bars of cases by range of fitness; the last one is perfect fitness."""
    exact = frame[frame["status"] == "exact"]
    if exact.empty:
        return nothing(lang, "No case was aligned.", "没有对齐的案例。")
    bins = pd.cut(exact["fitness"].astype(float), _EDGES, right=False)
    counts = exact.groupby(bins, observed=False)["cases"].sum()
    labels = [f"{low:g}–{high:g}" for low, high in pairwise(_EDGES[:-1])]
    labels[-1], labels[0] = "0.99–<1", "<0.5"
    labels.append("1")
    figure, (axes,) = sheet(2.6)
    bars = axes.bar(range(len(counts)), counts.to_numpy(), color="#0072B2")
    axes.bar_label(bars, fontsize=8, padding=2, labels=[f"{int(c):,}" if c else "" for c in counts])
    axes.set_xticks(range(len(labels)), labels, fontsize=8)
    axes.set_xlabel(say(lang, "fitness", "拟合度"))
    axes.set_ylabel(say(lang, "closed cases", "已关闭案例"))
    axes.margins(y=0.15)
    axes.grid(axis="y", color=GRID)
    entitle(
        figure,
        say(
            lang,
            f"Fitness of {int(exact['cases'].sum()):,} closed cases",
            f"{int(exact['cases'].sum()):,}个已关闭案例的拟合度",
        ),
    )
    return figure


def reading(frame: pd.DataFrame, lang: str) -> str:
    """How many cases fit perfectly, and the mean."""
    exact = frame[frame["status"] == "exact"]
    if exact.empty:
        return say(lang, "No closed case was aligned with a model.", "没有与模型对齐的已关闭案例。")
    total = int(exact["cases"].sum())
    fitness = exact["fitness"].astype(float)
    mean = float((fitness * exact["cases"]).sum() / total)
    perfect = int(exact.loc[fitness >= 0.99999, "cases"].sum())
    open_ = int(frame.loc[frame["status"] != "exact", "cases"].sum())
    more = say(lang, f" Undecidable: {open_:,}.", f"另有{open_:,}个案例无法判定。") if open_ else ""
    return (
        say(
            lang,
            f"{perfect:,} of {total:,} cases ({perfect / total:.0%}) follow the model in every step; "
            f"the mean fitness is {mean:.3f}.",
            f"{total:,}个案例中有{perfect:,}个({perfect / total:.0%})完全符合模型;平均拟合度为{mean:.3f}。",
        )
        + more
    )
