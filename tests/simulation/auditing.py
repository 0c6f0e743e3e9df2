"""Runs the audit of simulated exports up to the findings, and compares these with the planted truth."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

from svcmine.checks import check
from svcmine.configuration import read_configuration
from svcmine.reconciliation import refresh
from svcmine.store import Store
from svcmine.store.loading import load

STAMP = "'%Y-%m-%dT%H:%M:%SZ'"
FINDINGS = f"""
    select norm_id, cast(requirement as varchar), coalesce(case_id, ''), coalesce(device_id, ''),
        coalesce(account, ''), coalesce(activity, ''), coalesce(strftime(happened_at, {STAMP}), ''), verdict,
        coalesce(reason, '')
    from latest_findings
"""
OPERATIONS = f"""
    select coalesce(device_id, ''), coalesce(account, ''), strftime(happened_at, {STAMP}), command, match,
        coalesce(case_id, '')
    from operations
"""
Rows = Counter[tuple[str, ...]]


def audit(store: Store, folder: Path) -> None:
    """Load, reconcile and check what svcmine.toml in `folder` names."""
    configuration = read_configuration(folder / "svcmine.toml")
    with store.transaction():
        for source in configuration.source:
            load(store, source.kind, configuration.mapping(source), configuration.files(source))
        refresh(store)
    check(store, tuple(configuration.norms.catalogs))


def found(store: Store, sql: str) -> Rows:
    """Rows of a query, counted."""
    return Counter(store.execute(sql).fetchall())


def planted(path: Path) -> Rows:
    """Rows of a truth file, counted."""
    with path.open(encoding="utf-8", newline="") as file:
        return Counter(tuple(row) for row in list(csv.reader(file))[1:])


def norm_by_norm(got: Rows, wanted: Rows) -> list[tuple[str, int, int, int]]:
    """(norm, planted, found, both) for each norm that either speaks of."""
    norms = sorted({row[0] for row in got} | {row[0] for row in wanted})
    return [
        (norm, *(sum(n for row, n in rows.items() if row[0] == norm) for rows in (wanted, got, got & wanted)))
        for norm in norms
    ]
