"""Reviews a norm against the kinds and the vocabulary; every problem is a sentence that says what is possible."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from svcmine.norms.columns import Place, column, nearest
from svcmine.norms.conditions import read_condition
from svcmine.norms.kinds import Kind, kinds
from svcmine.norms.norm import Norm, Requirement
from svcmine.vocabulary import ACTIVITIES, CLASSES, PROCESSES, activities_of

_ACTIVITY_KEYS = ("activation", "target", "until", "reset_by")
_NUMERIC = ("integer", "number")


def problems_of_norm(norm: Norm) -> Iterator[str]:
    """What is wrong with a norm, its requirements aside."""
    for process in norm.process:
        if process not in PROCESSES:
            yield f"process: there is no process '{process}'. Processes are: {', '.join(PROCESSES)}"
    if norm.since and norm.until and norm.until < norm.since:
        yield f"until: {norm.until} is before since {norm.since}"
    for index, example in enumerate(norm.example, 1):
        if not 1 <= example.requirement <= len(norm.require):
            yield f"example {index}: requirement {example.requirement} does not exist; there are {len(norm.require)}"


def problems_of_parts(table: dict[str, Any]) -> Iterator[str]:
    """What is wrong with the activities and conditions of a requirement that cannot be read as a whole."""
    for key in _ACTIVITY_KEYS:
        names = table.get(key, ())
        listed = [names] if isinstance(names, str) else names if isinstance(names, list) else []
        yield from (f"{key}: {problem}" for problem in _activities([name for name in listed if isinstance(name, str)]))
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
        if sum(key in keys for key in choice) != 1:
            wanted = f"needs {choice[0]}" if len(choice) == 1 else f"needs one of {', '.join(choice)}"
            yield f"{choice[0]}: kind '{kind.name}' {wanted}"
        else:
            key = next(key for key in choice if key in keys)
            if getattr(requirement, key) in ((), ""):
                yield f"{key}: must not be empty"


def _activities(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        if not activities_of(name):
            near = nearest(name, [*ACTIVITIES, *CLASSES])
            yield f"there is no activity or activity class '{name}'.{near} The vocabulary lists all: activities.toml"


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
    except ValueError as error:
        yield f"{key}: {error}"
