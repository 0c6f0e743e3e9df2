"""XLSX and Parquet are read as text: ids stay what they are, times become ISO."""

from __future__ import annotations

import base64
import gzip
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from svcmine.errors import SourceError
from svcmine.sources import Mapping, Records, open_records


def read(path: Path, **mapping: object) -> tuple[Records, list[tuple[int, list[str | None]]]]:
    records = open_records(path, Mapping(kind="tickets", **mapping))  # type: ignore[arg-type]
    return records, [numbered for batch in records.batches for numbered in zip(batch.numbers, batch.rows, strict=True)]


def workbook(path: Path) -> Path:
    with xlsxwriter.Workbook(path) as book:
        time = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        notes = book.add_worksheet("notes")
        notes.write_string(0, 0, "id")
        sheet = book.add_worksheet("工单")
        sheet.write_row(0, 0, ["工单号", "时间", "编号", "紧急", "备注", "备注"])
        sheet.write_string(1, 0, "00123")
        sheet.write_datetime(1, 1, datetime(2026, 1, 5, 8, 3, 7), time)
        sheet.write_number(1, 2, 123)
        sheet.write_boolean(1, 3, True)
        sheet.write_row(1, 4, ["a", "b"])
        sheet.write_string(3, 0, "1E5")
        sheet.write_string(3, 1, "2026-01-05 08:03")
        sheet.write_string(3, 2, "=1+1")
    return path


def test_cells_of_a_workbook_are_text(tmp_path: Path) -> None:
    records, rows = read(workbook(tmp_path / "log.xlsx"), sheet="工单")
    assert records.columns == ["工单号", "时间", "编号", "紧急", "备注", "备注"]
    assert rows == [
        (1, ["00123", "2026-01-05 08:03:07", "123", "true", "a", "b"]),
        (3, ["1E5", "2026-01-05 08:03", "=1+1", None, None, None]),
    ]
    assert records.notes == []


def test_unknown_sheet_and_empty_sheet(tmp_path: Path) -> None:
    path = workbook(tmp_path / "log.xlsx")
    with pytest.raises(SourceError, match=r"there is no sheet 'tickets'\. Sheets are: notes, 工单"):
        read(path, sheet="tickets")
    assert read(path)[1] == []
    with xlsxwriter.Workbook(tmp_path / "empty.xlsx") as book:
        book.add_worksheet("a")
    with pytest.raises(SourceError, match=r"empty\.xlsx: .*empty"):
        read(tmp_path / "empty.xlsx")


def test_ids_that_excel_has_rounded_are_told(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "log.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["id"])
        sheet.write_number(1, 0, 9007199254740993)
    assert "Excel has already rounded such ids" in read(tmp_path / "log.xlsx")[0].notes[0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<html><table><tr><td>1</td></tr></table></html>", "a web page that was named .xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "the workbook cannot be read"),
        (b"id,text\n1,a\n", "no workbook"),
        (b"PK\x03\x04 broken", "a damaged workbook"),
        (b"", "no workbook"),
    ],
)
def test_what_is_no_workbook_says_what_it_is(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "log.xlsx"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=said):
        read(path)


def test_a_cell_at_the_far_end_is_refused(tmp_path: Path) -> None:
    far = tmp_path / "far.xlsx"
    with zipfile.ZipFile(workbook(tmp_path / "log.xlsx")) as book, zipfile.ZipFile(far, "w") as changed:
        for name in book.namelist():
            text = book.read(name)
            if name == "xl/worksheets/sheet2.xml":
                text = text.replace(
                    b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                )
            changed.writestr(name, text)
    with pytest.raises(SourceError, match="spans 1,048,576 rows and 16,384 columns"):
        read(far, sheet="工单")


