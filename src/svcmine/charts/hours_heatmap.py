"""When major operations start: hour by weekday in site-local time, with the night window drawn in."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from svcmine.calendars import DEFAULT_WINDOWS
from svcmine.charts.theme import entitle, nothing, say, sheet, styled
from svcmine.insight import query
from svcmine.store import Store
from svcmine.vocabulary import CLASSES


def data(store: Store, month: str | None = None) -> pd.DataFrame:
    """One row for each weekday (1 = Monday) and hour with operations; `opens`, `closes`: the window's hours."""
    frame = query(store, "hours", month=month, activities=list(CLASSES["major_operation"].members))
    loaded = query(store, "night_window")
    night = DEFAULT_WINDOWS["night"]
    opens, closes = (
        (night.start, night.end) if loaded.empty else (loaded.iloc[0]["start_time"], loaded.iloc[0]["end_time"])
    )
    frame["opens"], frame["closes"] = opens.hour + opens.minute / 60, closes.hour + closes.minute / 60
    return frame


@styled
def draw(frame: pd.DataFrame, lang: str) -> Figure:
    """A grid of counts; the frame is the allowed window."""
    if frame.empty:
        return nothing(lang, "No major operation in this period.", "本期没有重大操作。")
    grid = np.zeros((7, 24))
    for row in frame.itertuples():
        grid[int(row.weekday) - 1, int(row.hour_of_day)] = row.operations
    figure, (axes,) = sheet(2.9)
    axes.imshow(np.where(grid > 0, grid, np.nan), aspect="auto", cmap="cividis_r", vmin=0)
    for day in range(7):
        for hour in range(24):
            if count := int(grid[day, hour]):
                dark = count > grid.max() * 0.42
                axes.text(
                    hour, day, str(count), ha="center", va="center", fontsize=7, color="white" if dark else "#222222"
                )
    opens, closes = float(frame["opens"].iloc[0]), float(frame["closes"].iloc[0])
    spans = [(opens, closes)] if closes > opens else [(opens, 24.0), (0.0, closes)]
    for start, end in spans:
        axes.add_patch(Rectangle((start - 0.5, -0.5), end - start, 7, fill=False, ec="#009E73", lw=2.2))
    axes.set_xticks(range(24), [f"{hour:02d}" for hour in range(24)])
    days = "Mon Tue Wed Thu Fri Sat Sun".split() if lang != "zh" else ["周" + c for c in "一二三四五六日"]
    axes.set_yticks(range(7), days)
    axes.tick_params(length=0)
    axes.set_xlabel(say(lang, "hour, site-local; numbers: operations", "站点当地时间(时);数字为操作数"))
    entitle(
        figure,
        say(
            lang,
            f"When major operations start (n = {int(grid.sum()):,}); green frame: the night window",
            f"重大操作的开始时间(n = {int(grid.sum()):,});绿框为夜间窗口",
        ),
    )
    return figure


def reading(frame: pd.DataFrame, lang: str) -> str:
    """How many operations start outside the window, and at which hour most of these do."""
    if frame.empty:
        return say(lang, "No major operation happened in this period.", "本期没有重大操作。")
    opens, closes = float(frame["opens"].iloc[0]), float(frame["closes"].iloc[0])
    hour = frame["hour_of_day"]
    inside = hour.between(opens, closes, inclusive="left") if closes > opens else (hour >= opens) | (hour < closes)
    total, out = int(frame["operations"].sum()), frame[~inside]
    if out.empty:
        return say(
            lang,
            f"All {total:,} major operations started inside the night window.",
            f"全部{total:,}次重大操作都在夜间窗口内开始。",
        )
    outside = int(out["operations"].sum())
    busiest = int(out.groupby("hour_of_day")["operations"].sum().idxmax())
    return say(
        lang,
        f"{outside:,} of {total:,} major operations ({outside / total:.1%}) started outside the general night window, "
        f"most of them between {busiest:02d}:00 and {busiest + 1:02d}:00; "
        "some of these are excused or have a window of their own.",
        f"{total:,}次重大操作中有{outside:,}次({outside / total:.1%})在通用夜间窗口之外开始,"
        f"以{busiest:02d}:00至{busiest + 1:02d}:00最多;"
        "其中一部分有豁免,或有自己的时间窗。",
    )
