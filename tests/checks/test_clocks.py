"""Precedence and response with several clocks: the interval formulas against every order and instant there can be."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import permutations, product
from typing import Any

import pytest

from svcmine.checks import check_norms
from svcmine.errors import UsageError
from svcmine.norms.norm import Norm
from svcmine.store import Store
from tests.kinds.filling import fill
from tests.kinds.judging import verdicts
from tests.kinds.worlds import START, TOLERANCE, A, B, R
from tests.small_logs import Case, Coverage, Event, World

CLOSED = START + timedelta(hours=1)
NONE = timedelta(0)
Verdict = tuple[str, str | None]


def log(name: str, events: list[Event]) -> World:
    """A closed case that its source covers."""
    case = Case(id=f"{name}-c", process="change", opened=START - timedelta(hours=1), closed=CLOSED)
    shown = Coverage("ticket", None, None, START - timedelta(days=1), CLOSED)
    return World(name, {case.id: case}, events, [shown], tolerance=TOLERANCE)


def norm(kind: str, **more: Any) -> Norm:
    require = {"kind": kind, "activation": A, "target": B, "number": 1, **more}
    head = {"id": f"N-{kind}", "title": {"en": "n", "zh": "n"}, "process": ["change"], "severity": "minor"}
    return Norm.model_validate({**head, "clauses": [], "require": [require]})


def random_log(rng: random.Random, name: str, *, resets: bool, most: int) -> World:
    """One activation, with targets and perhaps resets around it, told to the half minute by three clocks."""
    activities = (B, B, R) if resets else (B,)
    events = [event(rng, f"{name}-a", name, A)]
    events += [event(rng, f"{name}-{n}", name, rng.choice(activities)) for n in range(rng.randint(1, most))]
    if resets:
        coarse = {clock: rng.choice((None, None, 120.0)) for clock in ("desk", "d1", "d2")}
        events = [Event(**{**vars(e), "precision": coarse[str(e.clock)]}) for e in events]
    return log(name, events)


def event(rng: random.Random, name: str, world: str, activity: str) -> Event:
    at = START + timedelta(seconds=30 * rng.randint(0, 9))
    return Event(id=name, activity=activity, at=at, case=f"{world}-c", clock=rng.choice(("desk", "d1", "d2")))


def admissible(line: tuple[Event, ...], tolerance: timedelta) -> bool:
    """Whether no event stands behind one that surely came later."""
    return not any(
        later.at + timedelta(seconds=(later.precision or 0)) - timedelta(microseconds=bool(later.precision))
        < earlier.at - (tolerance if later.clock != earlier.clock else NONE)
        for place, earlier in enumerate(line)
        for later in line[place + 1 :]
    )


def precedes(line: tuple[Event, ...]) -> bool:
    """Of what comes before the activation, the last that counts is a target."""
    before = [e.activity for e in line[: [e.activity for e in line].index(A)]]
    return bool(before) and before[-1] == B


def responds(line: tuple[Event, ...]) -> bool:
    after = [e.activity for e in line[[e.activity for e in line].index(A) + 1 :]]
    return bool(after) and after[0] == B


def verdict(held: Callable[[timedelta], Iterator[bool]]) -> Verdict:
    """What all that can have been says; `clock` where it is open only because clocks may differ."""
    said, with_right_clocks = set(held(TOLERANCE)), set(held(NONE))
    if len(said) == 1:
        return ("fulfilled" if said.pop() else "violated"), None
    return "undecidable", "order" if len(with_right_clocks) == 2 else "clock"


@pytest.mark.parametrize(("kind", "holds"), [("precedence", precedes), ("response", responds)])
def test_every_order(store: Store, kind: str, holds: Callable[[tuple[Event, ...]], bool]) -> None:
    rng = random.Random(kind)
    worlds = [random_log(rng, f"w{n}", resets=True, most=5) for n in range(400)]
    fill(store, worlds, CLOSED)
    (judged,) = verdicts(store, [norm(kind, reset_by=[R])])
    found = set()
    for world in worlds:

        def held(tolerance: timedelta, events: list[Event] = world.events) -> Iterator[bool]:
            return (holds(line) for line in permutations(events) if admissible(line, tolerance))

        assert judged[f"{world.name}-a"] == verdict(held), world
        found.add(judged[f"{world.name}-a"])
    assert found == {
        ("fulfilled", None),
        ("violated", None),
        ("undecidable", "order"),
        ("undecidable", "clock"),
    }


@pytest.mark.parametrize("kind", ["precedence", "response"])
@pytest.mark.parametrize(("nearest", "furthest"), [(0, 60), (0, 150), (60, 150), (120, 180)])
def test_every_instant_within_the_limits(store: Store, kind: str, nearest: int, furthest: int) -> None:
    """What another clock tells is right to the tolerance: each target may have happened that much earlier or later."""
    rng = random.Random(kind + str(furthest))
    worlds = [random_log(rng, f"w{n}", resets=False, most=3) for n in range(120)]
    fill(store, worlds, CLOSED)
    limits = {"within": f"{furthest} seconds"} | ({"not_before": f"{nearest} seconds"} if nearest else {})
    (judged,) = verdicts(store, [norm(kind, **limits)])
    for world in worlds:
        activation, *targets = world.events

        def held(tolerance: timedelta, a: Event = activation, targets: list[Event] = targets) -> Iterator[bool]:
            """Times of equal instants may have come in either order, as if half a second apart."""
            for away in product(*(instants(a, target, tolerance, kind) for target in targets)):
                yield any(seconds > 0 and nearest <= round(seconds) <= furthest for seconds in away)

        assert judged[f"{world.name}-a"] == verdict(held), (limits, world)


def instants(a: Event, target: Event, tolerance: timedelta, kind: str) -> set[float]:
    """By how many seconds the target can lie on the side of the activation that counts, on a fine grid."""
    recorded = (target.at - a.at).total_seconds() * (1 if kind == "response" else -1)
    reach = int(tolerance.total_seconds()) if a.clock != target.clock else 0
    exact = {recorded + moved for moved in range(-reach, reach + 1, 15)}
    return {seconds for one in exact for seconds in ((one,) if one else (-0.25, 0.25))}


def test_two_clocks_can_leave_open_which_target_served(store: Store) -> None:
    """Each reset has a target behind it on its own clock: whichever came last, a target came after it."""

    def at(name: str, activity: str, seconds: int, clock: str) -> Event:
        return Event(f"w-{name}", activity, START + timedelta(seconds=seconds), "w-c", clock=clock)

    pairs = [at("r1", R, 0, "d1"), at("t1", B, 10, "d1"), at("r2", R, 20, "d2"), at("t2", B, 30, "d2")]
    fill(store, [log("w", [*pairs, at("a", A, 600, "desk")])], CLOSED)
    (judged,) = verdicts(store, [norm("precedence", reset_by=[R])])
    assert judged == {"w-a": ("fulfilled", None)}


def _two(store: Store, apart: int) -> None:
    later = START + timedelta(seconds=apart)
    events = [
        Event("w-b", B, START, "w-c", clock="desk"),
        Event("w-a", A, later, "w-c", clock="d1"),
    ]
    fill(store, [log("w", events)], CLOSED)


@pytest.mark.parametrize(
    ("apart", "tolerance", "found"),
    [
        (60, None, [("undecidable", "clock")]),
        (61, None, []),
        (60, 59.0, []),
        (1, 0.0, []),
        (300, 300.0, [("undecidable", "clock")]),
    ],
)
def test_the_tolerance_is_given(store: Store, apart: int, tolerance: float | None, found: list[Verdict]) -> None:
    _two(store, apart)
    check_norms(store, [norm("precedence")], clock_tolerance_s=tolerance)
    assert store.execute("select verdict, reason from latest_findings").fetchall() == found
    assert store.one("select clock_tolerance_s from runs") == (60 if tolerance is None else tolerance)


def test_a_run_with_another_tolerance_is_another_run(store: Store) -> None:
    _two(store, 60)
    for tolerance in (0.0, 60.0, 60.0):
        check_norms(store, [norm("precedence")], clock_tolerance_s=tolerance)
    assert store.one("select count(*) from runs") == 2


def test_columns_of_one_record_and_windows_know_no_tolerance(store: Store) -> None:
    """A clock a second late is late: the limit is a column of the case's record, not another event."""
    late = Event("w-b", B, START + timedelta(seconds=1), "w-c", clock="d1")
    other = Event("w-a", A, START, "w-c", clock="desk")
    world = log("w", [late, other])
    due = {name: Case(**{**vars(case), "due": START}) for name, case in world.cases.items()}
    fill(store, [World("w", due, world.events, world.coverage, tolerance=TOLERANCE)], CLOSED)
    require = {"kind": "deadline", "target": B, "by": "planned_end", "number": 1}
    asked = norm("precedence").model_copy(update={"id": "N-deadline"})
    asked = Norm.model_validate({**asked.model_dump(exclude={"require"}), "require": [require]})
    assert verdicts(store, [asked]) == [{"w-c": ("violated", None)}]


def test_a_tolerance_below_zero_is_none(store: Store) -> None:
    with pytest.raises(UsageError, match=r"-1.*seconds"):
        check_norms(store, [norm("precedence")], clock_tolerance_s=-1)
