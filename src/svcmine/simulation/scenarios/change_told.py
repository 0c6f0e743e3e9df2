"""What others were not told or asked before an operation: notices, risks, restarts, backups, escorts."""

from __future__ import annotations

from collections.abc import Iterator

from svcmine.simulation.plan import OPERATE, CasePlan, Truth, minutes
from svcmine.simulation.scenarios.registry import scenario, slip
from svcmine.simulation.world import World

NOTICE, RISK, RESTART = "CHG-ANNOUNCE", "CHG-RISK-EXPLAIN", "CHG-RESTART-CONSENT"
ASKED, ESCORT = "CHG-BACKUP-ASK-CUSTOMER", "CHG-ESCORT"
RECIPIENTS = ["office_head", "product_line_manager", "department_heads", "remote_support"]


@scenario("config", "data", "board", "upgrade", small=True)
def notice_never_published(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Nobody announced the operation."""
    plan.without("publish_notice")
    yield from plan.each(plan.majors, NOTICE, 1)


@scenario("config", "data", "expansion", small=True)
def notice_to_some_only(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The heads of the departments heard nothing."""
    plan.said("publish_notice", notify_recipients=[name for name in RECIPIENTS if name != "department_heads"])
    yield from plan.each(plan.majors, NOTICE, 1)


@scenario("config", "data", small=True)
def notice_to_more_than_asked(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Others were told as well."""
    plan.said("publish_notice", notify_recipients=[*RECIPIENTS, "customer"])
    yield from ()


@scenario("config", "data", small=True)
def notice_afterwards(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The notice came when all was done."""
    plan.step("publish_notice").move(plan.step("report_completion").at + minutes(1))
    yield from plan.each(plan.majors, NOTICE, 1)


@scenario("config", "data")
def risk_never_explained(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The customer was not told what the operation may do."""
    plan.without("explain_risk")
    yield from plan.each(plan.majors, RISK, 1)


slip("impact_not_written_down", "config", "data", case={"expected_impact": None}, breaks=[(RISK, 2, "explain_risk")])


@scenario("config", "data")
def more_asked_without_a_word(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The customer agreed to more than was planned, and nobody had said what any of it may do."""
    plan.without("explain_risk")
    values = {"person": plan.staff.customer_escort, "consent_subject": "extra_operation", "consent_given": True}
    consent = plan.add("consent_extra", "customer_consent", plan.step("report_completion").at + minutes(1), **values)
    yield from plan.each(plan.majors, RISK, 1)
    yield plan.of(consent, RISK, 3)


slip(
    "restart_never_agreed",
    "upgrade",
    said={"customer_consent": {"consent_given": False}},
    breaks=[(RESTART, 1, "restart_device")],
)
slip(
    "restart_agreed_as_something_else",
    "upgrade",
    said={"customer_consent": {"consent_subject": "account"}},
    breaks=[(RESTART, 1, "restart_device")],
)
slip(
    "restart_answer_not_recorded",
    "upgrade",
    said={"customer_consent": {"consent_given": None}},
    undecidable=[(RESTART, 1, "restart_device")],
)


@scenario("config", "data", "remote", small=True)
def customer_not_asked_to_back_up(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Our own backup is no answer to that."""
    plan.without("request_customer_backup")
    yield from plan.each(plan.members(OPERATE), ASKED, 1)


@scenario("config", "data", "remote", small=True)
def nobody_escorted(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Running equipment was operated on with nobody of the customer's there."""
    plan.without("customer_escort_start")
    yield from plan.each(plan.members(OPERATE), ESCORT, 1)


@scenario("config", "data", small=True)
def escort_came_afterwards(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The escort came when all was done."""
    plan.step("customer_escort_start").move(plan.step("report_completion").at + minutes(1))
    yield from plan.each(plan.members(OPERATE), ESCORT, 1)


slip(
    "escort_from_elsewhere",
    "config",
    "data",
    said={"customer_escort_start": {"escort_role": "other_customer_staff"}},
    breaks=[(ESCORT, 3, "customer_escort_start")],
)
slip(
    "three_escorts",
    "project",
    "relocation",
    said={"nominate_escort": {"escort_count": 3}},
    breaks=[(ESCORT, 4, "nominate_escort")],
)
slip("two_escorts", "project", "relocation", said={"nominate_escort": {"escort_count": 2}})


@scenario("software")
def visit_began_without_a_word(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Nobody told the customer what the work on site may do."""
    plan.without("explain_risk")
    for activity in ("operate_power_cable", "install_software"):
        yield from plan.each(activity, RISK, 4)


@scenario("project")
def powered_on_unescorted(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The new equipment was powered on before the customer's escort came."""
    step = plan.having("power_on_equipment")[0]
    for escort in plan.having("customer_escort_start"):
        if escort.visit == step.visit:
            escort.move(step.at + minutes(2))
    yield plan.of(step, ESCORT, 2)
    # Nor was he there when the goods were unpacked.
    yield from plan.each("unpack_inspect", "PRJ-UNPACK", 1)
