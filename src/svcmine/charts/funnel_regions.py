"""Regions compared fairly: the share of cases that broke a norm by how many cases each handled, in twelve months."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from svcmine.charts import funnel
from svcmine.charts.theme import styled
from svcmine.insight.funnel import compared
from svcmine.store import Store

_TITLE = (
    "Regions: share of cases with a violation, adjusted for the mix of work; beyond the lines: not chance (99.8%)",
    "各区域有违规的案例占比(按工作构成调整);线外为非偶然(99.8%)",
)


def data(store: Store, month: str | None = None) -> pd.DataFrame:
    """One row a region, of the twelve months that end with `month`; the columns are those of `insight.funnel`."""
    return compared(store, "region", month, funnel.MONTHS)


@styled
def draw(frame: pd.DataFrame, lang: str) -> Figure:
    """A dot for each region and the limits around the overall share."""
    return funnel.draw(frame, lang, _TITLE)


def reading(frame: pd.DataFrame, lang: str) -> str:
    """Which regions differ from what their work leads one to expect."""
    return funnel.reading(frame, lang, ("region", "区域"))
