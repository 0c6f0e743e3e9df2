"""Public collections of awkward CSV files: each is read as its author meant, or refused or rejected; never misread."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from svcmine.errors import SourceError
from svcmine.sources import Mapping, Records, open_records

pytestmark = pytest.mark.shared

# Refused as a whole: no header, or a header that is no text.
REFUSED = {
    "blank_only.csv", "empty_file.csv", "only_blank_lines.csv", "sep_only.csv", "utf16le_bom.csv", "utf32be_bom.csv",
}  # fmt: skip
# Not cut into columns unless the mapping names the delimiter: signs that stand in ordinary text.
UNDECLARED = {"caret_basic.csv", "caret_delimiter.csv", "caret_quoted.csv", "control_byte_header.csv", "delim_0x1f.csv"}
# Records that another reader would pad, cut or guess; number of records that are rejected instead.
REJECTED = {
    "backslash_escape.csv": 1, "extra_fields_empty.csv": 2, "extra_fields_non_empty.csv": 1, "nul_in_8k.csv": 1,
    "extra_trailing_empty_fields.csv": 2, "extra_trailing_nonempty.csv": 1, "invalid_quote.csv": 1,
    "ragged_rows_long_empty.csv": 2, "ragged_rows_short.csv": 2, "unterminated_quote.csv": 1,
    "wide_row_extra_empty.csv": 1, "wide_row_extra_non_empty.csv": 1,
}  # fmt: skip


def read(path: Path, delimiter: str | None = None) -> tuple[Records, list[list[str | None]]]:
    records = open_records(path, Mapping(kind="tickets", delimiter=delimiter))
    return records, [row for batch in records.batches for row in batch.rows]


def test_csv_spectrum(shared: Path) -> None:
    folder = shared / "corpora/csv-spectrum"
    for path in sorted((folder / "csvs").glob("*.csv")):
        records, rows = read(path)
        wanted = json.loads((folder / "json" / f"{path.stem}.json").read_text(encoding="utf-8"))
        wanted = wanted if isinstance(wanted, list) else [wanted]
        got = [dict(zip(records.columns, row, strict=True)) for row in rows]
        # The collection's answers have one kind of line end.
        clean = [{key: (cell or "").replace("\r\n", "\n") for key, cell in row.items()} for row in got]
        answers = [{key: cell.replace("\r\n", "\n") for key, cell in row.items()} for row in wanted]
        if path.stem == "location_coordinates":
            # The collection's answer has another telephone number than its file.
            clean[0].pop("Contact Phone Number")
            answers[0].pop("Contact Phone Number")
        assert clean == answers, path.name
        assert not records.rejects, path.name


def test_torture_corpus_is_never_misread(shared: Path) -> None:
    seen, refused, rejected = set(), set(), {}
    for path in sorted((shared / "corpora/rvl").glob("*.csv")):
        seen.add(path.name)
        try:
            records, rows = read(path)
        except SourceError:
            refused.add(path.name)
            continue
        if records.rejects:
            rejected[path.name] = len(records.rejects)
        assert all(len(row) == len(records.columns) for row in rows), path.name
        if path.name in UNDECLARED:
            assert len(records.columns) == 1, path.name
    assert refused - {"encoding_utf16le.csv", "encoding_utf32be.csv"} == REFUSED & seen
    assert {name: n for name, n in rejected.items() if not name.startswith("encoding_")} == REJECTED


@pytest.mark.parametrize(
    ("name", "delimiter", "wanted"),
    [
        ("caret_quoted.csv", "^", [["1", "alpha^beta", "caret inside"], ["2", "gamma", "ok"]]),
        ("control_byte_header.csv", "\x01", [["A", "1"], ["B", "2"]]),
        ("delim_0x1f.csv", "\x1f", [["A", "1"], ["B", "2"]]),
        ("sep_caret.csv", None, [["1", "10"], ["2", "20"]]),
        ("sep_equal.csv", None, [["A", "10", "ok"], ["B", "20", "ok"]]),
        ("sep_tab.csv", None, [["1", "alpha", "10"], ["2", "beta", "20"]]),
        ("multiline_quoted.csv", None, [["1", "first line\nsecond line"], ["2", "single line"]]),
        ("backslash_in_quoted_rfc.csv", None, [["1", "path C:\\temp\\file"], ["2", "literal \\\\ backslash"]]),
        ("scientific_notation.csv", None, [["1", "1e3"], ["2", "-2.5E-4"]]),
        ("bom_no_trailing_newline.csv", None, [["1", "10"], ["2", "20"]]),
        ("semicolon_quoted.csv", None, [["1", "Doe; Jane", "semi; inside"], ["2", "Smith", "ok"]]),
    ],
)
def test_torture_corpus_cell_by_cell(
    shared: Path, name: str, delimiter: str | None, wanted: list[list[str | None]]
) -> None:
    assert read(shared / "corpora/rvl" / name, delimiter)[1] == wanted


def test_naughty_strings_survive(shared: Path, tmp_path: Path) -> None:
    strings = json.loads((shared / "corpora/blns/blns.json").read_text(encoding="utf-8"))
    lines = ["id,text"] + [f'{n},"{text.replace(chr(34), chr(34) * 2)}"' for n, text in enumerate(strings)]
    path = tmp_path / "log.csv"
    path.write_bytes("\n".join(lines).encode())
    records, rows = read(path)
    assert (len(rows), records.rejects) == (len(strings), [])
    changed = [text for text, row in zip(strings, rows, strict=True) if row[1] != text]
    assert all(any(ord(c) < 32 or ord(c) == 127 for c in text) for text in changed)
