"""Reads the drawn cases in norms' examples: a line that anyone who knows the process can write and check by eye.

    log     = [ "{" pairs "}" ] step { "·" step } [ "…" ]
    step    = [ mark ] activity [ "[" pairs "]" ] time [ "-" time ] [ device ] [ "@" person ]
    mark    = "ticket" (the default) | "operation" | "both" | "alarm" | "unticketed"
    pairs   = name "=" value { "," name "=" value }
    time    = [ ("+" | "-") number "d " ] HH:MM[:SS]

Times are local to the site and count from the day of the example; `+1d 03:00` is the next day at three. A second
time is the step's end. `…` at the end says that the case is still open; otherwise it was closed an hour after its
last step. Values are yes, no, numbers, words, `a+b` for a list, a time for an instant, and `?` for not recorded.

Pairs in brackets belong to the step, its device or its account; pairs in braces to the case, its site, all its
devices and accounts. A step may also say `precision_s=60` (how coarse its time is), `match=wrong_device` (how well an
operation fits its ticket) and `clock=desk` (which clock told of it; the steps of different clocks that lie closer than
a minute have no sure order). Unless the braces say otherwise the site is commercial and it is no emergency. Braces may
also set: `process` (the norm's first), `opened` (the first step), `horizon` (all sources end there; 60 days on),
`covered` (origins that a source covers; `ticket+operation+alarm`), `peak=19:00-22:00`,
`freeze=00:00/+2d 00:00` and `waiver=yes` (a waiver record for this norm at this site).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from svcmine.norms.columns import columns_of, nearest
from svcmine.vocabulary import ACTIVITIES, ATTRIBUTES, Attribute

_TIME = r"(?:[+-]\d+d\s+)?\d\d:\d\d(?::\d\d)?"
_SPAN = re.compile(rf"({_TIME})\s*[-/]\s*({_TIME})")
_MARKS = ("ticket", "operation", "both", "alarm", "unticketed")
_STEP = re.compile(
    rf"(?:(?P<mark>{'|'.join(_MARKS)})\s+)?(?P<activity>[a-z_]+)(?:\[(?P<pairs>[^\]]*)\])?"
    rf"\s+(?P<at>{_TIME})(?:\s*[-/]\s*(?P<ended>{_TIME}))?(?:\s+(?P<device>[^\s@]+))?(?:\s+@(?P<person>\S+))?"
)
_FORM = 'activity[attribute=value] time device @person, such as "modify_data 00:20 D1"'
_WORDS = {"yes": True, "true": True, "no": False, "false": False}
_ORIGINS = ("ticket", "operation", "alarm")
_SETTINGS = ("opened", "horizon", "covered", "peak", "freeze", "waiver")

Span = tuple[timedelta, timedelta]


@dataclass(frozen=True)
class Step:
    """One event; times count from the midnight that begins the example's day, at the site."""

    activity: str
    at: timedelta
    ended: timedelta | None = None
    mark: str = "ticket"
    device: str | None = None
    person: str | None = None
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Drawing:
    """A drawn case; `values` are the attributes in braces, by name."""

    steps: tuple[Step, ...]
    open: bool = False
    values: dict[str, Any] = field(default_factory=dict)
    opened: timedelta | None = None
    horizon: timedelta = timedelta(days=60)
    covered: tuple[str, ...] = _ORIGINS
    peak: Span | None = None
    freeze: Span | None = None
    waiver: bool = False


def read_drawing(log: str) -> Drawing:
    """The case that an example's log draws; ValueError names every piece at fault and says what is possible."""
    text = log.strip()
    opened = text.endswith(("…", "..."))
    text = text.removesuffix("…").removesuffix("...").strip()
    braces = re.match(r"\{([^}]*)\}", text)
    settings: dict[str, Any] = {}
    values: dict[str, Any] = {"site_status": "commercial", "emergency_restoration": False}
    problems: list[str] = []
    if braces:
        text = text[braces.end() :]
        for pair in _split(braces[1]):
            with _noting(problems):
                _add_pair(pair, settings, values)
    steps: list[Step] = []
    for piece in re.split(r"[·;]", text):
        if piece.strip():
            with _noting(problems):
                steps.append(_step(piece.strip()))
    if problems:
        raise ValueError("; ".join(problems))
    if not steps:
        raise ValueError(f"'{log}' draws no step. Write steps as {_FORM}, with · between them")
    return Drawing(tuple(steps), opened, values, **settings)


