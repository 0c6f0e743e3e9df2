"""Operations at the wrong time: by day, in busy hours, in a freeze, past the end of the night."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from svcmine.simulation import commands
from svcmine.simulation.organisation import local
from svcmine.simulation.plan import CasePlan, Command, Step, Truth, hours, minutes
from svcmine.simulation.scenarios.registry import scenario
from svcmine.simulation.schedule import in_service
from svcmine.simulation.world import Waiver, World

NIGHT, MEMO, PEAK, FREEZE = "CHG-WINDOW-NIGHT", "CHG-WINDOW-WAIVER", "CHG-NO-PEAK", "CHG-NO-FREEZE"
QUERY = "OPS-NO-HEAVY-QUERY"


def by_day(plan: CasePlan, clock: time = time(15, 20)) -> list[Step]:
    """Move the night's work to that time of the same day, site-local; returns the operations the night norm judges."""
    first = plan.majors[0].at
    day = first.astimezone(plan.site.zone).date()
    plan.shift_window(local(plan.site, day, clock.hour, clock.minute) - first)
    return plan.majors


def sign_memo(plan: CasePlan, after: str = "customer_approve_plan", signed: bool = True, **attributes: object) -> Step:
    """The customer signs for a daytime operation, some minutes after another step."""
    at = plan.step(after).at + minutes(4)
    values = {"memo_type": "daytime_operation", "memo_signed": signed} | attributes
    return plan.add("sign_memo", "sign_memo", at, person=plan.staff.customer_manager, role="customer", **values)


