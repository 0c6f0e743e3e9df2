"""A change case in which everything is done as the norms want it, from request to return visit."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from svcmine.simulation import visit
from svcmine.simulation.change_night import ON_SITE, operate, verify, watched_from
from svcmine.simulation.cursor import Cursor, Values
from svcmine.simulation.organisation import TRANSMISSION, local
from svcmine.simulation.plan import MAJOR, WATCHED, CasePlan, hours, minutes
from svcmine.simulation.ticket import usual

_NOTICE = ("office_head", "product_line_manager", "department_heads", "remote_support")
_DOCUMENTS = ("release_notes", "product_manual", "material_disc")


def build(plan: CasePlan, night: date) -> None:
    """Fill a plan with the steps of a change whose operations run in the night that begins `night`'s day."""
    plan.attributes |= _case_attributes(plan, night)
    cursor = Cursor(plan, plan.opened_at)
    _request(cursor)
    _draft(cursor)
    cursor.jump(_working_morning(plan, night, 6))
    _review(cursor)
    cursor.jump(_working_morning(plan, night, 5))
    _customer_approval(cursor)
    cursor.jump(_working_morning(plan, night, 4))
    _internal_approval(cursor)
    cursor.jump(_working_morning(plan, night, 3))
    _resources(cursor)
    if plan.template in ON_SITE:
        visit.approach(cursor, night)
    start = _night_start(plan, night)
    plan.attributes["agreed_start"] = start - minutes(10)
    plan.attributes["agreed_end"] = local(plan.site, night, 6)
    cursor.jump(start)
    operate(cursor)
    verify(cursor)
    _hand_over(cursor, night)
    if plan.template in ON_SITE:
        visit.stamp(plan)


def _case_attributes(plan: CasePlan, night: date) -> dict[str, object]:
    kind = "cutover" if plan.template == "cutover" else "change"
    impact = {"config": "none", "data": "none", "board": "possible"}.get(plan.template, "interruption")
    return usual(plan) | {
        "plan_type": kind,
        "plan_version": 1,
        "plan_steps": [str(number) for number in range(1, len(plan.devices) + 1)],
        "plan_complete": True,
        "plan_responsibles": "我方、客户各一名负责人,分工见方案",
        "op_scale": 3 if plan.template == "upgrade" else len(plan.devices),
        "rollback_plan_present": True,
        "planned_rollback_minutes": 60,
        "service_impact": impact,
        "expected_impact": "业务无影响" if impact == "none" else "中断不超过10分钟",
        "data_risk": plan.template == "board",
        "plan_amendment_approved": False,
        "software_licence": "legal",
        "planned_start": local(plan.site, night, 0),
        "planned_end": local(plan.site, night, 6),
    }


def _working_morning(plan: CasePlan, night: date, days_before: int) -> datetime:
    return local(plan.site, night - timedelta(days=days_before), 9, plan.rng.randint(0, 30))


def _night_start(plan: CasePlan, night: date) -> datetime:
    hour = 1 if any(device.product == TRANSMISSION for device in plan.devices) else 0
    return local(plan.site, night, hour, plan.rng.randint(11, 25))


def _request(cursor: Cursor) -> None:
    duty = cursor.plan.staff.duty_officer
    for activity in ("receive_request", "contact_customer", "confirm_request", "record_request", "assess_request"):
        cursor.step(activity, person=duty)
    cursor.plan.step("record_request").attributes["request_fields"] = ["customer", "device_model", "symptom", "urgency"]
    cursor.step("register_ticket", person=duty, device=cursor.plan.devices[0])
    if cursor.plan.template == "upgrade" and cursor.plan.rng.random() < 0.5:
        _defect(cursor)
    cursor.step("dispatch_ticket", person=duty)
    cursor.step("accept_ticket", 5, 40)


def _defect(cursor: Cursor) -> None:
    """Why the software is upgraded: a defect, told upwards and to the customer at once."""
    device = cursor.plan.devices[0]
    cursor.step("discover_version_defect", device=device)
    problem: Values = {"problem_id": f"WT{cursor.plan.case_id[2:]}", "problem_class": "function"}
    cursor.step("register_problem", 3, 6, device=device, **problem)
    cursor.step("report_to_superior", 3, 6, device=device)
    cursor.step("disclose_defect", 5, 20, device=device)


def _draft(cursor: Cursor) -> None:
    cursor.step("query_technical_docs", 10, 30)
    cursor.step("collect_user_info", 10, 30)
    if cursor.plan.rng.random() < 0.3:
        cursor.step("consult_previous_engineer", 5, 20)
    cursor.step("assess_risk", 10, 40)
    cursor.step("draft_plan", 20, 60)
    cursor.step("draft_rollback_plan", 10, 30)
    cursor.step("draft_emergency_plan", 10, 30)
    if cursor.plan.template == "upgrade":
        cursor.step("read_upgrade_guide", 10, 40, guide_understood=True)
        cursor.step("clarify_with_support", 10, 40, support_channel="response_center")


