"""Faults: problems that nobody registered, deleted records, and reports that hide the cause."""

from __future__ import annotations

from collections.abc import Iterator

from svcmine.simulation.plan import CasePlan, Step, Truth, minutes
from svcmine.simulation.scenarios.registry import scenario
from svcmine.simulation.world import World

REGISTER, DELETE, CAUSE = "PRB-REGISTER", "PRB-NO-DELETE", "FLT-REPORT-TRUE-CAUSE"


@scenario("unresolved", weight=2)
def problem_not_registered(plan: CasePlan, world: World) -> Iterator[Truth]:
    """An unsolved problem that stands in no list."""
    plan.remove("register_problem")
    yield plan.of(plan.step("mark_unresolved"), REGISTER, 1)


@scenario("unresolved")
def problem_registered_late(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The problem was registered after 31 minutes."""
    marked = plan.step("mark_unresolved").at
    plan.shift(minutes(31), plan.step("register_problem").at)
    plan.step("register_problem").move(marked + minutes(31))
    yield plan.of(plan.step("mark_unresolved"), REGISTER, 1)


@scenario("unresolved")
def problem_registered_just_in_time(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The problem was registered after 30 minutes sharp: in time."""
    marked = plan.step("mark_unresolved").at
    plan.shift(minutes(30), plan.step("register_problem").at)
    plan.step("register_problem").move(marked + minutes(30))
    yield from ()


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
