"""pm4py's A* as the judge of costs and fitness, and a replay that knows nothing of alignments."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random

import pm4py
from pm4py.algo.conformance.alignments.petri_net import algorithm
from pm4py.objects.bpmn.obj import BPMN
from pm4py.objects.log.obj import Event, Trace

from svcmine.alignments.moves import Move
from svcmine.models import Model
from svcmine.models.petri_net import Marking, PetriNet

METHOD = algorithm.Variants.VERSION_STATE_EQUATION_A_STAR


class Oracle:
    """A BPMN file as pm4py itself reads and converts it, with the tasks named by the model's activities."""

    def __init__(self, path: Path, activities: dict[str, str] | None = None) -> None:
        graph = pm4py.read_bpmn(str(path))
        for node in graph.get_nodes():
            if activities and isinstance(node, BPMN.Task):
                node.set_name(activities[node.get_id()])
        self.net = pm4py.convert_to_petri_net(graph)

    def cost_and_fitness(self, variant: Sequence[str]) -> tuple[int, float]:
        """Cost (a move costs 1) and fitness of the optimal alignment."""
        trace = Trace([Event({"concept:name": activity}) for activity in variant])
        found = algorithm.apply_trace(trace, *self.net, variant=METHOD)
        return int(found["cost"]) // 10_000, found["fitness"]


def assert_legal(model: Model, variant: Sequence[str], moves: Sequence[Move], cost: int) -> None:
    """An alignment tells the variant on one side, a complete run of the model on the other, and costs what it says."""
    assert [move.activity for move in moves if move.kind != "model move"] == list(variant)
    assert can_run(model.net, [move.activity for move in moves if move.kind != "log move"])
    assert sum(move.kind != "synchronous" for move in moves) == cost


def can_run(net: PetriNet, activities: Sequence[str]) -> bool:
    """Whether the model can do exactly these activities from start to end."""
    markings = _silently(net, {net.initial})
    for activity in activities:
        after = {net.fire(m, t) for m in markings for t in net.enabled(m) if net.transitions[t].activity == activity}
        markings = _silently(net, after)
    return net.final in markings


def _silently(net: PetriNet, markings: set[Marking]) -> set[Marking]:
    found, left = set(markings), list(markings)
    while left:
        marking = left.pop()
        for index in net.enabled(marking):
            after = net.fire(marking, index)
            if net.transitions[index].activity is None and after not in found:
                found.add(after)
                left.append(after)
    return found


def random_run(model: Model, rng: Random, longest: int = 200) -> list[str]:
    """The activities of a random walk through the model, from start to end if it gets there in time."""
    marking, done = model.net.initial, []
    while marking != model.net.final and len(done) < longest:
        index = rng.choice(list(model.net.enabled(marking)))
        marking = model.net.fire(marking, index)
        activity = model.net.transitions[index].activity
        done += [] if activity is None else [activity]
    return done


def noisy(run: Sequence[str], rng: Random, changes: int, foreign: Sequence[str]) -> tuple[str, ...]:
    """A run with events left out, doubled, swapped or put in."""
    events = list(run)
    for _ in range(changes):
        at = rng.randrange(len(events)) if events else 0
        match rng.choice(["leave out", "double", "swap", "put in"]):
            case "leave out" if events:
                del events[at]
            case "double" if events:
                events.insert(rng.randrange(len(events)), events[at])
            case "swap" if events:
                other = rng.randrange(len(events))
                events[at], events[other] = events[other], events[at]
            case _:
                events.insert(at, rng.choice(foreign))
    return tuple(events)
