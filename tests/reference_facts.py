"""What the reference takes for granted of a log: who belongs together, what is covered, which orders there can be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import product
from typing import Any

from tests.small_logs import Asked, Case, Coverage, Event, Truth, Waiver, World

FAR_PAST, FAR_FUTURE = datetime(1900, 1, 1), datetime(2200, 1, 1)


BREAKS = {"not_succession", "not_coexistence", "four_eyes", "same_person", "absence"}


LOOKS_BACK = {"precedence", "alternate_precedence", "chain_precedence", "four_eyes"}


LOOKS_FORWARD = {"response", "alternate_response", "not_succession", "deadline", "gap_free"}


WHOLE_CASE = {"responded_existence", "not_coexistence", "existence", "absence", "same_person", "cardinality"} | {
    "exactly",
    "init",
    "end",
    "choice",
    "exclusive_choice",
    "co_existence",
}


def choices(truths: dict[str, Truth]) -> Iterator[set[str]]:
    unknown = [name for name, said in truths.items() if said is None]
    sure = {name for name, said in truths.items() if said}
    for values in product((False, True), repeat=len(unknown)):
        yield sure | {name for name, value in zip(unknown, values, strict=True) if value}


def limits(
    world: World, asked: Asked, a: Event | None, case: Case | None
) -> Iterator[tuple[datetime | None, datetime | None, datetime | None]]:
    """(from, until, due) for every value of the durations: a missing one could be of any length."""
    moments = sorted({event.at for event in world.events})
    far = [FAR_PAST, *moments, FAR_FUTURE]

    def at(base: datetime | None, length: Callable[[Any], timedelta | None] | None, sign: int) -> list[datetime | None]:
        if length is None:
            return [None]
        said = length(a if a is not None else case)
        return list(far) if said is None or base is None else [base + sign * said]

    if a is None:
        assert case is not None
        if not asked.by_due:
            yield None, None, None
            return
        base = case.due
        dues = far if base is None else at(base, asked.within, 1) if asked.within else [base]
        for due in dues:
            yield None, due, due
        return
    begin, end = a.at, a.ended or a.at
    if asked.length is not None:
        for starts, due in product(at(end, asked.within, 1) if asked.within else [end], at(end, asked.length, 1)):
            yield starts, None, due
    elif asked.kind in LOOKS_BACK:
        for first, last in product(at(begin, asked.within, -1), at(begin, asked.not_before, -1)):
            yield first, last, None
    elif asked.kind in LOOKS_FORWARD:
        for first, last in product(at(end, asked.not_before, 1), at(end, asked.within, 1)):
            yield first, last, last
    else:
        said = asked.within(a) if asked.within else None
        if asked.within is None:
            yield None, None, None
        elif said is None:
            for moment in far:
                length = max(moment - end, begin - moment) if moment not in (FAR_PAST, FAR_FUTURE) else None
                if length is not None:
                    yield begin - length, end + length, end + length
            yield FAR_FUTURE, FAR_PAST, FAR_PAST
            yield FAR_PAST, FAR_FUTURE, FAR_FUTURE
        else:
            yield begin - said, end + said, end + said


def key_of(asked: Asked, event: Event, case: Case | None) -> str | None:
    if asked.scope == "device":
        return event.device
    if asked.scope == "site":
        return case.site if case else None
    return event.case


def agree(x: Any, y: Any) -> Truth:
    return None if x is None or y is None else x == y


def all_of(truths: list[Truth]) -> Truth:
    if any(truth is False for truth in truths):
        return False
    return None if any(truth is None for truth in truths) else True


def together(world: World, asked: Asked, a: Event | None, case: Case | None, other: Event) -> Truth:
    """Whether another event belongs with the activation: the same case (or device ...), the same `same` columns."""
    theirs = world.cases.get(other.case) if other.case else None
    if a is None:
        assert case is not None
        return other.case == case.id
    if asked.scope == "case" and other.case is None:
        return False
    names = {"device_id": "device", "person": "person", "visit_id": "visit"}
    same = [agree(getattr(a, names[name]), getattr(other, names[name])) for name in asked.same]
    return all_of([agree(key_of(asked, a, case), key_of(asked, other, theirs)), *same])


def fits(
    world: World,
    asked: Asked,
    a: Event | None,
    case: Case | None,
    activities: tuple[str, ...],
    begins: datetime | None,
    ends: datetime | None,
) -> dict[str, Truth]:
    """Of each event: whether it is a target for this activation, its place in the order aside."""
    found: dict[str, Truth] = {}
    for event in world.events:
        if event.activity not in activities or (a is not None and event.id == a.id):
            continue
        if asked.kind not in BREAKS and not proves(asked, event):
            continue
        theirs = world.cases.get(event.case) if event.case else None
        truths: list[Truth] = [together(world, asked, a, case, event)]
        truths.append(asked.where(event, theirs) if asked.where else True)
        spare = world.tolerance if a is not None and clocks_differ(a, event) else timedelta(0)
        truths.append(begins is None or event.at >= begins - spare)
        truths.append(ends is None or event.at <= ends + spare)
        if asked.kind == "four_eyes":
            assert a is not None
            truths.append(agree(a.person, event.person))
        if asked.kind == "same_person":
            assert a is not None
            same = agree(a.person, event.person)
            truths.append(None if same is None else not same)
        found[event.id] = all_of(truths)
    return found


def interrupters(world: World, asked: Asked, a: Event | None, case: Case | None) -> dict[str, Truth]:
    """Of each event: whether it comes between, as a reset or (for alternate kinds) as another activation."""
    found: dict[str, Truth] = {}
    for event in world.events:
        theirs = world.cases.get(event.case) if event.case else None
        alternate = asked.kind.startswith("alternate") and event.activity in asked.activation
        if event.activity in asked.reset_by:
            said: Truth = True
        elif alternate:
            said = asked.when(event, theirs) if asked.when else True
        else:
            continue
        # An interrupter without, say, a device stands at no device.
        if a is None or event.id == a.id or key_of(asked, event, theirs) is None:
            continue
        found[event.id] = all_of([said, together(world, asked, a, case, event)])
    return found


def covered(world: World, asked: Asked, a: Event | None, case: Case | None) -> bool:
    moment = a.at if a is not None else case.opened if case else None
    return all(
        any(moment is not None and row.begins <= moment <= row.ends for row in of_place(world, origin, a, case))
        for origin in asked.evidence
    )


def of_place(world: World, origin: str, a: Event | None, case: Case | None) -> list[Coverage]:
    device, site = (a.device if a is not None else None), (case.site if case else None)
    return [
        row
        for row in world.coverage
        if row.origin == origin and row.device in (None, device) and row.site in (None, site)
    ]


def cut_off(world: World, asked: Asked, a: Event | None, case: Case | None) -> bool:
    if asked.kind not in LOOKS_BACK | WHOLE_CASE or asked.scope != "case" or case is None:
        return False
    shown = [row.begins for origin in asked.evidence for row in of_place(world, origin, a, case)]
    first = min([case.opened, *(event.at for event in world.events if event.case == case.id)])
    return bool(shown) and first < min(shown)


def proves(asked: Asked, event: Event) -> bool:
    trusted = ("matched",) if asked.scope == "case" else ("matched", "unticketed")
    return event.origin != "operation" or event.match in trusted


def waives(waiver: Waiver, a: Event | None, case: Case | None) -> bool:
    moment = a.at if a is not None else case.opened if case else FAR_PAST
    values = {
        "device_id": a.device if a is not None else None,
        "case_id": case.id if case else None,
        "site": case.site if case else None,
    }
    return (
        all(values[name] == value for name, value in waiver.scope.items())
        and (waiver.begins is None or waiver.begins <= moment)
        and (waiver.ends is None or moment <= waiver.ends)
    )


def clocks_differ(x: Event, y: Event) -> bool:
    return x.clock != y.clock


def in_time(
    world: World,
    a: Event | None,
    serves: set[str],
    begins: datetime | None,
    ends: datetime | None,
    tolerance: timedelta,
) -> Iterator[set[str]]:
    """Which of the targets are within the limits, for every way in which the clocks may differ."""
    found: dict[str, Truth] = {}
    for event in world.events:
        if event.id not in serves:
            continue
        spare = tolerance if a is not None and clocks_differ(a, event) else timedelta(0)
        surely = (begins is None or event.at >= begins + spare) and (ends is None or event.at <= ends - spare)
        perhaps = (begins is None or event.at >= begins - spare) and (ends is None or event.at <= ends + spare)
        found[event.id] = True if surely else None if perhaps else False
    yield from choices(found)


def surely_before(x: Event, y: Event, ordered_sources: frozenset[str], tolerance: timedelta = timedelta(0)) -> bool:
    """A recorded time t means [t, t + precision); up to a second it is an instant. Clocks may differ."""
    last = x.at + timedelta(seconds=x.precision) - timedelta(microseconds=1) if (x.precision or 0) > 1 else x.at
    if tolerance and clocks_differ(x, y):
        return last + tolerance < y.at
    if last < y.at:
        return True
    by_source = x.source == y.source and x.source in ordered_sources and x.at == y.at
    return by_source and x.sequence is not None and y.sequence is not None and x.sequence < y.sequence


def orders(
    events: list[Event], ordered_sources: frozenset[str], tolerance: timedelta = timedelta(0)
) -> Iterator[list[Event]]:
    """Every order in which the events can have happened."""
    if not events:
        yield []
        return
    for first in events:
        rest = [event for event in events if event is not first]
        if not any(surely_before(other, first, ordered_sources, tolerance) for other in rest):
            for line in orders(rest, ordered_sources, tolerance):
                yield [first, *line]
