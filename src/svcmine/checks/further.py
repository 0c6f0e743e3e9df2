"""The steps beyond pairs that some kinds of requirement need: counts, ends, and the periods of what comes again."""

from __future__ import annotations

from svcmine.checks.clocks import order
from svcmine.checks.limits import calendar_region, grace_of, stretch_of
from svcmine.checks.needs import activity_set
from svcmine.checks.pairs import targets_of
from svcmine.checks.texts import listed, step
from svcmine.norms.kinds import Kind
from svcmine.norms.norm import Requirement


def further_steps(requirement: Requirement, kind: Kind, tolerance_s: float) -> list[str]:
    """The steps that the text of this kind reads beside `activations`, `targets` and `pairs`."""
    steps: list[str] = []
    if kind.reads_all:
        steps.append(f"next_to as (\n{_next_to(kind, tolerance_s)}\n)")
    elif kind.decides == "what is possible":
        steps.append(f"counted as (\n{step('counted')}\n)")
    if kind.name == "co_existence":
        partners = targets_of(requirement, requirement.activation, None, serving=False)
        steps.append(f"partners as (\n{partners}\n)")
    if kind.name == "exclusive_choice":
        steps.append(f"alternatives as (\n{_alternatives(requirement)}\n)")
    if requirement.until or kind.name == "periodic":
        steps.append(f"ends as (\n{targets_of(requirement, requirement.until, None, serving=True)}\n)")
    if kind.name == "periodic":
        earlier = order("target", "activation", tolerance_s)
        steps.append(f"spans as (\n{step('spans', earlier=earlier)}\n)")
        steps.append(f"demands as (\n{_demands(requirement)}\n)")
    return steps


def _next_to(kind: Kind, tolerance_s: float) -> str:
    back = kind.looks == "back" or kind.reads == "the last event"
    if kind.activates == "case":
        ahead = "4"
    elif back:
        ahead = order("event", "activation", tolerance_s)
    else:
        ahead = order("activation", "event", tolerance_s)
    margin = f"to_microseconds({round(tolerance_s * 1_000_000)})"
    surely = "case when ahead = 4 then"
    return step(
        "next_to",
        ahead=ahead,
        nearest=f"max({surely} earliest end)" if back else f"min({surely} latest end)",
        within_reach=f"latest >= nearest - {margin}" if back else f"earliest <= nearest + {margin}",
        between=order("near", "other", tolerance_s) if back else order("other", "near", tolerance_s),
        looks_back="true" if back else "false",
    )


def _alternatives(requirement: Requirement) -> str:
    """Which of the listed activities each event is; of a class, all are one."""
    choices = " ".join(
        f"when work.activity in {listed(activity_set((name,)))} then {number}"
        for number, name in enumerate(requirement.activation, 1)
    )
    return step("alternatives", choices=choices, wanted=listed(activity_set(requirement.activation)))


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
