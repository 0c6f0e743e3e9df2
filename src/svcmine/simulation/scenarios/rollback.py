"""Changes that failed: rolled back in time, too late, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from svcmine.simulation.plan import CasePlan, Truth, minutes, seconds
from svcmine.simulation.scenarios.registry import scenario
from svcmine.simulation.world import World

ON_FAIL, TIMEOUT = "CHG-ROLLBACK-ON-FAIL", "CHG-ROLLBACK-TIMEOUT"


def fail(plan: CasePlan, room: float) -> datetime:
    """The last operation fails; `room` minutes are made for what follows. Returns when it failed."""
    last = plan.majors[-1]
    end = last.ended_at or last.at
    plan.shift(minutes(room), end + seconds(1))
    plan.add("change_failed", "change_failed", end + minutes(3), device=last.device, person=plan.engineer.name)
    return end + minutes(3)


def roll_back(plan: CasePlan, start: datetime, lasts: float) -> None:
    """Start the rollback then and complete it `lasts` minutes later."""
    values = {"device": plan.majors[-1].device, "person": plan.engineer.name}
    plan.add("start_rollback", "start_rollback", start, **values)
    plan.add("complete_rollback", "complete_rollback", start + minutes(lasts), **values)


def declare(plan: CasePlan, at: datetime) -> None:
    """The rollback took too long: a major incident, with everybody told in time."""
    told: dict[str, dict[str, Any]] = {
        "major_incident_declared": {"device": plan.majors[-1].device},
        "notify_section_chief": {"notify_recipients": ["section_chief", "chief_engineer"]},
        "notify_service_director": {},
        "notify_support_center": {"notify_recipients": ["CSM", "global_centre"]},
        "notify_regional_lead": {},
        "notify_rep_office_manager": {},
        "start_customer_care": {},
        "convene_expert_team": {},
        "start_emergency_team": {},
        "notify_customer_manager": {},
    }
    plan.attributes["lead_handler"] = plan.engineer.name
    for number, (activity, values) in enumerate(told.items()):
        plan.add(activity, activity, at + minutes(number * 0.75), person=plan.staff.duty_officer, **values)


@scenario("config", "data")
def rolled_back_in_time(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The change failed and was rolled back within the planned hour: nothing wrong."""
    roll_back(plan, fail(plan, 60) + minutes(4), lasts=40)
    yield from ()


@scenario("config", "data")
def rolled_back_to_the_minute(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The rollback took exactly the planned hour: in time."""
    roll_back(plan, fail(plan, 80) + minutes(4), lasts=60)
    yield from ()


@scenario("config", "data", weight=2)
def not_rolled_back(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The change failed and was patched instead of rolled back."""
    fail(plan, 10)
    yield plan.of(plan.step("change_failed"), ON_FAIL, 1)


@scenario("config", "data", weight=2)
def rolled_back_late(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The rollback took longer than planned; nobody noted the timeout."""
    roll_back(plan, fail(plan, 100) + minutes(4), lasts=75)
    yield plan.of(plan.step("start_rollback"), TIMEOUT, 2)


@scenario("config", "data", weight=2)
def timeout_declared(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The rollback timed out and was declared a major incident after five minutes sharp: in time."""
    start = fail(plan, 150) + minutes(4)
    roll_back(plan, start, lasts=100)
    plan.add("rollback_timeout", "rollback_timeout", start + minutes(60), device=plan.majors[-1].device)
    declare(plan, start + minutes(65))
    yield from ()


@scenario("config", "data", weight=2)
def timeout_not_declared(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The rollback timed out, and nobody declared a major incident."""
    start = fail(plan, 150) + minutes(4)
    roll_back(plan, start, lasts=100)
    step = plan.add("rollback_timeout", "rollback_timeout", start + minutes(60), device=plan.majors[-1].device)
    yield plan.of(step, TIMEOUT, 1)


@scenario("config", "data")
def declared_too_late(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The rollback timed out; the major incident was declared a second too late."""
    start = fail(plan, 150) + minutes(4)
    roll_back(plan, start, lasts=100)
    step = plan.add("rollback_timeout", "rollback_timeout", start + minutes(60), device=plan.majors[-1].device)
    declare(plan, step.at + seconds(301))
    yield plan.of(step, TIMEOUT, 1)


@scenario("config", "data")
def rolled_back_by_no_plan(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The plan sets no time for the rollback, so nobody can say if it was kept; the plan itself is at fault."""
    roll_back(plan, fail(plan, 60) + minutes(4), lasts=40)
    del plan.attributes["planned_rollback_minutes"]
    yield plan.of(plan.step("start_rollback"), TIMEOUT, 2, "undecidable", "missing_attribute")
    yield plan.of(plan.step("approve_plan"), "CHG-PLAN-ROLLBACK", 2)
