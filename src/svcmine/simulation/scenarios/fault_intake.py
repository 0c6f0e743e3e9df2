"""Faults taken up badly: the request half recorded, the customer called late, nobody there in time."""

from __future__ import annotations

from collections.abc import Iterator

from svcmine.simulation.plan import CasePlan, Step, Truth, hours, minutes
from svcmine.simulation.scenarios.registry import scenario
from svcmine.simulation.world import World

ANSWER, CALLBACK, RECORD, ASSESS = "REQ-ANSWER-FAST", "REQ-CALLBACK", "REQ-RECORD", "REQ-ASSESS"
EMERGENCY, REGISTER = "REQ-EMERGENCY", "REQ-REGISTER"
CONTACT, DISPATCH, RESPONSE = "FLT-CONTACT-FIRST", "FLT-DISPATCH-PARALLEL", "FLT-RESPONSE-TIME"
ORDINARY = ("remote", "onsite", "unresolved")


@scenario("remote", "onsite")
def telephone_rang_long(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The telephone rang a second longer than three rings last."""
    yield plan.of(_answer(plan, 16), ANSWER, 1)


@scenario("remote", "onsite")
def telephone_rang_three_times(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The third ring was the last: in time."""
    _answer(plan, 15)
    yield from ()


@scenario("remote", "onsite")
def rings_not_recorded(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The exchange did not record how long the telephone rang."""
    yield plan.of(_answer(plan, None), ANSWER, 1, "undecidable", "missing_attribute")


def _answer(plan: CasePlan, rings: int | None) -> Step:
    step = plan.step("answer_call")
    step.attributes["ring_seconds"] = rings
    return step


@scenario(*ORDINARY)
def request_not_answered(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Nobody confirmed the request, and the customer was called a minute after half an hour."""
    plan.remove("answer_call", "confirm_request")
    request = plan.step("receive_request")
    plan.step("contact_customer").move(request.at + minutes(31))
    yield plan.of(request, ANSWER, 2)
    yield plan.of(request, RECORD, 1)
    yield plan.of(request, CONTACT, 2)


@scenario(*ORDINARY)
def customer_called_at_half_an_hour(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The customer was called after thirty minutes sharp: in time."""
    plan.step("contact_customer").move(plan.step("receive_request").at + minutes(30))
    yield from ()


@scenario("remote", "onsite")
def broken_call_not_returned(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A call broke off and was called back after half an hour and a minute."""
    dropped = _break_off(plan, 31)
    yield plan.of(dropped, CALLBACK, 1)


@scenario("remote", "onsite")
def broken_call_returned(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A call broke off and was called back after half an hour sharp."""
    _break_off(plan, 30)
    yield from ()


def _break_off(plan: CasePlan, back: float) -> Step:
    at = plan.step("service_restored").at + minutes(1)
    dropped = plan.add("call_dropped", "call_dropped", at, person=plan.staff.duty_officer)
    plan.add("call_back", "call_back", at + minutes(back), person=plan.staff.duty_officer)
    return dropped


@scenario(*ORDINARY)
def request_not_recorded(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The request was confirmed and never written down."""
    plan.remove("record_request")
    yield plan.of(plan.step("receive_request"), RECORD, 2)


@scenario(*ORDINARY)
def request_half_recorded(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The record of the request lacks the urgency."""
    step = plan.step("record_request")
    step.attributes["request_fields"] = ["customer", "device_model", "symptom", "contact"]
    yield plan.of(step, RECORD, 3)


@scenario(*ORDINARY)
def request_recorded_with_more(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The record of the request has more than is asked."""
    fields = ["contact", "urgency", "symptom", "device_model", "customer", "photo"]
    plan.step("record_request").attributes["request_fields"] = fields
    yield from ()


@scenario(*ORDINARY)
def request_not_assessed(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Nobody assessed the request."""
    plan.remove("assess_request")
    yield plan.of(plan.step("record_request"), ASSESS, 1)


@scenario(*ORDINARY)
def urgency_not_assessed(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The assessment leaves open how urgent it is, so nobody can say if the urgent process was due."""
    _urgent(plan)
    del plan.attributes["urgency"]
    step = plan.step("assess_request")
    yield plan.of(step, ASSESS, 2)
    yield plan.of(step, EMERGENCY, 1, "undecidable", "missing_attribute")


@scenario(*ORDINARY)
def urgent_process_not_started(plan: CasePlan, world: World) -> Iterator[Truth]:
    """An urgent request went the ordinary way."""
    _urgent(plan)
    yield plan.of(plan.step("assess_request"), EMERGENCY, 1)


@scenario(*ORDINARY)
def urgent_process_started(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The urgent process was started before the assessment was written down."""
    _urgent(plan)
    at = plan.step("assess_request").at - minutes(2)
    plan.add("start_emergency_process", "start_emergency_process", at, person=plan.staff.duty_officer)
    yield from ()


def _urgent(plan: CasePlan) -> None:
    """The request is urgent, and the urgent process is still to be started."""
    plan.attributes["urgency"] = "urgent"
    plan.remove_if(lambda step: step.activity == "start_emergency_process")


@scenario(*ORDINARY)
def request_not_registered(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The request never reached the service system's register."""
    plan.remove("register_ticket")
    yield plan.of(plan.step("record_request"), REGISTER, 1)


@scenario("remote", "onsite")
def user_not_asked_at_once(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The user's information was gathered after forty minutes."""
    request = plan.step("receive_request")
    plan.step("collect_user_info").move(request.at + minutes(40))
    yield plan.of(request, CONTACT, 3)


@scenario("incident")
def customer_not_called_in_an_incident(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The customer heard of the interruption from somebody else: the call came after 31 minutes."""
    interrupted = plan.step("service_interrupted")
    plan.step("contact_customer").move(interrupted.at + minutes(31))
    before = [step for step in plan.having("diagnose_fault") if step.at < interrupted.at + minutes(31)]
    yield plan.of(interrupted, CONTACT, 1)
    yield from plan.each(before, "FLT-DIAGNOSE", 1)


@scenario(*ORDINARY)
def dispatched_late(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The circuits were checked first, and the ticket dispatched after 31 minutes."""
    registered = plan.step("register_ticket")
    plan.step("dispatch_ticket").move(registered.at + minutes(31))
    yield plan.of(registered, DISPATCH, 1)


@scenario(*ORDINARY)
def circuits_checked_first(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The circuits were checked before the dispatch, which came after thirty minutes sharp: nothing held it up."""
    plan.step("dispatch_ticket").move(plan.step("register_ticket").at + minutes(30))
    yield from ()


@scenario(*ORDINARY)
def circuits_not_checked(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Nobody checked the circuits."""
    plan.remove("check_circuit_resources")
    yield plan.of(plan.step("dispatch_ticket"), DISPATCH, 2)


@scenario("remote", weight=2)
def agreed_time_missed(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Service was to be back within half an hour, and was not."""
    plan.attributes["sla_minutes"] = 30
    yield plan.of(plan.step("register_ticket"), RESPONSE, 1)


@scenario("remote")
def agreed_time_kept_to_the_minute(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Service was back in the last second of the time agreed."""
    registered, restored = plan.step("register_ticket"), plan.step("service_restored")
    whole = -(-int((restored.at - registered.at).total_seconds()) // 60)
    restored.move(registered.at + minutes(whole))
    plan.attributes["sla_minutes"] = whole
    yield from ()


@scenario("unresolved")
def nobody_at_it_for_a_day(plan: CasePlan, world: World) -> Iterator[Truth]:
    """No time was agreed, and nobody looked at the fault before the next day; the customer heard nothing either."""
    registered = plan.step("register_ticket")
    plan.shift(hours(24), plan.step("diagnose_1").at)
    for name in ("agreed_start", "agreed_end", "root_cause_at"):
        plan.attributes[name] = plan.instant(name) + hours(24)
    yield plan.of(registered, RESPONSE, 2)
    yield plan.of(registered, "FLT-PROGRESS", 1)
