"""Calendars: working days, and the windows that hold where a team has configured none."""

from svcmine.calendars.default_windows import DEFAULT_WINDOWS, DefaultWindow
from svcmine.calendars.working_days import (
    Overrides,
    add_working_days,
    calendar_gap,
    is_working_day,
    last_published_year,
    public_calendar,
    working_day_table,
    working_days_between,
)

__all__ = [
    "DEFAULT_WINDOWS",
    "DefaultWindow",
    "Overrides",
    "add_working_days",
    "calendar_gap",
    "is_working_day",
    "last_published_year",
    "public_calendar",
    "working_day_table",
    "working_days_between",
]
