"""The plan of one case: its steps by name, which a scenario edits, and the sentences of truth about them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import chain, count
from typing import Any

from svcmine.simulation.organisation import Device, Person, Site, Staff
from svcmine.vocabulary import CLASSES

MAJOR = frozenset(CLASSES["major_operation"].members)
OPERATE = frozenset(CLASSES["operate_device"].members)
# What is not done without a backup; a step told from a plan, or a query, is not yet a change.
BACKED = OPERATE - {"execute_step", "run_heavy_query", "power_on_equipment"}
DATA_CHANGE = frozenset(CLASSES["data_change"].members)
WATCHED = frozenset(CLASSES["watched_operation"].members)


@dataclass
class Command:
    """One command on a device, as the bastion or the device's syslog records it."""

    at: datetime
    text: str
    result: str | None = None


@dataclass
class Step:
    """Something that happened in a case, or outside any case; `channels` says who recorded it.

    `commands` are the block that makes the event, `looks` commands nearby that stand for no activity; `match`
    is what reconciliation must say of both.
    """

    key: str
    activity: str
    at: datetime
    ended_at: datetime | None = None
    person: str | None = None
    role: str | None = None
    account: str | None = None
    device: Device | None = None
    visit: str | None = None
    channels: frozenset[str] = frozenset({"ticket"})
    commands: list[Command] = field(default_factory=list)
    looks: list[Command] = field(default_factory=list)
    match: str = "matched"
    attributes: dict[str, object] = field(default_factory=dict)

    @property
    def device_id(self) -> str | None:
        return self.device.device_id if self.device else None

    def move(self, to: datetime) -> None:
        """Put the step, with its end and its commands, at another time."""
        by = to - self.at
        self.at = to
        self.ended_at = self.ended_at + by if self.ended_at else None
        for command in self.commands + self.looks:
            command.at += by


@dataclass(frozen=True)
class Alarm:
    """A device alarm; `approved`: the interruption was announced and approved, None where nobody says."""

    at: datetime
    device: Device
    kind: str
    severity: str = "critical"
    approved: bool | None = False


@dataclass(frozen=True)
class Truth:
    """One verdict that a correct check must give: a row of truth.csv."""

    norm_id: str
    requirement: int
    case_id: str | None
    device_id: str | None
    account: str | None
    activity: str | None
    happened_at: datetime | None
    verdict: str
    reason: str | None = None


