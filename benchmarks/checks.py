"""What a check costs beside one scan-and-sort of the events table by DuckDB, in the same run on the same store.

    python benchmarks/checks.py --events 10000000 --memory 3GB

Makes the store from the sample logs, which are audited first; see many_events.py. The catalog is judged twice: its
first requirements up to 60, and all of them. Both write findings and tallies, pending and undecidable ones included.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from many_events import multiply
from measuring import Cost, alone, cpu, table

from svcmine.audit import sample_logs
from svcmine.checks import check_norms
from svcmine.configuration import read_configuration
from svcmine.norms import Norm, read_norms
from svcmine.reconciliation import refresh
from svcmine.store import open_store
from svcmine.store.loading import load

NARROW = "case_id, event_id, activity, happened_at, device_id, person, origin, match"


def sample_store(path: Path) -> int:
    """Load and reconcile the sample logs; returns the number of events."""
    configuration = read_configuration(sample_logs() / "svcmine.toml")
    with open_store(path) as store:
        with store.transaction():
            for source in configuration.source:
                load(store, source.kind, configuration.mapping(source), configuration.files(source))
            refresh(store)
        return int(store.one("select count(*) from events"))


def scan_and_sort(path: str, memory: str, columns: str) -> Cost:
    """Copy the events table, sorted by case and time."""
    with open_store(path) as store:
        store.execute(f"set memory_limit = '{memory}'")
        before, start = cpu(), time.perf_counter()
        store.execute(
            f"create temp table sorted as select {columns} from events order by case_id, happened_at, event_id"
        )
        return Cost(cpu() - before, time.perf_counter() - start, 0, None)


def judge(path: str, memory: str, requirements: int | None) -> Cost:
    """Judge the first requirements of the service catalog, or all."""
    norms = first(requirements)
    with open_store(path) as store:
        store.execute(f"set memory_limit = '{memory}'")
        before, start = cpu(), time.perf_counter()
        found = check_norms(store, norms)
        spent, elapsed = cpu() - before, time.perf_counter() - start
        findings = store.one("select count(*) from findings where run_id = ?", [found.run_id])
        asked = sum(len(norm.require) for norm in norms)
        return Cost(spent, elapsed, 0, (asked, findings))


def first(requirements: int | None) -> list[Norm]:
    """The norms of the service catalog, up to so many requirements."""
    chosen: list[Norm] = []
    left = requirements
    for norm in read_norms("service"):
        if left == 0:
            break
        kept = norm.require if left is None else norm.require[:left]
        chosen.append(norm.model_copy(update={"require": kept}))
        left = None if left is None else left - len(kept)
    return chosen


def main() -> None:
    """Print the ratios as a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=1_000_000, help="at least so many events")
    parser.add_argument("--memory", default="3GB", help="DuckDB's memory limit; the process needs somewhat more")
    parser.add_argument("--folder", type=Path, help="where to keep the store; else a temporary folder")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = options.folder or Path(made)
        small, large = folder / "sample.duckdb", folder / "large.duckdb"
        small.unlink(missing_ok=True)
        copies = -(-options.events // sample_store(small))
        events = multiply(small, large, copies)
        path, memory = str(large), options.memory
        sys.stdout.write(f"{events:,} events in {copies} copies of the sample logs; memory limit {memory}\n\n")
        whole = alone(scan_and_sort, path, memory, "*")
        narrow = alone(scan_and_sort, path, memory, NARROW)
        sixty, every = alone(judge, path, memory, 60), alone(judge, path, memory, None)
    rows: list[tuple[object, ...]] = [
        ("scan and sort, all columns", whole.cpu, 1.0, whole.cpu / narrow.cpu, round(whole.peak), ""),
        ("scan and sort, 8 columns", narrow.cpu, narrow.cpu / whole.cpu, 1.0, round(narrow.peak), ""),
    ]
    for cost in (sixty, every):
        asked, findings = cost.result
        name = f"{asked} requirements"
        rows.append((name, cost.cpu, cost.cpu / whole.cpu, cost.cpu / narrow.cpu, round(cost.peak), f"{findings:,}"))
    header = ("work", "CPU s", "to all columns", "to 8 columns", "peak MB", "findings")
    sys.stdout.write(table(header, rows) + "\n")


if __name__ == "__main__":
    main()
