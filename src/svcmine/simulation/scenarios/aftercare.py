"""What was left undone after an operation: tests, billing, analyses, the watch."""

from __future__ import annotations

from collections.abc import Iterator

from svcmine.simulation.plan import WATCHED, CasePlan, Step, Truth, hours, minutes
from svcmine.simulation.scenarios.registry import scenario
from svcmine.simulation.world import World

TEST, BILLING, ALARMS, KPI = "CHG-TEST-AFTER", "CHG-BILLING-CHECK", "CHG-ALARM-ANALYSIS", "CHG-KPI-ANALYSIS"
WATCH = "CHG-WATCH-24H"


def charged(plan: CasePlan) -> list[Step]:
    """The major operations on devices that charge."""
    return [step for step in plan.majors if step.device and step.device.product.has_charging]


def watched(plan: CasePlan) -> list[Step]:
    """The operations that need the watch."""
    return plan.members(WATCHED)


@scenario("config", "data", "board", weight=3)
def not_tested(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The service was not tested."""
    plan.remove("test_service")
    for requirement in (1, 2, 3):
        yield from plan.each(plan.majors, TEST, requirement)


@scenario("config", "data", "board")
def test_failed(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The test failed and was not repeated."""
    plan.step("test_service").attributes["test_result"] = "fail"
    yield from plan.each(plan.majors, TEST, 1)


@scenario("config", "data")
def test_result_not_recorded(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A test took place; how it went is not recorded."""
    del plan.step("test_service").attributes["test_result"]
    yield from plan.each(plan.majors, TEST, 1, "undecidable", "missing_attribute")


@scenario("config", "data")
def tested_before(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The test came before the operation."""
    plan.step("test_service").move(plan.step("request_customer_backup").at - minutes(1))
    for requirement in (1, 2, 3):
        yield from plan.each(plan.majors, TEST, requirement)


@scenario("data", products=("SX", "HL"), small=True, weight=2)
def billing_not_checked(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Nobody checked billing on devices that charge."""
    plan.remove("check_billing")
    yield from plan.each(charged(plan), BILLING, 1)


@scenario("data", products=("SX", "HL"))
def billing_half_checked(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Only some routes were checked."""
    plan.step("check_billing").attributes["routes_checked"] = 0.6
    yield from plan.each(charged(plan), BILLING, 1)


@scenario("config", "data", small=True, weight=3)
def alarms_not_analysed(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Nobody looked at the alarms."""
    plan.remove("analyze_alarms")
    yield from plan.each(plan.majors, ALARMS, 1)


@scenario("config", "data", small=True, weight=3)
def kpi_not_analysed(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Nobody looked at the performance statistics."""
    plan.remove("analyze_kpi")
    yield from plan.each(plan.majors, KPI, 1)


@scenario("upgrade", "cutover", "expansion", weight=2)
def no_watch(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Nobody stayed."""
    plan.remove("start_watch", "end_watch")
    yield from plan.each(watched(plan), WATCH, 1)


@scenario("upgrade", "cutover", "expansion", weight=2)
def watch_too_short(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The watch ended after twenty hours."""
    plan.step("end_watch").move(plan.step("start_watch").at + hours(20))
    yield from plan.each(watched(plan), WATCH, 1)


@scenario("upgrade", "cutover", "expansion")
def watch_with_a_gap(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The second shift came an hour after the first had left."""
    first = plan.step("start_watch")
    plan.copy_step("end_watch", "end_watch_first", first.at + hours(10))
    plan.copy_step("start_watch", "start_watch_second", first.at + hours(11))
    yield from plan.each(watched(plan), WATCH, 1)


@scenario("upgrade", "cutover", "expansion")
def watch_in_two_shifts(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The second shift came before the first left: no gap."""
    first = plan.step("start_watch")
    plan.copy_step("start_watch", "start_watch_second", first.at + hours(10))
    plan.copy_step("end_watch", "end_watch_first", first.at + hours(10.5))
    yield from ()


@scenario("config", "data", "board", weight=2)
def not_observed(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The operation was not observed for two hours."""
    plan.step("observe_operation").attributes["observe_minutes"] = 45
    yield from plan.each([s for s in plan.majors if s.activity not in WATCHED], WATCH, 2)


@scenario("config", "data", small=True)
def only_billing_tested(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The test left out calls and interworking."""
    plan.step("test_service").attributes["test_scope"] = ["billing", "switch_over"]
    yield from plan.each(plan.majors, TEST, 2)


@scenario("config", "data", small=True)
def only_calls_tested(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The test left out billing and switch-over."""
    plan.step("test_service").attributes["test_scope"] = ["call", "interworking"]
    yield from plan.each(plan.majors, TEST, 3)


@scenario("expansion", weight=2)
def commissioned_without_test(plan: CasePlan, world: World) -> Iterator[Truth]:
    """New equipment was commissioned after the test and not tested itself."""
    at = plan.step("archive_oplog").at + minutes(5)
    values = {"person": plan.engineer.name, "device": plan.devices[0]}
    yield plan.of(plan.add("commission", "commission_equipment", at, **values), TEST, 4)
