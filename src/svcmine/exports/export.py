"""Writes findings, deviations or events to a file, in the format that the file's ending names."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from svcmine.errors import UsageError
from svcmine.exports.ocel import write_ocel
from svcmine.exports.tables import write_csv, write_parquet
from svcmine.exports.xes import write_xes
from svcmine.store import Store

Write = Callable[[Store, str, Path], int]


def _ocel(store: Store, query: str, path: Path) -> int:
    return write_ocel(store, path)


def _xes(store: Store, query: str, path: Path) -> int:
    return write_xes(store, path)


# What can be exported: the query (empty where the writer has its own), and the endings with their writers.
KINDS: dict[str, tuple[str, dict[str, Write]]] = {
    "findings": (
        "select * from latest_findings order by norm_id, requirement, case_id, happened_at, finding_id",
        {".csv": write_csv, ".parquet": write_parquet},
    ),
    "deviations": (
        "select * from deviations where run_id in (select run_id from runs where kind = 'align' "
        "order by started_at desc, run_id limit 1) order by process, case_id, step",
        {".csv": write_csv, ".parquet": write_parquet},
    ),
    "events": (
        "select * from events order by case_id, position, happened_at, event_id",
        {".csv": write_csv, ".parquet": write_parquet},
    ),
    "ocel": ("", dict.fromkeys((".json", ".jsonocel", ".xml", ".xmlocel", ".sqlite", ".db"), _ocel)),
    "xes": ("", {".xes": _xes, ".gz": _xes}),
}


def export(store: Store, kind: str, out: Path) -> int:
    """Write one kind of KINDS to `out`, all or nothing; returns the number of rows, or of events.

    Raises UsageError for a kind or an ending that is none.
    """
    if kind not in KINDS:
        raise UsageError(f"export {kind}: there is {', '.join(KINDS)}.")
    query, writers = KINDS[kind]
    writer = writers.get(out.suffix.lower())
    if writer is None or (kind == "xes" and not out.name.lower().endswith((".xes", ".xes.gz"))):
        endings = ", ".join(".xes.gz" if ending == ".gz" else ending for ending in writers)
        raise UsageError(f"--out {out}: {kind} can be written as {endings}.")
    if not out.parent.is_dir():
        raise UsageError(f"--out {out}: there is no folder {out.parent}.")
    # The ending stays, for it decides about packing.
    partial = out.with_name(f".partial-{out.name}")
    try:
        count = writer(store, query, partial)
        os.replace(partial, out)
    finally:
        partial.unlink(missing_ok=True)
    return count
