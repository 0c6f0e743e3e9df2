"""The kinds that count, and those that ask about the very next event, in plain Python."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache

from tests.reference_facts import choices, covered, cut_off, fits, orders, proves
from tests.reference_periods import periodic
from tests.small_logs import Asked, Case, Event, World

# Both sides of a succession: what is asked after an activation, and what before a target.
SUCCESSIONS = {
    "succession": ("response", "precedence"),
    "alternate_succession": ("alternate_response", "alternate_precedence"),
    "chain_succession": ("chain_response", "chain_precedence"),
}


def _all_that_fit(world: World, asked: Asked, a: Event | None, case: Case | None) -> Iterator[list[Event]]:
    """The targets, proof or not, for every value that could be missing."""
    listed = asked.target or asked.activation
    # A kind that breaks on targets asks for no proof.
    truths = fits(world, replace(asked, kind="not_coexistence"), a, case, listed, None, None)
    for chosen in choices(truths):
        yield [event for event in world.events if event.id in chosen]


def _unseen(world: World, asked: Asked, a: Event | None, case: Case | None) -> str | None:
    """Why something may have gone unseen."""
    if not covered(world, asked, a, case):
        return "no_evidence"
    return "cut_off" if cut_off(world, asked, a, case) else None


def _number(
    world: World,
    asked: Asked,
    a: Event | None,
    case: Case | None,
    all_of: int,
    proven: int,
    least: int,
    most: int | None,
) -> str:
    """At least and at most so many; what is no proof can still be one too many."""
    assert case is not None
    if most is not None and all_of > most:
        return "violated"
    if most is None and proven >= least:
        return "fulfilled"
    unseen = _unseen(world, asked, a, case)
    if unseen:
        return unseen
    if case.closed is None:
        return "pending"
    return "fulfilled" if proven >= least else "violated"


def exactly(world: World, asked: Asked, horizon: datetime, a: Event | None, case: Case | None) -> Iterator[str]:
    assert asked.count is not None
    for targets in _all_that_fit(world, asked, a, case):
        proven = sum(proves(asked, event) for event in targets)
        yield _number(world, asked, a, case, len(targets), proven, asked.count, asked.count)


def cardinality(world: World, asked: Asked, horizon: datetime, a: Event | None, case: Case | None) -> Iterator[str]:
    asked = replace(asked, same=(asked.per,) if asked.per else ())
    for targets in _all_that_fit(world, asked, a, case):
        proven = sum(proves(asked, event) for event in targets)
        yield _number(world, asked, a, case, len(targets), proven, asked.count or 0, asked.most)


def exclusive_choice(
    world: World, asked: Asked, horizon: datetime, a: Event | None, case: Case | None
) -> Iterator[str]:
    for targets in _all_that_fit(world, asked, a, case):
        seen = {event.activity for event in targets}
        proven = {event.activity for event in targets if proves(asked, event)}
        yield _number(world, asked, a, case, len(seen), len(proven), 1, 1)


def co_existence(world: World, asked: Asked, horizon: datetime, a: Event | None, case: Case | None) -> Iterator[str]:
    assert case is not None
    ones = [event for event in world.events if event.case == case.id and event.activity in asked.activation]
    for others in _all_that_fit(world, asked, a, case):
        if any(proves(asked, event) for event in ones) and any(proves(asked, event) for event in others):
            yield "fulfilled"
        elif unseen := _unseen(world, asked, a, case):
            yield unseen
        elif case.closed is None:
            yield "pending"
        else:
            yield "violated" if ones or others else "fulfilled"


@lru_cache(maxsize=2000)
def _neighbours(
    events: tuple[Event, ...], ordered: frozenset[str], tolerance: timedelta, name: str, back: bool
) -> frozenset[str | None]:
    """Ids of the events that can stand right beside the named one; right at the end of the line for no name."""
    found: set[str | None] = set()
    for line in orders(list(events), ordered, tolerance):
        names = [event.id for event in (reversed(line) if back else line)]
        rest = names[names.index(name) + 1 :] if name else names
        found.add(rest[0] if rest else None)
    return frozenset(found)


def _beside(
    world: World,
    asked: Asked,
    a: Event | None,
    case: Case | None,
    says: Callable[[Event | None, bool], str],
    *,
    back: bool,
) -> Iterator[str]:
    """`says` what comes of an event right beside the activation, given whether it is a target."""
    assert case is not None
    events = tuple(event for event in world.events if event.case == case.id)
    by_id: dict[str | None, Event] = {event.id: event for event in events}
    unseen = _unseen(world, asked, a, case)
    for targets in _all_that_fit(world, asked, a, case):
        said = []
        for tolerance in (world.tolerance, timedelta(0)):
            names = _neighbours(events, world.ordered_sources, tolerance, a.id if a else "", back)
            said.append({says(by_id.get(name), by_id.get(name) in targets) for name in names})
        if unseen:
            yield unseen
        elif len(said[0]) == 1:
            yield said[0].pop()
        else:
            yield "order" if len(said[1]) > 1 else "clock"


def init(world: World, asked: Asked, horizon: datetime, a: Event | None, case: Case | None) -> Iterator[str]:
    assert case is not None

    def says(event: Event | None, wanted: bool) -> str:
        if event is None and case.closed is None:
            return "pending"
        return "fulfilled" if event is not None and wanted and proves(asked, event) else "violated"

    yield from _beside(world, asked, a, case, says, back=False)


def end(world: World, asked: Asked, horizon: datetime, a: Event | None, case: Case | None) -> Iterator[str]:
    assert case is not None

    def says(event: Event | None, wanted: bool) -> str:
        if case.closed is None:
            return "pending"
        return "fulfilled" if event is not None and wanted and proves(asked, event) else "violated"

    yield from _beside(world, asked, a, case, says, back=True)


def chain_response(world: World, asked: Asked, horizon: datetime, a: Event | None, case: Case | None) -> Iterator[str]:
    # What can follow an activation is what can begin a case: it may still come while nothing else has.
    assert case is not None

    def says(event: Event | None, wanted: bool) -> str:
        if event is None and case.closed is None:
            return "pending"
        return "fulfilled" if event is not None and wanted and proves(asked, event) else "violated"

    yield from _beside(world, asked, a, case, says, back=False)


def chain_precedence(
    world: World, asked: Asked, horizon: datetime, a: Event | None, case: Case | None
) -> Iterator[str]:
    def says(event: Event | None, wanted: bool) -> str:
        return "fulfilled" if event is not None and wanted and proves(asked, event) else "violated"

    yield from _beside(world, asked, a, case, says, back=True)


def not_chain_succession(
    world: World, asked: Asked, horizon: datetime, a: Event | None, case: Case | None
) -> Iterator[str]:
    assert case is not None

    def says(event: Event | None, wanted: bool) -> str:
        if event is None and case.closed is None:
            return "pending"
        return "violated" if wanted else "fulfilled"

    yield from _beside(world, asked, a, case, says, back=False)


OUTCOMES: dict[str, Callable[..., Iterator[str]]] = {
    "exactly": exactly,
    "cardinality": cardinality,
    "exclusive_choice": exclusive_choice,
    "co_existence": co_existence,
    "init": init,
    "end": end,
    "chain_response": chain_response,
    "chain_precedence": chain_precedence,
    "not_chain_succession": not_chain_succession,
    "periodic": periodic,
}
