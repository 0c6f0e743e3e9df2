"""Every chart counts what plain Python counts, and is drawn and read out in both languages whatever the log holds."""

from __future__ import annotations

import warnings
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from insight.small_store import NASTY, Activation, fill, insert
from matplotlib.figure import Figure

from svcmine.charts import NAMES, chart, theme
from svcmine.charts.theme import png, printable, short, width, wrapped
from svcmine.insight import query
from svcmine.store import Store, open_store

# DuckDB's own call of pandas, not ours.
pytestmark = pytest.mark.filterwarnings("ignore:The inplace keyword")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, list[Activation]]:
    store = open_store(tmp_path_factory.mktemp("charts") / "store.duckdb")
    return store, fill(store)


def data(store: Store, name: str) -> pd.DataFrame:
    module = chart(name)
    return module.data(store, NASTY) if name == "case_timeline" else module.data(store)


def drawn(name: str, frame: pd.DataFrame, lang: str) -> Figure:
    """The chart, with any warning (a missing glyph, a layout that failed) an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        figure = chart(name).draw(frame, lang)
        assert png(figure).startswith(b"\x89PNG")
    return figure


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_many_rows_with_hostile_text(small: tuple[Store, list[Activation]], name: str, lang: str) -> None:
    frame = data(small[0], name)
    # The small store has one team, and operations in one month.
    assert len(frame) > (name not in ("steady_unticketed", "funnel_teams"))
    drawn(name, frame, lang)
    told = chart(name).reading(frame, lang)
    assert told
    assert any(c.isdigit() for c in told)
    if lang == "zh":
        assert any("一" <= c <= "鿿" for c in told)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("rows", [0, 1])
def test_no_row_and_one_row(small: tuple[Store, list[Activation]], name: str, lang: str, rows: int) -> None:
    frame = data(small[0], name).head(rows).reset_index(drop=True)
    drawn(name, frame, lang)
    assert chart(name).reading(frame, lang)


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_store_is_drawn(store: Store, name: str) -> None:
    frame = data(store, name)
    assert frame.empty
    drawn(name, frame, "en")


def test_the_same_data_give_the_same_picture(small: tuple[Store, list[Activation]]) -> None:
    first, second = (png(chart("monthly_trend").draw(data(small[0], "monthly_trend"), "zh")) for _ in range(2))
    assert first == second


def test_drawing_leaves_the_reader_s_matplotlib_alone(small: tuple[Store, list[Activation]]) -> None:
    before = dict(theme.matplotlib.rcParams)
    drawn("regions", data(small[0], "regions"), "zh")
    assert dict(theme.matplotlib.rcParams) == before


def test_a_month_of_hardly_anything_does_not_set_the_scale() -> None:
    """Two judged activations leave the rate open up to two thirds; the other months lie below two per cent."""
    months = [(0, 2), (9, 1000), (12, 1000)]
    frame = pd.DataFrame({"month": ["2026-01", "2026-02", "2026-03"], "waived": 0, "complete": True})
    frame["violated"], frame["judged"] = [v for v, _ in months], [n for _, n in months]
    frame["rate"] = frame["violated"] / frame["judged"]
    frame["low"], frame["high"] = [0.0, 0.005, 0.007], [0.66, 0.017, 0.021]
    assert chart("monthly_trend").draw(frame, "en").axes[0].get_ylim()[1] == pytest.approx(0.021 * 1.25)
    # Where no month has more, they are shown all the same.
    alone = chart("monthly_trend").draw(frame.head(1), "en").axes[0]
    assert alone.get_ylim()[1] == pytest.approx(0.66 * 1.25)


def test_trend(small: tuple[Store, list[Activation]]) -> None:
    store, made = small
    counts = Counter((a.month, a.verdict) for a in made)
    frame = data(store, "monthly_trend")
    for row in frame.itertuples():
        assert row.violated == counts[row.month, "violated"]
        assert row.judged == row.violated + counts[row.month, "fulfilled"]
        assert row.low <= row.rate <= row.high
        assert row.gross >= row.rate
    assert list(frame["month"]) == sorted({a.month for a in made})
    first = frame["month"].iloc[0]
    assert list(chart("monthly_trend").data(store, first)["month"]) == [first]


def test_norms_ranking_and_verdicts(small: tuple[Store, list[Activation]]) -> None:
    store, made = small
    counts = Counter((a.norm, a.verdict) for a in made)
    for name in ("norms_ranking", "verdicts_by_norm"):
        frame = data(store, name)
        for row in frame.itertuples():
            for verdict in ("fulfilled", "violated", "waived", "pending", "undecidable"):
                assert getattr(row, verdict) == counts[row.norm_id, verdict]
    ranking = data(store, "norms_ranking")
    assert list(ranking["violated"]) == sorted(ranking["violated"], reverse=True)
    assert set(ranking["worst"]) == {"critical", "major", "minor"}


def test_regions(small: tuple[Store, list[Activation]]) -> None:
    store, made = small
    counts = Counter((a.region, a.verdict) for a in made)
    frame = data(store, "regions")
    assert len(frame) == 2
    for row in frame.itertuples():
        assert row.violated == counts[row.place, "violated"]
        assert row.judged == counts[row.place, "violated"] + counts[row.place, "fulfilled"]


def test_hours_are_the_site_s(small: tuple[Store, list[Activation]]) -> None:
    store, made = small
    local = [pd.Timestamp(a.happened_at).tz_convert("Asia/Shanghai" if a.region == "华北" else "Asia/Urumqi")
             for a in made if a.number % 2]  # fmt: skip
    frame = data(store, "hours_heatmap")
    expected = Counter((t.isoweekday(), t.hour) for t in local)
    blocks = query(store, "unticketed_blocks", month=None, most=100)
    expected.update((t.isoweekday(), t.hour) for t in blocks["local_at"])
    assert {(r.weekday, r.hour_of_day): r.operations for r in frame.itertuples()} == expected
    assert (frame["opens"].iloc[0], frame["closes"].iloc[0]) == (0.0, 6.0)


def test_deviations_fitness_and_unticketed(small: tuple[Store, list[Activation]]) -> None:
    store, _ = small
    fitness = data(store, "fitness_distribution")
    assert {round(r.fitness, 2): r.cases for r in fitness.itertuples()} == {1.0: 3, 0.95: 3, 0.9: 2}
    deviations = data(store, "deviations_by_phase")
    assert {r.kind: r.deviations for r in deviations.itertuples()} == {"model move": 5, "log move": 2}
    assert int(data(store, "unticketed_operations")["blocks"].sum()) == 4


def test_a_long_case_is_cut_around_what_was_judged(store: Store) -> None:
    fill(store, cases=1)
    moment = pd.Timestamp("2026-03-01", tz="UTC")
    insert(store, "events", [{"event_id": f"X{n}", "case_id": "long", "position": n, "activity": "modify_data",
                              "happened_at": moment + pd.Timedelta(hours=n)} for n in range(1, 61)])  # fmt: skip
    insert(store, "findings", [{"finding_id": "fx", "run_id": "r1", "norm_id": "N-WINDOW", "case_id": "long",
                                "event_id": "X40", "verdict": "violated"}])  # fmt: skip
    module = chart("case_timeline")
    frame = module.data(store, "long", "N-WINDOW")
    assert list(frame.loc[frame["verdict"] == "violated", "position"]) == [40]
    figure = module.draw(frame, "en")
    assert "30 to 49 of 60" in figure.get_suptitle()
    assert module.data(store, "long", "N-BACKUP")["verdict"].isna().all()


def test_without_a_chinese_font_labels_are_english(
    small: tuple[Store, list[Activation]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(theme, "find_spec", lambda name: None)
    caches = (theme.chinese_font, theme._style, theme._glyphs)
    for cached in caches:
        cached.cache_clear()
    try:
        with pytest.warns(UserWarning, match="zhplot"):
            figure = chart("regions").draw(data(small[0], "regions"), "zh")
        assert figure.get_suptitle().startswith("Rate by region")
        assert printable("中文 ok") == "□□ ok"
        drawn("regions", data(small[0], "regions"), "zh")
    finally:
        for cached in caches:
            cached.cache_clear()


def test_the_chinese_font_is_a_file_of_an_installed_package() -> None:
    path = theme.chinese_font()
    assert isinstance(path, Path)
    assert path.is_file()


@pytest.mark.parametrize(
    ("text", "expected"), [("a\x1b[31mb", "a[31mb"), ("a\u202eb\nc", "ab c"), ("😀中", "□中"), ("$x$", "$x$")]
)
def test_printable(text: str, expected: str) -> None:
    assert printable(text) in (expected, expected.replace("□", "😀"))


def test_texts_are_cut_and_wrapped_to_a_width() -> None:
    assert short("abcdef", 6) == "abcdef"
    assert short("abcdefg", 6) == "abcde…"
    assert width(short("重大操作只在夜间", 9)) <= 9
    assert wrapped("Back up a device before it is changed", 20) == "Back up a device\nbefore it is changed"
    assert wrapped("", 10) == ""
    assert all(width(line) <= 10 for line in wrapped("重大操作只在夜间窗口内进行并有人值守", 10).split("\n"))


def test_an_unknown_chart_says_which_there_are() -> None:
    with pytest.raises(KeyError, match="monthly_trend"):
        chart("pie")
