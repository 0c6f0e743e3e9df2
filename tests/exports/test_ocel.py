"""The object-centric export is read back equal by pm4py in all forms, and a change of many devices is one case."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pm4py
import pytest
from reconciliation.rows import accounts, insert, operation, ticket, ticket_event

from svcmine.checks import check
from svcmine.exports import export
from svcmine.reconciliation import refresh
from svcmine.store import Store, open_store

READERS = {"json": pm4py.read_ocel2_json, "xml": pm4py.read_ocel2_xml, "sqlite": pm4py.read_ocel2_sqlite}
WINDOW = "2 00:00 > 2 04:00"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with a change of three devices, a fault, a stranger's operation and an alarm; names try the formats."""
    with open_store(tmp_path_factory.mktemp("ocel") / "store.duckdb") as store:
        insert(
            store,
            "ticket_records",
            [
                ticket("C1", WINDOW, "D1 D2 D3", "P1 P2", site="南京01", plan_id="F-1", plan_version=3, priority="高",
                       op_scale=12, plan_complete=True, emergency_restoration=False, opened_at="1 08:00"),
                ticket("C<2>", "", "", "", site="D1", sla_minutes=90.5, parent_ticket_id="007"),
            ],
        )  # fmt: skip
        insert(
            store,
            "devices",
            [
                {"device_id": "D1", "site": "南京01", "product": "softswitch", "aliases": ["sx1", "10.0.0.1"]},
                {"device_id": "D2", "site": "杭州01"},
                {"device_id": "UNUSED", "site": "nowhere"},
            ],
        )
        insert(store, "sites", [{"site": "南京01", "region": "华东", "timezone": "Asia/Shanghai"}])
        accounts(store, 1)
        modify = {"command": 'MOD "A"&<B>;'}
        insert(
            store,
            "operations",
            [
                operation("o1", "2 01:00", "D1", "a1", activity="backup_config", result="ok"),
                operation("o2", "2 01:10", "D1", "a1", **modify),
                operation("o3", "2 01:11", "D1", "a1", **modify),
                operation("o4", "2 02:00", "D2", "a1", **modify),
                operation("o5", "2 02:30", "D3", "a1", activity="backup_config", result="failed"),
                operation("o6", "2 02:40", "D3", "a1", **modify),
                operation("o7", "9 01:00", "D9", "guest", **modify),
            ],
        )
        insert(
            store,
            "ticket_events",
            [
                ticket_event("e1", "C1", "approve_plan", "1 09:00:00", person="王伟", ended_at="1 09:30"),
                ticket_event("e2", "C<2>", "register_problem", "3 00:00", problem_id="F-1", device_id="D9"),
                ticket_event("e3", "C1", "modify_data", "2 02:00:30", device_id="D2", step_no=2, person="P1"),
                ticket_event("e4", "C1", "自定义 环节", "1 10:00", person="P2"),
            ],
        )
        insert(store, "alarms", [{"alarm_id": "A", "happened_at": "4 00:00", "device_id": "D1", "source_name": "al"}])
        reach = {"valid_from": "1 00:00", "valid_to": "30 00:00"}
        insert(store, "coverage", [{"source_name": name, "origin": name, **reach} for name in ("ticket", "operation")])
        refresh(store)
        yield store


def plain(value: Any) -> Any:
    """A value without the type that a reader gives it: XML has text only, a database no truth values."""
    if value is None or value != value:
        return None
    if isinstance(value, datetime):
        # pm4py's own parser leaves the zone of UTC away.
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    if isinstance(value, list):
        return ";".join(map(str, value))
    text = str(value)
    if text.lower() in ("true", "false"):
        return str(float(text.lower() == "true"))
    for read in (lambda: str(float(text)), lambda: datetime.fromisoformat(text).astimezone(UTC).isoformat()):
        try:
            # A leading zero makes an id of what looks like a number.
            return text if text.startswith("0") and text.isdigit() else read()
        except ValueError:
            continue
    return text


def rows_of(frame: Any, key: str) -> dict[str, dict[str, Any]]:
    """Id → its attributes that have a value."""
    columns = [name for name in frame.columns if not name.startswith("ocel:")]
    return {
        row[key]: {name: plain(row[name]) for name in columns if plain(row[name]) is not None}
        for row in frame.to_dict("records")
    }


def told(store: Store, sql: str, key: str, left_out: str) -> dict[str, dict[str, Any]]:
    """Id → the columns that have a value, of a query's rows."""
    result = store.execute(sql)
    columns = [column[0] for column in result.description or ()]
    rows = [dict(zip(columns, row, strict=True)) for row in result.fetchall()]
    return {
        row[key]: {n: plain(v) for n, v in row.items() if n not in left_out.split() and plain(v) is not None}
        for row in rows
    }


