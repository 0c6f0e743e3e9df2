"""Accounts that must not be used, and sites left without consent."""

from __future__ import annotations

from collections.abc import Iterator

from svcmine.simulation.plan import CasePlan, Truth, minutes
from svcmine.simulation.scenarios.registry import scenario
from svcmine.simulation.world import World

SUPER, LEAVE = "ACC-NO-SUPER", "VIS-LEAVE-CONSENT"


@scenario("config", "data", "remote", weight=3)
def super_login(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Somebody logged in as super user on a live device."""
    step = plan.step("login_1")
    step.account = plan.staff.super_account
    yield plan.of(step, SUPER, 1)


@scenario("config", "data")
def unknown_account(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The account of a login is in no list, so its class is unknown."""
    step = plan.step("login_1")
    step.account = f"guest_{plan.rng.randint(100, 999)}"
    yield plan.of(step, SUPER, 1, "undecidable", "missing_attribute")
    for requirement in (1, 2):
        yield plan.of(step, "ACC-TEMP-ACCOUNT", requirement, "undecidable", "missing_attribute")


@scenario("incident")
def super_login_to_restore(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A super user login to restore a broken service: allowed."""
    plan.step("login_1").account = plan.staff.super_account
    yield from ()


@scenario("config", "data", site=lambda site: site.site_status == "construction")
def super_login_under_construction(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A super user login on a site under construction: allowed."""
    plan.step("login_1").account = plan.staff.super_account
    yield from ()


@scenario("upgrade", "cutover", "board", "onsite", weight=3)
def left_without_consent(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The engineer left without asking."""
    plan.remove("customer_consent_leave")
    yield plan.of(plan.step("leave_site"), LEAVE, 1)


@scenario("upgrade", "cutover", "board", "onsite")
def left_before_consent(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The consent came when the engineer had left."""
    plan.step("customer_consent_leave").move(plan.step("leave_site").at + minutes(4))
    yield plan.of(plan.step("leave_site"), LEAVE, 1)


@scenario("board", "onsite")
def consent_of_another_visit(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The consent belongs to another visit of the same case."""
    plan.step("customer_consent_leave").visit = f"SM{plan.case_id[2:]}-2"
    yield plan.of(plan.step("leave_site"), LEAVE, 1)
