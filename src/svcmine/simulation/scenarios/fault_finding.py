"""Faults whose cause was looked for without method, without the departments, or for too long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from svcmine.simulation.plan import CasePlan, Truth, hours, minutes, seconds
from svcmine.simulation.scenarios.registry import scenario
from svcmine.simulation.world import World

COORDINATE, DIAGNOSE, PAST = "FLT-COORDINATE", "FLT-DIAGNOSE", "FLT-PAST-CASES"
ORDINARY = ("remote", "onsite", "unresolved")


@scenario(*ORDINARY)
def departments_asked_late(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The departments were asked half an hour and a second after the registration."""
    registered = plan.step("register_ticket")
    plan.step("coordinate_diagnosis").move(registered.at + seconds(1801))
    yield plan.of(registered, COORDINATE, 1)


@scenario(*ORDINARY)
def departments_asked_at_half_an_hour(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The departments were asked after thirty minutes sharp."""
    plan.step("coordinate_diagnosis").move(plan.step("register_ticket").at + minutes(30))
    yield from ()


@scenario("remote", "onsite")
def cause_never_found(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The service came back, and nobody ever named a cause in the ticket's steps."""
    plan.remove("identify_cause")
    yield plan.of(plan.step("coordinate_diagnosis"), COORDINATE, 2)


@scenario("unresolved")
def hard_fault_without_departments(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A fault that could not be solved, and no department was asked."""
    plan.remove("coordinate_diagnosis")
    yield plan.of(plan.step("register_ticket"), COORDINATE, 1)
    yield plan.of(plan.step("mark_unresolved"), COORDINATE, 3)


@scenario("unresolved")
def hard_fault_without_lead(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Nobody leads the analysis of a fault that could not be solved."""
    del plan.attributes["lead_handler"]
    yield plan.of(plan.step("mark_unresolved"), COORDINATE, 4)


@scenario("unresolved", day=date(2026, 3, 10))
def open_for_more_than_a_week(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The service was restored after eight days, and nobody escalated the ticket."""
    plan.shift(hours(192), plan.step("service_restored").at)
    plan.remove("report_to_superior")
    yield plan.of(plan.step("register_ticket"), COORDINATE, 5)


@scenario("unresolved", day=date(2026, 3, 11))
def escalated_after_a_week(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The service was restored after eight days; the superior had been told after seven days sharp."""
    plan.shift(hours(192), plan.step("service_restored").at)
    plan.step("report_to_superior").move(plan.step("register_ticket").at + hours(168))
    yield from ()


@scenario("remote", "unresolved")
def diagnosed_before_asking(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A first diagnosis was made before anybody had spoken to the customer."""
    at = plan.step("register_ticket").at + minutes(1)
    yield plan.of(plan.copy_step("diagnose_1", "diagnose_0", at), DIAGNOSE, 1)


@scenario(*ORDINARY)
def symptom_half_described(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Nobody asked how often the fault occurs."""
    del plan.attributes["fault_frequency"]
    yield plan.of(plan.step("record_request"), DIAGNOSE, 2)


@scenario(*ORDINARY)
def diagnosis_not_described(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A diagnosis that says neither what was checked nor where."""
    step = plan.step("diagnose_1")
    del step.attributes["diagnosis_items"], step.attributes["diagnosis_layer"]
    yield plan.of(step, DIAGNOSE, 3)
    yield plan.of(step, DIAGNOSE, 4)


@scenario(*ORDINARY)
def software_checked_first(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The software was looked at first: no order is asked."""
    plan.step("diagnose_1").attributes |= {"diagnosis_layer": "software", "diagnosis_items": ["device_log"]}
    yield from ()


@scenario(*ORDINARY)
def past_cases_not_read(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Past cases were read only after the cause had been named."""
    cause = plan.step("identify_cause")
    plan.step("review_past_cases").move(cause.at + minutes(2))
    yield plan.of(cause, PAST, 1)
