"""Projects on the site: goods unpacked alone, rooms that are not ready, work that nobody checked or reported."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from svcmine.simulation.organisation import local
from svcmine.simulation.plan import CasePlan, Truth, minutes
from svcmine.simulation.scenarios.registry import scenario, slip
from svcmine.simulation.world import World

BOTH = ("project", "relocation")
START, INSTALL, SURVEY, LOOK = "start_construction", "install_equipment", "survey_environment", "check_appearance"
ASK, UNREADY, GOODS = "request_customer_preparation", "PRJ-ENV-NOTREADY", "unpacking_acceptance_report"

slip(
    "goods_not_counted",
    *BOTH,
    without=["count_goods"],
    breaks=[("PRJ-UNPACK", 2, "unpack_inspect"), ("PRJ-UNPACK", 3, LOOK), ("PRJ-UNPACK", 3, "power_on_equipment")],
)
slip(
    "goods_missing",
    *BOTH,
    said={"count_goods": {"goods_count_ok": False}},
    breaks=[("PRJ-UNPACK", 3, LOOK), ("PRJ-UNPACK", 3, "power_on_equipment")],
)
slip("goods_damage_not_reported", "relocation", without=["report_goods_damage"], breaks=[("PRJ-UNPACK", 4, LOOK)])
slip(
    "unpacking_report_not_handed_in",
    *BOTH,
    without=["submit_document"],
    breaks=[("PRJ-UNPACK-SIGN", 5, f"#sign_{GOODS}")],
)
slip(
    "unpacking_report_handed_in_late",
    *BOTH,
    later={"submit_document": timedelta(days=15)},
    breaks=[("PRJ-UNPACK-SIGN", 5, f"#sign_{GOODS}")],
)
slip(
    "storage_refusal_not_told",
    "relocation",
    without=["report_to_superior"],
    breaks=[("PRJ-STORAGE", 1, "report_storage_refusal")],
)
slip("survey_not_written_down", *BOTH, said={SURVEY: {"survey_record": None}}, breaks=[("PRJ-SURVEY", 2, SURVEY)])
slip("survey_missing", "project", without=[SURVEY], breaks=[("PRJ-SURVEY", 1, INSTALL)])
slip("room_unready_and_customer_not_asked", "relocation", without=[ASK], breaks=[(UNREADY, 1, SURVEY)])
slip(
    "room_unready_and_manager_not_told",
    "relocation",
    said={ASK: {"preparation_done": False}},
    without=["notify_customer_manager"],
    breaks=[(UNREADY, 5, ASK)],
)
slip("room_unready_and_manager_told", "relocation", said={ASK: {"preparation_done": False}})
slip("start_not_permitted", "relocation", without=["permit_start"], breaks=[("PRJ-START-PERMIT", 1, START)])
slip(
    "start_permit_refused",
    "relocation",
    said={"permit_start": {"consent_given": False}},
    breaks=[("PRJ-START-PERMIT", 1, START)],
)
slip(
    "start_permit_without_answer",
    "relocation",
    said={"permit_start": {"consent_given": None}},
    undecidable=[("PRJ-START-PERMIT", 1, START)],
)
slip("installation_not_checked", *BOTH, without=["check_installation"], breaks=[("PRJ-INSTALL-CHECK", 1, INSTALL)])
slip("no_self_check", *BOTH, without=["self_check"], breaks=[("PRJ-SELF-CHECK", 1, "test_service")])


def _sign_key(signer: str) -> str:
    return f"sign_{GOODS}" if signer == "customer" else f"sign_unpacking_{signer}"


def _unstamped(signer: str, requirement: int) -> None:
    def apply(plan: CasePlan, world: World) -> Iterator[Truth]:
        plan.step(_sign_key(signer)).attributes["doc_stamped"] = False
        yield from plan.each(LOOK, "PRJ-UNPACK-SIGN", requirement)

    apply.__name__ = f"unpacking_report_without_stamp_of_{signer}"
    scenario(*BOTH, small=True)(apply)


for number, who in enumerate(("customer", "engineer", "project_manager"), 1):
    _unstamped(who, number)


@scenario(*BOTH, small=True)
def unpacking_report_in_one_copy(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Only one copy of the unpacking report was signed."""
    step = plan.step(_sign_key("customer"))
    step.attributes["doc_copies"] = 1
    yield plan.of(step, "PRJ-UNPACK-SIGN", 4)


