"""Every scenario is planted, and two of them share a case only where they do not meet."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from svcmine.simulation import organisation
from svcmine.simulation.imagine import imagine
from svcmine.simulation.plan import CasePlan, Truth
from svcmine.simulation.planting import befall, look, together
from svcmine.simulation.sample import CASES, SEED
from svcmine.simulation.scenarios import SCENARIOS, Scenario
from svcmine.simulation.scenarios.registry import scenario, slip
from svcmine.simulation.schedule import FIRST_NIGHT, LAST_NIGHT, Schedule, Wish, in_service
from svcmine.simulation.standing import FORGETFUL, LEAVING
from svcmine.simulation.templates import TEMPLATES
from svcmine.simulation.world import World


@pytest.fixture
def world() -> World:
    return World(organisation.build(random.Random("organisation"), 1))


@pytest.fixture
def plan(world: World) -> CasePlan:
    return Schedule(world.organisation, 1).case(Wish(templates=("visit",)))


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> dict[str, Scenario]:
    """A registry that forgets what a test adds to it."""
    mine: dict[str, Scenario] = {}
    monkeypatch.setattr("svcmine.simulation.scenarios.registry.SCENARIOS", mine)
    return mine


@pytest.mark.slow
def test_two_thousand_cases_have_every_scenario() -> None:
    world = imagine(2000, 4)
    assert set(SCENARIOS) - {name for name, _ in world.planted} == set()
    assert len(world.cases) == 2000
    assert len({plan.case_id for plan in world.cases}) == 2000
    befallen = [case_id for _, case_id in world.planted]
    assert len(befallen) > len(set(befallen)), "no two small scenarios shared a case"
    assert len(set(befallen)) <= 1200


def test_wishes_that_agree_make_one() -> None:
    one, other = Wish(templates=("data", "config")), Wish(templates=("config", "upgrade"), products=("NE",))
    both = together(one, other)
    assert both is not None and (both.templates, both.products) == (("config",), ("NE",))


@pytest.mark.parametrize(
    "other",
    [
        Wish(templates=("upgrade",)),
        Wish(templates=("data",), products=("SX",), region="华东"),
        Wish(templates=("data",), products=("NE",)),
        Wish(templates=("data",), frozen=True),
    ],
    ids=["template", "region", "product", "season"],
)
def test_wishes_that_contradict_make_none(other: Wish) -> None:
    assert together(Wish(templates=("data",), products=("SX", "HL")), other) is None


def lacking(*activities: str, norm: str, activation: str = "leave_site") -> Scenario:
    """A scenario of its own norm in which somebody left something out."""

    def apply(plan: CasePlan, world: World) -> Iterator[Truth]:
        plan.without(*activities)
        yield from plan.each(activation, norm, 1)

    return Scenario("_".join(activities), apply, Wish(), 1.0, True)


def test_scenarios_that_touch_different_steps_share_a_case(plan: CasePlan, world: World) -> None:
    untouched = look(plan)
    truth = list(lacking("clean_site", norm="A").apply(plan, world))
    more = befall(plan, world, lacking("explain_risk", norm="B"), untouched, truth)
    assert more is not None and [row.norm_id for row in more] == ["B"]
    assert not plan.having("explain_risk")


@pytest.mark.parametrize(
    "second",
    [
        lacking("clean_site", norm="B"),
        lacking("leave_site", norm="B", activation="close_ticket"),
        lacking("explain_risk", norm="A"),
    ],
    ids=["the same step", "what the first spoke of", "the same norm"],
)
def test_scenarios_that_meet_do_not_share_a_case(plan: CasePlan, world: World, second: Scenario) -> None:
    untouched = look(plan)
    truth = list(lacking("clean_site", norm="A").apply(plan, world))
    between = look(plan)
    assert befall(plan, world, second, untouched, truth) is None
    assert look(plan) == between


def test_slip_tells_what_it_breaks(plan: CasePlan, world: World, registry: dict[str, Scenario]) -> None:
    left = plan.step("leave_site").at
    slip(
        "left_without_word",
        "visit",
        without=["notify_leaving"],
        said={"leave_site": {"contact_left": False}},
        later={"leave_site": timedelta(minutes=5)},
        case={"urgency": "urgent"},
        breaks=[("A", 1, "leave_site"), ("B", 2, "#register_ticket"), ("C", 3, "case")],
        undecidable=[("D", 1, "leave_site")],
    )
    truth = list(registry["left_without_word"].apply(plan, world))
    assert [(row.norm_id, row.requirement, row.activity, row.verdict) for row in truth] == [
        ("A", 1, "leave_site", "violated"),
        ("B", 2, "register_ticket", "violated"),
        ("C", 3, None, "violated"),
        ("D", 1, "leave_site", "undecidable"),
    ]
    assert truth[0].happened_at == left + timedelta(minutes=5)
    assert plan.attributes["urgency"] == "urgent"
    assert not plan.having("notify_leaving")


def test_mistakes_in_scenarios_are_told(plan: CasePlan, world: World, registry: dict[str, Scenario]) -> None:
    with pytest.raises(ValueError, match="no template is named vist"):
        slip("typing", "vist")
    slip("twice", "visit")
    with pytest.raises(ValueError, match="two scenarios are named twice"):
        slip("twice", "visit")
    with pytest.raises(LookupError, match="no step is any of cutover_service"):
        plan.without("cutover_service")
    with pytest.raises(LookupError, match="no step is cutover_service"):
        plan.said("cutover_service", step_no=1)
    slip("nothing", "visit", breaks=[("A", 1, "cutover_service")])
    with pytest.raises(LookupError, match="no step is cutover_service"):
        list(registry["nothing"].apply(plan, world))


def test_a_scenario_may_wish_for_a_place(registry: dict[str, Scenario]) -> None:
    @scenario("visit", small=True, region="新疆")
    def far_away(plan: CasePlan, world: World) -> Iterator[Truth]:
        yield from ()

    assert registry["far_away"].wish == replace(Wish(templates=("visit",), troubled=True), region="新疆")


@pytest.mark.slow
def test_customers_are_inspected_again_and_again() -> None:
    world = imagine(700, 3)
    paused = {FORGETFUL[0], LEAVING[0]}
    days: dict[str, list[date]] = {site.customer: [] for site in world.organisation.sites if in_service(site)}
    for plan in world.cases:
        if plan.template == "routine":
            days[plan.site.customer].append(plan.step("inspect_network").at.date())
    for customer, seen in days.items():
        if customer in paused:
            assert not [day for day in seen if date(2026, 3, 1) <= day < date(2026, 8, 20)]
            continue
        around = [FIRST_NIGHT, *sorted(seen), LAST_NIGHT]
        gaps = [(after - before).days for before, after in pairwise(around)]
        assert max(gaps) <= 110, f"{customer}: {around}"


def test_every_template_of_every_process_is_done_often_enough() -> None:
    """At least one of a hundred cases of the sample logs is of each."""
    counted = Counter(plan.template for plan in imagine(CASES, SEED).cases)
    assert {template: counted[template] for template in TEMPLATES if counted[template] < CASES / 100} == {}
