"""The figures equal plain counts, no rate is without its denominator, and the default month is the last whole one."""

from __future__ import annotations

import json
import math
from collections import Counter

import pytest

from insight.small_store import NASTY, START, fill, insert
from svcmine.errors import UsageError
from svcmine.insight import difference, headline, interval, last_complete_month, norm_titles, query, rate
from svcmine.insight.figures import month_before
from svcmine.store import Store

# DuckDB's own call of pandas, not ours.
pytestmark = pytest.mark.filterwarnings("ignore:The inplace keyword")


def test_headline_counts_every_activation_once(store: Store) -> None:
    made = fill(store)
    counts = Counter(a.verdict for a in made)
    told = headline(store)
    for verdict in ("fulfilled", "violated", "waived", "pending", "undecidable"):
        assert getattr(told, verdict) == counts[verdict]
    assert told.activations == len(made)
    assert told.cases == len({a.case for a in made})
    assert told.critical == sum(a.verdict == "violated" and a.norm == "N-BACKUP" for a in made)
    assert told.unticketed == 4
    assert told.net == counts["violated"] / (counts["violated"] + counts["fulfilled"])
    broken = counts["violated"] + counts["waived"]
    assert told.gross == broken / (broken + counts["fulfilled"])


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_five_headline_lines(store: Store, lang: str) -> None:
    fill(store)
    lines = headline(store).lines(lang)
    assert len(lines) == 5
    assert all(label and value for label, value in lines)


def test_a_month_has_only_its_own_activations(store: Store) -> None:
    made = fill(store)
    for month in sorted({a.month for a in made}):
        told = headline(store, month)
        assert told.activations == sum(a.month == month for a in made)
        assert told.violated == sum(a.month == month and a.verdict == "violated" for a in made)


def test_months_are_those_of_the_site(store: Store) -> None:
    made = fill(store, cases=1)
    insert(store, "cases", [{"case_id": "late", "site": "北京01", "opened_at": "2026-01-31 17:30:00+00"}])
    assert headline(store, "2026-02").cases == 1
    rows = query(store, "findings", verdicts=["violated"], month=None, norm_id=None, most=100)
    assert set(rows["month"]) == {a.month for a in made if a.verdict == "violated"}
    assert rows["local_at"].min().hour == (min(a.happened_at for a in made if a.verdict == "violated").hour + 8) % 24


def test_an_empty_store_has_figures_without_rates(store: Store) -> None:
    told = headline(store)
    assert (told.net, told.gross, told.cases) == (None, None, 0)
    assert told.lines("en")[1][1] == "0 (– / –)"
    assert rate(0, 0) is None
    assert interval(0, 0) is None


@pytest.mark.parametrize(
    ("violated", "judged", "low", "high"),
    # Newcombe, Statistics in Medicine 17 (1998), table I: score method.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_intervals_as_published(violated: int, judged: int, low: float, high: float) -> None:
    found = interval(violated, judged)
    assert found is not None
    assert math.isclose(found[0], low, abs_tol=5e-5)
    assert math.isclose(found[1], high, abs_tol=5e-5)


@pytest.mark.parametrize(
    ("horizons", "month"),
    [
        ({"a": "2026-10-31 15:59:59+00:00"}, "2026-10"),
        ({"a": "2026-10-31 15:00:00+00:00"}, "2026-09"),
        ({"a": "2026-11-20T00:00:00+00:00", "b": "2026-09-30 18:00:00+00:00"}, "2026-09"),
        ({"a": "2026-01-15 00:00:00+00:00"}, "2025-12"),
    ],
)
def test_the_last_complete_month_is_complete_in_every_source(store: Store, horizons: dict, month: str) -> None:
    insert(store, "sources", [{"source_name": name, "timezone": "Asia/Shanghai"} for name in horizons])
    insert(store, "runs", [{"run_id": "r", "kind": "check", "started_at": START, "horizon": json.dumps(horizons)}])
    assert last_complete_month(store) == month


def test_a_month_ends_in_the_zone_of_the_source(store: Store) -> None:
    insert(store, "sources", [{"source_name": "a", "timezone": "Europe/Berlin"}])
    horizon = json.dumps({"a": "2026-10-31 16:30:00+00:00"})
    insert(store, "runs", [{"run_id": "r", "kind": "check", "started_at": START, "horizon": horizon}])
    assert last_complete_month(store) == "2026-09"


@pytest.mark.parametrize(
    ("pairs", "low", "high"),
    # Newcombe, Statistics in Medicine 17 (1998), table II, method 10: (a) and (e).
    [((56, 70, 48, 80), 0.0524, 0.3339), ((5, 56, 0, 29), -0.0381, 0.1926)],
)
def test_intervals_of_a_difference_as_published(pairs: tuple[int, int, int, int], low: float, high: float) -> None:
    found = difference(*pairs)
    assert found is not None
    assert math.isclose(found[0], low, abs_tol=5e-5)
    assert math.isclose(found[1], high, abs_tol=5e-5)


def test_without_a_check_there_is_no_last_month(store: Store) -> None:
    with pytest.raises(UsageError, match="svcmine check"):
        last_complete_month(store)


def test_month_before() -> None:
    assert (month_before("2026-01"), month_before("2026-11")) == ("2025-12", "2026-10")


def test_titles_are_those_of_the_run(store: Store) -> None:
    fill(store, cases=1)
    assert norm_titles(store, "zh")["N-WINDOW"] == "只在夜间"
    assert norm_titles(store, "en")["N-BACKUP"].endswith(NASTY)


def test_only_the_latest_run_counts(store: Store) -> None:
    made = fill(store, cases=2)
    insert(store, "runs", [{"run_id": "r0", "kind": "check", "started_at": "2020-01-01 00:00:00+00"}])
    store.execute("insert into tallies select * replace ('r0' as run_id) from tallies")
    store.execute("insert into alignments select * replace ('r0' as run_id) from alignments")
    assert headline(store).activations == len(made)
    assert int(query(store, "fitness", month=None)["cases"].sum()) == 2


def test_without_an_operation_log_nothing_is_said_of_operations_without_a_ticket(store: Store) -> None:
    told = headline(store)
    assert told.unticketed is None
    assert told.lines("en")[3][1] == "–"
