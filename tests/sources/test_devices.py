"""Command records of device logs, in English and Chinese; what is no command is counted by its type."""

# Lines of a log are as long as the device wrote them.
# ruff: noqa: E501

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from svcmine.errors import SourceError
from svcmine.sources import Mapping, Records, open_records
from svcmine.sources.devices.commands import standard
from svcmine.store import Store
from svcmine.store.loading import load
from svcmine.vocabulary import ACTIVITIES

LINES = """\
<189>Apr 19 2019 13:57:13 SW1 %%01SHELL/5/CMDRECORD(s)[10]:Recorded command information. (Task=VT0, Ip=10.0.0.7, VpnName=, User=admin, AuthenticationMethod="Local-user", Command="display clock")
<190>Jul 26 2018 09:09:33 SW1 %%01SHELL/6/CMDCONFIRM_RECORD(s)[3265991]:When being asked whether to execute the command "reboot fast", the user chose Y.(Task=VT1, IP=10.0.0.8, VpnName=, User=ops)
2018/5/21 10:43:00 FW-1 %%01SHELL/6/DISPLAY_CMDRECORD(s)[235]:记录显示命令信息。（任务＝FW，地址＝**，VPN实例名=，用户＝_system_，认证方式="Null"，命令＝"display ips-engine information"）
Jul 20 2016 16:44:00 SW1 %%01SHELL/5/LOGOUT(s)[69573]:The user succeeded in logging out of VTY0. (UserType=Telnet, UserName=ipnet)
no record at all
<189>Apr 19 2019 13:57:14 SW1 %%01SHELL/5/CMDRECORD(s)[11]:Recorded command information. (Task=VT0, Ip=10.0
"""
MAPPING = Mapping(
    name="vrp",
    source="vrp",
    kind="operations",
    format="huawei-vrp",
    timezone="Asia/Shanghai",
    clock="device",
    columns={
        "time": "happened_at", "device": "device_id", "account": "account", "command": "command",
        "source_ip": "source_ip", "session": "session_id", "sequence": "sequence", "vendor": "vendor",
    },
)  # fmt: skip


def read(path: Path, **options: object) -> tuple[Records, list[list[str | None]]]:
    records = open_records(path, MAPPING, **options)  # type: ignore[arg-type]
    return records, [row for batch in records.batches for row in batch.rows]


def test_command_records(tmp_path: Path) -> None:
    path = tmp_path / "vrp.log"
    path.write_text(LINES, encoding="utf-8")
    records, rows = read(path)
    assert [row[:7] for row in rows] == [
        ["2019-04-19 13:57:13", "SW1", "admin", "VT0", "display clock", "10.0.0.7", "10"],
        ["2018-07-26 09:09:33", "SW1", "ops", "VT1", "reboot fast", "10.0.0.8", "3265991"],
        ["2018-5-21 10:43:00", "FW-1", "_system_", "FW", "display ips-engine information", None, "235"],
    ]
    assert records.ignored == Counter({"SHELL/5/LOGOUT": 1})
    assert [(r.source_row, r.reason) for r in records.rejects] == [(5, "unreadable"), (6, "truncated")]


def test_operations_of_a_device_log_are_loaded_and_accounted_for(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "vrp.log"
    path.write_text(LINES, encoding="gb18030")
    (report,) = load(store, "operations", MAPPING, [path])
    assert (report.rows_read, report.rows_loaded, report.rows_rejected, report.rows_ignored) == (6, 3, 2, 1)
    assert report.encoding == "gb18030"
    assert store.one("select notes->'ignored'->>'SHELL/5/LOGOUT' from loads") == "1"
    assert store.execute(
        "select happened_at::varchar, device_id, activity, clock, vendor, sequence from operations order by 1"
    ).fetchall() == [
        ("2018-05-21 02:43:00+00", "FW-1", None, "device", "huawei", 235),
        ("2018-07-26 01:09:33+00", "SW1", "restart_device", "device", "huawei", 3265991),
        ("2019-04-19 05:57:13+00", "SW1", None, "device", "huawei", 10),
    ]


def test_stamp_without_year(tmp_path: Path) -> None:
    path = tmp_path / "vrp.log"
    path.write_text(LINES.splitlines()[0].replace("Apr 19 2019", "Apr 19"), encoding="utf-8")
    with pytest.raises(
        SourceError,
        match=r"line 1: the stamp 'Apr 19 13:57:13' has no year\. Say in which year the file begins: --year 2026",
    ):
        read(path)
    assert read(path, year=2026)[1][0][0] == "2026-04-19 13:57:13"


def test_device_that_the_line_does_not_name(tmp_path: Path) -> None:
    path = tmp_path / "vrp.log"
    path.write_text(LINES.splitlines()[0].replace(" SW1 ", " - "), encoding="utf-8")
    assert read(path, device="SW9")[1][0][1] == "SW9"


@pytest.mark.parametrize(
    ("command", "activity"),
    [
        ("BKP CFG: DEST=FTP", "backup_config"), ("bkp db", "backup_data"), ("LST CHGTBL", "check_change_table"),
        ("CHK BKP: SRC=FTP", "verify_backup"),
        ("MOD TIMER: ID=3", "modify_timer"), ("MOD SUB: ID=3", "modify_data"), ("RST BRD: SLOT=3", "restart_device"),
        ("LST SUB: ALL=YES", "run_heavy_query"), ("LST SUB: ID=3", None), ("display current-configuration", None),
        ("save backup.cfg", "backup_config"), ("undo shutdown", "configure_online"), ("  reboot ", "restart_device"),
        ("copy running-config tftp://10.0.0.1/x", "backup_config"), ("MODIFY", None), ("", None),
    ],
)  # fmt: skip
def test_commands_are_classified(command: str, activity: str | None) -> None:
    assert standard().activity(command) == activity


def test_commands_speak_the_vocabulary() -> None:
    assert set(standard().activities) <= set(ACTIVITIES)


@pytest.mark.shared
def test_real_lines(shared: Path) -> None:
    folder = shared / "logs/device_oplogs"
    records, rows = read(folder / "huawei_vrp.log")
    assert read(folder / "huawei_vrp.gb18030.log")[1] == rows
    assert (len(rows), records.ignored.total(), len(records.rejects)) == (5, 3, 0)
    assert rows[2][1:5] == ["fw001.cn-lvliang-2", "eca", "VTY1", "system-view"]
