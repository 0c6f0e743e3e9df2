"""What cannot be judged: places that no source covers, cases older than the exports, cases still open, ties."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from svcmine.simulation.almanac import FIRST, LAST
from svcmine.simulation.plan import DATA_CHANGE, OPERATE, WATCHED, CasePlan, Truth, minutes
from svcmine.simulation.scenarios.registry import scenario
from svcmine.simulation.world import World

BACKUP, EXISTS, REVIEW = "CHG-BACKUP-BEFORE-MODIFY", "CHG-PLAN-EXISTS", "CHG-PLAN-EXPERT-REVIEW"


def by_ticket(plan: CasePlan) -> None:
    """No log of the devices exists: only the ticket says what was done."""
    for step in plan.steps:
        if "log" in step.channels:
            step.channels, step.commands, step.looks = frozenset({"ticket"}), [], []
            if step.activity.startswith("backup"):
                step.attributes["backup_result"] = "ok"


def cut(plan: CasePlan, at: datetime) -> None:
    """Nothing of the case has happened after that time: it is still open."""
    plan.remove_if(lambda step: step.at > at)


@scenario("data", products=("SX",), device=lambda device: not device.logged)
def backup_not_visible(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The device sends no log: a backup may have been made where nobody sees it."""
    by_ticket(plan)
    plan.remove_if(lambda step: step.activity in ("backup_config", "backup_data"))
    yield from plan.each(plan.members(OPERATE), BACKUP, 1, "undecidable", "no_evidence")
    yield from plan.each(plan.members(DATA_CHANGE), BACKUP, 2, "undecidable", "no_evidence")


@scenario("data", products=("SX",), device=lambda device: not device.logged)
def backup_in_ticket(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The device sends no log, but the ticket records the backup: that is enough."""
    by_ticket(plan)
    yield from ()


OLDEST = FIRST.date() + timedelta(days=11)


@scenario("config", "data", region="华东", day=OLDEST)
def older_than_the_exports(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The case opened before the exports begin: what was planned and reviewed then, nobody can see."""
    plan.shift(-timedelta(days=6), plan.opened_at, plan.step("assess_resources").at)
    plan.opened_at -= timedelta(days=6)
    plan.remove_if(lambda step: step.at < FIRST)
    for norm in (EXISTS, REVIEW):
        yield from plan.each(plan.majors, norm, 1, "undecidable", "cut_off")


@scenario("config", "data", day=LAST.date() + timedelta(days=4), weight=6)
def still_preparing(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Nothing has been operated yet: nothing to judge."""
    cut(plan, LAST)
    yield from ()


@scenario("config", "data", day=LAST.date(), weight=2)
def just_operated(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The exports end when the operations are done and the aftercare is not."""
    last = plan.majors[-1]
    cut(plan, last.ended_at or last.at)
    for norm in ("CHG-TEST-AFTER", "CHG-ALARM-ANALYSIS", "CHG-KPI-ANALYSIS"):
        yield from plan.each(plan.majors, norm, 1, "pending")
    yield from plan.each(plan.majors, "CHG-TEST-AFTER", 2, "pending")
    yield from plan.each(plan.majors, "CHG-TEST-AFTER", 3, "pending")
    charged = [s for s in plan.majors if s.device and s.device.product.has_charging]
    yield from plan.each(charged, "CHG-BILLING-CHECK", 1, "pending")
    yield from plan.each(plan.majors, "CHG-WATCH-24H", 2, "pending")


@scenario("upgrade", "cutover", day=LAST.date())
def watch_going_on(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The exports end while the watch goes on."""
    cut(plan, LAST)
    for step in plan.majors:
        yield plan.of(step, "CHG-WATCH-24H", 1 if step.activity in WATCHED else 2, "pending")


@scenario("config")
def approved_at_the_same_second(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The plan was released in the very second of the first command: nobody can say which came first."""
    first = plan.majors[0]
    plan.step("approve_plan").move(first.at)
    yield plan.of(first, EXISTS, 1, "undecidable", "order")


@scenario("unresolved", day=LAST.date())
def problem_still_in_time(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Marked unresolved a quarter of an hour before the exports end: there is time to register it."""
    marked = plan.step("mark_unresolved")
    plan.shift(LAST - minutes(15) - marked.at, marked.at)
    cut(plan, marked.at)
    yield plan.of(marked, "PRB-REGISTER", 1, "pending")
