"""Aligns many variants with a model at once, exactly: the costs of all states are carried along a tree of prefixes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from svcmine.alignments.automaton import VISIBLE, Automaton
from svcmine.alignments.moves import Alignment, Move

Variant = tuple[str, ...]


def align_variants(automaton: Automaton, variants: Iterable[Variant]) -> Iterator[tuple[Variant, Alignment]]:
    """The cheapest alignment of each variant, in lexicographic order of the variants.

    `costs[i][s]` is the price of having explained the first i events and standing in state s, moves on the model
    included. Variants with a common beginning share its rows. Of equally cheap alignments a synchronous move comes
    before a move on log, and steps earlier in the model before later ones, seen from the end of the case.
    """
    rows = [automaton.price[automaton.start].astype(np.int64)]
    before: Variant = ()
    for variant in sorted(set(variants)):
        shared = common_beginning(before, variant)
        del rows[shared + 1 :]
        for activity in variant[shared:]:
            rows.append(price_after(automaton, rows[-1], activity))
        before = variant
        cost = int(rows[-1][automaton.end]) // VISIBLE
        yield variant, Alignment(cost, _moves(automaton, rows, variant))


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


def _moves(automaton: Automaton, rows: list[np.ndarray], variant: Variant) -> tuple[Move, ...]:
    """Walk back from the end, asking at each event which move explains the price."""
    moves: list[Move] = []
    state = automaton.end
    for index in range(len(variant), 0, -1):
        activity = variant[index - 1]
        synchronous = _synchronous(automaton, rows[index - 1], rows[index], activity, state)
        if synchronous is None:
            moves.append(Move("log move", activity))
        else:
            source, target = synchronous
            moves += _on_model(automaton, target, state)
            moves.append(Move("synchronous", activity))
            state = source
    moves += _on_model(automaton, automaton.start, state)
    return tuple(reversed(moves))


def _synchronous(
    automaton: Automaton, before: np.ndarray, after: np.ndarray, activity: str, state: int
) -> tuple[int, int] | None:
    steps = automaton.by_activity.get(activity)
    if steps is None:
        return None
    explains = before[steps.sources] + automaton.price[steps.targets, state] == after[state]
    found = int(explains.argmax())
    return (int(steps.sources[found]), int(steps.targets[found])) if explains[found] else None


def _on_model(automaton: Automaton, source: int, target: int) -> list[Move]:
    return [Move("model move", activity) for activity in reversed(automaton.way(source, target))]
