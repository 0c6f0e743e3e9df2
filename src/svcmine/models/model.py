"""A reference model: a sound net whose visible steps are activities, and where it came from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from svcmine.errors import ModelError, all_at_once
from svcmine.models.bpmn import BPMN, Drawing, read_drawing
from svcmine.models.documents import local_name, namespace_of, read_document
from svcmine.models.petri_net import Marking, PetriNet, StateGraph
from svcmine.models.pnml import read_pnml
from svcmine.models.soundness import problems_of
from svcmine.models.translation import net_of
from svcmine.vocabulary import ACTIVITIES
from svcmine.vocabulary.words import PHASES, PROCESSES


@dataclass(frozen=True)
class Model:
    """A reference model, sound as far as its states could be walked through.

    `process` is the process it is for, None if the file does not say; `activities` are its visible steps in the
    order of the file; `phases` gives each of them its phase where one is known; `digest` is the file's SHA-256;
    `states` is the graph of all its states; if it is not complete, there are too many, and whether the model is sound
    is not known.
    """

    name: str
    process: str | None
    net: PetriNet = field(repr=False)
    activities: tuple[str, ...] = field(repr=False)
    phases: dict[str, str] = field(repr=False)
    path: Path = field(repr=False)
    digest: str = field(repr=False)
    states: StateGraph = field(repr=False, compare=False)

    @property
    def initial(self) -> Marking:
        """The marking before the first step."""
        return self.net.initial

    @property
    def final(self) -> Marking:
        """The marking after the last step."""
        return self.net.final


def catalog_models() -> tuple[str, ...]:
    """The names of the models that come with svcmine; each is the name of its process."""
    folder = files("svcmine.models") / "catalog"
    return tuple(sorted(entry.name.removesuffix(".bpmn") for entry in folder.iterdir() if entry.name.endswith(".bpmn")))


def read_model(name_or_path: str | Path) -> Model:
    """Read a model from the catalog or from a BPMN or PNML file.

    Raises ModelError with every unsupported element, or with what makes the model unsound.
    """
    path = _path_of(name_or_path)
    root, data = read_document(path)
    drawing: Drawing | None = None
    if local_name(root) == "definitions" and namespace_of(root) == BPMN:
        drawing = read_drawing(path, root)
        net = net_of(drawing)
    elif local_name(root) == "pnml":
        net = read_pnml(path, root)
    else:
        raise ModelError(f"{path}: neither BPMN 2.0 nor PNML: its root element is '{local_name(root)}'.")
    if not net.activities():
        raise ModelError(f"{path}: it has no task.")
    states, problems = problems_of(net)
    all_at_once(ModelError, (f"{path}: the model is not sound: {problem}." for problem in problems))
    process = drawing.process if drawing and drawing.process in PROCESSES else None
    phases = _phases(net.activities(), drawing)
    digest = hashlib.sha256(data).hexdigest()
    return Model(path.name.split(".")[0], process, net, net.activities(), phases, path, digest, states)


def _path_of(name_or_path: str | Path) -> Path:
    text = str(name_or_path)
    known = catalog_models()
    if text in known:
        return Path(str(files("svcmine.models") / "catalog" / f"{text}.bpmn"))
    path = Path(text)
    if not path.is_file():
        raise ModelError(
            f"{text}: there is no such model file. Name a BPMN or PNML file, or one of the catalog: {', '.join(known)}."
        )
    return path


def _phases(activities: Iterable[str], drawing: Drawing | None) -> dict[str, str]:
    """What the vocabulary says; for other activities the lane, if it is named after a phase."""
    phases: dict[str, str] = {}
    if drawing:
        for node in drawing.nodes.values():
            phase = _phase_of_lane(node.lane, drawing.lanes.get(node.lane or ""))
            if node.activity and phase:
                phases.setdefault(node.activity, phase)
    for activity in activities:
        known = ACTIVITIES.get(activity)
        if known and known.phase:
            phases[activity] = known.phase
    return phases


def _phase_of_lane(identity: str | None, name: str | None) -> str | None:
    for text in (identity or "", *(name or "").split("/")):
        word = "_".join(text.split()).casefold()
        if word in PHASES:
            return word
    return None
