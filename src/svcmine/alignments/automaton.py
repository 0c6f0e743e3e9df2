"""A model's states as arrays: its steps by activity and by state, and the price of getting from one to another."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from svcmine.models.petri_net import PetriNet, StateGraph

VISIBLE = 10_000
"""Price of a move on log or on a visible step. A silent step costs 1, so that of equal alignments the shorter wins."""

SILENT = 1

UNREACHABLE = 1 << 30


@dataclass(frozen=True)
class Steps:
    """The edges of one activity, in the order of the net: from `sources[i]` to `targets[i]`."""

    sources: np.ndarray
    targets: np.ndarray


@dataclass(frozen=True)
class Automaton:
    """The states of a sound net; state 0 is the first.

    Edge e leads from `sources[e]` to `targets[e]` by activity `codes[e]` of `activities`, -1 if it is silent. Edges
    are in the order of the net's transitions, then of their states; int32 arrays of equal length.
    """

    size: int
    end: int
    activities: tuple[str, ...]
    sources: np.ndarray
    targets: np.ndarray
    codes: np.ndarray

    @cached_property
    def by_code(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Edges by activity: where the edges of each code begin [activities + 1], their sources, their targets."""
        visible = self.codes >= 0
        table = np.stack([self.codes[visible], self.sources[visible], self.targets[visible]], axis=1)
        # Two transitions that do the same between the same states are one edge; the first one's place counts.
        _, first = np.unique(table, axis=0, return_index=True)
        table = table[np.sort(first)]
        table = table[np.argsort(table[:, 0], kind="stable")]
        starts = np.searchsorted(table[:, 0], np.arange(len(self.activities) + 1)).astype(np.int64)
        return starts, np.ascontiguousarray(table[:, 1]), np.ascontiguousarray(table[:, 2])

    @cached_property
    def by_source(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Edges by state: where the edges of each state begin [size + 1], their codes, their targets."""
        order = np.argsort(self.sources, kind="stable")
        starts = np.searchsorted(self.sources[order], np.arange(self.size + 1)).astype(np.int64)
        return starts, self.codes[order].copy(), self.targets[order].copy()

    @cached_property
    def price(self) -> np.ndarray:
        """`price[u, v]`: the cheapest way from u to v by moves on the model alone; int32 [size, size]."""
        costs = np.where(self.codes < 0, SILENT, VISIBLE)
        between = (self.sources != self.targets).nonzero()[0]
        # Two edges between the same states would be added up by the sparse matrix: the cheapest is kept.
        order = between[np.lexsort((costs[between], self.targets[between], self.sources[between]))]
        pairs = np.stack([self.sources[order], self.targets[order]], axis=1)
        _, first = np.unique(pairs, axis=0, return_index=True)
        kept = order[first]
        matrix = csr_array(
            (costs[kept].astype(np.float64), (self.sources[kept], self.targets[kept])), shape=(self.size, self.size)
        )
        prices = dijkstra(matrix)
        return np.where(np.isinf(prices), UNREACHABLE, prices).astype(np.int32)

    @cached_property
    def by_activity(self) -> dict[str, Steps]:
        """The edges of each activity by its name."""
        starts, sources, targets = self.by_code
        return {
            activity: Steps(sources[starts[code] : starts[code + 1]], targets[starts[code] : starts[code + 1]])
            for code, activity in enumerate(self.activities)
        }


def automaton_of(net: PetriNet, graph: StateGraph) -> Automaton:
    """The automaton of a sound net's states."""
    activities = net.activities()
    code = {activity: index for index, activity in enumerate(activities)}
    of_transition = np.array(
        [-1 if transition.activity is None else code[transition.activity] for transition in net.transitions],
        dtype=np.int32,
    )
    edges = np.array(graph.edges, dtype=np.int32).reshape(-1, 3)
    edges = edges[np.lexsort((edges[:, 2], edges[:, 0], edges[:, 1]))]
    return Automaton(
        len(graph.states),
        graph.states.index(net.final),
        activities,
        np.ascontiguousarray(edges[:, 0]),
        np.ascontiguousarray(edges[:, 2]),
        of_transition[edges[:, 1]],
    )
