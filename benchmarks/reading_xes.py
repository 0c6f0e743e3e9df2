"""svcmine's reader of XES beside pm4py's default importer and its Rust one, on the same file in the same run.

    python benchmarks/reading_xes.py --events 300000

The file has six attributes an event. svcmine's time contains every record as text in Arrow arrays, which is what the
store is loaded from; pm4py's is read_xes, which gives a table: with the parser that it takes by default, and with the
Rust package r4pm, which it takes where that is installed. Imports are not counted. A second file of a tenth of the size
shows whether memory grows with the file.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from measuring import Cost, alone, cpu, table

_EVENT = (
    '\t\t<event>\n\t\t\t<string key="concept:name" value="step {}"/>\n\t\t\t<string key="lifecycle:transition" '
    'value="complete"/>\n\t\t\t<string key="org:resource" value="p{}"/>\n\t\t\t<date key="time:timestamp" '
    'value="2026-{:02d}-{:02d}T08:03:{:02d}.000+08:00"/>\n\t\t\t<string key="device" value="D{}"/>\n'
    '\t\t\t<int key="score" value="{}"/>\n\t\t</event>\n'
)


def write(path: Path, events: int) -> None:
    """A log of cases with ten events each."""
    drawn = random.Random(1)
    with path.open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1.0">\n')
        for case in range(events // 10):
            file.write(f'\t<trace>\n\t\t<string key="concept:name" value="C{case}"/>\n')
            for _ in range(10):
                most = (30, 99, 12, 28, 60, 500, 10)
                file.write(_EVENT.format(*(drawn.randrange(n) + (2 <= place <= 3) for place, n in enumerate(most))))
            file.write("\t</trace>\n")
        file.write("</log>\n")


def ours(path: str) -> Cost:
    """Records that svcmine reads."""
    # Here and not above: neither reader's process may hold the other's modules, whose memory would count.
    from svcmine.sources import Mapping, open_records  # noqa: PLC0415

    def read(file: str) -> int:
        return sum(len(batch.numbers) for batch in open_records(Path(file), Mapping(kind="tickets")).batches)

    return spent(read, path)


def theirs(path: str, variant: str | None) -> Cost:
    """Records that pm4py reads."""
    # Here for the same reason.
    import pm4py  # noqa: PLC0415

    default = pm4py.util.constants.DEFAULT_XES_PARSER
    return spent(lambda file: len(pm4py.read_xes(file, variant=variant or default)), path)


def spent(read: Callable[[str], int], path: str) -> Cost:
    """What a reading cost after a first one of a tiny log, which does the imports; the caller knows the peak."""
    tiny = Path(path).with_name("tiny.xes")
    write(tiny, 100)
    read(str(tiny))
    before, start = cpu(), time.perf_counter()
    records = read(path)
    return Cost(cpu() - before, time.perf_counter() - start, 0, records)


def main() -> None:
    """Measure both and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=300_000)
    events = parser.parse_args().events
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder) / "small.xes", Path(folder) / "large.xes"
        write(small, events // 10)
        write(large, events)
        size = large.stat().st_size >> 20
        costs = {
            "svcmine": alone(ours, str(large)),
            "pm4py, default": alone(theirs, str(large), None),
            "pm4py, r4pm": alone(theirs, str(large), "r4pm"),
            "svcmine, a tenth of it": alone(ours, str(small)),
        }
    rows = [(name, cost.result, cost.cpu, cost.wall, cost.peak) for name, cost in costs.items()]
    sys.stdout.write(f"{events:,} events, {size} MB\n")
    sys.stdout.write(table(("reader", "records", "CPU s", "wall s", "peak MB"), rows) + "\n")
    for name in ("pm4py, default", "pm4py, r4pm"):
        sys.stdout.write(f"{name}: {costs[name].cpu / costs['svcmine'].cpu:.1f} times svcmine's CPU time\n")


if __name__ == "__main__":
    main()
