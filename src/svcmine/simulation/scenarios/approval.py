"""Approvals that nobody gave, gave too late, or gave in the wrong way."""

from __future__ import annotations

from collections.abc import Iterator

from svcmine.simulation.plan import OPERATE, CasePlan, Step, Truth, minutes
from svcmine.simulation.scenarios.registry import scenario
from svcmine.simulation.world import World

INTERNAL, PARTIES, CUSTOMER = "CHG-APPROVE-INTERNAL", "CHG-APPROVE-THREE-PARTY", "CHG-APPROVE-CUSTOMER"


def interrupting(plan: CasePlan) -> list[Step]:
    """The operations that may interrupt service, by the case's own word."""
    return plan.members(OPERATE) if plan.attributes["service_impact"] in ("possible", "interruption") else []


@scenario("upgrade", "cutover", "board", small=True, weight=2)
def management_not_told(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Nobody told the management of a possible interruption."""
    plan.remove("notify_management")
    yield from plan.each(interrupting(plan), INTERNAL, 1)


@scenario("upgrade", "cutover", "board")
def management_told_by_phone(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The management was told, but not in writing."""
    plan.step("notify_management").attributes["approval_channel"] = "phone"
    yield from plan.each(interrupting(plan), INTERNAL, 1)


@scenario("upgrade", "cutover", "board", weight=2)
def deputy_did_not_approve(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The office's deputy manager never approved."""
    plan.remove("approve_office_deputy_manager")
    yield from plan.each(interrupting(plan), INTERNAL, 2)


@scenario("upgrade", "cutover", "board")
def project_manager_did_not_approve(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The project manager never approved: two norms want that."""
    plan.remove("approve_project_manager")
    yield from plan.each(interrupting(plan), INTERNAL, 3)
    yield from plan.each(plan.majors, PARTIES, 2)


@scenario("config", "data", small=True, weight=2)
def escort_did_not_confirm(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The customer's escort never confirmed the operation."""
    plan.remove("approve_customer_escort")
    yield from plan.each(plan.majors, PARTIES, 1)


@scenario("config", "data", small=True)
def section_chief_did_not_confirm(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The section chief never confirmed the operation."""
    plan.remove("approve_section_chief")
    yield from plan.each(plan.majors, PARTIES, 3)


@scenario("config", "data", "expansion", small=True)
def chief_engineer_did_not_confirm(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The chief engineer never confirmed the operation."""
    plan.remove("approve_chief_engineer")
    yield from plan.each(plan.majors, PARTIES, 4)


@scenario("config", "data")
def chief_engineer_confirmed_afterwards(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The chief engineer confirmed when the work was done."""
    plan.step("approve_chief_engineer").move(plan.step("archive_oplog").at + minutes(4))
    yield from plan.each(plan.majors, PARTIES, 4)


@scenario("config", "data", "board", weight=3)
def customer_did_not_approve(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The customer's management never approved the operation."""
    plan.remove("customer_approve_operation")
    yield from plan.each(plan.members(OPERATE), CUSTOMER, 1)


@scenario("config", "data")
def customer_said_no(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The customer's management was asked and said no."""
    plan.step("customer_approve_operation").attributes["consent_given"] = False
    yield from plan.each(plan.members(OPERATE), CUSTOMER, 1)


@scenario("config", "data")
def customer_answer_not_recorded(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The customer's management was asked; what it said is not recorded."""
    plan.step("customer_approve_operation").attributes.pop("consent_given")
    yield from plan.each(plan.members(OPERATE), CUSTOMER, 1, "undecidable", "missing_attribute")


@scenario("cutover", weight=2)
def customer_did_not_approve_plan(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The customer never confirmed the cutover's plan."""
    plan.remove("customer_approve_plan")
    yield from plan.each(plan.having("cutover_service"), CUSTOMER, 2)


@scenario("cutover")
def plan_not_sent(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The customer confirmed a plan that was never sent."""
    plan.remove("send_plan_to_customer", "send_plan_visit")
    yield from plan.each(plan.having("cutover_service"), CUSTOMER, 3)


@scenario("config", "data")
def customer_changed_his_mind(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The customer approved and refused later; nobody asked again."""
    at = plan.step("confirm_cutover_slot").at + minutes(20)
    values = {"person": plan.staff.customer_manager, "consent_subject": "operation", "consent_given": False}
    plan.add("refuse_late", "customer_refuse", at, **values)
    yield from plan.each(plan.members(OPERATE), CUSTOMER, 1)


@scenario("upgrade", "cutover", "board")
def notice_after_consent(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The consents were given before the management was told what they were for."""
    plan.step("notify_management").move(plan.step("confirm_cutover_slot").at + minutes(10))
    yield from plan.each(interrupting(plan), INTERNAL, 2)
    yield from plan.each(interrupting(plan), INTERNAL, 3)
