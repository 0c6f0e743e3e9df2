"""Operations, sites, devices, accounts, alarms, waivers, calendars and coverage: each kind into its own table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from svcmine.errors import MappingError, SourceError
from svcmine.sources import Mapping
from svcmine.store import Store
from svcmine.store.loading import LoadReport, load
from tests.store.desk import counts


def put(store: Store, folder: Path, kind: str, text: str, name: str = "log.csv", **mapping: Any) -> LoadReport:
    """Load a CSV whose header names the attributes themselves."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    columns = {name: name for name in text.splitlines()[0].split(";")}
    given = {"name": kind, "source": kind, "kind": kind, "timezone": "Asia/Shanghai", "columns": columns}
    (report,) = load(store, kind, Mapping(**(given | {"delimiter": ";"} | mapping)), [path])
    return report


def rows(store: Store, sql: str) -> list[tuple[Any, ...]]:
    return store.execute(sql).fetchall()


def test_operations_are_classified_by_their_command(store: Store, tmp_path: Path) -> None:
    text = (
        "happened_at;device_id;account;command;result\n"
        "2026-01-05 22:00:00;D1;ops1;BKP CFG: DEST=LOCAL;ok\n2026-01-05 22:05:00;D1;ops1;MOD SUB: ID=1;failed\n"
        "2026-01-05 22:06:00;D1;ops1;display version;\nsoon;D1;ops1;reboot;\n2026-01-05 22:07:00;;ops1;reboot;\n"
    )
    assert counts(put(store, tmp_path, "operations", text, clock="bastion")) == (5, 3, 2, 0, 0)
    assert rows(store, "select command, activity, result, clock, source_name from operations order by happened_at") == [
        ("BKP CFG: DEST=LOCAL", "backup_config", "ok", "bastion", "operations"),
        ("MOD SUB: ID=1", "modify_data", "failed", "bastion", "operations"),
        ("display version", None, None, "bastion", "operations"),
    ]
    assert "modify_data" in store.one("select activities from sources")
    assert rows(store, "select reason from rejects order by source_row") == [("bad_time",), ("missing_device",)]
    assert rows(
        store, "select origin, device_id, strftime(valid_from, '%H:%M'), strftime(valid_to, '%H:%M') from coverage"
    ) == [("operation", "D1", "14:00", "14:06")]


