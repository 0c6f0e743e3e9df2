"""An inspection of a customer's network: by the contract's rhythm, after a warning, or before days that matter."""

from __future__ import annotations

from datetime import date, timedelta

from svcmine.simulation import visit
from svcmine.simulation.cursor import Cursor, Values
from svcmine.simulation.organisation import local
from svcmine.simulation.plan import CasePlan
from svcmine.simulation.ticket import usual

_ITEMS = ("hardware", "alarms", "performance", "backup", "power", "environment")
_PROFILE = ("technical_background", "contacts", "devices", "circuit_importance", "business")
_TRIGGERS = {"routine": "routine", "warning": "early_warning", "key_period": "key_period"}


def build(plan: CasePlan, day: date) -> None:
    """Fill a plan with the steps of an inspection on `day`."""
    plan.attributes |= usual(plan) | {
        "plan_type": "inspection",
        "plan_version": 1,
        "plan_steps": ["1", "2", "3"],
        "plan_complete": True,
        "drill_controller": plan.staff.expert if plan.template == "key_period" else None,
    }
    cursor = Cursor(plan, plan.opened_at)
    _occasion(cursor)
    _plan(cursor)
    visit.prepare(cursor)
    cursor.jump(local(plan.site, day - timedelta(days=2), 9, plan.rng.randint(0, 30)))
    visit.apply(cursor)
    cursor.jump(local(plan.site, day, 8, plan.rng.randint(0, 30)))
    visit.arrive(cursor)
    _inspect(cursor)
    visit.leave(cursor, "inspection_report", ("inspection_report",))
    visit.stamp(plan)
    cursor.jump(local(plan.site, day + timedelta(days=1), 9, plan.rng.randint(0, 40)))
    visit.report(cursor)
    _afterwards(cursor, day)
    cursor.step("close_ticket", 20, 90, person=plan.staff.duty_officer)
    cursor.step("return_visit", 60, 600, person=plan.staff.duty_officer)


def _occasion(cursor: Cursor) -> None:
    plan, duty, device = cursor.plan, cursor.plan.staff.duty_officer, cursor.plan.devices[0]
    cursor.step("register_ticket", person=duty, device=device)
    cursor.step("assess_request", person=duty)
    cursor.step("dispatch_ticket", person=duty)
    cursor.step("accept_ticket")
    if plan.template == "warning":
        cursor.step("issue_early_warning", device=device, warning_kind="non_real_time")
        cursor.step("handle_early_warning", 30, 60, device=device, warning_kind="non_real_time")
        cursor.step("start_special_service", special_trigger="early_warning")


def _plan(cursor: Cursor) -> None:
    plan = cursor.plan
    cursor.step(
        "draft_inspection_plan",
        30,
        90,
        role="engineer",
        plan_coauthors=["customer", "engineer"],
        history_refs=["历史故障", "历史告警", "历次巡检"],
    )
    cursor.agree("customer_approve_plan", "plan", 30, 90, approver_role="customer_management")
    owner: Values = {"role": "expert", "reviewer_role": "product_line_maintenance_owner"}
    cursor.step("review_inspection_plan", 30, 60, person=plan.staff.expert, review_result="pass", **owner)


def _inspect(cursor: Cursor) -> None:
    plan, device, here = cursor.plan, cursor.plan.devices[0], visit.visit_of(cursor.plan)
    trigger = _TRIGGERS[plan.template]
    cursor.step("explain_risk", visit=here)
    cursor.step(
        "inspect_network",
        30,
        60,
        device=device,
        visit=here,
        role="engineer",
        inspection_trigger=trigger,
        inspection_items=list(_ITEMS),
    )
    cursor.step("record_finding", device=device, visit=here)
    cursor.step("notify_progress", visit=here)
    cursor.step("fix_finding", 20, 60, device=device, visit=here)


def _afterwards(cursor: Cursor, day: date) -> None:
    """The customer hears how his network does, or is helped through the days that matter to him."""
    plan = cursor.plan
    if plan.template == "routine":
        cursor.step("issue_operation_report", 20, 60, report_sections=["alarms", "performance", "suggestions"])
        cursor.step("update_customer_profile", profile_fields=list(_PROFILE))
        cursor.step("visit_customer", 60, 200, person=plan.staff.project_manager, visit_reason="routine")
        cursor.step("exchange_session", 20, 60)
        topics, audience = list(visit.TOPICS), ["maintenance_owner", "room_duty_engineer"]
        cursor.step("train_customer", 20, 60, training_topics=topics, training_audience=audience)
        cursor.step("train_staff", training_record=f"PX{plan.case_id[2:]}")
    if plan.template == "key_period":
        _key_period(cursor, day)


def _key_period(cursor: Cursor, day: date) -> None:
    plan = cursor.plan
    chief = plan.staff.section_chief
    here: Values = {"device": plan.devices[0]}
    cursor.step("draft_emergency_plan", 20, 60)
    cursor.step(
        "approve_operation", person=chief, role="section_chief", approver_role="section_chief", consent_given=True
    )
    cursor.agree(
        "customer_approve_operation", "operation", approver_role="customer_management", approval_channel="written"
    )
    cursor.step("prepare_key_period", 20, 60)
    cursor.step("joint_test", 20, 60, test_result="pass", **here)
    cursor.step("assign_staff", key="assign_staff_1", person=plan.engineer.name)
    cursor.jump(local(plan.site, day + timedelta(days=3), 1, plan.rng.randint(10, 30)))
    backup: Values = {
        "backup_result": "ok",
        "backup_owner": "engineer",
        "backup_type": "config",
        "backup_location": "网管服务器",
    }
    visit.accompany(cursor)
    cursor.step("request_customer_backup")
    cursor.step("backup_config", **here, **backup)
    cursor.step("run_drill", person=plan.staff.expert, role="expert", **here)
    cursor.step("test_service", 20, 40, test_result="pass", test_scope=["switch_over"], **here)
    cursor.jump(local(plan.site, day + timedelta(days=4), 8))
    cursor.step("start_key_period")
    cursor.jump(local(plan.site, day + timedelta(days=7), 18))
    cursor.step("end_key_period")
