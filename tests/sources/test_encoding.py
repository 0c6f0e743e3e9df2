"""The same text is read from every encoding that ticket systems export; nothing is guessed that any bytes would fit."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from svcmine.errors import SourceError
from svcmine.sources import Mapping, open_records

TEXT = "工单号,备注\nCHG001,修改𠮷野家的数据\nCHG001,修改数据：完成\n"


def read(path: Path, encoding: str | None = None) -> tuple[list[str], list[list[str | None]], str | None, list[str]]:
    records = open_records(path, Mapping(kind="tickets", encoding=encoding))
    rows = [row for batch in records.batches for row in batch.rows]
    return records.columns, rows, records.encoding, [reject.reason for reject in records.rejects]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (TEXT.encode("gb18030"), "gb18030"),
        (TEXT.encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_encoding_is_detected(tmp_path: Path, content: bytes, name: str) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(content)
    columns, rows, encoding, rejects = read(path)
    assert encoding == name
    assert columns[0] == "工单号"
    assert rows == [["CHG001", "修改𠮷野家的数据"], ["CHG001", "修改数据：完成"]]
    assert rejects == []


def test_export_named_gbk_may_hold_what_only_gb18030_has(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(TEXT.encode("gb18030"))
    assert read(path, "gbk")[1] == [["CHG001", "修改𠮷野家的数据"], ["CHG001", "修改数据：完成"]]


def test_declared_encoding_may_have_a_mark(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    for mark, name in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        path.write_bytes(mark + TEXT.encode(name))
        assert read(path, name)[0] == ["工单号", "备注"]


@pytest.mark.parametrize("at", [0, 700, 1399])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_one_bad_byte_costs_one_record(tmp_path: Path, encoding: str, at: int) -> None:
    lines = [f"CHG{n:04d},修改数据".encode(encoding) for n in range(1400)]
    lines[at] = f"CHG{at:04d},".encode() + b"\xff\xff" + "修改".encode(encoding)
    path = tmp_path / "log.csv"
    path.write_bytes(
        "工单号,备注修改数据完成工单已经关闭请确认后再次提交谢谢\n".encode(encoding) + b"\n".join(lines) + b"\n"
    )
    _, rows, found, rejects = read(path)
    assert (found, len(rows), rejects) == (encoding, 1399, ["bad_encoding"])


def test_half_a_character_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(TEXT.encode("utf-16") + b"\x4f")
    _, rows, _, rejects = read(path)
    assert (len(rows), rejects) in [(2, ["wrong_width"]), (2, ["bad_encoding"])]


def test_what_fits_no_encoding_is_refused_with_both_places(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes("id,name\n1,Café\n2,Zoë Müller\n".encode("latin-1"))
    with pytest.raises(SourceError, match=r"neither UTF-8 \(fails at byte 13\) nor GBK/GB18030 \(fails at byte \d+\)"):
        read(path)
    assert read(path, "latin-1")[1] == [["1", "Café"], ["2", "Zoë Müller"]]


def test_unknown_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text(TEXT)
    with pytest.raises(SourceError, match="there is no encoding 'klingon'"):
        read(path, "klingon")
    with pytest.raises(SourceError, match="there is no encoding 'hex'"):
        read(path, "hex")
