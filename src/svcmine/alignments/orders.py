"""All orders in which the events of a case may have happened, where their times do not tell."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product

Part = tuple[tuple[str, ...], ...]
"""Events whose order among each other is not certain: all sequences of their activities that may have been."""

Parts = tuple[Part, ...]

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


def possible_parts(events: Sequence[TimedEvent]) -> Parts | None:
    """A case as parts that surely follow each other, None if a part has more than ORDER_LIMIT orders.

    `events` are in the order of their position. One is surely before another if its latest time is before the
    other's earliest, or if the same source kept both in order.
    """
    parts = []
    for group in _groups(events):
        orders = {(group[0].activity,)} if len(group) == 1 else _orders(group)
        if orders is None:
            return None
        parts.append(tuple(sorted(orders)))
    return tuple(parts)


def possible_orders(parts: Parts) -> set[tuple[str, ...]] | None:
    """The sequences of activities of a whole case, None if there are more than ORDER_LIMIT."""
    if math.prod(len(part) for part in parts) > ORDER_LIMIT:
        return None
    return {tuple(activity for order in orders for activity in order) for orders in product(*parts)}


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