def _review(cursor: Cursor) -> None:
    plan = cursor.plan
    review: dict[str, Any] = {"person": plan.staff.expert, "role": "expert", "reviewer_role": "regional_expert"}
    if plan.rng.random() < 0.25:
        cursor.step("review_plan", key="review_rejected", review_result="reject", **review)
        cursor.step("revise_plan", 30, 90)
    cursor.step("review_plan", review_result="pass", **review)
    cursor.step("approve_plan", 20, 90, person=plan.staff.section_chief, role="section_chief")


def _customer_approval(cursor: Cursor) -> None:
    plan, customer = cursor.plan, cursor.plan.staff.customer_manager
    cursor.step("send_plan_to_customer", notify_channel="email", mail_importance="normal")
    cursor.step("explain_risk", 10, 30, key="explain_risk_plan")
    if plan.rng.random() < (0.6 if plan.template == "cutover" else 0.1):
        cursor.step("customer_refuse", 20, 60, person=customer, consent_subject="plan", consent_given=False)
        cursor.step("coordinate_customer", 20, 60)
    cursor.step(
        "customer_approve_plan",
        20,
        90,
        person=customer,
        role="customer",
        consent_subject="plan",
        consent_given=True,
        approver_role="customer_management",
    )


def _internal_approval(cursor: Cursor) -> None:
    staff = cursor.plan.staff
    recipients = ["office_deputy_manager", "project_manager", "country_deputy"]
    cursor.step("notify_management", approval_channel="email", notify_channel="email", notify_recipients=recipients)
    approvers = {
        "office_deputy_manager": staff.office_deputy,
        "project_manager": staff.project_manager,
        "section_chief": staff.section_chief,
        "chief_engineer": staff.chief_engineer,
        "customer_escort": staff.customer_escort,
    }
    for role, person in approvers.items():
        cursor.step(
            "approve_operation",
            10,
            40,
            key=f"approve_{role}",
            person=person,
            role=role,
            approver_role=role,
            approval_channel="written",
            consent_given=True,
        )
    cursor.step(
        "customer_approve_operation",
        10,
        40,
        person=staff.customer_manager,
        role="customer",
        approver_role="customer_management",
        approval_channel="written",
        consent_subject="operation",
        consent_given=True,
    )
    cursor.step("publish_notice", notify_channel="email", notify_recipients=list(_NOTICE))
    cursor.agree("confirm_cutover_slot", "operation")


def _resources(cursor: Cursor) -> None:
    cursor.step("assess_resources")
    cursor.step("request_resources")
    cursor.step("resources_ready", 60, 120)
    part = f"BJ{cursor.plan.rng.randint(1000, 9999)}" if cursor.plan.template == "board" else None
    cursor.step("check_tools_spares", part_id=part, part_match=True, item_result="pass")
    cursor.step("request_customer_tools")
    if cursor.plan.template == "upgrade":
        cursor.step("pilot_upgrade", 30, 90, test_result="pass")


def _hand_over(cursor: Cursor, night: date) -> None:
    plan = cursor.plan
    if any(step.activity in WATCHED for step in plan.steps):
        last = max(step.ended_at or step.at for step in plan.members(MAJOR))
        cursor.jump(last + hours(24.6))
        cursor.step("observe_operation", observe_minutes=180)
        cursor.step("end_watch", 1, 10, visit=watched_from(plan), watch_hours=24.5)
    else:
        cursor.pass_time(120, 140)
        cursor.step("observe_operation", 1, 3, observe_minutes=125)
    if plan.template in ON_SITE:
        visit.leave(cursor, "change_implementation_report", _DOCUMENTS)
    else:
        cursor.agree("customer_confirm_result", "operation", 10, 60)
        cursor.step("record_survey", person=plan.staff.customer_manager, survey_item="quality", score=5)
    cursor.jump(max(cursor.at, local(plan.site, night + timedelta(days=2), 9, plan.rng.randint(0, 59))))
    for device in plan.devices:
        cursor.step("update_device_archive", 10, 60, device=device)
    cursor.step("write_change_summary", 10, 60, recipient_role="change_manager")
    if plan.template in ON_SITE:
        visit.report(cursor)
    else:
        cursor.step("archive_correspondence", 10, 60)
    cursor.step("close_ticket", 20, 90, person=plan.staff.duty_officer)
    cursor.step("return_visit", 60, 600, person=plan.staff.duty_officer)
