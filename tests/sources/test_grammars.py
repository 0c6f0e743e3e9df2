"""Command records of each vendor, stamps without a year, and two clocks in a line."""

# Lines of a log are as long as the device wrote them.
# ruff: noqa: E501

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from svcmine.errors import MappingError, SourceError
from svcmine.sources import Mapping, Records, open_records, read_mapping
from svcmine.sources.devices import grammars
from svcmine.sources.devices.commands import classifier
from svcmine.sources.devices.stamps import Years, iso, offset
from svcmine.sources.devices.syslog import COLUMNS
from svcmine.sources.proposing import as_toml, propose
from svcmine.store import Store
from svcmine.store.loading import load
from svcmine.vocabulary import ACTIVITIES

MAPPING = {
    "time": "happened_at", "device": "device_id", "account": "account", "command": "command",
    "session": "session_id", "source_ip": "source_ip", "sequence": "sequence", "synchronised": "clock_synchronised",
}  # fmt: skip


def mapping(grammar: str, **more: Any) -> Mapping:
    settings: dict[str, Any] = {"timezone": "UTC", "columns": MAPPING, **more}
    return Mapping(name="log", source="log", kind="operations", format=grammar, **settings)


def read(folder: Path, grammar: str, text: str, **options: Any) -> tuple[Records, list[dict[str, str | None]]]:
    path = folder / "device.log"
    path.write_text(text, encoding="utf-8")
    zones = options.pop("zones", {})
    records = open_records(path, mapping(grammar, zones=zones), **options)
    return records, [dict(zip(COLUMNS, row, strict=True)) for batch in records.batches for row in batch.rows]


CISCO = """\
Mar  4 13:24:18 core1.example 54: 000051: Mar  4 10:24:17.250: %PARSER-5-CFGLOG_LOGGEDCMD: User:alice  logged command:interface Vlan10
Mar  4 13:24:40 core1.example 57: 000054: Mar  4 10:24:39 UTC: %SYS-5-CONFIG_I: Configured from console by alice on vty0 (10.0.0.7)
<189>1827406: Mar  4 2026 11:37:42.893: %PARSER-5-CFGLOG_LOGGEDCMD: User:bob  logged command:!exec: reload
*Mar  4 18:50:35.353: %PARSER-5-CFGLOG_LOGGEDCMD: User:unknown  logged command:no shutdown
Mar  4 18:50:35.496: %SPANTREE-5-ROOTCHANGE: Root Changed for vlan 15
Mar  4 18:50:36.000: %PARSER-5-CFGLOG_LOGGEDCMD: User:alice  logged com
"""


def test_cisco_ios(tmp_path: Path) -> None:
    records, rows = read(tmp_path, "cisco-ios", CISCO, year=2026, device="SW9")
    picked = ("time", "device", "account", "command", "device_time", "synchronised")
    assert [tuple(row[name] for name in picked) for row in rows] == [
        ("2026-03-04 13:24:18", "core1.example", "alice", "interface Vlan10", "2026-03-04 10:24:17.250", "yes"),
        (
            "2026-03-04 13:24:40",
            "core1.example",
            "alice",
            "Configured from console by alice on vty0 (10.0.0.7)",
            "2026-03-04 10:24:39+00:00",
            "yes",
        ),
        ("2026-03-04 11:37:42.893", "SW9", "bob", "reload", "2026-03-04 11:37:42.893", "yes"),
        ("2026-03-04 18:50:35.353", "SW9", None, "no shutdown", "2026-03-04 18:50:35.353", "no"),
    ]
    assert (rows[1]["session"], rows[1]["source_ip"], rows[0]["sequence"]) == ("vty0", "10.0.0.7", "000051")
    assert records.ignored == Counter({"SPANTREE-5-ROOTCHANGE": 1})
    assert [(r.source_row, r.reason) for r in records.rejects] == [(6, "truncated")]
    assert records.notes == ["the stamps name no year; by their order they are of 2026"]


H3C = """\
%Jun 29 23:59:58:123 2025 H3C-A SHELL/6/SHELL_CMD: -Line=vty0-IPAddr=10.1.1.9-User=ops; Command is reboot
<189>Jul  1 08:00:00 2025 H3C-A %%10SHELL/5/SHELL_CMD(l): -Line=con0-IPAddr=**-User=**; Command is undo shutdown.
<189>Jul  1 08:00:01 2025 H3C-A %%10SHELL/5/SHELL_LOGIN(l): admin login from 10.1.1.9
"""


def test_h3c_comware(tmp_path: Path) -> None:
    records, rows = read(tmp_path, "h3c-comware", H3C)
    picked = ("time", "device", "account", "session", "source_ip", "command")
    assert [tuple(row[name] for name in picked) for row in rows] == [
        ("2025-06-29 23:59:58.123", "H3C-A", "ops", "vty0", "10.1.1.9", "reboot"),
        ("2025-07-01 08:00:00", "H3C-A", None, "con0", None, "undo shutdown"),
    ]
    assert records.ignored == Counter({"SHELL/5/SHELL_LOGIN": 1})


