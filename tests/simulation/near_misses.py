"""A world in which every near miss happens once, and nothing else does: no norm may find anything.

python -m tests.simulation.near_misses [NAME ...]       all near misses, or these; prints what was found nevertheless
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from svcmine.simulation import organisation
from svcmine.simulation.imagine import write
from svcmine.simulation.open_ends import open_ends
from svcmine.simulation.planting import Look, look
from svcmine.simulation.scenarios import SCENARIOS
from svcmine.simulation.schedule import Schedule
from svcmine.simulation.world import World
from svcmine.store import open_store
from tests.simulation.auditing import FINDINGS, audit, found, planted

SEED = 7


def near_world(names: list[str] | None = None) -> tuple[World, dict[str, tuple[str, Look, Look]]]:
    """The world, and of each near miss its case and everything in it before and after."""
    world = World(organisation.build(random.Random(f"{SEED}:organisation"), 600))
    schedule = Schedule(world.organisation, SEED)
    touched: dict[str, tuple[str, Look, Look]] = {}
    for name, scenario in SCENARIOS.items():
        if names and name not in names:
            continue
        plan = schedule.case(scenario.wish)
        untouched = look(plan)
        if list(scenario.apply(plan, world)):
            continue
        touched[name] = plan.case_id, untouched, look(plan)
        world.cases.append(plan)
    world.cases.sort(key=lambda plan: (plan.opened_at, plan.case_id))
    world.truth += open_ends(world)
    return world, touched


def nevertheless(world: World) -> Counter[tuple[str, ...]]:
    """What is found in a world besides what hangs on other cases: rows as in truth.csv."""
    with TemporaryDirectory() as name:
        folder = Path(name) / "exports"
        write(world, SEED, folder)
        with open_store(Path(name) / "store.duckdb") as store:
            audit(store, folder)
            return found(store, FINDINGS) - planted(folder / "truth.csv")


def main() -> int:
    """Print what near misses broke."""
    world, touched = near_world(sys.argv[1:])
    of_case = {case_id: name for name, (case_id, _, _) in touched.items()}
    rows = nevertheless(world)
    counted = Counter((of_case.get(row[2], row[2]), row[0], row[1], row[5], row[7], row[8]) for row in rows.elements())
    for key, number in sorted(counted.items()):
        sys.stdout.write(f"{number:5}  {' '.join(key)}\n")
    sys.stdout.write(f"{len(touched)} near misses, {rows.total()} findings\n")
    return 1 if rows else 0


if __name__ == "__main__":
    sys.exit(main())
