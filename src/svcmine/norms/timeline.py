"""A norm's example as a timeline in plain text: what happened when, to which device, by whom, and how the case ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from svcmine.norms.examples import Drawing, Step, read_drawing
from svcmine.vocabulary import label_of

_WORDS = {
    "en": {
        "open": "the case is still open",
        "closed": "the case is closed",
        "horizon": "the sources tell no more",
        "covered": "covered",
        "peak": "peak hours",
        "freeze": "freeze",
        "waiver": "a waiver record covers this site",
    },
    "zh": {
        "open": "工单尚未关闭",
        "closed": "工单关闭",
        "horizon": "此后数据源无记录",
        "covered": "覆盖来源",
        "peak": "高峰期",
        "freeze": "封网期",
        "waiver": "有覆盖本站点的豁免记录",
    },
}
# What every drawing has unless its braces say otherwise.
_PLAIN = {"site_status": "commercial", "emergency_restoration": False}
_DAY = timedelta(days=1)


def timeline(log: str, lang: str = "en") -> list[str]:
    """The lines of an example's log, drawn from top to bottom; ValueError if it cannot be read."""
    drawing = read_drawing(log)
    words = _WORDS["zh" if lang == "zh" else "en"]
    rows = [*_given(drawing, words), *_steps(drawing, lang), *_ends(drawing, words)]
    width = max(len(time) for time, _, _ in rows)
    return [f"{time:>{width}}  {mark}  {text}".rstrip() for time, mark, text in rows]


def _given(drawing: Drawing, words: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    said = {name: value for name, value in drawing.values.items() if value != _PLAIN.get(name, object())}
    if said:
        yield "", " ", _pairs(said)
    for name in ("peak", "freeze"):
        span = getattr(drawing, name)
        if span is not None:
            yield "", " ", f"{words[name]}: {_clock(span[0])} – {_clock(span[1])}"
    if len(drawing.covered) < 3:
        yield "", " ", f"{words['covered']}: {', '.join(drawing.covered)}"
    if drawing.waiver:
        yield "", " ", words["waiver"]


def _steps(drawing: Drawing, lang: str) -> Iterator[tuple[str, str, str]]:
    moments = [(step.at, number, step, False) for number, step in enumerate(drawing.steps)]
    moments += [(step.ended, number, step, True) for number, step in enumerate(drawing.steps) if step.ended is not None]
    for at, _, step, is_end in sorted(moments, key=lambda moment: (moment[0], not moment[3], moment[1])):
        mark = "┴" if is_end else "┬" if step.ended is not None else "●"
        yield _clock(at), mark, f"({label_of(step.activity, lang)})" if is_end else _step(step, lang)


def _step(step: Step, lang: str) -> str:
    parts = [
        label_of(step.activity, lang),
        f"({step.activity})",
        step.device or "",
        f"@{step.person}" if step.person else "",
        _pairs(step.values),
        "" if step.mark == "ticket" else f"<{step.mark}>",
    ]
    return "  ".join(part for part in parts if part)


def _ends(drawing: Drawing, words: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    last = max(step.ended or step.at for step in drawing.steps)
    if drawing.horizon < timedelta(days=60):
        yield _clock(drawing.horizon), "╎", words["horizon"]
    if drawing.open:
        yield "…", "○", words["open"]
    else:
        yield _clock(last + timedelta(hours=1)), "□", words["closed"]


def _pairs(values: dict[str, Any]) -> str:
    return ", ".join(f"{name} = {_value(value)}" for name, value in values.items())


def _value(value: Any) -> str:
    if value is None:
        return "?"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, timedelta):
        return _clock(value)
    return " + ".join(str(item) for item in value) if isinstance(value, list) else str(value)


def _clock(at: timedelta) -> str:
    days, rest = at // _DAY, at % _DAY
    minutes, seconds = divmod(int(rest.total_seconds()), 60)
    day = f"{days:+d}d " if days else ""
    return f"{day}{minutes // 60:02d}:{minutes % 60:02d}" + (f":{seconds:02d}" if seconds else "")
