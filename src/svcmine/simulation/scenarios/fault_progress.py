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
