"""Projects that end badly: training that taught little, documents missing, acceptance without the customer."""

from __future__ import annotations

from collections.abc import Iterator

from svcmine.simulation.plan import CasePlan, Truth, hours
from svcmine.simulation.scenarios.registry import scenario, slip
from svcmine.simulation.visit import TOPICS
from svcmine.simulation.world import World

BOTH = ("project", "relocation")
DONE, TRAIN = "construction_completed", "train_customer"


def _topics(*missing: str) -> dict[str, dict[str, object]]:
    return {TRAIN: {"training_topics": [topic for topic in TOPICS if topic not in missing]}}


slip("customer_not_trained", *BOTH, without=[TRAIN], breaks=[("PRJ-TRAIN", 1, DONE)])
slip("training_without_daily_maintenance", *BOTH, said=_topics("daily_maintenance"), breaks=[("PRJ-TRAIN", 2, TRAIN)])
slip("training_without_precautions", *BOTH, said=_topics("precautions"), breaks=[("PRJ-TRAIN", 3, TRAIN)])
slip("training_without_hardware", *BOTH, said=_topics("hardware_features"), breaks=[("PRJ-TRAIN", 4, TRAIN)])
slip(
    "training_without_duty_engineers",
    *BOTH,
    said={TRAIN: {"training_audience": ["maintenance_owner"]}},
    breaks=[("PRJ-TRAIN", 5, TRAIN)],
)
slip("training_failed", *BOTH, said={TRAIN: {"training_result": "fail"}}, breaks=[("PRJ-TRAIN", 6, TRAIN)])
slip(
    "training_result_unknown",
    *BOTH,
    said={TRAIN: {"training_result": None}},
    undecidable=[("PRJ-TRAIN", 6, TRAIN)],
)
slip("remote_maintenance_not_shown", *BOTH, without=["demo_remote_maintenance"], breaks=[("PRJ-TRAIN", 7, TRAIN)])
slip("service_contact_not_given", *BOTH, without=["provide_service_contact"], breaks=[("PRJ-TRAIN", 8, TRAIN)])
slip("service_contact_given_before", *BOTH, later={"provide_service_contact": hours(-30)})
slip(
    "final_acceptance_alone",
    *BOTH,
    said={"final_acceptance": {"plan_coauthors": ["engineer"]}},
    breaks=[("PRJ-FINAL-ACCEPT", 3, "final_acceptance")],
)
slip(
    "initial_acceptance_alone",
    "relocation",
    said={"initial_acceptance": {"plan_coauthors": ["engineer"]}},
    breaks=[("PRJ-INITIAL-ACCEPT", 3, "initial_acceptance")],
)


@scenario(*BOTH, small=True)
def address_plan_not_handed_over(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The plan of addresses was not among the documents handed over."""
    step = plan.step("handover_trial")
    step.attributes["doc_items"] = ["maintenance_manual", "implementation_plan"]
    yield from plan.each("start_trial_run", "PRJ-DOC-HANDOVER", 1)


@scenario("relocation", small=True)
def initial_acceptance_not_agreed(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Nobody agreed with the customer on the initial acceptance."""
    plan.remove("agree_initial")
    yield from plan.each("initial_acceptance", "PRJ-INITIAL-ACCEPT", 1)


@scenario("relocation", small=True)
def final_acceptance_not_agreed(plan: CasePlan, world: World) -> Iterator[Truth]:
    """What was agreed for the initial acceptance does not count for the final one."""
    plan.remove("agree_final")
    yield from plan.each("final_acceptance", "PRJ-FINAL-ACCEPT", 1)


@scenario("relocation", small=True)
def acceptance_content_not_recorded(plan: CasePlan, world: World) -> Iterator[Truth]:
    """What is to be accepted was written down nowhere: it is missing at both acceptances."""
    del plan.attributes["acceptance_content"]
    yield from plan.each("initial_acceptance", "PRJ-INITIAL-ACCEPT", 2)
    yield from plan.each("final_acceptance", "PRJ-FINAL-ACCEPT", 2)


def _report(which: str, norm: str, certificate: int, *templates: str) -> None:
    """Acceptance reports without stamp, in one copy, without signature, and one called a certificate too."""
    act, key = f"{which}_acceptance", f"sign_{which}_acceptance_report"

    def unstamped(plan: CasePlan, world: World) -> Iterator[Truth]:
        plan.step(key).attributes["doc_stamped"] = False
        yield from plan.each(act, norm, 4)

    def one_copy(plan: CasePlan, world: World) -> Iterator[Truth]:
        plan.step(key).attributes["doc_copies"] = 1
        yield plan.of(plan.step(key), norm, 5)

    def unsigned(plan: CasePlan, world: World) -> Iterator[Truth]:
        plan.remove(key)
        yield from plan.each(act, norm, 4)
        yield from plan.each(act, "PRJ-SIGNED-DOCS", certificate)

    def certified(plan: CasePlan, world: World) -> Iterator[Truth]:
        plan.copy_step(key, f"{key}_certificate", plan.step(key).at + hours(1)).attributes |= {
            "doc_type": f"{which}_acceptance_certificate",
            "doc_copies": 1,
        }
        yield from ()

    for apply in (unstamped, one_copy, unsigned, certified):
        apply.__name__ = f"{which}_acceptance_report_{apply.__name__}"
        scenario(*templates, small=True)(apply)


_report("initial", "PRJ-INITIAL-ACCEPT", 4, "relocation")
_report("final", "PRJ-FINAL-ACCEPT", 5, *BOTH)


def _unsigned(doc_type: str, requirement: int) -> None:
    def apply(plan: CasePlan, world: World) -> Iterator[Truth]:
        plan.remove(f"sign_{doc_type}")
        yield from plan.each(DONE, "PRJ-SIGNED-DOCS", requirement)

    apply.__name__ = f"{doc_type}_unsigned"
    scenario(*BOTH, small=True)(apply)


_unsigned("customer_device_archive", 1)
_unsigned("equipment_installation_report", 2)
_unsigned("hardware_completion_report", 3)


def _missing(doc_type: str, requirement: int) -> None:
    def apply(plan: CasePlan, world: World) -> Iterator[Truth]:
        plan.remove(f"issue_{doc_type}")
        yield plan.whole("PRJ-RELOCATE-DOCS", requirement)

    apply.__name__ = f"relocation_without_{doc_type}"
    scenario("relocation", small=True)(apply)


_missing("project_handover_report", 1)
_missing("process_document_handover", 3)
slip("new_site_needs_no_handover_report", "project", case={"project_kind": "expansion"})
