"""A model's states as arrays: the steps by activity, and the price of getting from any state to any other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from svcmine.models.petri_net import PetriNet, StateGraph

VISIBLE = 10_000
"""Price of a move on log or on a visible step. A silent step costs 1, so that of equal alignments the shorter wins."""

SILENT = 1

_UNREACHABLE = 1 << 30


@dataclass(frozen=True)
class Steps:
    """The edges of one activity, in the order of the net: from `sources[i]` to `targets[i]`."""

    sources: np.ndarray
    targets: np.ndarray


@dataclass(frozen=True)
class Automaton:
    """The states of a sound net; `price[u, v]` is the cheapest way from u to v by moves on the model alone."""

    start: int
    end: int
    by_activity: dict[str, Steps]
    price: np.ndarray
    out: list[list[tuple[int, int, str | None]]]

    def way(self, source: int, target: int) -> list[str]:
        """The visible activities on a cheapest way between two states; of equal ways the first in the net's order."""
        activities: list[str] = []
        while source != target:
            source, activity = self._next(source, target)
            activities += [] if activity is None else [activity]
        return activities

    def _next(self, source: int, target: int) -> tuple[int, str | None]:
        left = int(self.price[source, target])
        return next(
            (state, activity)
            for cost, state, activity in self.out[source]
            if cost + int(self.price[state, target]) == left
        )


def automaton_of(net: PetriNet, graph: StateGraph) -> Automaton:
    """The automaton of a sound net's states."""
    by_activity: dict[str, list[tuple[int, int]]] = {}
    out: list[list[tuple[int, int, str | None]]] = [[] for _ in graph.states]
    for source, index, target in sorted(graph.edges, key=lambda edge: (edge[1], edge[0], edge[2])):
        activity = net.transitions[index].activity
        if activity is not None:
            by_activity.setdefault(activity, []).append((source, target))
        out[source].append((SILENT if activity is None else VISIBLE, target, activity))
    steps = {activity: _steps(edges) for activity, edges in by_activity.items()}
    return Automaton(0, graph.states.index(net.final), steps, _prices(out), out)


def _steps(edges: Sequence[tuple[int, int]]) -> Steps:
    table = np.array(list(dict.fromkeys(edges)), dtype=np.int64)
    return Steps(table[:, 0].copy(), table[:, 1].copy())


def _prices(out: list[list[tuple[int, int, str | None]]]) -> np.ndarray:
    cheapest: dict[tuple[int, int], int] = {}
    for source, steps in enumerate(out):
        for cost, target, _ in steps:
            key = (source, target)
            # Two edges between the same states would be added up by the sparse matrix.
            if source != target and cost < cheapest.get(key, _UNREACHABLE):
                cheapest[key] = cost
    keys = np.array(list(cheapest), dtype=np.int64).reshape(-1, 2)
    costs = np.array(list(cheapest.values()), dtype=np.float64)
    matrix = csr_array((costs, (keys[:, 0], keys[:, 1])), shape=(len(out), len(out)))
    prices = dijkstra(matrix)
    return np.where(np.isinf(prices), _UNREACHABLE, prices).astype(np.int32)
