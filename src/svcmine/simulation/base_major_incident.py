"""A major incident in which everything is done as the norms want it, from the interruption to what follows it."""

from __future__ import annotations

from datetime import date

from svcmine.simulation import visit
from svcmine.simulation.base_fault import cause_found, handle, issue_report, told
from svcmine.simulation.cursor import Cursor
from svcmine.simulation.incident import keep_informed, respond
from svcmine.simulation.plan import CasePlan


def build(plan: CasePlan, day: date) -> None:
    """Fill a plan with the steps of an incident that begins at the plan's opening."""
    plan.attributes |= told(plan) | {
        "plan_type": "emergency",
        "service_impact": "interruption",
        "emergency_restoration": True,
        "severity_level": "critical",
        "urgency": "urgent",
        "business_importance": "high",
        "lead_handler": plan.staff.expert,
        "interruption_minutes": 90,
        "affected_users": plan.rng.randint(500, 20000),
    }
    cursor = Cursor(plan, plan.opened_at)
    respond(cursor, plan.devices[0])
    cause_found(cursor)
    handle(cursor, _guided)
    cursor.step("service_restored")
    cursor.step("notify_progress", key="progress_restored")
    visit.tick(cursor, ("message_unified", "major_incident_sop_followed"))
    keep_informed(plan)
    issue_report(cursor)
    _aftermath(cursor)
    cursor.step("close_ticket", 30, 200, person=plan.staff.duty_officer)
    cursor.step("return_visit", 60, 600, person=plan.staff.duty_officer)


def _guided(cursor: Cursor) -> None:
    """Step by step, each told clearly by the expert and confirmed before the next."""
    plan, expert = cursor.plan, cursor.plan.staff.expert
    recipients = ["engineer", "customer"]
    cursor.step("send_written_plan", 1, 3, person=expert, notify_channel="email", notify_recipients=recipients)
    cursor.step("provide_remote_support", 3, 5, person=expert, role="remote_expert", support_result="unsolved")
    cursor.step("join_hq_experts", 1, 3, person=expert, role="hq_expert")
    cursor.step(
        "record_checklist", 1, 2, key="steps_clear", checklist_item="step_instructions_clear", item_result="pass"
    )
    for number in (1, 2):
        key = {"step_no": number}
        cursor.step("execute_step", 3, 5, key=f"execute_{number}", device=plan.devices[0], op_type="complex", **key)
        cursor.step("confirm_step_result", 1, 3, key=f"confirm_{number}", person=expert, step_result="ok", **key)


def _aftermath(cursor: Cursor) -> None:
    staff = cursor.plan.staff
    cursor.step("incident_closed", person=staff.expert)
    cursor.step("visit_apologize", 60, 300, person=staff.chief_engineer, role="leader", visit_reason="crisis")
    cursor.step("visit_customer", 60, 300, person=staff.project_manager, visit_reason="crisis")
    items = ["hardware", "alarms", "performance", "backup"]
    cursor.step("inspect_network", 60, 300, inspection_trigger="crisis", inspection_items=items)
    cursor.walk("issue_optimization_plan start_quality_improvement", 60, 300)
