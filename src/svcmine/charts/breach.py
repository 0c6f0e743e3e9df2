"""One finding as a picture: the case's events as lines of text, and beside them the same events on a clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from svcmine.charts.theme import INK, VERDICT_COLOURS, VERDICT_NAMES, named, nothing, say, sheet, short, styled
from svcmine.checks.explain import Explanation
from svcmine.vocabulary import activities_of, label_of

_MOST = 15
_PLAIN, _BAND = "#777777", "#DDF1EA"
# How far the clock reaches around an event that stands alone.
_MARGIN = timedelta(minutes=30)


@dataclass(frozen=True)
class _Row:
    """An event as it is drawn; `part` says what it is to the finding: activation, witness, target or nothing."""

    at: datetime
    ended: datetime | None
    text: str
    part: str


@styled
def _drawn(frame: pd.DataFrame, lang: str) -> Figure:
    told: Mapping[str, Any] = frame.attrs["told"]
    rows: list[_Row] = told["rows"]
    if not rows:
        return nothing(lang, "The store has no events around this finding.", "数据仓中没有该发现前后的事件。")
    figure, (words, clock) = sheet(1.3 + 0.24 * len(rows), 2)
    colour = VERDICT_COLOURS.get(str(told["verdict"]), _PLAIN)
    for axes in (words, clock):
        axes.set_ylim(len(rows) - 0.4, -0.6)
    _write(words, rows, colour)
    _place(clock, rows, told, colour, lang)
    figure.suptitle(str(told["title"]), x=0.005, ha="left", fontsize=10.5)
    figure.supxlabel(str(told["caption"]), x=0.005, ha="left", fontsize=8.5, color=INK)
    return figure


def draw(explanation: Explanation, lang: str = "en") -> Figure:
    """The timeline of a finding's case with the breach marked, on the site's clock.

    Bold and in the verdict's colour: the event that obliges and the one that breaks it; a diamond: an event of the
    activity that was asked for; the band: the time that was allowed.
    """
    frame = pd.DataFrame()
    frame.attrs["told"] = _told(explanation, lang)
    return _drawn(frame, lang)


def _told(explanation: Explanation, lang: str) -> dict[str, Any]:
    finding = explanation.finding
    zone = ZoneInfo(explanation.timezone)
    rows = [_row(event, explanation, zone, lang) for event in explanation.timeline]
    start, due = finding["happened_at"], finding["due_at"]
    title = (explanation.norm.get("title") or {}).get(lang) or finding["norm_id"]
    verdict = named(VERDICT_NAMES, str(finding["verdict"]), lang)
    case = finding["case_id"] or say(lang, "no case", "无工单")
    return {
        "rows": _around(rows),
        "verdict": finding["verdict"],
        "title": short(f"{verdict} · {title}", 118),
        "caption": _caption(
            rows, finding, bool(explanation.requirement.get("target")), str(case), explanation.timezone, lang
        ),
        "start": start.astimezone(zone) if start else None,
        "due": due.astimezone(zone) if due else None,
        "zone": zone,
    }


def _row(event: Mapping[str, Any], explanation: Explanation, zone: ZoneInfo, lang: str) -> _Row:
    finding = explanation.finding
    asked = explanation.requirement.get("target") or ()
    names = [asked] if isinstance(asked, str) else list(asked)
    targets = {activity for name in names for activity in activities_of(name) or (name,)}
    part = ""
    if event["event_id"] == finding["event_id"]:
        part = "activation"
    elif event["event_id"] == finding["witness_event_id"]:
        part = "witness"
    elif event["activity"] in targets:
        part = "target"
    at = event["happened_at"].astimezone(zone)
    ended = event["ended_at"].astimezone(zone) if event.get("ended_at") else None
    place = f" · {event['device_id']}" if event["device_id"] else ""
    label = short(label_of(str(event["activity"]), lang) + place, 44)
    return _Row(at, ended, f"{at:%m-%d %H:%M:%S}  {label}", part)


def _around(rows: list[_Row]) -> list[_Row]:
    """At most _MOST rows: what the finding is about, what was asked for, and the events nearest to these."""
    if len(rows) <= _MOST:
        return rows
    marked = [n for n, row in enumerate(rows) if row.part in ("activation", "witness")]
    middle = (marked or [n for n, row in enumerate(rows) if row.part] or [0])[0]
    rank = {"activation": 0, "witness": 0, "target": 1, "": 2}
    nearest = sorted(range(len(rows)), key=lambda n: (rank[rows[n].part], abs(n - middle)))
    # Half the room is kept for what lies around, whatever the number of targets.
    targets = [n for n in nearest if rows[n].part == "target"][_MOST // 2 :]
    return [rows[n] for n in sorted([n for n in nearest if n not in targets][:_MOST])]


def _write(axes: Axes, rows: list[_Row], colour: str) -> None:
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    for n, row in enumerate(rows):
        marked = row.part in ("activation", "witness")
        axes.text(
            0,
            n,
            row.text,
            va="center",
            fontsize=8,
            color=colour if marked else INK,
            fontweight="bold" if marked else "normal",
        )


def _place(axes: Axes, rows: list[_Row], told: Mapping[str, Any], colour: str, lang: str) -> None:
    """The rows' events on a clock that shows what the finding is about."""
    start, due, zone = told["start"], told["due"], told["zone"]
    first, last = _reach(rows, start, due)
    if due and (start is None or due > start):
        axes.axvspan(_number(start or first), _number(due), color=_BAND, zorder=0, lw=0)
    if due:
        axes.axvline(_number(due), color=VERDICT_COLOURS["fulfilled"], lw=1, ls="--", zorder=1)
        axes.text(_number(due), -0.75, say(lang, "due", "到期"), ha="center", va="bottom", fontsize=8, color=INK)
    for n, row in enumerate(rows):
        if not first <= row.at <= last:
            continue
        marked = row.part in ("activation", "witness")
        axes.plot(
            [_number(row.at)],
            [n],
            "D" if row.part == "target" else "o",
            ms=8 if marked else 5,
            color=colour if marked else _PLAIN,
            zorder=3,
        )
        if row.ended and row.ended > row.at:
            ends = _number(min(row.ended, last))
            axes.plot([_number(row.at), ends], [n, n], lw=3, color=colour if marked else "#BBBBBB", zorder=2)
    axes.set_xlim(_number(first), _number(last))
    locator = mdates.AutoDateLocator(tz=zone, minticks=3, maxticks=6)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(mdates.ConciseDateFormatter(locator, tz=zone))
    axes.tick_params(labelsize=8)
    axes.set_yticks([])
    axes.grid(axis="x", color="#EEEEEE")
    axes.spines["left"].set_visible(False)


