"""Prints norm by norm what is planted in simulated cases, what is found, and where the two differ.

python -m tests.simulation.differences --cases 300 --seed 11            only the differences, with their scenarios
python -m tests.simulation.differences --cases 2000 --seed 1 2 3 --norms    every norm of each world, and a summary
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from svcmine.norms import read_norms
from svcmine.simulation import standing
from svcmine.simulation.imagine import STANDING, imagine, write
from svcmine.simulation.scenarios.near import NEAR
from svcmine.simulation.world import World
from svcmine.store import open_store
from tests.simulation.auditing import FINDINGS, Rows, audit, found, planted

HEADER = f"{'norm':<28}{'planted':>9}{'found':>9}{'near misses':>13}{'missing':>9}{'too many':>10}\n"


@dataclass
class Compared:
    """A simulated world with its planted rows, its findings, and how often each scenario or incident happened."""

    cases: int
    seed: int
    wanted: Rows
    got: Rows
    happened: Counter[str]
    befallen: dict[str, list[str]] = field(default_factory=dict)

    @property
    def missing(self) -> Rows:
        return self.wanted - self.got

    @property
    def too_many(self) -> Rows:
        return self.got - self.wanted

    @property
    def near_norms(self) -> tuple[str, ...]:
        """The norms of which something is nearly a breach."""
        return tuple(NEAR)

    def near_misses(self, norm: str) -> int:
        """How often something happened that is nearly a breach of the norm."""
        return sum(self.happened[name] for name in NEAR.get(norm, ()))

    def by_norm(self) -> str:
        """A table with a line for every norm of the catalog, and a line of sums."""
        rows = [(norm, *self._counts(norm)) for norm in sorted(norm.id for norm in read_norms("service"))]
        # A near miss of several norms happened once.
        all_near = sum(number for name, number in self.happened.items() if name in NEAR_MISSES)
        sums = [sum(row[column] for row in rows) for column in (1, 2, 4, 5)]  # type: ignore[misc]
        return HEADER + "".join(map(_line, [*rows, ("all norms", sums[0], sums[1], all_near, *sums[2:])]))

    def _counts(self, norm: str) -> tuple[int, int, int, int, int]:
        planted_, found_, missing, too_many = (
            sum(number for row, number in rows.items() if row[0] == norm)
            for rows in (self.wanted, self.got, self.missing, self.too_many)
        )
        return planted_, found_, self.near_misses(norm), missing, too_many


NEAR_MISSES = frozenset(name for names in NEAR.values() for name in names)


def _line(row: Sequence[object]) -> str:
    norm, wanted, got, near, missing, too_many = row
    return f"{norm:<28}{wanted:>9}{got:>9}{near:>13}{missing:>9}{too_many:>10}\n"


def compare(cases: int, seed: int) -> Compared:
    """Simulate, audit and compare."""
    world = imagine(cases, seed)
    with TemporaryDirectory() as name:
        folder = Path(name) / "exports"
        write(world, seed, folder)
        with open_store(Path(name) / "store.duckdb") as store:
            audit(store, folder)
            got, wanted = found(store, FINDINGS), planted(folder / "truth.csv")
    befallen: dict[str, list[str]] = defaultdict(list)
    for scenario, case_id in world.planted:
        befallen[case_id].append(scenario)
    return Compared(cases, seed, wanted, got, _happened(world, cases), befallen)


def _happened(world: World, cases: int) -> Counter[str]:
    happened = Counter(scenario for scenario, _ in world.planted) + Counter(world.incidents)
    if cases >= STANDING:
        happened += Counter(standing.near_misses(world))
    return happened


def differences(one: Compared, rows: bool) -> str:
    """What differs, counted by norm, requirement, activity, verdict, reason and the scenarios of the case."""
    text = ""
    for title, unequal in (("found, but not planted", one.too_many), ("planted, but not found", one.missing)):
        scenarios = one.befallen
        counted = Counter(
            (row[0], row[1], row[5], row[7], row[8], tuple(scenarios.get(row[2], ()))) for row in unequal.elements()
        )
        text += f"{title}: {unequal.total()}\n"
        text += "".join(f"{n:5}  {' '.join(str(part) for part in key)}\n" for key, n in sorted(counted.items()))
        text += "".join(f"       {row}\n" for row in sorted(unequal.elements()) if rows)
    return text


def summary(worlds: Sequence[Compared]) -> str:
    """One line for each world."""
    lines = ["| cases | seed | planted | found | near misses | missing | too many |", "| --: " * 7 + "|"]
    for one in worlds:
        near = sum(number for name, number in one.happened.items() if name in NEAR_MISSES)
        cells = (one.cases, one.seed, one.wanted.total(), one.got.total(), near, one.missing.total())
        lines.append(f"| {' | '.join(f'{cell:,}' for cell in (*cells, one.too_many.total()))} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Print the differences; an exit code of 1 says that there are some."""
    parser = argparse.ArgumentParser(
        prog="differences", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=int, default=300)
    parser.add_argument("--seed", type=int, default=[11], nargs="+")
    parser.add_argument("--norms", action="store_true", help="print a line for every norm, and a summary")
    parser.add_argument("--rows", action="store_true", help="print every row that differs, not only how many")
    args = parser.parse_args()
    worlds = []
    for seed in args.seed:
        worlds.append(compare(args.cases, seed))
        if args.norms:
            sys.stdout.write(f"\n{args.cases} cases, seed {seed}\n{worlds[-1].by_norm()}")
        sys.stdout.write(differences(worlds[-1], args.rows))
        sys.stdout.flush()
    if args.norms:
        sys.stdout.write(f"\n{summary(worlds)}")
    return 1 if any(one.got != one.wanted for one in worlds) else 0


if __name__ == "__main__":
    sys.exit(main())
