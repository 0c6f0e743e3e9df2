"""Chooses how a model's variants are aligned: by the tree of prefixes, by A*, or by both, as the model's states allow.

The tree's work grows with the states and not with the deviations, that of A* with the deviations. So a small model
takes the tree; a larger one A*, with the tree for the variants on which A* would take longer; a model whose table of
prices would be too large takes A* alone, which gives up on a variant rather than say a wrong cost. A limit counts
nodes, not seconds, so that a rerun on another machine gives the same answer; pm4py alone, for models whose states are
too many to be listed, is limited by time. See `docs/models.md` for what was measured.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from svcmine.alignments.automaton import Automaton, automaton_of
from svcmine.alignments.moves import KINDS, Move, fitness
from svcmine.alignments.orders import Parts, possible_orders
from svcmine.alignments.uncertain import order_matters
from svcmine.alignments.variants import Variants
from svcmine.models import Model

if TYPE_CHECKING:
    from svcmine.alignments.astar import AStar
    from svcmine.alignments.working import Search, Tree

Variant = tuple[str, ...]
Progress = Callable[[float], None]

TREE_STATES = 400
"""Up to here the tree alone is the quickest."""

PRICED_STATES = 4_000
"""Up to here the tree helps A* out: its table of prices takes 4 bytes times the square of this (64 MB)."""

CELL_LIMIT = 50_000_000
"""Events times states of one variant; beyond it the tree would need gigabytes."""

LONGEST = 100_000
"""Events of one variant; prices are 32-bit numbers."""

NODE_LIMIT = 4_000_000
"""Nodes of A* for one variant: some 300 MB and a few seconds."""

SECONDS_PER_VARIANT = 10.0
"""Of pm4py's A*, for models whose states cannot be listed."""

NODES_PER_CELL = 1 / 16
"""A node of A* costs about as much as 16 cells (event times state) of the tree."""


@dataclass(frozen=True)
class Aligned:
    """Alignments of variants, as arrays: `cost` [variants] is -1 where the limit was reached.

    The moves of variant v are `kinds` (places in KINDS) and `codes` (counting `activities`) from `starts[v]` to
    `starts[v] + counts[v]`; silent steps are left out. `engine` names how they were found.
    """

    activities: tuple[str, ...]
    cost: np.ndarray
    fitness: np.ndarray
    starts: np.ndarray
    counts: np.ndarray
    kinds: np.ndarray
    codes: np.ndarray
    engine: str


@dataclass(frozen=True)
class Outcome:
    """What is known of a variant: `cost`, `fitness` and `moves` are None if the limit was reached."""

    cost: int | None
    fitness: float | None
    moves: tuple[Move, ...] | None


