"""What goes on beside the tickets: databases that back themselves up, and customers who pause their inspections."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from svcmine.simulation import commands
from svcmine.simulation.almanac import FIRST, LAST
from svcmine.simulation.organisation import Device, local
from svcmine.simulation.plan import Command, Step, hours
from svcmine.simulation.schedule import Schedule
from svcmine.simulation.world import World

# A backup every sixth day, and every fourth of them is tried out an hour later.
EVERY, TRIED = timedelta(days=6), 4
JOB = "backup_job"
# The number of a backup that is left out, one that fails, one after which the next comes a day later, and one from
# which on nobody tries the backups out for about three months; by region.
LEFT_OUT, FAILED, LATER, UNTRIED = {"HD": 20}, {"HD": 30}, {"XN": 25}, {"EU": 24}
UNTRIED_FOR = 15
# What of this is nearly a breach, and of which norm.
NEAR = {"contract_ended": "INS-PERIODIC", "backup_a_day_later": "OPS-SCHEDULED-BACKUP"}
# Days of the simulated months on which a customer has no routine inspection: one forgets them, one ends his contract.
FORGETFUL = ("华北联通", date(2025, 12, 20), date(2026, 8, 20))
LEAVING = ("西南联通", date(2026, 3, 1), LAST.date())


def pause(schedule: Schedule) -> None:
    """Keep the days free on which the two customers' networks are not inspected."""
    for customer, first, last in (FORGETFUL, LEAVING):
        schedule.keep_free(customer, "routine", first, last)


def end_contract(world: World) -> None:
    """The customer who leaves says so in his last routine inspection, so that no further one is owed."""
    plans = [plan for plan in world.cases if plan.template == "routine" and plan.site.customer == LEAVING[0]]
    if plans:
        plan = max(plans, key=lambda plan: plan.step("inspect_network").at)
        at = plan.step("return_visit").at + hours(1)
        plan.add("contract_ended", "end_service_contract", at, person=plan.staff.project_manager)


def near_misses(world: World) -> list[str]:
    """The near misses that happened beside the tickets: the keys of NEAR."""
    ended = any(step.activity == "end_service_contract" for plan in world.cases for step in plan.steps)
    later = any(step.device and step.device.site.region.code in LATER for step in world.loose if step.account == JOB)
    return ["contract_ended"] * ended + ["backup_a_day_later"] * later


def back_up(world: World) -> None:
    """Let every database with a schedule back itself up over all the simulated months."""
    for device in world.organisation.devices:
        if device.backed_up:
            _back_up(world, device)


def _back_up(world: World, device: Device) -> None:
    code = device.site.region.code
    day, number = FIRST.date() + timedelta(days=2), 0
    while (at := local(device.site, day, 3)) < LAST:
        if LEFT_OUT.get(code) != number:
            result = "failed" if FAILED.get(code) == number else None
            world.loose.append(_job(device, "backup_data", at, result))
        untried = code in UNTRIED and 0 <= number - UNTRIED[code] < UNTRIED_FOR
        if number % TRIED == 0 and not untried:
            world.loose.append(_job(device, "verify_backup", at + hours(1)))
        day += EVERY + timedelta(days=1 if LATER.get(code) == number else 0)
        number += 1


def _job(device: Device, activity: str, at: datetime, result: str | None = None) -> Step:
    run = [Command(at, text, result) for text in commands.of(activity, device)]
    return Step(
        activity,
        activity,
        at,
        account=JOB,
        device=device,
        channels=frozenset({"log"}),
        commands=run,
        match="unticketed",
    )
