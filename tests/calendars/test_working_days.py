"""The working days of China agree with the published make-up days; overrides and warnings behave."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svcmine.calendars import (
    DEFAULT_WINDOWS,
    add_working_days,
    calendar_gap,
    is_working_day,
    last_published_year,
    working_day_table,
    working_days_between,
)
from svcmine.errors import CalendarError

MADE_UP = {
    2025: ("01-26", "02-08", "04-27", "09-28", "10-11"),
    2026: ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10"),
}


def weekend_workdays(year: int) -> set[str]:
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(365))
    return {f"{day:%m-%d}" for day in days if day.weekday() >= 5 and is_working_day(day)}


@pytest.mark.parametrize("year", MADE_UP)
def test_exactly_the_published_weekends_are_worked(year: int) -> None:
    assert weekend_workdays(year) == set(MADE_UP[year])


@pytest.mark.parametrize(
    "day", ["2025-01-28", "2025-02-04", "2025-10-08", "2026-01-02", "2026-02-23", "2026-05-05", "2026-10-07"]
)
def test_weekdays_of_the_holidays_are_free(day: str) -> None:
    assert not is_working_day(date.fromisoformat(day))


@pytest.mark.parametrize("day", ["2025-02-05", "2025-10-09", "2026-02-24", "2026-10-08", "2026-10-09"])
def test_work_begins_again(day: str) -> None:
    assert is_working_day(date.fromisoformat(day))


def test_a_regions_own_entry_beats_a_general_one() -> None:
    day = date(2026, 3, 3)
    overrides = [(day, None, False), (day, "新疆", True)]
    assert not is_working_day(day, "华东", overrides)
    assert is_working_day(day, "新疆", overrides)
    assert not is_working_day(day, None, overrides)
    assert is_working_day(day, "华东", [(day, "新疆", False)])


def test_five_working_days_over_the_spring_festival() -> None:
    # Thursday, Friday, the made-up Saturday; then nine free days.
    assert add_working_days(date(2026, 2, 11), 3) == date(2026, 2, 14)
    assert add_working_days(date(2026, 2, 11), 5) == date(2026, 2, 25)
    assert working_days_between(date(2026, 2, 11), date(2026, 2, 25)) == 5
    assert working_days_between(date(2026, 2, 25), date(2026, 2, 11)) == -5
    assert add_working_days(date(2026, 2, 15), 0) == date(2026, 2, 15)


def test_the_table_counts_working_days_by_region() -> None:
    table = working_day_table(date(2026, 2, 11), date(2026, 2, 25), [(date(2026, 2, 16), "欧洲", True)])
    rows = {(row["region"], row["day"]): row for row in table.to_pylist()}
    assert len(rows) == 2 * 15
    assert rows[None, date(2026, 2, 25)]["number"] - rows[None, date(2026, 2, 11)]["number"] == 5
    assert rows["欧洲", date(2026, 2, 25)]["number"] - rows["欧洲", date(2026, 2, 11)]["number"] == 6
    assert rows["欧洲", date(2026, 2, 16)]["working"] is True
    assert rows[None, date(2026, 2, 16)]["working"] is False
    assert [field.name for field in table.schema] == ["day", "region", "working", "number"]


@settings(max_examples=40, deadline=None)
@given(st.dates(date(2024, 1, 1), date(2026, 12, 1)), st.integers(0, 30))
def test_table_and_counting_agree(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    numbers = working_day_table(first, last)["number"].to_pylist()
    assert numbers[-1] - numbers[0] == working_days_between(first, last)
    later = add_working_days(first, length)
    assert working_days_between(first, later) == length


def test_years_without_a_published_calendar_are_warned_of() -> None:
    year = last_published_year()
    assert year >= 2026
    assert calendar_gap(date(2025, 1, 1), date(year, 12, 31)) is None
    warning = calendar_gap(date(2025, 1, 1), date(year + 1, 1, 1))
    assert warning is not None
    assert str(year + 1) in warning and f"up to {year}" in warning


def test_impossible_calendars_are_refused() -> None:
    with pytest.raises(CalendarError, match="ends before it begins"):
        working_day_table(date(2026, 2, 1), date(2026, 1, 1))
    with pytest.raises(CalendarError, match="1990 to 2100"):
        is_working_day(date(1970, 1, 1))
    with pytest.raises(CalendarError, match="negative"):
        add_working_days(date(2026, 1, 1), -1)


def test_the_built_in_windows() -> None:
    assert (DEFAULT_WINDOWS["night"].start, DEFAULT_WINDOWS["night"].end) == (time(0), time(6))
    assert (DEFAULT_WINDOWS["daytime"].start, DEFAULT_WINDOWS["daytime"].end) == (time(8), time(20))
