"""Every planted operation of a month is found and nothing else is accused, as long as clocks keep to the tolerance.

With SVCMINE_DOUBT set the month has 200,000 operations; otherwise a few thousand.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from reconciliation.planted_month import SHARES, planted_month
from svcmine.reconciliation import refresh
from svcmine.store import Store, open_store
from svcmine.store.loading import load

MANY = bool(os.environ.get("SVCMINE_DOUBT"))
OPERATIONS = 200_000 if MANY else 6_000
# Seed, by how many seconds each device's clock may be wrong, the tolerance.
CLOCKS = [(1, 0, 60), (2, 60, 60), (3, 300, 300)] if MANY else [(2, 60, 60), (3, 300, 300)]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store of its own: the one of this folder remembers files that it saw before."""
    with open_store(tmp_path / "store.duckdb") as opened:
        yield opened


@pytest.mark.parametrize(("seed", "skew_s", "tolerance_s"), CLOCKS)
def test_recall_and_precision_are_one(store: Store, tmp_path: Path, seed: int, skew_s: int, tolerance_s: int) -> None:
    month = planted_month(tmp_path, OPERATIONS, seed, skew_s, tolerance_s)
    for kind in ("devices", "aliases", "accounts", "tickets", "operations"):
        (report,) = load(store, kind, tmp_path / f"{kind}.toml", [tmp_path / f"{kind}.csv"])
        assert report.rows_rejected == 0
    refresh(store, skew_s=tolerance_s)
    rows = store.execute(
        "select cast(regexp_extract(command, 'ID=(\\d+)', 1) as int), match, case_id from operations"
    ).fetchall()
    found = {number: (match, case) for number, match, case in rows}
    assert len(rows) == len(found) == OPERATIONS
    wrong = {number: (truth, found[number]) for number, truth in month.truth.items() if found[number] != truth}
    planted, got = (Counter(match for match, _ in answers.values()) for answers in (month.truth, found))
    hit = Counter(truth[0] for number, truth in month.truth.items() if found[number][0] == truth[0])
    for match in SHARES:
        assert planted[match] > OPERATIONS / 60
        assert (hit[match] / planted[match], hit[match] / got[match]) == (1, 1), (match, list(wrong.items())[:5])
    # The ticket too is the right one.
    assert not wrong, list(wrong.items())[:5]


def test_a_clock_beyond_the_tolerance_is_noticed(store: Store, tmp_path: Path) -> None:
    """The counterpart, so that the test above cannot pass by accepting everything."""
    month = planted_month(tmp_path, 3_000, 4, skew_s=300, tolerance_s=300)
    for kind in ("devices", "aliases", "accounts", "tickets", "operations"):
        load(store, kind, tmp_path / f"{kind}.toml", [tmp_path / f"{kind}.csv"])
    planted = Counter(match for match, _ in month.truth.values())
    assert refresh(store, skew_s=0).matches["outside_window"] > planted["outside_window"]
    assert refresh(store, skew_s=900).matches["outside_window"] < planted["outside_window"]
