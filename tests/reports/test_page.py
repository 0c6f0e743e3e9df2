"""The pieces of a page, without a kernel: they hold on a store with nothing in it, and a cell tells what it has."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
from insight.small_store import NASTY, START, fill, insert

from svcmine.charts import NAMES
from svcmine.reports import Page, cells, tables
from svcmine.reports.workbook import safe, write_workbook
from svcmine.store import Store, open_store

# DuckDB's own call of pandas, not ours.
pytestmark = pytest.mark.filterwarnings("ignore:The inplace keyword")


@pytest.fixture
def checked(tmp_path: Path) -> Path:
    """A store that was checked while nothing was loaded."""
    path = tmp_path / "store.duckdb"
    with open_store(path) as store:
        insert(store, "runs", [{"run_id": "r", "kind": "check", "started_at": START, "horizon": "{}", "norms": "[]"}])
    return path


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_piece_holds_on_an_empty_store(checked: Path, tmp_path: Path, lang: str) -> None:
    page = Page(checked, None, lang).last_month()
    pieces = [page.headline(), page.first_page(), page.examples(), page.run(), page.verdicts()]
    pieces += [page.chart(name) for name in NAMES if name != "case_timeline"]
    pieces += [page.table(name) for name in tables.TABLES]
    assert all(piece._repr_html_().startswith("<") for piece in pieces)
    assert "nan" not in "".join(piece.html for piece in pieces if "base64" not in piece.html).lower()
    assert write_workbook(page.store, tmp_path / "f.xlsx", lang).is_file()


def test_a_table_says_how_many_rows_it_leaves_out(store: Store) -> None:
    made = fill(store)
    violated = sum(a.verdict == "violated" for a in made)
    store.close()
    page = Page(store.path, None, "en")
    html = page.table("violations", most=3).html
    assert html.count("<tr>") == 4
    assert f"3 of {violated} rows. The workbook has all of them" in html
    assert "rows" not in page.table("norms").html.rsplit("</table>", 1)[1]


def test_a_month_narrows_tables_as_it_narrows_figures(store: Store) -> None:
    made = fill(store)
    store.close()
    for month in sorted({a.month for a in made}):
        page = Page(store.path, month, "en")
        rows = tables.frame(page.store, "violations", month, "en")
        assert len(rows) == sum(a.month == month and a.verdict == "violated" for a in made)
        page.store.close()


def test_examples_show_a_case_for_each_of_the_most_violated_norms(store: Store) -> None:
    fill(store)
    store.close()
    html = Page(store.path, None, "en").examples(2).html
    assert html.count("<figure>") == 2
    assert "<script" not in html


def test_waivers_are_told_with_their_state(store: Store) -> None:
    fill(store)
    rows = tables.frame(store, "waivers", None, "en").set_index("waiver_id")
    assert rows["state"].to_dict() == {"W1": "expired", "W2": "in_force"}
    assert int(rows["findings"].sum()) == store.one(
        "select count(*) from findings where verdict = 'waived' and norm_id = 'N-BACKUP'"
    )


def test_variants_are_told_by_what_sets_them_apart() -> None:
    first = ["backup_config", "modify_data", "modify_data", "close_ticket"]
    assert tables._path(first, "en") == "Backup configuration → Modify data ×2 → Close ticket"
    assert tables._apart(first[::-1], first, "zh") == "与第一个相同,但顺序不同"
    apart = tables._apart(["modify_data", "close_ticket", "sign_memo"], first, "en")
    assert apart == "as the first, + Sign memo; − Backup configuration, Modify data"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("rate", 0.1234, "12.3%"), ("gross", 0.5, "50.0%"), ("cost", 2.0, "2"), ("fitness", 0.98765, "0.988"),
        ("activations", 12345, "12,345"),
        ("local_at", datetime(2026, 3, 4, 5, 6, 7), "2026-03-04 05:06"), ("declared", True, "yes"),
        ("verdict", "waived", "waived"), ("case_id", "waived", "waived"), ("device_id", "true", "true"),
        ("waiver_id", "waived_by:sign_memo:abc", "Sign memo"), ("activity", NASTY, NASTY), ("source_row", 7, "#7"),
    ],
)  # fmt: skip
def test_values_as_people_read_them(name: str, value: object, told: str) -> None:
    assert cells.told(name, value, "en") == told


def test_words_of_the_log_are_not_translated() -> None:
    frame = pd.DataFrame({"case_id": ["violated"], "verdict": ["violated"]})
    html = cells.html(frame, "zh")
    assert "<td class='t'>violated</td>" in html
    assert "<td>违规</td>" in html


def test_workbook_text_is_cut_with_a_mark_and_cleaned() -> None:
    assert safe("a\x00\x1b\u202eb\n") == "ab\n"
    long = safe("x" * 40_000)
    assert len(long) == 32_767
    assert long.endswith("…")


def test_a_sheet_too_long_goes_on_in_another(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(store)
    monkeypatch.setattr("svcmine.reports.workbook._MOST_ROWS", 5)
    path = write_workbook(store, tmp_path / "f.xlsx", "en")
    assert path.is_file()
    assert not path.with_name("f.xlsx.partial").exists()