@scenario("config", "data", weight=4)
def daytime(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Operations in the afternoon, and nobody signed for it."""
    yield from plan.each(by_day(plan), NIGHT, 1)


@scenario("config", "data", weight=2)
def daytime_with_memo(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Operations in the afternoon that the customer insisted on and signed for beforehand."""
    sign_memo(plan)
    yield from plan.each(by_day(plan), NIGHT, 1, "waived")


@scenario("config", "data")
def daytime_memo_too_late(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The memo was signed when the work was done: it excuses nothing."""
    operations = by_day(plan)
    sign_memo(plan, after="archive_oplog")
    yield from plan.each(operations, NIGHT, 1)


@scenario("config", "data")
def daytime_memo_for_something_else(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A memo about a special requirement is no memo about the time of day."""
    sign_memo(plan, memo_type="special_requirement")
    yield from plan.each(by_day(plan), NIGHT, 1)


@scenario("config", "data")
def daytime_memo_unsigned(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The memo was written, but the customer did not sign it."""
    memo = sign_memo(plan, signed=False)
    yield from plan.each(by_day(plan), NIGHT, 1)
    yield plan.of(memo, MEMO, 1)


@scenario("config", "data")
def memo_without_explanation(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The customer signed before anybody explained the risk."""
    memo = sign_memo(plan, after="send_plan_to_customer")
    plan.step("explain_risk_plan").move(memo.at + minutes(5))
    yield from plan.each(by_day(plan), NIGHT, 1, "waived")
    yield plan.of(memo, MEMO, 2)


@scenario("config", "data")
def daytime_by_waiver(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The quality department granted an exception to this case."""
    operations = by_day(plan)
    first = operations[0].at - hours(48)
    world.waivers.append(Waiver(NIGHT, {"case_id": plan.case_id}, first, first + hours(240), "客户停业窗口"))
    yield from plan.each(operations, NIGHT, 1, "waived")


@scenario("config", "data")
def daytime_waiver_expired(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The exception had run out the day before."""
    operations = by_day(plan)
    first = operations[0].at - hours(240)
    world.waivers.append(Waiver(NIGHT, {"case_id": plan.case_id}, first, first + hours(216), "上月窗口"))
    yield from plan.each(operations, NIGHT, 1)


@scenario("config", "data")
def daytime_waiver_elsewhere(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The exception is for another site."""
    operations = by_day(plan)
    other = next(s.site for s in world.organisation.sites if s.region == plan.site.region and s != plan.site)
    scope = {"case_id": plan.case_id, "site": other}
    world.waivers.append(Waiver(NIGHT, scope, operations[0].at - hours(24), None, "另一站点"))
    yield from plan.each(operations, NIGHT, 1)


@scenario("board", products=("SX", "HL"))
def ends_after_six(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Begun at night and finished a minute too late."""
    step = plan.majors[0]
    assert step.ended_at
    plan.shift(plan.window[1] + minutes(1) - step.ended_at, step.at)
    yield plan.of(step, NIGHT, 1)


@scenario("board", products=("SX", "HL"))
def ends_at_six(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Finished at six o'clock sharp: in time."""
    step = plan.majors[0]
    assert step.ended_at
    plan.shift(plan.window[1] - step.ended_at, step.at)
    yield from ()


@scenario("upgrade", products=("OT",))
def before_the_products_night(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Night for most, but the night of transmission begins at one."""
    start = plan.majors[0].at.astimezone(plan.site.zone)
    plan.shift_window(-minutes((start.hour - 0) * 60 + start.minute - 35))
    first, second = local_clock(plan, time(1, 0)), plan.majors
    yield from plan.each([step for step in second if step.at < first], NIGHT, 1)


def local_clock(plan: CasePlan, clock: time) -> datetime:
    """That wall-clock time on the day of the first operation."""
    day = plan.majors[0].at.astimezone(plan.site.zone)
    return day.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0)


@scenario("config", "data", site=lambda site: site.site_status == "construction")
def daytime_under_construction(plan: CasePlan, world: World) -> Iterator[Truth]:
    """On a site under construction nobody is disturbed."""
    by_day(plan)
    yield from ()


@scenario(
    "upgrade", "cutover", products=("NE", "SX"), site=lambda s: in_service(s) and s.customer.endswith("移动"), weight=2
)
def in_busy_hours(plan: CasePlan, world: World) -> Iterator[Truth]:
    """An operation that interrupts service in the carrier's evening peak."""
    operations = by_day(plan, time(19, 10))
    yield from plan.each(operations, NIGHT, 1)
    yield from plan.each(operations, PEAK, 1)
    yield from plan.each("execute_step", PEAK, 2)


@scenario("config", "data", frozen=True, weight=2)
def in_freeze(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Operations in a network freeze."""
    yield from plan.each(plan.majors, FREEZE, 1)


@scenario("config", "data", frozen=True)
def in_freeze_by_waiver(plan: CasePlan, world: World) -> Iterator[Truth]:
    """An exception to the freeze, granted to the site for a week."""
    first = plan.majors[0].at - hours(84)
    scope = {"site": plan.site.site}
    world.waivers.append(Waiver(FREEZE, {"case_id": plan.case_id} | scope, first, first + hours(168), "安全补丁"))
    yield from plan.each(plan.majors, FREEZE, 1, "waived")


@scenario("config", "data")
def memo_unclear(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A memo for a daytime operation that ran at night after all; nobody noted whether the customer signed."""
    memo = sign_memo(plan)
    del memo.attributes["memo_signed"]
    yield plan.of(memo, MEMO, 1, "undecidable", "missing_attribute")


@scenario("onsite", site=lambda s: in_service(s) and s.customer.endswith("商业银行"), weight=2)
def part_replaced_in_busy_hours(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A part replaced while the bank is busy, in a fault whose cure may touch service."""
    plan.attributes |= {"service_impact": "possible", "sla_minutes": None}
    step = plan.step("replace_part_1")
    by = next_day(plan, step.at, time(13, 20)) - step.at
    plan.shift(by, plan.step("draft_plan").at)
    plan.attributes |= {name: plan.instant(name) + by for name in ("agreed_start", "agreed_end")}
    yield plan.of(step, PEAK, 2)


@scenario("onsite", site=lambda s: in_service(s) and s.customer.endswith("商业银行"))
def harmless_part_replaced_in_busy_hours(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The same without any effect on service."""
    plan.attributes["sla_minutes"] = None
    step = plan.step("replace_part_1")
    by = next_day(plan, step.at, time(13, 20)) - step.at
    plan.shift(by, plan.step("draft_plan").at)
    plan.attributes |= {name: plan.instant(name) + by for name in ("agreed_start", "agreed_end")}
    yield from ()


def next_day(plan: CasePlan, after: datetime, clock: time) -> datetime:
    """That wall-clock time on the day after an instant."""
    day = after.astimezone(plan.site.zone).date() + timedelta(days=1)
    return local(plan.site, day, clock.hour, clock.minute)


@scenario("data", products=("SX", "HL"), weight=2)
def heavyquery(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A query over the whole database of a live system, between backup and change."""
    yield plan.of(query(plan), QUERY, 1)


@scenario("data", products=("SX", "HL"), site=lambda site: site.site_status == "construction")
def heavy_query_under_construction(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The same on a site under construction."""
    query(plan)
    yield from ()


def query(plan: CasePlan) -> Step:
    """Put a query over the whole database between the backup and the change."""
    first = plan.step("check_change_table_1")
    plan.shift(minutes(8), first.at)
    step = plan.copy_step(first.key, "heavy_query", first.at - minutes(6))
    step.activity, step.looks = "run_heavy_query", []
    step.commands = [Command(step.at, commands.of("run_heavy_query", plan.devices[0])[0])]
    return step