class Engine:
    """A model made ready to align variants with it.

    `method` is tree, search (A* on the states), both, or pm4py; by default as the number of states says.
    """

    def __init__(self, model: Model, method: str | None = None) -> None:
        self.activities = model.net.activities()
        self.states = len(model.states.states)
        self.method = method or _method(self.states, model.states.complete)
        self.automaton: Automaton | None = None
        self.tree: Tree | None = None
        self.search: Search | AStar | None = None
        if self.method == "pm4py":
            # pm4py takes seconds to load and is needed for the very largest models only.
            from svcmine.alignments.astar import AStar  # noqa: PLC0415

            self.search = AStar(model.net, SECONDS_PER_VARIANT)
        else:
            self._prepare(automaton_of(model.net, model.states))
        # Known when the empty case is aligned: its cost is the model's shortest run.
        self.shortest = 0
        self.shortest = int(self.align(Variants.of([()])).cost[0])

    def _prepare(self, automaton: Automaton) -> None:
        # numba takes a second to load and is needed for aligning only.
        from svcmine.alignments.working import Search, Tree  # noqa: PLC0415

        self.automaton = automaton
        if self.method in ("tree", "both"):
            self.tree = Tree(automaton)
        if self.method in ("search", "both"):
            self.search = Search(automaton, NODE_LIMIT)

    @property
    def name(self) -> str:
        """The engine's name and the number of states that decided for it."""
        words = {"tree": "prefix tree", "search": "A*", "both": "A* and prefix tree", "pm4py": "pm4py A*, more than"}
        return f"{words[self.method]}{' ' if self.method == 'pm4py' else ', '}{self.states:,} states"

    def align(self, variants: Variants, progress: Progress | None = None) -> Aligned:
        """Align each variant; `progress` is told the share done."""
        tell = progress or _quiet
        activities, codes = self._coded(variants)
        order = variants.order()
        lengths = variants.lengths
        found = _Found(len(variants))
        cells = lengths * self.states
        possible = lengths <= LONGEST
        left = order[possible[order]]
        if self.search is not None:
            limits = np.full(len(variants), NODE_LIMIT)
            if self.tree is not None:
                limits = np.where(cells <= CELL_LIMIT, (cells * NODES_PER_CELL).astype(np.int64) + 64, NODE_LIMIT)
            left = self.search.align(codes, variants.starts, left, limits, found, tell)
        if self.tree is not None:
            self.tree.align(codes, variants.starts, left[cells[left] <= CELL_LIMIT], found, tell)
        tell(1.0)
        if self.shortest < 0:
            # Without the model's shortest run there is no fitness, and without fitness no alignment.
            found.cost[:] = -1
        whole = lengths + self.shortest
        fits = np.where(whole > 0, 1 - found.cost / np.maximum(whole, 1), 0.0)
        return Aligned(
            activities, found.cost, np.where(found.cost < 0, np.nan, fits), found.starts, found.counts,
            *found.moves(), self.name,
        )  # fmt: skip

    def _coded(self, variants: Variants) -> tuple[tuple[str, ...], np.ndarray]:
        """All activities, the model's first, and the variants' codes that count them."""
        code = {activity: index for index, activity in enumerate(self.activities)}
        for activity in variants.activities:
            code.setdefault(activity, len(code))
        lookup = np.array([code[activity] for activity in variants.activities], dtype=np.int32)
        return tuple(code), lookup[variants.codes] if len(variants.codes) else variants.codes

    def outcomes(self, variants: Collection[Variant], progress: Progress | None = None) -> dict[Variant, Outcome]:
        """Cost, fitness and moves of each variant."""
        listed = sorted(variants)
        aligned = self.align(Variants.of(listed), progress)
        return {variant: self._outcome(aligned, index, len(variant)) for index, variant in enumerate(listed)}

    def _outcome(self, aligned: Aligned, index: int, length: int) -> Outcome:
        cost = int(aligned.cost[index])
        if cost < 0:
            return Outcome(None, None, None)
        first = aligned.starts[index]
        span = slice(first, first + aligned.counts[index])
        moves = tuple(
            Move(KINDS[kind], aligned.activities[code])
            for kind, code in zip(aligned.kinds[span], aligned.codes[span], strict=True)
        )
        return Outcome(cost, fitness(cost, length, self.shortest), moves)

    def doubts(self, cases: set[Parts], progress: Progress) -> dict[Parts, str | None]:
        """Why the cost of a case of uncertain order is not known: `order`, `time_limit`, or None if it is."""
        if self.tree is None or self.automaton is None:
            return self._doubts_one_by_one(cases, progress)
        fit = {parts for parts in cases if sum(len(part[0]) for part in parts) * self.states <= CELL_LIMIT}
        doubts: dict[Parts, str | None] = dict.fromkeys(cases - fit, "time_limit")
        for done, (parts, matters) in enumerate(order_matters(self.automaton, fit), start=1):
            doubts[parts] = "order" if matters else None
            progress(done / len(fit))
        return doubts

    def _doubts_one_by_one(self, cases: set[Parts], progress: Progress) -> dict[Parts, str | None]:
        orders = {parts: possible_orders(parts) for parts in cases}
        found = self.outcomes(set().union(*(tried or () for tried in orders.values())), progress)
        return {
            parts: _doubt(None if tried is None else [found[one].cost for one in tried])
            for parts, tried in orders.items()
        }


def _method(states: int, complete: bool) -> str:
    if not complete:
        return "pm4py"
    return "tree" if states <= TREE_STATES else "both" if states <= PRICED_STATES else "search"


def _doubt(costs: list[int | None] | None) -> str | None:
    if costs is None:
        return "order"
    if None in costs:
        return "time_limit"
    return "order" if len(set(costs)) > 1 else None


class _Found:
    """Costs and moves as they are found, in any order of the variants."""

    def __init__(self, count: int) -> None:
        self.cost = np.full(count, -1, dtype=np.int64)
        self.starts = np.zeros(count, dtype=np.int64)
        self.counts = np.zeros(count, dtype=np.int64)
        self._parts: list[tuple[np.ndarray, np.ndarray]] = []
        self._used = 0

    def add(
        self, which: np.ndarray, costs: np.ndarray, starts: np.ndarray, kinds: np.ndarray, codes: np.ndarray
    ) -> None:
        """Variants `which` with their costs; their moves lie between `starts` [which + 1] in `kinds` and `codes`."""
        self.cost[which] = costs
        self.starts[which] = starts[:-1] + self._used
        self.counts[which] = np.diff(starts)
        end = int(starts[-1])
        self._parts.append((kinds[:end].copy(), codes[:end].copy()))
        self._used += end

    def moves(self) -> tuple[np.ndarray, np.ndarray]:
        """All kinds and codes, one after the other."""
        empty = (np.zeros(0, dtype=np.int8), np.zeros(0, dtype=np.int32))
        kinds, codes = zip(*(self._parts or [empty]), strict=True)
        return np.concatenate(kinds), np.concatenate(codes)


def _quiet(share: float) -> None:
    """The progress of nobody."""
