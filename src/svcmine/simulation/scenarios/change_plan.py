"""Changes whose papers are incomplete, whose risk nobody weighed, or that leave their plan."""

from __future__ import annotations

from collections.abc import Iterator

from svcmine.simulation.plan import CasePlan, Step, Truth, minutes
from svcmine.simulation.scenarios.registry import scenario, slip
from svcmine.simulation.world import World

COMPLETE, RISK, CONFORM, PILOT = "CHG-PLAN-COMPLETE", "CHG-RISK-ASSESS", "CHG-PLAN-CONFORM", "CHG-PILOT-FIRST"
UPGRADE = "upgrade_software"

slip(
    "plan_papers_incomplete",
    "upgrade",
    case={"plan_complete": False},
    breaks=[(COMPLETE, 1, UPGRADE), (COMPLETE, 1, "load_software")],
)
slip(
    "cutover_papers_incomplete",
    "cutover",
    case={"plan_complete": False},
    breaks=[(COMPLETE, 1, "cutover_service")],
)
# The document asks it of upgrades, tests and cutovers only.
slip("papers_incomplete_for_a_setting", "config", case={"plan_complete": False})
slip(
    "cutover_without_responsibles",
    "cutover",
    case={"plan_responsibles": None},
    breaks=[("CHG-PLAN-RESPONSIBLES", 1, "cutover_service")],
)
slip("change_without_responsibles", "config", "data", case={"plan_responsibles": None})
slip("upgrade_without_pilot", "upgrade", without=["pilot_upgrade"], breaks=[(PILOT, 1, UPGRADE)])
slip("single_upgrade_without_pilot", "upgrade", without=["pilot_upgrade"], case={"op_scale": 1})
slip("known_version_without_pilot", "upgrade", without=["pilot_upgrade"], said={UPGRADE: {"version_first_use": False}})


@scenario("config", "data", "upgrade", small=True)
def risk_not_assessed(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Nobody weighed what might happen."""
    plan.without("assess_risk")
    yield from plan.each(plan.majors, RISK, 1)


@scenario("config", "data", "expansion", small=True)
def risk_assessed_afterwards(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The consequences were weighed when all was done."""
    plan.step("assess_risk").move(plan.step("report_completion").at + minutes(1))
    yield from plan.each(plan.majors, RISK, 1)


@scenario("config", "data", "cutover", small=True)
def no_contingency_plan(plan: CasePlan, world: World) -> Iterator[Truth]:
    """There was no plan for the worst."""
    plan.without("draft_emergency_plan")
    yield from plan.each(plan.majors, RISK, 2)


def last_step(plan: CasePlan) -> Step:
    """The last of the plan's steps that was executed."""
    return plan.having("execute_step")[-1]


@scenario("config", "data", "board", small=True)
def step_beyond_the_plan(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A step was executed that the plan does not have."""
    step = last_step(plan)
    step.attributes["step_no"] = 9
    yield plan.of(step, CONFORM, 1)


@scenario("config", "data", small=True)
def step_of_an_amendment(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The same, but the plan had been amended with approval."""
    last_step(plan).attributes["step_no"] = 9
    plan.attributes["plan_amendment_approved"] = True
    yield from ()


@scenario("config", "data", small=True)
def step_agreed_on_the_spot(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The same, but the customer agreed to just that."""
    consent_before(plan, last_step(plan), "extra_operation")
    yield from ()


@scenario("config", "data", small=True)
def step_agreed_as_something_else(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The customer agreed, but to another thing."""
    step = last_step(plan)
    consent_before(plan, step, "account")
    yield plan.of(step, CONFORM, 1)


def consent_before(plan: CasePlan, step: Step, subject: str) -> None:
    """A step that the plan does not have, two minutes after a consent."""
    step.attributes["step_no"] = 9
    values = {"person": plan.staff.customer_escort, "consent_subject": subject, "consent_given": True}
    plan.add("consent_extra", "customer_consent", step.at - minutes(2), **values)


@scenario("cutover", small=True)
def cutover_improvised(plan: CasePlan, world: World) -> Iterator[Truth]:
    """In a cutover an amendment is no excuse: more was done than the plan says."""
    step = last_step(plan)
    step.attributes["step_no"] = 9
    plan.attributes["plan_amendment_approved"] = True
    yield plan.of(step, CONFORM, 2)


@scenario("config", "data")
def steps_out_of_order(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The last step of the plan was executed first."""
    steps = plan.having("execute_step")
    plan.attributes["plan_steps"] = [str(number) for number in range(1, len(steps) + 2)]
    values = {"person": plan.engineer.name, "device": steps[0].device, "step_no": len(steps) + 1}
    plan.add("execute_early", "execute_step", steps[0].at - minutes(2), **values)
    yield from plan.each(steps, CONFORM, 3)


@scenario("config", "data")
def step_done_twice(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A step was repeated, which is no step back."""
    step = last_step(plan)
    values = {"person": plan.engineer.name, "device": step.device, "step_no": step.attributes["step_no"]}
    plan.add("execute_again", "execute_step", step.at + minutes(1.5), **values)
    yield from ()