@contextmanager
def _noting(problems: list[str]) -> Iterator[None]:
    """Note what is wrong with a piece, so that the others are read all the same."""
    try:
        yield
    except ValueError as error:
        problems.append(str(error))


def _add_pair(pair: str, settings: dict[str, Any], values: dict[str, Any]) -> None:
    ((name, value),) = _pairs(pair)
    if name in _SETTINGS:
        settings[name] = _setting(name, value)
    else:
        values[name] = _value(name, value, ("case", "site", "device", "account"))


def _step(piece: str) -> Step:
    found = _STEP.fullmatch(piece)
    if not found:
        raise ValueError(f"'{piece}' is no step. Write {_FORM}")
    if found["activity"] not in ACTIVITIES:
        raise ValueError(f"there is no activity '{found['activity']}'.{nearest(found['activity'], ACTIVITIES)}")
    return Step(
        activity=found["activity"],
        at=_time(found["at"]),
        ended=_time(found["ended"]) if found["ended"] else None,
        mark=found["mark"] or "ticket",
        device=found["device"],
        person=found["person"],
        values={name: _value(name, value, ("event", "device", "account")) for name, value in _pairs(found["pairs"])},
    )


def _split(text: str) -> list[str]:
    return [piece.strip() for piece in text.split(",") if piece.strip()]


def _pairs(text: str | None) -> list[tuple[str, str]]:
    pairs = []
    for piece in _split(text or ""):
        name, equals, value = (part.strip() for part in piece.partition("="))
        if not equals or not name or not value:
            raise ValueError(f"'{piece.strip()}' is no pair. Write attribute=value, with commas between pairs")
        pairs.append((name, value))
    return pairs


def _value(name: str, text: str, levels: tuple[str, ...]) -> Any:
    if name == "precision_s" and "event" in levels:
        return _number(name, text)
    if name == "match" and "event" in levels:
        # How well an operation fits its ticket: matched unless the example says otherwise.
        return _typed(columns_of("event")["match"], text)
    if name == "clock" and "event" in levels:
        # Which clock told of it: one for all unless the example says otherwise.
        return text
    attribute = ATTRIBUTES.get(name)
    if attribute is None or attribute.level not in levels:
        near = nearest(name, [known for known, entry in ATTRIBUTES.items() if entry.level in levels])
        where = "[...] of a step" if "event" in levels else "{...}"
        raise ValueError(f"'{name}' cannot stand in {where}.{near}")
    return None if text == "?" else _typed(attribute, text)


def _typed(attribute: Attribute, text: str) -> Any:
    if attribute.values and text not in attribute.values:
        raise ValueError(f"{attribute.name} is never '{text}'. Its values are: {', '.join(attribute.values)}")
    if attribute.type == "bool":
        return _truth(attribute.name, text)
    if attribute.type == "list":
        return text.split("+")
    if attribute.type == "instant":
        return _time(text)
    if attribute.type in ("integer", "number"):
        return _number(attribute.name, text)
    return text


def _setting(name: str, text: str) -> Any:
    if name in ("opened", "horizon"):
        return _time(text)
    if name == "waiver":
        return _truth(name, text)
    if name == "covered":
        origins = tuple(text.split("+"))
        if not set(origins) <= set(_ORIGINS):
            raise ValueError(f"covered={text}: only {', '.join(_ORIGINS)} can be covered")
        return origins
    found = _SPAN.fullmatch(text)
    if not found:
        raise ValueError(f"{name}={text} is no span of time, such as {name}=19:00-22:00")
    return _time(found[1]), _time(found[2])


def _truth(name: str, text: str) -> bool:
    if text.lower() not in _WORDS:
        raise ValueError(f"{name} is yes, no or ?, not '{text}'")
    return _WORDS[text.lower()]


def _number(name: str, text: str) -> float:
    if not re.fullmatch(r"-?\d+(\.\d+)?", text):
        raise ValueError(f"{name} is a number, not '{text}'")
    return float(text) if "." in text else int(text)


def _time(text: str) -> timedelta:
    if not re.fullmatch(_TIME, text):
        raise ValueError(f"'{text}' is no time. Write 00:20, 00:20:05 or +1d 03:00")
    days, _, clock = text.rpartition("d")
    hours, minutes, *seconds = (int(part) for part in clock.split(":"))
    if hours > 24 or minutes > 59 or any(second > 59 for second in seconds):
        raise ValueError(f"'{text}' is no time of day")
    return timedelta(days=int(days or 0), hours=hours, minutes=minutes, seconds=sum(seconds))
