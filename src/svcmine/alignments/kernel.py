"""Aligns many variants with a model at once, exactly: the prices of all states are carried along a tree of prefixes.

`rows[i][s]` is the price of having explained the first i events and standing in state s, moves on the model included.
Variants that begin alike share rows. Of equally cheap alignments a synchronous move comes before a move on log, and
steps earlier in the model before later ones, seen from the end of the case. Compiled.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from svcmine.alignments.automaton import SILENT, VISIBLE
from svcmine.alignments.moves import LOG, MODEL, SYNCHRONOUS


@njit(cache=True, nogil=True)
def _row_after(before: np.ndarray, after: np.ndarray, first: int, last: int, sources: np.ndarray, targets: np.ndarray,
               price: np.ndarray) -> None:  # fmt: skip
    """The prices of all states after one more event whose edges are `first` to `last`."""
    size = len(before)
    for state in range(size):
        after[state] = before[state] + VISIBLE
    for edge in range(first, last):
        reached, target = before[sources[edge]], targets[edge]
        # A step that does not improve its own target improves no other state: rows are closed under moves on the model.
        if reached < after[target]:
            for state in range(size):
                way = reached + price[target, state]
                if way < after[state]:
                    after[state] = way


@njit(cache=True, nogil=True)
def _append_way(source: int, target: int, out_starts: np.ndarray, out_codes: np.ndarray, out_targets: np.ndarray,
                price: np.ndarray, kinds: np.ndarray, moved: np.ndarray, used: int) -> int:  # fmt: skip
    """Write the visible moves of a cheapest way on the model, last one first; how much is used then."""
    begin = used
    while source != target:
        left = price[source, target]
        for edge in range(out_starts[source], out_starts[source + 1]):
            cost = SILENT if out_codes[edge] < 0 else VISIBLE
            if cost + price[out_targets[edge], target] == left:
                if out_codes[edge] >= 0:
                    kinds[used] = MODEL
                    moved[used] = out_codes[edge]
                    used += 1
                source = out_targets[edge]
                break
    _reverse(kinds, moved, begin, used)
    return used


@njit(cache=True, nogil=True)
def _reverse(kinds: np.ndarray, moved: np.ndarray, first: int, end: int) -> None:
    last = end - 1
    while first < last:
        kinds[first], kinds[last] = kinds[last], kinds[first]
        moved[first], moved[last] = moved[last], moved[first]
        first += 1
        last -= 1


@njit(cache=True, nogil=True)
def align_tree(
    codes: np.ndarray,
    starts: np.ndarray,
    order: np.ndarray,
    begin: int,
    activities: int,
    edge_starts: np.ndarray,
    sources: np.ndarray,
    targets: np.ndarray,
    out_starts: np.ndarray,
    out_codes: np.ndarray,
    out_targets: np.ndarray,
    price: np.ndarray,
    end: int,
    rows: np.ndarray,
    costs: np.ndarray,
    kinds: np.ndarray,
    moved: np.ndarray,
    move_starts: np.ndarray,
) -> int:
    """Align the variants `order[begin:]` until the moves no longer fit; the place in `order` that comes next.

    `codes` below `activities` are the model's; `order` is lexicographic. Fills `costs` [variants] and, for the n-th
    variant of this call, `kinds` and `moved` from `move_starts[n]` to `move_starts[n + 1]`.
    """
    rows[0, :] = price[0, :]
    depth = 0
    previous = -1
    used = 0
    for place in range(begin, len(order)):
        variant = order[place]
        first = starts[variant]
        length = starts[variant + 1] - first
        shared = 0
        if previous >= 0:
            other = starts[previous]
            most = min(depth, length)
            while shared < most and codes[first + shared] == codes[other + shared]:
                shared += 1
        for index in range(shared, length):
            code = codes[first + index]
            first_edge, end_edge = 0, 0
            if code < activities:
                first_edge, end_edge = edge_starts[code], edge_starts[code + 1]
            _row_after(rows[index], rows[index + 1], first_edge, end_edge, sources, targets, price)
        depth = length
        previous = variant
        cost = rows[length, end] // VISIBLE
        if used + length + cost > len(kinds):
            return place
        costs[variant] = cost
        move_starts[place - begin] = used
        state = end
        for index in range(length, 0, -1):
            code = codes[first + index - 1]
            found = -1
            if code < activities:
                for edge in range(edge_starts[code], edge_starts[code + 1]):
                    if rows[index - 1, sources[edge]] + price[targets[edge], state] == rows[index, state]:
                        found = edge
                        break
            if found < 0:
                kinds[used] = LOG
            else:
                used = _append_way(targets[found], state, out_starts, out_codes, out_targets, price, kinds, moved, used)
                kinds[used] = SYNCHRONOUS
                state = sources[found]
            moved[used] = code
            used += 1
        used = _append_way(0, state, out_starts, out_codes, out_targets, price, kinds, moved, used)
        _reverse(kinds, moved, move_starts[place - begin], used)
        move_starts[place - begin + 1] = used
    return len(order)
