"""On random logs and requirements, the SQL of every kind and the plain-Python reference agree on all verdicts."""

from __future__ import annotations

import os
import random
from datetime import datetime, timedelta

import pytest

from svcmine.norms.kinds import kinds
from svcmine.store import Store
from tests.kinds.calendar_requirements import IN_WORKING_DAYS, PER, random_calendar_period, random_working_days
from tests.kinds.filling import fill
from tests.kinds.judging import verdicts
from tests.kinds.requirements import KINDS, SCOPED, Drawn, random_requirement
from tests.kinds.worlds import HORIZON, START, random_world, stretched
from tests.reference import judge
from tests.small_logs import World

ROUNDS = int(os.environ.get("SVCMINE_DOUBT", "0")) or 3
FIRST = int(os.environ.get("SVCMINE_FIRST_SEED", "0"))
WORLDS = 120
_OPTIONS = {"where", "same", "within", "not_before", "reset_by", "count", "when", "evidence", "waived_by", "required"}
_REASONS = {"missing_attribute", "no_evidence", "cut_off", "order", "clock"}


def compare(store: Store, worlds: list[World], drawn: list[Drawn], horizon: datetime = HORIZON) -> None:
    """Judge both ways and demand the same."""
    norms = [requirement.norm(number) for number, requirement in enumerate(drawn)]
    fill(store, worlds, horizon, norm_ids=tuple(norm.id for norm in norms))
    for requirement, judged in zip(drawn, verdicts(store, norms), strict=True):
        for world in worlds:
            own = {name: judged[name] for name in judged if name.split("-")[0] == world.name}
            assert own == judge(world, requirement.asked, horizon), f"{requirement.table}\n{world}"


@pytest.mark.parametrize("seed", range(FIRST, FIRST + ROUNDS))
def test_sql_and_reference_agree(store: Store, seed: int) -> None:
    rng = random.Random(seed)
    worlds = [random_world(rng, number) for number in range(WORLDS)]
    drawn = [random_requirement(rng, kind) for kind in KINDS for _ in range(3)]
    compare(store, worlds, drawn)


def test_everything_is_tried() -> None:
    """Agreement on what was never drawn would be none."""
    rng = random.Random(FIRST)
    worlds = [random_world(rng, number) for number in range(WORLDS)]
    drawn = [random_requirement(rng, kind) for kind in KINDS for _ in range(9)]
    assert {requirement.table["kind"] for requirement in drawn} == set(kinds())
    assert {option for requirement in drawn for option in requirement.table} >= _OPTIONS
    found = [judge(world, requirement.asked, HORIZON) for requirement in drawn for world in worlds[:40]]
    said = {verdict for judged in found for verdict in judged.values()}
    assert said == {
        ("fulfilled", None),
        ("violated", None),
        ("pending", None),
        ("waived", None),
        *(("undecidable", reason) for reason in _REASONS),
    }


@pytest.mark.parametrize("seed", range(FIRST, FIRST + ROUNDS * 3))
def test_scopes_agree(store: Store, seed: int) -> None:
    """Each log in a store of its own, for an event without a device may belong to any device of the store."""
    rng = random.Random(seed)
    compare(store, [random_world(rng, 0)], [random_requirement(rng, kind, scoped=True) for kind in SCOPED])


@pytest.mark.parametrize("seed", range(FIRST, FIRST + ROUNDS))
def test_periods_of_the_calendar_agree(store: Store, seed: int) -> None:
    """On logs of two weeks, of two months, and of five months with their public holidays."""
    rng = random.Random(seed)
    said: set[str] = set()
    for factor in sorted(set(PER.values())):
        worlds = [stretched(random_world(rng, number), factor) for number in range(WORLDS // 2)]
        names = [per for per, needed in PER.items() if needed == factor]
        drawn = [random_calendar_period(rng, rng.choice(names)) for _ in range(4)]
        # Of some sources more is known than up to the horizon of all.
        horizon = START + rng.choice((HORIZON - START, timedelta(minutes=1))) * factor
        compare(store, worlds, drawn, horizon)
        found = [judge(world, one.asked, horizon) for one in drawn for world in worlds]
        said |= {verdict for judged in found for verdict, _ in judged.values()}
    assert said >= {"fulfilled", "violated", "pending"}


@pytest.mark.parametrize("seed", range(FIRST, FIRST + ROUNDS))
def test_limits_in_working_days_agree(store: Store, seed: int) -> None:
    """On logs of ten days with a weekend, and of a month with the days off at Qingming."""
    rng = random.Random(seed)
    for factor in (27 * 60, 80 * 60):
        worlds = [stretched(random_world(rng, number), factor) for number in range(WORLDS // 2)]
        drawn = [random_working_days(rng, kind) for kind in IN_WORKING_DAYS]
        compare(store, worlds, drawn, START + (HORIZON - START) * factor)
