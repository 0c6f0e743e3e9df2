"""Which scenarios befall which cases: each at least once, and small ones two to a case where they do not meet."""

from __future__ import annotations

import random
from dataclasses import replace

from svcmine.simulation.plan import CasePlan, Step, Truth
from svcmine.simulation.scenarios import SCENARIOS, Scenario
from svcmine.simulation.schedule import Schedule, Wish
from svcmine.simulation.templates import CATALOG
from svcmine.simulation.world import World

# How much of a case a scenario touched: steps by name, attributes of the case, and when it opened.
Look = dict[str, object]
# Of how many cases something is wrong, if there are cases enough to plant each scenario in fewer.
SHARE = 0.15


def plant(world: World, schedule: Schedule, cases: int, rng: random.Random) -> None:
    """Add cases with scenarios to the world: no more than three in five of `cases`."""
    waiting = _wanted(cases, rng)
    crowded = len(SCENARIOS) > cases * SHARE
    limit = cases * 3 // 5
    while waiting and len(world.cases) < limit:
        first = waiting.pop(0)
        partner = _partner(first, waiting) if crowded or rng.random() < 0.4 else None
        wish = together(first.wish, partner.wish) if partner else None
        plan = schedule.case(wish or first.wish)
        untouched = look(plan)
        truth = list(first.apply(plan, world))
        if partner:
            more = befall(plan, world, partner, untouched, truth)
            if more is not None:
                waiting.remove(partner)
                truth += more
                world.planted.append((partner.name, plan.case_id))
        world.planted.append((first.name, plan.case_id))
        world.truth += truth
        world.cases.append(plan)


def _wanted(cases: int, rng: random.Random) -> list[Scenario]:
    """Each scenario once in an order by chance, then others by their weight up to the usual share."""
    every = list(SCENARIOS.values())
    once = rng.sample(every, len(every))
    again = max(0, round(cases * SHARE) - len(every))
    return once + rng.choices(every, [scenario.weight for scenario in every], k=again)


def _partner(first: Scenario, waiting: list[Scenario]) -> Scenario | None:
    """The next small scenario that may share a case with the first."""
    return next(
        (
            other
            for other in waiting
            if first.small and other.small and other.name != first.name and together(first.wish, other.wish)
        ),
        None,
    )


def together(one: Wish, other: Wish) -> Wish | None:
    """What both wish of a case, if it can be had; places and days of their own are shared only when the same."""
    templates = tuple(name for name in one.templates if name in other.templates)
    products = tuple(code for code in one.products if code in other.products) or one.products or other.products
    if one.products and other.products and not set(one.products) & set(other.products):
        return None
    templates = tuple(t for t in templates if not products or set(CATALOG[t].products) & set(products))
    same = replace(one, templates=other.templates, products=other.products)
    return replace(one, templates=templates, products=products) if templates and same == other else None


def look(plan: CasePlan) -> Look:
    """Everything that a scenario may touch, to be compared later."""
    seen: Look = {f"step {step.key}": _content(step) for step in plan.steps}
    seen |= {f"case {name}": value for name, value in plan.attributes.items()}
    seen["the alarms"], seen["the opening"] = list(plan.alarms), plan.opened_at
    return seen


def _content(step: Step) -> tuple[object, ...]:
    commands = tuple((command.at, command.text, command.result) for command in step.commands + step.looks)
    who = (step.person, step.role, step.account, step.device_id, step.visit, step.match)
    return (step.activity, step.at, step.ended_at, who, step.channels, commands, tuple(step.attributes.items()))


def touched(before: Look, after: Look) -> set[str]:
    names = before.keys() | after.keys()
    return {name for name in names if before.get(name) != after.get(name)}


def befall(plan: CasePlan, world: World, scenario: Scenario, untouched: Look, truth: list[Truth]) -> list[Truth] | None:
    """Let a second scenario befall a case too; None, and nothing done, where the two would meet.

    They meet where one touches what the other touched or spoke of, or both speak of one norm.
    """
    steps, attributes, sizes = _copies(plan), dict(plan.attributes), _sizes(world)
    between = look(plan)
    try:
        more: list[Truth] | None = list(scenario.apply(plan, world))
    except (LookupError, StopIteration, RuntimeError, ValueError):
        # The first scenario took away what this one changes.
        more = None
    if more is not None:
        first, second = touched(untouched, between), touched(between, look(plan))
        spoken = {f"{row.activity} {row.happened_at}" for row in truth}
        moved = {_moment(between[name]) for name in second if name.startswith("step ") and name in between}
        aside = {row.norm_id for row in truth}.isdisjoint(row.norm_id for row in more) and _sizes(world) == sizes
        if aside and not first & second and not spoken & moved:
            return more
    plan.steps, plan.attributes = steps, attributes
    return None


def _moment(content: object) -> str:
    assert isinstance(content, tuple)
    return f"{content[0]} {content[1]}"


def _copies(plan: CasePlan) -> list[Step]:
    return [
        replace(
            step,
            attributes=dict(step.attributes),
            commands=[replace(command) for command in step.commands],
            looks=[replace(command) for command in step.looks],
        )
        for step in plan.steps
    ]


def _sizes(world: World) -> tuple[int, ...]:
    return len(world.loose), len(world.alarms), len(world.waivers), len(world.truth)
