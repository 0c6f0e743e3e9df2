"""Major incidents in which somebody was told too late, or not at all."""

from __future__ import annotations

from collections.abc import Iterator

from svcmine.simulation.plan import CasePlan, Truth, minutes, seconds
from svcmine.simulation.scenarios.registry import scenario
from svcmine.simulation.world import World

CLASSIFY, NOTIFY, REP, CONVENE = "INC-CLASSIFY", "INC-NOTIFY-5MIN", "INC-NOTIFY-REP-5MIN", "INC-CONVENE-5MIN"
FIRST, CENTER, TEAM = "INC-FIRST-TIME-REPORT", "INC-SUPPORT-CENTER", "INC-TEAM-START"
# Who hears of it by the lead, one after the other.
TOLD = ("notify_regional_lead", "notify_rep_office_manager", "convene_expert_team", "start_customer_care")
DESCRIPTION, ESCALATE = "INC-TICKET-DESCRIPTION", "FLT-ESCALATE-BY-IMPACT"


@scenario("incident", weight=2)
def lead_told_late(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The regional lead was told after nine minutes."""
    declared = plan.step("major_incident_declared")
    late = declared.at + minutes(9) - plan.step("notify_regional_lead").at
    for key in TOLD:
        plan.step(key).move(plan.step(key).at + late)
    yield plan.of(declared, NOTIFY, 1)


@scenario("incident")
def lead_told_at_five_minutes(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The regional lead was told after five minutes sharp: in time."""
    late = plan.step("major_incident_declared").at + minutes(5) - plan.step("notify_regional_lead").at
    for key in TOLD:
        plan.step(key).move(plan.step(key).at + late)
    yield from ()


@scenario("incident", weight=2)
def manager_not_told(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Nobody told the rep office's product manager."""
    plan.remove("notify_rep_office_manager")
    yield plan.of(plan.step("notify_regional_lead"), REP, 1)


@scenario("incident")
def manager_told_late(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The rep office's product manager was told a second too late."""
    lead = plan.step("notify_regional_lead")
    plan.step("notify_rep_office_manager").move(lead.at + seconds(301))
    yield plan.of(lead, REP, 1)


@scenario("incident")
def team_not_convened(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Nobody convened the expert team."""
    plan.remove("convene_expert_team")
    yield plan.of(plan.step("notify_regional_lead"), CONVENE, 1)


@scenario("incident")
def not_declared(plan: CasePlan, world: World) -> Iterator[Truth]:
    """An interruption by day that nobody declared a major incident: the alarm and the ticket both say it happened."""
    plan.remove("major_incident_declared")
    yield plan.of(plan.step("service_interrupted"), CLASSIFY, 1)
    yield of_alarm(plan, CLASSIFY, 1)


@scenario("incident")
def declared_late(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The major incident was declared after a quarter of an hour."""
    late = plan.step("service_interrupted").at + minutes(15) - plan.step("major_incident_declared").at
    for key in ("major_incident_declared", *TOLD):
        plan.step(key).move(plan.step(key).at + late)
    yield plan.of(plan.step("service_interrupted"), CLASSIFY, 1)
    yield of_alarm(plan, CLASSIFY, 1)


def of_alarm(
    plan: CasePlan, norm: str, requirement: int, verdict: str = "violated", reason: str | None = None
) -> Truth:
    """The truth about the alarm that started the incident; an alarm belongs to no case."""
    alarm = plan.alarms[0]
    return Truth(norm, requirement, None, alarm.device.device_id, None, alarm.kind, alarm.at, verdict, reason)


@scenario("incident", weight=2)
def section_chief_not_told(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Nobody told the section chief and the chief engineer."""
    plan.remove("notify_section_chief")
    yield plan.of(plan.step("service_interrupted"), FIRST, 1)
    yield plan.of(plan.step("service_interrupted"), FIRST, 2)


@scenario("incident")
def only_section_chief_told(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The section chief was told, the chief engineer was not."""
    plan.step("notify_section_chief").attributes["notify_recipients"] = ["section_chief"]
    yield plan.of(plan.step("service_interrupted"), FIRST, 2)


@scenario("incident")
def director_told_late(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The service director was told after twenty minutes."""
    plan.step("notify_service_director").move(plan.step("service_interrupted").at + minutes(20))
    yield plan.of(plan.step("service_interrupted"), FIRST, 3)


@scenario("incident")
def leaders_told_late(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The leaders were told after half an hour: late by the fault, and late by the escalation."""
    plan.step("report_to_leaders").move(plan.step("service_interrupted").at + minutes(36))
    yield plan.of(plan.step("service_interrupted"), FIRST, 4)
    yield plan.of(plan.step("escalate_fault"), ESCALATE, 2)


@scenario("incident")
def not_escalated(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Nobody escalated a fault of high importance."""
    plan.remove("escalate_fault")
    yield plan.of(plan.step("service_interrupted"), ESCALATE, 1)


@scenario("incident")
def support_center_not_told(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Nobody told the support centre."""
    plan.remove("notify_support_center")
    yield plan.of(plan.step("register_ticket"), CENTER, 1)
    yield plan.of(plan.step("register_ticket"), CENTER, 2)


@scenario("incident")
def emergency_team_not_started(plan: CasePlan, world: World) -> Iterator[Truth]:
    """No emergency team was started."""
    plan.remove("start_emergency_team")
    yield plan.of(plan.step("register_ticket"), TEAM, 1)


@scenario("incident")
def problem_not_tracked(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Nobody kept the problem record up to date."""
    plan.remove_if(lambda step: step.activity == "update_problem")
    yield plan.of(plan.step("register_ticket"), TEAM, 3)


@scenario("incident")
def ticket_poorly_described(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The urgent ticket's description leaves its severity open."""
    plan.attributes["ticket_description_complete"] = False
    yield plan.of(plan.step("register_ticket"), DESCRIPTION, 1)


@scenario("incident")
def only_chief_engineer_told(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The chief engineer was told, the section chief was not."""
    plan.step("notify_section_chief").attributes["notify_recipients"] = ["chief_engineer"]
    yield plan.of(plan.step("service_interrupted"), FIRST, 1)


@scenario("incident")
def global_centre_left_out(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The message to the support centre went to the customer service manager only."""
    plan.step("notify_support_center").attributes["notify_recipients"] = ["CSM"]
    yield plan.of(plan.step("register_ticket"), CENTER, 2)


@scenario("incident")
def departments_not_coordinated(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Nobody coordinated the departments within half an hour."""
    plan.remove("coordinate_departments", "coordinate_diagnosis")
    yield plan.of(plan.step("register_ticket"), TEAM, 2)


@scenario("incident")
def recipients_not_recorded(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Who was told is not recorded."""
    del plan.step("notify_section_chief").attributes["notify_recipients"]
    yield plan.of(plan.step("service_interrupted"), FIRST, 1, "undecidable", "missing_attribute")
    yield plan.of(plan.step("service_interrupted"), FIRST, 2, "undecidable", "missing_attribute")
