"""Beyond what is ours or was agreed: power, the customer's things, cutover slots, key periods, drills, people."""

from __future__ import annotations

from collections.abc import Iterator

from svcmine.simulation.plan import CasePlan, Step, Truth, minutes
from svcmine.simulation.scenarios.registry import scenario, slip
from svcmine.simulation.world import World

INTERFACE, POWER, THINGS = "SCP-POWER-INTERFACE", "SCP-POWER-CONSENT", "SCP-CUSTOMER-RESOURCES"
SLOT, NEGOTIATED, PERIOD, DRILL = "CUT-AGREED-SLOT", "CUT-COORDINATE", "KEY-PERIOD", "DRL-CONTROL"
AFTER_BREACH = "GOV-SANCTION"

slip(
    "distribution_box_touched",
    "relocation",
    said={"operate_distribution_box": {"performer_org": "own"}},
    breaks=[(INTERFACE, 1, "operate_distribution_box")],
)
slip(
    "powered_on_for_the_customer",
    "relocation",
    "project",
    said={"power_on_equipment": {"interface_party": "customer"}},
    breaks=[(INTERFACE, 2, "power_on_equipment")],
)
slip(
    "powered_on_by_the_customer",
    "relocation",
    "project",
    said={"power_on_equipment": {"interface_party": "customer", "performer_org": "customer"}},
)
slip(
    "tool_not_returned",
    "relocation",
    "software",
    without=["return_tool"],
    breaks=[("SCP-BORROW-RETURN", 1, "borrow_tool")],
)


def _answer(plan: CasePlan, subject: str, **values: object) -> None:
    for step in plan.having("customer_consent"):
        if step.attributes["consent_subject"] == subject:
            step.attributes |= values


