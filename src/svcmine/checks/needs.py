"""What the working table must carry so that these norms can be judged, and nothing more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from svcmine.norms.columns import Place
from svcmine.norms.conditions import Condition, read_condition
from svcmine.norms.kinds import kinds
from svcmine.norms.norm import Norm, Requirement
from svcmine.vocabulary import activities_of

# The origins that sources can have; an origin beyond these covers nothing.
ORIGINS = ("ticket", "operation", "alarm")


@dataclass(frozen=True)
class Needs:
    """Attributes, calendar flags (in_freeze, in_peak, in_window_<name>) and instants whose working day is asked for.

    `activities`: of all events; `asking`: of those events that need a calendar. `operations`: all of them, whatever
    their activity; `all_events`: all of all cases.
    """

    columns: frozenset[str]
    flags: frozenset[str]
    working_days: frozenset[str]
    activities: frozenset[str]
    asking: frozenset[str]
    origins: frozenset[str]
    operations: bool
    all_events: bool
    counts_working_days: bool


def place_of(requirement: Requirement) -> Place:
    """Whether the requirement's own conditions are said of events or of cases."""
    return "event" if kinds()[requirement.kind].of_events(requirement.keys) else "case"


def activity_set(names: Iterable[str]) -> tuple[str, ...]:
    """The activities that activity and class names stand for, sorted."""
    return tuple(sorted({activity for name in names for activity in activities_of(name)}))


def conditions_of(requirement: Requirement) -> Iterator[Condition]:
    """All conditions of a requirement, read."""
    place = place_of(requirement)
    for text in (requirement.when, requirement.required, requirement.forbidden):
        if text is not None:
            yield read_condition(text, place)
    if requirement.where is not None:
        yield read_condition(requirement.where)
    if requirement.waived_by is not None and requirement.waived_by.where is not None:
        yield read_condition(requirement.waived_by.where)


def columns_of(requirement: Requirement) -> frozenset[str]:
    """The columns that a requirement names, in its conditions or elsewhere."""
    named = (name for found in conditions_of(requirement) for name in found.columns)
    return frozenset((*named, *_named(requirement)))


def flags_of(requirement: Requirement) -> frozenset[str]:
    """The flags and working days that a requirement asks about."""
    window = {f"in_window_{requirement.window}"} if requirement.window else set()
    return frozenset(window.union(*(found.all_flags for found in conditions_of(requirement))))


def needs_of(norms: Iterable[Norm]) -> Needs:
    """What these norms need together."""
    requirements = [requirement for norm in norms for requirement in norm.require]
    conditions = [(requirement, found) for requirement in requirements for found in conditions_of(requirement)]
    flags = {flag for _, found in conditions for flag in found.flags}
    flags |= {f"in_window_{requirement.window}" for requirement in requirements if requirement.window}
    days = {name for _, found in conditions for name in found.working_days}
    asking = [requirement for requirement, found in conditions if found.flags or found.working_days]
    asking += [requirement for requirement in requirements if requirement.window]
    return Needs(
        columns=frozenset(name for requirement in requirements for name in columns_of(requirement)),
        flags=frozenset(flags),
        working_days=frozenset(days),
        activities=frozenset(name for requirement in requirements for name in _activities(requirement)),
        asking=frozenset(name for requirement in asking for name in _activities(requirement)),
        origins=frozenset(name for requirement in requirements for name in requirement.evidence if name in ORIGINS),
        all_events=any(kinds()[requirement.kind].reads_all for requirement in requirements),
        operations=any(requirement.kind == "unticketed" for requirement in requirements),
        counts_working_days=bool(days) or any(_in_working_days(requirement) for requirement in requirements),
    )


def _activities(requirement: Requirement) -> tuple[str, ...]:
    excuse = requirement.waived_by.activity if requirement.waived_by else ()
    return activity_set(
        (*requirement.activation, *requirement.target, *requirement.until, *requirement.reset_by, *excuse)
    )


def _named(requirement: Requirement) -> Iterator[str]:
    yield from requirement.same
    yield from requirement.attributes
    if requirement.per and requirement.kind != "periodic":
        yield requirement.per
    if requirement.by:
        yield requirement.by
    if requirement.kind == "role":
        yield "role"
    for length in (requirement.within, requirement.not_before, requirement.length):
        if length is not None and length.column is not None:
            yield length.column


def _in_working_days(requirement: Requirement) -> bool:
    lengths = (requirement.within, requirement.not_before, requirement.length)
    if requirement.per == "working_day":
        return True
    return any(length is not None and length.working_days is not None for length in lengths)
