"""Writes the truth: the verdicts the scenarios planted, and which case each command belongs to."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from svcmine.simulation.plan import Truth

TRUTH_COLUMNS = "norm_id requirement case_id device_id account activity happened_at verdict reason".split()
OPERATION_COLUMNS = "device_id account happened_at command match case_id".split()


def stamp(instant: datetime | None) -> str:
    """An instant as UTC in ISO 8601, or nothing."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if instant else ""


def write_truth(path: Path, rows: Iterable[Truth]) -> None:
    """Write truth.csv, in an order that depends on nothing but its content."""
    cells = [
        (
            row.norm_id,
            str(row.requirement),
            row.case_id or "",
            row.device_id or "",
            row.account or "",
            row.activity or "",
            stamp(row.happened_at),
            row.verdict,
            row.reason or "",
        )
        for row in rows
    ]
    _write(path, TRUTH_COLUMNS, sorted(cells))


def write_operations(path: Path, rows: Iterable[tuple[str, str, datetime, str, str, str | None]]) -> None:
    """Write truth_operations.csv: device, account, time, command, match and case of every command record."""
    cells = [
        (device, account, stamp(at), command, match, case or "") for device, account, at, command, match, case in rows
    ]
    _write(path, OPERATION_COLUMNS, sorted(cells))


def _write(path: Path, header: list[str], rows: list[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
