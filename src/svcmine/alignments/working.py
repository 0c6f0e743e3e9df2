"""The two compiled methods with the memory that they work in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np

from svcmine.alignments.automaton import Automaton
from svcmine.alignments.bounds import bounds_of
from svcmine.alignments.kernel import align_tree
from svcmine.alignments.search import search

_MOVES = 2_000_000
_BATCH = 20_000

FIRST_NODES = 1 << 14
"""Room for so many nodes at first; it grows for the variants that need more."""


class Found(Protocol):
    """What takes in alignments as they are found."""

    def add(
        self, which: np.ndarray, costs: np.ndarray, starts: np.ndarray, kinds: np.ndarray, codes: np.ndarray
    ) -> None:
        """Variants `which` with their costs; their moves lie between `starts` [which + 1] in `kinds` and `codes`."""


class Tree:
    """The tree of prefixes; see `kernel`."""

    def __init__(self, automaton: Automaton) -> None:
        self.automaton = automaton
        self.edges = automaton.by_code
        self.out = automaton.by_source
        self.price = automaton.price

    def align(
        self, codes: np.ndarray, starts: np.ndarray, order: np.ndarray, found: Found, tell: Callable[[float], None]
    ) -> None:
        """Align the variants `order`, which are in lexicographic order."""
        longest = int(np.diff(starts)[order].max(initial=0))
        rows = np.zeros((longest + 1, self.automaton.size), dtype=np.int32)
        costs = np.zeros(len(starts) - 1, dtype=np.int64)
        # Room for one alignment at least: every event on its own, and the whole model on its own.
        room = max(_MOVES, 2 * longest + 2 * self.automaton.size)
        kinds, moved = np.zeros(room, dtype=np.int8), np.zeros(room, dtype=np.int32)
        begin = 0
        while begin < len(order):
            part = order[: begin + _BATCH]
            move_starts = np.zeros(len(part) - begin + 1, dtype=np.int64)
            compiled: Callable[..., int] = align_tree
            after = compiled(
                codes, starts, part, begin, len(self.automaton.activities), *self.edges, *self.out, self.price,
                self.automaton.end, rows, costs, kinds, moved, move_starts,
            )  # fmt: skip
            which = order[begin:after]
            found.add(which, costs[which], move_starts[: len(which) + 1], kinds, moved)
            begin = after
            tell(begin / len(order))


class Search:
    """A* with its memory for at most `limit` nodes; see `search`."""

    def __init__(self, automaton: Automaton, limit: int) -> None:
        self.automaton = automaton
        self.out = automaton.by_source
        self.bounds = bounds_of(automaton)
        self.limit = limit
        self._reserve(FIRST_NODES)

    def _reserve(self, nodes: int) -> None:
        self.nodes = nodes
        self.table = np.full(1 << (2 * nodes).bit_length(), -1, dtype=np.int32)
        kinds = "i8 i8 i8 i4 i1 i4 ?"
        self.memory = [np.zeros(nodes, dtype=kind) for kind in kinds.split()]
        self.slots = np.zeros(nodes, dtype=np.int64)
        self.heap = np.zeros(4 * nodes, dtype=np.int64)
        self.heap_nodes = np.zeros(4 * nodes, dtype=np.int32)

    def align(
        self,
        codes: np.ndarray,
        starts: np.ndarray,
        order: np.ndarray,
        limits: np.ndarray,
        found: Found,
        tell: Callable[[float], None],
    ) -> np.ndarray:
        """Align the variants `order`; those are given back on which more than `limits[variant]` nodes were met."""
        given_up = []
        for begin in range(0, len(order), _BATCH):
            part = order[begin : begin + _BATCH]
            which, costs, ends, kinds, moved = [], [], [0], [], []
            for variant in part:
                cost, one_kinds, one_moved = self._one(
                    codes[starts[variant] : starts[variant + 1]], int(limits[variant])
                )
                if cost < 0:
                    given_up.append(variant)
                    continue
                which.append(variant)
                costs.append(cost)
                ends.append(ends[-1] + len(one_kinds))
                kinds.append(one_kinds)
                moved.append(one_moved)
            if which:
                found.add(
                    np.array(which), np.array(costs), np.array(ends), np.concatenate(kinds), np.concatenate(moved)
                )
            tell((begin + len(part)) / len(order))
        return np.array(given_up, dtype=np.int64)

    def _one(self, codes: np.ndarray, limit: int) -> tuple[int, np.ndarray, np.ndarray]:
        limit = min(limit, self.limit)
        while True:
            room = 2 * len(codes) + self.automaton.size + 1
            kinds, moved = np.zeros(room, dtype=np.int8), np.zeros(room, dtype=np.int32)
            compiled: Callable[..., tuple[int, int]] = search
            cost, moves = compiled(
                codes, *self.out, self.automaton.end, *self.bounds, min(limit, self.nodes), self.table, *self.memory,
                self.slots, self.heap, self.heap_nodes, kinds, moved,
            )  # fmt: skip
            if cost >= 0 or self.nodes >= limit:
                return cost, kinds[:moves], moved[:moves]
            # The memory was too small, not the limit.
            self._reserve(min(4 * self.nodes, limit))
