"""Models of other makers: each is supported or refused with its reasons; none crashes or hangs."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from lxml import etree

from svcmine.errors import ModelError
from svcmine.models import read_model

pytestmark = pytest.mark.shared

SUPPORTED = {
    "a42.pnml",
    "Reference__A.1.0.bpmn",
    "Reference__A.2.0.bpmn",
    "Reference__C.1.1.bpmn",
    "receipt.bpmn",
    "running-example.bpmn",
    "PurchasingExample.bpmn",
    "running-example.pnml",
    "roadtraffic.pnml",
    "a12.pnml",
    "a22.pnml",
    "a32.pnml",
}


def tasks(path: Path) -> set[str]:
    """The names of what a file calls tasks, or of its visible transitions."""
    names = set()
    for element in etree.parse(path).getroot().iter():
        kind = str(element.tag).rpartition("}")[2]
        if kind.endswith(("task", "Task")):
            names.add(" ".join(element.get("name").split()))
        if kind == "transition" and not any(child.get("activity") == "$invisible$" for child in element):
            names.add(" ".join(next(child for child in element if child.tag == "name")[0].text.split()))
    return names


def test_each_is_supported_or_refused(shared: Path) -> None:
    supported = set()
    paths = [path for ending in ("bpmn", "pnml") for path in sorted(shared.rglob(f"*.{ending}"))]
    assert len([path for path in paths if path.parent.name == "bpmn-miwg"]) == 21
    for path in paths:
        begun = time.process_time()
        try:
            assert set(read_model(path).activities) == tasks(path), path
            supported.add(path.name)
        except ModelError as refused:
            assert str(path) in str(refused)
            assert "line " in str(refused) or "not sound" in str(refused)
        assert time.process_time() - begun < 60, path
    assert supported == SUPPORTED
