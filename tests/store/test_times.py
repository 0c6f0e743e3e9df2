"""Times are read in full or not at all, in the zone of their source, and clock changes are told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svcmine.store import Store, open_store
from svcmine.store.cells import instant, plausible
from tests.store.desk import counts, loaded


@pytest.fixture(scope="module")
def clock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store that is only asked."""
    with open_store(tmp_path_factory.mktemp("times") / "store.duckdb") as opened:
        yield opened


def read(store: Store, text: str, formats: tuple[str, ...] = (), zone: str = "Asia/Shanghai") -> str | None:
    read = f"select {instant('cell', formats, zone)} as found from (select ? as cell)"
    return store.one(f"select cast({plausible('found')} as varchar) from ({read})", [text])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2026-01-05 08:03:07", "2026-01-05 00:03:07+00"),
        ("2026/1/5 8:03", "2026-01-05 00:03:00+00"),
        ("2026-1-5", "2026-01-04 16:00:00+00"),
        ("2026-01-05T08:03:07.5", "2026-01-05 00:03:07.5+00"),
        ("2026-01-05 08:03:07,123", "2026-01-05 00:03:07.123+00"),
        ("2026-01-05T08:03:07.123456789", "2026-01-05 00:03:07.123456+00"),
        ("2026-01-05T08:03:07Z", "2026-01-05 08:03:07+00"),
        ("2026-01-05T08:03Z", "2026-01-05 08:03:00+00"),
        ("2026-01-05T08:03:07+08:00", "2026-01-05 00:03:07+00"),
        ("2026-01-05 08:03:07.25 -0530", "2026-01-05 13:33:07.25+00"),
        ("2026-01-05 08:03:07+08", "2026-01-05 00:03:07+00"),
        ("2026-01-05 24:00:00", "2026-01-05 16:00:00+00"),
        ("2026-01-05 24:00", "2026-01-05 16:00:00+00"),
        ("2026-06-28 16:24:00", "2026-06-28 08:24:00+00"),
        ("2026-01-05T24:00:00Z", "2026-01-06 00:00:00+00"),
    ],
)
def test_iso_times_need_no_format(clock: Store, text: str, wanted: str) -> None:
    assert read(clock, text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-30 10:00", "2026-01-05 25:10", "2026-01-05 23:59:60", "2026-01-05 24:00:01", "2026-01-05 24:30",
        "0000-00-00", "05-01-26", "05/06/2026 08:00", "1767571200", "46027.3354", "2026-01-05 08:03 x",
        "2026-01-05 08:03:00 CST", "2026-01-05 08:03:00 PM", "1970-01-01 00:00:00", "9999-12-31 00:00:00",
        "2026-01-05 08", "soon", "2026-01-05 08:03:00 08:04:00",
    ],
)  # fmt: skip
def test_what_is_no_time_is_none(clock: Store, text: str) -> None:
    assert read(clock, text) is None


@pytest.mark.parametrize(
    ("form", "text", "wanted"),
    [
        ("%d-%m-%Y %H:%M", "05-01-2026 08:03", "2026-01-05 00:03:00+00"),
        ("%d/%m/%Y %H:%M", "5/1/2026 8:03", "2026-01-05 00:03:00+00"),
        ("%d/%m/%Y %I:%M:%S %p", "05/01/2026 08:03:00 PM", "2026-01-05 12:03:00+00"),
        ("%Y年%m月%d日 %H时%M分", "2026年1月5日 8时3分", "2026-01-05 00:03:00+00"),
        ("%d-%m-%y", "05-01-26", "2026-01-04 16:00:00+00"),
        ("%d-%m-%Y %H:%M:%S", "05-01-2026 24:00:00", "2026-01-05 16:00:00+00"),
        ("%d-%m-%Y %H:%M:%S%z", "05-01-2026 08:03:00+02:00", "2026-01-05 06:03:00+00"),
        ("%d-%m-%Y %H:%M", "05-13-2026 08:03", None),
    ],
)
def test_declared_formats(clock: Store, form: str, text: str, wanted: str | None) -> None:
    assert read(clock, text, (form,)) == wanted


@given(
    wall=st.datetimes(datetime(1991, 1, 1), datetime(2037, 1, 1)),
    zone=st.sampled_from(["Asia/Shanghai", "Europe/Amsterdam", "America/New_York", "Asia/Kolkata", "UTC"]),
)
def test_zones_agree_with_the_time_zone_database(clock: Store, wall: datetime, zone: str) -> None:
    wall = wall.replace(microsecond=0)
    place = ZoneInfo(zone)
    early, late = (wall.replace(tzinfo=place, fold=fold).astimezone(UTC) for fold in (0, 1))
    # Python's fold 0 is the offset before a change: right for a time that is skipped; the later one if shown twice.
    wanted = early if early.astimezone(place).replace(tzinfo=None) != wall else max(early, late)
    got = clock.one(f"select {instant('cell', (), zone)} from (select ? as cell)", [str(wall)])
    assert got == wanted


def test_clock_changes_are_read_by_rule_and_counted(store: Store, tmp_path: Path) -> None:
    times = [
        "2026-03-29 02:30:00",
        "2026-10-25 02:30:00",
        "2026-10-25 03:00:00",
        "2026-10-25 01:59:59",
        "2026-03-29 03:00:00",
    ]
    rows = [["CHG1", "巡检", time, "p", "1", ""] for time in times]
    report = loaded(store, rows, tmp_path, timezone="Europe/Amsterdam")
    assert (counts(report), report.rows_repaired) == ((5, 5, 0, 0, 0), 2)
    assert report.messages == [
        "1 records have a time in column '时间' that the clocks of Europe/Amsterdam skip when they are put forward; "
        "it is read as if they were put forward later (first: record 1)",
        "1 records have a time in column '时间' that the clocks of Europe/Amsterdam show twice; it is read as the "
        "later one (first: record 2)",
    ]
    read = [row[0] for row in store.execute("select happened_at from ticket_events order by source_row").fetchall()]
    assert read[:2] == [datetime(2026, 3, 29, 1, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)]
    assert read[2] - read[3] == timedelta(hours=2, seconds=1)


def test_precision_follows_the_format_unless_declared(store: Store, tmp_path: Path) -> None:
    row = ["CHG1", "巡检", "05-01-2026 08:03", "p", "1", ""]
    for n, (changes, wanted) in enumerate(
        [
            ({"timestamp_format": "%d-%m-%Y %H:%M"}, 60.0),
            ({"timestamp_format": ["%d-%m-%Y %H:%M", "%d-%m-%Y %H:%M:%S"], "precision": "second"}, 1.0),
            ({"timestamp_format": ["%d-%m-%Y %H:%M", "%d-%m-%Y"]}, 86400.0),
        ]
    ):
        loaded(store, [row], tmp_path, f"{n}.csv", source=f"s{n}", **changes)
        assert store.one("select precision_s from ticket_events where source_name = ?", [f"s{n}"]) == wanted
