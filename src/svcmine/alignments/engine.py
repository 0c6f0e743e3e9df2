"""Chooses how a model's variants are aligned: all at once where its states are few, one by one by A* where not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from svcmine.alignments.automaton import automaton_of
from svcmine.alignments.kernel import align_variants
from svcmine.alignments.moves import Alignment, Move, fitness
from svcmine.models import Model

Variant = tuple[str, ...]

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


def outcomes(
    model: Model, variants: set[Variant], recorded: set[Variant], progress: Callable[[float], None]
) -> dict[Variant, Outcome]:
    """Align each variant once; moves only for those `recorded`. `progress` is told the share done."""
    few = len(model.states.states) <= KERNEL_STATES
    found = (_by_kernel if few else _by_astar)(model, variants | {()}, recorded, progress)
    empty = found[()]
    # Without the model's shortest run there is no fitness, and without fitness no alignment.
    shortest = empty.cost if empty else None
    return {variant: _outcome(variant, found[variant], shortest) for variant in variants}


def _outcome(variant: Variant, alignment: Alignment | None, shortest: int | None) -> Outcome:
    if alignment is None or shortest is None:
        return Outcome(None, None, None)
    return Outcome(alignment.cost, fitness(alignment.cost, len(variant), shortest), alignment.moves)


def _by_kernel(
    model: Model, variants: set[Variant], recorded: set[Variant], progress: Callable[[float], None]
) -> dict[Variant, Alignment | None]:
    states = len(model.states.states)
    fit = {variant for variant in variants if len(variant) * states <= CELL_LIMIT}
    found: dict[Variant, Alignment | None] = dict.fromkeys(variants - fit)
    aligned = align_variants(automaton_of(model.net, model.states), fit, recorded.__contains__)
    for done, (variant, alignment) in enumerate(aligned, start=1):
        found[variant] = alignment
        progress(done / len(fit))
    return found


def _by_astar(
    model: Model, variants: set[Variant], recorded: set[Variant], progress: Callable[[float], None]
) -> dict[Variant, Alignment | None]:
    # pm4py takes seconds to load and is needed for large models only.
    from svcmine.alignments.astar import AStar  # noqa: PLC0415

    search = AStar(model.net, SECONDS_PER_VARIANT)
    found = {}
    for done, variant in enumerate(sorted(variants), start=1):
        found[variant] = search.align(variant)
        progress(done / len(variants))
    return found
