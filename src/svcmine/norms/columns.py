"""The columns that a norm may name, with their types: the vocabulary's, and a few that the check works out."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Literal

from svcmine.vocabulary import ATTRIBUTES, Attribute, Label

Place = Literal["event", "case"]

# Worked out for every event; `local_time` is the wall clock at the site.
_WORKED_OUT = {
    "local_time": Attribute("local_time", Label("Local time", "当地时间"), "event", "time"),
    "match": Attribute(
        "match",
        Label("Match with a ticket", "与工单的匹配"),
        "event",
        "enum",
        ("matched", "outside_window", "wrong_device", "wrong_person", "unticketed"),
    ),
    "operation_count": Attribute("operation_count", Label("Number of commands", "命令条数"), "event", "integer"),
}
_INSTEAD = {
    "in_night": "in_window('night')",
    "in_freeze": "in_freeze()",
    "in_peak": "in_peak()",
}


def columns_of(place: Place) -> dict[str, Attribute]:
    """Name → attribute: all that can be said of an event, or of a case as a whole."""
    levels = ("case", "site") if place == "case" else ("case", "site", "event", "device", "account")
    known = {name: found for name, found in ATTRIBUTES.items() if found.level in levels}
    return known if place == "case" else known | _WORKED_OUT


def column(name: str, place: Place) -> Attribute:
    """The attribute of a column name; ValueError says what is near."""
    known = columns_of(place)
    if name in known:
        return known[name]
    if name in _INSTEAD:
        raise ValueError(f"'{name}' is worked out, not recorded: write {_INSTEAD[name]}")
    if place == "case" and name in columns_of("event"):
        raise ValueError(
            f"'{name}' belongs to single events, but this is said of the case as a whole; "
            "use an attribute of the case, or give the requirement an activation"
        )
    raise ValueError(f"unknown column '{name}'.{nearest(name, known)} All: svcmine norms words")


def nearest(name: str, known: Iterable[str]) -> str:
    """' Near: ...' with names that look alike, or nothing."""
    found = get_close_matches(name, list(known), n=3, cutoff=0.6)
    return f" Near: {', '.join(found)}." if found else ""
