"""Petri nets in PNML."""

from __future__ import annotations

from pathlib import Path

import pytest

from svcmine.errors import ModelError
from svcmine.models import read_model
from tests.models.drawing import write

NET = """<?xml version="1.0"?>
<pnml><net id="n" type="t"><page id="pg">
<place id="p1"><name><text>begin</text></name><initialMarking><text>1</text></initialMarking></place>
<place id="p2"/><place id="p3"/>
<transition id="t1"><name><text>Register
request</text></name></transition>
<transition id="t2"><name><text>tau</text></name>
<toolspecific tool="ProM" version="6.4" activity="$invisible$"/></transition>
<arc id="a1" source="p1" target="t1"/><arc id="a2" source="t1" target="p2"/>
<arc id="a3" source="p2" target="t2"/><arc id="a4" source="t2" target="p3"/>
</page>
<finalmarkings><marking><place idref="p3"><text>1</text></place></marking></finalmarkings>
</net></pnml>
"""


def test_a_net(tmp_path: Path) -> None:
    model = read_model(write(tmp_path, NET, "net.pnml"))
    assert model.activities == ("Register request",)
    assert [t.activity is None for t in model.net.transitions] == [False, True]
    assert (model.initial, model.final) == ((0,), (2,))


def test_without_a_final_marking_the_last_place_is_the_end(tmp_path: Path) -> None:
    start = NET.index("<finalmarkings>")
    text = NET[:start] + NET[NET.index("</net>") :]
    assert read_model(write(tmp_path, text, "net.pnml")).final == (2,)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('<transition id="t1">', '<transition id="t1" guard="open(1)">', "line 5: transition t1 has a guard"),
        ('target="t1"/>', 'target="t9"/>', "arc a1 joins no place and transition"),
        ("<initialMarking><text>1</text></initialMarking>", "", "no initial marking"),
        ('target="t1"/>', 'target="t1"><arctype><text>inhibitor</text></arctype></arc>', "only plain arcs"),
        ("<finalmarkings>", "<variables/><finalmarkings>", "variables"),
    ],
)
def test_what_is_refused(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in NET
    with pytest.raises(ModelError) as caught:
        read_model(write(tmp_path, NET.replace(old, new, 1), "net.pnml"))
    assert told in str(caught.value)


def test_weights_and_unsound_nets(tmp_path: Path) -> None:
    weighted = NET.replace('target="t1"/>', 'target="t1"><inscription><text>2</text></inscription></arc>', 1)
    with pytest.raises(ModelError, match="not sound"):
        read_model(write(tmp_path, weighted, "net.pnml"))
