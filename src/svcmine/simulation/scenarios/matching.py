"""Operations of a case that do not fit its plan: the wrong device, the wrong person, the wrong time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from svcmine.simulation.organisation import Device, Person
from svcmine.simulation.plan import CasePlan, Step, Truth, minutes, seconds
from svcmine.simulation.scenarios.registry import scenario
from svcmine.simulation.world import World

BACKUP = "CHG-BACKUP-BEFORE-MODIFY"


def neighbour(plan: CasePlan, world: World) -> Device:
    """Another device with the same commands that no case is near, at the site if there is one; booked for this case."""
    of_region = [
        device
        for device in world.organisation.devices
        if device.site.region == plan.site.region
        and device.site.site_status != "construction"
        and device.product.syslog == plan.devices[0].product.syslog
        and device.logged
        and device.backed_up is None
        and device not in plan.devices
    ]
    nearest = sorted(of_region, key=lambda device: (device.site != plan.site, device.device_id))
    return next(device for device in nearest if _book(plan, world, device.device_id))


def colleague(plan: CasePlan, world: World) -> Person:
    """An engineer of the region whom no case is near; he is booked for this one."""
    return next(
        person for person in plan.staff.engineers if person not in plan.engineers and _book(plan, world, person.name)
    )


def _book(plan: CasePlan, world: World, name: str) -> bool:
    day = plan.window[0].astimezone(plan.site.zone).date()
    first, last = day - timedelta(days=1), day + timedelta(days=2)
    if not world.organisation.free(name, first, last):
        return False
    world.organisation.book(name, first, last)
    return True


def another_device(plan: CasePlan, world: World, key: str, new_key: str) -> Step:
    """Repeat a block on a device that the plan does not name, two minutes after it ended."""
    step = plan.step(key)
    plan.shift(minutes(6), (step.ended_at or step.at) + seconds(1))
    again = plan.copy_step(key, new_key, (step.ended_at or step.at) + minutes(2))
    again.device, again.match = neighbour(plan, world), "wrong_device"
    again.looks.clear()
    return again


@scenario("config", weight=2)
def operated_another_device(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A device that the plan does not name was configured too, and without a backup of it."""
    step = another_device(plan, world, "configure_online_1", "configure_other")
    yield plan.of(step, BACKUP, 1)
    yield plan.of(step, "SCP-DEVICE-SCOPE", 1)


@scenario("config")
def backed_up_another_device(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The wrong device was backed up."""
    step = plan.step("backup_config_1")
    step.device, step.match = neighbour(plan, world), "wrong_device"
    changed = [s for s in plan.having("configure_online") if s.device == plan.devices[0]]
    yield from plan.each(changed, BACKUP, 1)


@scenario("config", weight=2)
def operated_by_another_person(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A colleague whom the plan does not name did the work."""
    person = colleague(plan, world)
    for step in plan.having("configure_online"):
        step.person, step.account, step.match = person.name, person.account, "wrong_person"
        yield plan.of(step, "SCP-PLANNED-PERSON", 1)


@scenario("config", weight=2)
def operated_past_the_window(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The customer agreed on less time; the work came after the agreed end, still at night."""
    operations = plan.having("configure_online")
    plan.attributes["agreed_end"] = operations[0].at - minutes(3)
    for step in operations:
        step.match = "outside_window"
        yield plan.of(step, "SCP-AGREED-TIME", 1)
