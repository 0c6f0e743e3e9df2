"""A change case in which everything is done as the norms want it, from request to return visit."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from svcmine.simulation import commands
from svcmine.simulation.cursor import Cursor
from svcmine.simulation.organisation import TRANSMISSION, Device, local
from svcmine.simulation.plan import MAJOR, WATCHED, CasePlan, hours, minutes
from svcmine.simulation.visit import approach, leave

ON_SITE = frozenset({"upgrade", "cutover", "expansion", "board"})


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
        approach(cursor, night)
    start = _night_start(plan, night)
    plan.attributes["agreed_start"] = start - minutes(10)
    plan.attributes["agreed_end"] = local(plan.site, night, 6)
    cursor.jump(start)
    _operate(cursor)
    _verify(cursor)
    _hand_over(cursor, night)


def _case_attributes(plan: CasePlan, night: date) -> dict[str, object]:
    kind = "cutover" if plan.template == "cutover" else "change"
    impact = {"config": "none", "data": "none", "board": "possible"}.get(plan.template, "interruption")
    return {
        "plan_type": kind,
        "plan_id": f"FA{plan.case_id[2:]}",
        "plan_version": 1,
        "plan_steps": ["备份", "操作", "测试", "倒回"],
        "plan_devices": [device.device_id for device in plan.devices],
        "plan_persons": [person.name for person in plan.engineers],
        "plan_complete": True,
        "rollback_plan_present": True,
        "planned_rollback_minutes": 60,
        "service_impact": impact,
        "data_risk": plan.template == "board",
        "emergency_restoration": False,
        "plan_amendment_approved": False,
        "severity_level": "minor",
        "urgency": "normal",
        "ticket_description_complete": True,
        "business_importance": "normal",
        "ticket_kind": "work",
        "ticket_owner": plan.engineer.name,
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
    cursor.step("accept_ticket", 5, 40)


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
    cursor.step("send_plan_to_customer")
    cursor.step("explain_risk", 10, 30, key="explain_risk_plan")
    if plan.rng.random() < 0.1:
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
    cursor.step("publish_notice")
    cursor.step("confirm_cutover_slot")


def _resources(cursor: Cursor) -> None:
    cursor.step("assess_resources")
    cursor.step("request_resources")
    cursor.step("resources_ready", 60, 120)
    cursor.step("check_tools_spares")


def _operate(cursor: Cursor) -> None:
    plan = cursor.plan
    cursor.step("explain_risk", key="explain_risk_night")
    for number, device in enumerate(plan.devices, start=1):
        cursor.step("login_device", key=f"login_{number}", device=device, account=plan.engineer.account)
    cursor.step("request_customer_backup")
    for number, device in enumerate(plan.devices, start=1):
        _backup(cursor, device, number)
    for number, device in enumerate(plan.devices, start=1):
        _work(cursor, device, number)


def _backup(cursor: Cursor, device: Device, number: int) -> None:
    cursor.operate("backup_config", device, commands.of("backup_config", device), key=f"backup_config_{number}")
    if device.product.has_change_tables or cursor.plan.template == "board":
        if device.product.syslog:
            cursor.step(
                "backup_data",
                key=f"backup_data_{number}",
                device=device,
                backup_result="ok",
                backup_owner="engineer",
            )
        else:
            cursor.operate("backup_data", device, commands.of("backup_data", device), key=f"backup_data_{number}")


def _work(cursor: Cursor, device: Device, number: int) -> None:
    work = {
        "data": ("check_change_table", "modify_data", "recheck_data", "transfer_table"),
        "config": ("configure_online",),
        "upgrade": ("load_software", "upgrade_software", "restart_device"),
        "cutover": ("configure_online", "cutover_service"),
        "expansion": ("expand_capacity", "configure_online"),
        "board": ("replace_board",),
    }[cursor.plan.template]
    pace = _pace(cursor.plan)
    for activity in work:
        if activity == "restart_device":
            _consent(cursor, device, number)
        if activity in commands.LOGGED:
            cursor.operate(activity, device, commands.of(activity, device), *pace, key=f"{activity}_{number}")
        else:
            cursor.hardware(activity, device, *pace, key=f"{activity}_{number}")


def _pace(plan: CasePlan) -> tuple[float, float]:
    """Minutes between steps: quick where the watch must begin within half an hour of the operation."""
    return (3.0, 3.7) if plan.template in ("upgrade", "cutover", "expansion") else (4.0, 9.0)


def _consent(cursor: Cursor, device: Device, number: int) -> None:
    cursor.step(
        "customer_consent",
        *_pace(cursor.plan),
        key=f"consent_restart_{number}",
        person=cursor.plan.staff.customer_escort,
        role="customer",
        device=device,
        consent_subject="restart",
        consent_given=True,
    )


def _verify(cursor: Cursor) -> None:
    plan = cursor.plan
    pace = _pace(plan)
    scope = ["call", "interworking", "billing", "switch_over"]
    cursor.step("test_service", *pace, test_result="pass", test_scope=scope)
    if any(device.product.has_charging for device in plan.devices):
        cursor.step("check_billing", *pace, routes_checked=1)
    cursor.step("analyze_alarms", *pace, alarm_count=plan.rng.randint(0, 3))
    cursor.step("analyze_kpi", *pace, kpi_deviation=round(plan.rng.uniform(0, 0.02), 3))
    if any(step.activity in WATCHED for step in plan.steps):
        cursor.step("start_watch", *pace, visit=_visit(plan))
    cursor.step("report_completion")
    for number, device in enumerate(plan.devices, start=1):
        cursor.step("logout_device", key=f"logout_{number}", device=device, account=plan.engineer.account)
    cursor.step("archive_oplog")


def _visit(plan: CasePlan) -> str | None:
    return f"SM{plan.case_id[2:]}" if plan.template in ON_SITE else None


def _hand_over(cursor: Cursor, night: date) -> None:
    plan = cursor.plan
    if any(step.activity in WATCHED for step in plan.steps):
        last = max(step.ended_at or step.at for step in plan.members(MAJOR))
        cursor.jump(last + hours(24.6))
        cursor.step("observe_operation", observe_minutes=180)
        cursor.step("end_watch", 1, 10, visit=_visit(plan), watch_hours=24.5)
    else:
        cursor.pass_time(120, 140)
        cursor.step("observe_operation", 1, 3, observe_minutes=125)
    if plan.template in ON_SITE:
        leave(cursor)
    else:
        cursor.step("customer_confirm_result", 10, 60, person=plan.staff.customer_manager)
    cursor.jump(max(cursor.at, local(plan.site, night + timedelta(days=2), 9, plan.rng.randint(0, 59))))
    for activity in ("update_device_archive", "write_change_summary", "archive_correspondence"):
        cursor.step(activity, 10, 60)
    if plan.template in ON_SITE:
        cursor.step("issue_service_report", 10, 60)
        cursor.step("submit_service_report", 10, 60)
    cursor.step("close_ticket", 20, 90, person=plan.staff.duty_officer)
    cursor.step("return_visit", 60, 600, person=plan.staff.duty_officer)
