"""Random requirements that count by the calendar: in working days, or for every day, working day, week or month."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

from svcmine.calendars import add_working_days, is_working_day
from tests.kinds.requirements import KINDS, Drawn, random_requirement
from tests.small_logs import Event

# How often, and how many times further apart a log is drawn so that it lasts for some of them, and things happen at
# midnight too; with hours of grace, the longest of which ends when something happens.
PER = {"day": 38 * 60, "working_day": 38 * 60, "week": 158 * 60, "month": 355 * 60}
GRACES = ("none", "hours", "working days")
_HOURS = {"day": (1, 14, 24), "working_day": (1, 14, 24), "week": (1, 148), "month": (1, 345)}
IN_WORKING_DAYS = tuple(kind for kind, options in KINDS.items() if "scope" in options)
_DAY, _INSTANT = timedelta(days=1), timedelta(microseconds=1)


@dataclass(frozen=True)
class WorkingDays:
    """So many working days; added to an instant, the last one that counts, taken from it the first."""

    number: int
    sign: int = 1

    def __rmul__(self, sign: int) -> WorkingDays:
        return replace(self, sign=self.sign * sign)

    def __radd__(self, base: datetime) -> datetime:
        if self.sign < 0:
            return base - self
        return datetime.combine(add_working_days(base.date(), self.number) + _DAY, time()) - _INSTANT

    def __rsub__(self, base: datetime) -> datetime:
        day = base.date()
        left = self.number
        while left:
            day -= _DAY
            left -= is_working_day(day)
        return datetime.combine(day, time())

    def __bool__(self) -> bool:
        return True


def random_calendar_period(rng: random.Random, per: str | None = None) -> Drawn:
    """What is asked of every whole day, working day, week or month, for logs that last for some."""
    drawn = random_requirement(rng, "periodic")
    per = per or rng.choice(tuple(PER))
    table = {key: value for key, value in drawn.table.items() if key != "within"} | {"per": per}
    grace, asked = rng.choice((*GRACES, "none")), replace(drawn.asked, per=per, within=None)
    if grace == "hours":
        hours = rng.choice(_HOURS[per])
        table["within"], asked = f"{hours} hours", replace(asked, within=lambda e: timedelta(hours=hours))
    elif grace == "working days":
        days = rng.choice((1, 2, 3))
        table["within"], asked = f"{days} working days", replace(asked, within=lambda e: WorkingDays(days))
    return Drawn(table, asked)


def random_working_days(rng: random.Random, kind: str) -> Drawn:
    """A requirement whose limits are working days; where the source's place is not known, nobody knows them."""
    drawn = random_requirement(rng, kind)
    table, changed = dict(drawn.table), {}
    for option in ("within", "not_before"):
        table.pop(option, None)
        changed[option] = None
        if option in KINDS[kind] and (option == "within" or rng.random() < 0.4):
            days = rng.choice((1, 1, 2, 4))
            table[option] = f"{days} working days"
            changed[option] = _counted(days)
    return Drawn(table, replace(drawn.asked, **changed))


def _counted(days: int) -> Any:
    def length(event: Event) -> WorkingDays | None:
        return None if event.source == "ordered" else WorkingDays(days)

    return length
