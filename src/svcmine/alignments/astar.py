"""Aligns one variant at a time by pm4py's A*, for models whose states are too many to be listed."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from pm4py.algo.conformance.alignments.petri_net import algorithm
from pm4py.objects.log.obj import Event, Trace
from pm4py.objects.petri_net.obj import Marking, PetriNet
from pm4py.objects.petri_net.utils.petri_utils import add_arc_from_to

from svcmine.alignments.automaton import VISIBLE
from svcmine.alignments.moves import LOG, MODEL, SYNCHRONOUS
from svcmine.alignments.working import Found
from svcmine.models import petri_net

# Named: without an LP solver pm4py would silently take another method, whose results are not optimal.
_METHOD = algorithm.Variants.VERSION_STATE_EQUATION_A_STAR
_NONE = ">>"


class AStar:
    """A net made ready for A*; a variant that takes more than `seconds` has no alignment.

    The only method whose limit is a time: how many nodes pm4py meets cannot be told from outside.
    """

    def __init__(self, net: petri_net.PetriNet, seconds: float) -> None:
        code = {activity: str(index) for index, activity in enumerate(net.activities())}
        self.net, self.initial, self.final = pm4py_net(net, code)
        self.seconds = seconds

    def align(
        self,
        codes: np.ndarray,
        starts: np.ndarray,
        order: np.ndarray,
        limits: np.ndarray,
        found: Found,
        tell: Callable[[float], None],
    ) -> np.ndarray:
        """Align the variants `order`; those are given back whose time was not enough. `limits` are not heeded."""
        given_up = []
        for done, variant in enumerate(order, start=1):
            aligned = self._one(codes[starts[variant] : starts[variant + 1]].tolist())
            if aligned is None:
                given_up.append(variant)
            else:
                cost, kinds, moved = aligned
                ends = np.array([0, len(kinds)])
                found.add(np.array([variant]), np.array([cost]), ends, np.array(kinds, "i1"), np.array(moved, "i4"))
            tell(done / len(order))
        return np.array(given_up, dtype=np.int64)

    def _one(self, codes: list[int]) -> tuple[int, list[int], list[int]] | None:
        trace = Trace([Event({"concept:name": str(code)}) for code in codes])
        parameters = {
            algorithm.Parameters.PARAM_MAX_ALIGN_TIME_TRACE: self.seconds,
            algorithm.Parameters.ENABLE_BEST_WORST_COST: False,
        }
        found = algorithm.apply_trace(trace, self.net, self.initial, self.final, parameters, _METHOD)
        if found is None:
            return None
        moves = [move for pair in found["alignment"] if (move := _move(*pair)) is not None]
        return int(found["cost"]) // VISIBLE, [kind for kind, _ in moves], [code for _, code in moves]


def _move(on_log: str, on_model: str | None) -> tuple[int, int] | None:
    if on_model == _NONE:
        return LOG, int(on_log)
    if on_log != _NONE:
        return SYNCHRONOUS, int(on_log)
    return None if on_model is None else (MODEL, int(on_model))


def pm4py_net(net: petri_net.PetriNet, label: dict[str, str]) -> tuple[PetriNet, Marking, Marking]:
    """The same net as pm4py has it, its activities under other labels, with its initial and final marking."""
    built = PetriNet("model")
    places = [PetriNet.Place(f"p{index}") for index in range(len(net.places))]
    built.places.update(places)
    for index, step in enumerate(net.transitions):
        transition = PetriNet.Transition(f"t{index}", step.activity and label[step.activity])
        built.transitions.add(transition)
        for place in sorted(set(step.takes)):
            add_arc_from_to(places[place], transition, built, step.takes.count(place))
        for place in sorted(set(step.gives)):
            add_arc_from_to(transition, places[place], built, step.gives.count(place))
    return built, _marking(net.initial, places), _marking(net.final, places)


def _marking(marking: petri_net.Marking, places: list[PetriNet.Place]) -> Marking:
    return Marking({places[place]: marking.count(place) for place in set(marking)})
