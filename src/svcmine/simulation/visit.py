"""A visit to a site as the norms want it: the way there, and leaving with the customer's consent."""

from __future__ import annotations

from datetime import date, timedelta

from svcmine.simulation.cursor import Cursor
from svcmine.simulation.organisation import local


def approach(cursor: Cursor, night: date) -> None:
    """From the application two days before to the escort's arrival on the evening before the night."""
    plan = cursor.plan
    visit = f"SM{plan.case_id[2:]}"
    cursor.jump(local(plan.site, night - timedelta(days=2), 9, plan.rng.randint(0, 30)))
    cursor.step("apply_visit", visit=visit, apply_channel="email")
    cursor.step("send_plan_to_customer", key="send_plan_visit", visit=visit)
    cursor.step("customer_approve_visit", 20, 90, person=plan.staff.customer_manager, visit=visit, consent_given=True)
    cursor.step("confirm_appointment", visit=visit)
    if plan.rng.random() < 0.15:
        cursor.step("reschedule_appointment", 20, 60, visit=visit)
        cursor.step("confirm_appointment", key="confirm_appointment_again", visit=visit)
    cursor.jump(local(plan.site, night - timedelta(days=1), 20, plan.rng.randint(0, 30)))
    arrive(cursor)


def arrive(cursor: Cursor) -> None:
    """From the call before departure to the escort in the room."""
    visit = f"SM{cursor.plan.case_id[2:]}"
    escort = cursor.plan.staff.customer_escort
    cursor.step("notify_departure", visit=visit)
    cursor.step("depart_to_site", visit=visit)
    cursor.step("arrive_on_site", 20, 60, visit=visit)
    cursor.step("show_identity", visit=visit)
    cursor.step("consent_room_entry", visit=visit, person=escort, consent_subject="room_entry", consent_given=True)
    cursor.step("register_items", visit=visit)
    cursor.step("enter_room", visit=visit)
    cursor.step("customer_escort_start", visit=visit, person=escort, escort_role="equipment_room_maintainer")


def leave(cursor: Cursor) -> None:
    """From the customer's confirmation to leaving the site."""
    visit = f"SM{cursor.plan.case_id[2:]}"
    customer = cursor.plan.staff.customer_manager
    cursor.step("customer_confirm_result", 10, 60, visit=visit, person=customer)
    cursor.step("record_survey", visit=visit, person=customer, survey_item="quality", score=5)
    for activity in ("clean_site", "handover_documents", "sign_document", "explain_maintenance"):
        cursor.step(activity, visit=visit)
    cursor.step("sign_service_report", visit=visit, person=customer)
    cursor.step("notify_leaving", visit=visit)
    cursor.step("customer_consent_leave", visit=visit, person=customer, consent_subject="leave", consent_given=True)
    cursor.step("leave_site", visit=visit)
