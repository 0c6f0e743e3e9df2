"""The planned-change model: well drawn, in the words of the vocabulary, sound, and read alike by pm4py."""

from __future__ import annotations

from importlib.resources import files
from itertools import pairwise

import pm4py
import pytest
from lxml import etree

from svcmine.models import catalog_models, read_model
from svcmine.models.bpmn import BPMN, DECLARED_ACTIVITY, read_drawing
from svcmine.models.documents import read_document
from svcmine.vocabulary import ACTIVITIES
from svcmine.vocabulary.words import PHASES, PROCESSES

DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
WAYPOINT = "{http://www.omg.org/spec/DD/20100524/DI}waypoint"

model = read_model("change")
root, _ = read_document(model.path)
drawing = read_drawing(model.path, root)
Box = tuple[float, float, float, float]


def boxes() -> dict[str, Box]:
    """Left, top, right and bottom of each shape by the element that it shows."""
    found = {}
    for shape in root.iter(f"{DI}BPMNShape"):
        bounds = shape.find(f"{DC}Bounds")
        x, y, width, height = (float(bounds.get(name)) for name in ("x", "y", "width", "height"))
        found[shape.get("bpmnElement")] = (x, y, x + width, y + height)
    return found


def test_the_catalog_names_processes() -> None:
    assert catalog_models() == ("change",)
    assert set(catalog_models()) <= set(PROCESSES)
    assert all(entry.name.endswith(".bpmn") for entry in (files("svcmine.models") / "catalog").iterdir())


def test_it_is_for_the_change_process_and_has_all_phases() -> None:
    assert (model.name, model.process) == ("change", "change")
    assert set(model.phases.values()) == set(PHASES)
    assert set(model.phases) == set(model.activities)


@pytest.mark.parametrize("task", list(root.iter(f"{{{BPMN}}}task")), ids=lambda task: task.get("id"))
def test_each_task_says_which_activity_it_is_and_lies_on_the_lane_of_its_phase(task: etree._Element) -> None:
    activity = ACTIVITIES[task.get(DECLARED_ACTIVITY)]
    node = drawing.nodes[task.get("id")]
    assert node.activity == activity.name
    assert node.lane == activity.phase
    assert node.name == activity.label.en
    assert task.findtext(f"{{{BPMN}}}documentation") == activity.label.zh


def test_everything_is_drawn() -> None:
    shown = boxes()
    for node in drawing.nodes.values():
        left, top, right, bottom = shown[node.id]
        lane = shown[node.lane or ""]
        assert lane[0] <= left < right <= lane[2] and lane[1] <= top < bottom <= lane[3], node
    edges = {edge.get("bpmnElement"): edge for edge in root.iter(f"{DI}BPMNEdge")}
    assert set(edges) == {flow.id for flow in drawing.flows}
    for flow in drawing.flows:
        points = [(float(p.get("x")), float(p.get("y"))) for p in edges[flow.id].iter(WAYPOINT)]
        assert _touches(shown[flow.source.id], points[0]) and _touches(shown[flow.target.id], points[-1]), flow.id


def _touches(box: Box, point: tuple[float, float]) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def test_no_two_shapes_lie_on_each_other_and_no_line_crosses_a_shape() -> None:
    shown = boxes()
    nodes = {identity: shown[identity] for identity in drawing.nodes}
    for one, (left, top, right, bottom) in nodes.items():
        for other, box in nodes.items():
            if one != other:
                assert right <= box[0] or box[2] <= left or bottom <= box[1] or box[3] <= top, (one, other)
    for edge in root.iter(f"{DI}BPMNEdge"):
        points = [(float(p.get("x")), float(p.get("y"))) for p in edge.iter(WAYPOINT)]
        for (x1, y1), (x2, y2) in pairwise(points):
            for identity, (left, top, right, bottom) in nodes.items():
                apart = max(x1, x2) <= left or right <= min(x1, x2) or max(y1, y2) <= top or bottom <= min(y1, y2)
                assert apart, (edge.get("bpmnElement"), identity)


def test_pm4py_reads_the_same_tasks() -> None:
    net, _, _ = pm4py.convert_to_petri_net(pm4py.read_bpmn(str(model.path)))
    theirs = sorted(transition.label for transition in net.transitions if transition.label)
    ours = sorted(node.name for node in drawing.nodes.values() if node.kind == "task")
    assert theirs == ours
    assert sorted(t.activity for t in model.net.transitions if t.activity) == sorted(
        node.activity or "" for node in drawing.nodes.values() if node.kind == "task"
    )
