"""What nobody recorded: attributes that are missing where a verdict hangs on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from svcmine.simulation.plan import BACKED, DATA_CHANGE, CasePlan, Step, Truth
from svcmine.simulation.scenarios.aftercare import charged
from svcmine.simulation.scenarios.approval import interrupting
from svcmine.simulation.scenarios.evidence import by_ticket
from svcmine.simulation.scenarios.registry import scenario
from svcmine.simulation.world import World


def unknown(plan: CasePlan, steps: Iterable[Step], norm: str, requirement: int) -> Iterator[Truth]:
    """The verdict on activations for which a record is missing."""
    yield from plan.each(list(steps), norm, requirement, "undecidable", "missing_attribute")


@scenario("upgrade", "cutover", "board", "onsite")
def consent_to_leave_unclear(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Whether the customer agreed to the leaving is not recorded."""
    del plan.step("customer_consent_leave").attributes["consent_given"]
    yield from unknown(plan, [plan.step("leave_site")], "VIS-LEAVE-CONSENT", 1)


@scenario("data", products=("SX", "HL"))
def routes_not_recorded(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Billing was checked; of how many routes is not recorded."""
    del plan.step("check_billing").attributes["routes_checked"]
    yield from unknown(plan, charged(plan), "CHG-BILLING-CHECK", 1)


@scenario("config", "data")
def observation_not_recorded(plan: CasePlan, world: World) -> Iterator[Truth]:
    """How long the operation was observed is not recorded."""
    del plan.step("observe_operation").attributes["observe_minutes"]
    yield from unknown(plan, plan.majors, "CHG-WATCH-24H", 2)


@scenario("config", "data")
def approver_role_unknown(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Somebody confirmed, and his role is not recorded: it may have been the escort."""
    del plan.step("approve_customer_escort").attributes["approver_role"]
    yield from unknown(plan, plan.majors, "CHG-APPROVE-THREE-PARTY", 1)


@scenario("upgrade", "cutover", "board")
def channel_not_recorded(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The management was told; whether in writing is not recorded."""
    del plan.step("notify_management").attributes["approval_channel"]
    yield from unknown(plan, interrupting(plan), "CHG-APPROVE-INTERNAL", 1)


@scenario("data", products=("SX",), device=lambda device: not device.logged)
def backup_result_not_recorded(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The device sends no log, and the ticket does not say if the backups succeeded."""
    by_ticket(plan)
    for step in plan.having("backup_config", "backup_data"):
        del step.attributes["backup_result"]
    yield from unknown(plan, plan.members(BACKED), "CHG-BACKUP-BEFORE-MODIFY", 1)
    yield from unknown(plan, plan.members(DATA_CHANGE), "CHG-BACKUP-BEFORE-MODIFY", 2)


@scenario("config", "data")
def rollback_measures_not_recorded(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Whether the plan has rollback measures is not recorded."""
    del plan.attributes["rollback_plan_present"]
    yield from unknown(plan, [plan.step("approve_plan")], "CHG-PLAN-ROLLBACK", 1)


@scenario("config", "data")
def reviewer_not_recorded(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Who reviewed the plan is not recorded: perhaps its author."""
    reviews = plan.having("review_plan")
    for step in reviews:
        step.person = None
    yield from unknown(plan, reviews, "CHG-PLAN-EXPERT-REVIEW", 2)


@scenario("incident")
def description_not_judged(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Nobody noted whether the urgent ticket is well described."""
    del plan.attributes["ticket_description_complete"]
    yield from unknown(plan, [plan.step("register_ticket")], "INC-TICKET-DESCRIPTION", 1)


@scenario("remote", "onsite")
def report_without_cause(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The fault report names no cause."""
    step = plan.step("issue_fault_report")
    del step.attributes["report_cause"]
    yield from unknown(plan, [step], "FLT-REPORT-TRUE-CAUSE", 1)
    yield plan.of(step, "FLT-REPORT-EVIDENCE", 1)
