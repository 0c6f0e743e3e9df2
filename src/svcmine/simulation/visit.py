"""A visit to a site as the norms want it: prepared, agreed, entered with consent, left with consent, reported."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from svcmine.simulation.cursor import Cursor, Values
from svcmine.simulation.organisation import local
from svcmine.simulation.plan import CasePlan, minutes

# What the engineer ticks off before leaving, each with the result "pass".
CONDUCT = (
    "sop_followed",
    "plan_understood",
    "room_rules",
    "room_environment_observed",
    "customer_rules_known",
    "dress_code",
    "shoe_covers",
    "no_smoking",
    "no_games",
    "no_eating_drinking",
    "no_private_browsing",
    "no_wandering",
    "mobile_on_vibrate",
    "documents_unread",
    "customer_property_untouched",
    "no_disturbance",
    "esd_protection",
    "user_schedule_respected",
)
# And where something is built or wired.
WORKMANSHIP = (
    "workmanship_items",
    "connections_tightened",
    "cable_separation",
    "no_exposed_metal",
    "insulated_tools",
    "insulating_gloves",
    "naming_standard",
    "data_spec_followed",
)
SURVEY = ("attitude", "timeliness", "quality", "explanation", "conduct")
SECTIONS = ("intake", "process", "cause", "measures", "result", "suggestions", "customer_feedback")
# What the customer's people are taught.
TOPICS = (
    "project_overview",
    "product_overview",
    "precautions",
    "daily_maintenance",
    "basic_maintenance",
    "hardware_features",
    "platform_operation",
    "routine_tests",
    "maintenance_skills",
    "remote_support_process",
)


def visit_of(plan: CasePlan) -> str:
    """The number of the case's visit."""
    return f"SM{plan.case_id[2:]}"


def prepare(cursor: Cursor) -> None:
    """What is read and gathered before a visit is asked for."""
    part = f"BJ{cursor.plan.rng.randint(1000, 9999)}"
    cursor.walk("query_technical_docs collect_user_info")
    if cursor.plan.rng.random() < 0.5:
        cursor.step("consult_previous_engineer")
    cursor.walk("assess_resources draft_plan request_resources")
    cursor.step("resources_ready", 20, 60)
    cursor.step("check_tools_spares", part_id=part, part_match=True, item_result="pass")


def apply(cursor: Cursor, channel: str = "email", important: bool = False) -> None:
    """The application: steps sent, consent given, appointment made."""
    plan, visit = cursor.plan, visit_of(cursor.plan)
    cursor.step("apply_visit", visit=visit, apply_channel=channel)
    mail: Values = {"notify_channel": "email", "mail_importance": "high" if important else "normal"}
    if important:
        # A letter of weight goes out only when the section chief has seen it.
        chief: Values = {"role": "section_chief", "approver_role": "section_chief", "approval_channel": "email"}
        cursor.step(
            "approve_operation", key="approve_mail", person=plan.staff.section_chief, consent_given=True, **chief
        )
    cursor.step("send_plan_to_customer", key="send_plan_visit", visit=visit, **mail)
    cursor.agree("customer_approve_visit", "visit", 20, 60, visit=visit)
    cursor.step("confirm_appointment", visit=visit)
    if plan.rng.random() < 0.15:
        cursor.step("reschedule_appointment", 10, 30, visit=visit)
        cursor.step("confirm_appointment", key="confirm_appointment_again", visit=visit)


def approach(cursor: Cursor, night: date) -> None:
    """From the application two days before to the escort's arrival on the evening before the night."""
    plan = cursor.plan
    cursor.jump(local(plan.site, night - timedelta(days=2), 9, plan.rng.randint(0, 30)))
    apply(cursor)
    cursor.jump(local(plan.site, night - timedelta(days=1), 20, plan.rng.randint(0, 30)))
    arrive(cursor)


