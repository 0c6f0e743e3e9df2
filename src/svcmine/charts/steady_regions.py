"""Is it chance, region by region: a small control chart for each, all on one scale."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from svcmine.charts import steady
from svcmine.charts.theme import WIDTH, entitle, nothing, say, styled
from svcmine.insight import query
from svcmine.insight.control import STATED_RATE
from svcmine.store import Store

_COLUMNS, _MOST = 3, 12


def data(store: Store, month: str | None = None) -> pd.DataFrame:
    """One row a region and complete month up to `month`, with the columns of `steady`."""
    frame = steady.until(query(store, "trend_by_region"), store, month)
    frame["judged"] = frame["violated"] + frame["fulfilled"]
    return steady.judged(frame[["place", "month", "violated", "judged"]], "p")


@styled
def draw(frame: pd.DataFrame, lang: str) -> Figure:
    """A panel for each region, those with most to judge first; regions beyond twelve are left to the table."""
    if frame.empty:
        return nothing(lang, "No region has a judged month.", "没有任何区域有可判定的月份。")
    order = frame.groupby("place")["judged"].sum().sort_values(ascending=False, kind="stable").index[:_MOST]
    rows = -(-len(order) // _COLUMNS)
    figure = Figure(figsize=(WIDTH, 0.5 + 1.75 * rows), layout="constrained")
    # One scale for all, that of what happened; limits that reach beyond it are cut.
    top = max(float(frame["rate"].max()) * 1.15, float(frame["upper"].median()) if frame["upper"].notna().any() else 0)
    panels = figure.subplots(rows, _COLUMNS, squeeze=False).flatten()
    for axes, place in zip(panels, order, strict=False):
        steady.panel(axes, frame[frame["place"] == place].reset_index(drop=True), lang, small=True, top=top)
    for axes in panels[len(order) :]:
        axes.axis("off")
    entitle(
        figure,
        say(
            lang,
            "Rate by region and month with the limits of chance; triangle: beyond them, diamond: the level changed",
            "各区域各月违规率与偶然波动的控制限;三角为超出控制限,菱形为水平变化",
        ),
    )
    return figure


def reading(frame: pd.DataFrame, lang: str) -> str:
    """Which regions gave a signal in the last month, and when any did before."""
    if frame.empty:
        return say(lang, "0 regions have a judged month.", "有可判定月份的区域为0个。")
    last = frame["month"].max()
    now = frame[(frame["month"] == last) & frame["signal"].notna()]
    regions = frame["place"].nunique()
    listed = [f"{row.place} ({steady.word(str(row.signal), lang)})" for row in now.itertuples()]
    before = frame[(frame["month"] < last) & frame["signal"].notna()].sort_values(["month", "place"], kind="stable")
    told = [f"{row.place} {row.month} ({steady.word(str(row.signal), lang)})" for row in before.itertuples()]
    en = f"{last}, {regions} regions: " + (f"{', '.join(listed)}." if listed else "none leaves the limits of chance.")
    zh = f"{last},{regions}个区域:" + (f"{'、'.join(listed)}。" if listed else "均未超出偶然波动。")
    if told:
        en += f" Earlier: {', '.join(told[-6:])}."
        zh += f"此前:{'、'.join(told[-6:])}。"
    months = round(1 / STATED_RATE)
    en += f" By chance alone, all these charts together raise at most one false alarm in {months} months."
    return say(lang, en, zh + f"仅因偶然,这些图合计在{months}个月内至多误报一次。")
