"""A table with one row an update: what changes the state is an event, in whatever order the rows are loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from svcmine import audit
from svcmine.store import Store, open_store

MAPPING = """
kind = "tickets"
source = "audit"
timezone = "UTC"
history = true
ordered = true
sequence_column = "n"
precision = "minute"
[columns]
id = "case_id"
state = "activity"
time = "happened_at"
owner = "team"
"""
# Two updates of one minute; a state that comes back; an update of the owner only.
ROWS = """c1,New,2026-01-05 08:00,0,a
c1,New,2026-01-05 08:05,1,b
c1,Active,2026-01-05 08:05,2,b
c1,Active,2026-01-05 09:00,3,c
c1,New,2026-01-05 10:00,4,c
c2,Active,2026-01-05 08:00,0,a
c2,Active,2026-01-06 08:00,1,a""".splitlines()
EVENTS = [("c1", "New", 0), ("c1", "Active", 2), ("c1", "New", 4), ("c2", "Active", 0)]


def loaded(store: Store, folder: Path, parts: list[list[str]]) -> list[tuple[str, str, int]]:
    (folder / "audit.toml").write_text(MAPPING, encoding="utf-8")
    for number, part in enumerate(parts):
        path = folder / f"{number}.csv"
        path.write_text("\n".join(["id,state,time,n,owner", *part]) + "\n", encoding="utf-8")
        (report,) = audit.load(store, "tickets", folder / "audit.toml", [path])
        assert report.rows_loaded == report.rows_read == len(part)
    return store.execute("select case_id, activity, sequence from events order by case_id, position").fetchall()


@pytest.mark.parametrize("parts", [[ROWS], [ROWS[3:], ROWS[:3]], [ROWS[::2], ROWS[1::2]]])
def test_only_changes_are_events(tmp_path: Path, parts: list[list[str]]) -> None:
    with open_store(tmp_path / "store.duckdb") as store:
        assert loaded(store, tmp_path, parts) == EVENTS
        # The other updates still tell of their case.
        assert store.execute("select case_id, team from cases order by all").fetchall() == [("c1", "c"), ("c2", "a")]
