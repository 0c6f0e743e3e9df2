"""Replaced parts: foreign, unfitting, untested, badly packed."""

from __future__ import annotations

from collections.abc import Iterator

from svcmine.simulation.plan import CasePlan, Truth, minutes
from svcmine.simulation.scenarios.registry import scenario
from svcmine.simulation.world import World

GENUINE, MATCH, TEST, PACK = "SPR-GENUINE", "SPR-MATCH", "SPR-TEST-AFTER", "SPR-PACK-FAULTY"


@scenario("onsite", weight=2)
def foreign_part(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The part came from somebody else."""
    step = plan.step("replace_part_1")
    step.attributes["part_origin"] = "other"
    yield plan.of(step, GENUINE, 1)


@scenario("onsite")
def part_not_recorded(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Neither the part nor its origin is recorded."""
    step = plan.step("replace_part_1")
    del step.attributes["part_id"], step.attributes["part_origin"]
    yield plan.of(step, GENUINE, 1, "undecidable", "missing_attribute")
    yield plan.of(step, GENUINE, 2)


@scenario("onsite")
def part_does_not_fit(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The check said that the part did not fit, and it was used."""
    plan.step("check_tools_spares").attributes["part_match"] = False
    yield plan.of(plan.step("replace_part_1"), MATCH, 1)


@scenario("onsite")
def wrong_part_exchanged_in_time(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The check said that the part did not fit; another one was fetched."""
    first = plan.step("check_tools_spares")
    plan.copy_step("check_tools_spares", "check_again", first.at + minutes(2))
    first.attributes |= {"part_match": False, "part_id": "BJ0"}
    yield from ()


@scenario("onsite")
def part_not_tested(plan: CasePlan, world: World) -> Iterator[Truth]:
    """After the replacement another device was tested."""
    plan.step("test_service").device = None
    plan.step("test_service").attributes["test_result"] = "fail"
    yield plan.of(plan.step("replace_part_1"), TEST, 1)


@scenario("onsite")
def faulty_part_badly_packed(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The faulty part went home in a carton, the antistatic bag unused."""
    step = plan.step("pack_faulty_part")
    step.attributes |= {"packaging_ok": False, "antistatic_bag": False}
    yield plan.of(plan.step("replace_part_1"), PACK, 1)
    yield plan.of(step, PACK, 2)


@scenario("onsite")
def no_antistatic_bag(plan: CasePlan, world: World) -> Iterator[Truth]:
    """There was no antistatic bag to be had."""
    del plan.step("pack_faulty_part").attributes["antistatic_bag"]
    yield from ()
