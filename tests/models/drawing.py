"""Small BPMN files, from a list of nodes and flows or from a block such as `("seq", "a", ("xor", "b", "c"))`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

Block = Any
"""An activity, None (nothing happens), or (seq | xor | and, block, block, ...) or ("loop", block)."""

_TAGS = {"start": "startEvent", "end": "endEvent", "xor": "exclusiveGateway", "and": "parallelGateway"}


def bpmn(nodes: Sequence[str], flows: Iterable[str], inside: str = "", beside: str = "") -> str:
    """A BPMN file: a node is "kind id" or "task id a label", a flow "source target"."""
    drawn = []
    for node in nodes:
        kind, identity, *name = node.split(" ", 2)
        label = f' name="{name[0]}"' if name else ""
        drawn.append(f'<bpmn:{_TAGS.get(kind, kind)} id="{identity}"{label}/>')
    for number, flow in enumerate(flows):
        source, target = flow.split()
        drawn.append(f'<bpmn:sequenceFlow id="f{number}" sourceRef="{source}" targetRef="{target}"/>')
    body = "\n".join(drawn)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
        'xmlns:svcmine="urn:svcmine:bpmn" targetNamespace="t">\n'
        f'{beside}<bpmn:process id="p">\n{body}\n{inside}</bpmn:process></bpmn:definitions>\n'
    )


def blocks(block: Block) -> str:
    """The BPMN file of a block with a start and an end event."""
    nodes, flows = ["start start", "end end"], []

    def add(kind: str, name: str = "") -> str:
        identity = f"n{len(nodes)}"
        nodes.append(f"{kind} {identity} {name}".strip())
        return identity

    def put(part: Block) -> tuple[str, str]:
        if part is None or isinstance(part, str):
            node = add("task", part) if part else add("xor")
            return node, node
        kind, *parts = part
        if kind == "seq":
            ends = [put(inner) for inner in parts]
            flows.extend(f"{one[1]} {other[0]}" for one, other in pairwise(ends))
            return ends[0][0], ends[-1][1]
        first, last = add("xor" if kind == "loop" else kind), add("xor" if kind == "loop" else kind)
        for inner in parts:
            entry, leave = put(inner)
            flows.extend([f"{first} {entry}", f"{leave} {last}"])
        if kind == "loop":
            flows.append(f"{last} {first}")
        return first, last

    entry, leave = put(block)
    return bpmn(nodes, [f"start {entry}", *flows, f"{leave} end"])


def random_block(rng: Random, activities: Sequence[str], depth: int = 3) -> Block:
    """A block with choices, parallel parts, loops, silent parts and activities that occur twice."""
    if depth == 0 or rng.random() < 0.2:
        return rng.choice([*activities, *activities, None])
    kind = rng.choice(["seq", "seq", "xor", "and", "loop"])
    if kind == "loop":
        # A loop whose body may be nothing is a trap of silent steps, which no one draws.
        return ("loop", ("seq", rng.choice(activities), random_block(rng, activities, depth - 1)))
    return (kind, *(random_block(rng, activities, depth - 1) for _ in range(rng.randint(2, 3))))


def write(tmp_path: Path, text: str, name: str = "model.bpmn") -> Path:
    """Write a model file and return its path."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path
