"""Mappings proposed for unknown exports: right where the file tells, and a question wherever it does not."""

from __future__ import annotations

import csv
import gzip
import io
import re
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from svcmine.cli import app
from svcmine.errors import MappingError, SourceError, UsageError
from svcmine.sources import read_mapping
from svcmine.sources.proposing import Proposal, as_toml, propose
from svcmine.sources.proposing.activities import words_of
from svcmine.sources.proposing.times import decided, times_of
from svcmine.store import Store
from svcmine.store.loading import load

CHINESE = """\
工单编号,环节名称,处理人,完成时间,设备名称,备注
BG001,备份配置,王伟,2026/03/04 00:10:00,SW1,
BG001,修改数据,王伟,2026/03/04 00:40:00,SW1,特急
BG002,巡检机房,李强,2026/03/05 09:00:00,,
"""


def written(folder: Path, text: str, encoding: str = "utf-8", name: str = "export.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def mapped(proposal: Proposal) -> dict[str, str]:
    return {guess.attribute: guess.column.name for guess in proposal.guesses}


def test_a_chinese_export_in_gbk(store: Store, tmp_path: Path) -> None:
    path = written(tmp_path, CHINESE, "gbk")
    proposal = propose(path)
    assert (proposal.kind, proposal.format, proposal.delimiter) == ("tickets", "csv", ",")
    assert mapped(proposal) == {
        "case_id": "工单编号", "activity": "环节名称", "person": "处理人", "happened_at": "完成时间",
        "device_id": "设备名称",
    }  # fmt: skip
    assert [(word.word, word.candidates[:1], word.sure) for word in proposal.words] == [
        ("备份配置", ("backup_config",), True),
        ("修改数据", ("modify_data",), True),
        ("巡检机房", ("inspect_network",), False),
    ]
    assert [question.split("?")[0] for question in proposal.questions] == [
        "In which time zone are the times in '完成时间'",
        "Which process are these cases of",
        "When is a case closed",
    ]
    text = answered(as_toml(proposal))
    mapping = written(tmp_path, text, name="map.toml")
    (report,) = load(store, "tickets", mapping, [path])
    assert (report.rows_read, report.rows_loaded) == (3, 3)
    assert store.execute("select activity, happened_at::varchar from ticket_events order by 2").fetchall() == [
        ("backup_config", "2026-03-03 16:10:00+00"),
        ("modify_data", "2026-03-03 16:40:00+00"),
        ("巡检机房", "2026-03-05 01:00:00+00"),
    ]


def answered(text: str) -> str:
    """The proposal with its questions answered: the lines that only need to be made valid."""
    return re.sub(r"^# ((?:timezone|process|closed) = .*)$", r"\1", text, flags=re.MULTILINE)


def test_a_proposal_without_answers_is_refused_where_times_name_no_zone(store: Store, tmp_path: Path) -> None:
    path = written(tmp_path, CHINESE, "gbk")
    mapping = written(tmp_path, as_toml(propose(path)), name="map.toml")
    with pytest.raises(MappingError, match="names no time zone"):
        load(store, "tickets", mapping, [path])


def test_bastion_records_are_operations(tmp_path: Path) -> None:
    text = "time,device,account,command,ticket\n2026-03-04T00:10:00+08:00,SW1,tmp1,display version,BG001\n"
    proposal = propose(written(tmp_path, text))
    assert proposal.kind == "operations"
    assert mapped(proposal)["command"] == "command"
    assert proposal.questions == []
    assert "no file can tell" in proposal.notes[0]


def test_an_offset_that_may_be_false_is_warned_of(tmp_path: Path) -> None:
    text = "ticket id,activity,timestamp\nA,Open,2026-03-04T08:10:00Z\nA,Close,2026-03-04T09:10:00Z\n"
    assert any("wrong offset" in note for note in propose(written(tmp_path, text)).notes)


@pytest.mark.parametrize(
    ("values", "formats", "other"),
    [
        (["2026-03-04 10:00:00", "2026-03-05T11:00:00Z"], (), ()),
        (["2026/3/4 10:00", "2026/3/15 11:00"], ("%Y/%m/%d %H:%M",), ()),
        (["13/02/2026 10:00", "01/02/2026 11:00"], ("%d/%m/%Y %H:%M",), ()),
        (["02/13/2026 10:00", "01/02/2026 11:00"], ("%m/%d/%Y %H:%M",), ()),
        (["01/02/2026 10:00", "01/02/2026 11:00"], ("%d/%m/%Y %H:%M",), ("%m/%d/%Y %H:%M",)),
        (["2026年3月4日 10时30分", "2026年3月15日 11时05分"], ("%Y年%m月%d日 %H时%M分",), ()),
        (["20260304101500", "20260315111500"], ("%Y%m%d%H%M%S",), ()),
        (["04.03.2026 10:00", "15.03.2026 11:00"], ("%d.%m.%Y %H:%M",), ()),
        (["02/13/2026 10:00 PM", "01/02/2026 11:00 AM"], ("%m/%d/%Y %I:%M %p",), ()),
    ],
)  # fmt: skip
def test_formats(values: list[str], formats: tuple[str, ...], other: tuple[str, ...]) -> None:
    times = times_of(values)
    assert times is not None
    assert (times.formats, times.other) == (formats, other)


@pytest.mark.parametrize("values", [["1", "2"], ["V100", "x"], [], ["2026", "2027"], ["12.5", "13.25"]])
def test_no_times(values: list[str]) -> None:
    assert times_of(values) is None


def test_seconds_that_only_some_cells_have() -> None:
    times = times_of(["13/02/2026 10:00", "14/02/2026 10:00:05"] * 20)
    assert times is not None
    assert set(times.formats) == {"%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S"}


def test_the_order_of_rows_is_a_hint_but_not_an_answer() -> None:
    """Rows in time order only if the month comes first: proposed, and asked."""
    rows = [f"{month:02d}/{day:02d}/2026 10:00" for month in range(1, 9) for day in (1, 5, 9, 12)]
    times = times_of(rows)
    assert times is not None
    assert (times.formats, times.other) == (("%m/%d/%Y %H:%M",), ("%d/%m/%Y %H:%M",))
    assert "run forward in time" in times.why


def test_one_cell_beyond_the_sample_decides() -> None:
    times = times_of(["01/02/2026 10:00", "01/02/2026 11:00"])
    assert times is not None
    assert decided(times, ["02/02/2026 10:00", None, "02/13/2026 10:00"]).formats == ("%m/%d/%Y %H:%M",)
    assert decided(times, ["02/02/2026 10:00"]) == times


def test_the_whole_column_is_asked_in_a_long_file(tmp_path: Path) -> None:
    rows = [f"A{n},Open,0{1 + n % 9}/03/2026 10:00" for n in range(50_500)] + ["Z,Open,13/03/2026 10:00"]
    proposal = propose(written(tmp_path, "ticket,activity,time\n" + "\n".join([*rows, "Z,Close,13/03/2026 11:00"])))
    assert not proposal.whole
    (times,) = [guess.column.times for guess in proposal.times]
    assert times is not None
    assert (times.formats, times.other) == (("%d/%m/%Y %H:%M",), ())


def test_two_columns_that_may_be_the_case(tmp_path: Path) -> None:
    text = "ticket id,change id,activity,time\nA,X,Open,2026-03-04 10:00\nA,Y,Close,2026-03-04 11:00\n"
    proposal = propose(written(tmp_path, text))
    assert any("Is case_id really" in question for question in proposal.questions)
    # A column with the same content is no rival.
    same = text.replace(",X,", ",A,").replace(",Y,", ",A,")
    assert not any("really" in question for question in propose(written(tmp_path, same)).questions)


def test_signs_for_nothing(tmp_path: Path) -> None:
    text = "ticket,activity,time,closed_at\nA,Open,2026-03-04 10:00,?\nA,Shut,2026-03-04 11:00,2026-03-05 11:00\n"
    text += "A,Done,2026-03-04 11:00,2026-03-06 11:00\n"
    proposal = propose(written(tmp_path, text))
    assert proposal.missing == ["?"]
    assert mapped(proposal)["closed_at"] == "closed_at"


def test_headers_that_say_nothing_are_asked_for(tmp_path: Path) -> None:
    proposal = propose(written(tmp_path, "a,b\n1,2\n3,4\n"))
    assert [q.split("?")[0] for q in proposal.questions[:2]] == ["Which column is case_id", "Which column is activity"]
    assert "Columns: a, b" in proposal.questions[0]


def test_a_log_of_an_unknown_vendor(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"no line is one of cisco-ios, .*Write a grammar"):
        propose(written(tmp_path, "hello\nworld\n", name="a.log"))
    with pytest.raises(SourceError, match="no record"):
        propose(written(tmp_path, "a,b\n"))
    with pytest.raises(SourceError, match="no such file"):
        propose(tmp_path / "none.csv")


def test_words_near_a_label() -> None:
    near, none = words_of([("备份了配置", 3), ("zzz", 1)])
    assert not near.sure and not none.sure and none.candidates == ()
    assert "backup_config" in near.candidates


def test_the_verb(tmp_path: Path) -> None:
    path = written(tmp_path, CHINESE, "gbk")
    run = CliRunner()
    shown = run.invoke(app, ["map", str(path)])
    assert shown.exit_code == 0
    assert '"工单编号" = "case_id"' in shown.stdout
    assert "3 questions are open" in shown.stderr
    out = tmp_path / "map.toml"
    assert run.invoke(app, ["map", str(path), "--out", str(out)]).exit_code == 0
    assert read_mapping(out).columns["工单编号"] == "case_id"
    for wrong, message in ((["--out", str(out)], "not overwritten"), (["--kind", "sites"], "tickets and operations")):
        refused = run.invoke(app, ["map", str(path), *wrong]).exception
        assert isinstance(refused, UsageError)
        assert message in str(refused)


def _records(path: Path) -> int:
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    elif path.suffix == ".zip":
        archive = zipfile.ZipFile(path)
        data = archive.read(archive.namelist()[0])
    text = next(data.decode(e) for e in ("utf-8-sig", "gb18030") if _decodes(data, e))
    return sum(1 for row in csv.reader(io.StringIO(text)) if row) - 1


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


@pytest.mark.shared
@pytest.mark.parametrize(
    "name",
    [
        "helpdesk/Helpdesk.csv.gz", "chinese_headers/helpdesk_zh_gbk.csv.gz",
        "chinese_headers/helpdesk_zh_utf8bom.csv.gz",
        "pm4py_examples/running-example.csv", "pm4py_examples/receipt.csv", "pm4py_examples/interval_event_log.csv",
        "pm4py_examples/running_example_broken.csv", "labelled_gigantic/events.csv.gz",
        "servicenow_incidents/incident_event_log.zip",
    ],
)  # fmt: skip
def test_public_logs_load_by_their_proposal(store: Store, shared: Path, tmp_path: Path, name: str) -> None:
    path = shared / "logs" / name
    proposal = propose(path)
    assert {"case_id", "activity", "happened_at"} <= set(mapped(proposal))
    mapping = written(tmp_path, answered(as_toml(proposal)), name="map.toml")
    (report,) = load(store, "tickets", mapping, [path])
    assert report.rows_read == _records(path)
    assert report.rows_read == report.rows_loaded + report.rows_rejected + report.rows_duplicate
    assert report.rows_rejected == 0
