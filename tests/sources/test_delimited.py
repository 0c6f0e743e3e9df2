"""CSV of every dialect is read cell by cell, and what is no record is a reject with its own text."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svcmine.errors import SourceError
from svcmine.sources import Mapping, Records, open_records

Rows = list[list[str | None]]


def read(path: Path, **mapping: object) -> tuple[Records, Rows]:
    records = open_records(path, Mapping(kind="tickets", **mapping))  # type: ignore[arg-type]
    return records, [row for batch in records.batches for row in batch.rows]


def written(folder: Path, text: str | bytes, name: str = "log.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    lines = [["id", "text", "at"], ["1", "a, b; c", "x"], ["2", 'say "hi"', "y"]]
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows(lines)
    records, rows = read(written(tmp_path, buffer.getvalue()))
    assert records.columns == lines[0]
    assert rows == lines[1:]


def test_first_line_may_name_the_delimiter(tmp_path: Path) -> None:
    records, rows = read(written(tmp_path, "sep=^\nid^value\n1^10\n"))
    assert (records.columns, rows) == (["id", "value"], [["1", "10"]])


def test_delimiter_can_be_declared(tmp_path: Path) -> None:
    records, rows = read(written(tmp_path, "a,b;c\n1,2;3\n"), delimiter=";")
    assert (records.columns, rows) == (["a,b", "c"], [["1,2", "3"]])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_may_differ_and_mix(tmp_path: Path, end: str) -> None:
    _, rows = read(written(tmp_path, f'id,text{end}1,"two{end}lines"{end}2,b\n3,c\r\n4,d\r5,e'))
    assert rows == [["1", f"two{end}lines"], ["2", "b"], ["3", "c"], ["4", "d"], ["5", "e"]]


def test_record_of_another_width_is_rejected_with_its_text(tmp_path: Path) -> None:
    records, rows = read(written(tmp_path, 'id,text\n1,a\n2,b,c\n"3, x"\n4,\n,5,\n'))
    assert rows == [["1", "a"], ["4", ""]]
    assert [(r.source_row, r.reason, r.raw) for r in records.rejects] == [
        (2, "wrong_width", "2,b,c"), (3, "wrong_width", '"3, x"'), (5, "wrong_width", ",5,"),
    ]  # fmt: skip


def test_quote_that_never_closes_loses_its_own_line_only(tmp_path: Path) -> None:
    records, rows = read(written(tmp_path, 'id,text\n1,a\n2,"b\n3,c\n4,"d ""e"""\n5,f\n'))
    assert rows == [["1", "a"], ["3", "c"], ["4", 'd "e"'], ["5", "f"]]
    assert [(r.source_row, r.raw) for r in records.rejects] == [(2, '2,"b')]


def test_hash_is_no_comment(tmp_path: Path) -> None:
    assert read(written(tmp_path, "id,text\n#1,a\n"))[1] == [["#1", "a"]]


def test_control_characters_are_taken_out_and_counted(tmp_path: Path) -> None:
    records, rows = read(written(tmp_path, "id,text\n1,a\x00b\x07\n2,c\n"))
    assert rows == [["1", "ab"], ["2", "c"]]
    assert records.notes == ["control characters were taken out of 1 records"]


def test_cell_without_end_is_rejected(tmp_path: Path) -> None:
    records, rows = read(written(tmp_path, "id,text\n1,{}\n2,b\n".format("x" * (2 << 20))))
    assert rows == [["2", "b"]]
    assert [(r.source_row, r.reason, len(r.raw)) for r in records.rejects] == [(1, "unreadable", 20_000)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b"\n \n\t\n", "blank lines only"),
        (b"\xef\xbb\xbf", "blank lines only"),
        (",".join(map(str, range(2001))).encode(), "2,001 columns"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        read(written(tmp_path, content))


def test_header_only_is_told(tmp_path: Path) -> None:
    records, rows = read(written(tmp_path, "id,text\n"))
    assert rows == []
    assert records.notes == ["the file has a header and no record"]


def test_packed_files(tmp_path: Path) -> None:
    content = b"id,text\n1,a\n"
    packed = tmp_path / "log.csv.gz"
    packed.write_bytes(gzip.compress(content))
    archive = tmp_path / "log.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("log.csv", content)
    assert read(packed)[1] == read(archive)[1] == [["1", "a"]]


def test_damaged_and_ambiguous_archives_are_refused(tmp_path: Path) -> None:
    good = gzip.compress(b"id,text\n" + b"1,abc\n" * 1000)
    for content in (good[:-8] + b"\0\0\0\0" + good[-4:], good[: len(good) // 2], b"id,text\n"):
        with pytest.raises(SourceError, match="damaged"):
            read(written(tmp_path, content, "log.csv.gz"))
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as file:
        file.writestr("a.csv", "x")
        file.writestr("b.csv", "x")
    with pytest.raises(SourceError, match=r"must hold one file, it holds a\.csv, b\.csv"):
        read(tmp_path / "two.zip")


def test_file_that_unpacks_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("svcmine.sources.encoding._FREE_BYTES", 1 << 20)
    with pytest.raises(SourceError, match="unpacks to more than 250 times its size"):
        read(written(tmp_path, gzip.compress(b"1,a\n" * (4 << 20)), "log.csv.gz"))


cells = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=6)


@given(st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=5))
def test_what_was_written_is_read(tmp_path_factory: pytest.TempPathFactory, table: list[tuple[str, str, str]]) -> None:
    buffer = io.StringIO()
    csv.writer(buffer, quoting=csv.QUOTE_ALL).writerows([("a", "b", "c"), *table])
    path = written(tmp_path_factory.mktemp("any"), buffer.getvalue())
    records, rows = read(path)
    assert (rows, records.rejects) == ([list(row) for row in table], [])