@scenario(*BOTH, small=True)
def unpacked_before_the_customer_came(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The boxes were open when the customer's escort came."""
    plan.step("unpack_inspect").move(plan.step("customer_escort_start").at - minutes(1))
    yield from plan.each("unpack_inspect", "PRJ-UNPACK", 1)


@scenario("relocation", small=True)
def room_unready_and_effects_told_late(plan: CasePlan, world: World) -> Iterator[Truth]:
    """What an unfit room does to the equipment was told only when the equipment stood in it."""
    plan.step("explain_environment").move(plan.step(INSTALL).at + minutes(1))
    yield from plan.each(INSTALL, UNREADY, 2)


@scenario("relocation", small=True)
def room_unready_without_contact_sheet(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Why construction could not begin stands on no contact sheet."""
    plan.remove("issue_site_contact_sheet", "sign_site_contact_sheet")
    yield from plan.each(SURVEY, UNREADY, 3)


@scenario("relocation", small=True)
def room_unready_without_memo(plan: CasePlan, world: World) -> Iterator[Truth]:
    """What the customer must prepare stands in no memo."""
    plan.remove("issue_environment_memo")
    yield from plan.each(SURVEY, UNREADY, 4)


@scenario("relocation", small=True)
def room_preparation_asked_by_engineer(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The site supervisor left it to the engineer to ask for the room."""
    plan.step(ASK).role = "engineer"
    yield from plan.each(ASK, UNREADY, 6)


@scenario("relocation", small=True)
def room_surveyed_again_when_mended(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A second survey found the room ready: no permit is needed any more."""
    plan.remove("permit_start")
    again = plan.copy_step(SURVEY, "survey_again", plan.step(START).at - minutes(20))
    again.attributes["environment_ok"] = True
    yield from ()


@scenario("project", small=True)
def room_found_unfit_again(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A second survey found the room unfit after all; the first does not count, and nothing followed."""
    again = plan.copy_step(SURVEY, "survey_again", plan.step(START).at - minutes(20))
    again.attributes["environment_ok"] = False
    for requirement in (1, 3, 4):
        yield plan.of(again, UNREADY, requirement)
    yield from plan.each(INSTALL, UNREADY, 2)
    yield from plan.each(START, "PRJ-START-PERMIT", 1)


def _item_failed(item: str, norm: str, requirement: int, activation: str) -> None:
    def apply(plan: CasePlan, world: World) -> Iterator[Truth]:
        plan.step(f"check_{item}").attributes["item_result"] = "fail"
        yield from plan.each(activation, norm, requirement)

    apply.__name__ = f"project_{item}_failed"
    scenario(*BOTH, small=True)(apply)


_item_failed("workmanship_items", "PRJ-INSTALL-CHECK", 2, INSTALL)
_item_failed("connections_tightened", "PRJ-INSTALL-CHECK", 3, INSTALL)
_item_failed("naming_standard", "PRJ-SELF-CHECK", 2, "commission_equipment")


@scenario(*BOTH, small=True)
def no_test_report(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The test run left no report."""
    plan.remove("issue_run_test_report")
    yield from plan.each("test_service", "PRJ-TEST-REPORT", 1)


@scenario(*BOTH, small=True)
def small_meeting_without_form(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A small meeting stands on no form."""
    plan.remove("issue_project_meeting_form")
    yield from plan.each("hold_meeting", "PRJ-MEETING-FORM", 1)


slip("weekly_meeting_without_form", *BOTH, said={"hold_meeting": {"meeting_kind": "weekly"}})
slip(
    "kind_of_meeting_unknown",
    *BOTH,
    said={"hold_meeting": {"meeting_kind": None}},
    undecidable=[("PRJ-MEETING-FORM", 1, "hold_meeting")],
)


@scenario(*BOTH, small=True)
def daily_report_forgotten(plan: CasePlan, world: World) -> Iterator[Truth]:
    """One day of construction went without its report."""
    plan.remove("daily_3")
    yield from plan.each(START, "PRJ-DAILY-REPORT", 1)


@scenario(*BOTH, small=True)
def daily_report_after_midnight(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A report went out after midnight: it is the next day's, and its own day has none."""
    step = plan.step("daily_4")
    day = step.at.astimezone(plan.site.zone).date()
    step.move(local(plan.site, day + timedelta(days=1), 0, 5))
    yield from plan.each(START, "PRJ-DAILY-REPORT", 1)


@scenario(*BOTH, small=True)
def daily_report_just_before_midnight(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A report in the last minute of its day is in time."""
    step = plan.step("daily_4")
    step.move(local(plan.site, step.at.astimezone(plan.site.zone).date(), 23, 59))
    yield from ()


@scenario(*BOTH, small=True)
def no_daily_report_on_the_first_day(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The day on which construction begins is no whole day and owes no report."""
    plan.remove("daily_0")
    yield from ()


@scenario(*BOTH, small=True, day=date(2026, 3, 6))
def daily_report_of_a_makeup_saturday(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A Saturday worked in place of a holiday owes its report like any other day; here it was forgotten."""
    plan.remove_if(
        lambda step: step.attributes.get("report_date") == "2026-02-28" and step.activity == "send_daily_report"
    )
    yield from plan.each(START, "PRJ-DAILY-REPORT", 1)


# On a Monday: the week before lies wholly within construction.
_MONDAY = date(2026, 3, 16)


@scenario(*BOTH, small=True, day=_MONDAY)
def weekly_report_on_monday(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The weekly report came on Monday morning, which is not before Monday."""
    plan.step("weekly_2").move(local(plan.site, _MONDAY, 8, 0))
    yield from plan.each(START, "PRJ-WEEKLY-REPORT", 1)


@scenario(*BOTH, small=True, day=_MONDAY + timedelta(days=28))
def weekly_report_on_sunday_night(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The weekly report in the last minute of Sunday is in time."""
    plan.step("weekly_2").move(local(plan.site, _MONDAY + timedelta(days=27), 23, 59))
    yield from ()


@scenario("project", small=True)
def stages_without_summary(plan: CasePlan, world: World) -> Iterator[Truth]:
    """No stage of the project was summed up."""
    plan.remove_if(lambda step: step.attributes.get("doc_type") == "stage_summary_report")
    yield from plan.each("construction_completed", "PRJ-STAGE-SUMMARY", 1)
    yield from plan.each("final_acceptance", "PRJ-STAGE-SUMMARY", 2)


@scenario("relocation", small=True)
def relocation_without_summary(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A relocation without any summary breaks the norm of stages and that of relocations."""
    yield from stages_without_summary(plan, world)
    yield plan.whole("PRJ-RELOCATE-DOCS", 2)


@scenario(*BOTH, small=True)
def acceptance_not_summed_up(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The acceptance was the only stage without a summary."""
    plan.remove("issue_stage_summary_report_acceptance")
    yield from plan.each("final_acceptance", "PRJ-STAGE-SUMMARY", 2)
