"""Reads activities.toml and attributes.toml into frozen values; the files are the whole vocabulary."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

PHASES = ("prepare", "apply", "operate", "verify", "hand_over")
PROCESSES = ("change", "fault", "major_incident", "visit", "inspection", "project")

Level = Literal["case", "event", "device", "site", "account", "derived"]
Type = Literal["text", "enum", "bool", "integer", "number", "instant", "date", "time", "list"]


@dataclass(frozen=True)
class Label:
    """A name for people, in both languages."""

    en: str
    zh: str

    def __getitem__(self, lang: str) -> str:
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True)
class Activity:
    """Something that can happen; `phase` is None for what is no step of field work."""

    name: str
    label: Label
    group: str
    phase: str | None


@dataclass(frozen=True)
class ActivityClass:
    """A plain set of activities that a norm may name as one."""

    name: str
    label: Label
    members: tuple[str, ...]


@dataclass(frozen=True)
class Attribute:
    """A column that mappings fill and conditions may name.

    `only_ticket`: only a ticket can say it, so that on an event without a ticket a missing value is false.
    """

    name: str
    label: Label
    level: Level
    type: Type
    values: tuple[str, ...] = ()
    unit: str | None = None
    only_ticket: bool = False


def _read(name: str) -> dict:
    return tomllib.loads((files("svcmine.vocabulary") / name).read_text(encoding="utf-8"))


def _activities() -> dict[str, Activity]:
    return {
        name: Activity(name, Label(**entry["label"]), entry["group"], entry.get("phase"))
        for name, entry in _read("activities.toml")["activities"].items()
    }


def _classes() -> dict[str, ActivityClass]:
    return {
        name: ActivityClass(name, Label(**entry["label"]), tuple(entry["members"]))
        for name, entry in _read("activities.toml")["classes"].items()
    }


def _attributes() -> dict[str, Attribute]:
    return {
        name: Attribute(
            name,
            Label(**entry["label"]),
            entry["level"],
            entry["type"],
            tuple(entry.get("values", ())),
            entry.get("unit"),
            entry.get("only_ticket", False),
        )
        for name, entry in _read("attributes.toml").items()
    }


ACTIVITIES = _activities()
CLASSES = _classes()
ATTRIBUTES = _attributes()


def activities_of(name: str) -> tuple[str, ...]:
    """The activities that an activity or class name stands for; empty if the name is unknown."""
    if name in CLASSES:
        return CLASSES[name].members
    return (name,) if name in ACTIVITIES else ()


def label_of(name: str, lang: str) -> str:
    """An activity's or class's label; a name outside the vocabulary is its own label."""
    found = ACTIVITIES.get(name) or CLASSES.get(name)
    return found.label[lang] if found else name
