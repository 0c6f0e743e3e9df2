"""Reads Petri nets in PNML: places, transitions and plain arcs; guards, inhibitors and resets are refused."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from svcmine.errors import ModelError, all_at_once
from svcmine.models.documents import local_name, one_line
from svcmine.models.petri_net import Marking, PetriNet, Transition

_SILENT = "$invisible$"
_KNOWN = frozenset("name toolspecific graphics page place transition arc finalmarkings".split())


def read_pnml(path: Path, root: etree._Element) -> PetriNet:
    """The net of a PNML file; a transition is silent if it has no name or is marked `$invisible$`.

    Without final markings in the file, the one place without an outgoing arc is the end.
    Raises ModelError with all problems at once.
    """
    nets = [element for element in root.iter() if local_name(element) == "net"]
    if len(nets) != 1:
        raise ModelError(f"{path}: {len(nets)} nets; a model is one net.")
    elements = [e for e in nets[0].iter() if local_name(e) in ("place", "transition", "arc") and e.get("id")]
    by_kind = {kind: [e for e in elements if local_name(e) == kind] for kind in ("place", "transition", "arc")}
    problems = _unsupported(nets[0])
    place = {element.get("id"): index for index, element in enumerate(by_kind["place"])}
    takes: dict[str, list[int]] = {e.get("id"): [] for e in by_kind["transition"]}
    gives: dict[str, list[int]] = {e.get("id"): [] for e in by_kind["transition"]}
    for arc in by_kind["arc"]:
        source, target = arc.get("source"), arc.get("target")
        weight = _number(_text(arc, "inscription") or "1")
        if source in place and target in takes:
            takes[target] += [place[source]] * weight
        elif target in place and source in gives:
            gives[source] += [place[target]] * weight
        else:
            problems.append(f"line {arc.sourceline}: arc {arc.get('id')} joins no place and transition")
    initial = _initial(by_kind["place"])
    final = _final(nets[0], place, takes)
    if not initial:
        problems.append("it has no initial marking: give a place an initialMarking")
    if final is None:
        problems.append("it needs one final marking, or one place without an outgoing arc")
    all_at_once(ModelError, (f"{path}: {problem}" for problem in problems))
    assert final is not None
    transitions = [
        Transition(e.get("id"), _activity(e), tuple(sorted(takes[e.get("id")])), tuple(sorted(gives[e.get("id")])))
        for e in by_kind["transition"]
    ]
    places = tuple(f"in place '{_text(e, 'name') or e.get('id')}'" for e in by_kind["place"])
    return PetriNet(places, tuple(transitions), initial, final)


def _unsupported(net: etree._Element) -> list[str]:
    found = [
        f"line {element.sourceline}: {local_name(element)} {element.get('id') or ''} is not supported"
        for element in net
        if isinstance(element.tag, str) and local_name(element) not in _KNOWN
    ]
    for element in net.iter():
        if element.get("guard"):
            found.append(f"line {element.sourceline}: transition {element.get('id')} has a guard; it is not supported")
        if local_name(element) == "arctype" and one_line(" ".join(element.itertext())) not in ("", "normal"):
            found.append(
                f"line {element.sourceline}: only plain arcs are supported, not {' '.join(element.itertext())}"
            )
    return found


def _text(element: etree._Element, name: str) -> str:
    for child in element:
        if local_name(child) == name:
            return one_line(" ".join(child.itertext()))
    return ""


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and int(text) < 1000 else 1


def _activity(transition: etree._Element) -> str | None:
    for child in transition:
        if local_name(child) == "toolspecific" and child.get("activity") == _SILENT:
            return None
    return _text(transition, "name") or None


def _initial(places: list[etree._Element]) -> Marking:
    tokens = []
    for index, element in enumerate(places):
        tokens += [index] * _number(_text(element, "initialMarking") or "0")
    return tuple(tokens)


def _final(net: etree._Element, place: dict[str, int], takes: dict[str, list[int]]) -> Marking | None:
    markings = [element for element in net.iter() if local_name(element) == "marking"]
    if len(markings) == 1:
        tokens = []
        for element in markings[0]:
            if element.get("idref") in place:
                tokens += [place[element.get("idref")]] * _number(_text(element, "text") or "0")
        return tuple(sorted(tokens)) or None
    taken = {index for taken in takes.values() for index in taken}
    last = [index for index in place.values() if index not in taken]
    return (last[0],) if len(last) == 1 and not markings else None
