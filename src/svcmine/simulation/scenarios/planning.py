"""Plans that are missing, unreviewed, or changed after the review."""

from __future__ import annotations

from collections.abc import Iterator

from svcmine.simulation.plan import OPERATE, CasePlan, Truth, minutes
from svcmine.simulation.scenarios.approval import CUSTOMER, PARTIES
from svcmine.simulation.scenarios.registry import scenario
from svcmine.simulation.world import World

EXISTS, ROLLBACK, REVIEW = "CHG-PLAN-EXISTS", "CHG-PLAN-ROLLBACK", "CHG-PLAN-EXPERT-REVIEW"


@scenario("config", "data", "board", weight=2)
def plan_not_approved(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Nobody released the plan."""
    plan.remove("approve_plan")
    yield from plan.each(plan.majors, EXISTS, 1)


@scenario("config", "data", "upgrade")
def plan_approved_afterwards(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The plan was released when the work was done."""
    plan.step("approve_plan").move(plan.step("archive_oplog").at + minutes(4))
    yield from plan.each(plan.majors, EXISTS, 1)


@scenario("config", "data", "upgrade", small=True)
def no_rollback_time(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The plan does not say by when to roll back."""
    del plan.attributes["planned_rollback_minutes"]
    yield plan.of(plan.step("approve_plan"), ROLLBACK, 2)


@scenario("config", "data", "cutover", weight=2)
def plan_not_reviewed(plan: CasePlan, world: World) -> Iterator[Truth]:
    """No expert saw the plan."""
    plan.remove_if(lambda step: step.activity in ("review_plan", "revise_plan"))
    yield from plan.each(plan.majors, REVIEW, 1)


@scenario("config", "data")
def plan_rejected(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The expert rejected the plan; it was carried out all the same."""
    plan.remove_if(lambda step: step.key in ("review_rejected", "revise_plan"))
    plan.step("review_plan").attributes["review_result"] = "reject"
    yield from plan.each(plan.majors, REVIEW, 1)


@scenario("config", "data", "upgrade")
def plan_revised_after_review(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The plan was changed after the review; the review was of another plan."""
    plan.add("revise_late", "revise_plan", plan.step("review_plan").at + minutes(5), person=plan.engineer.name)
    yield from plan.each(plan.majors, REVIEW, 1)


@scenario("config", "data", "board", small=True)
def review_by_author(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The author reviewed his own plan."""
    reviews = plan.having("review_plan")
    for step in reviews:
        step.person = plan.engineer.name
    yield from plan.each(reviews, REVIEW, 2)


@scenario("config", "data")
def reviewer_role_unknown(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The record does not say in what role the plan was reviewed."""
    plan.remove_if(lambda step: step.key in ("review_rejected", "revise_plan"))
    plan.step("review_plan").attributes.pop("reviewer_role")
    yield from plan.each(plan.majors, REVIEW, 1, "undecidable", "missing_attribute")


@scenario("config", "data", "board", small=True, weight=2)
def no_rollback_measures(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The released plan has no rollback measures."""
    plan.remove("draft_rollback_plan")
    plan.attributes["rollback_plan_present"] = False
    yield plan.of(plan.step("approve_plan"), ROLLBACK, 1)


@scenario("config", "data")
def plan_revised_at_the_last_minute(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The plan was changed on the eve: review, release and every consent were of another plan."""
    at = plan.step("check_tools_spares").at + minutes(30)
    plan.add("revise_eve", "revise_plan", at, person=plan.engineer.name)
    for norm, requirements in ((EXISTS, (1,)), (REVIEW, (1,)), (PARTIES, (1, 2, 3, 4))):
        for requirement in requirements:
            yield from plan.each(plan.majors, norm, requirement)
    yield from plan.each(plan.members(OPERATE), CUSTOMER, 1)
