"""What cannot be judged: places that no source covers, cases older than the exports, cases still open, ties."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from svcmine.simulation.almanac import FIRST, LAST
from svcmine.simulation.plan import BACKED, DATA_CHANGE, OPERATE, WATCHED, CasePlan, Step, Truth, minutes, seconds
from svcmine.simulation.scenarios.approval import CUSTOMER, PARTIES
from svcmine.simulation.scenarios.owed import owed
from svcmine.simulation.scenarios.registry import scenario
from svcmine.simulation.scenarios.rollback import fail, roll_back
from svcmine.simulation.world import World

BACKUP, EXISTS, REVIEW = "CHG-BACKUP-BEFORE-MODIFY", "CHG-PLAN-EXISTS", "CHG-PLAN-EXPERT-REVIEW"
RISK, SUMMARY, ARCHIVE = "CHG-RISK-ASSESS", "CHG-SUMMARY-REPORT", "CHG-ARCHIVE-5WD"


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
    yield from plan.each(plan.members(BACKED), BACKUP, 1, "undecidable", "no_evidence")
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
    for norm in (EXISTS, REVIEW, RISK):
        yield from plan.each(plan.majors, norm, 1, "undecidable", "cut_off")
    yield from plan.each(plan.majors, RISK, 2, "undecidable", "cut_off")


@scenario("config", "data", day=LAST.date() + timedelta(days=4), weight=6)
def still_preparing(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Nothing has been operated yet: nothing to judge."""
    cut(plan, LAST)
    yield from owed(plan)