JUNOS = """\
Mar 10 12:34:56 mx1 mgd[4163]: UI_CMDLINE_READ_LINE: User 'kim', command 'request system reboot '
Mar 10 12:35:56 mx1 mgd[4163]: UI_COMMIT: User 'kim' requested 'commit' operation (comment: none)
<165>1 2026-03-10T12:36:00.120+08:00 mx1 mgd 3046 UI_CMDLINE_READ_LINE [junos@2636.1.1.1.2.18 username="kim" command="show version "] User 'kim'
Mar 10 12:36:01 mx1 mgd[4163]: UI_LOGIN_EVENT: User 'kim' login
2026 Mar 10 12:36:02 mx1 mgd[4163]: UI_CMDLINE_READ_LINE: User 'kim', command 'set system host-name x'
"""


def test_juniper_junos(tmp_path: Path) -> None:
    records, rows = read(tmp_path, "juniper-junos", JUNOS, year=2026)
    assert [(row["time"], row["account"], row["command"]) for row in rows] == [
        ("2026-03-10 12:34:56", "kim", "request system reboot"),
        ("2026-03-10 12:35:56", "kim", "commit"),
        ("2026-03-10T12:36:00.120+08:00", "kim", "show version"),
        ("2026-03-10 12:36:02", "kim", "set system host-name x"),
    ]
    assert records.ignored == Counter({"UI_LOGIN_EVENT": 1})


TACACS = (
    "May 19 13:22:07 10.0.0.3\tadmin\ttty2\t10.0.0.50\tstart\ttask_id=20\tservice=shell\n"
    "May 19 13:22:11 10.0.0.3\tadmin\ttty2\t10.0.0.50\tstop\ttask_id=20\tservice=shell\tcmd=configure terminal <cr>\n"
    "May 19 13:22:25 10.0.0.3\tadmin\ttty2\t10.0.0.50\tstop\ttask_id=20\tservice=shell\telap$\n"
    "2026-05-19 13:23:00 +0200\t10.0.0.3\tkim\tvty0\t10.0.0.51\tstop\tcmd=reload <cr>\n"
    '2026-05-19 13:24:00 +0200 nas=10.0.0.4 user=kim port=vty1 nac=10.0.0.51 type=stop cmd="show clock <cr>"\n'
)


def test_tacacs_accounting(tmp_path: Path) -> None:
    records, rows = read(tmp_path, "tacacs", TACACS, year=2026)
    picked = ("time", "device", "account", "session", "source_ip", "command")
    assert [tuple(row[name] for name in picked) for row in rows] == [
        ("2026-05-19 13:22:11", "10.0.0.3", "admin", "tty2", "10.0.0.50", "configure terminal"),
        ("2026-05-19 13:23:00+02:00", "10.0.0.3", "kim", "vty0", "10.0.0.51", "reload"),
        ("2026-05-19 13:24:00+02:00", "10.0.0.4", "kim", "vty1", "10.0.0.51", "show clock"),
    ]
    assert records.ignored == Counter({"start": 1, "stop without a command": 1})
    assert records.rejects == []


def test_years_follow_from_the_order_of_the_lines() -> None:
    years = Years(2024)
    stamps = ["Dec 31 23:59:58", "Dec 31 23:59:59", "Jan  1 00:00:01", "Dec 31 23:59:59", "Feb 28 10:00:00"]
    told = [iso("f", " ".join(stamp.split()), years) for stamp in stamps]
    # A line that came late over the new year belongs to the old one.
    assert [text[:10] for text in told] == ["2024-12-31", "2024-12-31", "2025-01-01", "2024-12-31", "2025-02-28"]
    assert years.seen == {2024, 2025}


def test_a_stamp_with_a_year_tells_that_of_the_next_one() -> None:
    years = Years(None)
    assert iso("f", "Sep 25 2026 11:37:42.893", years) == "2026-09-25 11:37:42.893"
    assert iso("f", "Jan 3 01:00:00", years) == "2027-01-03 01:00:00"
    with pytest.raises(SourceError, match="f: the stamp 'Jan 3 01:00:00' has no year"):
        iso("f", "Jan 3 01:00:00", Years(None))


@pytest.mark.parametrize(
    ("zone", "zones", "wanted"),
    [
        (None, {}, ""), ("Z", {}, "+00:00"), ("UTC", {}, "+00:00"), ("+0800", {}, "+08:00"), ("-03:30", {}, "-03:30"),
        ("MSK", {"MSK": "Europe/Moscow"}, "+03:00"), ("CST", {"CST": "Asia/Shanghai"}, "+08:00"),
        ("CST", {"CST": "America/Chicago"}, "-05:00"),
    ],
)  # fmt: skip
def test_zones(zone: str | None, zones: dict[str, str], wanted: str) -> None:
    assert offset(zone, "2026-07-01 10:00:00", zones) == wanted


