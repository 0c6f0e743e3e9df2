"""`svcmine demo` does the monthly job on the sample logs and writes the reports in both languages."""

from __future__ import annotations

import re
import zipfile

from svcmine.insight import headline
from svcmine.store import open_store

from .conftest import Demo

KINDS = ("quality_dashboard", "conformance_report", "monthly_violations")


def test_three_reports_in_each_language_and_a_workbook(demo: Demo) -> None:
    names = {path.name for path in demo.done.files}
    assert {f"{kind}.{lang}.html" for kind in KINDS for lang in ("en", "zh")} <= names
    assert any(name.endswith(".xlsx") for name in names)
    assert all(path.is_file() for path in demo.done.files)


def test_pages_stand_alone(demo: Demo) -> None:
    for path in demo.done.files:
        if path.suffix == ".html":
            page = path.read_text(encoding="utf-8")
            assert "<script" not in page.lower()
            assert not re.search(r"""(?:src|href)\s*=\s*["']?\s*(?:https?:)?//""", page, re.IGNORECASE), path.name
            assert not re.search(r"@import|url\(\s*['\"]?https?:", page)


def test_chinese_pages_are_chinese(demo: Demo) -> None:
    for kind in KINDS:
        page = (demo.out / f"{kind}.zh.html").read_text(encoding="utf-8")
        text = re.sub(r"<[^>]+>", " ", re.sub(r"data:[^\"')]+|<style.*?</style>", "", page, flags=re.DOTALL))
        assert len(re.findall(r"[\u4e00-\u9fff]", text)) > 300, kind


def test_the_workbook_has_no_formulas(demo: Demo) -> None:
    for path in demo.done.files:
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/")]
                assert sheets
                assert not any(b"<f>" in book.read(name) for name in sheets)


def test_five_headline_figures(demo: Demo) -> None:
    with open_store(demo.out / "svcmine.duckdb", read_only=True) as store:
        lines = headline(store).lines("en")
    assert len(lines) == 5
    assert all(value for _, value in lines)


def test_every_load_is_accounted_for(demo: Demo) -> None:
    with open_store(demo.out / "svcmine.duckdb", read_only=True) as store:
        wrong = store.execute(
            "select load_id from loads where rows_read <> rows_loaded + rows_rejected + rows_duplicate + rows_ignored"
        ).fetchall()
        assert wrong == []
        assert store.one("select sum(rows_rejected) from loads") == store.one("select count(*) from rejects")
