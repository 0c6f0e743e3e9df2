"""The planted scenarios by name: what each needs of its case, and how often it happens."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from svcmine.simulation.plan import CasePlan, Truth
from svcmine.simulation.schedule import TEMPLATES, Spot, Wish
from svcmine.simulation.world import World


@dataclass(frozen=True)
class Scenario:
    """A change to a flawless case and all its consequences, for every norm and requirement."""

    name: str
    apply: Callable[[CasePlan, World], Iterable[Truth]]
    wish: Wish
    weight: float
    small: bool


@dataclass(frozen=True)
class Incident:
    """Something that happens outside any case, and all its consequences."""

    name: str
    apply: Callable[[Spot, World], Iterable[Truth]]
    wish: Wish
    weight: float


SCENARIOS: dict[str, Scenario] = {}
INCIDENTS: dict[str, Incident] = {}


def scenario(*templates: str, weight: float = 1.0, small: bool = False, **wish: Any) -> Callable:
    """Register a function as a scenario for cases of these templates; see Wish for what else it may ask.

    `small`: it touches so little that a second small scenario may befall the same case; planting sees to it that the
    two touch no step, speak of no event and break no norm in common.
    """

    def register(function: Callable[[CasePlan, World], Iterable[Truth]]) -> Callable:
        wanted = Wish(templates=templates or TEMPLATES, troubled=True, **wish)
        if function.__name__ in SCENARIOS:
            raise ValueError(f"two scenarios are named {function.__name__}")
        if unknown := set(templates) - set(TEMPLATES):
            raise ValueError(f"{function.__name__}: no template is named {', '.join(sorted(unknown))}")
        SCENARIOS[function.__name__] = Scenario(function.__name__, function, wanted, weight, small)
        return function

    return register


# Norm, requirement and activation of a violation.
Breach = tuple[str, int, str]


def slip(
    name: str,
    *templates: str,
    without: Sequence[str] = (),
    said: Mapping[str, Mapping[str, object]] | None = None,
    later: Mapping[str, timedelta] | None = None,
    case: Mapping[str, object] | None = None,
    breaks: Sequence[Breach] = (),
    undecidable: Sequence[Breach] = (),
    small: bool = True,
    **wish: Any,
) -> None:
    """Register a plain scenario: steps missing, said otherwise or done later, and the norms that this breaks.

    `without`: activities that nobody did; `said`: activity → its event attributes, None for what is not recorded;
    `later`: activity → by how much; `case`: attributes of the case. An activation is an activity, all of whose steps
    count; or a step's key with `#` before it; or `case`, for an obligation of the whole case. `undecidable` are those
    where an attribute is missing. A scenario that breaks nothing is a near miss.
    """

    def apply(plan: CasePlan, world: World) -> Iterator[Truth]:
        if without:
            plan.without(*without)
        for activity, values in (said or {}).items():
            plan.said(activity, **values)
        for activity, by in (later or {}).items():
            plan.postpone(activity, by)
        plan.attributes |= case or {}
        for norm, requirement, activation in breaks:
            yield from _about(plan, activation, norm, requirement, "violated", None)
        for norm, requirement, activation in undecidable:
            yield from _about(plan, activation, norm, requirement, "undecidable", "missing_attribute")

    apply.__name__ = name
    scenario(*templates, small=small, **wish)(apply)


def _about(
    plan: CasePlan, activation: str, norm: str, requirement: int, verdict: str, reason: str | None
) -> Iterator[Truth]:
    if activation == "case":
        yield plan.whole(norm, requirement, verdict, reason)
        return
    steps = [plan.step(activation[1:])] if activation.startswith("#") else plan.having(activation)
    if not steps:
        raise LookupError(f"{plan.case_id}: no step is {activation}")
    yield from plan.each(steps, norm, requirement, verdict, reason)


def incident(weight: float = 1.0, **wish: Any) -> Callable:
    """Register a function as something that happens outside any case."""

    def register(function: Callable[[Spot, World], Iterable[Truth]]) -> Callable:
        INCIDENTS[function.__name__] = Incident(function.__name__, function, Wish(troubled=True, **wish), weight)
        return function

    return register
