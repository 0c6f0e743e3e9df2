"""Faults: problems that nobody registered, deleted records, and reports that hide the cause."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from svcmine.simulation.plan import CasePlan, Step, Truth, minutes
from svcmine.simulation.scenarios.registry import scenario
from svcmine.simulation.world import World

LATE = date(2026, 10, 19)
DEFECT = "SWV-DEFECT-HANDLING"
REGISTER, DELETE, CAUSE = "PRB-REGISTER", "PRB-NO-DELETE", "FLT-REPORT-TRUE-CAUSE"


@scenario("unresolved", weight=2)
def problem_not_registered(plan: CasePlan, world: World) -> Iterator[Truth]:
    """An unsolved problem that stands in no list."""
    plan.remove("register_problem")
    yield plan.of(plan.step("mark_unresolved"), REGISTER, 1)


@scenario("unresolved", "remote", weight=2)
def problem_deleted(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A problem record was deleted."""
    at = plan.step("service_restored").at + minutes(40)
    yield plan.of(plan.add("delete_problem_record", "delete_problem_record", at, person=plan.engineer.name), DELETE, 1)


@scenario("remote", "onsite", weight=3)
def another_cause_reported(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The report names another cause than was found."""
    step = plan.step("issue_fault_report")
    step.attributes["report_cause"] = "第三方施工"
    yield plan.of(step, CAUSE, 1)


@scenario("remote", "onsite")
def cause_not_recorded(plan: CasePlan, world: World) -> Iterator[Truth]:
    """No root cause is recorded, so nobody can say if the report is true."""
    del plan.attributes["root_cause"]
    yield plan.of(plan.step("issue_fault_report"), CAUSE, 1, "undecidable", "missing_attribute")


@scenario("remote", "onsite")
def cause_revised_with_evidence(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A second report names another cause; new evidence came after the first cause was found."""
    _revise(plan, evidence_after=30)
    yield from ()


@scenario("remote", "onsite")
def cause_revised_with_old_evidence(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A second report names another cause; its evidence was there before the first cause was found."""
    yield plan.of(_revise(plan, evidence_after=-30), CAUSE, 2)


def _revise(plan: CasePlan, evidence_after: float) -> Step:
    return plan.add(
        "revise_fault_report",
        "revise_fault_report",
        plan.step("issue_fault_report").at + minutes(20),
        person=plan.engineer.name,
        report_cause="第三方施工",
        report_version=2,
        evidence_ref="分析报告2",
        evidence_at=plan.instant("root_cause_at") + minutes(evidence_after),
    )


@scenario("unresolved")
def problem_registered_before(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The problem was registered before it was marked unresolved: that serves too."""
    plan.step("register_problem").move(plan.step("review_past_cases").at + minutes(1))
    yield from ()


@scenario("remote", "onsite", weight=2)
def billing_problem_not_registered(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The cause turned out to be a billing problem, which must stand in the problem list."""
    step = plan.step("identify_cause")
    step.attributes["problem_class"] = "billing"
    yield plan.of(step, REGISTER, 2)


@scenario("unresolved")
def function_problem_registered(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A function problem that stands in the problem list."""
    plan.step("identify_cause").attributes["problem_class"] = "function"
    yield from ()


# Late in the simulated months, so that the upgrade which removes the defect can still come.
@scenario("remote", weight=2, day=LATE)
def defect_concealed(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A version defect was found and stands in no problem list."""
    step = _discover(plan)
    yield plan.of(step, "INC-NO-CONCEAL", 2)
    yield plan.of(step, DEFECT, 2, "pending")


@scenario("unresolved", day=LATE)
def defect_registered(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A version defect was found and registered."""
    yield plan.of(_discover(plan), DEFECT, 2, "pending")


def _discover(plan: CasePlan) -> Step:
    at, values = plan.step("identify_cause").at, {"person": plan.engineer.name, "device": plan.devices[0]}
    plan.add("defect_reported", "report_to_superior", at + minutes(4), **values)
    plan.add("defect_told", "disclose_defect", at + minutes(6), **values)
    return plan.add("defect", "discover_version_defect", at + minutes(2), **values)


@scenario("remote", products=("SW",), day=date(2026, 3, 11))
def defect_never_removed(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A version defect was found on a device that nobody ever upgraded."""
    plan.add("defect_known", "register_problem", plan.step("identify_cause").at + minutes(3), problem_id="WT-D1")
    yield plan.of(_discover(plan), DEFECT, 2)


@scenario("remote", weight=2)
def degradation_not_reported(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Service was degraded, and nobody told the section chief, the chief engineer and the service director."""
    step = _degrade(plan, approved=False)
    for requirement in (1, 2, 3):
        yield plan.of(step, "INC-FIRST-TIME-REPORT", requirement)


@scenario("remote")
def degradation_announced(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Service was degraded as announced and approved."""
    _degrade(plan, approved=True)
    yield from ()


def _degrade(plan: CasePlan, approved: bool) -> Step:
    at = plan.step("accept_ticket").at + minutes(1)
    values = {"person": plan.staff.duty_officer, "device": plan.devices[0], "interruption_approved": approved}
    return plan.add("degraded", "service_degraded", at, **values)
