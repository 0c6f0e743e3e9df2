"""Folders, patterns and archives stand for the files in them; nothing is left out in silence."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest

from svcmine.errors import SourceError
from svcmine.sources import read_mapping
from svcmine.store import Store
from svcmine.store.loading import load

MAPPING = """
kind = "tickets"
source = "desk"
timezone = "UTC"
format = "csv"
[columns]
id = "case_id"
step = "activity"
time = "happened_at"
"""


def export(case: str) -> str:
    return f"id,step,time\n{case},open,2026-01-05 08:00\n{case},close,2026-01-05 09:00\n"


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    (tmp_path / "desk.toml").write_text(MAPPING, encoding="utf-8")
    return tmp_path / "desk.toml"


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    folder = tmp_path / "exports"
    (folder / "2026").mkdir(parents=True)
    (folder / "a.csv").write_text(export("c1"), encoding="utf-8")
    (folder / "2026" / "b.csv.gz").write_bytes(gzip.compress(export("c2").encode()))
    (folder / "2026" / "notes.docx").write_text("no log", encoding="utf-8")
    (folder / ".hidden.csv").write_text("no log", encoding="utf-8")
    with zipfile.ZipFile(folder / "c.zip", "w") as archive:
        archive.writestr("one.csv", export("c3"))
    return folder


def cases(store: Store) -> list[str]:
    return [row[0] for row in store.execute("select distinct case_id from ticket_events order by all").fetchall()]


def test_a_folder_stands_for_the_exports_in_it(store: Store, exports: Path, mapping: Path) -> None:
    reports = load(store, "tickets", mapping, [exports])
    assert [report.file_name for report in reports] == ["b.csv.gz", "a.csv", "c.zip"]
    assert cases(store) == ["c1", "c2", "c3"]
    assert any("1 files of other formats were left out: notes.docx" in note for note in reports[0].messages)


def test_a_pattern_stands_for_what_it_finds(store: Store, exports: Path, mapping: Path) -> None:
    load(store, "tickets", mapping, [exports / "**/*.gz", exports / "a*.csv", exports / "a.csv"])
    assert cases(store) == ["c1", "c2"]
    with pytest.raises(SourceError, match=r"x\*\.csv: no file matches\."):
        load(store, "tickets", mapping, [exports / "x*.csv"])


def test_an_archive_stands_for_its_files(store: Store, tmp_path: Path, mapping: Path) -> None:
    path = tmp_path / "months.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("2026-01/tickets.csv", export("c1"))
        archive.writestr("2026-02/tickets.csv", export("c2"))
        archive.writestr("../../evil.csv", export("c3"))
        archive.writestr("readme.docx", "")
    reports = load(store, "tickets", mapping, [path])
    assert cases(store) == ["c1", "c2", "c3"]
    assert not (tmp_path.parent / "evil.csv").exists()
    assert sum(report.rows_read for report in reports) == 6
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "id,step\n1,2\n")
        archive.writestr("b.csv", export("c2"))
    with pytest.raises(Exception, match=rf"{path}/a\.csv: there is no column 'time'"):
        load(store, "tickets", mapping, [path])


def test_a_folder_without_exports_is_refused(store: Store, tmp_path: Path, mapping: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match=r"empty: no file of a csv format in it: it is empty\."):
        load(store, "tickets", mapping, [tmp_path / "empty"])
    with pytest.raises(SourceError, match="Name the files to load"):
        load(store, "tickets", mapping, [])


def test_offsets_that_are_wrong_are_not_believed(store: Store, tmp_path: Path, mapping: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "id,step,time\nc1,open,2026-01-05T08:00:00.000+02:00\nc1,close,2026-07-05 09:00:00Z\n", encoding="utf-8"
    )
    wall = MAPPING.replace('timezone = "UTC"', 'timezone = "Asia/Shanghai"\noffsets = "ignore"')
    mapping.write_text(wall, encoding="utf-8")
    load(store, "tickets", mapping, [tmp_path / "a.csv"])
    found = store.execute("select happened_at at time zone 'UTC' from ticket_events order by all").fetchall()
    assert [str(row[0]) for row in found] == ["2026-01-05 00:00:00", "2026-07-05 01:00:00"]
    assert read_mapping("xes").offsets == "believe"
