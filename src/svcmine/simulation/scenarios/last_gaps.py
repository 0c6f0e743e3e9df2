"""Breaches that need something rare: emergencies, other people's devices, warnings that nobody follows up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from svcmine.simulation.organisation import Device, local
from svcmine.simulation.plan import OPERATE, Alarm, CasePlan, Step, Truth, minutes
from svcmine.simulation.scenarios.registry import scenario, slip
from svcmine.simulation.world import World

VISITS = ("visit", "software", "unfinished")
LOOK = "inspect_network"

slip(
    "user_not_asked_about_his_equipment",
    "visit",
    "software",
    "unfinished",
    without=["collect_user_info"],
    breaks=[("VIS-PREPARE-INFO", 3, "depart_to_site"), ("FLT-CONTACT-FIRST", 3, "receive_request")],
)
slip(
    "visit_packed_for_an_unknown_fault",
    "visit",
    "unfinished",
    without=["assess_request"],
    breaks=[("VIS-RESOURCES-READY", 4, "check_tools_spares"), ("REQ-ASSESS", 1, "record_request")],
)


@scenario("onsite", small=True)
def part_replaced_by_no_instruction(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Nobody ticked off that the work instruction was followed."""
    plan.remove("check_sop_followed")
    yield from plan.each("arrive_on_site", "VIS-SOP", 1)
    yield from plan.each("replace_part", "VIS-SOP", 3)


@scenario("config", "data", "remote")
def login_as_the_customers_own_man(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Somebody used the customer's own account instead of the one that was given to him."""
    step = plan.step("login_1")
    step.account = plan.staff.permanent_account
    yield plan.of(step, "ACC-TEMP-ACCOUNT", 2)


def _restoring(plan: CasePlan, activity: str) -> Step:
    """One more measure on the broken device, told by the ticket."""
    last = plan.step("configure_online_1")
    at = (last.ended_at or last.at) + minutes(1)
    step = plan.add(activity, activity, at, person=plan.engineer.name, device=plan.devices[0])
    step.ended_at = at + minutes(1)
    return step


@scenario("incident")
def restarted_to_restore_unasked(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A restart to restore the service; nobody asked the customer, neither before nor after."""
    step = _restoring(plan, "restart_device")
    plan.without("customer_approve_operation")
    yield plan.of(step, "CHG-RESTART-CONSENT", 2)
    yield from plan.each(plan.members(OPERATE), "CHG-APPROVE-CUSTOMER", 4)


@scenario("incident")
def restarted_to_restore(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The same with the customer's word by telephone."""
    _restoring(plan, "restart_device")
    yield from ()


@scenario("incident")
def power_pulled_to_restore_unasked(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The power was pulled to restore the service; nobody asked the customer, neither before nor after."""
    step = _restoring(plan, "operate_power_cable")
    plan.without("customer_approve_operation")
    yield plan.of(step, "SCP-POWER-CONSENT", 3)
    yield from plan.each(plan.members(OPERATE), "CHG-APPROVE-CUSTOMER", 4)


@scenario("incident")
def power_pulled_to_restore(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The same with the customer's word by telephone."""
    _restoring(plan, "operate_power_cable")
    yield from ()


def _foreign(plan: CasePlan, world: World) -> Device:
    """The customer's own switch at the site, to which the new equipment is docked."""
    devices = world.organisation.devices
    return next(device for device in devices if device.site == plan.site and not device.ours)


def _dock(plan: CasePlan, world: World, performer: str | None) -> Step:
    at = plan.step("commission_equipment").at + minutes(20)
    here = plan.step("commission_equipment").visit
    device = _foreign(plan, world)
    backup = {"backup_result": "ok", "backup_owner": "customer", "backup_type": "config", "backup_location": "网管"}
    plan.add(
        "backup_dock", "backup_config", at - minutes(4), person=plan.engineer.name, device=device, visit=here, **backup
    )
    step = plan.add("dock", "configure_online", at, person=plan.engineer.name, device=device, visit=here)
    step.attributes["performer_org"] = performer
    step.ended_at = at + minutes(5)
    return step


@scenario("project", "relocation")
def docked_by_us(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Our engineer configured the customer's own switch."""
    yield plan.of(_dock(plan, world, "own"), "SCP-CUSTOMER-DOES-DOCKING", 1)


@scenario("project", "relocation")
def docked_by_somebody(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Somebody configured it; whose man he was is not recorded."""
    yield plan.of(_dock(plan, world, None), "SCP-CUSTOMER-DOES-DOCKING", 1, "undecidable", "missing_attribute")


@scenario("project", "relocation")
def docked_by_the_customer(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The customer's own people configured it."""
    _dock(plan, world, "customer")
    yield from ()


def _interrupted(plan: CasePlan, world: World, lasting: float) -> Step:
    """Service fails in a night of the period, in the ticket of the period."""
    day = plan.step("start_key_period").at.astimezone(plan.site.zone).date() + timedelta(days=1)
    at = local(plan.site, day, 2, plan.rng.randint(0, 40))
    plan.attributes["sla_minutes"] = 60
    device = plan.devices[0]
    plan.alarms.append(Alarm(at, device, "service_interrupted"))
    person = plan.staff.duty_officer
    plan.add("register_failure", "register_ticket", at + minutes(9), person=person, device=device)
    step = plan.add("failed", "service_interrupted", at, person=person, device=device, interruption_approved=False)
    plan.add("restored", "service_restored", at + minutes(lasting), person=plan.engineer.name, device=device)
    return step


@scenario("key_period")
def key_period_fault_cleared_late(plan: CasePlan, world: World) -> Iterator[Truth]:
    """What failed in the important period was cleared a minute late."""
    yield plan.of(_interrupted(plan, world, 61), "KEY-PERIOD", 6)


@scenario("key_period")
def key_period_fault_cleared_to_the_minute(plan: CasePlan, world: World) -> Iterator[Truth]:
    """What failed in the important period was cleared in exactly the agreed hour."""
    _interrupted(plan, world, 60)
    yield from ()


@scenario("warning", alone=True)
def warning_not_followed_up(plan: CasePlan, world: World) -> Iterator[Truth]:
    """After a warning the network was inspected for an important period, not because of the warning."""
    plan.said(LOOK, inspection_trigger="key_period")
    yield from plan.each("issue_early_warning", "INS-TRIGGERED", 1)
    yield from plan.each("start_special_service", "INS-TRIGGERED", 2)


@scenario("warning", alone=True)
def warning_served_by_a_special_inspection(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The special service had its inspection; the warning asks for one of its own."""
    plan.said(LOOK, inspection_trigger="special_service")
    yield from plan.each("issue_early_warning", "INS-TRIGGERED", 1)
