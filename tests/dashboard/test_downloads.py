"""Exports hold what was filtered, and no cell can act."""

from __future__ import annotations

import csv
import tarfile
import zipfile
from pathlib import Path

import fastexcel
import pytest

from svcmine.dashboard.choice import Choice
from svcmine.dashboard.downloads import write_csv, write_source, write_xlsx
from svcmine.dashboard.reader import Reader

CHOICE = Choice(verdict=("violated",), norm=("N-BACKUP",))


def expected(reader: Reader, choice: Choice) -> list[str]:
    return reader.ask("findings_page", choice, most=10_000, skipped=0)["finding_id"].tolist()


def test_csv_as_filtered_and_harmless(own: Reader, tmp_path: Path) -> None:
    own.dispose(expected(own, CHOICE)[0], "contested", "=cmd|' /C calc'!A0", "＝1+1")
    path = tmp_path / "findings.csv"
    assert write_csv(own, CHOICE, path) == len(expected(own, CHOICE))
    text = path.read_text(encoding="utf-8")
    assert text.startswith("\ufeff")
    rows = list(csv.reader(text.removeprefix("\ufeff").splitlines()))
    assert [row[0] for row in rows[1:]] == expected(own, CHOICE)
    cells = [cell for row in rows for cell in row if cell]
    assert not [cell for cell in cells if cell[0] in "=+-@\t\r＝＋－＠"]
    assert any(cell.startswith("'=cmd") for cell in cells) and any(cell.startswith("'＝") for cell in cells)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_xlsx_as_filtered_without_formulas_or_links(own: Reader, tmp_path: Path, lang: str) -> None:
    choice = CHOICE.with_(lang=lang)
    own.dispose(expected(own, choice)[0], "contested", '=HYPERLINK("http://x.example")', "http://x.example")
    path = tmp_path / "findings.xlsx"
    assert write_xlsx(own, choice, path) == len(expected(own, choice))
    sheet = fastexcel.read_excel(path).load_sheet(0).to_arrow()
    assert sheet.column(0).to_pylist() == expected(own, choice)
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name).decode("utf-8") for name in book.namelist() if name.endswith((".xml", ".rels"))}
    assert not [name for name, text in parts.items() if "<f>" in text or "<hyperlink" in text]


def test_the_source_code_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "source.tar.gz"
    assert write_source(path) > 200
    with tarfile.open(path) as archive:
        names = archive.getnames()
    for part in ("svcmine/cli.py", "svcmine/dashboard/board.css", "svcmine/norms/kinds.py", "LICENSE", "OFFER.txt"):
        assert any(name.endswith(part) for name in names), part
    assert not [name for name in names if "__pycache__" in name or name.endswith(".duckdb")]
