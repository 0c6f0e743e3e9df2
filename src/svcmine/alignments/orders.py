"""All orders in which the events of a case may have happened, where their times do not tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product

ORDER_LIMIT = 24
"""More possible sequences of activities than this are not tried."""

_WORK_LIMIT = 2_000


@dataclass(frozen=True)
class TimedEvent:
    """An event between its earliest and latest time; `ordered_by` is the source that kept its events in order."""

    activity: str
    earliest: datetime
    latest: datetime
    ordered_by: str | None = None


def possible_orders(events: Sequence[TimedEvent]) -> set[tuple[str, ...]] | None:
    """The sequences of activities that the times allow, None if there are more than ORDER_LIMIT.

    `events` are in the order of their position. One is surely before another if its latest time is before the
    other's earliest, or if the same source kept both in order.
    """
    groups: list[set[tuple[str, ...]]] = []
    count = 1
    for group in _groups(events):
        orders = _orders(group)
        if orders is None:
            return None
        count *= len(orders)
        if count > ORDER_LIMIT:
            return None
        groups.append(orders)
    return {tuple(activity for part in parts for activity in part) for parts in product(*groups)}


def _groups(events: Sequence[TimedEvent]) -> list[list[TimedEvent]]:
    """Runs of events between which the order is certain."""
    groups: list[list[TimedEvent]] = []
    latest = None
    for event in events:
        if latest is not None and event.earliest <= latest:
            groups[-1].append(event)
            latest = max(latest, event.latest)
        else:
            groups.append([event])
            latest = event.latest
    return groups


def _surely_before(first: TimedEvent, second: TimedEvent) -> bool:
    """Of two events in the order of their position."""
    if first.latest < second.earliest:
        return True
    if first.earliest == second.earliest and first.ordered_by is not None and first.ordered_by == second.ordered_by:
        return True
    # Two of the same kind at the same time change nothing when they change places.
    return first == second


def _orders(group: list[TimedEvent]) -> set[tuple[str, ...]] | None:
    if len({event.activity for event in group}) == 1:
        return {tuple(event.activity for event in group)}
    before = [
        {i for i, other in enumerate(group[:index]) if _surely_before(other, event)}
        for index, event in enumerate(group)
    ]
    endings: dict[frozenset[int], set[tuple[str, ...]]] = {frozenset(): {()}}

    def of(left: frozenset[int]) -> set[tuple[str, ...]] | None:
        if left in endings:
            return endings[left]
        found: set[tuple[str, ...]] = set()
        for index in sorted(left):
            if before[index] & left:
                continue
            rest = of(left - {index})
            if rest is None:
                return None
            found |= {(group[index].activity, *ending) for ending in rest}
            if len(found) > ORDER_LIMIT or len(endings) > _WORK_LIMIT:
                return None
        endings[left] = found
        return found

    return of(frozenset(range(len(group))))
