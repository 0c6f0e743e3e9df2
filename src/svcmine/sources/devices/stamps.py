"""The stamps of device logs as ISO times: with the year that many leave out, and their zone's name as an offset."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from svcmine.errors import SourceError

_MONTHS = {name: n for n, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), start=1)}
_WORDS = re.compile(
    r"(?:(?P<first>\d{4})\s+)?(?P<month>[A-Z][a-z]{2})\s+(?P<day>\d{1,2})\s+(?:(?P<year>\d{4})\s+)?"
    r"(?P<clock>\d{2}:\d{2}:\d{2}(?:[.:]\d+)?)(?:\s+(?P<last>\d{4}))?$"
)
_OFFSET = re.compile(r"([+-]\d{2}):?(\d{2})$")
# A stamp that lies so far before the one above it belongs to the next year, and the other way round.
_HALF = timedelta(days=183)


class Years:
    """Completes stamps without a year: the first one's is given or read above it, and it grows at each new year."""

    def __init__(self, first: int | None) -> None:
        self._year = first
        self._last: datetime | None = None
        self.seen: set[int] = set()

    def complete(self, month: int, day: int, clock: str) -> int:
        """The year of a stamp that names none; LookupError if nothing tells it."""
        if self._year is None:
            raise LookupError
        if self._last is None:
            return self._year
        for year in (self._year, self._year + 1, self._year - 1):
            found = _moment(year, month, day, clock)
            if found and abs(found - self._last) < _HALF:
                return year
        return self._year

    def note(self, year: int, month: int, day: int, clock: str, *, inferred: bool) -> None:
        """Remember a stamp, so that the next one can be told."""
        self._year = year
        self._last = _moment(year, month, day, clock) or self._last
        if inferred:
            self.seen.add(year)


def _moment(year: int, month: int, day: int, clock: str) -> datetime | None:
    try:
        return datetime.strptime(f"{year} {month} {day} {clock[:8]}", "%Y %m %d %H:%M:%S")
    except ValueError:
        return None


def iso(where: str, text: str, years: Years) -> str:
    """A stamp as `2026-04-19 13:57:13.5`, still in the log's own zone.

    Raises SourceError if it names no year and none is known.
    """
    found = _WORDS.match(text)
    if found is None:
        return text.replace("/", "-")
    month, day, clock = _MONTHS.get(found["month"], 0), int(found["day"]), found["clock"]
    # A colon before the milliseconds is a point elsewhere.
    clock = clock[:8] + clock[8:].replace(":", ".")
    named = found["first"] or found["year"] or found["last"]
    try:
        year = int(named) if named else years.complete(month, day, clock)
    except LookupError:
        raise SourceError(
            f"{where}: the stamp '{text}' has no year. Say in which year the file begins: --year 2026"
        ) from None
    years.note(year, month, day, clock, inferred=not named)
    return f"{year:04d}-{month:02d}-{day:02d} {clock}"


def offset(zone: str | None, stamp: str, zones: Mapping[str, str]) -> str:
    """A zone as the log writes it (`Z`, `+0800`, `MSK`) as `+08:00`; empty for none.

    `zones`: which IANA zone a name stands for. Raises KeyError for a name that nobody explains: CST is an American
    zone and the Chinese one.
    """
    if not zone:
        return ""
    numeric = _OFFSET.match(zone)
    if numeric:
        return f"{numeric[1]}:{numeric[2]}"
    if zone in ("Z", "UTC", "GMT") and zone not in zones:
        return "+00:00"
    at = datetime.fromisoformat(stamp[:19]).replace(tzinfo=ZoneInfo(zones[zone]))
    return f"{at:%z}"[:3] + ":" + f"{at:%z}"[3:5]
