"""Prints where the findings of simulated cases and the planted truth differ, with the scenarios of each case.

python -m tests.simulation.differences --cases 300 --seed 11
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory

from svcmine.simulation.imagine import imagine, write
from svcmine.store import open_store
from tests.simulation.auditing import FINDINGS, audit, found, planted


def main() -> int:
    """Print the differences; an exit code of 1 says that there are some."""
    parser = argparse.ArgumentParser(prog="differences", description=__doc__)
    parser.add_argument("--cases", type=int, default=300)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--rows", action="store_true", help="print every row, not only how many")
    args = parser.parse_args()
    world = imagine(args.cases, args.seed)
    with TemporaryDirectory() as name:
        folder = Path(name) / "exports"
        write(world, args.seed, folder)
        with open_store(Path(name) / "store.duckdb") as store:
            audit(store, folder)
            got, wanted = found(store, FINDINGS), planted(folder / "truth.csv")
    befallen = defaultdict(list)
    for scenario, case_id in world.planted:
        befallen[case_id].append(scenario)
    for title, rows in (("found, but not planted", got - wanted), ("planted, but not found", wanted - got)):
        counted = Counter((row[0], row[1], row[5], row[7], row[8], tuple(befallen[row[2]])) for row in rows.elements())
        sys.stdout.write(f"{title}: {rows.total()}\n")
        for key, number in sorted(counted.items()):
            sys.stdout.write(f"{number:5}  {' '.join(str(part) for part in key)}\n")
        for row in sorted(rows.elements()) if args.rows else ():
            sys.stdout.write(f"       {row}\n")
    return 1 if got != wanted else 0


if __name__ == "__main__":
    sys.exit(main())
