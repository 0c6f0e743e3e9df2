"""Customers who heard too little while a fault lasted, or from too many."""

from __future__ import annotations

from collections.abc import Iterator

from svcmine.simulation.plan import CasePlan, Truth, hours, minutes
from svcmine.simulation.scenarios.registry import scenario
from svcmine.simulation.world import World

PROGRESS, SINGLE = "FLT-PROGRESS", "FLT-SINGLE-POINT"


def _silence(plan: CasePlan) -> None:
    """Nobody told the customer anything while the cause was looked for."""
    plan.remove_if(lambda step: step.key in ("progress_1", "progress_2", "progress_3"))


@scenario("onsite")
def no_word_while_diagnosing(plan: CasePlan, world: World) -> Iterator[Truth]:
    """For more than two hours the customer heard nothing."""
    _silence(plan)
    yield plan.of(plan.step("register_ticket"), PROGRESS, 1)


@scenario("onsite")
def a_word_after_two_hours(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The customer heard something after two hours sharp."""
    _silence(plan)
    at = plan.step("register_ticket").at + hours(2)
    plan.add("progress_at_last", "notify_progress", at, person=plan.engineer.name)
    yield from ()


@scenario("onsite")
def no_word_on_site(plan: CasePlan, world: World) -> Iterator[Truth]:
    """On site nobody told the customer how it went; a word about another visit is none."""
    plan.step("progress_on_site").visit = "SM别处"
    yield plan.of(plan.step("arrive_on_site"), PROGRESS, 2)


@scenario("remote", "onsite")
def restoration_told_late(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The customer heard two hours and a minute later that the service was back."""
    restored = plan.step("service_restored")
    plan.step("progress_restored").move(restored.at + minutes(121))
    yield plan.of(restored, SINGLE, 1)


@scenario("remote", "onsite")
def restoration_told_in_time(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The customer heard two hours later to the minute that the service was back."""
    plan.step("progress_restored").move(plan.step("service_restored").at + hours(2))
    yield from ()


@scenario("remote", "unresolved")
def messages_differ(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The posts told the customer different things, and the checklist says so."""
    plan.step("message_unified").attributes["item_result"] = "fail"
    yield plan.of(plan.step("service_restored"), SINGLE, 2)


@scenario("remote", "unresolved")
def two_voices(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The duty officer told the customer that the service was back; the engineer had told all before."""
    plan.step("progress_restored").person = plan.staff.duty_officer
    yield from plan.each(plan.having("notify_progress"), SINGLE, 3)


@scenario("incident")
def no_word_in_an_incident(plan: CasePlan, world: World) -> Iterator[Truth]:
    """After a first word the customer heard nothing until the service was back."""
    heard = ("inform_1", "progress_restored")
    plan.remove_if(lambda step: step.activity == "notify_progress" and step.key not in heard)
    yield plan.of(plan.step("major_incident_declared"), PROGRESS, 3)


@scenario("incident")
def tracking_stopped(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The problem record was updated once and then left alone."""
    plan.remove_if(lambda step: step.activity == "update_problem" and step.key != "update_problem")
    yield plan.of(plan.step("register_ticket"), "INC-TEAM-START", 3)


@scenario("incident")
def tracked_every_half_hour(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The problem record was updated every thirty minutes sharp until the service was back."""
    first, restored = plan.step("update_problem"), plan.step("service_restored").at
    plan.remove_if(lambda step: step.activity == "update_problem" and step.key != "update_problem")
    at, number = first.at + minutes(30), 2
    while at < restored:
        plan.copy_step("update_problem", f"update_{number}", at)
        at, number = at + minutes(30), number + 1
    yield from ()
