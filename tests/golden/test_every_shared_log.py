"""Every public log loads by the proposal of `svcmine map`, once its questions are answered; each record is counted.

The answers stand in ANSWERS, a few lines a file. The counts are made with the csv module and with lxml's own parser.
Long logs are cut to their first records; SVCMINE_DOUBT=1 takes them whole.
"""

from __future__ import annotations

import csv
import gzip
import io
import os
import re
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from svcmine.cli import main
from svcmine.errors import SvcmineError
from svcmine.sources.proposing import as_toml, propose
from svcmine.store import Store
from svcmine.store.loading import LoadReport, load

pytestmark = pytest.mark.shared
ROOT = Path(__file__).resolve().parents[3] / "shared" / "logs"
MOST = None if os.environ.get("SVCMINE_DOUBT") else 1_500
MALFORMED = "pm4py_examples/malformed_xes"
# What stands beside the logs and is none: models, schemas, and where the files come from.
NO_LOGS = (".bpmn", ".pnml", ".ptml", ".xsd", ".txt")
OBJECT_CENTRIC = "pm4py_examples/ocel"
SAP = "pm4py_examples/ocel/VBFA.zip"
BROKEN = "pm4py_examples/running_example_broken.csv"


def opened(column: str) -> dict[str, str]:
    """The answer that a record's opening is an event."""
    ask = EVENT.format(f'"{column}"')
    return {ask: ask.replace("# ", "").replace("ASK", "register_ticket")}


EVENT = '# [[events]]\n# activity = "ASK"\n# time = {}\n# once_per = "case"'
# What a person answers, beside the lines that only ask to be made valid: text of the proposal → text of the mapping.
ANSWERS: dict[str, dict[str, str]] = {
    "bpic2014/Detail_Change.csv.gz": opened("Change record Open Time"),
    "bpic2014/Detail_Incident.csv.gz": opened("open_time"),
    "bpic2014/Detail_Incident_Activity.csv.gz": {'# "data_stamp" = "happened_at"': '"data_stamp" = "happened_at"'},
    SAP: {
        'delimiter = ","\n': 'delimiter = ","\ntimezone = "Europe/Berlin"\ntimestamp_format = "%Y%m%d %H%M%S"\n',
        "[columns]\n": '[columns]\n"VBELV" = "case_id"\n"VBTYP_N" = "activity"\n"ERDAT + ERZET" = "happened_at"\n',
    },
    "chinese_headers/change_until_2013_zh_gb18030.csv.gz": opened("建单时间"),
}


# Logs without a time, and a table about cases: their records are kept, and give no event.
NO_TIMES = ("pm4py_examples/synthetic_logs", "labelled_gigantic/labels")


def names(*, malformed: bool = False) -> list[str]:
    found = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*") if path.is_file())
    inside = [name for name in found if name.startswith(MALFORMED)]
    if malformed:
        return inside
    others = set(found) - set(inside) - {BROKEN}
    return sorted(n for n in others if not n.endswith(NO_LOGS) and (n == SAP or not n.startswith(OBJECT_CENTRIC)))


def content(path: Path) -> bytes:
    if path.suffix == ".gz":
        return gzip.decompress(path.read_bytes())
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            (inner,) = archive.namelist()
            return archive.read(inner)
    return path.read_bytes()


def cut(name: str, folder: Path) -> Path:
    """The log, or one of the same name and form with its first records."""
    path = ROOT / name
    if MOST is None or path.suffix == ".log":
        return path
    data = content(path)
    if ".xes" in name:
        ends = [found.end() for found in re.finditer(rb"</trace>", data)]
        events = [found.end() for found in re.finditer(rb"</event>", data)]
        if len(events) <= MOST:
            return path
        last = next(end for end in ends if end > events[MOST])
        data = data[:last] + b"\n</log>\n"
    else:
        lines = data.split(b"\n")
        if len(lines) <= MOST:
            return path
        data = b"\n".join(lines[: MOST + 1]) + b"\n"
    kept = folder / (path.name.removesuffix(".gz") if path.suffix == ".gz" else f"{path.stem}.csv")
    if path.suffix not in (".gz", ".zip"):
        kept = folder / path.name
    kept.write_bytes(data)
    return kept