def test_device_of_a_file_that_names_none(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("at,cmd\n2026-01-05 22:00:00,reboot\n")
    columns = {"at": "happened_at", "cmd": "command"}
    mapping = Mapping(name="m", source="m", kind="operations", timezone="UTC", columns=columns)
    load(store, "operations", mapping, [path], device="D7")
    assert rows(store, "select device_id, activity from operations") == [("D7", "restart_device")]
    with pytest.raises(MappingError, match="nothing is mapped to device_id"):
        load(store, "operations", mapping, [path])


def test_a_site_stands_once_and_the_latest_file_decides(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path, "sites", "site;region;timezone\nS1;north;Asia/Shanghai\nS2;south;UTC\n")
    report = put(store, tmp_path, "sites", "site;region;timezone\nS1;east;Asia/Shanghai\nS2;south;UTC\n", "new.csv")
    assert counts(report) == (2, 1, 0, 1, 0)
    assert "1 sites that were known are replaced" in report.messages[0]
    assert rows(store, "select site, region from sites order by site") == [("S1", "east"), ("S2", "south")]


def test_devices_and_accounts(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path, "devices", "device_id;site;product;aliases;colour\nD1;S1;core;d-1 、D_1;red\n", columns={
        "device_id": "device_id", "site": "site", "product": "product", "aliases": {"to": "aliases", "separator": "、"},
    })  # fmt: skip
    put(store, tmp_path, "accounts", "account;person;account_class\nops1;p1;engineer\n", "accounts.csv")
    assert rows(store, "select device_id, product, aliases, extra->>'colour' from devices") == [
        ("D1", "core", ["d-1", "D_1"], "red")
    ]
    assert rows(store, "select account, person, account_class from accounts") == [("ops1", "p1", "engineer")]


def test_an_alarm_told_again_with_its_end_is_one_alarm(store: Store, tmp_path: Path) -> None:
    header = "alarm_id;happened_at;ended_at;device_id;activity\n"
    put(store, tmp_path, "alarms", header + "A1;2026-01-05 08:00:00;;D1;service_interrupted\n")
    report = put(
        store,
        tmp_path,
        "alarms",
        header + "A1;2026-01-05 08:00:00;2026-01-05 09:00:00;D1;service_interrupted\n",
        "new.csv",
    )
    assert counts(report) == (1, 1, 0, 0, 0)
    assert rows(store, "select alarm_id, strftime(ended_at, '%H:%M') from alarms") == [("A1", "01:00")]


def test_a_waiver_that_cannot_be_read_excuses_nothing(store: Store, tmp_path: Path) -> None:
    text = (
        "waiver_id;norm_id;scope;valid_from;valid_to;reason\n"
        'W1;N1;"{""site"": ""S1""}";2026-01-01;2026-02-01;signed\nW2;N1;;;;all\nW3;N1;site S1;;;\n'
        "W4;N1;;2026-01-01;someday;\nW5;N1;[1];;;\n;N1;;;;\n"
    )
    assert counts(put(store, tmp_path, "waivers", text)) == (6, 2, 4, 0, 0)
    assert rows(store, "select waiver_id, scope::varchar, valid_from::varchar from waivers order by 1") == [
        ("W1", '{"site": "S1"}', "2025-12-31 16:00:00+00"), ("W2", "{}", None),
    ]  # fmt: skip
    assert rows(store, "select source_row, reason, detail from rejects order by 1") == [
        (3, "bad_scope", "column scope: site S1"), (4, "bad_value", "column valid_to: someday"),
        (5, "bad_scope", "column scope: [1]"), (6, "missing_waiver", "column waiver_id: empty"),
    ]  # fmt: skip


def test_calendar_entries(store: Store, tmp_path: Path) -> None:
    text = (
        "entry;name;region;customer;start;end;working\n"
        "window;night;north;;00:00;06:00;\npeak;noon;;C1;11:00;13:00;\nfreeze;new year;;;2026-01-01 00:00;2026-01-03;\n"
        "day;holiday;north;;2026-01-02;;no\nwindow;broken;;;late;06:00;\nfreeze;open;;;2026-01-01;;\n"
        "day;unclear;;;2026-01-04;;\nparty;x;;;00:00;01:00;\n"
    )
    assert counts(put(store, tmp_path, "calendar", text)) == (8, 4, 4, 0, 0)
    assert rows(store, "select name, region, start_time::varchar, end_time::varchar from windows") == [
        ("night", "north", "00:00:00", "06:00:00")
    ]
    assert rows(store, "select name, customer, start_time::varchar from peaks") == [("noon", "C1", "11:00:00")]
    assert rows(store, "select starts_local::varchar, ends_local::varchar from freezes") == [
        ("2026-01-01 00:00:00", "2026-01-03 00:00:00")
    ]
    assert rows(store, "select day::varchar, region, working from calendar_days") == [("2026-01-02", "north", False)]
    assert rows(store, "select reason, detail from rejects order by source_row") == [
        ("bad_start", "column start: late"), ("bad_end", "column end: empty"), ("missing_working", None),
        ("unknown_entry", "column entry: party"),
    ]  # fmt: skip


OPERATIONS = "happened_at;device_id;command\n2026-01-05 00:00:00;D1;x\n2026-01-09 00:00:00;D2;x\n"
COVERAGE = (
    "select device_id, site, valid_from::date::varchar, valid_to::date::varchar, declared from coverage order by all"
)


def test_declared_coverage_replaces_what_would_be_derived(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path, "operations", OPERATIONS, timezone="UTC")
    assert rows(store, COVERAGE) == [
        ("D1", None, "2026-01-05", "2026-01-09", False), ("D2", None, "2026-01-05", "2026-01-09", False),
    ]  # fmt: skip
    declared = {"valid_from": "2026-01-01T00:00:00Z", "valid_to": "2026-02-01T00:00:00Z", "devices": ["D1"]}
    put(store, tmp_path, "operations", OPERATIONS, timezone="UTC", coverage=declared)
    assert rows(store, COVERAGE) == [("D1", None, "2026-01-01", "2026-02-01", True)]


def test_coverage_file_speaks_for_its_sources(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path, "operations", OPERATIONS, timezone="UTC")
    text = "source_name;origin;device_id;valid_from;valid_to\noperations;operation;;2026-01-01;2026-03-01\n"
    put(store, tmp_path, "coverage", text, "coverage.csv", timezone="UTC")
    assert rows(store, COVERAGE) == [(None, None, "2026-01-01", "2026-03-01", True)]


def test_coverage_grows_with_the_loads(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path, "operations", OPERATIONS, timezone="UTC")
    later = "happened_at;device_id;command\n2026-02-01 00:00:00;D3;x\n"
    put(store, tmp_path, "operations", later, "later.csv", timezone="UTC")
    assert [(row[0], row[3]) for row in rows(store, COVERAGE)] == [(f"D{n}", "2026-02-01") for n in (1, 2, 3)]


def test_unknown_kind(store: Store, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="--kind tables: kinds are tickets, operations, sites"):
        load(store, "tables", "xes", [tmp_path / "x.csv"])
