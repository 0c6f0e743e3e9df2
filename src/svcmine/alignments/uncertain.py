"""Whether the order of events that the times leave open changes the cost of a case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from svcmine.alignments.automaton import VISIBLE, Automaton
from svcmine.alignments.orders import Part, Parts

DIFFERENT_ORDERS = 24
"""More orders that still differ are not carried along; the case counts as one whose order matters."""


def order_matters(automaton: Automaton, cases: Iterable[Parts]) -> Iterator[tuple[Parts, bool]]:
    """For each case whether its possible orders have different costs, in the order of the sorted cases.

    First each part alone is put into its other orders: the prices before it and the prices from its end on are
    known, so this costs a few steps, and it settles nearly every case whose order matters. What is left goes through
    all orders of all parts; orders with the same prices in every state are the same from there on and go as one.
    """
    rows = [automaton.price[0].astype(np.int64)]
    before: Parts = ()
    for parts in sorted(set(cases)):
        shared = common_beginning(before, parts)
        del rows[shared + 1 :]
        for part in parts[shared:]:
            rows.append(_after(automaton, rows[-1], part[0]))
        before = parts
        yield parts, _one_part_matters(automaton, rows, parts) or _all_parts_matter(automaton, rows, parts)


def common_beginning(one: Sequence, other: Sequence) -> int:
    """How many elements two sequences share at their beginning."""
    for index, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return index
    return min(len(one), len(other))


def price_after(automaton: Automaton, costs: np.ndarray, activity: str) -> np.ndarray:
    """The prices of all states after one more event; `costs` and the result include moves on the model."""
    after = costs + VISIBLE
    steps = automaton.by_activity.get(activity)
    if steps is None:
        return after
    reached = costs[steps.sources]
    # A step that does not improve its own target improves no other state: `after` is closed under moves on the model.
    useful = reached < after[steps.targets]
    if useful.any():
        ways = reached[useful, None] + automaton.price[steps.targets[useful]]
        np.minimum(after, ways.min(axis=0), out=after)
    return after


def _after(automaton: Automaton, costs: np.ndarray, order: tuple[str, ...]) -> np.ndarray:
    for activity in order:
        costs = price_after(automaton, costs, activity)
    return costs


def _one_part_matters(automaton: Automaton, rows: list[np.ndarray], parts: Parts) -> bool:
    cost = rows[-1][automaton.end] // VISIBLE
    first = _first_uncertain(parts)
    to_go = automaton.price[:, automaton.end].astype(np.int64)
    for index in range(len(parts) - 1, first - 1, -1):
        for order in parts[index][1:]:
            if (_after(automaton, rows[index], order) + to_go).min() // VISIBLE != cost:
                return True
        for activity in reversed(parts[index][0]):
            to_go = _price_to_go(automaton, to_go, activity)
    return False


def _price_to_go(automaton: Automaton, to_go: np.ndarray, activity: str) -> np.ndarray:
    """The prices of getting from each state to the end, with one more event to explain before the others."""
    before = to_go + VISIBLE
    steps = automaton.by_activity.get(activity)
    if steps is None:
        return before
    reached = to_go[steps.targets]
    useful = reached < before[steps.sources]
    if useful.any():
        ways = reached[useful] + automaton.price[:, steps.sources[useful]]
        np.minimum(before, ways.min(axis=1), out=before)
    return before


def _all_parts_matter(automaton: Automaton, rows: list[np.ndarray], parts: Parts) -> bool:
    first = _first_uncertain(parts)
    different = [rows[first]]
    for part in parts[first:]:
        different = _distinct(_after(automaton, costs, order) for costs in different for order in part)
        if len(different) > DIFFERENT_ORDERS:
            return True
    return len({int(costs[automaton.end]) // VISIBLE for costs in different}) > 1


def _first_uncertain(parts: tuple[Part, ...]) -> int:
    return next((index for index, part in enumerate(parts) if len(part) > 1), len(parts))


def _distinct(costs: Iterable[np.ndarray]) -> list[np.ndarray]:
    return list({one.tobytes(): one for one in costs}.values())