@scenario("config", "data", day=LAST.date(), weight=2)
def just_operated(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The exports end when the operations are done and the aftercare is not."""
    last = plan.majors[-1]
    cut(plan, last.ended_at or last.at)
    yield from owed(plan)
    yield from aftercare(plan, plan.majors)
    # Two hours have gone by, and nobody heard that it was done.
    yield plan.of(last, "CHG-COMPLETION-FEEDBACK", 1)


def aftercare(plan: CasePlan, operations: list[Step]) -> Iterator[Truth]:
    """What must still follow operations that need no watch, while the case is open."""
    for norm in ("CHG-TEST-AFTER", "CHG-ALARM-ANALYSIS", "CHG-KPI-ANALYSIS"):
        yield from plan.each(operations, norm, 1, "pending")
    yield from plan.each(operations, "CHG-TEST-AFTER", 2, "pending")
    yield from plan.each(operations, "CHG-TEST-AFTER", 3, "pending")
    charged = [step for step in operations if step.device and step.device.product.has_charging]
    yield from plan.each(charged, "CHG-BILLING-CHECK", 1, "pending")
    yield from plan.each(operations, "CHG-WATCH-24H", 2, "pending")
    yield from papers(plan, operations)


def papers(plan: CasePlan, operations: list[Step]) -> Iterator[Truth]:
    """What is still to be written; the archive waits for the last operation."""
    yield from plan.each(operations, SUMMARY, 1, "pending")
    yield plan.of(operations[-1], ARCHIVE, 1, "pending")


@scenario("upgrade", "cutover", day=LAST.date())
def watch_going_on(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The exports end while the watch goes on."""
    cut(plan, LAST)
    yield from owed(plan)
    yield from papers(plan, plan.majors)
    for step in plan.majors:
        yield plan.of(step, "CHG-WATCH-24H", 1 if step.activity in WATCHED else 2, "pending")


@scenario("config")
def approved_at_the_same_second(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The plan was released in the very second of the first command: nobody can say which came first."""
    first = plan.majors[0]
    plan.step("approve_plan").move(first.at)
    yield plan.of(first, EXISTS, 1, "undecidable", "order")


@scenario("config", device=lambda device: device.logged)
def approved_half_a_minute_before(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The ticket's clock says that the plan was released just before what the device's clock tells: one may be late."""
    first = plan.majors[0]
    plan.step("approve_plan").move(first.at - seconds(30))
    yield plan.of(first, EXISTS, 1, "undecidable", "clock")


@scenario("config", device=lambda device: device.logged)
def approved_a_minute_and_a_second_before(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A second more than the clocks may differ by: the plan was released first."""
    plan.step("approve_plan").move(plan.majors[0].at - seconds(61))
    yield from ()


@scenario("upgrade", "board", "onsite")
def left_seconds_after_consent(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Consent and leaving are nearer than clocks may differ, but one clock told both."""
    plan.step("customer_consent_leave").move(plan.step("leave_site").at - seconds(20))
    yield from ()


@scenario("unresolved", day=LAST.date())
def problem_still_in_time(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Marked unresolved a quarter of an hour before the exports end: there is time to register it."""
    marked = plan.step("mark_unresolved")
    plan.shift(LAST - minutes(15) - marked.at, marked.at)
    cut(plan, marked.at)
    yield from owed(plan)
    yield plan.of(marked, "PRB-REGISTER", 1, "pending")
    for requirement in (1, 2):
        yield plan.of(marked, "SUP-ESCALATE-UNSOLVED", requirement, "pending")
    yield plan.of(plan.step("register_ticket"), "FLT-COORDINATE", 5, "pending")
    yield from plan.each(plan.having("notify_progress"), "FLT-SINGLE-POINT", 3, "pending")


@scenario("data", products=("SX",), device=lambda device: not device.logged)
def checks_not_visible(plan: CasePlan, world: World) -> Iterator[Truth]:
    """On a device without log neither the change table's check nor the recheck can be ruled out."""
    by_ticket(plan)
    plan.remove_if(lambda step: step.activity in ("check_change_table", "recheck_data"))
    yield from plan.each(plan.having("modify_data"), "CHG-CHANGE-TABLE-CHECK", 1, "undecidable", "no_evidence")
    yield from plan.each(plan.having("transfer_table"), "CHG-RECHECK-BEFORE-TRANSFER", 1, "undecidable", "no_evidence")


@scenario("config", "data", region="华南", day=OLDEST)
def approved_before_the_exports(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Everything up to the approvals happened before the exports begin."""
    plan.shift(-timedelta(days=10), plan.opened_at, plan.step("assess_resources").at)
    plan.opened_at -= timedelta(days=10)
    plan.remove_if(lambda step: step.at < FIRST)
    for norm, requirements in (
        (EXISTS, (1,)),
        (REVIEW, (1,)),
        (PARTIES, (1, 2, 3, 4)),
        (RISK, (1, 2)),
        ("CHG-ANNOUNCE", (1,)),
    ):
        for requirement in requirements:
            yield from plan.each(plan.majors, norm, requirement, "undecidable", "cut_off")
    yield from plan.each(plan.members(OPERATE), CUSTOMER, 1, "undecidable", "cut_off")


@scenario("upgrade", "board", "onsite")
def left_at_the_second_of_consent(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Consent and leaving bear the same second."""
    step = plan.step("leave_site")
    plan.step("customer_consent_leave").move(step.at)
    yield plan.of(step, "VIS-LEAVE-CONSENT", 1, "undecidable", "order")


@scenario("incident")
def told_at_the_second_of_declaring(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The regional lead was told in the second of the declaration: before or after, nobody can say."""
    declared = plan.step("major_incident_declared")
    plan.step("notify_regional_lead").move(declared.at)
    for number, key in enumerate(("notify_rep_office_manager", "convene_expert_team"), start=1):
        plan.step(key).move(declared.at + minutes(number))
    yield plan.of(declared, "INC-NOTIFY-5MIN", 1, "undecidable", "order")


@scenario("incident", day=LAST.date())
def incident_in_the_last_minutes(plan: CasePlan, world: World) -> Iterator[Truth]:
    """An incident four minutes before the exports end: registered, declared, and everybody still to be told."""
    start = plan.step("service_interrupted").at
    by = LAST - minutes(4) - start
    plan.shift(by, start)
    plan.opened_at += by
    plan.alarms = [replace(alarm, at=alarm.at + by) for alarm in plan.alarms]
    cut(plan, plan.step("major_incident_declared").at)
    yield from owed(plan)
    pending = {
        "service_interrupted": (
            ("INC-FIRST-TIME-REPORT", (1, 2, 3, 4)),
            ("FLT-ESCALATE-BY-IMPACT", (1,)),
            ("FLT-CONTACT-FIRST", (1,)),
            ("INC-ALERT-SMS", (1,)),
        ),
        "register_ticket": (
            ("INC-SUPPORT-CENTER", (1, 2)),
            ("INC-TEAM-START", (1, 2, 3)),
            ("FLT-COORDINATE", (5,)),
            ("FLT-DISPATCH-PARALLEL", (1,)),
            ("FLT-PROGRESS", (1,)),
            ("FLT-RESPONSE-TIME", (1,)),
        ),
        "major_incident_declared": (
            ("INC-NOTIFY-5MIN", (1,)),
            ("INC-CUSTOMER-MANAGER", (1,)),
            ("FLT-PROGRESS", (3,)),
        ),
    }
    for key, norms in pending.items():
        for norm, requirements in norms:
            for requirement in requirements:
                yield plan.of(plan.step(key), norm, requirement, "pending")


@scenario("config", "data", region="华东", day=LAST.date())
def rolling_back(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The exports end while a change that began before midnight and failed is being rolled back."""
    plan.shift_window(LAST - minutes(36) - (plan.majors[-1].ended_at or plan.majors[-1].at))
    operations = plan.majors
    roll_back(plan, fail(plan, 90) + minutes(4), lasts=50)
    cut(plan, LAST)
    yield from owed(plan)
    yield from plan.each(operations, "CHG-WINDOW-NIGHT", 1)
    yield plan.of(plan.step("start_rollback"), "CHG-ROLLBACK-TIMEOUT", 2, "pending")
    yield from aftercare(plan, operations)


@scenario("config", frozen=None, day=date(2026, 2, 25))
def right_after_the_freeze(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The first night after a freeze is free again."""
    yield from ()
