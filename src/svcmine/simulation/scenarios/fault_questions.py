"""Questions and complaints: passed on and answered, or lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from svcmine.simulation.plan import CasePlan, Step, Truth, hours, minutes
from svcmine.simulation.scenarios.registry import scenario
from svcmine.simulation.world import World

FIRST, CONSULT = "REQ-FIRST-ASK", "REQ-CONSULT-BEFORE-REPLY"
TUESDAY = date(2026, 6, 16)


def _say(plan: CasePlan, activity: str, after: float, **values: object) -> Step:
    """Something said some minutes after the service is back."""
    at = plan.step("service_restored").at + minutes(after)
    key = f"{activity}_{values.get('question_id', '')}"
    return plan.add(key, activity, at, person=plan.staff.duty_officer, **values)


@scenario("remote", "onsite")
def question_lost(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A question was noted; an answer to another question is none."""
    asked = _say(plan, "record_question", 5, question_id="YW1")
    _say(plan, "transfer_question", 15, question_id="YW2")
    _say(plan, "reply_customer", 60, question_id="YW2")
    yield plan.of(asked, FIRST, 2)
    yield plan.of(asked, FIRST, 3)


@scenario("remote", "onsite")
def question_answered(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Two questions, both passed on and answered."""
    for number in (1, 2):
        _say(plan, "record_question", 5 * number, question_id=f"YW{number}")
        _say(plan, "transfer_question", 20 * number, question_id=f"YW{number}")
        _say(plan, "reply_customer", 70 * number, question_id=f"YW{number}")
    yield from ()


@scenario("remote", day=TUESDAY)
def question_answered_late(plan: CasePlan, world: World) -> Iterator[Truth]:
    """An expert was asked, and the customer heard the answer after six days."""
    asked = _say(plan, "record_question", 5, question_id="YW1")
    _say(plan, "consult_interface", 15, question_id="YW1", support_channel="hotline_400")
    _say(plan, "reply_customer", 6 * 24 * 60, question_id="YW1")
    yield plan.of(asked, FIRST, 3)


@scenario("remote", day=TUESDAY)
def question_answered_on_the_second_day(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The customer heard the answer a day later: in time."""
    _say(plan, "record_question", 5, question_id="YW1")
    _say(plan, "transfer_question", 15, question_id="YW1")
    plan.shift(hours(24), plan.step("close_ticket").at)
    _say(plan, "reply_customer", 24 * 60, question_id="YW1")
    yield from ()


@scenario("remote", "onsite")
def question_without_contact(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A question was noted without saying whom to answer."""
    del plan.attributes["customer_contact"]
    asked = _say(plan, "record_question", 5, question_id="YW1")
    _say(plan, "transfer_question", 15, question_id="YW1")
    _say(plan, "reply_customer", 60, question_id="YW1")
    yield plan.of(asked, FIRST, 1)


@scenario("remote", "onsite")
def question_without_number(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A question without a number: nobody can say if it was the one that was answered."""
    asked = _say(plan, "record_question", 5)
    _say(plan, "transfer_question", 15, question_id="YW2")
    _say(plan, "reply_customer", 60, question_id="YW2")
    yield plan.of(asked, FIRST, 1)
    yield plan.of(asked, FIRST, 2, "undecidable", "missing_attribute")
    yield plan.of(asked, FIRST, 3, "undecidable", "missing_attribute")


@scenario("remote", "onsite")
def defect_complaint_put_off(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A complaint about what the product cannot do was talked away."""
    complaint = _say(plan, "receive_complaint", 5, problem_class="function")
    _say(plan, "reply_customer", 40)
    yield plan.of(complaint, FIRST, 4)


@scenario("remote", "onsite")
def defect_complaint_solved(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A complaint about what the product cannot do was talked over and solved."""
    _say(plan, "receive_complaint", 5, problem_class="function")
    _say(plan, "contact_customer", 40)
    _say(plan, "provide_solution", 90)
    yield from ()


@scenario("remote", "onsite")
def complaint_ignored(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Nobody spoke to the customer about a complaint."""
    yield plan.of(_say(plan, "receive_complaint", 5), FIRST, 5)


@scenario("remote", "onsite")
def missing_function_answered_alone(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The customer heard that the product cannot do it; the vendor was asked about another question only."""
    _say(plan, "consult_interface", 5, question_id="YW2", support_channel="vendor_interface")
    replied = _say(plan, "reply_customer", 40, question_id="YW1", problem_class="function")
    yield plan.of(replied, CONSULT, 1)


@scenario("remote", "onsite")
def missing_function_answered_together(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The vendor's contact was asked before the customer heard that the product cannot do it."""
    _say(plan, "consult_interface", 5, question_id="YW1", support_channel="vendor_interface")
    _say(plan, "reply_customer", 40, question_id="YW1", problem_class="function")
    yield from ()
