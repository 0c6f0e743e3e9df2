"""Visits that ended without what belongs to leaving; and staff withdrawn from a project."""

from __future__ import annotations

from collections.abc import Iterator

from svcmine.simulation.plan import CasePlan, Truth
from svcmine.simulation.scenarios.registry import scenario, slip
from svcmine.simulation.scenarios.visit_agreed import VISITS
from svcmine.simulation.world import World

GONE = "leave_site"
EVERYBODY = ("customer", "sales", "department_supervisor")

slip(
    "visit_result_denied",
    "visit",
    "software",
    said={"customer_confirm_result": {"consent_given": False}},
    breaks=[("VIS-CONFIRM-RESULT", 1, GONE)],
)
slip("visit_papers_kept", *VISITS, without=["handover_documents"], breaks=[("VIS-HANDOVER-SIGN", 1, GONE)])
slip(
    "visit_signed_by_the_engineer",
    *VISITS,
    said={"sign_service_report": {"signer_role": "engineer"}},
    breaks=[("VIS-HANDOVER-SIGN", 2, GONE)],
)
slip("visit_upkeep_untold", *VISITS, without=["explain_maintenance"], breaks=[("VIS-EXPLAIN-MAINTENANCE", 1, GONE)])
slip("visit_left_dirty", *VISITS, without=["clean_site"], breaks=[("VIS-CLEAN-SITE", 1, GONE)])
slip("visit_left_in_silence", "visit", "software", without=["notify_leaving"], breaks=[("VIS-NOTIFY-LEAVING", 1, GONE)])
for number, untold in enumerate(EVERYBODY, 1):
    slip(
        f"visit_unfinished_untold_to_{untold}",
        "unfinished",
        said={"report_completion": {"notify_recipients": [one for one in EVERYBODY if one != untold]}},
        breaks=[("VIS-UNFINISHED-LEAVE", number, GONE)],
    )
slip(
    "visit_unfinished_and_no_number_left",
    "unfinished",
    said={"notify_leaving": {"contact_left": False}},
    breaks=[("VIS-UNFINISHED-LEAVE", 4, GONE)],
)
slip(
    "visit_staff_withdrawn_in_silence",
    "relocation",
    without=["notify_staff_change"],
    breaks=[("VIS-STAFF-REPLACEMENT", 1, "withdraw_engineer")],
)
slip(
    "visit_staff_not_replaced",
    "relocation",
    without=["assign_replacement"],
    breaks=[("VIS-STAFF-REPLACEMENT", 2, "withdraw_engineer")],
)


@scenario(*VISITS, small=True)
def visit_customer_not_asked(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Of all questions the one on quality was not put."""
    plan.remove("record_survey")
    yield from plan.each("customer_confirm_result", "VIS-SATISFACTION", 1)
