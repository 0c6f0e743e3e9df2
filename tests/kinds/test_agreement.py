"""On random logs and requirements, the SQL of every kind and the plain-Python reference agree on all verdicts."""

from __future__ import annotations

import os
import random
from collections import Counter

import pytest

from svcmine.norms.kinds import kinds
from svcmine.store import Store
from tests.kinds.filling import fill
from tests.kinds.judging import verdicts
from tests.kinds.requirements import KINDS, SCOPED, Drawn, random_requirement
from tests.kinds.worlds import HORIZON, random_world
from tests.reference import judge
from tests.small_logs import World

ROUNDS = int(os.environ.get("SVCMINE_DOUBT", "0")) or 3
FIRST = int(os.environ.get("SVCMINE_FIRST_SEED", "0"))
WORLDS = 120
_OPTIONS = {"where", "same", "within", "not_before", "reset_by", "count", "when", "evidence", "waived_by", "required"}
_REASONS = {"missing_attribute", "no_evidence", "cut_off", "order"}


def compare(store: Store, worlds: list[World], drawn: list[Drawn]) -> Counter[tuple[str, str]]:
    """Judge both ways and demand the same; returns how often each kind, option and reason was met."""
    norms = [requirement.norm(number) for number, requirement in enumerate(drawn)]
    fill(store, worlds, norm_ids=tuple(norm.id for norm in norms))
    seen: Counter[tuple[str, str]] = Counter()
    for requirement, judged in zip(drawn, verdicts(store, norms), strict=True):
        for world in worlds:
            expected = judge(world, requirement.asked, HORIZON)
            own = {name: judged[name] for name in judged if name.split("-")[0] == world.name}
            assert own == expected, f"{requirement.table}\n{world}"
            seen.update((requirement.table["kind"], verdict) for verdict, _ in expected.values())
            seen.update(("reason", reason) for _, reason in expected.values() if reason)
        seen.update(("option", key) for key in requirement.table)
    return seen


@pytest.mark.parametrize("seed", range(FIRST, FIRST + ROUNDS))
def test_sql_and_reference_agree(store: Store, seed: int) -> None:
    rng = random.Random(seed)
    worlds = [random_world(rng, number) for number in range(WORLDS)]
    drawn = [random_requirement(rng, kind) for kind in KINDS for _ in range(3)]
    seen = compare(store, worlds, drawn)
    assert {kind for kind, _ in seen} >= set(kinds()) - {"window"}
    assert {reason for what, reason in seen if what == "reason"} == _REASONS
    assert {option for what, option in seen if what == "option"} >= _OPTIONS


@pytest.mark.parametrize("seed", range(FIRST, FIRST + ROUNDS * 3))
def test_scopes_agree(store: Store, seed: int) -> None:
    """Each log in a store of its own, for an event without a device may belong to any device of the store."""
    rng = random.Random(seed)
    compare(store, [random_world(rng, 0)], [random_requirement(rng, kind, scoped=True) for kind in SCOPED])
