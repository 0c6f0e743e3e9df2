"""One case as it happened: its events in order, with time, gap, device and what the findings say of each."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from svcmine.charts.theme import INK, VERDICT_COLOURS, VERDICT_NAMES, entitle, named, nothing, say, sheet, short, styled
from svcmine.insight import query
from svcmine.store import Store
from svcmine.vocabulary import label_of

_MOST = 20
# Where the columns begin, as shares of the width.
_TIME, _GAP, _DOT, _ACTIVITY, _DEVICE = 0.0, 0.155, 0.255, 0.275, 0.62


def data(store: Store, case_id: str, norm_id: str | None = None) -> pd.DataFrame:
    """One row an event of the case, in order: position, activity, local_at, device_id, role, verdict, ...

    `verdict` is null for an event that no finding (of `norm_id`, if given) names.
    """
    frame = query(store, "case_events", case_id=case_id, norm_id=norm_id)
    frame["case_id"] = case_id
    return frame


def _around(frame: pd.DataFrame) -> pd.DataFrame:
    """At most _MOST rows: from a few events before the first one judged, or from the start."""
    judged = frame.index[frame["verdict"].notna()]
    first = max(0, int(judged[0]) - _MOST // 2) if len(judged) else 0
    first = max(0, min(first, len(frame) - _MOST))
    return frame.iloc[first : first + _MOST]


@styled
def draw(frame: pd.DataFrame, lang: str) -> Figure:
    """One line of text for each event, top down; the dots have the colours of the verdicts."""
    if frame.empty:
        return nothing(lang, "The case has no events.", "该案例没有事件。")
    shown = _around(frame)
    figure, (axes,) = sheet(0.7 + 0.21 * len(shown))
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    axes.set_ylim(len(shown) - 0.4, -0.6)
    axes.plot([_DOT, _DOT], [0, len(shown) - 1], color="#CCCCCC", lw=1.5, zorder=1)
    before = None
    for n, row in enumerate(shown.itertuples()):
        verdict = row.verdict if isinstance(row.verdict, str) else None
        colour = VERDICT_COLOURS.get(verdict or "", "#777777")
        axes.plot([_DOT], [n], "o", ms=7 if verdict else 4, color=colour, zorder=2)
        style: dict[str, Any] = {
            "va": "center",
            "fontsize": 8,
            "color": INK,
            "fontweight": "bold" if verdict else "normal",
        }
        axes.text(_TIME, n, f"{row.local_at:%Y-%m-%d %H:%M:%S}", **style)
        axes.text(_GAP + 0.08, n, _gap(before, row.happened_at, lang), **style | {"ha": "right", "color": "#777777"})
        word = f"  [{named(VERDICT_NAMES, verdict, lang)}]" if verdict else ""
        axes.text(_ACTIVITY, n, short(f"{row.position}. {label_of(str(row.activity), lang)}", 40) + word, **style)
        axes.text(_DEVICE, n, short(_who(row), 46), **style)
        before = row.happened_at
    entitle(figure, _title(frame, shown, lang))
    return figure


def _title(frame: pd.DataFrame, shown: pd.DataFrame, lang: str) -> str:
    case = short(frame["case_id"].iloc[0], 40)
    if len(shown) == len(frame):
        return say(lang, f"Case {case}: {len(frame)} events, local time", f"案例{case}:{len(frame)}个事件,当地时间")
    first, last = int(shown["position"].iloc[0]), int(shown["position"].iloc[-1])
    return say(
        lang,
        f"Case {case}: events {first} to {last} of {len(frame)}, local time",
        f"案例{case}:{len(frame)}个事件中的第{first}至{last}个,当地时间",
    )


def _gap(before: pd.Timestamp | None, now: pd.Timestamp, lang: str) -> str:
    """The time since the event before, in its largest whole unit."""
    if before is None or now == before:
        return ""
    seconds = int((now - before).total_seconds())
    for size, en, zh in ((86400, "d", "天"), (3600, "h", "小时"), (60, "min", "分"), (1, "s", "秒")):
        if seconds >= size:
            return "+" + say(lang, f"{seconds // size} {en}", f"{seconds // size}{zh}")
    return ""


def _who(row: object) -> str:
    parts = [getattr(row, name) for name in ("device_id", "role")]
    return " · ".join(str(part) for part in parts if isinstance(part, str) and part)


def reading(frame: pd.DataFrame, lang: str) -> str:
    """Which event of the case was judged, and how."""
    if frame.empty:
        return say(lang, "The store has no event of this case.", "数据仓中没有该案例的事件。")
    judged = frame[frame["verdict"].notna()]
    if judged.empty:
        return say(
            lang,
            f"The finding is about the case as a whole: none of its {len(frame)} events is what was asked for.",
            f"该发现针对整个案例:{len(frame)}个事件中没有所要求的事件。",
        )
    first = judged.iloc[0]
    word = named(VERDICT_NAMES, str(first["verdict"]), lang)
    label = label_of(str(first["activity"]), lang)
    return say(
        lang,
        f"Event {first['position']}, {label} at {first['local_at']:%Y-%m-%d %H:%M}: {word}"
        + (f"; so are {len(judged) - 1} more events of this case." if len(judged) > 1 else "."),
        f"第{first['position']}个事件“{label}”({first['local_at']:%Y-%m-%d %H:%M}):{word}"
        + (f";本案例另有{len(judged) - 1}个事件被列为发现。" if len(judged) > 1 else "。"),
    )
