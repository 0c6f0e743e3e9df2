"""Services that enterprise customers were owed and did not get, or got for no recorded reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from svcmine.simulation.plan import CasePlan, Truth, minutes
from svcmine.simulation.scenarios.registry import scenario, slip
from svcmine.simulation.world import World

LOOK, PROFILE, SPECIAL = "inspect_network", "update_customer_profile", "start_special_service"
FIELDS = ("technical_background", "contacts", "devices", "circuit_importance", "business")

slip("no_operation_report", "routine", without=["issue_operation_report"], breaks=[("ENT-OPERATION-REPORT", 1, LOOK)])
slip("profile_not_kept_up", "routine", without=[PROFILE], breaks=[("ENT-PROFILE", 1, LOOK)])
for number, field in enumerate(("technical_background", "circuit_importance", "business"), 2):
    slip(
        f"profile_without_{field}",
        "routine",
        said={PROFILE: {"profile_fields": [name for name in FIELDS if name != field]}},
        breaks=[("ENT-PROFILE", number, PROFILE)],
    )
slip("customer_not_visited", "routine", without=["visit_customer"], breaks=[("ENT-VISIT", 1, LOOK)])
slip(
    "customer_visited_on_a_holiday_only",
    "routine",
    said={"visit_customer": {"visit_reason": "holiday"}},
    breaks=[("ENT-VISIT", 1, LOOK)],
)
slip("customer_not_taught", "routine", without=["train_customer"], breaks=[("ENT-EXCHANGE", 1, LOOK)])
slip("no_exchange_with_customer", "routine", without=["exchange_session"], breaks=[("ENT-EXCHANGE", 2, LOOK)])
# It moves the end of the inspection, and what is owed by then with it.
slip("exchange_days_later", "routine", later={"exchange_session": timedelta(days=8)}, small=False)
slip(
    "warning_not_handled",
    "warning",
    without=["handle_early_warning"],
    breaks=[("ENT-EARLY-WARNING", 1, "issue_early_warning")],
)
slip(
    "warning_in_real_time",
    "warning",
    said={"issue_early_warning": {"warning_kind": "real_time"}},
    without=["handle_early_warning"],
)
slip(
    "special_service_without_trigger",
    "warning",
    said={SPECIAL: {"special_trigger": None}},
    breaks=[("ENT-SPECIAL-SERVICE", 3, SPECIAL)],
)
slip("special_service_for_competition", "warning", said={SPECIAL: {"special_trigger": "competition"}})
slip(
    "circuit_grade_unknown",
    "routine",
    case={"circuit_grade": None},
    breaks=[("ENT-CIRCUIT-GRADE", 1, "assess_request")],
)


@scenario("warning", small=True)
def special_service_before_the_warning(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The special service began before the warning that it names."""
    plan.step(SPECIAL).move(plan.step("issue_early_warning").at - minutes(1))
    yield from plan.each(SPECIAL, "ENT-SPECIAL-SERVICE", 1)


@scenario("warning", small=True)
def special_service_without_request(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The special service names a demand of the customer that came only later."""
    step = plan.step(SPECIAL)
    step.attributes["special_trigger"] = "customer_demand"
    step.move(plan.step("register_ticket").at - minutes(1))
    yield plan.of(step, "ENT-SPECIAL-SERVICE", 2)


@scenario("routine", small=True)
def visit_for_no_recorded_reason(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A second visit says not what it was for; the routine one was made."""
    step = plan.copy_step("visit_customer", "visit_customer_again", plan.step("visit_customer").at + minutes(90))
    step.attributes["visit_reason"] = None
    yield plan.of(step, "ENT-VISIT", 2)
