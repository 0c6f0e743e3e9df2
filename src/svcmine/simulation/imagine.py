"""Makes a team's exports, with planted scenarios, and the truth about them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

from svcmine.errors import UsageError
from svcmine.simulation import organisation, standing, truth
from svcmine.simulation.exports import write_exports
from svcmine.simulation.open_ends import open_ends
from svcmine.simulation.organisation import Site
from svcmine.simulation.plan import CasePlan
from svcmine.simulation.planting import plant
from svcmine.simulation.scenarios import INCIDENTS, Incident
from svcmine.simulation.schedule import FIRST_NIGHT, LAST_NIGHT, Schedule, Wish, in_service
from svcmine.simulation.tables import write_tables
from svcmine.simulation.templates import TEMPLATES
from svcmine.simulation.world import World

# Days between two inspections at one customer.
RHYTHM = 75
# From how many cases on the databases back themselves up, too: a few cases are not drowned in backups.
STANDING = 200


def simulate(cases: int, seed: int, out: Path) -> None:
    """Write the exports of `cases` cases to the folder `out`, with svcmine.toml, truth.csv and truth_operations.csv.

    The same cases and seed give the same bytes everywhere. Raises UsageError if `cases` is less than 1.
    """
    if cases < 1:
        raise UsageError(f"simulate: {cases} cases asked for; at least 1 is needed")
    write(imagine(cases, seed), seed, out)


def write(world: World, seed: int, out: Path) -> None:
    """Write the exports of a world, its configuration and the truth about it to the folder `out`."""
    out.mkdir(parents=True, exist_ok=True)
    write_exports(world, random.Random(f"{seed}:exports"), out)
    write_tables(world, out)
    configuration = (files("svcmine.simulation") / "config.toml").read_text(encoding="utf-8")
    (out / "svcmine.toml").write_text(configuration, encoding="utf-8", newline="\n")
    truth.write_truth(out / "truth.csv", world.truth)
    truth.write_operations(
        out / "truth_operations.csv",
        (
            (
                step.device_id or "",
                step.account or "",
                command.at,
                command.text,
                step.match,
                plan.case_id if plan and step.match != "unticketed" else None,
            )
            for step, command, plan in world.operations()
        ),
    )


def flawless(cases: int, seed: int, templates: tuple[str, ...] = TEMPLATES) -> World:
    """A world in which everybody does as the norms want it: each template in turn, no scenario anywhere."""
    world = World(organisation.build(random.Random(f"{seed}:organisation"), cases))
    schedule = Schedule(world.organisation, seed)
    for number in range(cases):
        world.cases.append(schedule.case(Wish(templates=(templates[number % len(templates)],))))
    world.cases.sort(key=lambda plan: (plan.opened_at, plan.case_id))
    world.truth += open_ends(world)
    return world


def imagine(cases: int, seed: int) -> World:
    """The cases and everything around them, before anything is written."""
    world = World(organisation.build(random.Random(f"{seed}:organisation"), cases))
    schedule = Schedule(world.organisation, seed)
    rng = random.Random(f"{seed}:scenarios")
    standing.pause(schedule)
    # Scenarios choose their place and time first; the flawless cases fill the rest.
    plant(world, schedule, cases, rng)
    for incident in _incidents(cases, rng):
        world.truth += incident.apply(schedule.spot(incident.wish), world)
        world.incidents.append(incident.name)
    world.cases += _inspections(world, schedule, cases - len(world.cases))
    for _ in range(cases - len(world.cases)):
        world.cases.append(schedule.case(Wish()))
    world.cases.sort(key=lambda plan: (plan.opened_at, plan.case_id))
    standing.end_contract(world)
    if cases >= STANDING:
        standing.back_up(world)
    world.truth += open_ends(world)
    return world


def _inspections(world: World, schedule: Schedule, room: int) -> list[CasePlan]:
    """Every customer's network is inspected about every eleven weeks, if there is room for that many cases."""
    sites = {site.customer: site for site in world.organisation.sites if in_service(site)}
    first, last = FIRST_NIGHT + timedelta(days=5), LAST_NIGHT - timedelta(days=10)
    due = [
        (customer, first + timedelta(days=number % 15 + RHYTHM * turn))
        for number, customer in enumerate(sorted(sites))
        for turn in range((last - first).days // RHYTHM + 1)
    ]
    if len(due) >= room:
        return []
    return [
        plan
        for customer, day in due
        if day < last and (plan := _inspection(schedule, sites[customer], day)) is not None
    ]


def _inspection(schedule: Schedule, site: Site, day: date) -> CasePlan | None:
    """An inspection at the site's customer on that day or, where days are holy or all are busy, soon after.

    None where the customer pauses his inspections.
    """
    if schedule.is_kept_free(site.customer, "routine", day):
        return None
    for wait in range(RHYTHM // 2):
        wish = Wish(
            templates=("routine",),
            region=site.region.name,
            site=lambda other: in_service(other) and other.customer == site.customer,
            day=day + timedelta(days=wait),
        )
        if plan := schedule.case_if_free(wish):
            return plan
    raise RuntimeError(f"no room for an inspection at {site.customer} after {day}")


def _incidents(cases: int, rng: random.Random) -> Iterator[Incident]:
    """What happens outside any case: each once if there are cases enough, and one more for every 40 cases."""
    every = list(INCIDENTS.values())
    yield from rng.sample(every, min(len(every), cases // 4))
    yield from rng.choices(every, [incident.weight for incident in every], k=cases // 40) if every else ()
