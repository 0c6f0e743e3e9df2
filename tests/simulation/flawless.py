"""Checks flawless cases by the whole service catalog: nothing may be found, and every norm ought to be exercised.

python -m tests.simulation.flawless                          every template, five cases each
python -m tests.simulation.flawless visit project            these templates or processes only
python -m tests.simulation.flawless visit --norm VIS- --show these norms only, with the steps of one broken case
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

from svcmine.checks.run import check_norms
from svcmine.configuration import read_configuration
from svcmine.errors import NormError
from svcmine.norms import Norm, read_norms
from svcmine.reconciliation import refresh
from svcmine.simulation.imagine import flawless, write
from svcmine.simulation.templates import TEMPLATES, of_process
from svcmine.simulation.world import World
from svcmine.store import Store, open_store
from svcmine.store.loading import load

Finding = tuple[str, int, str, str, str, str, str]


def examine(
    templates: tuple[str, ...], cases: int, seed: int, begins: tuple[str, ...] = ("",), norms: list[Norm] | None = None
) -> tuple[World, list[Finding], list[str]]:
    """The world, its findings, and the norms without any activation; norms are chosen by how their names begin."""
    chosen = [norm for norm in (read_norms("service") if norms is None else norms) if norm.id.startswith(begins)]
    world = flawless(cases, seed, templates)
    with TemporaryDirectory() as name:
        folder = Path(name)
        write(world, seed, folder / "exports")
        with open_store(folder / "store.duckdb") as store:
            found, idle = _judge(store, folder / "exports", chosen)
    # What the end of the exports leaves open is no fault.
    known = {(row.norm_id, row.requirement, row.case_id or "", row.verdict) for row in world.truth}
    return world, [row for row in found if (row[0], row[1], row[2], row[5]) not in known], idle


def _judge(store: Store, folder: Path, chosen: list[Norm]) -> tuple[list[Finding], list[str]]:
    configuration = read_configuration(folder / "svcmine.toml")
    with store.transaction():
        for source in configuration.source:
            # A world of one template may have no bastion records, or no alarms.
            if files := configuration.files(source):
                load(store, source.kind, configuration.mapping(source), files)
        refresh(store)
    judged = check_norms(store, chosen)
    tallies = judged.tallies()
    idle = [row.norm_id for row in tallies.itertuples() if row.activations == 0]
    found = store.execute(
        "select norm_id, requirement, coalesce(case_id, ''), coalesce(activity, ''), "
        "coalesce(cast(happened_at as varchar), ''), verdict, coalesce(reason, '') from latest_findings order by all"
    ).fetchall()
    return found, idle


def readable() -> list[Norm]:
    """The norms of every catalog file that can be read, while somebody still writes another; the rest is told."""
    norms: list[Norm] = []
    for path in sorted(Path(str(files("svcmine.norms") / "catalog" / "service")).glob("*.toml")):
        try:
            norms += read_norms(path)
        except NormError as error:
            sys.stdout.write(f"left out: {str(error).splitlines()[0]}\n")
    return norms


def main() -> int:
    """Print what flawless cases break."""
    parser = argparse.ArgumentParser(
        prog="flawless", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("templates", nargs="*", help=f"templates or processes; all of them: {' '.join(TEMPLATES)}")
    parser.add_argument("--cases", type=int, help="how many cases (default: five for each template)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--norm", action="append", help="only norms whose name begins so (may be repeated)")
    parser.add_argument("--show", action="store_true", help="print the steps of the first case of each broken norm")
    args = parser.parse_args()
    templates = tuple(t for name in args.templates for t in (of_process(name) or (name,))) or TEMPLATES
    world, found, idle = examine(
        templates, args.cases or 5 * len(templates), args.seed, tuple(args.norm or [""]), readable()
    )
    of_case = {plan.case_id: plan for plan in world.cases}
    template = {case_id: plan.template for case_id, plan in of_case.items()}
    counted = Counter((row[0], row[1], template.get(row[2], "-"), row[3], row[5], row[6]) for row in found)
    out = sys.stdout.write
    for key, number in sorted(counted.items()):
        out(f"{number:5}  {' '.join(str(part) for part in key)}\n")
        if args.show:
            case_id = next(row[2] for row in found if (row[0], row[1], template.get(row[2], "-"), row[3]) == key[:4])
            for step in sorted(of_case[case_id].steps, key=lambda s: s.at) if case_id in of_case else ():
                out(
                    f"       {step.at:%m-%d %H:%M:%S} {step.key} {step.activity} {step.visit or ''} {step.attributes}\n"
                )
    out(f"\n{len(found)} findings in {len(world.cases)} flawless cases.\n")
    out(f"Norms that nothing activated: {' '.join(idle) or 'none'}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
