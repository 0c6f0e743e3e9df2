"""Fault reports that never came, came late, prove nothing, or contradict each other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from svcmine.simulation.plan import CasePlan, Step, Truth, hours, minutes
from svcmine.simulation.scenarios.registry import scenario
from svcmine.simulation.world import World

ISSUED, EVIDENCE, CONSISTENT = "FLT-REPORT-ISSUED", "FLT-REPORT-EVIDENCE", "FLT-REPORT-CONSISTENT"
CONSULT, CAUSE = "FLT-REPORT-CONSULT", "FLT-REPORT-TRUE-CAUSE"
ORDINARY = ("remote", "onsite", "unresolved")
# A Tuesday with no holiday near, anywhere.
TUESDAY = date(2026, 6, 9)


@scenario(*ORDINARY, weight=2)
def no_report_issued(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The customer never got a report."""
    plan.remove("issue_fault_report")
    yield plan.of(plan.step("service_restored"), ISSUED, 1)


@scenario("remote")
def report_before_the_cure(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The report was written before the service was back, and none came after."""
    restored = plan.step("service_restored")
    plan.step("consult_customer_report").move(restored.at - minutes(2))
    plan.step("issue_fault_report").move(restored.at - minutes(1))
    yield plan.of(restored, ISSUED, 1)


@scenario("remote", day=TUESDAY)
def report_demanded_in_vain(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The customer demanded the report and got it after six days."""
    complaint = _demand(plan)
    plan.shift(hours(144), plan.step("issue_fault_report").at)
    yield plan.of(complaint, ISSUED, 2)


@scenario("remote", day=TUESDAY)
def report_demanded_and_given(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The customer demanded the report and got it the next day."""
    _demand(plan)
    plan.shift(hours(24), plan.step("issue_fault_report").at)
    yield from ()


@scenario("remote", day=TUESDAY)
def complaint_demands_no_report(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A complaint that asked for no report, which came after six days."""
    _demand(plan).attributes["report_demanded"] = None
    plan.shift(hours(144), plan.step("issue_fault_report").at)
    yield from ()


def _demand(plan: CasePlan) -> Step:
    """A complaint after the service is back, with its answer."""
    at = plan.step("service_restored").at + minutes(30)
    plan.add("reply_complaint", "reply_customer", at + minutes(20), person=plan.staff.duty_officer)
    return plan.add("complaint", "receive_complaint", at, person=plan.staff.duty_officer, report_demanded=True)


@scenario(*ORDINARY)
def report_without_evidence(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The report names the cause and proves nothing."""
    step = plan.step("issue_fault_report")
    del step.attributes["evidence_ref"]
    yield plan.of(step, EVIDENCE, 1)


@scenario(*ORDINARY)
def report_changed_silently(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The first report named a wrong cause; the second names the right one, and does not say why."""
    first = plan.step("issue_fault_report")
    first.attributes["report_cause"] = "第三方施工"
    yield plan.of(first, CAUSE, 1)
    yield plan.of(_second(plan, "第三方施工", None), CONSISTENT, 1)


@scenario(*ORDINARY)
def report_corrected_with_evidence(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The first report named a wrong cause; the second brings evidence for the right one."""
    first = plan.step("issue_fault_report")
    first.attributes["report_cause"] = "第三方施工"
    _second(plan, "第三方施工", "分析报告2")
    yield plan.of(first, CAUSE, 1)


@scenario(*ORDINARY)
def report_reissued_unchanged(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A second report says the same in other words."""
    _second(plan, plan.attributes["root_cause"], None)
    yield from ()


@scenario("remote")
def report_before_unknown(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A second report without evidence; what the first one said is not recorded with it."""
    yield plan.of(_second(plan, None, None), CONSISTENT, 1, "undecidable", "missing_attribute")


def _second(plan: CasePlan, before: object, evidence: str | None) -> Step:
    at = plan.step("issue_fault_report").at + minutes(25)
    values = {"report_version": 2, "report_cause": plan.attributes["root_cause"], "previous_report_cause": before}
    return plan.add(
        "second_report", "revise_fault_report", at, person=plan.engineer.name, evidence_ref=evidence, **values
    )


@scenario(*ORDINARY)
def customer_at_fault_not_consulted(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The customer caused the fault, and read of it in the report."""
    plan.attributes["root_cause_party"] = "customer"
    report = plan.step("issue_fault_report")
    plan.step("consult_customer_report").move(report.at + minutes(2))
    yield plan.of(report, CONSULT, 1)


@scenario(*ORDINARY)
def customer_at_fault_consulted(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The customer caused the fault, and heard of it before the report."""
    plan.attributes["root_cause_party"] = "customer"
    yield from ()


@scenario("remote")
def carrier_at_fault_not_consulted(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The carrier caused the fault: nobody has to be consulted."""
    plan.attributes["root_cause_party"] = "carrier"
    plan.remove("consult_customer_report")
    yield from ()


@scenario("remote")
def party_not_recorded(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Whose fault it was is not recorded."""
    del plan.attributes["root_cause_party"]
    yield plan.of(plan.step("issue_fault_report"), CONSULT, 1, "undecidable", "missing_attribute")
