"""Reviews a norm against the kinds and the vocabulary; every problem is a sentence that says what is possible."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from svcmine.norms.columns import Place, column, nearest
from svcmine.norms.condition_error import ConditionError
from svcmine.norms.conditions import read_condition
from svcmine.norms.examples import read_drawing
from svcmine.norms.kinds import Kind, kinds
from svcmine.norms.norm import REASONS, Norm, Requirement
from svcmine.vocabulary import ACTIVITIES, CLASSES, PROCESSES, activities_of

_ACTIVITY_KEYS = ("activation", "target", "until", "reset_by")
_NUMERIC = ("integer", "number")
# The units of the calendar that `periodic` knows.
UNITS = ("day", "working_day", "week", "month")


def problems_of_norm(norm: Norm) -> Iterator[str]:
    """What is wrong with a norm, its requirements aside."""
    for process in norm.process:
        if process not in PROCESSES:
            yield f"process: there is no process '{process}'. Processes are: {', '.join(PROCESSES)}"
    if norm.since and norm.until and norm.until < norm.since:
        yield f"until: {norm.until} is before since {norm.since}"
    for index, example in enumerate(norm.example, 1):
        if not 1 <= example.requirement <= len(norm.require):
            have = f"there are {len(norm.require)}, counted from 1"
            yield f"example {index}, requirement: requirement {example.requirement} does not exist; {have}"
        if example.reason is not None and example.verdict != "undecidable":
            yield f"example {index}, reason: {example.verdict} has no reason, only undecidable has. Leave it out."
        elif example.reason is not None and example.reason not in REASONS:
            near = nearest(example.reason, REASONS)
            yield f"example {index}, reason: there is no reason '{example.reason}'.{near} {', '.join(REASONS)}"
        try:
            read_drawing(example.log)
        except ValueError as error:
            yield f"example {index}, log: {error}"


def problems_of_parts(table: dict[str, Any]) -> Iterator[str]:
    """What is wrong with the activities and conditions of a requirement that cannot be read as a whole."""
    for key in _ACTIVITY_KEYS:
        names = table.get(key, ())
        listed = [names] if isinstance(names, str) else names if isinstance(names, list) else []
        yield from (f"{key}: {problem}" for problem in _activities([name for name in listed if isinstance(name, str)]))
    for key in ("same", "attributes", "by"):
        names = table.get(key, ())
        for name in [names] if isinstance(names, str) else names if isinstance(names, list) else []:
            yield from _column(key, str(name), "event")
    for key in ("when", "where", "required", "forbidden"):
        text = table.get(key)
        # An event has every column that a case has.
        yield from _condition(key, text if isinstance(text, str) else None, "event")


def unknown_kind(name: object) -> str | None:
    """The problem of a kind that does not exist; None if it does."""
    if name in kinds():
        return None
    return f"kind: there is no kind '{name}'.{nearest(str(name), kinds())} Kinds are: {', '.join(kinds())}"


def problems_of_requirement(requirement: Requirement, keys: set[str]) -> Iterator[str]:
    """What is wrong with a requirement whose table has these keys; each problem starts with the key."""
    kind = kinds()[requirement.kind]
    yield from _keys(kind, requirement, keys)
    for key in _ACTIVITY_KEYS:
        yield from (f"{key}: {problem}" for problem in _activities(getattr(requirement, key)))
    place: Place = "event" if kind.of_events(requirement.keys) else "case"
    yield from _condition("when", requirement.when, place)
    yield from _condition("where", requirement.where, "event")
    yield from _condition("required", requirement.required, place)
    yield from _condition("forbidden", requirement.forbidden, place)
    for name in requirement.same:
        yield from _column("same", name, "event")
    for name in requirement.attributes:
        yield from _column("attributes", name, place)
    if requirement.by is not None:
        yield from _column("by", requirement.by, place, ("instant",))
    if requirement.per is not None and kind.name != "periodic":
        yield from _column("per", requirement.per, "event")
    if kind.name == "periodic":
        yield from _period(requirement)
    if kind.both_sides:
        yield from _overlap(requirement)
    if requirement.length is not None and requirement.length.seconds is None:
        yield "length: must be of a fixed length, such as '24 hours'"
    for key in ("within", "not_before"):
        length = getattr(requirement, key)
        if length is not None and length.column is not None:
            yield from _column(key, length.column, place, _NUMERIC)
    if requirement.waived_by is not None:
        yield from (f"waived_by: {problem}" for problem in _activities(requirement.waived_by.activity))
        yield from _condition("waived_by.where", requirement.waived_by.where, "event")


def _keys(kind: Kind, requirement: Requirement, keys: set[str]) -> Iterator[str]:
    for key in sorted(keys - set(kind.keys)):
        yield f"{key}: kind '{kind.name}' does not take it. It takes: {', '.join(sorted(kind.keys))}"
    for choice in kind.needs:
        said = [key for key in choice if key in keys]
        if not said or (len(said) > 1 and "both" not in choice):
            wanted = " or ".join(choice)
            yield f"{choice[0]}: kind '{kind.name}' needs {wanted}"
        for key in said:
            if getattr(requirement, key) in ((), ""):
                yield f"{key}: must not be empty"


def _period(requirement: Requirement) -> Iterator[str]:
    per, within = requirement.per, requirement.within
    if per is not None and per not in UNITS:
        yield f"per: '{per}' is no unit of the calendar. Units are: {', '.join(UNITS)}"
    if within is not None and per is None and within.working_days is not None:
        yield "within: must be of a fixed length, such as '24 hours'; for every working day write per = 'working_day'"
    if within is not None and per is not None and within.column is not None:
        yield "within: with `per` it must be of a fixed length, such as '24 hours' or '5 working days'"


def _overlap(requirement: Requirement) -> Iterator[str]:
    both = _listed(requirement.activation) & _listed(requirement.target)
    if both:
        yield f"target: {', '.join(sorted(both))} is an activation too, so that it would be judged twice"


def _listed(names: Iterable[str]) -> set[str]:
    return {activity for name in names for activity in activities_of(name)}


def _activities(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        if not activities_of(name):
            near = nearest(name, [*ACTIVITIES, *CLASSES])
            yield f"there is no activity or activity class '{name}'.{near} All: svcmine norms words"


def _condition(key: str, text: str | None, place: Place) -> Iterator[str]:
    if text is not None:
        yield from _tried(key, lambda: read_condition(text, place))


def _column(key: str, name: str, place: Place, types: tuple[str, ...] = ()) -> Iterator[str]:
    found: list[str] = []
    yield from _tried(key, lambda: found.append(column(name, place).type))
    if found and types and found[0] not in types:
        yield f"{key}: '{name}' is of type {found[0]}; needed is {' or '.join(types)}"


def _tried(key: str, action: Callable[[], object]) -> Iterator[str]:
    try:
        action()
    except ConditionError as error:
        yield from (f"{key}: {problem}" for problem in error.problems)
    except ValueError as error:
        yield f"{key}: {error}"