@pytest.mark.parametrize("form", READERS)
def test_ocel_is_read_back_equal_by_pm4py(small: Store, tmp_path: Path, form: str) -> None:
    count = export(small, "ocel", tmp_path / f"a.{form}")
    ocel = READERS[form](str(tmp_path / f"a.{form}"))
    assert len(ocel.events) == count == small.one("select count(*) from events") == 10
    happened = zip(ocel.events["ocel:eid"], ocel.events["ocel:activity"], ocel.events["ocel:timestamp"], strict=True)
    ours = small.execute("select event_id, activity, happened_at from events order by 1").fetchall()
    assert sorted((key, activity, plain(at.to_pydatetime())) for key, activity, at in happened) == [
        (key, activity, plain(at)) for key, activity, at in ours
    ]
    no_attribute = "event_id case_id position sequence ordered load_id source_row activity happened_at device_id person"
    assert rows_of(ocel.events, "ocel:eid") == told(
        small, "select * from events", "event_id", f"{no_attribute} problem_id extra"
    )

    objects = rows_of(ocel.objects, "ocel:oid")
    assert Counter(ocel.objects["ocel:type"]) == {"ticket": 2, "device": 4, "site": 3, "engineer": 3, "document": 1}
    expected: dict[str, dict[str, Any]] = {key: {} for key in objects}
    for kind, table, key, left_out in (
        ("ticket", "cases", "case_id", "site plan_id plan_devices plan_persons conflicts"),
        ("device", "devices", "device_id", "site"),
        ("site", "sites", "site", ""),
    ):
        left_out += f" {key} extra load_id source_row"
        for name, values in told(small, f"select * from {table}", key, left_out).items():
            if name != "UNUSED":
                expected[f"{kind}:{name}"] = values
    assert objects == expected

    wanted: set[tuple[str, str, str]] = set()
    for event_id, *named in small.execute(
        "select event_id, case_id, device_id, coalesce(devices.site, cases.site), coalesce(events.person, "
        "accounts.person), problem_id, plan_id from events left join cases using (case_id) "
        "left join devices using (device_id) left join accounts using (account)"
    ).fetchall():
        kinds = ("ticket", "device", "site", "engineer", "document", "document")
        names = ("case_id", "device_id", "site", "person", "problem_id", "plan_id")
        wanted |= {
            (event_id, f"{kind}:{value}", name)
            for kind, name, value in zip(kinds, names, named, strict=True)
            if value is not None
        }
    columns = ("ocel:eid", "ocel:oid", "ocel:qualifier")
    assert Counter(zip(*(ocel.relations[name] for name in columns), strict=True)) == Counter(wanted)
    columns = ("ocel:oid", "ocel:oid_2", "ocel:qualifier")
    assert sorted(zip(*(ocel.o2o[name] for name in columns), strict=True)) == [
        ("device:D1", "site:南京01", "site"),
        ("device:D2", "site:杭州01", "site"),
        ("ticket:C1", "device:D1", "plan_devices"),
        ("ticket:C1", "device:D2", "plan_devices"),
        ("ticket:C1", "device:D3", "plan_devices"),
        ("ticket:C1", "document:F-1", "plan_id"),
        ("ticket:C1", "engineer:P1", "plan_persons"),
        ("ticket:C1", "engineer:P2", "plan_persons"),
        ("ticket:C1", "site:南京01", "site"),
        ("ticket:C<2>", "site:D1", "site"),
    ]


def test_types_declare_what_they_fill_and_equal_stores_give_equal_bytes(small: Store, tmp_path: Path) -> None:
    for name in ("a.json", "b.json", "a.xml", "b.xml", "a.sqlite", "b.sqlite"):
        export(small, "ocel", tmp_path / name)
    for form in ("json", "xml", "sqlite"):
        assert (tmp_path / f"a.{form}").read_bytes() == (tmp_path / f"b.{form}").read_bytes()
    log = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    for types, ones in (("eventTypes", "events"), ("objectTypes", "objects")):
        filled: dict[str, set[str]] = {kind["name"]: set() for kind in log[types]}
        for one in log[ones]:
            filled[one["type"]] |= {attribute["name"] for attribute in one["attributes"]}
        assert filled == {kind["name"]: {a["name"] for a in kind["attributes"]} for kind in log[types]}
    kinds = {a["name"]: a["type"] for kind in log["objectTypes"] for a in kind["attributes"]}
    assert (kinds["op_scale"], kinds["sla_minutes"], kinds["plan_complete"], kinds["opened_at"]) == (
        "integer", "float", "boolean", "time",
    )  # fmt: skip


def test_a_change_of_many_devices_is_one_case_judged_device_by_device(small: Store, tmp_path: Path) -> None:
    assert small.execute(
        "select count(distinct case_id), count(distinct device_id) from events where match = 'matched'"
    ).fetchone() == (1, 3)
    catalog = tmp_path / "own.toml"
    catalog.write_text(
        """
[[norm]]
id = "OWN-BACKUP"
title = { en = "Back up each device before its data is changed", zh = "修改数据前先备份" }
process = ["change"]
severity = "critical"
clauses = ["own"]
[[norm.require]]
kind = "precedence"
activation = "modify_data"
target = ["backup_config"]
where = "backup_result = 'ok'"
same = ["device_id"]
""",
        encoding="utf-8",
    )
    check(small, [catalog])
    found = small.execute("select case_id, device_id, verdict from latest_findings order by device_id").fetchall()
    tally = small.execute("select sum(activations), sum(fulfilled), sum(violated) from latest_tallies").fetchone()
    # D1 was backed up (three commands, one act), D2 never, D3 without success: one case, an activation each.
    assert found == [("C1", "D2", "violated"), ("C1", "D3", "violated")]
    assert tally == (3, 1, 2)
