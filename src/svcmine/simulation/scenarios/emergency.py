"""Emergency changes: equipment that is down is restored at once, with consents recorded before or after."""

from __future__ import annotations

from collections.abc import Iterator

from svcmine.simulation.plan import OPERATE, CasePlan, Truth, minutes
from svcmine.simulation.scenarios.approval import CUSTOMER, INTERNAL, PARTIES
from svcmine.simulation.scenarios.registry import scenario
from svcmine.simulation.scenarios.window import by_day
from svcmine.simulation.world import World


def restore(plan: CasePlan) -> None:
    """The case restores equipment that is down, by day."""
    plan.attributes |= {"emergency_restoration": True, "plan_type": "emergency", "device_running_normally": False}
    plan.attributes["service_impact"] = "interruption"
    by_day(plan)


@scenario("config", "data", weight=2)
def emergency(plan: CasePlan, world: World) -> Iterator[Truth]:
    """An emergency by day; all consents were oral and recorded when the service ran again."""
    restore(plan)
    after = plan.step("archive_oplog").at
    for number, step in enumerate(plan.having("approve_operation", "customer_approve_operation")):
        step.attributes["approval_channel"] = "oral"
        step.move(after + minutes(2 + number))
    yield from ()


@scenario("config", "data")
def emergency_nobody_agreed(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Nobody of the project or the management agreed, neither before nor after."""
    restore(plan)
    plan.remove_if(lambda step: step.activity == "approve_operation")
    yield from plan.each(plan.members(OPERATE), INTERNAL, 4)
    yield from plan.each(plan.majors, PARTIES, 5)


@scenario("config", "data")
def emergency_customer_not_asked(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The customer agreed neither before nor after."""
    restore(plan)
    plan.remove("customer_approve_operation")
    yield from plan.each(plan.members(OPERATE), CUSTOMER, 4)


@scenario("config", "data")
def emergency_without_plan(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Not even an emergency plan."""
    restore(plan)
    plan.remove("draft_emergency_plan", "approve_plan")
    yield from plan.each(plan.members(OPERATE), "INC-EMERGENCY-PLAN", 1)
    yield from plan.each(plan.majors, "CHG-PLAN-EXISTS", 2)
