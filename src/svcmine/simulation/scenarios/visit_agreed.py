"""Visits that were not asked for, agreed, announced, prepared or begun as they should; one slip each."""

from __future__ import annotations

from collections.abc import Iterator

from svcmine.simulation.plan import CasePlan, Truth, minutes
from svcmine.simulation.scenarios.registry import scenario, slip
from svcmine.simulation.world import World
from svcmine.vocabulary import CLASSES

VISITS = ("visit", "software", "unfinished")
GO = "depart_to_site"

slip("visit_not_applied_for", *VISITS, without=["apply_visit"], breaks=[("VIS-APPLY-BEFORE-GO", 1, GO)])
slip(
    "visit_applied_for_somehow",
    *VISITS,
    said={"apply_visit": {"apply_channel": None}},
    undecidable=[("VIS-APPLY-BEFORE-GO", 1, GO)],
)
slip(
    "visit_steps_told_by_phone",
    *VISITS,
    said={"send_plan_to_customer": {"notify_channel": "phone"}},
    breaks=[("VIS-STEPS-SENT", 1, GO)],
)
slip(
    "visit_not_agreed_to",
    *VISITS,
    said={"customer_approve_visit": {"consent_given": False}},
    breaks=[("VIS-CONSENT-BEFORE-GO", 1, GO)],
)
slip(
    "visit_announced_by_message",
    *VISITS,
    said={"notify_departure": {"notify_channel": "sms"}},
    breaks=[("VIS-DEPARTURE-CALL", 1, GO)],
)
slip(
    "visit_without_a_word_on_preparations",
    *VISITS,
    said={"notify_departure": {"customer_preparations": None}},
    breaks=[("VIS-DEPARTURE-CALL", 2, "notify_departure")],
)
slip(
    "visit_to_no_agreed_place",
    *VISITS,
    case={"appointment_place": None},
    breaks=[("VIS-APPOINTMENT", 2, "confirm_appointment")],
)
slip("visit_papers_unread", *VISITS, without=["query_technical_docs"], breaks=[("VIS-PREPARE-INFO", 1, GO)])
slip("visit_resources_not_there", *VISITS, without=["resources_ready"], breaks=[("VIS-RESOURCES-READY", 2, GO)])
slip(
    "visit_resources_not_asked_for",
    *VISITS,
    without=["request_resources"],
    breaks=[("VIS-RESOURCES-READY", 1, "resources_ready"), ("VIS-RESOURCES-READY", 5, "assess_resources")],
)
slip(
    "visit_tools_broken",
    *VISITS,
    said={"check_tools_spares": {"item_result": "fail"}},
    breaks=[("VIS-RESOURCES-READY", 3, GO)],
)


@scenario(*VISITS, small=True)
def visit_agreed_before_the_steps_came(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The customer agrees to steps that he sees only afterwards."""
    consent = plan.step("customer_approve_visit")
    plan.step("send_plan_visit").move(consent.at + minutes(2))
    yield plan.of(consent, "VIS-CONSENT-BEFORE-GO", 2)


@scenario(*VISITS, small=True)
def visit_put_off_and_not_agreed_again(plan: CasePlan, world: World) -> Iterator[Truth]:
    """An appointment is changed, and nobody agrees on the new one."""
    last = plan.having("confirm_appointment")[-1]
    step = plan.add(
        "put_off", "reschedule_appointment", last.at + minutes(5), person=plan.engineer.name, visit=last.visit
    )
    yield plan.of(step, "VIS-APPOINTMENT", 3)
    yield from plan.each(GO, "VIS-APPOINTMENT", 1)


@scenario(*VISITS, small=True)
def visit_put_off_before_it_began(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A near miss: the appointment is changed before it began and agreed again."""
    last = plan.having("confirm_appointment")[-1]
    here = {"person": plan.engineer.name, "visit": last.visit}
    plan.add("put_off", "reschedule_appointment", last.at + minutes(5), **here)
    plan.add("agreed_again", "confirm_appointment", last.at + minutes(15), **here)
    yield from ()


@scenario(*VISITS, small=True)
def visit_begun_late(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The engineer arrives sixteen minutes after the agreed time."""
    plan.attributes["appointment_time"] = plan.step("arrive_on_site").at - minutes(16)
    yield plan.whole("VIS-PUNCTUAL", 1)


@scenario(*VISITS, small=True)
def visit_begun_just_in_time(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A near miss: fifteen minutes after the agreed time are the limit."""
    plan.attributes["appointment_time"] = plan.step("arrive_on_site").at - minutes(15)
    yield from ()


@scenario(*VISITS, small=True)
def visit_without_a_plan(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Equipment is worked on by no plan."""
    plan.without("draft_plan")
    yield from plan.each(plan.members(frozenset(CLASSES["operate_device"].members)), "VIS-PLAN-IN-REQUEST", 2)


@scenario(*VISITS, small=True)
def visit_application_without_steps(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The application holds no steps."""
    plan.attributes["plan_steps"] = None
    yield from plan.each("apply_visit", "VIS-PLAN-IN-REQUEST", 1)
    yield from plan.each("execute_step", "CHG-PLAN-CONFORM", 1, "undecidable", "missing_attribute")


@scenario(*VISITS, small=True)
def visit_earlier_handler_not_asked(plan: CasePlan, world: World) -> Iterator[Truth]:
    """An earlier ticket led to this one, and nobody asked who worked on it."""
    plan.attributes["parent_ticket_id"] = f"GZ{plan.case_id[2:]}"
    plan.remove_if(lambda step: step.activity == "consult_previous_engineer")
    yield from plan.each(GO, "VIS-PREPARE-INFO", 2)
