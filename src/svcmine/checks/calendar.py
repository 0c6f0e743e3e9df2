"""Which calendar a run judged by, and which of its norms need working days that nobody has published yet."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from svcmine.calendars import DEFAULT_WINDOWS, add_working_days, calendar_gap, public_calendar
from svcmine.checks.needs import conditions_of
from svcmine.norms.norm import Norm, Requirement
from svcmine.store import Store

_TABLES = ("windows", "freezes", "peaks", "calendar_days")
_ASKS = ("in_window(", "in_freeze(", "in_peak(", "working_days_since(")
_FIRST_YEAR = 1992
_LIMITS = ("within", "not_before", "length")


def calendar_digest(store: Store) -> str:
    """The calendar's version: a hash of its entries in the store, the built-in windows and the public working days."""
    built_in = sorted((name, str(window.start), str(window.end)) for name, window in DEFAULT_WINDOWS.items())
    parts = [rows_digest(store, *_TABLES), built_in, public_calendar()]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def rows_digest(store: Store, *tables: str) -> str:
    """A hash of what tables hold, whatever the order and the load it came with."""
    rows = []
    for table in tables:
        found = store.execute(f"select * exclude (load_id, source_row) from {table} order by all").fetchall()
        rows.append([[str(value) for value in row] for row in found])
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()


def uses_calendar(requirement: Mapping[str, Any]) -> bool:
    """Whether windows, freezes, peaks or working days can change what a requirement, as a run kept it, finds."""
    texts = [value for value in requirement.values() if isinstance(value, str)]
    asked = any(name in text for text in texts for name in _ASKS)
    counted = any((requirement.get(key) or {}).get("working_days") is not None for key in _LIMITS)
    return bool(requirement.get("window")) or requirement.get("per") == "working_day" or asked or counted


def calendar_warnings(store: Store, norms: Iterable[Norm], latest: datetime) -> list[dict[str, Any]]:
    """One warning for each span of years whose make-up days the norms need and nobody has published.

    Each has `norms` (ids) and the text in `en` and `zh`. `latest`: up to when the sources tell. A year of which the
    store's calendar has days is taken as known.
    """
    first = store.one("select min(happened_at)::date from events")
    if first is None or latest.year < _FIRST_YEAR:
        return []
    loaded = store.one("select max(day) from calendar_days")
    needing: dict[str, list[str]] = {}
    for norm in norms:
        days = [number for item in norm.require if (number := _working_days(item)) is not None]
        if not days:
            continue
        last = _ahead(latest.date(), max(days))
        gap = calendar_gap(min(first, latest.date()), last)
        if gap and not (loaded and loaded.year >= last.year):
            needing.setdefault(gap, []).append(norm.id)
    return [{"norms": ids, "en": _english(gap, ids), "zh": _chinese(ids)} for gap, ids in needing.items()]


def _working_days(requirement: Requirement) -> int | None:
    """How many working days ahead a requirement looks; None if it counts none."""
    limits = (requirement.within, requirement.not_before, requirement.length)
    counted = [limit.working_days for limit in limits if limit is not None and limit.working_days is not None]
    asked = requirement.per == "working_day" or any(found.working_days for found in conditions_of(requirement))
    return max(counted, default=0) if counted or asked else None


def _ahead(day: date, working_days: int) -> date:
    # No calendar reaches beyond 2100, and a clock may say anything.
    far = min(day, date(2096, 1, 1))
    return add_working_days(far, working_days) if working_days < 250 else far + timedelta(days=2 * working_days)


def _english(gap: str, norms: Sequence[str]) -> str:
    return f"{gap} Needed by {', '.join(norms)}."


def _chinese(norms: Sequence[str]) -> str:
    listed = "、".join(norms)
    return (
        f"部分年份的调休安排尚未公布,其周末按休息日计算;请导入日历(svcmine load --kind calendar)。涉及规范:{listed}。"
    )
