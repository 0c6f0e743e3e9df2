"""Reads the part of BPMN 2.0 whose meaning is plain, and refuses every element outside it by name and line.

Read: one process with one start event, end events, tasks of every type, exclusive and parallel gateways, sequence
flows and lanes; pools, groups, annotations and data are allowed and mean nothing here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from svcmine.errors import ModelError, all_at_once
from svcmine.models.documents import local_name, namespace_of, one_line
from svcmine.models.naming import activity_of

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DECLARED_ACTIVITY = "{urn:svcmine:bpmn}activity"

_TASKS = "task userTask manualTask serviceTask scriptTask sendTask receiveTask businessRuleTask".split()
_KINDS = {
    "startEvent": "start",
    "endEvent": "end",
    "exclusiveGateway": "exclusive",
    "parallelGateway": "parallel",
    **dict.fromkeys(_TASKS, "task"),
}
_WITHOUT_MEANING = frozenset(
    "documentation extensionElements laneSet sequenceFlow textAnnotation association group property ioSpecification "
    "dataObject dataObjectReference dataStoreReference auditing monitoring resourceRole performer humanPerformer "
    "potentialOwner supports correlationSubscription artifact".split()
)
_STARTS = frozenset(
    "messageEventDefinition timerEventDefinition signalEventDefinition conditionalEventDefinition".split()
)
_ENDS = frozenset("messageEventDefinition signalEventDefinition escalationEventDefinition".split())
_HINTS = {
    "boundaryEvent": "draw the exception as a choice after the task",
    "subProcess": "draw its steps in the process itself",
    "adHocSubProcess": "draw its steps in the process itself",
    "transaction": "draw its steps in the process itself",
    "callActivity": "draw the called steps in the process itself",
    "inclusiveGateway": "draw an exclusive choice, or parallel branches that can be skipped",
    "complexGateway": "draw exclusive and parallel gateways",
    "eventBasedGateway": "draw an exclusive gateway",
    "intermediateCatchEvent": "leave it out, or draw a task",
    "intermediateThrowEvent": "leave it out, or draw a task",
}


@dataclass
class Node:
    """A step, choice, split or join; `kind` is start, end, task, exclusive or parallel."""

    id: str
    kind: str
    name: str
    line: int
    activity: str | None = None
    lane: str | None = None
    incoming: list[Flow] = field(default_factory=list, repr=False)
    outgoing: list[Flow] = field(default_factory=list, repr=False)

    def __str__(self) -> str:
        label = f" '{self.name}'" if self.name else ""
        kind = f"{self.kind} gateway" if self.kind in ("exclusive", "parallel") else self.kind
        return f"{kind}{label} ({self.id}, line {self.line})"


@dataclass
class Flow:
    """A sequence flow between two nodes."""

    id: str
    source: Node
    target: Node


@dataclass
class Drawing:
    """A process as drawn: its nodes by id, its flows, and the name of each lane by id."""

    process: str
    nodes: dict[str, Node]
    flows: list[Flow]
    lanes: dict[str, str]


def read_drawing(path: Path, root: etree._Element) -> Drawing:
    """The process of a BPMN file.

    Raises ModelError with everything that is not supported or not connected, element by element with its line.
    """
    processes = [element for element in root if _is(element, "process")]
    drawn = [process for process in processes if any(local_name(child) in _KINDS for child in process)]
    problems = [*_unsupported_between(root, drawn)]
    if len(drawn) != 1:
        problems.append(
            f"line {root.sourceline}: {len(drawn)} processes with steps; a model is one process"
            + (": " + ", ".join(f"{p.get('id')} (line {p.sourceline})" for p in drawn) if drawn else "")
        )
    for process in drawn:
        problems += _unsupported(process)
    drawing = None
    if len(drawn) == 1:
        drawing, found = _drawing(drawn[0])
        problems += found
    all_at_once(ModelError, (f"{path}: {problem}" for problem in problems))
    assert drawing is not None
    return drawing


def _is(element: etree._Element, name: str) -> bool:
    return isinstance(element.tag, str) and element.tag == f"{{{BPMN}}}{name}"


def _tell(element: etree._Element) -> str:
    name = one_line(element.get("name"))
    label = f" '{name}'" if name else ""
    identity = f" ({element.get('id')})" if element.get("id") else ""
    return f"line {element.sourceline}: {local_name(element)}{label}{identity}"


def _unsupported_between(root: etree._Element, drawn: list[etree._Element]) -> Iterator[str]:
    for element in root.iter(f"{{{BPMN}}}messageFlow"):
        yield f"{_tell(element)} is not supported: the other pool's steps are not part of this process"
    for element in root:
        if local_name(element).lower().endswith("choreography") and namespace_of(element) == BPMN:
            yield f"{_tell(element)} is not supported: draw a process"


def _unsupported(process: etree._Element) -> Iterator[str]:
    for element in process:
        tag = local_name(element)
        if namespace_of(element) != BPMN or not tag or tag in _WITHOUT_MEANING:
            continue
        if tag not in _KINDS:
            hint = _HINTS.get(tag)
            yield f"{_tell(element)} is not supported" + (f": {hint}" if hint else "")
            continue
        if element.get("isForCompensation") == "true":
            yield f"{_tell(element)}: compensation is not supported: draw it as a choice after the task"
        for child in element:
            inner = local_name(child)
            if inner.endswith("LoopCharacteristics"):
                yield f"{_tell(element)}: the marker {inner} is not supported: draw the loop with exclusive gateways"
            if inner.endswith(("EventDefinition", "eventDefinitionRef")):
                allowed = {"startEvent": _STARTS, "endEvent": _ENDS}.get(tag, frozenset())
                if inner not in allowed:
                    yield f"{_tell(element)}: {inner} is not supported here"


def _drawing(process: etree._Element) -> tuple[Drawing, list[str]]:
    nodes = {}
    problems = []
    for element in process:
        kind = _KINDS.get(local_name(element)) if namespace_of(element) == BPMN else None
        if kind is None:
            continue
        node = _node(element, kind)
        if not node.id or node.id in nodes:
            problems.append(f"{_tell(element)}: its id is missing or used twice")
        nodes[node.id] = node
    others = {element.get("id") for element in process if element.get("id") not in nodes}
    flows, found = _flows(process, nodes, others)
    problems += found
    lanes = _put_on_lanes(process, nodes)
    # Where an element is refused its flows are missing too; to list those as well would say everything twice.
    if not any(local_name(e) not in _KINDS and local_name(e) not in _WITHOUT_MEANING for e in process if local_name(e)):
        problems += _disconnected(nodes)
    return Drawing(process.get("id") or "", nodes, flows, lanes), problems


def _node(element: etree._Element, kind: str) -> Node:
    name = one_line(element.get("name"))
    node = Node(element.get("id") or "", kind, name, element.sourceline or 0)
    if kind == "task":
        told = " ".join(child.text or "" for child in element if _is(child, "documentation"))
        node.activity = activity_of(element.get(DECLARED_ACTIVITY), node.id, name, told)
    return node


def _flows(process: etree._Element, nodes: dict[str, Node], others: set[str | None]) -> tuple[list[Flow], list[str]]:
    flows, problems = [], []
    for element in process.iterchildren(f"{{{BPMN}}}sequenceFlow"):
        ends = (element.get("sourceRef"), element.get("targetRef"))
        for end in ends:
            if end not in nodes and end not in others:
                problems.append(f"{_tell(element)}: there is no element '{end}' for it to connect")
        source, target = nodes.get(ends[0] or ""), nodes.get(ends[1] or "")
        if source and target:
            flow = Flow(element.get("id") or f"{source.id}>{target.id}", source, target)
            source.outgoing.append(flow)
            target.incoming.append(flow)
            flows.append(flow)
    return flows, problems


def _put_on_lanes(process: etree._Element, nodes: dict[str, Node]) -> dict[str, str]:
    lanes = {}
    for lane in process.iter(f"{{{BPMN}}}lane"):
        identity = lane.get("id") or ""
        lanes[identity] = one_line(lane.get("name"))
        # The innermost lane comes last in document order and wins.
        for reference in lane.iterchildren(f"{{{BPMN}}}flowNodeRef"):
            node = nodes.get(one_line(reference.text))
            if node:
                node.lane = identity
    return lanes


def _disconnected(nodes: dict[str, Node]) -> Iterator[str]:
    listed = list(nodes.values())
    starts = [node for node in listed if node.kind == "start"]
    ends = [node for node in listed if node.kind == "end"]
    if len(starts) != 1:
        told = f": {', '.join(map(str, starts))}" if starts else ""
        yield f"it needs one start event and has {len(starts)}{told}"
    if not ends:
        yield "it needs an end event and has none"
    for node in listed:
        into, out = len(node.incoming), len(node.outgoing)
        if node.kind == "task" and node.activity is None:
            yield f"{node}: without a name nobody can tell which activity it is"
        if node.kind == "start" and (into or out != 1):
            yield f"{node}: needs one outgoing flow and no incoming one, has {out} and {into}"
        elif node.kind == "end" and (out or not into):
            yield f"{node}: needs an incoming flow and no outgoing one, has {into} and {out}"
        elif node.kind not in ("start", "end") and not (into and out):
            missing = "incoming" if not into else "outgoing"
            yield f"{node}: has no {missing} flow; start and end must be drawn as events"
        elif node.kind == "task" and out > 1:
            yield f"{node}: has {out} outgoing flows; draw a parallel or an exclusive gateway after it"
