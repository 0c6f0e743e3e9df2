"""What each kind of requirement means, in plain Python: slow, obvious, and used only to doubt the SQL.

Nothing is derived cleverly here. Every order of events that the recorded times admit is tried, and every value that a
missing attribute could have; a verdict stands if all of them give it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product

from tests.reference_facts import (
    BREAKS,
    LOOKS_BACK,
    LOOKS_FORWARD,
    choices,
    covered,
    cut_off,
    fits,
    in_time,
    interrupters,
    key_of,
    limits,
    orders,
    waives,
)
from tests.reference_kinds import OUTCOMES, SUCCESSIONS
from tests.reference_periods import gap_free
from tests.small_logs import Asked, Case, Event, Truth, World

Verdict = tuple[str, str | None]


def precedence(line: list[Event], a: Event, serves: set[str], interrupts: set[str], count: int) -> bool:
    earlier = line[: line.index(a)]
    return any(
        target.id in serves and not any(other.id in interrupts for other in earlier[place + 1 :])
        for place, target in enumerate(earlier)
    )


def response(line: list[Event], a: Event, serves: set[str], interrupts: set[str], count: int) -> bool:
    later = line[line.index(a) + 1 :]
    return any(
        target.id in serves and not any(other.id in interrupts for other in later[:place])
        for place, target in enumerate(later)
    )


def responded_existence(line: list[Event], a: Event, serves: set[str], interrupts: set[str], count: int) -> bool:
    return any(event.id in serves for event in line)


def not_succession(line: list[Event], a: Event, serves: set[str], interrupts: set[str], count: int) -> bool:
    return not any(event.id in serves for event in line[line.index(a) + 1 :])


def not_coexistence(line: list[Event], a: Event, serves: set[str], interrupts: set[str], count: int) -> bool:
    return not any(event.id in serves for event in line)


def four_eyes(line: list[Event], a: Event, serves: set[str], interrupts: set[str], count: int) -> bool:
    return not any(event.id in serves for event in line[: line.index(a)])


def existence(line: list[Event], a: None, serves: set[str], interrupts: set[str], count: int) -> bool:
    return sum(event.id in serves for event in line) >= count


def absence(line: list[Event], a: None, serves: set[str], interrupts: set[str], count: int) -> bool:
    return sum(event.id in serves for event in line) <= count


def deadline(line: list[Event], a: None, serves: set[str], interrupts: set[str], count: int) -> bool:
    return any(event.id in serves for event in line)


HOLDS: dict[str, Callable[..., bool]] = {
    "precedence": precedence,
    "alternate_precedence": precedence,
    "response": response,
    "alternate_response": response,
    "responded_existence": responded_existence,
    "not_succession": not_succession,
    "not_coexistence": not_coexistence,
    "four_eyes": four_eyes,
    "existence": existence,
    "absence": absence,
    "deadline": deadline,
    "choice": existence,
    "same_person": not_coexistence,
}


OF_CASES = {"existence", "absence", "deadline", "choice", "exactly", "exclusive_choice", "co_existence", "init", "end"}


ALONE = {"condition", "window", "attribute_required", "role"}


def judge(world: World, asked: Asked, horizon: datetime) -> dict[str, Verdict]:
    """The verdict and reason of every activation, by event id or case id."""
    return {key: verdict for key, verdict in _judged(world, asked, horizon) if verdict is not None}


def _judged(world: World, asked: Asked, horizon: datetime) -> Iterator[tuple[str, Verdict | None]]:
    if asked.kind in SUCCESSIONS:
        # After each activation there is a target, and before each target there is an activation.
        after, before = SUCCESSIONS[asked.kind]
        yield from _judged(world, replace(asked, kind=after), horizon)
        turned = replace(
            asked, kind=before, activation=asked.target, target=asked.activation, when=asked.where, where=asked.when
        )
        yield from _judged(world, turned, horizon)
        return
    if asked.kind in OF_CASES or (asked.kind == "condition" and not asked.activation):
        for case in world.cases.values():
            if case.process in asked.process:
                yield case.id, _verdict(world, asked, horizon, None, case)
        return
    for event in world.events:
        case = world.cases.get(event.case) if event.case else None
        if _activates(asked, event, case):
            yield event.id, _verdict(world, asked, horizon, event, case)


def _activates(asked: Asked, event: Event, case: Case | None) -> bool:
    if asked.activation and event.activity not in asked.activation:
        return False
    if "visit_id" in asked.same and event.visit is None:
        return False
    if asked.per == "device_id" and event.device is None:
        return False
    if asked.kind == "unticketed":
        return event.origin in ("operation", "both") and (case is None or case.process in asked.process)
    if asked.scope != "case":
        return True
    if case is None:
        return asked.kind in ALONE
    return case.process in asked.process


def _verdict(world: World, asked: Asked, horizon: datetime, a: Event | None, case: Case | None) -> Verdict | None:
    """None where there is no activation."""
    said = asked.when(a, case) if asked.when else True
    if said is False:
        return None
    if said is None:
        return "undecidable", "missing_attribute"
    outcome = _outcome(world, asked, horizon, a, case)
    if outcome in ("fulfilled", "pending"):
        return outcome, None
    if outcome != "violated":
        return "undecidable", outcome
    return _excused(world, asked, a, case)


def _outcome(world: World, asked: Asked, horizon: datetime, a: Event | None, case: Case | None) -> str:
    if asked.kind in ALONE:
        assert asked.obeys is not None
        said = asked.obeys(a, case)
        return "missing_attribute" if said is None else "fulfilled" if said else "violated"
    if asked.kind == "unticketed":
        assert a is not None
        if case is not None:
            return "fulfilled"
        return "violated" if covered(world, asked, a, case) else "no_evidence"
    if a is not None and key_of(asked, a, case) is None:
        return "missing_attribute"
    outcomes = set(_for_every_value(world, asked, horizon, a, case))
    return outcomes.pop() if len(outcomes) == 1 else "missing_attribute"


def _for_every_value(
    world: World, asked: Asked, horizon: datetime, a: Event | None, case: Case | None
) -> Iterator[str]:
    """The outcome for each combination of values that the missing attributes could have."""
    if asked.kind in OUTCOMES:
        yield from OUTCOMES[asked.kind](world, asked, horizon, a, case)
        return
    for begins, ends, due in limits(world, asked, a, case):
        if asked.kind == "gap_free":
            assert a is not None and begins is not None and due is not None
            shifts = fits(world, asked, a, case, asked.target, None, None)
            for chosen in choices(shifts):
                yield gap_free(world, asked, horizon, a, case, chosen, begins, due)
            continue
        targets = fits(world, asked, a, case, asked.target or asked.activation, begins, ends)
        between = interrupters(world, asked, a, case)
        for serves, interrupts in product(choices(targets), choices(between)):
            outcomes = [
                _of_orders(world, asked, horizon, a, case, serves, interrupts, (begins, ends, due), tolerance)
                for tolerance in (world.tolerance, timedelta(0))
            ]
            # What ties alone leave open would be so with the best of clocks.
            yield "clock" if outcomes[0] == "order" and outcomes[1] != "order" else outcomes[0]


def _of_orders(
    world: World,
    asked: Asked,
    horizon: datetime,
    a: Event | None,
    case: Case | None,
    serves: set[str],
    interrupts: set[str],
    limited: tuple[datetime | None, datetime | None, datetime | None],
    tolerance: timedelta,
) -> str:
    begins, ends, due = limited
    count = {"existence": 1, "choice": 1, "absence": 0}.get(asked.kind, 0) if asked.count is None else asked.count
    concerned = [event for event in world.events if event.id in serves | interrupts or event is a]
    held, mendable = [], []
    could = _time_could(asked, case, due, horizon)
    timely = list(in_time(world, a, serves, begins, ends, tolerance))
    for line in orders(concerned, world.ordered_sources, tolerance):
        held += [HOLDS[asked.kind](line, a, chosen, interrupts, count) for chosen in timely]
        # Once an interrupter has come, nothing later can serve.
        too_late = (
            asked.kind in LOOKS_FORWARD and a is not None and any(e.id in interrupts for e in line[line.index(a) :])
        )
        mendable.append(could and not too_late)
    shown, cut = covered(world, asked, a, case), cut_off(world, asked, a, case)
    if asked.kind in BREAKS:
        if not any(held):
            return "violated"
        if not shown or cut:
            return "cut_off" if shown else "no_evidence"
        return "order" if not all(held) else "pending" if could else "fulfilled"
    if all(held):
        return "fulfilled"
    if not shown or cut:
        return "cut_off" if shown else "no_evidence"
    if any(held):
        return "order"
    if all(mendable):
        return "pending"
    return "order" if any(mendable) else "violated"


def _time_could(asked: Asked, case: Case | None, due: datetime | None, horizon: datetime) -> bool:
    if asked.kind in LOOKS_BACK:
        return False
    if due is not None:
        return due > horizon
    return case is None or case.closed is None


def _excused(world: World, asked: Asked, a: Event | None, case: Case | None) -> Verdict:
    for waiver in world.waivers:
        if waives(waiver, a, case):
            return "waived", None
    found: dict[str, Truth] = {}
    for event in world.events:
        if event.activity in asked.excuse and case is not None and event.case == case.id and event is not a:
            found[event.id] = asked.excuse_where(event, case) if asked.excuse_where else True
    outcomes = set()
    for excuses in choices(found):
        concerned = [event for event in world.events if event.id in excuses or event is a]
        said = []
        for tolerance in (world.tolerance, timedelta(0)):
            held = [
                any(e.id in excuses for e in (line[: line.index(a)] if a is not None and asked.excuse_before else line))
                for line in orders(concerned, world.ordered_sources, tolerance)
            ]
            said.append("waived" if all(held) else "order" if any(held) else "violated")
        outcomes.add("clock" if said[0] == "order" and said[1] != "order" else said[0])
    if len(outcomes) > 1:
        return "undecidable", "missing_attribute"
    (outcome,) = outcomes
    return ("undecidable", outcome) if outcome in ("order", "clock") else (outcome, None)
