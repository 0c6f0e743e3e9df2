"""Aligns one variant at a time by pm4py's A*, for models with too many states for the kernel."""

from __future__ import annotations

from pm4py.algo.conformance.alignments.petri_net import algorithm
from pm4py.objects.log.obj import Event, Trace
from pm4py.objects.petri_net.obj import Marking, PetriNet
from pm4py.objects.petri_net.utils.petri_utils import add_arc_from_to

from svcmine.alignments.automaton import VISIBLE
from svcmine.alignments.moves import Alignment, Move
from svcmine.models import petri_net

# Named: without an LP solver pm4py would silently take another method, whose results are not optimal.
_METHOD = algorithm.Variants.VERSION_STATE_EQUATION_A_STAR
_NONE = ">>"


class AStar:
    """A net made ready for A*; a variant that takes more than `seconds` has no alignment."""

    def __init__(self, net: petri_net.PetriNet, seconds: float) -> None:
        self.net, self.initial, self.final = pm4py_net(net)
        self.seconds = seconds

    def align(self, variant: tuple[str, ...]) -> Alignment | None:
        """The cheapest alignment, or None if the time was not enough."""
        trace = Trace([Event({"concept:name": activity}) for activity in variant])
        parameters = {
            algorithm.Parameters.PARAM_MAX_ALIGN_TIME_TRACE: self.seconds,
            algorithm.Parameters.ENABLE_BEST_WORST_COST: False,
        }
        found = algorithm.apply_trace(trace, self.net, self.initial, self.final, parameters, _METHOD)
        if found is None:
            return None
        moves = (_move(on_log, on_model) for on_log, on_model in found["alignment"])
        return Alignment(int(found["cost"]) // VISIBLE, tuple(move for move in moves if move is not None))


def _move(on_log: str, on_model: str | None) -> Move | None:
    if on_model == _NONE:
        return Move("log move", on_log)
    if on_log != _NONE:
        return Move("synchronous", on_log)
    return None if on_model is None else Move("model move", on_model)


def pm4py_net(net: petri_net.PetriNet) -> tuple[PetriNet, Marking, Marking]:
    """The same net as pm4py has it, with its initial and final marking."""
    built = PetriNet("model")
    places = [PetriNet.Place(f"p{index}") for index in range(len(net.places))]
    built.places.update(places)
    for index, step in enumerate(net.transitions):
        transition = PetriNet.Transition(f"t{index}", step.activity)
        built.transitions.add(transition)
        for place in sorted(set(step.takes)):
            add_arc_from_to(places[place], transition, built, step.takes.count(place))
        for place in sorted(set(step.gives)):
            add_arc_from_to(transition, places[place], built, step.gives.count(place))
    return built, _marking(net.initial, places), _marking(net.final, places)


def _marking(marking: petri_net.Marking, places: list[PetriNet.Place]) -> Marking:
    return Marking({places[place]: marking.count(place) for place in set(marking)})
