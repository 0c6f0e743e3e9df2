"""The reports run, stand alone, speak both languages, and no text of a log can act in them."""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
from insight.small_store import NASTY, NORMS, fill

from svcmine.errors import SvcmineError, UsageError
from svcmine.reports import KINDS, report, report_all
from svcmine.reports.html import inert, page
from svcmine.reports.kernel import run_notebooks
from svcmine.reports.report import notebooks
from svcmine.reports.words import section
from svcmine.store import Store, open_store

BOOKS = sorted(notebooks().glob("*.ipynb"))


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with all reports in both languages, made once."""
    folder = tmp_path_factory.mktemp("pack")
    with open_store(folder / "store.duckdb") as store:
        fill(store)
        files = report_all(store, list(KINDS), ["en", "zh"], out=folder / "out")
    assert all(path.is_file() for path in files)
    return folder / "out"


def pages(pack: Path) -> list[Path]:
    found = sorted(pack.glob("*.html"))
    assert len(found) == 6
    return found


class Looker(HTMLParser):
    """Collects what a browser would act on."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.bad: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            if name.startswith("on") or (
                name in ("src", "href") and not (value or "").startswith(("data:image/png", "#"))
            ):
                self.bad.append(f"{tag} {name}={value}")

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def looked(path: Path) -> Looker:
    looker = Looker()
    looker.feed(path.read_text(encoding="utf-8"))
    return looker


def test_the_pack_has_pages_workbooks_and_a_manifest(pack: Path) -> None:
    names = {path.name for path in pack.iterdir()}
    assert names == {f"{book}.{lang}.html" for book in KINDS.values() for lang in ("en", "zh")} | {
        "findings.en.xlsx", "findings.zh.xlsx", "manifest.json",
        *(f"monthly_violations.{lang}.{kind}" for lang in ("en", "zh") for kind in ("xlsx", "pdf")),
    }  # fmt: skip


def test_nothing_in_a_page_can_act(pack: Path) -> None:
    for path in pages(pack):
        looker = looked(path)
        assert looker.tags.isdisjoint({"script", "iframe", "object", "embed", "link", "form", "svg", "base"}), path.name
        assert looker.bad == [], path.name
        content = path.read_text(encoding="utf-8")
        assert "<script" not in content.lower()
        assert not re.search(r"url\(\s*['\"]?https?:|@import", content)
        assert "Content-Security-Policy" in content
        assert "\x1b" not in content
        assert "\u202e" not in content


def test_hostile_text_is_shown_as_text(pack: Path) -> None:
    text = "".join(looked(pack / "monthly_violations.en.html").words)
    assert "<script>alert(1)</script>" in text
    assert '=HYPERLINK("http://x.example","y")' in text


def test_chinese_pages_speak_chinese(pack: Path) -> None:
    for path in pages(pack):
        looker = looked(path)
        headings = re.findall(r"<h2[^>]*>([^<]*)", path.read_text(encoding="utf-8"))
        chinese = path.name.endswith(".zh.html")
        assert len(headings) >= 5
        assert all(bool(re.search(r"[\u4e00-\u9fff]", heading)) == chinese for heading in headings), path.name
        assert ('lang="zh-CN"' in path.read_text(encoding="utf-8")) == chinese
        assert looker.words


def test_every_picture_says_in_words_what_it_shows(pack: Path) -> None:
    for path in pages(pack):
        figures = re.findall(r"<img alt=\"([^\"]*)\" src=\"data:image/png;base64,([^\"]+)\">", path.read_text("utf-8"))
        assert len(figures) >= 3
        for alt, picture in figures:
            assert any(c.isdigit() for c in alt)
            assert base64.b64decode(picture).startswith(b"\x89PNG")


def test_the_monthly_report_is_about_the_last_complete_month(pack: Path) -> None:
    assert "<small>2026-03</small>" in (pack / "monthly_violations.en.html").read_text(encoding="utf-8")