def test_parquet(tmp_path: Path) -> None:
    table = pa.table(
        {
            "id": pa.array(["00123", None]),
            "number": pa.array([9007199254740993, 1], pa.int64()),
            "at": pa.array([datetime(2026, 1, 5, 8, 3, tzinfo=UTC), None], pa.timestamp("us", "UTC")),
            "wall": pa.array([datetime(2026, 1, 5, 8, 3, 0, 5), None], pa.timestamp("ns")),
            "ok": pa.array([True, False]),
        }
    )
    pq.write_table(table, tmp_path / "log.parquet")
    records, rows = read(tmp_path / "log.parquet")
    assert records.columns == ["id", "number", "at", "wall", "ok"]
    assert rows == [
        (1, ["00123", "9007199254740993", "2026-01-05 08:03:00Z", "2026-01-05 08:03:00.000005", "true"]),
        (2, [None, "1", None, None, "false"]),
    ]
    (tmp_path / "bad.parquet").write_bytes(b"PAR1 no")
    with pytest.raises(SourceError, match="not a Parquet file"):
        read(tmp_path / "bad.parquet")


def test_ending_and_address(tmp_path: Path) -> None:
    (tmp_path / "log.dat").write_text("id\n1\n")
    with pytest.raises(SourceError, match="the ending tells no format"):
        read(tmp_path / "log.dat")
    assert read(tmp_path / "log.dat", format="csv")[1] == [(1, ["1"])]
    with pytest.raises(SourceError, match="reads local files only"):
        read(Path("http://127.0.0.1/log.csv"))


# A workbook of Excel 97 with the sheet 工单, packed: no library of the project writes this format.
OLD = (
    r"ABzY8000000t4+>O=uHA6#izDG(WUy65C=clu)p0ZD5m934u0Ms6AP#MHGL~)&#0Gt)yP!!B%UIf*>9gFNJ#WQuX2w_MkTpLPZaP"
    r"AS8-j1VO0QL!0%@+ufSh3JqwXWxr+Kym>Qk=Iy+BGqd|@#-E#bP?yItw8Msi=0;hOOi*&01s|wh(<E!=E=rn(bp^MJ99ibT(~6f)"
    r"=|k!7JQUowKPL)&pmYr9&^<hq46Y&eunm1e+R#Q+;5JFTsAa1HOiwZ0#PlAwoMzg=lB-PHsBKOh!A!inDQc|Z!%73!c_I6K#5(U-"
    r"5=J#%$W=UgP3UbM*quJzcXpjs)Z5E3336yxawwUW<;}Q5GldKxluCsXiQvFMER~9ljO0*7UZ2EwEeOn-;r%RV$=6mcK=PkU<<7sz"
    r"UF6N>^6QEn7=w0_qa}-SsCHSSh)>54_RdpOlo|1D1B>Q*so{_0><!9lM(27RfU1TgEjEgS&Q{tMB5Gt;NDYV7)}R`VsVyG4|MPy~"
    r"Te4qNa2%BrO`wu_KSz^~?3};*?e)I?p7;rtjPV(vpCntQz0hz;YLK#*Yix_Oi8XdIz0AFCVZM%O6)knj8+)n^X74z+xx%%LG)@cS"
    r"O?+Dszn%E(m;I0HvmfI-h@a}pU#OaT8=pV}ooorxm(MtwMYFhdQ{qY7%!RS*yk}bb#}4FDe1`3saa>kn0Ul=kO!bnS9kEzajJcB9"
    r"Vg+r%+HyW@G(*z50HTx0=`)$n9Tyc@FMIeZ^d6KIdQi9ryD_5f9db3Kw!+#+sY$yMz(d)T*2!;pV8Ma~3l=O`uwY?hLGT?^zj4bu"
    r"qQkh;JB|N33zQ1hZ;}m*0~n^~Jbg=cVu<oIG9|5_8aRa6msq8a`M*%&5RIP3Ao|&k!IIZ6eUpje_gS@~@85+`spA()vGYHV{|hNk"
    r"`>FsI000"
)


@pytest.mark.parametrize("name", ["old.xls", "called.xlsx"])
def test_old_workbooks_are_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(gzip.decompress(base64.b85decode(OLD)))
    records, rows = read(path)
    assert records.columns == ["工单号", "时间", "编号"]
    assert rows == [(1, ["00123", "2026-01-05 08:03:07", "123"]), (2, ["1E5", "2026-01-05 08:03", "1.5"])]
