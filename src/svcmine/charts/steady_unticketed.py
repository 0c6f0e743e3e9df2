"""Operations without a ticket per 1,000 blocks of operations, month by month, with the limits of chance (u chart)."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from svcmine.charts import steady
from svcmine.charts.theme import entitle, nothing, say, sheet, styled
from svcmine.insight import query
from svcmine.store import Store


def data(store: Store, month: str | None = None) -> pd.DataFrame:
    """One row a complete month up to `month`: violated are blocks without a ticket, judged all blocks; see `steady`."""
    frame = steady.until(query(store, "operations_by_month"), store, month)
    frame = frame.rename(columns={"unticketed": "violated", "blocks": "judged"})
    frame["place"] = None
    return steady.judged(frame[["place", "month", "violated", "judged"]], "u")


@styled
def draw(frame: pd.DataFrame, lang: str) -> Figure:
    """The rate per 1,000 blocks with its usual level and the band of chance."""
    if frame.empty:
        return nothing(lang, "No operation was logged.", "没有操作日志。")
    figure, (axes,) = sheet(2.6)
    steady.panel(axes, frame, lang, unit="1000")
    entitle(
        figure,
        say(
            lang,
            "Blocks of operations without a ticket per 1,000 blocks, with the limits of chance (u chart, Laney)",
            "每千段操作中的无工单操作段数与偶然波动的控制限(u控制图,Laney修正)",
        ),
    )
    return figure


def reading(frame: pd.DataFrame, lang: str) -> str:
    """How many blocks of the last month had no ticket, and whether that is more than chance."""
    if frame.empty:
        return say(lang, "0 months of operations were logged.", "有操作日志的月份为0个。")
    last = frame.iloc[-1]
    text = say(
        lang,
        f"{last['month']}: {last['violated']:,} of {last['judged']:,} blocks had no ticket. ",
        f"{last['month']}:{last['judged']:,}段操作中有{last['violated']:,}段无工单。",
    )
    if pd.isna(last["centre"]):
        return text + say(lang, "There are too few months for limits yet.", "月份尚不足,暂不给出控制限。")
    return text + steady.verdict(last, lang) + steady.earlier(frame, lang)
