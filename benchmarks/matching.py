"""What matching operations to tickets costs beside DuckDB's own sort of both, in the same run on the same store.

    python benchmarks/matching.py --operations 1000000 --windows 100000

The store is made here: a year of night windows that overlap on devices and persons, most operations within one, a few
with a ticket id, the rest without a ticket. "Sort of both" copies the operations and the ticket records, all columns,
into temporary tables in the order of device and time. Each is measured in a process of its own.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from measuring import Cost, alone, cpu, table

from svcmine.reconciliation.refresh import build_cases, match_operations, working_steps
from svcmine.store import open_store

_TICKETS = """
insert into ticket_records (record_id, source_name, case_id, process, agreed_start, agreed_end, plan_devices,
    plan_persons, load_id, source_row)
select
    'R' || n, 'tickets', 'C' || n, 'change', starts, starts + to_minutes(cast(60 + hash(n, 4) % 300 as bigint)),
    list_distinct(['D' || hash(n, 1) % $devices, 'D' || hash(n, 2) % $devices]),
    list_distinct(['P' || hash(n, 3) % $persons, 'P' || hash(n, 5) % $persons]),
    'L1', n
from (
    select n, timestamptz '2025-01-01 14:00:00+00' + to_days(cast(hash(n, 6) % 365 as int))
        + to_minutes(cast(hash(n, 7) % 360 as bigint)) as starts
    from range($windows) as made(n)
)
"""
_OPERATIONS = """
insert into operations (operation_id, happened_at, clock, device_id, account, session_id, command, activity, source_ip,
    vendor, ticket_id, load_id, source_row, source_name)
select
    md5('o' || n),
    case when within then agreed_start + to_seconds(
            cast(hash(n, 8) % cast(epoch(agreed_end) - epoch(agreed_start) as bigint) as bigint))
        else timestamptz '2025-01-01 00:00:00+00' + to_seconds(cast(hash(n, 9) % 31536000 as bigint)) end,
    'device',
    case when within then plan_devices[cast(1 + hash(n, 10) % len(plan_devices) as bigint)]
        else 'D' || hash(n, 10) % $devices end,
    'a' || case when within then plan_persons[cast(1 + hash(n, 11) % len(plan_persons) as bigint)]
        else 'P' || hash(n, 11) % $persons end,
    'S' || n // 20, 'MOD TRK:ID=' || hash(n, 12) % 10000 || ',OFC=12;',
    case when hash(n, 13) % 4 > 0 then 'modify_data' end, '10.0.0.' || hash(n, 14) % 250, 'huawei',
    case when within and hash(n, 15) % 10 = 0 then case_id end, 'L2', n, 'bastion'
from (
    select n, hash(n, 16) % 10 < 8 as within, 'C' || hash(n, 17) % $windows as named
    from range($operations) as made(n)
) as made
inner join ticket_records as ticket on made.named = ticket.case_id
order by n
"""
_ACCOUNTS = "insert into accounts (account, person) select 'aP' || n, 'P' || n from range($persons) as made(n)"
_DEVICES = "insert into devices (device_id, aliases) select 'D' || n, ['ne' || n] from range($devices) as made(n)"


def make(path: str, operations: int, windows: int) -> tuple[int, int]:
    """Fill a new store; returns the number of operations and of windows."""
    numbers = {"windows": windows, "operations": operations, "devices": windows // 5, "persons": windows // 100}
    with open_store(path) as store, store.transaction():
        for text in (_TICKETS, _OPERATIONS, _ACCOUNTS, _DEVICES):
            store.execute(text, {name: value for name, value in numbers.items() if f"${name}" in text})
        return store.one("select count(*) from operations"), store.one("select count(*) from ticket_records")


def sort_both(path: str) -> Cost:
    """Sort operations and ticket records, all columns."""
    with open_store(path) as store:
        before, start = cpu(), time.perf_counter()
        store.execute(
            "create temp table sorted_operations as select * from operations "
            "order by device_id, happened_at, operation_id"
        )
        store.execute(
            "create temp table sorted_windows as select * from ticket_records "
            "order by plan_devices, agreed_start, case_id"
        )
        return Cost(cpu() - before, time.perf_counter() - start, 0, None)


def match(path: str) -> Cost:
    """Match every operation; the result counts the matches."""
    with open_store(path) as store:
        steps = working_steps(store)
        build_cases(steps)
        before, start = cpu(), time.perf_counter()
        match_operations(steps)
        spent, elapsed = cpu() - before, time.perf_counter() - start
        counted = store.execute("select match, count(*) from operation_match group by 1 order by 1").fetchall()
        return Cost(spent, elapsed, 0, dict(counted))


def main() -> None:
    """Print the costs as a Markdown table, and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--operations", type=int, default=1_000_000)
    parser.add_argument("--windows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="svcmine-matching-") as folder:
        path = str(Path(folder) / "store.duckdb")
        operations, windows = alone(make, path, asked.operations, asked.windows).result
        rows: list[tuple[object, ...]] = []
        for n in range(asked.rounds):
            sort, work = alone(sort_both, path), alone(match, path)
            rows.append((n + 1, sort.cpu, work.cpu, work.cpu / sort.cpu, work.wall, work.peak))
    sys.stdout.write(f"{operations:,} operations, {windows:,} windows: {work.result}\n\n")
    header = ("round", "sort of both, CPU s", "matching, CPU s", "ratio", "matching, s", "peak MB")
    sys.stdout.write(table(header, rows) + "\n")


if __name__ == "__main__":
    main()
