"""Exceptions that the quality department granted: violations that are listed apart."""

from __future__ import annotations

from collections.abc import Iterator

from svcmine.simulation.plan import BACKED, WATCHED, CasePlan, Step, Truth, hours
from svcmine.simulation.scenarios import window
from svcmine.simulation.scenarios.registry import scenario
from svcmine.simulation.world import Waiver, World


def grant(world: World, plan: CasePlan, norm: str, step: Step, reason: str, **scope: str) -> None:
    """Except the case from a norm for two days around a step."""
    world.waivers.append(
        Waiver(norm, {"case_id": plan.case_id} | scope, step.at - hours(24), step.at + hours(24), reason)
    )


@scenario("upgrade", "expansion", site=lambda site: site.covered and site.unmanned, weight=2)
def watched_from_afar(plan: CasePlan, world: World) -> Iterator[Truth]:
    """An unmanned site: a documented remote watch instead of one on site."""
    plan.remove("start_watch", "end_watch")
    operations = plan.members(WATCHED)
    grant(world, plan, "CHG-WATCH-24H", operations[0], "无人站点远程值守", site=plan.site.site)
    yield from plan.each(operations, "CHG-WATCH-24H", 1, "waived")


@scenario("data", products=("SX", "HL"))
def heavy_query_planned(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A query over the whole database that the plan foresaw and the quality department allowed."""
    step = window.query(plan)
    grant(world, plan, window.QUERY, step, "方案内核查", product=plan.devices[0].product.name)
    yield plan.of(step, window.QUERY, 1, "waived")


@scenario("config", products=("NE", "SW"))
def backup_excepted(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The storage was full: the exception names the device."""
    device = plan.devices[0]
    plan.remove_if(lambda step: step.activity == "backup_config" and step.device == device)
    operations = [step for step in plan.members(BACKED) if step.device == device]
    grant(world, plan, "CHG-BACKUP-BEFORE-MODIFY", operations[0], "存储已满", device_id=device.device_id)
    yield from plan.each(operations, "CHG-BACKUP-BEFORE-MODIFY", 1, "waived")


@scenario("config", "data")
def test_excepted(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A test was not possible that night; the exception holds from the release of the plan on."""
    plan.remove("test_service")
    first = plan.step("approve_plan").at
    world.waivers.append(Waiver("CHG-TEST-AFTER", {"case_id": plan.case_id}, first, None, "测试仪故障"))
    for requirement in (1, 2, 3):
        yield from plan.each(plan.majors, "CHG-TEST-AFTER", requirement, "waived")


@scenario("config", "data", "remote")
def super_login_excepted(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A super user login that was allowed for that account."""
    step = plan.step("login_1")
    step.account = plan.staff.super_account
    grant(world, plan, "ACC-NO-SUPER", step, "口令重置", account=step.account)
    yield plan.of(step, "ACC-NO-SUPER", 1, "waived")


@scenario("incident")
def leaders_out_of_reach(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The section chief and the chief engineer were on the same flight; the exception came afterwards."""
    plan.remove("notify_section_chief")
    step = plan.step("service_interrupted")
    grant(world, plan, "INC-FIRST-TIME-REPORT", step, "航班途中")
    yield plan.of(step, "INC-FIRST-TIME-REPORT", 1, "waived")
    yield plan.of(step, "INC-FIRST-TIME-REPORT", 2, "waived")


@scenario("upgrade", "cutover", "board")
def country_deputy_approved(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The country's deputy approved instead of the office's: as good."""
    step = plan.step("approve_office_deputy_manager")
    step.attributes["approver_role"], step.role = "country_deputy", "country_deputy"
    yield from ()
