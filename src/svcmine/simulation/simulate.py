"""Makes a team's exports, with planted scenarios, and the truth about them."""

from __future__ import annotations

import random
from importlib.resources import files
from pathlib import Path

from svcmine.errors import UsageError
from svcmine.simulation import organisation, truth
from svcmine.simulation.exports import write_exports
from svcmine.simulation.schedule import Schedule, Wish
from svcmine.simulation.tables import write_tables
from svcmine.simulation.world import World


def simulate(cases: int, seed: int, out: Path) -> None:
    """Write the exports of `cases` cases to the folder `out`, with svcmine.toml, truth.csv and truth_operations.csv.

    The same cases and seed give the same bytes everywhere. Raises UsageError if `cases` is less than 1.
    """
    if cases < 1:
        raise UsageError(f"simulate: {cases} cases asked for; at least 1 is needed")
    out.mkdir(parents=True, exist_ok=True)
    world = imagine(cases, seed)
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


def imagine(cases: int, seed: int) -> World:
    """The cases and everything around them, before anything is written."""
    world = World(organisation.build(random.Random(f"{seed}:organisation"), cases))
    schedule = Schedule(world.organisation, seed)
    for _ in range(cases):
        world.cases.append(schedule.case(Wish()))
    world.cases.sort(key=lambda plan: (plan.opened_at, plan.case_id))
    return world
