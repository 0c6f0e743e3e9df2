"""The engines against pm4py's A*: equal cost, equal fitness, and every alignment is one."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest

from svcmine.alignments import engine, working
from svcmine.alignments.engine import Engine, Outcome
from svcmine.alignments.moves import Deviation, Move, deviations, fitness
from svcmine.models import Model, read_model, soundness
from svcmine.models.bpmn import read_drawing
from svcmine.models.documents import read_document
from tests.alignments.oracle import Oracle, assert_legal, noisy, random_run
from tests.models.drawing import blocks, random_block, write

METHODS = ("tree", "search", "both", "pm4py")


def outcomes(model: Model, variants: set[tuple[str, ...]], method: str | None = None) -> dict[tuple[str, ...], Outcome]:
    """Each variant aligned."""
    return Engine(model, method).outcomes(variants)


def assert_equal_to_the_oracle(model: Model, oracle: Oracle, variants: set[tuple[str, ...]]) -> None:
    expected = {variant: oracle.cost_and_fitness(variant) for variant in variants}
    for method in METHODS:
        for variant, outcome in outcomes(model, variants, method).items():
            assert (outcome.cost, outcome.fitness) == expected[variant], (method, variant)
            assert_legal(model, variant, outcome.moves or (), outcome.cost or 0)


@pytest.mark.parametrize("seed", range(60))
def test_random_models(tmp_path: Path, seed: int) -> None:
    rng = Random(seed)
    path = write(tmp_path, blocks(("seq", "z", random_block(rng, "abcd"))))
    model = read_model(path)
    variants = {noisy(random_run(model, rng, 12), rng, rng.randint(0, 4), "abcdzx") for _ in range(4)}
    assert_equal_to_the_oracle(model, Oracle(path), variants)


def test_the_planned_change() -> None:
    model = read_model("change")
    root, _ = read_document(model.path)
    tasks = read_drawing(model.path, root).nodes.values()
    oracle = Oracle(model.path, {node.id: node.activity or "" for node in tasks})
    rng = Random(1)
    runs = [random_run(model, rng) for _ in range(6)]
    variants = {
        noisy(run, rng, changes, ["return_visit", "alarm_raised", "modify_data"])
        for run in runs
        for changes in (0, 2, 6)
    }
    assert_equal_to_the_oracle(model, oracle, variants | {()})


@pytest.mark.shared
@pytest.mark.parametrize("ending", ["bpmn", "pnml"])
def test_the_running_example(shared: Path, ending: str) -> None:
    # Here alone, as in the package: loading pm4py takes seconds.
    import pm4py  # noqa: PLC0415

    folder = shared / "logs" / "pm4py_examples"
    log = pm4py.read_xes(str(folder / "running-example.xes"))
    log = log.sort_values(["case:concept:name", "time:timestamp"], kind="stable")
    variants = {tuple(rows["concept:name"]) for _, rows in log.groupby("case:concept:name")}
    assert len(variants) == 6
    oracle = Oracle(folder / "running-example.bpmn")
    if ending == "pnml":
        oracle.net = pm4py.read_pnml(str(folder / "running-example.pnml"))
    assert_equal_to_the_oracle(read_model(folder / f"running-example.{ending}"), oracle, variants)


def test_the_states_of_a_model_choose_the_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = read_model(write(tmp_path, blocks(("and", "a", "b", "c"))))
    states = Engine(model).states
    assert Engine(model).name == f"prefix tree, {states} states"
    monkeypatch.setattr(engine, "TREE_STATES", states - 1)
    assert Engine(model).name == f"A* and prefix tree, {states} states"
    monkeypatch.setattr(engine, "PRICED_STATES", states - 1)
    assert Engine(model).name == f"A*, {states} states"
    monkeypatch.setattr(soundness, "STATE_LIMIT", states - 2)
    assert Engine(read_model(model.path)).name.startswith("pm4py A*, more than")


def test_the_tree_takes_over_where_the_search_gives_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = read_model(write(tmp_path, blocks(("seq", ("and", "a", "b", "c", "d"), ("loop", "z")))))
    rng = Random(5)
    variants = {noisy(random_run(model, rng, 30), rng, 6, "abcdzx") for _ in range(20)}
    monkeypatch.setattr(engine, "NODES_PER_CELL", 0.0)
    by_both = Engine(model, "both")
    assert by_both.tree is not None
    handed: list[int] = []
    align = by_both.tree.align

    def counted(codes: Any, starts: Any, order: Any, *more: Any) -> None:
        handed.append(len(order))
        align(codes, starts, order, *more)

    monkeypatch.setattr(by_both.tree, "align", counted)
    found, by_tree = by_both.outcomes(variants), outcomes(model, variants, "tree")
    assert {one: found[one].cost for one in variants} == {one: by_tree[one].cost for one in variants}
    assert 0 < sum(handed) < len(variants)


@pytest.mark.parametrize("seed", range(8))
def test_a_larger_memory_changes_nothing(tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = Random(seed)
    model = read_model(write(tmp_path, blocks(("seq", "z", random_block(rng, "abcdef")))))
    variants = {noisy(random_run(model, rng, 20), rng, 6, "abcdzx") for _ in range(6)}
    monkeypatch.setattr(working, "FIRST_NODES", 8)
    small = outcomes(model, variants, "search")
    monkeypatch.setattr(working, "FIRST_NODES", 1 << 14)
    assert small == outcomes(model, variants, "search")


def test_what_takes_too_long_has_no_cost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = read_model(write(tmp_path, blocks(("seq", "a", "b"))))
    monkeypatch.setattr(engine, "CELL_LIMIT", 10)
    found = outcomes(model, {("a",), ("a", "b") * 20}, "tree")
    assert found[("a",)].cost == 1
    assert found[("a", "b") * 20] == Outcome(None, None, None)
    monkeypatch.setattr(engine, "SECONDS_PER_VARIANT", -1.0)
    assert outcomes(model, {("a",)}, "pm4py")[("a",)] == Outcome(None, None, None)
    monkeypatch.setattr(engine, "NODE_LIMIT", 20)
    found = outcomes(model, {("a",), ("a", "b") * 20}, "search")
    assert found[("a",)].cost == 1
    assert found[("a", "b") * 20] == Outcome(None, None, None)


def test_order_of_variants_changes_nothing(tmp_path: Path) -> None:
    model = read_model(write(tmp_path, blocks(("seq", "a", ("and", "b", "c"), "d"))))
    variants = [tuple("abcd"), tuple("acbd"), tuple("ad"), tuple("abxd"), tuple("da")]
    alone = {variant: outcomes(model, {variant})[variant] for variant in variants}
    assert outcomes(model, set(variants)) == alone


def test_deviations_have_steps_and_positions(tmp_path: Path) -> None:
    model = read_model(write(tmp_path, blocks(("seq", "a", "b", "c", "d"))))
    moves = outcomes(model, {tuple("bxcc")})[tuple("bxcc")].moves or ()
    assert [(move.kind, move.activity) for move in moves] == [
        ("model move", "a"),
        ("synchronous", "b"),
        ("log move", "x"),
        ("log move", "c"),
        ("synchronous", "c"),
        ("model move", "d"),
    ]
    assert deviations(moves) == [
        Deviation(1, None, "model move", "a"),
        Deviation(3, 2, "log move", "x"),
        Deviation(4, 3, "log move", "c"),
        Deviation(6, 4, "model move", "d"),
    ]
    assert deviations([Move("synchronous", "a")]) == []


def test_fitness_is_one_minus_the_share_of_deviations() -> None:
    assert fitness(0, 4, 4) == 1.0
    assert fitness(4, 4, 4) == 0.5
    assert fitness(8, 4, 4) == 0.0
    assert fitness(0, 0, 0) == 0.0
