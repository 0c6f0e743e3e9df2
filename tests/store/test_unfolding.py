"""One record with several actual times becomes several events; planned times stay attributes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from svcmine.store import Store
from svcmine.store.loading import load
from tests.store.desk import content, counts, export, mapping

HEADER = ["id", "item", "opened", "started", "ended", "planned"]
COLUMNS = {"id": "case_id", "item": "device_id", "planned": "planned_start"}
EVENTS = [
    {"activity": "register_ticket", "time": "opened", "once_per": "case"},
    {"activity": "operate_device", "time": "started", "ended": "ended"},
]
A = ["C1", "D1", "2026-01-05 08:00", "2026-01-05 22:00", "2026-01-05 23:00", "2026-01-05 21:00"]
B = ["C1", "D2", "2026-01-05 08:00", "2026-01-05 22:30", "", "2026-01-05 21:00"]
C = ["C1", "D3", "2026-01-05 08:00", "", "", "2026-01-05 21:00"]


def put(store: Store, folder: Path, rows: list[list[str]], name: str = "log.csv", **changes: Any) -> Any:
    events = mapping(columns=COLUMNS, activities={}, events=EVENTS, **changes)
    (report,) = load(store, "tickets", events, [export(folder / name, rows, HEADER)])
    return report


def test_each_actual_time_is_an_event(store: Store, tmp_path: Path) -> None:
    assert counts(put(store, tmp_path, [A, B, C])) == (3, 3, 0, 0, 0)
    rows = store.execute(
        "select activity, device_id, strftime(happened_at, '%H:%M'), strftime(ended_at, '%H:%M') from ticket_events "
        "order by happened_at"
    ).fetchall()
    assert [row[0] for row in rows] == ["register_ticket", "operate_device", "operate_device"]
    assert rows[1:] == [("operate_device", "D1", "14:00", "15:00"), ("operate_device", "D2", "14:30", None)]
    source_times = "select strftime(source_time, '%H:%M'), strftime(planned_start, '%H:%M') from ticket_records"
    assert store.execute(f"{source_times} order by 1").fetchall() == [
        ("00:00", "13:00"), ("14:00", "13:00"), ("14:30", "13:00"),
    ]  # fmt: skip


def test_once_per_case_collapses_over_records_and_loads(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path, [A], "one.csv")
    put(store, tmp_path, [B, C], "two.csv")
    assert store.one("select count(*) from ticket_events where activity = 'register_ticket'") == 1


def test_record_without_a_readable_time_is_rejected(store: Store, tmp_path: Path) -> None:
    late = [*A[:2], "soon", "later", "", "2026-01-05 21:00"]
    half = [*B[:2], "soon", *B[3:]]
    report = put(store, tmp_path, [late, half])
    assert (counts(report), report.rows_repaired) == ((2, 1, 1, 0, 0), 1)
    assert store.execute("select reason, detail from rejects").fetchall() == [("bad_time", "column opened: soon")]
    assert store.one("select extra->>'opened' from ticket_events") == "soon"


def test_record_time_beats_the_events(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path, [A], record_time="planned")
    assert store.one("select strftime(source_time, '%H:%M') from ticket_records") == "13:00"


def test_case_table_gives_case_records_only(store: Store, tmp_path: Path) -> None:
    table = mapping(columns=COLUMNS, activities={})
    (report,) = load(store, "tickets", table, [export(tmp_path / "cases.csv", [A, C], HEADER)])
    assert counts(report) == (2, 2, 0, 0, 0)
    assert [row[0] for row in content(store)] and store.one("select count(*) from ticket_events") == 0
    assert store.one("select count(*) from ticket_records where extra->>'opened' = '2026-01-05 08:00'") == 2
