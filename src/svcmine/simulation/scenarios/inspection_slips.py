"""Inspections that looked at nothing, were planned alone, or left what they found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from svcmine.simulation.plan import CasePlan, Truth
from svcmine.simulation.scenarios.registry import scenario, slip
from svcmine.simulation.world import World

INSPECTIONS = ("routine", "warning", "key_period")
DRAFT, LOOK = "draft_inspection_plan", "inspect_network"

slip(
    "inspection_of_nothing",
    *INSPECTIONS,
    said={LOOK: {"inspection_items": None}},
    breaks=[("INS-SCOPE", 1, LOOK)],
)
# Late in the simulated months, so that no other ticket puts the same device right afterwards.
slip(
    "inspection_finding_left",
    *INSPECTIONS,
    without=["fix_finding"],
    breaks=[("INS-SCOPE", 2, "record_finding")],
    day=date(2026, 10, 18),
)
slip(
    "inspection_without_history",
    *INSPECTIONS,
    said={DRAFT: {"history_refs": None}},
    breaks=[("INS-FOCUS-HISTORY", 1, DRAFT)],
)
slip(
    "inspection_planned_alone",
    *INSPECTIONS,
    said={DRAFT: {"plan_coauthors": ["engineer"]}},
    breaks=[("INS-PLAN-JOINT", 1, DRAFT)],
)
slip(
    "inspection_plan_turned_down_by_the_customer",
    *INSPECTIONS,
    said={"customer_approve_plan": {"consent_given": False}},
    breaks=[("INS-PLAN-JOINT", 2, LOOK)],
)
slip(
    "inspection_plan_rejected",
    *INSPECTIONS,
    said={"review_inspection_plan": {"review_result": "reject"}},
    breaks=[("INS-PLAN-REVIEW", 2, LOOK)],
)


@scenario(*INSPECTIONS, small=True)
def inspection_planned_by_another(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The plan was drawn up by somebody who is not the engineer in charge."""
    plan.step(DRAFT).role = "expert"
    yield from plan.each(LOOK, "INS-PLAN-REVIEW", 1)
