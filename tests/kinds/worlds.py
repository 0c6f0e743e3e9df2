"""Random small logs: ties, repeats, missing attributes, open cases and patchy coverage."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta

from tests.small_logs import Case, Coverage, Event, Waiver, World

START = datetime(2026, 3, 2, 10, 0)
HORIZON = START + timedelta(minutes=9)
# As long as the steps in which everything happens, so that its limit is met exactly.
TOLERANCE = timedelta(minutes=1)
SLOT = (START + timedelta(minutes=2), START + timedelta(minutes=5))
A, B, R, S, E, M = "modify_data", "backup_config", "revise_plan", "start_watch", "end_watch", "sign_memo"
ORDERED = frozenset({"ordered"})


def random_world(rng: random.Random, number: int) -> World:
    """A log of one or two cases, with ties, repeats, missing attributes, open cases and patchy coverage.

    Every third is one case of many shifts, so that some of them meet, every sixth one of many memos.
    """
    prefix = f"w{number}"
    mostly = (A, S, S, S, E, E, E) if number % 3 == 2 else (A, A, M, M, M) if number % 6 == 1 else ()
    cases = {}
    for n in range(1 if mostly else rng.choice((1, 1, 2))):
        name = f"{prefix}-c{n}"
        cases[name] = Case(
            id=name,
            process=rng.choice(("change", "change", "change", "fault")),
            opened=START + timedelta(minutes=rng.randint(-3, 2)),
            closed=rng.choice((None, START + timedelta(minutes=8))),
            site=rng.choice((f"{prefix}-s1", f"{prefix}-s2", None)),
            priority=rng.choice(("1", "1", "2", None)),
            due=rng.choice((None, START + timedelta(minutes=rng.randint(0, 12)))),
        )
    coarse = {source: rng.choice((None, None, 120.0)) for source in ("ordered", "desk")}
    events = [_random_event(rng, f"{prefix}-e{n}", prefix, list(cases), coarse) for n in range(rng.randint(1, 6))]
    if mostly:
        events = [_plain(rng, event, next(iter(cases)), mostly) for event in events]
        events += [_plain(rng, replace(event, id=f"{event.id}+"), event.case, mostly) for event in events[:2]]
    # Every other log was told by several clocks.
    if number % 2:
        events = [replace(event, clock=rng.choice(("desk", "desk", "d1", "d2", None))) for event in events]
    return World(prefix, cases, events, _random_coverage(rng, prefix), _random_waivers(rng, prefix), ORDERED, TOLERANCE)


def _plain(rng: random.Random, event: Event, case: str | None, activities: tuple[str, ...]) -> Event:
    at = START + timedelta(minutes=rng.randint(0, 6))
    activity = rng.choice(activities)
    return replace(event, activity=activity, at=at, ended=None, case=case, origin="ticket", match=None)


def _random_event(
    rng: random.Random, name: str, prefix: str, cases: list[str], coarse: dict[str, float | None]
) -> Event:
    source = rng.choice(("ordered", "desk"))
    at = START + timedelta(minutes=rng.randint(0, 6))
    activity = rng.choice((A, A, A, B, B, B, R, S, E, M, M))
    origin = rng.choice(("ticket", "ticket", "ticket", "operation", "both"))
    case = rng.choice((*cases, *cases, *cases, None))
    match = (
        ("unticketed" if case is None else rng.choice(("matched", "matched", "wrong_person")))
        if origin
        in (
            "operation",
            "both",
        )
        else None
    )
    return Event(
        id=name,
        activity=activity,
        at=at,
        case=case,
        ended=rng.choice((None, None, at + timedelta(minutes=rng.randint(0, 3)))),
        precision=coarse[source],
        source=source,
        sequence=rng.choice((None, 1, 2, 3)),
        device=rng.choice((f"{prefix}-d1", f"{prefix}-d1", f"{prefix}-d2", None)),
        person=rng.choice(("ann", "bob", "bob", None)),
        visit=rng.choice(("v1", "v1", "v2", None)),
        origin=origin,
        match=match,
        result=rng.choice(("ok", "ok", "ok", "failed", None)),
        consent=rng.choice((True, True, True, False, None)),
        memo=rng.choice((True, True, False, None)),
        minutes=rng.choice((None, 0, 2, 2, 4)),
        role=rng.choice(("engineer", "expert", None)),
    )


def _random_coverage(rng: random.Random, prefix: str) -> list[Coverage]:
    rows = []
    for origin in ("ticket", "operation"):
        for device, site in (
            (f"{prefix}-d1", None),
            (f"{prefix}-d2", None),
            (None, f"{prefix}-s1"),
            (None, f"{prefix}-s2"),
        ):
            if rng.random() < 0.8:
                begins = START + timedelta(minutes=rng.choice((-10, -10, -10, -1, 1)))
                rows.append(Coverage(origin, device, site, begins, START + timedelta(minutes=rng.choice((4, 20, 20)))))
    return rows


def _random_waivers(rng: random.Random, prefix: str) -> list[Waiver]:
    scopes = (("device_id", f"{prefix}-d1"), ("site", f"{prefix}-s1"), ("case_id", f"{prefix}-c0"))
    return [
        Waiver(
            f"{prefix}-w{n}",
            dict([rng.choice(scopes)]),
            rng.choice((None, START + timedelta(minutes=2))),
            rng.choice((None, START + timedelta(minutes=4))),
        )
        for n in range(rng.choice((0, 0, 0, 0, 1, 2)))
    ]


def stretched(world: World, factor: int) -> World:
    """The same log with everything `factor` times further apart, so that it lasts for days."""

    def later(moment: datetime | None) -> datetime | None:
        return None if moment is None else START + (moment - START) * factor

    cases = {
        name: replace(case, opened=START + (case.opened - START) * factor, closed=later(case.closed))
        for name, case in world.cases.items()
    }
    events = [replace(e, at=START + (e.at - START) * factor, ended=later(e.ended)) for e in world.events]
    coverage = [
        replace(row, begins=START + (row.begins - START) * factor, ends=START + (row.ends - START) * factor)
        for row in world.coverage
    ]
    return replace(world, cases=cases, events=events, coverage=coverage, waivers=[])
