"""A project's work on site, its documents and its reports by day and week."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from svcmine.simulation import visit
from svcmine.simulation.cursor import Cursor, Values
from svcmine.simulation.organisation import local
from svcmine.simulation.plan import CasePlan

# Days before the power-on: the site is unpacked and construction begins.
BUILDING = 9
BACKUP: Values = {
    "backup_result": "ok",
    "backup_owner": "engineer",
    "backup_type": "config",
    "backup_location": "移动硬盘",
}


def at_hour(plan: CasePlan, day: date, days: int, hour: int) -> datetime:
    """Shortly after that hour, so many days after the power-on."""
    return local(plan.site, day + timedelta(days=days), hour, plan.rng.randint(0, 20))


def sign(cursor: Cursor, doc_type: str, **values: Any) -> None:
    """A document signed and stamped, by the customer unless the values say otherwise."""
    customer = cursor.plan.staff.customer_manager
    usual: Values = {"key": f"sign_{doc_type}", "person": customer, "signer_role": "customer"}
    cursor.step("sign_document", doc_type=doc_type, doc_stamped=True, doc_copies=2, **(usual | values))


def own(cursor: Cursor, role: str) -> str:
    """Who signs for us in that role."""
    return cursor.plan.staff.project_manager if role == "project_manager" else cursor.plan.engineer.name


def issue(cursor: Cursor, doc_type: str, number: int | str = "") -> None:
    """A document written; `number` tells several of a type apart."""
    cursor.step("issue_document", key=f"issue_{doc_type}{number}", doc_type=doc_type)


def construct(cursor: Cursor, day: date, hard: bool) -> None:
    """Installation and its checks, and the reports of every day and week."""
    plan, here = cursor.plan, visit.visit_of(cursor.plan)
    cursor.step("start_construction", visit=here)
    cursor.step("install_equipment", 60, 120, visit=here, device=plan.devices[0])
    cursor.step("check_installation", 20, 60, visit=here, device=plan.devices[0])
    visit.tick(cursor, visit.WORKMANSHIP, here)
    if hard:
        _rough_work(cursor)
    for number in range(BUILDING + 1):
        at = at_hour(plan, day, number - BUILDING, 18)
        plan.add(
            f"daily_{number}",
            "send_daily_report",
            at,
            person=plan.engineer.name,
            notify_channel="email",
            report_date=at.astimezone(plan.site.zone).date().isoformat(),
        )
    for week in range(1, 4):
        # On the Sunday evening of each week that the work touches.
        sunday = day - timedelta(days=BUILDING) + timedelta(days=6 - (day - timedelta(days=BUILDING)).weekday())
        evening = sunday + timedelta(days=7 * (week - 1))
        at = local(plan.site, evening, 19, plan.rng.randint(0, 20))
        stamp = evening.isocalendar()
        plan.add(
            f"weekly_{week}",
            "send_weekly_report",
            at,
            person=plan.engineer.name,
            notify_channel="email",
            report_week=f"{stamp.year}-W{stamp.week:02d}",
        )
    cursor.jump(at_hour(plan, day, -6, 10))
    cursor.step("hold_meeting", 30, 60, person=plan.staff.project_manager, meeting_kind="small")
    issue(cursor, "project_meeting_form")
    issue(cursor, "stage_summary_report", "_installation")


def _rough_work(cursor: Cursor) -> None:
    """What needs room, consent or somebody else: heat, power, the customer's things, a change of people."""
    plan, here = cursor.plan, visit.visit_of(cursor.plan)
    cursor.walk("clear_work_area hot_work", visit=here)
    cursor.step("backup_config", key="backup_before", device=plan.devices[0], visit=here, **BACKUP)
    cursor.agree("customer_consent", "power", key="consent_power", visit=here)
    cursor.step("operate_power_cable", visit=here, device=plan.devices[0], interface_party="vendor")
    escort = plan.staff.customer_escort
    cursor.step(
        "operate_distribution_box", visit=here, person=escort, role="customer_engineer", performer_org="customer"
    )
    cursor.agree("customer_consent", "resource_use", key="consent_resource", visit=here)
    cursor.walk("use_customer_resource borrow_tool", visit=here)
    cursor.step("return_tool", 60, 120, visit=here)
    cursor.step("notify_staff_change", notify_channel="phone", notify_recipients=["customer"])
    cursor.walk("assign_replacement withdraw_engineer", 10, 40)
    cursor.step("remove_offender", performer_org="subcontractor")
    cursor.step("issue_corrective_action", 10, 40, person=plan.staff.project_manager)
    cursor.step("visit_apologize", 30, 90, person=plan.staff.project_manager, role="leader", visit_reason="crisis")
    cursor.step("train_staff", 30, 90, training_record=f"PX{plan.case_id[2:]}")
    cursor.step("mark_unresolved", op_type="project")
    cursor.step("seek_partner_support", 3, 5, support_channel="partner_technician", support_result="unsolved")
    problem: Values = {"problem_id": f"WT{plan.case_id[2:]}", "problem_class": "function"}
    cursor.step("register_problem", 3, 5, **problem)
    cursor.step("request_remote_support", 3, 5, support_channel="response_center", performer_org="partner")
    expert = plan.staff.expert
    cursor.step("provide_remote_support", 20, 60, person=expert, role="remote_expert", support_result="solved")