def arrive(cursor: Cursor) -> None:
    """From the call before departure to the escort in the room; the appointment is kept."""
    plan, visit, escort = cursor.plan, visit_of(cursor.plan), cursor.plan.staff.customer_escort
    called = cursor.step(
        "notify_departure", visit=visit, notify_channel="phone", customer_preparations="机房钥匙、随工人员"
    )
    cursor.step("depart_to_site", visit=visit)
    arrival = cursor.step("arrive_on_site", 20, 60, visit=visit)
    plan.attributes |= {
        "planned_departure": called.at + minutes(5),
        "eta": arrival.at + minutes(2),
        "appointment_time": arrival.at + minutes(5),
        "appointment_place": plan.site.site,
    }
    cursor.step("show_identity", visit=visit)
    cursor.agree("consent_room_entry", "room_entry", person=escort, visit=visit)
    cursor.step("register_items", visit=visit, items_registered=["笔记本电脑", "工具箱"])
    cursor.step("enter_room", visit=visit)
    accompany(cursor, visit=visit)


def accompany(cursor: Cursor, **values: Any) -> None:
    """The customer's escort is there, on site or at the telephone."""
    escort = cursor.plan.staff.customer_escort
    cursor.step(
        "customer_escort_start",
        person=escort,
        role="customer",
        escort_id=escort,
        escort_role="equipment_room_maintainer",
        escort_count=1,
        **values,
    )


def tick(cursor: Cursor, items: tuple[str, ...], visit: str | None = None) -> None:
    """Checklist items, one after the other, all in order."""
    for item in items:
        told: Values = {"visit": visit, "checklist_item": item, "item_result": "pass"}
        cursor.step("record_checklist", 0.2, 0.6, key=f"check_{item}" if visit else item, **told)


def leave(
    cursor: Cursor,
    doc_type: str = "service_report",
    doc_items: tuple[str, ...] = ("service_report", "product_manual"),
    unfinished: bool = False,
) -> None:
    """From the checklist and the customer's confirmation to leaving the site."""
    visit = visit_of(cursor.plan)
    customer = cursor.plan.staff.customer_manager
    tick(cursor, CONDUCT, visit)
    if unfinished:
        told = ["customer", "sales", "department_supervisor"]
        cursor.step("report_completion", visit=visit, notify_channel="phone", notify_recipients=told)
    cursor.step("customer_confirm_result", 10, 60, visit=visit, person=customer, role="customer", consent_given=True)
    for item in SURVEY:
        key = "record_survey" if item == "quality" else f"survey_{item}"
        cursor.step("record_survey", 0.2, 0.6, key=key, visit=visit, person=customer, survey_item=item, score=5)
    cursor.step("clean_site", visit=visit)
    cursor.step("handover_documents", visit=visit, doc_items=list(doc_items))
    cursor.step("sign_document", visit=visit, person=customer, doc_type=doc_type, signer_role="customer")
    cursor.step("explain_maintenance", visit=visit)
    cursor.step("sign_service_report", visit=visit, person=customer, role="customer", signer_role="customer")
    cursor.step("notify_leaving", visit=visit, notify_channel="phone", contact_left=True)
    cursor.agree("customer_consent_leave", "leave", visit=visit)
    cursor.step("leave_site", visit=visit)


def report(cursor: Cursor) -> None:
    """The service report and what became of it, and the letters put away."""
    cursor.step("issue_service_report", 10, 60, report_sections=list(SECTIONS))
    feedback = "客户建议优化告警过滤"
    cc_list = ["project_manager", "section_chief"]
    cursor.step("submit_service_report", 10, 60, cc_list=cc_list, feedback_summary=feedback)
    cursor.step("feedback_to_rnd", feedback_summary=feedback)
    cursor.step("archive_correspondence", 10, 60)


def stamp(plan: CasePlan) -> None:
    """Everything between arriving and leaving was done during the visit; only the ticket can say so."""
    first, last = plan.step("arrive_on_site").at, plan.step("leave_site").at
    for step in plan.steps:
        if step.visit is None and first <= step.at <= last and "ticket" in step.channels:
            step.visit = visit_of(plan)