@dataclass
class CasePlan:
    """A case as it will be exported; `template` is the kind of work it does."""

    case_id: str
    process: str
    template: str
    site: Site
    staff: Staff
    engineers: list[Person]
    devices: list[Device]
    opened_at: datetime
    rng: random.Random
    attributes: dict[str, object] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    alarms: list[Alarm] = field(default_factory=list)
    names_ticket: bool = True

    @property
    def engineer(self) -> Person:
        return self.engineers[0]

    def step(self, key: str) -> Step:
        """The step of that name; a wrong name is a mistake in a scenario."""
        return next(step for step in self.steps if step.key == key)

    def next_key(self, activity: str) -> str:
        """The activity's name, or with the next number if steps are named so already."""
        taken = {step.key for step in self.steps}
        names = chain([activity], (f"{activity}_{number}" for number in count(2)))
        return next(name for name in names if name not in taken)

    def having(self, *activities: str) -> list[Step]:
        """All steps with one of these activities, in time order."""
        return sorted((s for s in self.steps if s.activity in activities), key=lambda s: s.at)

    def members(self, of: frozenset[str]) -> list[Step]:
        """All steps of an activity class, in time order."""
        return sorted((s for s in self.steps if s.activity in of), key=lambda s: s.at)

    @property
    def majors(self) -> list[Step]:
        return self.members(MAJOR)

    def remove(self, *keys: str) -> None:
        """Take steps out of the case: nobody did them."""
        for key in keys:
            self.steps.remove(self.step(key))

    def remove_if(self, test: Callable[[Step], bool]) -> None:
        """Take out every step that meets a test."""
        self.steps = [step for step in self.steps if not test(step)]

    def without(self, *activities: str) -> list[Step]:
        """Take out every step with one of these activities; a case that has none is a mistake in a scenario."""
        gone = self.having(*activities)
        if not gone:
            raise LookupError(f"{self.case_id}: no step is any of {', '.join(activities)}")
        self.steps = [step for step in self.steps if step.activity not in activities]
        return gone

    def said(self, activity: str, **values: object) -> list[Step]:
        """Write other attributes into every step of an activity; None means that nothing is recorded."""
        steps = self.having(activity)
        if not steps:
            raise LookupError(f"{self.case_id}: no step is {activity}")
        for step in steps:
            step.attributes |= values
        return steps

    def postpone(self, activity: str, by: timedelta) -> list[Step]:
        """Let every step of an activity happen later than it should, or earlier; the others keep their times."""
        steps = self.having(activity)
        if not steps:
            raise LookupError(f"{self.case_id}: no step is {activity}")
        for step in steps:
            step.move(step.at + by)
        return steps

    def add(self, key: str, activity: str, at: datetime, **values: object) -> Step:
        """Add a step; fields of Step by their name, everything else is an attribute of the event."""
        fields: dict[str, Any] = {name: values.pop(name) for name in list(values) if name in Step.__dataclass_fields__}
        step = Step(key, activity, at, **fields, attributes=values)
        if any(other.key == key for other in self.steps):
            raise ValueError(f"{self.case_id}: two steps are named {key}")
        self.steps.append(step)
        return step

    def copy_step(self, key: str, new_key: str, at: datetime) -> Step:
        """Add the same step once more at another time."""
        old = self.step(key)
        step = replace(old, key=new_key, attributes=dict(old.attributes))
        step.commands, step.looks = [replace(c) for c in old.commands], [replace(c) for c in old.looks]
        step.move(at)
        self.steps.append(step)
        return step

    def shift(self, by: timedelta, since: datetime, until: datetime | None = None) -> None:
        """Move every step from `since` on (and before `until`) by the same time; the agreed window stays."""
        for step in self.steps:
            if step.at >= since and (until is None or step.at < until):
                step.move(step.at + by)

    def shift_window(self, by: timedelta) -> None:
        """Agree on another time: the window and everything that is done in it move together."""
        start, end = self.window
        # What belongs to the night ends when the office opens again, two days later.
        self.shift(by, start, self.step("update_device_archive").at)
        self.attributes["agreed_start"], self.attributes["agreed_end"] = start + by, end + by

    @property
    def window(self) -> tuple[datetime, datetime]:
        """The agreed window; it is always set in a flawless case."""
        return self.instant("agreed_start"), self.instant("agreed_end")

    def instant(self, attribute: str) -> datetime:
        """A case attribute that is a time."""
        found = self.attributes[attribute]
        assert isinstance(found, datetime)
        return found

    def of(
        self, step: Step, norm: str, requirement: int, verdict: str = "violated", reason: str | None = None
    ) -> Truth:
        """The truth about one activation event of this case."""
        case_id = None if step.match == "unticketed" else self.case_id
        return Truth(norm, requirement, case_id, step.device_id, step.account, step.activity, step.at, verdict, reason)

    def each(
        self, steps: list[Step] | str, norm: str, requirement: int, verdict: str = "violated", reason: str | None = None
    ) -> Iterator[Truth]:
        """The same truth about several activation events, or about all of an activity."""
        for step in self.having(steps) if isinstance(steps, str) else steps:
            yield self.of(step, norm, requirement, verdict, reason)

    def whole(self, norm: str, requirement: int, verdict: str = "violated", reason: str | None = None) -> Truth:
        """The truth about an obligation of the case as a whole."""
        return Truth(norm, requirement, self.case_id, None, None, None, None, verdict, reason)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)
