"""JSON exports: plain lists, one object a line, and histories nested in tickets."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from svcmine.errors import SourceError
from svcmine.sources import Mapping, open_records
from svcmine.store import Store
from svcmine.store.loading import load

JIRA = {
    "total": 2,
    "issues": [
        {
            "key": "NET-1",
            "fields": {"priority": {"name": "High"}, "labels": ["core", "night"], "subtasks": [{"key": "NET-9"}]},
            "changelog": {
                "histories": [
                    {
                        "created": "2026-03-04T08:10:00.000+0800",
                        "author": {"displayName": "王伟"},
                        "items": [
                            {"field": "status", "fromString": "Open", "toString": "In Progress"},
                            {"field": "assignee", "fromString": None, "toString": "王伟"},
                        ],
                    },
                    {"created": "2026-03-04T09:10:00.000+0800", "author": {"displayName": "李强"}, "items": [
                        {"field": "status", "fromString": "In Progress", "toString": "Closed"}]},
                ]
            },
        },
        {"key": "NET-2", "fields": {"priority": None}, "changelog": {"histories": []}},
    ],
}  # fmt: skip


def read(path: Path, **settings: str) -> tuple[list[dict[str, str | None]], list[tuple[int, str]]]:
    records = open_records(path, Mapping(kind="tickets", **settings))
    rows = [dict(zip(records.columns, row, strict=True)) for batch in records.batches for row in batch.rows]
    return rows, [(reject.source_row, reject.reason) for reject in records.rejects]


def written(folder: Path, value: object, name: str = "export.json") -> Path:
    path = folder / name
    path.write_text(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path


def test_a_history_nested_in_tickets(tmp_path: Path) -> None:
    rows, _ = read(written(tmp_path, JIRA), records="issues[].changelog.histories[].items[]")
    inner = "issues.changelog.histories"
    assert [
        (row["issues.key"], row["issues.fields.priority.name"], row[f"{inner}.created"], row[f"{inner}.items.toString"])
        for row in rows
    ] == [
        ("NET-1", "High", "2026-03-04T08:10:00.000+0800", "In Progress"),
        ("NET-1", "High", "2026-03-04T08:10:00.000+0800", "王伟"),
        ("NET-1", "High", "2026-03-04T09:10:00.000+0800", "Closed"),
    ]
    assert rows[0]["issues.fields.labels"] == "core;night"
    # A list of objects that is not on the way belongs to no history.
    assert "issues.fields.subtasks" not in rows[0]


def test_such_a_history_becomes_events(store: Store, tmp_path: Path) -> None:
    mapping = tmp_path / "jira.toml"
    mapping.write_text(
        'kind = "tickets"\nrecords = "issues[].changelog.histories[].items[]"\n[columns]\n"issues.key" = "case_id"\n'
        '"issues.changelog.histories.created" = "happened_at"\n'
        '"issues.changelog.histories.items.toString" = "activity"\n'
        '"issues.changelog.histories.author.displayName" = "person"\n[activities]\nClosed = "close_ticket"\n',
        encoding="utf-8",
    )
    (report,) = load(store, "tickets", mapping, [written(tmp_path, JIRA)])
    assert (report.rows_read, report.rows_loaded) == (3, 3)
    assert store.execute("select activity, person, happened_at::varchar from ticket_events order by 3, 1").fetchall()[
        -1
    ] == ("close_ticket", "李强", "2026-03-04 01:10:00+00")


def test_the_outermost_list_is_taken(tmp_path: Path) -> None:
    rows, _ = read(written(tmp_path, JIRA))
    assert [row["issues.key"] for row in rows] == ["NET-1", "NET-2"]
    rows, _ = read(written(tmp_path, '[{"a": 12345678901234567890, "b": 1.10, "c": true}, {"d": null}]'))
    assert rows == [
        {"a": "12345678901234567890", "b": "1.10", "c": "true", "d": None},
        {"a": None, "b": None, "c": None, "d": None},
    ]


def test_one_object_a_line(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl.gz"
    path.write_bytes(gzip.compress('{"a": "修改数据"}\n\n{"a": \n{"b": {"c": 2}}\n'.encode("gb18030")))
    rows, rejects = read(path)
    assert rows == [{"a": "修改数据", "b.c": None}, {"a": None, "b.c": "2"}]
    assert rejects == [(2, "unreadable")]


@pytest.mark.parametrize(
    ("value", "settings", "message"),
    [
        ("{", {}, "not a JSON file"),
        ("3", {}, "a single value"),
        ("[]", {}, "no record"),
        ({"a": [{"x": 1}], "b": [{"y": 1}]}, {}, 'of records: a, b. Say which in the mapping: records = "a[]"'),
        (JIRA, {"records": "issues[].history[]"}, "no record at issues[].history[]"),
        (JIRA, {"records": "issues[].changelog"}, "it must lead to a list, and end with []"),
    ],
)  # fmt: skip
def test_what_cannot_be_read(tmp_path: Path, value: object, settings: dict[str, str], message: str) -> None:
    with pytest.raises(SourceError) as caught:
        read(written(tmp_path, value), **settings)
    assert message in str(caught.value)
