"""What the calendars say of an event, in plain Python: slow, obvious, and used only to doubt the SQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Place:
    site: str | None = None
    region: str | None = None
    product: str | None = None
    customer: str | None = None


@dataclass(frozen=True)
class Daily:
    """A window or peak hours: every day of a span, at a place; None stands for any place."""

    place: Place
    opens: time
    closes: time
    first: date | None = None
    last: date | None = None
    built_in: bool = False


@dataclass(frozen=True)
class Freeze:
    place: Place
    starts: datetime
    ends: datetime


def holds_at(rule: Place, place: Place) -> bool | None:
    """Whether a rule holds at a place; unknown where the place is unknown that the rule names."""
    answers = [
        None if getattr(place, name) is None else getattr(place, name) == wanted
        for name, wanted in vars(rule).items()
        if wanted is not None
    ]
    return False if False in answers else None if None in answers else True


def occurrences(rule: Daily, around: date) -> list[tuple[datetime, datetime]]:
    found = []
    for day in (around + n * DAY for n in range(-2, 3)):
        if (rule.first or date.min) <= day <= (rule.last or date.max):
            opens = datetime.combine(day, rule.opens)
            closes = datetime.combine(day + DAY if rule.closes <= rule.opens else day, rule.closes)
            found.append((opens, closes))
    return found


def in_window(windows: list[Daily], place: Place, at: datetime | None, ended: datetime | None) -> bool | None:
    """Of the windows in force that day, the most specific decide; unknown if one that may hold says otherwise."""
    if at is None:
        return None

    def weight(rule: Daily) -> int:
        return 4 * bool(rule.place.site) + 2 * bool(rule.place.product) + bool(rule.place.region) - rule.built_in

    def says(rule: Daily) -> bool:
        return any(opens <= at < closes and (ended or at) <= closes for opens, closes in occurrences(rule, at.date()))

    def in_force(rule: Daily) -> bool:
        days = [at.date()] + ([at.date() - DAY] if rule.closes <= rule.opens else [])
        return any((rule.first or date.min) <= day <= (rule.last or date.max) for day in days)

    known = [(weight(rule), holds_at(rule.place, place), says(rule)) for rule in windows if in_force(rule)]
    top = max((rank for rank, holds, _ in known if holds), default=None)
    answers = {any(inside for rank, holds, inside in known if holds and rank == top)}
    for rank in {rank for rank, holds, _ in known if holds is None and (top is None or rank > top)}:
        answers.add(any(inside for other, holds, inside in known if holds is None and other == rank))
    return answers.pop() if len(answers) == 1 else None


def touches(spans: list[tuple[datetime, datetime]], at: datetime, ended: datetime | None) -> bool:
    return any(at < ends and (ended or at) >= starts for starts, ends in spans)


def in_peak(peaks: list[Daily], place: Place, at: datetime | None, ended: datetime | None) -> bool | None:
    if at is None:
        return None if peaks else False
    found = {holds_at(rule.place, place) for rule in peaks if touches(occurrences(rule, at.date()), at, ended)}
    return True if True in found else None if None in found else False


def in_freeze(freezes: list[Freeze], place: Place, at: datetime | None, ended: datetime | None) -> bool | None:
    if at is None:
        return None if freezes else False
    found = {holds_at(rule.place, place) for rule in freezes if touches([(rule.starts, rule.ends)], at, ended)}
    return True if True in found else None if None in found else False
