"""Major incidents handled badly: no plan, no lead, steps not confirmed, somebody not told."""

from __future__ import annotations

from collections.abc import Iterator

from svcmine.simulation.plan import OPERATE, CasePlan, Truth, minutes, seconds
from svcmine.simulation.scenarios.registry import scenario
from svcmine.simulation.world import World

CARE, PLAN, STEPS, WRITTEN = "INC-CUSTOMER-CARE", "INC-EMERGENCY-PLAN", "INC-STEP-CONFIRM", "INC-WRITTEN-PLAN"
HEADQUARTERS, MESSAGE, MANAGER, LEAD = "INC-HQ-JOIN", "INC-ALERT-SMS", "INC-CUSTOMER-MANAGER", "INC-LEAD"


@scenario("incident")
def care_started_late(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Customer care began five minutes and a second after the lead was told."""
    lead = plan.step("notify_regional_lead")
    plan.step("start_customer_care").move(lead.at + seconds(301))
    yield plan.of(lead, CARE, 1)


@scenario("incident")
def care_started_at_five_minutes(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Customer care began five minutes sharp after the lead was told."""
    plan.step("start_customer_care").move(plan.step("notify_regional_lead").at + minutes(5))
    yield from ()


@scenario("incident")
def restored_without_emergency_plan(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The emergency plan was chosen when all was over."""
    plan.step("select_emergency_plan").move(plan.step("service_restored").at + minutes(1))
    yield from plan.each(plan.members(OPERATE), PLAN, 1)


@scenario("incident")
def step_not_confirmed(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Of two steps told over the telephone only the second one's result was confirmed."""
    plan.remove("confirm_1")
    yield plan.of(plan.step("execute_1"), STEPS, 1)


@scenario("incident")
def guidance_unclear(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The checklist says that the remote expert's commands were not clear."""
    plan.step("steps_clear").attributes["item_result"] = "fail"
    yield plan.of(plan.step("provide_remote_support"), STEPS, 2)


@scenario("incident")
def complex_steps_told_by_telephone(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Complex steps, told over the telephone only."""
    plan.step("send_written_plan").attributes["notify_channel"] = "phone"
    yield from plan.each(plan.having("execute_step"), WRITTEN, 1)


@scenario("incident")
def complex_steps_sent_by_fax(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Complex steps that reached the site by fax first."""
    plan.step("send_written_plan").attributes["notify_channel"] = "fax"
    yield from ()


@scenario("incident")
def simple_steps_told_by_telephone(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Simple steps need no written plan."""
    plan.remove("send_written_plan")
    for step in plan.having("execute_step"):
        step.attributes["op_type"] = "simple"
    yield from ()


@scenario("incident")
def headquarters_left_out(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The region could not solve it, and headquarters was not asked."""
    plan.remove("join_hq_experts")
    yield plan.of(plan.step("provide_remote_support"), HEADQUARTERS, 1)


@scenario("incident")
def region_solved_it_alone(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The region solved it: headquarters had not to be asked."""
    plan.remove("join_hq_experts")
    plan.step("provide_remote_support").attributes["support_result"] = "solved"
    yield from ()


@scenario("incident")
def alert_sent_late(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The alert message went out a second too late."""
    interrupted = plan.step("service_interrupted")
    plan.step("send_alert_sms").move(interrupted.at + seconds(301))
    yield plan.of(interrupted, MESSAGE, 1)


@scenario("incident")
def alert_sent_at_five_minutes(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The alert message went out after five minutes sharp."""
    plan.step("send_alert_sms").move(plan.step("service_interrupted").at + minutes(5))
    yield from ()


@scenario("incident")
def account_manager_told_late(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The account manager heard of it after 31 minutes."""
    declared = plan.step("major_incident_declared")
    plan.step("notify_customer_manager").move(declared.at + minutes(31))
    yield plan.of(declared, MANAGER, 1)


@scenario("incident")
def account_manager_told_first(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The account manager heard of it before it was declared."""
    plan.step("notify_customer_manager").move(plan.step("major_incident_declared").at - seconds(20))
    yield from ()


@scenario("incident")
def nobody_leads_the_incident(plan: CasePlan, world: World) -> Iterator[Truth]:
    """No lead is named."""
    del plan.attributes["lead_handler"]
    yield plan.of(plan.step("major_incident_declared"), LEAD, 1)
