"""Help that was sought late, not at all, or in the wrong place; and customers who said no."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from svcmine.simulation.plan import OPERATE, CasePlan, Step, Truth, minutes, seconds
from svcmine.simulation.scenarios.registry import scenario
from svcmine.simulation.world import World

ESCALATE, OFFICIAL = "SUP-ESCALATE-UNSOLVED", "SUP-OFFICIAL-CHANNEL"


@scenario("unresolved")
def help_sought_late(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The hotline was called half an hour and a second after the engineer had given up."""
    step = plan.step("mark_unresolved")
    step.move(plan.step("call_hotline").at - seconds(1801))
    yield plan.of(step, ESCALATE, 1)


@scenario("unresolved")
def help_sought_at_half_an_hour(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The hotline was called after thirty minutes sharp."""
    plan.step("mark_unresolved").move(plan.step("call_hotline").at - minutes(30))
    yield from ()


@scenario("unresolved")
def help_sought_before(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The hotline was called before the problem was marked."""
    plan.step("mark_unresolved").move(plan.step("request_remote_support").at + minutes(1))
    yield from ()


@scenario("unresolved")
def only_superior_told(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The superior heard of it, and no technical support was asked."""
    step = plan.step("mark_unresolved")
    plan.remove("call_hotline", "request_remote_support")
    plan.step("report_to_superior").move(step.at + minutes(4))
    yield plan.of(step, ESCALATE, 2)


@scenario("unresolved")
def help_from_an_acquaintance(plan: CasePlan, world: World) -> Iterator[Truth]:
    """An acquaintance elsewhere was asked instead of the hotline."""
    plan.remove("call_hotline", "report_to_superior")
    asked = plan.step("request_remote_support")
    asked.attributes["support_channel"] = "informal"
    yield plan.of(asked, OFFICIAL, 1)
    yield plan.of(plan.step("mark_unresolved"), ESCALATE, 1)
    yield plan.of(plan.step("mark_unresolved"), ESCALATE, 2)


@scenario("unresolved")
def channel_not_recorded_in_a_fault(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Which channel was used is not recorded: nothing speaks against it."""
    del plan.step("request_remote_support").attributes["support_channel"]
    del plan.step("call_hotline").attributes["support_channel"]
    yield from ()


@scenario("onsite")
def refusal_kept_to_oneself(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The customer would not have another test; the engineer told nobody and left."""
    yield plan.of(_refuse(plan, plan.step("archive_oplog").at + minutes(1)), ESCALATE, 3)


@scenario("onsite")
def refusal_reported(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The customer would not have another test; the vendor's contact was asked what to do."""
    refused = _refuse(plan, plan.step("archive_oplog").at + minutes(1))
    at = refused.at + minutes(1)
    plan.add("ask", "consult_interface", at, person=plan.engineer.name, support_channel="vendor_interface")
    yield from ()


@scenario("onsite")
def went_on_without_an_answer(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The customer said no, the hotline was called, and the engineer went on without waiting."""
    replaced = plan.step("replace_part_1")
    refused = _refuse(plan, replaced.at - minutes(3))
    at = refused.at + minutes(1)
    plan.add("ask", "call_hotline", at, person=plan.engineer.name, support_channel="hotline_400")
    yield plan.of(refused, ESCALATE, 4)
    # What was operated after the refusal had no consent any more.
    operations = [step for step in plan.members(OPERATE) if step.at > refused.at]
    yield from plan.each(operations, "CHG-APPROVE-CUSTOMER", 1)


@scenario("onsite")
def customer_came_round(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The customer said no, had it explained, and agreed before the part was replaced."""
    replaced = plan.step("replace_part_1")
    refused = _refuse(plan, replaced.at - minutes(3))
    plan.copy_step("customer_approve_operation", "agreed_after_all", refused.at + minutes(2))
    yield from ()


def _refuse(plan: CasePlan, at: datetime) -> Step:
    values = {"visit": plan.step("arrive_on_site").visit, "person": plan.staff.customer_manager}
    subject = {"consent_subject": "operation", "consent_given": False}
    return plan.add("refused", "customer_refuse", at, **values, **subject)
