"""Whether a model can always end, ends cleanly, and has no step that can never happen."""

from __future__ import annotations

from svcmine.models.petri_net import PetriNet, StateGraph, covers, explore

STATE_LIMIT = 200_000
"""A model with more states than this is not walked through to the end; nobody can say then whether it is sound."""

_SHOWN = 5


def problems_of(net: PetriNet) -> tuple[StateGraph, list[str]]:
    """The net's states, and what makes it unsound in words; an empty list means that it is sound.

    Sound: finitely many states; from each of them the end can be reached; the end is reached with no work left
    open; every transition can happen. A graph that is not `complete` says nothing of soundness, and has no problem.
    """
    graph = explore(net, STATE_LIMIT)
    if graph.covering is not None:
        return graph, [
            f"it can go on for ever and leave more and more work open: after {_way(net, graph, graph.covering)} "
            f"there is work {_where(net, graph, graph.covering)}. Branches that were split must be joined by a "
            "gateway of the same type before they go back or end"
        ]
    if not graph.complete:
        return graph, []
    problems = [*_no_way_out(net, graph), *_left_open(net, graph), *_never_happens(net, graph)]
    return graph, problems


def _no_way_out(net: PetriNet, graph: StateGraph) -> list[str]:
    before: dict[int, list[int]] = {}
    for source, _, target in graph.edges:
        before.setdefault(target, []).append(source)
    ends = [state for state, marking in enumerate(graph.states) if marking == net.final]
    can_end = set(ends)
    while ends:
        for state in before.get(ends.pop(), ()):
            if state not in can_end:
                can_end.add(state)
                ends.append(state)
    stuck = [state for state in range(len(graph.states)) if state not in can_end]
    # Work left open beside the end is told by `_left_open`; here it would be the same fault twice.
    stuck = [state for state in stuck if not covers(graph.states[state], net.final)]
    if not stuck:
        return []
    goes_on = {source for source, _, _ in graph.edges}
    state = next((s for s in stuck if s not in goes_on), stuck[0])
    verb = "goes round without an end" if state in goes_on else "gets stuck"
    return [f"it {verb}: after {_way(net, graph, state)} the work waits {_where(net, graph, state)}"]


def _left_open(net: PetriNet, graph: StateGraph) -> list[str]:
    for state, marking in enumerate(graph.states):
        if covers(marking, net.final):
            return [
                f"it can end with work left open: after {_way(net, graph, state)} the end is reached while there is "
                f"still work {_where(net, graph, state)}. Join parallel branches with a parallel gateway"
            ]
    return []


def _never_happens(net: PetriNet, graph: StateGraph) -> list[str]:
    fired = {index for _, index, _ in graph.edges}
    dead = [transition for index, transition in enumerate(net.transitions) if index not in fired]
    if not dead:
        return []
    names = list(dict.fromkeys(f"'{transition.activity or transition.name}'" for transition in dead))
    return [f"these can never happen: {_listed(names)}"]


def _way(net: PetriNet, graph: StateGraph, state: int) -> str:
    steps = [net.transitions[index].activity for index in graph.way_to(state)]
    names = [f"'{activity}'" for activity in steps if activity is not None]
    return " → ".join(names[-_SHOWN:]) if names else "the start"


def _where(net: PetriNet, graph: StateGraph, state: int) -> str:
    return _listed([net.places[place] for place in dict.fromkeys(graph.states[state])])


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
