"""A load killed at any moment leaves a store that opens and holds only complete loads."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from svcmine.store import open_store

MAPPING = """
kind = "tickets"
source = "desk"
timezone = "UTC"
process = "change"

[columns]
ticket = "case_id"
step = "activity"
time = "happened_at"
"""
ROWS = 4_000
# Loads one file after the other, saying when each is done.
LOADER = """
import sys
from pathlib import Path
from svcmine import audit
from svcmine.store import open_store
store, mapping, *files = sys.argv[1:]
with open_store(store) as opened:
    for file in files:
        audit.load(opened, "tickets", mapping, [Path(file)])
        print(file, flush=True)
"""


def write_log(path: Path, number: int) -> None:
    lines = [f"C{number}-{n // 4},approve_plan,2026-03-{1 + n % 28:02d} 09:{n % 60:02d}:00" for n in range(ROWS)]
    path.write_text("ticket,step,time\n" + "\n".join(dict.fromkeys(lines)) + "\n", encoding="utf-8")


def check_store(path: Path) -> int:
    """How many loads the store holds, each of them whole, and cases and events that agree with them."""
    with open_store(path) as store:
        loads = store.execute("select load_id, rows_loaded from loads").fetchall()
        for load_id, loaded in loads:
            assert loaded == store.one("select count(*) from ticket_events where load_id = ?", [load_id])
            assert loaded == store.one("select count(*) from ticket_records where load_id = ?", [load_id])
        total = sum(loaded for _, loaded in loads)
        assert store.one("select count(*) from ticket_events") == store.one("select count(*) from events") == total
        assert store.one("select count(*) from cases") == store.one(
            "select count(distinct case_id) from ticket_records"
        )
        return len(loads)


def test_kills_leave_complete_loads_only(tmp_path: Path) -> None:
    (tmp_path / "desk.toml").write_text(MAPPING, encoding="utf-8")
    files = [tmp_path / f"log{n}.csv" for n in range(40)]
    for n, file in enumerate(files):
        write_log(file, n)
    store, rng = tmp_path / "s.duckdb", random.Random(7)
    acknowledged = 0
    for _ in range(6):
        command = [sys.executable, "-c", LOADER, str(store), str(tmp_path / "desk.toml"), *map(str, files)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        # Wait until loading has begun, then kill at some moment of one of the next loads.
        process.stdout.readline()
        time.sleep(rng.uniform(0.0, 1.5))
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read().splitlines()
        process.wait()
        held = check_store(store)
        # Files loaded in earlier rounds are told again, but add nothing.
        acknowledged = max(acknowledged, 1 + len(rest))
        assert held >= acknowledged
