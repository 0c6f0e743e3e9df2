"""The kinds that ask for something all the time, or again and again, in plain Python."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from svcmine.calendars import is_working_day
from tests.reference_facts import FAR_FUTURE, FAR_PAST, choices, covered, fits, key_of, orders, proves
from tests.small_logs import Asked, Case, Event, World


def gap_free(
    world: World,
    asked: Asked,
    horizon: datetime,
    a: Event,
    case: Case | None,
    starts: set[str],
    begins: datetime,
    due: datetime,
) -> str:
    """Walks through the shifts: somebody must be there from `begins` until `due` without a break."""
    stretches: list[tuple[datetime, datetime | None]] = []
    present, since, last = 0, FAR_PAST, FAR_PAST
    key = key_of(asked, a, case)
    points = [(event.at, 0) for event in world.events if event.id in starts]
    points += [(e.at, 1) for e in world.events if e.activity in asked.until and e.case == key and proves(asked, e)]
    for moment, leaves in sorted(points):
        last = moment
        if not leaves:
            since = moment if present == 0 else since
            present += 1
        elif present:
            present -= 1
            if present == 0:
                stretches.append((since, moment))
    closed = case is not None and case.closed is not None
    if present:
        stretches.append((since, last if closed else max(horizon, last)))
    going_on = bool(present) and not closed and since <= begins
    reached = max([end for start, end in stretches if start <= begins and end is not None], default=FAR_PAST)
    if reached >= due:
        return "fulfilled"
    if not covered(world, asked, a, case):
        return "no_evidence"
    next_needed = due if going_on else max(begins, reached)
    return "pending" if next_needed > horizon else "violated"


def periodic(world: World, asked: Asked, horizon: datetime, a: Event | None, case: Case | None) -> Iterator[str]:
    """Every way in which the activation and the ends can follow each other, and every length that is not recorded."""
    assert a is not None and case is not None
    if asked.per is not None and a.source == "ordered":
        # Nobody knows that place's days.
        yield "missing_attribute"
        return
    untils = [
        e for e in world.events if e.case == case.id and e.activity in asked.until and e is not a and proves(asked, e)
    ]
    moments = [event.at for event in world.events] + [a.ended or a.at, horizon, case.closed or horizon, FAR_FUTURE]
    said = asked.within(a) if asked.within else timedelta(0)
    lengths = [said] if said is not None else sorted({abs(x - y) for x in moments for y in moments})
    truths = fits(world, asked, a, case, asked.target, None, None)
    for chosen in choices(truths):
        targets = sorted(event.at for event in world.events if event.id in chosen)
        for length in lengths:
            outcomes = []
            for tolerance in (world.tolerance, timedelta(0)):
                ends = set()
                for line in orders([a, *untils], world.ordered_sources, tolerance):
                    after = [event.at for event in line[line.index(a) + 1 :]]
                    ends.add(min(after) if after else case.closed)
                begins = a.ended or a.at
                outcomes.append({_period(asked, begins, end, targets, length, horizon) for end in ends})
            if outcomes[0] == {"fulfilled"}:
                yield "fulfilled"
            elif not covered(world, asked, a, case):
                yield "no_evidence"
            elif len(outcomes[0]) == 1:
                yield outcomes[0].pop()
            else:
                yield "order" if len(outcomes[1]) > 1 else "clock"


def _period(
    asked: Asked, begins: datetime, ends: datetime | None, targets: list[datetime], length: timedelta, horizon: datetime
) -> str:
    if asked.per is not None:
        return _units(asked, begins, ends, list(targets), length, horizon)
    last = begins
    while True:
        # From one target to the next, until the end is near enough.
        if ends is not None and ends <= last + length:
            return "fulfilled"
        later = [moment for moment in targets if last < moment <= last + length]
        if not later:
            return "pending" if last + length > horizon else "violated"
        last = max(later)


def _units(
    asked: Asked, begins: datetime, ends: datetime | None, targets: list[datetime], grace: timedelta, horizon: datetime
) -> str:
    """Day by day (or week by week): each whole one takes the earliest target that is left."""
    day = datetime.combine(begins.date(), time())
    while day < begins or (asked.per == "week" and day.weekday() > 0) or (asked.per == "month" and day.day > 1):
        day += timedelta(days=1)
    while ends is None or _next_unit(asked, day) <= ends:
        following = _next_unit(asked, day)
        if asked.per != "working_day" or is_working_day(day.date()):
            # Working days count from the unit's last day.
            due = following + grace if isinstance(grace, timedelta) else following - timedelta(microseconds=1) + grace
            own = [moment for moment in targets if day <= moment and (moment <= due if grace else moment < due)]
            if not own or (ends is None and day > horizon):
                return "pending" if due - timedelta(microseconds=0 if grace else 1) > horizon else "violated"
            targets.remove(own[0])
        day = following
    return "fulfilled"


def _next_unit(asked: Asked, day: datetime) -> datetime:
    if asked.per == "month":
        return (day + timedelta(days=31)).replace(day=1)
    return day + timedelta(days=7 if asked.per == "week" else 1)