def sheets(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as book:
        return {name: book.read(name).decode("utf-8") for name in book.namelist() if name.endswith(".xml")}


def test_workbooks_have_no_formula_and_no_link(pack: Path) -> None:
    for path in pack.glob("*.xlsx"):
        parts = sheets(path)
        assert not any("<f>" in part or "<f " in part or "<hyperlink" in part for part in parts.values())
        assert not any("\x1b" in part for part in parts.values())
        sheets_of = 12 if path.name.startswith("monthly") else 9
        assert len([name for name in parts if name.startswith("xl/worksheets/sheet")]) == sheets_of


def test_workbooks_hold_every_finding(pack: Path) -> None:
    with open_store(pack.parent / "store.duckdb", read_only=True) as store:
        counts = dict(store.execute("select verdict, count(*) from findings group by verdict").fetchall())
    names = {"en": ("violated", "waived", "pending", "undecidable"), "zh": ("违规", "豁免", "待定", "无法判定")}
    for lang, labels in names.items():
        parts = sheets(pack / f"findings.{lang}.xlsx")
        tabs = re.findall(r'<sheet name="([^"]+)" sheetId="(\d+)"', parts["xl/workbook.xml"])
        for verdict, label in zip(names["en"], labels, strict=True):
            number = dict(tabs)[label]
            assert parts[f"xl/worksheets/sheet{number}.xml"].count("<row ") == 1 + counts[verdict]


def test_the_manifest_names_inputs_run_and_files(pack: Path) -> None:
    manifest = json.loads((pack / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["run_id"] == "r1"
    assert manifest["inputs"][0]["sha256"] == "a" * 64
    assert set(manifest["files"]) == {path.name for path in pack.iterdir()} - {"manifest.json"}


@pytest.mark.filterwarnings("ignore:The inplace keyword")
def test_one_report_again_gives_the_same_bytes(pack: Path, tmp_path: Path) -> None:
    with open_store(pack.parent / "store.duckdb") as store:
        told: list[tuple[str, float]] = []
        report(store, "quality", lang="zh", out=tmp_path, progress=lambda text, share: told.append((text, share)))
        assert told[-1][1] == 1.0
    for name in ("quality_dashboard.zh.html", "findings.zh.xlsx"):
        assert (tmp_path / name).read_bytes() == (pack / name).read_bytes(), name
    assert not list(tmp_path.glob("*.partial"))


def test_the_monthly_pack_again_gives_the_same_bytes(pack: Path, tmp_path: Path) -> None:
    with open_store(pack.parent / "store.duckdb") as store:
        report(store, "monthly", lang="zh", out=tmp_path)
    for ending in ("html", "xlsx", "pdf"):
        name = f"monthly_violations.zh.{ending}"
        assert (tmp_path / name).read_bytes() == (pack / name).read_bytes(), name


def test_wrong_wishes_are_all_told_at_once(store: Store, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as told:
        report(store, "weekly", lang="de", month="2026-13", out=tmp_path)
    for word in ("weekly", "quality, conformance, monthly", "de", "en, zh", "2026-13", "svcmine check"):
        assert word in str(told.value)


def test_a_cell_that_fails_is_told_with_its_notebook(tmp_path: Path) -> None:
    parameters = nbformat.v4.new_code_cell("store = ''", metadata={"tags": ["parameters"]})
    for name, source in (("fine", "x = 1"), ("broken", "x + 1")):
        book = nbformat.v4.new_notebook(cells=[parameters, nbformat.v4.new_code_cell(source)])
        nbformat.write(book, tmp_path / f"{name}.ipynb")
    runs = [(tmp_path / f"{name}.ipynb", {"store": "s"}) for name in ("fine", "broken")]
    with pytest.raises(SvcmineError, match=r"broken\.ipynb: a cell failed: NameError"):
        run_notebooks(runs, tmp_path)


@pytest.mark.parametrize("values", [{"import os; os": "x"}, {"month": 3}, {"lang": None}])
def test_only_known_parameters_get_into_a_notebook(tmp_path: Path, values: dict) -> None:
    with pytest.raises(UsageError, match="no parameter"):
        run_notebooks([(BOOKS[0], values)], tmp_path)


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_notebooks_are_thin(path: Path) -> None:
    book = nbformat.read(path, as_version=4)
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    assert all(not cell.outputs and cell.execution_count is None for cell in code)
    source = "\n".join(cell.source for cell in code)
    assert not re.search(r"\b(def|class|lambda|for|if)\b|\bselect\b", source, re.IGNORECASE)
    assert sum("parameters" in cell.metadata.get("tags", []) for cell in book.cells) == 1
    assert set(book.metadata) <= {"kernelspec", "language_info"}


def test_every_text_has_both_languages() -> None:
    for name in ("titles", "headings", "verdicts", "columns", "words"):
        for key, told in section(name).items():
            assert set(told) == {"en", "zh"}, key
            assert all(told.values()), key


@pytest.mark.parametrize(
    "html",
    [
        "<script>x</script>", "<img src=x onerror=alert(1)>", "<a href='javascript:x'>a</a>", "<svg onload=x></svg>",
        "<div style='background:url(http://x)'>a</div>", "<iframe src='//x'></iframe>", "<img src='//x.example/a.png'>",
        "<form action='http://x'><input></form>", "<a href=' java\nscript:x'>a</a>", "<meta http-equiv=refresh>",
        "<img src='data:text/html,<script>'>", "<img srcset='http://x 2x'>", "<math><a xlink:href='http://x'>y</a></math>",
    ],
)  # fmt: skip
def test_inert(html: str) -> None:
    looker = Looker()
    looker.feed(inert(html))
    assert looker.bad == []
    assert looker.tags <= {"a", "img", "div", "p", "html", "body"}
    assert "http" not in inert(html)


def test_a_hostile_output_of_a_notebook_is_made_inert() -> None:
    cell = nbformat.v4.new_code_cell("x")
    hostile = "<b onclick='x'>" + "<script>alert(1)</script>ok</b>"
    cell.outputs = [
        nbformat.v4.new_output("display_data", {"text/html": hostile}),
        nbformat.v4.new_output("display_data", {"text/plain": NASTY}),
        nbformat.v4.new_output("display_data", {"application/javascript": "alert(1)"}),
        nbformat.v4.new_output("stream", text=NASTY),
    ]
    made = page(nbformat.v4.new_notebook(cells=[cell]), "en", "A <title>")
    assert "<script" not in made
    assert "onclick" not in made
    assert "<title>A &lt;title&gt;</title>" in made
    assert "<b>ok</b>" in made


def test_loading_the_reports_loads_no_drawing_library() -> None:
    code = "import svcmine.reports, sys; print([m for m in ('matplotlib', 'nbclient') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_titles_are_in_the_language(pack: Path) -> None:
    zh = "".join(looked(pack / "conformance_report.zh.html").words)
    en = "".join(looked(pack / "conformance_report.en.html").words)
    assert NORMS["N-WINDOW"][2] in zh
    assert NORMS["N-WINDOW"][1] in en