def count(path: Path, encoding: str | None, delimiter: str | None) -> int:
    """The records of a file, counted by another reader."""
    data = content(path)
    if ".xes" in path.name:
        parser = etree.XMLParser(huge_tree=True, resolve_entities=False)
        return len(etree.fromstring(data, parser).findall(".//{*}event"))
    if path.suffix == ".log":
        return sum(bool(line.strip()) for line in data.split(b"\n"))
    rows = csv.reader(io.StringIO(data.decode(encoding or "utf-8"), newline=""), delimiter=delimiter or ",")
    return sum(bool(row) for row in rows) - 1


def balanced(report: LoadReport) -> bool:
    parts = report.rows_loaded + report.rows_rejected + report.rows_duplicate + report.rows_ignored
    return report.rows_read == parts


@pytest.mark.parametrize("name", names())
def test_a_log_loads_by_its_proposal(name: str, shared: Path, store: Store, tmp_path: Path) -> None:
    path = cut(name, tmp_path)
    proposal = propose(path)
    text = as_toml(proposal)
    for asked, answer in ANSWERS.get(name, {}).items():
        assert asked in text, f"the proposal does not ask: {asked}\n{text}"
        text = text.replace(asked, answer)
    text = re.sub(r"^# ((?:timezone|process|closed) = .*)$", r"\1", text, flags=re.MULTILINE)
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(text, encoding="utf-8")
    year = 2023 if any("--year" in question for question in proposal.questions) else None
    device = "R1" if any("--device" in question for question in proposal.questions) else None
    (report,) = load(store, proposal.kind, mapping, [path], year=year, device=device)
    assert balanced(report)
    assert report.rows_read == count(path, proposal.encoding, proposal.delimiter)
    table = "ticket_events" if proposal.kind == "tickets" else "operations"
    events = store.one(f"select count(*) from {table}")
    if name.startswith(NO_TIMES):
        assert any(question.startswith("Which column is happened_at?") for question in proposal.questions)
        assert events == 0
    elif "once_per" in "".join(ANSWERS.get(name, ())):
        assert events == store.one("select count(distinct (case_id, happened_at)) from ticket_events") > 0
    else:
        assert events == report.rows_loaded
    # Some of SAP's lines name no document that they follow.
    allowed = {"missing_case"} if name == SAP else set()
    reasons = {reason for (reason,) in store.execute("select distinct reason from rejects").fetchall()}
    assert reasons <= allowed, report.messages


@pytest.mark.parametrize("name", names(malformed=True))
def test_a_malformed_log_is_refused_or_its_records_are_rejected(
    name: str, shared: Path, store: Store, tmp_path: Path
) -> None:
    path = ROOT / name
    try:
        (report,) = load(store, "tickets", "xes", [path])
    except SvcmineError as error:
        assert name in str(error)
        assert error.exit_code == 2
        return
    assert balanced(report)
    assert report.rows_read == count(path, None, None)
    reasons = store.execute("select reason from rejects").fetchall()
    assert len(reasons) == report.rows_rejected
    assert all(reason for (reason,) in reasons)


def test_a_broken_table_is_rejected_by_record(shared: Path, store: Store, tmp_path: Path) -> None:
    path = ROOT / BROKEN
    mapping = tmp_path / "mapping.toml"
    proposal = propose(path)
    mapping.write_text(as_toml(proposal), encoding="utf-8")
    (report,) = load(store, "tickets", mapping, [path])
    assert balanced(report)
    assert report.rows_read == count(path, proposal.encoding, ";")
    assert report.rows_rejected == store.one("select count(*) from rejects where reason <> '' and raw <> ''")


def object_centric() -> list[str]:
    found = (ROOT / OBJECT_CENTRIC).glob("*")
    return sorted(path.name for path in found if path.suffix in (".csv", ".sqlite", ".jsonocel", ".xmlocel"))


@pytest.mark.parametrize("name", object_centric())
def test_object_centric_logs_are_refused_with_a_reason(
    name: str, shared: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["svcmine", "map", str(ROOT / OBJECT_CENTRIC / name)])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 2
    said = " ".join(capsys.readouterr().err.split())
    assert name in said
    assert "object-centric log (OCEL)" in said
