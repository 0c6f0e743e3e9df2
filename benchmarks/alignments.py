"""svcmine's alignments beside pm4py's and r4pm's, on the same store in the same run; costs must be equal.

    python benchmarks/alignments.py --events 1000000 --variants 5000
    python benchmarks/alignments.py --states            # models of 10 to 100,000 states, method by method

svcmine's time goes from the store to the tables `alignments` and `deviations`; the peers' from the store's events to
cost and moves of each variant. The scan-and-sort is DuckDB's own of the whole events table.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np
from made_logs import noisy_runs, write_model, write_store
from measuring import Cost, alone, cpu, table

from svcmine.alignments import align
from svcmine.alignments.engine import Engine
from svcmine.alignments.variants import Variants
from svcmine.models import read_model
from svcmine.store import open_store

Costs = dict[tuple[str, ...], int]


def ours(path: str, model: str) -> Cost:
    """Align, twice: the second time nothing has to be compiled any more; the result is the number of deviations."""
    spent = elapsed = 0.0
    for _ in range(2):
        with open_store(path) as store:
            before, start = cpu(), time.perf_counter()
            aligned = align(store, model)
            spent, elapsed = cpu() - before, time.perf_counter() - start
            store.execute("delete from runs")
    return Cost(spent, elapsed, 0, (aligned.variants, aligned.total))


def _frame(path: str):
    with open_store(path, read_only=True) as store:
        return store.frame(
            'select case_id as "case:concept:name", activity as "concept:name", happened_at as "time:timestamp" '
            "from events order by case_id, position"
        )


def by_pm4py(path: str, model: str) -> Cost:
    """pm4py's state-equation A*, its default where an LP solver is installed."""
    # Here and not above: each peer is measured in a process of its own.
    import pm4py  # noqa: PLC0415
    from pm4py.algo.conformance.alignments.petri_net import algorithm  # noqa: PLC0415

    net = pm4py.read_pnml(model)
    before, start = cpu(), time.perf_counter()
    frame = _frame(path)
    found = algorithm.apply(frame, *net, variant=algorithm.Variants.VERSION_STATE_EQUATION_A_STAR)
    spent, elapsed = cpu() - before, time.perf_counter() - start
    traces = frame.groupby("case:concept:name", sort=False)["concept:name"].agg(tuple)
    return Cost(
        spent, elapsed, 0, {trace: int(one["cost"]) // 10_000 for trace, one in zip(traces, found, strict=True)}
    )


def by_r4pm(path: str, model: str) -> Cost:
    """r4pm's A* in Rust on all variants; the result is None, since its answer names no activities."""
    # Here for the same reason.
    import polars  # noqa: PLC0415
    import r4pm  # noqa: PLC0415
    from r4pm import bindings, petri_net  # noqa: PLC0415

    net = petri_net.import_pnml(model)
    before, start = cpu(), time.perf_counter()
    log = r4pm.import_item_from_df("EventLog", polars.from_pandas(_frame(path)))
    projection = bindings.log_to_activity_projection(log)
    found = bindings.align_variants(net, projection)
    spent, elapsed = cpu() - before, time.perf_counter() - start
    return Cost(spent, elapsed, 0, len(found))


def scan_and_sort(path: str) -> Cost:
    """DuckDB sorting the events table with all its columns into a new one."""
    with open_store(path) as store:
        before, start = cpu(), time.perf_counter()
        store.execute("create or replace temp table sorted as select * from events order by case_id, position")
        return Cost(cpu() - before, time.perf_counter() - start, 0, None)


def costs_of(path: str, model: str) -> Costs:
    """Every variant's cost as svcmine finds it."""
    with open_store(path, read_only=True) as store:
        rows = store.execute("select distinct list(activity order by position) from events group by case_id").fetchall()
    found = Engine(read_model(model)).outcomes({tuple(row[0]) for row in rows})
    return {variant: outcome.cost for variant, outcome in found.items() if outcome.cost is not None}


def end_to_end(options: argparse.Namespace) -> None:
    """Print what each costs and whether the costs are equal."""
    with tempfile.TemporaryDirectory() as made:
        model, path = Path(made) / "model.pnml", Path(made) / "store.duckdb"
        read = write_model(model, 3, 3)
        variants = noisy_runs(read, options.variants, options.seed)
        events = write_store(path, variants, options.events, options.seed, sorted_by_case=not options.unsorted)
        print(f"{events:,} events, {len(variants):,} variants, {len(read.states.states)} states\n")
        mine = alone(ours, str(path), str(model))
        rows: list[tuple[object, ...]] = [("svcmine", mine.cpu, mine.wall, mine.peak, 1.0)]
        peers = {"scan and sort": scan_and_sort, "r4pm": by_r4pm}
        if not options.without_pm4py:
            peers["pm4py A*"] = by_pm4py
        equal = None
        for name, peer in peers.items():
            arguments = (str(path),) if peer is scan_and_sort else (str(path), str(model))
            cost = alone(peer, *arguments)
            rows.append((name, cost.cpu, cost.wall, cost.peak, cost.cpu / mine.cpu))
            if name == "pm4py A*":
                equal = cost.result == costs_of(str(path), str(model))
        print(table(("", "CPU s", "wall s", "peak MB", "times svcmine's CPU"), rows))
        print(f"\ncosts equal to pm4py's: {equal}; (variants, deviations): {mine.result}")


def by_states(options: argparse.Namespace) -> None:
    """Print microseconds of CPU per variant for each method and model size."""
    rows: list[tuple[object, ...]] = []
    with tempfile.TemporaryDirectory() as made:
        for branches, length in ((2, 2), (3, 3), (3, 9), (4, 9), (5, 9)):
            read = write_model(Path(made) / "model.pnml", branches, length)
            states = len(read.states.states)
            variants = Variants.of(
                noisy_runs(read, options.variants if states < 5_000 else 200, options.seed, changes=3)
            )
            cells: list[object] = [f"{states:,}", Engine(read).name.split(",")[0]]
            found = []
            for method in ("tree", "search", "both"):
                if method != "search" and states > 5_000:
                    cells.append("")
                    continue
                engine = Engine(read, method)
                engine.align(variants)
                before = cpu()
                found.append(engine.align(variants).cost)
                cells.append(f"{(cpu() - before) / len(variants) * 1e6:.1f}")
            assert all(np.array_equal(found[0], other) for other in found)
            rows.append(tuple(cells))
    print(table(("states", "chosen", "prefix tree", "A*", "A* and prefix tree"), rows))


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--variants", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--unsorted", action="store_true", help="the events table is not sorted by case")
    parser.add_argument("--without-pm4py", action="store_true", help="leave out the slowest")
    parser.add_argument("--states", action="store_true", help="compare the methods on models of growing size")
    options = parser.parse_args()
    by_states(options) if options.states else end_to_end(options)


if __name__ == "__main__":
    main()
