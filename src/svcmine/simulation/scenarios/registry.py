"""The planted scenarios by name: what each needs of its case, and how often it happens."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
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

    `small`: it touches so little that a second small scenario may befall the same case.
    """

    def register(function: Callable[[CasePlan, World], Iterable[Truth]]) -> Callable:
        wanted = Wish(templates=templates or TEMPLATES, troubled=True, **wish)
        SCENARIOS[function.__name__] = Scenario(function.__name__, function, wanted, weight, small)
        return function

    return register


def incident(weight: float = 1.0, **wish: Any) -> Callable:
    """Register a function as something that happens outside any case."""

    def register(function: Callable[[Spot, World], Iterable[Truth]]) -> Callable:
        INCIDENTS[function.__name__] = Incident(function.__name__, function, Wish(troubled=True, **wish), weight)
        return function

    return register
