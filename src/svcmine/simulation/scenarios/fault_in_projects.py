"""Projects in which help was sought in the wrong order, and issues that an earlier phase left were hidden."""

from __future__ import annotations

from collections.abc import Iterator

from svcmine.simulation.plan import CasePlan, Truth, minutes
from svcmine.simulation.scenarios.registry import scenario
from svcmine.simulation.world import World

PARTNER, ESCALATE, LEGACY = "SUP-PARTNER-FIRST", "SUP-ESCALATE-UNSOLVED", "PRB-LEGACY"


@scenario("relocation")
def partner_passed_over(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The partner's engineer went to the response centre without asking his own experts."""
    plan.remove("seek_partner_support")
    yield plan.of(plan.step("request_remote_support"), PARTNER, 1)


@scenario("relocation")
def own_staff_need_no_partner(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The vendor's own engineer went to the response centre at once."""
    plan.remove("seek_partner_support")
    plan.step("request_remote_support").attributes["performer_org"] = "own"
    yield from ()


@scenario("relocation")
def partner_left_alone(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The partner's experts could not solve it, and nobody else was asked."""
    plan.remove("request_remote_support")
    yield plan.of(plan.step("seek_partner_support"), PARTNER, 2)
    yield plan.of(plan.step("mark_unresolved"), ESCALATE, 1)
    yield plan.of(plan.step("mark_unresolved"), ESCALATE, 2)


@scenario("relocation")
def partner_solved_it(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The partner's experts solved it; the hotline heard of it for the record."""
    plan.step("seek_partner_support").attributes["support_result"] = "solved"
    yield from ()


@scenario("relocation")
def legacy_handled_alone(plan: CasePlan, world: World) -> Iterator[Truth]:
    """An issue left by an earlier phase was handled before the product manager was asked."""
    handled = plan.step("handle_legacy_issue")
    plan.step("consult_product_manager").move(handled.at + minutes(2))
    yield plan.of(handled, LEGACY, 1)


@scenario("relocation")
def legacy_memo_not_signed(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The memo about the issues left was written, and not signed."""
    plan.step("memo_legacy").attributes["memo_signed"] = False
    yield plan.of(plan.step("record_legacy_issue"), LEGACY, 2)


@scenario("relocation")
def legacy_in_the_certificate(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The final acceptance itself tells of an issue left open."""
    for step in plan.having("sign_document"):
        if step.attributes.get("doc_type") == "final_acceptance_report":
            step.attributes["doc_items"] = ["legacy_issue"]
            yield plan.of(step, LEGACY, 3)
