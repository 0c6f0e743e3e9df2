"""What an alignment is made of: moves, and the deviations among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["synchronous", "log move", "model move"]

KINDS: tuple[Kind, ...] = ("synchronous", "log move", "model move")
SYNCHRONOUS, LOG, MODEL = 0, 1, 2
"""The kinds as numbers: places in KINDS."""


@dataclass(frozen=True)
class Move:
    """One visible step of an alignment: in both, in the log only, or in the model only."""

    kind: Kind
    activity: str


@dataclass(frozen=True)
class Deviation:
    """A move that only one side has.

    `step` is its place in the alignment, from 1, silent steps not counted; `position` is the event's position in the
    case, for a step that the log lacks the position of the event before it (None at the start).
    """

    step: int
    position: int | None
    kind: Kind
    activity: str


def deviations(moves: Sequence[Move]) -> list[Deviation]:
    """The moves of an alignment that are not synchronous, in order."""
    found = []
    position = 0
    for step, move in enumerate(moves, start=1):
        if move.kind != "model move":
            position += 1
        if move.kind != "synchronous":
            found.append(Deviation(step, position or None, move.kind, move.activity))
    return found


def fitness(cost: int, events: int, shortest: int) -> float:
    """1 for a case without deviations, 0 where nothing fits: 1 - cost / (events + steps of the model's shortest run).

    An empty case of a model that can be run without a step has no such ratio; it counts as 0.
    """
    whole = events + shortest
    return 1 - cost / whole if whole else 0.0