def test_a_zone_name_that_nobody_explains_is_asked_for(tmp_path: Path) -> None:
    line = (
        "Mar  4 13:24:18 r1 54: 000051: Mar  4 10:24:17 CST: %PARSER-5-CFGLOG_LOGGEDCMD: User:a  logged command:ntp\n"
    )
    records, rows = read(tmp_path, "cisco-ios", line, year=2026)
    assert rows == []
    (reject,) = records.rejects
    assert (reject.reason, reject.raw) == ("unknown time zone", line.strip())
    assert 'Say which: [zones] CST = "Asia/Shanghai"' in reject.detail
    _, rows = read(tmp_path, "cisco-ios", line, year=2026, zones={"CST": "Asia/Shanghai"})
    assert rows[0]["device_time"] == "2026-03-04 10:24:17+08:00"


def test_a_format_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(
        SourceError, match=r"no format 'huawai'\. Formats are csv, .*juniper-junos.*, or the file of a gram"
    ):
        read(tmp_path, "huawai", "x")
    with pytest.raises(SourceError, match="the grammar cannot be read"):
        read(tmp_path, str(tmp_path / "none.toml"), "x")


def test_a_zone_of_a_mapping_must_exist(tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    path.write_text('kind = "operations"\nzones = { MSK = "Moscow" }\n', encoding="utf-8")
    with pytest.raises(MappingError, match="'Moscow' is no time zone"):
        read_mapping(path)


@pytest.mark.parametrize(
    ("command", "activity"),
    [
        ("no shutdown", "configure_online"), ("reload in 5", "restart_device"), ("show version", None),
        ("copy running-config tftp://10.0.0.1/a", "backup_config"), ("90 permit tcp any any", "configure_online"),
        ("snmp-server community * ro", "modify_security_variable"), ("configure terminal", None),
        ("request system reboot", "restart_device"), ("commit", "configure_online"), ("commit check", None),
        ("request system software add x.tgz", "upgrade_software"), ("rollback 1", "start_rollback"),
        ("save", None), ("save backup.cfg", "backup_config"), ("save /var/tmp/a", "backup_config"),
    ],
)  # fmt: skip
def test_commands_of_other_vendors(command: str, activity: str | None) -> None:
    assert classifier(None).activity(command) == activity


def test_every_table_speaks_the_vocabulary() -> None:
    assert set(classifier(None).activities) <= set(ACTIVITIES)
    assert set(grammars()) == {"cisco-ios", "h3c-comware", "huawei-vrp", "juniper-junos", "tacacs"}


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "grammar", "commands", "ignored", "rejects"),
    [
        ("cisco_ios_cfglog_R1_double_timestamp.log", "cisco-ios", 10, 0, 0),
        ("cisco_misc.log", "cisco-ios", 3, 1, 0),
        ("tac_plus_acct_tab.log", "tacacs", 2, 4, 0),
        ("huawei_vrp.gb18030.log", "huawei-vrp", 5, 3, 0),
    ],
)
def test_real_lines(shared: Path, name: str, grammar: str, commands: int, ignored: int, rejects: int) -> None:
    path = shared / "logs/device_oplogs" / name
    records = open_records(path, mapping(grammar), year=2023)
    rows = [dict(zip(COLUMNS, row, strict=True)) for batch in records.batches for row in batch.rows]
    assert (len(rows), records.ignored.total(), len(records.rejects)) == (commands, ignored, rejects)
    assert all(row["command"] and row["time"] for row in rows)


VRP = """\
<189>Apr 19 2019 13:57:13 SW1 %%01SHELL/5/CMDRECORD(s)[10]:Recorded command information. (Task=We0, Ip=10.0.0.7, User=admin, Command="info-center loghost 10.0.0.1")
<190>Jul 26 2019 09:09:33 SW1 %%01SHELL/6/CMDCONFIRM_RECORD(s)[11]:When being asked whether to execute the command "reboot", the user chose Y.(Task=VT1, IP=10.0.0.8, User=kim)
"""


def test_the_vendor_is_told_by_its_command_records(tmp_path: Path) -> None:
    """Huawei's and H3C's lines are alike; only their command records are not."""
    path = tmp_path / "a.log"
    path.write_text(VRP, encoding="gb18030")
    assert propose(path).format == "huawei-vrp"


def test_commands_that_stand_for_nothing_are_counted_and_listed(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_text(VRP, encoding="utf-8")
    (report,) = load(store, "operations", mapping("huawei-vrp", timezone="UTC"), [path])
    assert report.rows_loaded == 2
    (said,) = report.messages
    assert said.startswith("1 commands stand for no activity")
    assert said.endswith(": 'info-center loghost 10.0.0.1' (1)")


def test_two_stamps_that_differ_are_asked_about(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    line = (
        "Jan  6 13:24:18 r1 54: 000051: Jan  6 10:24:17: %PARSER-5-CFGLOG_LOGGEDCMD: User:kim  logged command:reload\n"
    )
    path.write_text(line, encoding="utf-8")
    proposal = propose(path)
    assert any("Which clock is right" in question for question in proposal.questions)
    assert 'clock = "collector"' in as_toml(proposal)
    path.write_text(line.replace("13:24:18", "10:24:17"), encoding="utf-8")
    assert 'clock = "collector"' not in as_toml(propose(path))
