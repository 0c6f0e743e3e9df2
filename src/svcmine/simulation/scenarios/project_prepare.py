"""Projects that begin unprepared: nothing gathered, agreed, planned or confirmed."""

from __future__ import annotations

from collections.abc import Iterator

from svcmine.simulation.plan import CasePlan, Truth, hours, minutes
from svcmine.simulation.scenarios.registry import scenario, slip
from svcmine.simulation.world import World

BOTH = ("project", "relocation")
START, INSTALL, COMMISSION = "start_construction", "install_equipment", "commission_equipment"

slip("project_info_not_gathered", *BOTH, without=["collect_project_info"], breaks=[("PRJ-INFO", 1, START)])
slip("project_without_schedule", *BOTH, without=["issue_schedule"], breaks=[("PRJ-KICKOFF", 2, "hold_kickoff")])
slip("project_without_kickoff", *BOTH, without=["hold_kickoff"], breaks=[("PRJ-KICKOFF", 1, START)])
slip("project_schedule_a_day_after", *BOTH, later={"issue_schedule": hours(24)})
slip(
    "special_requirements_not_asked",
    "project",
    without=["confirm_special_requirements"],
    breaks=[("PRJ-SPECIAL-REQ", 1, INSTALL)],
)
slip(
    "special_requirements_not_recorded",
    "project",
    case={"special_requirement": None},
    undecidable=[("PRJ-SPECIAL-REQ", 2, "confirm_special_requirements")],
)
slip("contacts_not_identified", *BOTH, without=["identify_customer_contacts"], breaks=[("PRJ-CONTACTS", 1, START)])
slip("tools_not_asked_for", *BOTH, without=["request_customer_tools"], breaks=[("PRJ-TOOLS-LIST", 1, START)])
slip(
    "schedule_not_objected_to",
    "relocation",
    without=["record_schedule_objection"],
    breaks=[("PRJ-DELAY-RECORD", 1, "case")],
)
slip(
    "unreasonable_schedule_accepted",
    "project",
    case={"schedule_reasonable": False},
    breaks=[("PRJ-DELAY-RECORD", 1, "case")],
)
slip(
    "data_plan_never_sent",
    *BOTH,
    without=["submit_data_plan"],
    breaks=[("PRJ-DATA-PLAN", 1, "confirm_data_plan")],
)
slip(
    "data_plan_turned_down",
    *BOTH,
    said={"confirm_data_plan": {"consent_given": False}},
    breaks=[("PRJ-DATA-PLAN", 2, COMMISSION), ("PRJ-DATA-PLAN", 3, "submit_data_plan")],
)
slip(
    "training_not_planned",
    *BOTH,
    without=["draft_training_plan"],
    breaks=[("PRJ-TRAIN-PLAN", 1, "train_customer"), ("PRJ-TRAIN-PLAN", 2, START)],
)
slip("novices_not_trained_before", "relocation", without=["pretrain_customer"], breaks=[("PRJ-PRETRAIN", 1, START)])
slip("experts_need_no_training_before", "relocation", without=["pretrain_customer"], case={"customer_familiar": True})


@scenario(*BOTH, small=True)
def customer_contact_not_named(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The contacts were identified, and nobody wrote down who they are."""
    del plan.attributes["customer_contact"]
    yield from plan.each("identify_customer_contacts", "PRJ-CONTACTS", 2)


@scenario("relocation", small=True)
def special_requirements_memo_unsigned(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The memo on special requirements was never signed."""
    plan.step("memo_special").attributes["memo_signed"] = False
    yield from plan.each("confirm_special_requirements", "PRJ-SPECIAL-REQ", 2)


@scenario(*BOTH, small=True)
def data_plan_sent_again_unconfirmed(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The data plan changed after the customer had confirmed it, and went out again without an answer."""
    again = plan.copy_step("submit_data_plan", "submit_data_plan_again", plan.step("self_check").at - hours(30))
    yield plan.of(again, "PRJ-DATA-PLAN", 3)
    yield from plan.each(COMMISSION, "PRJ-DATA-PLAN", 2)


@scenario(*BOTH, small=True)
def data_plan_sent_and_confirmed_again(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The changed data plan was confirmed again: nothing is wrong."""
    at = plan.step("self_check").at - hours(30)
    plan.copy_step("submit_data_plan", "submit_data_plan_again", at)
    plan.copy_step("confirm_data_plan", "confirm_data_plan_again", at + minutes(40))
    yield from ()


@scenario(*BOTH, small=True)
def project_specification_not_attested(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The checklist says that drawings and specifications were not followed."""
    plan.step("check_data_spec_followed").attributes["item_result"] = "fail"
    yield from plan.each(START, "PRJ-SPEC-CONFORM", 2)


@scenario(*BOTH, small=True)
def project_plan_turned_down(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The customer said no to the plan, and construction began all the same."""
    plan.said("customer_approve_plan", consent_given=False)
    yield from plan.each(START, "PRJ-SPEC-CONFORM", 1)
