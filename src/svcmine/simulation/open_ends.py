"""Obligations that no scenario touches and that are still open when the exports end."""

from __future__ import annotations

from collections.abc import Iterator

from svcmine.simulation.almanac import LAST
from svcmine.simulation.plan import CasePlan, Step, Truth
from svcmine.simulation.world import World


def open_ends(world: World) -> Iterator[Truth]:
    """Each customer's latest routine inspection: the next one is not yet due."""
    latest: dict[str, tuple[CasePlan, Step]] = {}
    for plan in world.cases:
        for step in plan.having("inspect_network"):
            routine = step.attributes.get("inspection_trigger") == "routine" and step.at <= LAST
            before = latest.get(plan.site.customer)
            if routine and (before is None or before[1].at < step.at):
                latest[plan.site.customer] = plan, step
    for plan, step in latest.values():
        yield plan.of(step, "INS-PERIODIC", 1, "pending")
