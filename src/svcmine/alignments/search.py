"""Aligns one variant at a time by A* on the states of a model, where the tree would have too many states; compiled."""

from __future__ import annotations

import numpy as np
from numba import njit

from svcmine.alignments.automaton import SILENT, VISIBLE
from svcmine.alignments.moves import LOG, MODEL, SYNCHRONOUS

NO_MOVE = 3
"""A silent step."""

_DEPTH = 1 << 20


@njit(cache=True, nogil=True)
def _bound(left: np.ndarray, foreign: int, least: np.ndarray, most: np.ndarray) -> int:
    """The fewest moves that what is left must cost; see `bounds`."""
    moves = foreign
    for activity in range(len(left)):
        if least[activity] > left[activity]:
            moves += least[activity] - left[activity]
        elif left[activity] > most[activity]:
            moves += left[activity] - most[activity]
    return moves


@njit(cache=True, nogil=True)
def _push(heap: np.ndarray, nodes: np.ndarray, count: int, key: int, node: int) -> None:
    place = count
    while place > 0:
        above = (place - 1) >> 1
        if heap[above] <= key:
            break
        heap[place], nodes[place] = heap[above], nodes[above]
        place = above
    heap[place], nodes[place] = key, node


@njit(cache=True, nogil=True)
def _pop(heap: np.ndarray, nodes: np.ndarray, count: int) -> None:
    """Take away the first of `count`."""
    key, node = heap[count - 1], nodes[count - 1]
    count -= 1
    place = 0
    while True:
        below = 2 * place + 1
        if below >= count:
            break
        if below + 1 < count and heap[below + 1] < heap[below]:
            below += 1
        if heap[below] >= key:
            break
        heap[place], nodes[place] = heap[below], nodes[below]
        place = below
    heap[place], nodes[place] = key, node


@njit(cache=True, nogil=True)
def search(
    codes: np.ndarray,
    out_starts: np.ndarray,
    out_codes: np.ndarray,
    out_targets: np.ndarray,
    end: int,
    least: np.ndarray,
    most: np.ndarray,
    limit: int,
    table: np.ndarray,
    node_key: np.ndarray,
    node_cost: np.ndarray,
    node_bound: np.ndarray,
    node_before: np.ndarray,
    node_kind: np.ndarray,
    node_code: np.ndarray,
    node_closed: np.ndarray,
    node_slot: np.ndarray,
    heap: np.ndarray,
    heap_nodes: np.ndarray,
    kinds: np.ndarray,
    moved: np.ndarray,
) -> tuple[int, int]:
    """(Cost, number of moves) of the cheapest alignment of `codes`; (-1, 0) if more than `limit` nodes are met.

    A node is a place in the case and a state. `table` (size a power of two, all -1) finds it, and is left as it was.
    The moves stand in `kinds` and `moved`, from the first on.
    """
    size = len(out_starts) - 1
    activities = least.shape[1]
    length = len(codes)
    left = np.zeros((length + 1, activities), dtype=np.int32)
    foreign = np.zeros(length + 1, dtype=np.int64)
    for place in range(length - 1, -1, -1):
        left[place] = left[place + 1]
        foreign[place] = foreign[place + 1]
        if codes[place] < activities:
            left[place, codes[place]] += 1
        else:
            foreign[place] += 1
    mask = len(table) - 1
    goal = length * size + end
    count = 1
    node_key[0] = 0
    node_cost[0] = 0
    node_bound[0] = _bound(left[0], foreign[0], least[0], most[0]) * VISIBLE
    node_before[0] = -1
    node_closed[0] = False
    slot = 0
    table[slot] = 0
    node_slot[0] = slot
    waiting = 1
    heap[0] = node_bound[0] * _DEPTH + _DEPTH - 1
    heap_nodes[0] = 0
    result = -1
    last = -1
    while waiting > 0:
        node = heap_nodes[0]
        _pop(heap, heap_nodes, waiting)
        waiting -= 1
        if node_closed[node]:
            continue
        node_closed[node] = True
        key = node_key[node]
        if key == goal:
            result = node_cost[node]
            last = node
            break
        place, state = key // size, key % size
        first, stop = out_starts[state], out_starts[state + 1]
        # -1 is the move on log; then each edge twice: as a synchronous move and as a move on the model.
        for choice in range(-1, 2 * (stop - first)):
            if choice < 0:
                if place == length:
                    continue
                code, target, after, price, kind = codes[place], np.int32(state), place + 1, VISIBLE, LOG
            else:
                edge = first + choice // 2
                code, target = out_codes[edge], out_targets[edge]
                if choice % 2 == 0:
                    if place == length or code < 0 or code != codes[place]:
                        continue
                    after, price, kind = place + 1, 0, SYNCHRONOUS
                elif code < 0:
                    after, price, kind = place, SILENT, NO_MOVE
                else:
                    after, price, kind = place, VISIBLE, MODEL
            new_key = after * size + target
            cost = node_cost[node] + price
            slot = (new_key ^ (new_key >> 17)) * 40503 & mask
            while table[slot] >= 0 and node_key[table[slot]] != new_key:
                slot = (slot + 1) & mask
            known = table[slot]
            if known < 0:
                if count >= limit:
                    waiting = -1
                    break
                known = count
                count += 1
                table[slot] = known
                node_slot[known] = slot
                node_key[known] = new_key
                node_closed[known] = False
                node_bound[known] = _bound(left[after], foreign[after], least[target], most[target]) * VISIBLE
            elif node_closed[known] or node_cost[known] <= cost:
                continue
            if waiting >= len(heap):
                waiting = -1
                break
            node_cost[known] = cost
            node_before[known] = node
            node_kind[known] = kind
            node_code[known] = code
            _push(heap, heap_nodes, waiting, (cost + node_bound[known]) * _DEPTH + _DEPTH - 1 - after, known)
            waiting += 1
    for node in range(count):
        table[node_slot[node]] = -1
    if result < 0:
        return -1, 0
    moves = 0
    while node_before[last] >= 0:
        if node_kind[last] != NO_MOVE:
            kinds[moves] = node_kind[last]
            moved[moves] = node_code[last]
            moves += 1
        last = node_before[last]
    for index in range(moves // 2):
        other = moves - 1 - index
        kinds[index], kinds[other] = kinds[other], kinds[index]
        moved[index], moved[other] = moved[other], moved[index]
    return result // VISIBLE, moves