def _reach(rows: list[_Row], start: datetime | None, due: datetime | None) -> tuple[datetime, datetime]:
    """From when to when the clock goes: the activation, its deadline, what breaks it, and the nearest target."""
    moments = [row.at for row in rows if row.part in ("activation", "witness")] + [m for m in (start, due) if m]
    targets = [row.at for row in rows if row.part == "target"]
    if targets:
        middle = moments[0] if moments else targets[0]
        moments.append(min(targets, key=lambda at: abs(at - middle)))
    moments = moments or [row.at for row in rows]
    first, last = min(moments), max(moments)
    margin = (last - first) / 6 or _MARGIN
    return first - margin, last + margin


def _number(moment: datetime) -> float:
    return float(mdates.date2num(moment))


def _caption(rows: list[_Row], finding: Mapping[str, Any], asked: bool, case: str, zone: str, lang: str) -> str:
    """What the picture shows, in a sentence; the same words stand for those who cannot see it."""
    case = short(case, 60)
    en = f"{case}, local time ({zone}); bold: what the finding is about"
    zh = f"{case},当地时间({zone});粗体:该发现所涉事件"
    if any(row.part == "target" for row in rows):
        en, zh = f"{en}; diamonds: activities that were asked for", f"{zh};菱形:所要求的活动"
    elif asked:
        en, zh = f"{en}; nothing of what was asked for is among these events", f"{zh};其中没有所要求的活动"
    if finding["due_at"]:
        en, zh = f"{en}; band: the time allowed", f"{zh};色带:允许的时间"
    return say(lang, en + ".", zh + "。")
