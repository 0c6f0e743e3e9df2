"""A Petri net as plain values, and the graph of all states that it can reach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

Marking = tuple[int, ...]
"""Where the tokens are: indices of places, ascending, a place repeated once per token."""


@dataclass(frozen=True)
class Transition:
    """A step of the net; `activity` is None for a silent one, `takes` and `gives` are indices of places."""

    name: str
    activity: str | None
    takes: Marking
    gives: Marking


@dataclass(frozen=True)
class PetriNet:
    """A net with its first and last marking; each place is its description for people."""

    places: tuple[str, ...]
    transitions: tuple[Transition, ...]
    initial: Marking
    final: Marking

    @cached_property
    def _by_first_place(self) -> dict[int | None, list[int]]:
        found: dict[int | None, list[int]] = {}
        for index, transition in enumerate(self.transitions):
            found.setdefault(transition.takes[0] if transition.takes else None, []).append(index)
        return found

    def enabled(self, marking: Marking) -> Iterator[int]:
        """Indices of the transitions that can fire, ascending by their first place, then by index."""
        tokens = Counter(marking)
        for place in (None, *sorted(tokens)):
            for index in self._by_first_place.get(place, ()):
                takes = self.transitions[index].takes
                if len(takes) == 1 or all(tokens[taken] >= takes.count(taken) for taken in takes):
                    yield index

    def fire(self, marking: Marking, index: int) -> Marking:
        """The marking after a transition that is enabled."""
        tokens = list(marking)
        for place in self.transitions[index].takes:
            tokens.remove(place)
        return tuple(sorted([*tokens, *self.transitions[index].gives]))

    def activities(self) -> tuple[str, ...]:
        """The activities of the visible transitions, each once, in the net's order."""
        return tuple(dict.fromkeys(t.activity for t in self.transitions if t.activity is not None))


@dataclass(frozen=True)
class StateGraph:
    """All states of a net in the order of a breadth-first walk; state 0 is the initial marking.

    `edges` are (source, transition, target); `reached_by[s]` is the edge that first led to state s, None for 0.
    `covering` is the first state that holds all tokens of an earlier one on its way and more, so that the net has no
    end of states; the walk stops there. `complete` is false if the walk stopped at its limit.
    """

    states: list[Marking]
    edges: list[tuple[int, int, int]]
    reached_by: list[tuple[int, int] | None]
    covering: int | None
    complete: bool

    def way_to(self, state: int) -> list[int]:
        """The transitions of a shortest way from the initial marking to a state."""
        way = []
        while (step := self.reached_by[state]) is not None:
            way.append(step[1])
            state = step[0]
        return way[::-1]


def explore(net: PetriNet, limit: int) -> StateGraph:
    """Walk through all reachable states, at most `limit` of them; the same net gives the same order every time."""
    states = [net.initial]
    number = {net.initial: 0}
    reached_by: list[tuple[int, int] | None] = [None]
    edges: list[tuple[int, int, int]] = []
    fewest = [len(net.initial)]
    source = 0
    while source < len(states):
        for index in net.enabled(states[source]):
            marking = net.fire(states[source], index)
            target = number.get(marking)
            if target is None:
                target = number[marking] = len(states)
                states.append(marking)
                reached_by.append((source, index))
                fewest.append(min(fewest[source], len(marking)))
                if len(marking) > fewest[source] and _covers_earlier(states, reached_by, target):
                    return StateGraph(states, edges, reached_by, target, False)
            edges.append((source, index, target))
        if len(states) > limit:
            return StateGraph(states, edges, reached_by, None, False)
        source += 1
    return StateGraph(states, edges, reached_by, None, True)


def covers(more: Marking, less: Marking) -> bool:
    """Whether one marking holds all tokens of another and at least one more."""
    return len(more) > len(less) and not Counter(less) - Counter(more)


def _covers_earlier(states: list[Marking], reached_by: list[tuple[int, int] | None], state: int) -> bool:
    marking = states[state]
    while (step := reached_by[state]) is not None:
        state = step[0]
        if covers(marking, states[state]):
            return True
    return False
