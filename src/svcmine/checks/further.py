"""The steps beyond pairs that some kinds of requirement need: counts, ends, and the periods of what comes again."""

from __future__ import annotations

from svcmine.checks.limits import calendar_region, grace_of, stretch_of
from svcmine.checks.pairs import targets_of
from svcmine.checks.texts import step
from svcmine.norms.kinds import Kind
from svcmine.norms.norm import Requirement


def further_steps(requirement: Requirement, kind: Kind) -> list[str]:
    """The steps that the text of this kind reads beside `activations`, `targets` and `pairs`."""
    steps: list[str] = []
    if kind.decides == "what is possible" and kind.looks == "around":
        steps.append(f"counted as (\n{step('counted')}\n)")
    if kind.name == "co_existence":
        partners = targets_of(requirement, requirement.activation, None, serving=False)
        steps.append(f"partners as (\n{partners}\n)")
    if requirement.until or kind.name == "periodic":
        steps.append(f"ends as (\n{targets_of(requirement, requirement.until, None, serving=True)}\n)")
    if kind.name == "periodic":
        order = step("order", x="target", y="activation")
        steps.append(f"spans as (\n{step('spans', earlier=order)}\n)")
        steps.append(f"demands as (\n{_demands(requirement)}\n)")
    return steps


def _demands(requirement: Requirement) -> str:
    if requirement.per is None:
        assert requirement.within is not None
        return step("stretches", stretch=stretch_of(requirement.within))
    due, joins = grace_of(requirement.within, "whole.unit_ends_at", "whole")
    unit = requirement.per.removeprefix("working_")
    worked = ""
    if requirement.per == "working_day":
        worked = (
            f"inner join working_days as worked on worked.calendar_region = {calendar_region('days')}\n"
            "    and worked.day = cast(days.day as date) and worked.working"
        )
    return step("units", unit=unit, due=due, joins=joins, worked=worked)