@scenario("software", small=True)
def power_touched_against_his_word(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The customer said no to touching the power."""
    _answer(plan, "power", consent_given=False)
    yield from plan.each("operate_power_cable", POWER, 1)


@scenario("software", small=True)
def power_agreed_as_network(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The customer agreed to the network, not to the power."""
    _answer(plan, "power", consent_subject="network_connection")
    yield from plan.each("operate_power_cable", POWER, 1)


@scenario("software", "relocation", small=True)
def telephone_used_unasked(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The customer's things were used for what he had not agreed to."""
    _answer(plan, "resource_use", consent_subject="account")
    yield from plan.each("use_customer_resource", THINGS, 1)


@scenario("cutover")
def refusal_not_negotiated(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The customer refused the plan, and nobody talked to him before he was asked again."""
    for activity in ("customer_refuse", "coordinate_customer"):
        if plan.having(activity):
            plan.without(activity)
    values = {"person": plan.staff.customer_manager, "consent_subject": "plan", "consent_given": False}
    at = plan.step("customer_approve_plan").at - minutes(3)
    yield plan.of(plan.add("refused", "customer_refuse", at, **values), NEGOTIATED, 1)


@scenario("cutover")
def cutover_after_its_slot(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The cutover ended two minutes after the agreed end."""
    step = plan.having("cutover_service")[-1]
    plan.attributes["agreed_end"] = (step.ended_at or step.at) - minutes(2)
    yield plan.of(step, SLOT, 1)


@scenario("cutover")
def cutover_to_the_minute(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The cutover ended with the agreed slot."""
    step = plan.having("cutover_service")[-1]
    plan.attributes["agreed_end"] = step.ended_at or step.at
    yield from ()


BEGIN = "start_key_period"
slip("key_period_unprepared", "key_period", without=["prepare_key_period"], breaks=[(PERIOD, 2, BEGIN)])
slip("key_period_test_failed", "key_period", said={"joint_test": {"test_result": "fail"}}, breaks=[(PERIOD, 3, BEGIN)])
slip("key_period_not_tested", "key_period", without=["joint_test"], breaks=[(PERIOD, 3, BEGIN)])


@scenario("key_period")
def key_period_staff_changed(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Another person was put in charge halfway: neither of the two has it alone."""
    plan.add("assign_other", "assign_staff", plan.step(BEGIN).at + minutes(60), person=plan.staff.expert)
    yield from plan.each("assign_staff", PERIOD, 4)


@scenario("key_period")
def key_period_staff_confirmed(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The same person was named again."""
    plan.add(
        "assign_same", "assign_staff", plan.step(BEGIN).at + minutes(60), person=plan.step("assign_staff_1").person
    )
    yield from ()


slip("drill_without_controller", "key_period", case={"drill_controller": None}, breaks=[(DRILL, 1, "run_drill")])
slip("drill_without_plan", "key_period", without=["draft_emergency_plan"], breaks=[(DRILL, 2, "run_drill")])
slip(
    "drill_not_approved",
    "key_period",
    said={"approve_operation": {"consent_given": False}},
    breaks=[(DRILL, 3, "run_drill")],
)
slip(
    "nobody_owns_the_ticket",
    "config",
    "remote",
    "routine",
    case={"ticket_owner": None},
    breaks=[("GOV-OWNER", 1, "case")],
)
slip("no_apology", "relocation", without=["visit_apologize"], breaks=[(AFTER_BREACH, 1, "remove_offender")])
slip("firm_not_told", "relocation", without=["issue_corrective_action"], breaks=[(AFTER_BREACH, 2, "remove_offender")])
slip(
    "own_man_sent_away",
    "relocation",
    without=["issue_corrective_action"],
    said={"remove_offender": {"performer_org": "own"}},
)
slip("nothing_learnt", "relocation", "software", without=["train_staff"], breaks=[(AFTER_BREACH, 3, "remove_offender")])
slip(
    "training_not_recorded",
    "routine",
    said={"train_staff": {"training_record": None}},
    breaks=[("TRN-SKILL", 1, "train_staff")],
)


def connect(plan: CasePlan) -> Step:
    """New equipment goes into the live network once it was set up."""
    last = plan.majors[-1]
    at = (last.ended_at or last.at) + minutes(1)
    return plan.add("connect", "connect_live_network", at, person=plan.engineer.name, device=plan.devices[0])


@scenario("expansion")
def connected_unasked(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Nobody had agreed to a connection."""
    yield plan.of(connect(plan), POWER, 2)


@scenario("expansion")
def connected_with_consent(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The customer had agreed to it."""
    values = {"person": plan.staff.customer_escort, "consent_subject": "network_connection", "consent_given": True}
    plan.add("consent_network", "customer_consent", connect(plan).at - minutes(0.5), **values)
    yield from ()


@scenario("cutover")
def refusal_negotiated_without_end(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The customer refused, was talked to, and never agreed on a time."""
    plan.remove_if(lambda step: step.activity in ("customer_refuse", "coordinate_customer"))
    at, values = plan.step("customer_approve_plan").at, {"person": plan.staff.customer_manager}
    refused = plan.add("refused", "customer_refuse", at - minutes(3), consent_subject="plan", **values)
    plan.add("talked", "coordinate_customer", at - minutes(2), person=plan.engineer.name)
    plan.said("confirm_cutover_slot", consent_given=False)
    yield plan.of(refused, NEGOTIATED, 2)


slip(
    "key_period_not_inspected_for",
    "key_period",
    said={"inspect_network": {"inspection_trigger": "special_service"}},
    breaks=[(PERIOD, 1, BEGIN)],
)


@scenario("key_period")
def key_period_man_withdrawn(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Somebody was taken away before it ended, properly replaced."""
    at, values = plan.step(BEGIN).at + minutes(90), {"person": plan.staff.project_manager}
    told = {"notify_channel": "phone", "notify_recipients": ["customer"]}
    plan.add("change_told", "notify_staff_change", at, **values, **told)
    plan.add("replaced", "assign_replacement", at + minutes(10), **values)
    plan.add("withdrawn", "withdraw_engineer", at + minutes(20), **values)
    yield plan.of(plan.step(BEGIN), PERIOD, 5)


@scenario("key_period")
def key_period_man_withdrawn_afterwards(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The same once it had ended."""
    at, values = plan.step("end_key_period").at + minutes(1), {"person": plan.staff.project_manager}
    told = {"notify_channel": "phone", "notify_recipients": ["customer"]}
    plan.add("change_told", "notify_staff_change", at, **values, **told)
    plan.add("replaced", "assign_replacement", at + minutes(1), **values)
    plan.add("withdrawn", "withdraw_engineer", at + minutes(2), **values)
    yield from ()
