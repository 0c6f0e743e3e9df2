"""What hangs on other cases or on no case at all, and can be told only when everything has been laid down.

It is told anew in plain Python from the steps as they stand, so that scenarios need not know of each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from svcmine.simulation.almanac import LAST
from svcmine.simulation.plan import CasePlan, Step, Truth
from svcmine.simulation.world import World

CYCLE, BACKUP_CYCLE, PROVEN = timedelta(days=200), timedelta(days=7), timedelta(days=30)


def open_ends(world: World) -> Iterator[Truth]:
    """Whether each routine inspection and each backup on schedule is followed by what must follow it."""
    yield from _inspections(world)
    yield from _backups(world)


def _due(at: datetime, within: timedelta, targets: list[datetime]) -> str | None:
    """The verdict on an obligation that something comes after `at`; None if it did."""
    if any(at < target <= at + within for target in targets):
        return None
    return "pending" if at + within > LAST else "violated"


def _inspections(world: World) -> Iterator[Truth]:
    """At each customer a routine inspection is followed by the next, or by the end of his contract."""
    routine: dict[str, list[tuple[CasePlan, Step]]] = defaultdict(list)
    ended: dict[str, list[datetime]] = defaultdict(list)
    for plan in world.cases:
        for step in plan.having("inspect_network", "end_service_contract"):
            if step.at <= LAST and step.activity == "end_service_contract":
                ended[plan.site.customer].append(step.at)
            elif step.at <= LAST and step.attributes.get("inspection_trigger") == "routine":
                routine[plan.site.customer].append((plan, step))
    for customer, inspections in routine.items():
        targets = ended[customer] + [step.at for _, step in inspections]
        for plan, step in inspections:
            if verdict := _due(step.at, CYCLE, targets):
                yield plan.of(step, "INS-PERIODIC", 1, verdict)


def _backups(world: World) -> Iterator[Truth]:
    """A backup on schedule is followed by the next that succeeds, and a trial is near it."""
    norm = "OPS-SCHEDULED-BACKUP"
    jobs = [step for step in world.loose if step.device and step.device.backed_up]
    for step in jobs:
        if step.activity != "backup_data":
            continue
        same = [other for other in jobs if other.device == step.device]
        good = [s.at for s in same if s.activity == "backup_data" and all(c.result is None for c in s.commands)]
        if verdict := _due(step.at, BACKUP_CYCLE, good):
            yield _about(step, norm, 1, verdict)
        tried = [s.at for s in same if s.activity == "verify_backup"]
        if all(abs(at - step.at) > PROVEN for at in tried):
            yield _about(step, norm, 2, "pending" if step.at + PROVEN > LAST else "violated")


def _about(step: Step, norm: str, requirement: int, verdict: str) -> Truth:
    return Truth(norm, requirement, None, step.device_id, step.account, step.activity, step.at, verdict)
