"""Visits whose rules of the room, of conduct and of safety somebody broke; one item each."""

from __future__ import annotations

from collections.abc import Iterator

from svcmine.simulation.plan import CasePlan, Truth
from svcmine.simulation.scenarios.registry import scenario, slip
from svcmine.simulation.scenarios.visit_agreed import VISITS
from svcmine.simulation.world import World
from svcmine.vocabulary import CLASSES

COME = "arrive_on_site"
PROJECTS = ("project", "relocation")


def ticked(item: str, norm: str, requirement: int, *templates: str, activation: str = COME) -> None:
    """Register a checklist item that failed, and what that breaks."""

    def apply(plan: CasePlan, world: World) -> Iterator[Truth]:
        ticks = [step for step in plan.having("record_checklist") if step.attributes["checklist_item"] == item]
        ticks[0].attributes["item_result"] = "fail"
        if activation == "case":
            yield plan.whole(norm, requirement)
        else:
            yield from plan.each(activation, norm, requirement)

    apply.__name__ = f"visit_fails_{item}"
    scenario(*templates, small=True)(apply)


slip("visit_no_card_shown", *VISITS, without=["show_identity"], breaks=[("VIS-IDENTIFY", 1, COME)])
slip(
    "visit_room_entered_against_a_no",
    *VISITS,
    said={"consent_room_entry": {"consent_given": False}},
    breaks=[("VIS-ROOM-CONSENT", 1, "enter_room")],
)
slip("visit_things_unregistered", *VISITS, without=["register_items"], breaks=[("VIS-ROOM-REGISTER", 1, "enter_room")])
slip(
    "visit_things_not_listed",
    *VISITS,
    said={"register_items": {"items_registered": None}},
    breaks=[("VIS-ROOM-REGISTER", 2, "register_items")],
)
ticked("plan_understood", "VIS-PREPARE-INFO", 4, *VISITS)
ticked("customer_property_untouched", "VIS-ROOM-REGISTER", 3, *VISITS)
ticked("room_rules", "VIS-ROOM-RULES", 1, *VISITS)
ticked("customer_rules_known", "VIS-ROOM-RULES", 2, *VISITS)
ticked("room_environment_observed", "VIS-ROOM-RULES", 3, *VISITS)
ticked("sop_followed", "VIS-SOP", 1, *VISITS)
ticked("major_incident_sop_followed", "VIS-SOP", 2, "incident", activation="case")
ticked("esd_protection", "SAF-ESD", 1, *VISITS)
ticked("no_disturbance", "SAF-NO-DISTURB", 1, *VISITS)
ticked("no_exposed_metal", "SAF-LIVE-WORK", 1, *PROJECTS)
ticked("insulated_tools", "SAF-LIVE-WORK", 2, *PROJECTS)
ticked("insulating_gloves", "SAF-LIVE-WORK", 3, *PROJECTS)
ticked("cable_separation", "SAF-CABLE-SEPARATION", 1, *PROJECTS)
CONDUCT = (
    "shoe_covers",
    "no_eating_drinking",
    "no_games",
    "no_smoking",
    "no_wandering",
    "dress_code",
    "no_private_browsing",
    "user_schedule_respected",
    "mobile_on_vibrate",
    "documents_unread",
)
for number, conduct in enumerate(CONDUCT, 1):
    ticked(conduct, "VIS-CONDUCT", number, *VISITS)
slip("visit_welded_among_paper", "relocation", without=["clear_work_area"], breaks=[("SAF-HOT-WORK", 1, "hot_work")])


@scenario(*VISITS, small=True)
def visit_checklist_of_another(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The item stands in the checklist of another visit."""
    plan.step("check_dress_code").visit = f"{plan.step(COME).visit}-2"
    yield from plan.each(COME, "VIS-CONDUCT", CONDUCT.index("dress_code") + 1)


@scenario(*VISITS, small=True)
def visit_without_boards_or_disks(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A near miss: protection did not apply, since nothing was opened."""
    plan.step("check_esd_protection").attributes["item_result"] = "not_applicable"
    yield from ()


@scenario(*VISITS, small=True)
def visit_symptom_not_gone_over(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Work begins on what the engineer heard before."""
    plan.without("confirm_symptom")
    here = [step for step in plan.members(frozenset(CLASSES["operate_device"].members)) if step.visit]
    yield from plan.each(here, "VIS-CONFIRM-SYMPTOM", 1)
