"""Logs small enough to try every order and every value, and requirements as functions on them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

Truth = bool | None


@dataclass(frozen=True)
class Event:
    id: str
    activity: str
    at: datetime
    case: str | None = None
    ended: datetime | None = None
    precision: float | None = None
    source: str = "desk"
    sequence: int | None = None
    clock: str | None = None
    device: str | None = None
    person: str | None = None
    visit: str | None = None
    origin: str = "ticket"
    match: str | None = None
    result: str | None = None
    consent: Truth = None
    memo: Truth = None
    minutes: int | None = None
    role: str | None = None


@dataclass(frozen=True)
class Case:
    id: str
    process: str
    opened: datetime
    closed: datetime | None = None
    site: str | None = None
    priority: str | None = None
    due: datetime | None = None
    consent_needed: Truth = None


@dataclass(frozen=True)
class Coverage:
    origin: str
    device: str | None
    site: str | None
    begins: datetime
    ends: datetime


@dataclass(frozen=True)
class Waiver:
    id: str
    scope: dict[str, str]
    begins: datetime | None
    ends: datetime | None


@dataclass(frozen=True)
class World:
    """A log small enough to try everything, with what its sources cover. All its ids begin with `name` and a dash."""

    name: str
    cases: dict[str, Case]
    events: list[Event]
    coverage: list[Coverage]
    waivers: list[Waiver] = field(default_factory=list)
    ordered_sources: frozenset[str] = frozenset()
    tolerance: timedelta = timedelta(0)


@dataclass(frozen=True)
class Asked:
    """A requirement with its conditions as functions; `within` and the like give a timedelta for the event or case."""

    kind: str
    process: tuple[str, ...] = ("change",)
    activation: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    until: tuple[str, ...] = ()
    reset_by: tuple[str, ...] = ()
    when: Callable[[Any, Case | None], Truth] | None = None
    where: Callable[[Event, Case | None], Truth] | None = None
    obeys: Callable[[Any, Case | None], Truth] | None = None
    same: tuple[str, ...] = ()
    scope: str = "case"
    within: Callable[[Any], timedelta | None] | None = None
    not_before: Callable[[Any], timedelta | None] | None = None
    length: Callable[[Any], timedelta | None] | None = None
    by_due: bool = False
    count: int | None = None
    most: int | None = None
    per: str | None = None
    evidence: tuple[str, ...] = ("ticket",)
    excuse: tuple[str, ...] = ()
    excuse_where: Callable[[Event, Case | None], Truth] | None = None
    excuse_before: bool = True
