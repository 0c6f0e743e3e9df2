"""What is certain about the rest of a run: how often each activity must and can still occur from each state.

An alignment of what is left of a case needs at least a move on the model for each occurrence that the model demands
and the case lacks, and a move on log for each event that the model has no room for. That bound never exceeds the
true cost and falls by no more than a move costs, so A* with it is exact and visits no state twice.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from svcmine.alignments.automaton import Automaton

ANY = 32_000
"""As often as you like, or: never mind how often."""


def bounds_of(automaton: Automaton) -> tuple[np.ndarray, np.ndarray]:
    """`least[s, a]` and `most[s, a]`: how often activity a occurs on any way from state s on; int16."""
    size, activities = automaton.size, len(automaton.activities)
    order = np.argsort(automaton.targets, kind="stable")
    starts = np.searchsorted(automaton.targets[order], np.arange(size + 1)).astype(np.int64)
    least = np.full((size, activities), ANY, dtype=np.int16)
    _least(starts, automaton.sources[order], automaton.codes[order], automaton.end, least)
    edges = (np.ones(len(automaton.sources)), (automaton.sources, automaton.targets))
    count, knot = connected_components(csr_array(edges, shape=(size, size)), directed=True, connection="strong")
    by_knot = np.argsort(knot[automaton.sources], kind="stable")
    knot_starts = np.searchsorted(knot[automaton.sources][by_knot], np.arange(count + 1)).astype(np.int64)
    most = np.zeros((count, activities), dtype=np.int16)
    _most(
        knot_starts,
        knot[automaton.targets][by_knot].astype(np.int32),
        automaton.codes[by_knot],
        most,
    )
    return least, most[knot]


@njit(cache=True, nogil=True)
def _least(starts: np.ndarray, sources: np.ndarray, codes: np.ndarray, end: int, least: np.ndarray) -> None:
    """Breadth first from the end backwards, by number of occurrences, one activity after the other."""
    size, activities = least.shape
    here = np.empty(size, dtype=np.int32)
    later = np.empty(size, dtype=np.int32)
    done = np.empty(size, dtype=np.bool_)
    waiting = np.empty(size, dtype=np.bool_)
    for activity in range(activities):
        done[:] = False
        waiting[:] = False
        here[0] = end
        count, times = 1, 0
        while count > 0 and times < ANY:
            more, index = 0, 0
            for state in here[:count]:
                done[state] = True
            # `here` grows while it is read, by states that are reached without a further occurrence.
            while index < count:
                state = here[index]
                index += 1
                least[state, activity] = times
                for edge in range(starts[state], starts[state + 1]):
                    before = sources[edge]
                    if done[before]:
                        continue
                    if codes[edge] == activity:
                        if not waiting[before]:
                            waiting[before] = True
                            later[more] = before
                            more += 1
                    else:
                        done[before] = True
                        here[count] = before
                        count += 1
            count = 0
            for index in range(more):
                state = later[index]
                waiting[state] = False
                if not done[state]:
                    here[count] = state
                    count += 1
            times += 1


@njit(cache=True, nogil=True)
def _most(starts: np.ndarray, targets: np.ndarray, codes: np.ndarray, most: np.ndarray) -> None:
    """Longest ways through the knots (sets of states that lie on common loops), each after all that follow it."""
    count, activities = most.shape
    begun = np.zeros(count, dtype=np.bool_)
    next_edge = starts[:-1].copy()
    stack = np.empty(count + 1, dtype=np.int64)
    for root in range(count):
        if begun[root]:
            continue
        begun[root] = True
        stack[0] = root
        height = 1
        while height > 0:
            knot = stack[height - 1]
            deeper = False
            while next_edge[knot] < starts[knot + 1]:
                target = targets[next_edge[knot]]
                next_edge[knot] += 1
                if not begun[target]:
                    begun[target] = True
                    stack[height] = target
                    height += 1
                    deeper = True
                    break
            if deeper:
                continue
            height -= 1
            for edge in range(starts[knot], starts[knot + 1]):
                target, code = targets[edge], codes[edge]
                if target == knot:
                    if code >= 0:
                        most[knot, code] = ANY
                    continue
                for activity in range(activities):
                    times = most[target, activity] + (1 if code == activity else 0)
                    if times > ANY:
                        times = ANY
                    if times > most[knot, activity]:
                        most[knot, activity] = times
