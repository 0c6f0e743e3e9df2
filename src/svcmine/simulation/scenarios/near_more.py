"""Near misses: another device, another kind of memo, another reading of the calendar, and the edges of a window."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from svcmine.simulation.commands import looking
from svcmine.simulation.organisation import Site, local
from svcmine.simulation.plan import OPERATE, CasePlan, Command, Truth, hours, minutes, seconds
from svcmine.simulation.scenarios.matching import another_device, colleague
from svcmine.simulation.scenarios.near_last import at_the_limit, close, last_second
from svcmine.simulation.scenarios.registry import scenario, slip
from svcmine.simulation.world import World

ARCHIVE = "update_device_archive"


def under_construction(site: Site) -> bool:
    """Where nothing is in service yet."""
    return site.covered and site.site_status == "construction"


slip(
    "schedule_reasonable_after_all",
    "relocation",
    without=["record_schedule_objection"],
    case={"schedule_reasonable": True},
)
slip("lesser_ticket_poorly_described", "remote", "onsite", case={"ticket_description_complete": False})
slip("rollback_planned_in_a_minute", "config", "data", case={"planned_rollback_minutes": 1})
last_second("staff_change_told_in_the_last_second", "relocation", notify_staff_change="withdraw_engineer")
last_second("tool_returned_in_the_last_second", "software", return_tool="leave_site")
last_second("emergency_plan_chosen_in_the_last_second", "incident", select_emergency_plan="execute_step")
last_second("room_surveyed_in_the_last_second", "project", survey_environment="install_equipment")
last_second(
    "looked_up_in_the_last_second",
    "data",
    check_change_table="modify_data",
    recheck_data="transfer_table",
)
at_the_limit("identity_shown_late", "visit", "software", "unfinished", show_identity=("enter_room", minutes(3)))
at_the_limit("unpacking_report_sent_the_next_day", "project", submit_document=("sign_document", hours(20)))


@scenario("routine", "warning", "key_period")
def finding_fixed_after_nine_days(plan: CasePlan, world: World) -> Iterator[Truth]:
    """What the inspection found was put right after the ticket had been closed."""
    fixed = plan.step("fix_finding")
    fixed.visit = None
    fixed.move(plan.step("record_finding").at + timedelta(days=9))
    yield from ()


@scenario("relocation")
def superior_told_of_the_storage_at_last(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The superior heard of the damp storage room only before the ticket was closed: no time is set."""
    plan.step("superior_storage").move(plan.step("close_ticket").at - seconds(1))
    yield from ()


@scenario("project")
def summaries_written_right_away(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The last summary came a second after the acceptance, the test report a second after the test."""
    plan.step("issue_stage_summary_report_acceptance").move(plan.step("final_acceptance").at + seconds(1))
    plan.step("issue_run_test_report").move(plan.step("test_service").at + seconds(1))
    yield from ()


@scenario("config", "data", region="华东", day=date(2026, 4, 30))
def archived_on_the_fifth_working_day(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Days off lie between, and a Saturday is worked in their place: the second Monday evening is the fifth day."""
    _archived(plan, date(2026, 5, 11))
    yield from ()


@scenario("config", "data", region="华东", day=date(2026, 5, 6))
def archived_on_the_sixth_working_day(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A Saturday is worked in place of a day off, so that Wednesday morning a week later is one day too late."""
    _archived(plan, date(2026, 5, 12), late=True)
    yield from plan.each(plan.majors[-1:], "CHG-ARCHIVE-5WD", 1)


def _archived(plan: CasePlan, day: date, late: bool = False) -> None:
    """Update the archive in the last minutes of a day, or in the first of the next one."""
    at = local(plan.site, day, 23, 57) + minutes(5 if late else 0)
    for number, step in enumerate(plan.having(ARCHIVE)):
        step.move(at + seconds(number))
    close(plan, at + minutes(1))


@scenario("config")
def another_device_backed_up_too(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A device that the plan does not name was backed up as well as the right one: that changes nothing on it."""
    another_device(plan, world, "backup_config_1", "backup_other")
    yield from ()


@scenario("config")
def another_device_looked_at(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Somebody looked at a device that the plan does not name."""
    step = another_device(plan, world, "configure_online_1", "look_other")
    assert step.device is not None
    step.channels = frozenset({"log"})
    step.commands = [Command(step.at, looking(step.device, plan.rng))]
    yield from ()


@scenario("config")
def operated_by_a_planned_colleague(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Somebody else did the work; the plan names him, too."""
    person = colleague(plan, world)
    plan.attributes["plan_persons"] = [*(engineer.name for engineer in plan.engineers), person.name]
    for step in plan.having("configure_online"):
        step.person, step.account = person.name, person.account
    yield from ()


@scenario("config")
def operated_to_the_edges_of_the_window(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The agreed time begins with the first command and ends with the last."""
    times = [command.at for step in plan.steps for command in step.commands + step.looks]
    plan.attributes["agreed_start"], plan.attributes["agreed_end"] = min(times), max(times)
    yield from ()


@scenario("config", site=under_construction)
def own_account_under_construction(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The customer's own account, where nothing is in service yet."""
    plan.step("login_1").account = plan.staff.permanent_account
    yield from ()


@scenario("upgrade", site=under_construction)
def version_from_the_vendors_man(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The version came with the vendor's engineer, where nothing is in service yet."""
    plan.said("upgrade_software", version_source="vendor_engineer")
    yield from ()


@scenario("cutover")
def refusal_talked_over_at_once(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The customer refused the plan, was talked to within a second, and agreed on a time."""
    plan.remove_if(lambda step: step.activity in ("customer_refuse", "coordinate_customer"))
    at = plan.step("customer_approve_plan").at - minutes(3)
    plan.add("refused", "customer_refuse", at, person=plan.staff.customer_manager, consent_subject="plan")
    plan.add("talked", "coordinate_customer", at + seconds(1), person=plan.engineer.name)
    yield from ()


@scenario("upgrade")
def defect_told_the_next_day(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A defect was found before the upgrade; the customer heard of it twenty hours later."""
    names = ("discover_version_defect", "register_problem", "report_to_superior", "disclose_defect")
    plan.remove_if(lambda step: step.activity in names)
    at, here = plan.step("dispatch_ticket").at, {"person": plan.engineer.name, "device": plan.devices[0]}
    plan.add("defect", names[0], at + minutes(1), **here)
    plan.add("problem", names[1], at + minutes(3), problem_id=f"WT{plan.case_id[2:]}", **here)
    plan.add("told", names[2], at + minutes(5), **here)
    plan.add("disclosed", names[3], at + hours(20), **here)
    yield from ()


@scenario("config", "upgrade", "board")
def explained_right_before(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The risk was explained once, a minute and a second before the first operation."""
    first = min(step.at for step in plan.members(OPERATE))
    steps = plan.having("explain_risk")
    plan.remove(*(step.key for step in steps[:-1]))
    steps[-1].move(first - seconds(61))
    yield from ()


@scenario("visit", "software", "unfinished")
def registered_before_it_was_recorded(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The ticket was registered a second before the request was written down."""
    plan.step("register_ticket").move(plan.step("record_request").at - seconds(1))
    yield from ()
