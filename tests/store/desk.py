"""A small ticket export and its mapping, as the tests of loading need them."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from svcmine.sources import Mapping
from svcmine.store import Store
from svcmine.store.loading import LoadReport, load

HEADER = ["工单号", "环节", "时间", "处理人", "优先级", "备注"]
Row = Sequence[str]


def mapping(**changes: Any) -> Mapping:
    """Maps HEADER: every row is an event; 备注 is mapped to nothing."""
    content: dict[str, Any] = {
        "name": "desk",
        "source": "desk",
        "kind": "tickets",
        "timezone": "Asia/Shanghai",
        "process": "change",
        "columns": {
            "工单号": "case_id",
            "环节": "activity",
            "时间": "happened_at",
            "处理人": "person",
            "优先级": "priority",
        },
        "activities": {"备份配置": "backup_config", "修改数据": "modify_data"},
    }
    return Mapping(**(content | changes))


def export(path: Path, rows: Sequence[Row], header: Row = HEADER, encoding: str = "utf-8") -> Path:
    """Write an export."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def loaded(store: Store, rows: Sequence[Row], folder: Path, name: str = "log.csv", **changes: Any) -> LoadReport:
    """Load rows through a file of their own."""
    (report,) = load(store, "tickets", mapping(**changes), [export(folder / name, rows)])
    return report


def content(store: Store) -> list[tuple[Any, ...]]:
    """What the store holds of tickets, apart from where it came from."""
    events = "select event_id, case_id, activity, happened_at, person, cast(extra as varchar) from ticket_events"
    records = "select record_id, case_id, priority, source_time, null, cast(extra as varchar) from ticket_records"
    return store.execute(f"{events} union all {records} order by all").fetchall()


def counts(report: LoadReport) -> tuple[int, int, int, int, int]:
    """read, loaded, rejected, duplicate, ignored."""
    return (
        report.rows_read, report.rows_loaded, report.rows_rejected, report.rows_duplicate, report.rows_ignored
    )  # fmt: skip
