"""Working days in China, with the days off and the make-up days that the State Council publishes year by year."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache
from importlib.metadata import version

import pyarrow as pa
from holidays import country_holidays

from svcmine.errors import CalendarError

# A day, a region (None: everywhere) and whether it is worked there; a region's own entry beats a general one.
Overrides = Iterable[tuple[date, str | None, bool]]
_DAY = timedelta(days=1)
_FIRST_YEAR, _LAST_YEAR = 1990, 2100


@cache
def last_published_year() -> int:
    """The last year whose make-up days are known; later years are weekdays less the fixed holidays."""
    # The year's list comes out in the autumn before. The library tells some weekends of other years with each.
    known = 2025
    while any(day.year == known + 1 for day in country_holidays("CN", years=known + 1).weekend_workdays):
        known += 1
    return known


def public_calendar() -> str:
    """Name and version of the public calendar of days off and make-up days."""
    return f"holidays {version('holidays')}"


def calendar_gap(first: date, last: date) -> str | None:
    """A warning if a period reaches into years whose make-up days are not published yet; else None."""
    published = last_published_year()
    if last.year <= published:
        return None
    begins = max(first.year, published + 1)
    years = str(begins) if begins == last.year else f"{begins} to {last.year}"
    return (
        f"Working days of {years}: make-up days are known up to {published} only, so weekends there count as free. "
        "Load the days that differ as a calendar (svcmine load --kind calendar), or update the package holidays."
    )


def is_working_day(day: date, region: str | None = None, overrides: Overrides = ()) -> bool:
    """Whether a day is worked in a region; overrides come before the public calendar.

    Raises CalendarError outside the years 1990 to 2100.
    """
    _within_reach(day)
    found = {place: working for at, place, working in overrides if at == day and place in (None, region)}
    return found.get(region, found.get(None, _publicly_worked(day)))


def working_days_between(first: date, last: date, region: str | None = None, overrides: Overrides = ()) -> int:
    """How many working days lie after `first`, up to and including `last`; negative if `last` is earlier."""
    if last < first:
        return -working_days_between(last, first, region, overrides)
    known = tuple(overrides)
    return sum(is_working_day(day, region, known) for day in _days(first + _DAY, last))


def add_working_days(day: date, number: int, region: str | None = None, overrides: Overrides = ()) -> date:
    """The day on which the `number`-th working day after `day` has come; `day` itself for 0.

    Raises CalendarError for a negative number, and where the overrides leave no working days.
    """
    if number < 0:
        raise CalendarError(f"{number} working days after {day}: the number must not be negative")
    known = tuple(overrides)
    found = day
    while number:
        found += _DAY
        number -= is_working_day(found, region, known)
    return found


def working_day_table(first: date, last: date, overrides: Overrides = ()) -> pa.Table:
    """Every day from `first` to `last`: (day date32, region text, working bool, number int32), ordered by region, day.

    `region` is null for all regions without exceptions of their own; regions with exceptions have their own rows.
    `number` counts the working days from `first` on, so that a difference of two numbers is the working days between.
    """
    if last < first:
        raise CalendarError(f"a calendar from {first} to {last} ends before it begins")
    _within_reach(first)
    _within_reach(last)
    known = tuple(overrides)
    regions = [None, *sorted({region for _, region, _ in known if region is not None})]
    days = list(_days(first, last))
    worked = [_worked(days, region, known) for region in regions]
    return pa.table(
        {
            "day": pa.array([day for _ in regions for day in days], pa.date32()),
            "region": pa.array([region for region in regions for _ in days], pa.string()),
            "working": pa.array([working for column in worked for working in column], pa.bool_()),
            "number": pa.array([number for column in worked for number in _running(column)], pa.int32()),
        }
    )


def _worked(days: list[date], region: str | None, overrides: tuple[tuple[date, str | None, bool], ...]) -> list[bool]:
    column = [_publicly_worked(day) for day in days]
    # The region's own entries come last, and so win.
    for wanted in dict.fromkeys((None, region)):
        for day, place, working in overrides:
            at = bisect_left(days, day)
            if place == wanted and at < len(days) and days[at] == day:
                column[at] = working
    return column


def _running(worked: list[bool]) -> Iterator[int]:
    number = 0
    for working in worked:
        number += working
        yield number


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


@cache
def _free_and_made_up(year: int) -> tuple[frozenset[date], frozenset[date]]:
    published = country_holidays("CN", years=year)
    return frozenset(published), frozenset(published.weekend_workdays)


def _publicly_worked(day: date) -> bool:
    free, made_up = _free_and_made_up(day.year)
    return day in made_up or (day.weekday() < 5 and day not in free)


def _within_reach(day: date) -> None:
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise CalendarError(f"{day}: calendars reach from {_FIRST_YEAR} to {_LAST_YEAR}")
