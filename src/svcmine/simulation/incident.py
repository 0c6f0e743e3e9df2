"""The first minutes of a major incident: who is told, and by when."""

from __future__ import annotations

from svcmine.simulation.cursor import Cursor
from svcmine.simulation.organisation import Device
from svcmine.simulation.plan import Alarm, CasePlan, minutes, seconds


def respond(cursor: Cursor, device: Device) -> None:
    """From the interruption to the emergency team, every deadline kept with a minute to spare."""
    plan = cursor.plan
    duty = plan.staff.duty_officer
    start = cursor.at
    plan.add(
        "service_interrupted", "service_interrupted", start, device=device, person=duty, interruption_approved=False
    )

    plan.alarms.append(Alarm(start, device, "service_interrupted"))

    def after(secs: int, activity: str, **values: object) -> None:
        at = start + seconds(secs + plan.rng.randint(0, 8))
        plan.add(str(values.pop("key", activity)), activity, at, person=values.pop("person", duty), **values)

    after(130, "register_ticket", device=device)
    after(145, "major_incident_declared", device=device)
    after(160, "notify_section_chief", notify_recipients=["section_chief", "chief_engineer"], notify_channel="phone")
    after(175, "notify_service_director", notify_channel="phone")
    after(190, "escalate_fault")
    after(205, "report_to_leaders", notify_channel="phone")
    after(214, "send_alert_sms", notify_channel="sms")
    after(223, "notify_support_center", notify_recipients=["CSM", "global_centre"], notify_channel="phone")
    after(250, "notify_regional_lead", notify_channel="phone")
    after(310, "notify_rep_office_manager", notify_channel="phone")
    after(340, "convene_expert_team", person=plan.staff.expert, roster_id=f"ZJ{plan.site.region.code}")
    after(370, "start_customer_care")
    after(400, "start_emergency_team", person=plan.staff.expert)
    after(430, "notify_customer_manager", notify_channel="phone")
    after(460, "coordinate_departments")
    after(520, "contact_customer")
    after(580, "dispatch_ticket")
    after(640, "accept_ticket")
    after(700, "check_circuit_resources")
    after(760, "select_emergency_plan", person=plan.staff.expert)
    after(
        900,
        "customer_approve_operation",
        person=plan.staff.customer_manager,
        role="customer",
        approver_role="customer_management",
        approval_channel="oral",
        consent_subject="operation",
        consent_given=True,
    )
    after(960, "explain_risk")
    after(1100, "update_problem", person=plan.staff.expert)
    after(1120, "notify_progress", key="inform_1", person=plan.engineer.name)
    cursor.jump(start + seconds(1140))


def keep_informed(plan: CasePlan) -> None:
    """The problem record and the customer hear of it every 20 minutes until the service is back."""
    restored = plan.step("service_restored").at
    at = plan.step("update_problem").at + minutes(20)
    number = 2
    while at < restored:
        plan.add(f"update_problem_{number}", "update_problem", at, person=plan.staff.expert)
        plan.add(f"inform_{number}", "notify_progress", at + seconds(40), person=plan.engineer.name)
        at += minutes(20)
        number += 1
