"""Translates a drawn process into a Petri net: a place for each flow, a transition for each way through a node."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from svcmine.models.bpmn import Drawing, Node
from svcmine.models.petri_net import Marking, PetriNet, Transition


def net_of(drawing: Drawing) -> PetriNet:
    """The net of a process; its visible transitions are the tasks, named by their activity.

    A task or event with several incoming flows happens once for each token, as BPMN has it.
    """
    place = {flow.id: index for index, flow in enumerate(drawing.flows)}
    end = len(place)
    transitions = [step for node in drawing.nodes.values() for step in _steps(node, place, end)]
    places = [f"between {_label(flow.source)} and {_label(flow.target)}" for flow in drawing.flows]
    start = next(node for node in drawing.nodes.values() if node.kind == "start")
    initial = (place[start.outgoing[0].id],)
    return _without_detours(PetriNet((*places, "at the end"), tuple(transitions), initial, (end,)))


def _label(node: Node) -> str:
    return f"'{node.name}'" if node.name else node.id


def _steps(node: Node, place: dict[str, int], end: int) -> Iterator[Transition]:
    into = [place[flow.id] for flow in node.incoming]
    out = [place[flow.id] for flow in node.outgoing]
    if node.kind == "parallel":
        yield Transition(node.id, None, tuple(sorted(into)), tuple(sorted(out)))
    elif node.kind == "exclusive":
        for taken in into:
            for given in out:
                yield Transition(node.id, None, (taken,), (given,))
    elif node.kind == "end":
        for taken in into:
            yield Transition(node.id, None, (taken,), (end,))
    elif node.kind == "task":
        for taken in into:
            yield Transition(node.id, node.activity, (taken,), (out[0],))


def _without_detours(net: PetriNet) -> PetriNet:
    """The same net without silent steps that are the only way on from their place: they decide nothing.

    A token on such a place is put at once where the step would put it, which leaves far fewer states.
    """
    transitions = list(net.transitions)
    initial = net.initial
    while (found := _detour(transitions)) is not None:
        detour = transitions.pop(found)
        transitions = [replace(t, gives=_forwarded(t.gives, detour)) for t in transitions]
        initial = _forwarded(initial, detour)
    return PetriNet(net.places, tuple(transitions), initial, net.final)


def _detour(transitions: list[Transition]) -> int | None:
    ways_on = Counter(place for transition in transitions for place in set(transition.takes))
    for index, step in enumerate(transitions):
        if step.activity is not None or len(step.takes) != 1:
            continue
        # A step that comes back to its own place is no detour but a trap, and soundness has to see it.
        if ways_on[step.takes[0]] == 1 and step.takes[0] not in step.gives:
            return index
    return None


def _forwarded(marking: Marking, detour: Transition) -> Marking:
    forwarded: list[int] = []
    for place in marking:
        forwarded += detour.gives if place == detour.takes[0] else (place,)
    return tuple(sorted(forwarded))
