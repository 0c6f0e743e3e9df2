"""Chooses how a model's variants are aligned: all at once where its states are few, one by one by A* where not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from svcmine.alignments.automaton import Automaton, automaton_of
from svcmine.alignments.kernel import align_variants
from svcmine.alignments.moves import Alignment, Move, fitness
from svcmine.alignments.orders import Parts, possible_orders
from svcmine.alignments.uncertain import order_matters
from svcmine.models import Model

Variant = tuple[str, ...]
Progress = Callable[[float], None]

KERNEL_STATES = 3_000
"""Up to here the kernel's table of prices stays small (36 MB) and its steps quick."""

CELL_LIMIT = 50_000_000
"""Events times states of one variant; beyond it the kernel would need gigabytes, and the case is undecidable."""

SECONDS_PER_VARIANT = 10.0


@dataclass(frozen=True)
class Outcome:
    """What is known of a variant: `cost`, `fitness` and `moves` are None if the limit was reached."""

    cost: int | None
    fitness: float | None
    moves: tuple[Move, ...] | None


class Engine:
    """A model made ready to align variants with it; each variant is aligned once."""

    def __init__(self, model: Model) -> None:
        self.states = len(model.states.states)
        self.automaton: Automaton | None = None
        if self.states <= KERNEL_STATES:
            self.automaton = automaton_of(model.net, model.states)
        else:
            # pm4py takes seconds to load and is needed for large models only.
            from svcmine.alignments.astar import AStar  # noqa: PLC0415

            self.search = AStar(model.net, SECONDS_PER_VARIANT)
        self.shortest = self._aligned({()}, _quiet)[()]

    def outcomes(self, variants: set[Variant], progress: Progress) -> dict[Variant, Outcome]:
        """Cost, fitness and moves of each variant; `progress` is told the share done."""
        found = self._aligned(variants, progress)
        return {variant: self._outcome(variant, alignment) for variant, alignment in found.items()}

    def doubts(self, cases: set[Parts], progress: Progress) -> dict[Parts, str | None]:
        """Why the cost of a case of uncertain order is not known: `order`, `time_limit`, or None if it is."""
        if self.automaton is None:
            return self._doubts_one_by_one(cases, progress)
        fit = {parts for parts in cases if sum(len(part[0]) for part in parts) * self.states <= CELL_LIMIT}
        doubts: dict[Parts, str | None] = dict.fromkeys(cases - fit, "time_limit")
        for done, (parts, matters) in enumerate(order_matters(self.automaton, fit), start=1):
            doubts[parts] = "order" if matters else None
            progress(done / len(fit))
        return doubts

    def _outcome(self, variant: Variant, alignment: Alignment | None) -> Outcome:
        # Without the model's shortest run there is no fitness, and without fitness no alignment.
        if alignment is None or self.shortest is None:
            return Outcome(None, None, None)
        return Outcome(alignment.cost, fitness(alignment.cost, len(variant), self.shortest.cost), alignment.moves)

    def _aligned(self, variants: set[Variant], progress: Progress) -> dict[Variant, Alignment | None]:
        if self.automaton is None:
            found = {}
            for done, variant in enumerate(sorted(variants), start=1):
                found[variant] = self.search.align(variant)
                progress(done / len(variants))
            return found
        fit = {variant for variant in variants if len(variant) * self.states <= CELL_LIMIT}
        found = dict.fromkeys(variants - fit)
        for done, (variant, alignment) in enumerate(align_variants(self.automaton, fit), start=1):
            found[variant] = alignment
            progress(done / len(fit))
        return found

    def _doubts_one_by_one(self, cases: set[Parts], progress: Progress) -> dict[Parts, str | None]:
        orders = {parts: possible_orders(parts) for parts in cases}
        found = self._aligned(set().union(*(tried or () for tried in orders.values())), progress)
        return {
            parts: _doubt(None if tried is None else [found[one] for one in tried]) for parts, tried in orders.items()
        }


def _doubt(alignments: list[Alignment | None] | None) -> str | None:
    if alignments is None:
        return "order"
    costs = {None if alignment is None else alignment.cost for alignment in alignments}
    if None in costs:
        return "time_limit"
    return "order" if len(costs) > 1 else None


def _quiet(share: float) -> None:
    """The progress of nobody."""
