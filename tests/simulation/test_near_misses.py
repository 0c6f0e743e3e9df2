"""Near misses give no finding, and each norm has one that touches what it looks at, or a reason for having none."""

from __future__ import annotations

import re

import pytest

from svcmine.norms import Norm, read_norms
from svcmine.simulation.plan import CasePlan
from svcmine.simulation.planting import Look, touched
from svcmine.simulation.scenarios import INCIDENTS
from svcmine.simulation.scenarios.near import NEAR, NOTHING_NEAR
from svcmine.simulation.standing import NEAR as BESIDE
from svcmine.simulation.world import World
from svcmine.vocabulary import CLASSES
from tests.simulation.near_misses import near_world, nevertheless

NORMS = {norm.id: norm for norm in read_norms("service")}
# What this one comes near to is the day on which it happens.
BY_ITS_DAY = {("CHG-NO-FREEZE", "right_after_the_freeze")}

Case = tuple[str, Look, Look]


@pytest.fixture(scope="module")
def near() -> tuple[World, dict[str, Case]]:
    return near_world()


def activities(norm: Norm) -> set[str]:
    """The activities that a norm names, those of its classes too."""
    named = {name for r in norm.require for name in (*r.activation, *r.target, *r.until, *r.reset_by)}
    return {member for name in named for member in (CLASSES[name].members if name in CLASSES else (name,))}


def words(norm: Norm) -> set[str]:
    """The columns in a norm's conditions and limits."""
    told = [(r.when, r.where, r.required, r.forbidden, r.by, r.attributes, r.within, r.kind) for r in norm.require]
    return set(re.findall(r"[a-z_]+", str(told)))


def comes_near(norm: Norm, case: Case) -> bool:
    """Whether a near miss changed an event that the norm looks at, or a column of the case that it asks for."""
    _, before, after = case
    changed = touched(before, after)
    done = {str((after.get(name) or before[name])[0]) for name in changed if name.startswith("step ")}  # type: ignore[index]
    columns = {name.removeprefix("case ") for name in changed if name.startswith("case ")}
    # Reconciliation tells from these whether an operation fits its ticket.
    if columns & {"plan_persons", "agreed_start", "agreed_end"}:
        columns.add("match")
    return bool(done & activities(norm) or columns & words(norm))


def test_every_norm_has_a_near_miss_or_a_reason() -> None:
    assert NEAR.keys() | NOTHING_NEAR.keys() == NORMS.keys()
    assert not NEAR.keys() & NOTHING_NEAR.keys()
    assert all(NEAR.values()) and all(NOTHING_NEAR.values())


def test_norms_bind_the_cases_that_come_near(near: tuple[World, dict[str, Case]]) -> None:
    world, cases = near
    process = {plan.case_id: plan.process for plan in world.cases}
    unbound = [
        norm
        for norm, names in NEAR.items()
        if all(name in cases and process[cases[name][0]] not in NORMS[norm].process for name in names)
    ]
    assert unbound == []


def test_near_misses_touch_what_their_norm_looks_at(near: tuple[World, dict[str, Case]]) -> None:
    _, cases = near
    far = [
        (norm, name)
        for norm, names in NEAR.items()
        for name in names
        if name not in INCIDENTS and name not in BESIDE and (norm, name) not in BY_ITS_DAY
        if name not in cases or not comes_near(NORMS[norm], cases[name])
    ]
    assert far == []
    assert {norm for norm, names in NEAR.items() if set(names) & BESIDE.keys()} == set(BESIDE.values())


@pytest.mark.slow
def test_near_misses_give_no_finding(near: tuple[World, dict[str, Case]]) -> None:
    world, _ = near
    assert nevertheless(world) == {}


def test_a_near_miss_happens_in_its_case(near: tuple[World, dict[str, Case]]) -> None:
    world, cases = near
    plans: dict[str, CasePlan] = {plan.case_id: plan for plan in world.cases}
    assert {case_id for case_id, _, _ in cases.values()} <= plans.keys()
    assert len({case_id for case_id, _, _ in cases.values()}) == len(cases) > 150
