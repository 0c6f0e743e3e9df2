"""Unsound models are refused with the way that leads into the trouble."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from svcmine.errors import ModelError
from svcmine.models import read_model, soundness
from svcmine.models.petri_net import PetriNet, Transition, explore
from svcmine.models.soundness import problems_of
from tests.models.drawing import blocks, bpmn, random_block, write

FORK = ["start s", "task a A", "task b B", "task c C", "end e"]
BRANCHES = ["s a", "a x", "x b", "x c", "b y", "c y", "y e"]


def refusal(tmp_path: Path, nodes: list[str], flows: list[str]) -> str:
    with pytest.raises(ModelError) as caught:
        read_model(write(tmp_path, bpmn(nodes, flows)))
    return str(caught.value)


def test_a_choice_that_is_joined_as_parallel_gets_stuck(tmp_path: Path) -> None:
    message = refusal(tmp_path, [*FORK, "xor x", "and y"], BRANCHES)
    assert "gets stuck: after 'A' → 'B' the work waits between 'B' and y" in message


def test_parallel_branches_that_are_not_joined_end_with_work_left_open(tmp_path: Path) -> None:
    message = refusal(tmp_path, [*FORK, "and x", "xor y"], BRANCHES)
    assert "can end with work left open: after 'A' → 'B' the end is reached while there is still work" in message


def test_two_ends_after_a_split(tmp_path: Path) -> None:
    flows = ["s a", "a x", "x b", "x c", "b e", "c f"]
    assert "work left open" in refusal(tmp_path, [*FORK, "end f", "and x"], flows)


def test_a_parallel_loop_piles_up_work(tmp_path: Path) -> None:
    nodes = ["start s", "xor j", "task a A", "and x", "task b B", "end e"]
    message = refusal(tmp_path, nodes, ["s j", "j a", "a x", "x b", "x j", "b e"])
    assert "more and more work open" in message


def test_a_loop_without_an_exit(tmp_path: Path) -> None:
    nodes = ["start s", "xor x", "task a A", "task b B", "xor j", "end e"]
    message = refusal(tmp_path, nodes, ["s x", "x e", "x j", "j a", "a b", "b j"])
    assert "goes round without an end" in message


def test_a_step_that_cannot_happen() -> None:
    net = PetriNet(
        ("start", "nowhere", "end"),
        (Transition("t", "A", (0,), (2,)), Transition("u", "B", (0, 1), (2,))),
        (0,),
        (2,),
    )
    assert problems_of(net)[1] == ["these can never happen: 'B'"]


def test_too_many_states_are_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soundness, "STATE_LIMIT", 500)
    wide = ("and", *(("seq", f"a{n}", f"b{n}") for n in range(12)))
    assert not read_model(write(tmp_path, blocks(wide))).states.complete


def test_eight_parallel_branches_are_quick(tmp_path: Path) -> None:
    model = read_model(write(tmp_path, blocks(("and", *(f"a{n}" for n in range(8))))))
    assert len(model.states.states) == 2**8 + 1


@pytest.mark.parametrize("seed", range(40))
def test_blocks_are_sound(tmp_path: Path, seed: int) -> None:
    read_model(write(tmp_path, blocks(("seq", "z", random_block(Random(seed), "abc")))))


def test_the_states_come_in_the_same_order_every_time() -> None:
    net = read_model("change").net
    assert explore(net, 10_000) == explore(net, 10_000)
