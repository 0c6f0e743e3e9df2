"""What happens outside any case: operations without a ticket, interruptions that nobody recorded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from svcmine.simulation import commands
from svcmine.simulation.almanac import LAST
from svcmine.simulation.organisation import local
from svcmine.simulation.plan import Alarm, Command, Step, Truth, seconds
from svcmine.simulation.scenarios.registry import incident
from svcmine.simulation.schedule import Spot
from svcmine.simulation.world import World

PROCEDURE, NIGHT, CONCEAL, CLASSIFY = "GOV-PROCEDURE", "CHG-WINDOW-NIGHT", "INC-NO-CONCEAL", "INC-CLASSIFY"


def operate(spot: Spot, world: World, activity: str, at: datetime) -> Step:
    """A block of commands that no ticket knows of."""
    texts = commands.of(activity, spot.device)
    run = [Command(at + seconds(20 * number), text) for number, text in enumerate(texts)]
    step = Step(
        activity,
        activity,
        at,
        person=spot.person.name,
        account=spot.person.account,
        device=spot.device,
        channels=frozenset({"log"}),
        commands=run,
        match="unticketed",
    )
    world.loose.append(step)
    return step


def of(step: Step, norm: str, requirement: int) -> Truth:
    """The truth about an event without a case."""
    return Truth(norm, requirement, None, step.device_id, step.account, step.activity, step.at, "violated")


@incident(weight=3, device=lambda d: d.logged and d.product.code in ("SX", "NE", "SW"))
def configured_without_ticket(spot: Spot, world: World) -> Iterator[Truth]:
    """Somebody configured a device at night; no ticket says why."""
    step = operate(spot, world, "configure_online", local(spot.site, spot.day, 2, spot.rng.randint(0, 59)))
    yield of(step, PROCEDURE, 1)


@incident(weight=2, device=lambda d: d.logged and d.product.code in ("NE", "SW"))
def configured_by_day_without_ticket(spot: Spot, world: World) -> Iterator[Truth]:
    """The same by day: outside the night as well."""
    step = operate(spot, world, "configure_online", local(spot.site, spot.day, 16, spot.rng.randint(0, 59)))
    yield of(step, PROCEDURE, 1)
    yield of(step, NIGHT, 1)


@incident(device=lambda d: d.logged and d.product.code == "OT")
def restarted_without_ticket(spot: Spot, world: World) -> Iterator[Truth]:
    """A restart at three in the morning without a ticket."""
    step = operate(spot, world, "restart_device", local(spot.site, spot.day, 3, spot.rng.randint(0, 59)))
    yield of(step, PROCEDURE, 1)


@incident(device=lambda d: d.logged and d.product.code in ("SX", "HL"))
def looked_without_ticket(spot: Spot, world: World) -> Iterator[Truth]:
    """Somebody only looked: no operation."""
    at = local(spot.site, spot.day, 10, spot.rng.randint(0, 59))
    step = operate(spot, world, "check_change_table", at)
    step.commands = [Command(at, commands.looking(spot.device, spot.rng))]
    yield from ()


@incident(site=lambda s: s.site_status == "construction", device=lambda d: d.logged and d.product.code in ("NE", "SW"))
def configured_under_construction(spot: Spot, world: World) -> Iterator[Truth]:
    """On a site under construction a device may be configured without a ticket, and by day."""
    operate(spot, world, "configure_online", local(spot.site, spot.day, 11, spot.rng.randint(0, 59)))
    yield from ()


@incident(weight=2)
def interruption_concealed(spot: Spot, world: World) -> Iterator[Truth]:
    """Service was interrupted by day, and nobody registered a ticket or declared anything."""
    alarm = _interrupt(spot, world, hour=11)
    yield from (Truth(norm, 1, None, spot.device.device_id, None, alarm.kind, alarm.at, "violated") for norm in BY_DAY)


BY_DAY = (CONCEAL, CLASSIFY)


@incident()
def interruption_concealed_at_night(spot: Spot, world: World) -> Iterator[Truth]:
    """Service was interrupted at night without a ticket; at night it is no major incident."""
    alarm = _interrupt(spot, world, hour=3)
    yield Truth(CONCEAL, 1, None, spot.device.device_id, None, alarm.kind, alarm.at, "violated")


@incident()
def interruption_announced(spot: Spot, world: World) -> Iterator[Truth]:
    """An interruption that was announced and approved."""
    _interrupt(spot, world, hour=14, approved=True)
    yield from ()


def _interrupt(spot: Spot, world: World, hour: int, approved: bool = False) -> Alarm:
    at = local(spot.site, spot.day, hour, spot.rng.randint(0, 59), spot.rng.randint(0, 59))
    alarm = Alarm(at, spot.device, "service_interrupted", approved=approved)
    world.alarms.append(alarm)
    return alarm


@incident(site=lambda site: not site.covered, device=lambda device: device.product.code in ("NE", "SW"))
def configured_where_tickets_are_elsewhere(spot: Spot, world: World) -> Iterator[Truth]:
    """A device of a site whose tickets are kept elsewhere: perhaps there is one."""
    step = operate(spot, world, "configure_online", local(spot.site, spot.day, 2, spot.rng.randint(0, 59)))
    yield replace(of(step, PROCEDURE, 1), verdict="undecidable", reason="no_evidence")


@incident(site=lambda site: not site.covered, device=lambda device: True)
def interrupted_where_tickets_are_elsewhere(spot: Spot, world: World) -> Iterator[Truth]:
    """The same for an interruption by day."""
    alarm = _interrupt(spot, world, hour=10)
    for norm in BY_DAY:
        device = spot.device.device_id
        yield Truth(norm, 1, None, device, None, alarm.kind, alarm.at, "undecidable", "no_evidence")


@incident(day=LAST.date())
def interrupted_on_the_last_day(spot: Spot, world: World) -> Iterator[Truth]:
    """There is time to record it, but not to call it a major incident at once."""
    alarm = _interrupt(spot, world, hour=12)
    yield Truth(CLASSIFY, 1, None, spot.device.device_id, None, alarm.kind, alarm.at, "violated")
    yield Truth(CONCEAL, 1, None, spot.device.device_id, None, alarm.kind, alarm.at, "pending")
