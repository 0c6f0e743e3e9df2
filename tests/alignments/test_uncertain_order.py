"""Cases of uncertain order: the kernel's shortcut against aligning every order with A*."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from svcmine.alignments import engine
from svcmine.alignments.engine import Engine
from svcmine.alignments.orders import Parts, possible_orders
from svcmine.models import read_model
from tests.alignments.oracle import noisy, random_run
from tests.models.drawing import blocks, random_block, write


def doubts(found: Engine, cases: set[Parts]) -> dict[Parts, str | None]:
    return found.doubts(cases, lambda share: None)


def torn(variant: tuple[str, ...], rng: Random) -> Parts:
    """A variant in which some neighbours may have changed places."""
    parts: list[tuple[tuple[str, ...], ...]] = []
    left = list(variant)
    while left:
        if len(left) > 1 and len(parts) < 6 and rng.random() < 0.4:
            one, other = left.pop(0), left.pop(0)
            parts.append(tuple(sorted({(one, other), (other, one)})))
        else:
            parts.append(((left.pop(0),),))
    return tuple(parts)


@pytest.mark.parametrize("seed", range(25))
def test_the_kernel_agrees_with_trying_every_order(tmp_path: Path, seed: int) -> None:
    rng = Random(seed)
    model = read_model(write(tmp_path, blocks(("seq", "z", random_block(rng, "abcd")))))
    cases = {torn(noisy(random_run(model, rng, 8), rng, 2, "abcdzx"), rng) for _ in range(3)}
    cases = {parts for parts in cases if possible_orders(parts) is not None}
    assert doubts(Engine(model, "tree"), cases) == doubts(Engine(model, "search"), cases)


def test_ties_within_parallel_branches_never_matter(tmp_path: Path) -> None:
    model = read_model(write(tmp_path, blocks(("loop", ("and", "a", "b")))))
    either = (("a", "b"), ("b", "a"))
    assert doubts(Engine(model), {(either,) * 40}) == {(either,) * 40: None}


def test_orders_that_matter_are_not_counted_for_ever(tmp_path: Path) -> None:
    model = read_model(write(tmp_path, blocks(("loop", ("seq", "a", "b")))))
    either = (("a", "b"), ("b", "a"))
    assert doubts(Engine(model), {(either,) * 40}) == {(either,) * 40: "order"}


def test_a_case_that_is_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "CELL_LIMIT", 30)
    found = Engine(read_model(write(tmp_path, blocks(("seq", "a", "b")))))
    long = ((("a", "b"), ("b", "a")),) * 40
    assert doubts(found, {long}) == {long: "time_limit"}
