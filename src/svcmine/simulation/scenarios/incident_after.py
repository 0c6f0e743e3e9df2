"""What did not follow a major incident: no apology, no inspection, nothing made better."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from svcmine.simulation.plan import CasePlan, Truth, hours, minutes
from svcmine.simulation.scenarios.registry import scenario
from svcmine.simulation.world import World

VISIT, INSPECTION, BETTER = "INC-APOLOGY-VISIT", "INC-POST-INSPECTION", "INC-OPTIMIZATION"


@scenario("incident")
def apology_without_leader(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Important business was cut off by our fault, and an engineer apologised alone."""
    plan.step("visit_apologize").role = "engineer"
    yield plan.of(plan.step("service_restored"), VISIT, 3)


@scenario("incident")
def no_apology_for_lesser_business(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Nobody apologised for our fault; the customer was visited."""
    plan.attributes["business_importance"] = "normal"
    plan.remove("visit_apologize")
    yield plan.of(plan.step("service_restored"), VISIT, 2)


@scenario("incident")
def apology_by_an_engineer(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Lesser business was cut off by our fault: an engineer's apology is enough."""
    plan.attributes["business_importance"] = "normal"
    plan.step("visit_apologize").role = "engineer"
    yield from ()


@scenario("incident")
def no_visit_after_the_crisis(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Somebody else cut the line; the customer was not visited at all, neither soon nor later."""
    plan.attributes["root_cause_party"] = "third_party"
    plan.remove("visit_apologize", "visit_customer")
    yield plan.of(plan.step("service_restored"), VISIT, 1)
    yield plan.of(plan.step("escalate_fault"), VISIT, 4)


@scenario("incident")
def visit_after_the_crisis(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Somebody else cut the line; a visit is enough."""
    plan.attributes["root_cause_party"] = "third_party"
    plan.remove("visit_apologize")
    yield from ()


@scenario("incident")
def visited_after_a_day(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The leader's apology came, a minute more than a day after the escalation."""
    escalated = plan.step("escalate_fault")
    plan.remove("visit_customer")
    plan.step("visit_apologize").move(escalated.at + hours(24) + minutes(1))
    yield plan.of(escalated, VISIT, 4)


@scenario("incident")
def visited_within_a_day(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The leader's apology came a day after the escalation to the minute."""
    plan.remove("visit_customer")
    plan.step("visit_apologize").move(plan.step("escalate_fault").at + hours(24))
    yield from ()


@scenario("incident")
def no_inspection_after_the_crisis(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Nobody looked at the network, and nothing was made better."""
    _alone(plan)
    plan.remove("inspect_network", "issue_optimization_plan", "start_quality_improvement")
    closed = plan.step("incident_closed")
    yield plan.of(closed, INSPECTION, 1)
    yield plan.of(closed, BETTER, 1)
    yield plan.of(closed, BETTER, 2)


@scenario("incident", day=date(2026, 4, 14))
def inspected_after_a_month(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Inspection, plan and drive for quality came thirty days after the incident was closed, to the minute."""
    _alone(plan)
    for activity in ("inspect_network", "issue_optimization_plan", "start_quality_improvement"):
        plan.step(activity).move(plan.step("incident_closed").at + hours(720))
    yield from ()


def _alone(plan: CasePlan) -> None:
    """A customer of whom no other case tells, so that no other ticket's work serves."""
    plan.attributes["customer"] = f"{plan.site.customer}专线{plan.case_id[-5:]}"
