"""Reports, return visits and letters that are missing or go to nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from svcmine.simulation.plan import CasePlan, Truth
from svcmine.simulation.scenarios.registry import scenario, slip
from svcmine.simulation.scenarios.visit_agreed import VISITS
from svcmine.simulation.world import World

slip("report_missing", *VISITS, without=["issue_service_report"], breaks=[("RPT-SERVICE-REPORT", 1, "leave_site")])
slip(
    "report_without_measures",
    *VISITS,
    said={"issue_service_report": {"report_sections": ["intake", "process", "result", "customer_feedback"]}},
    breaks=[("RPT-SERVICE-REPORT", 2, "issue_service_report")],
)
slip(
    "report_not_filed",
    *VISITS,
    without=["submit_service_report"],
    breaks=[("RPT-SUBMIT-CC", 1, "issue_service_report")],
)
slip(
    "report_copied_to_nobody",
    *VISITS,
    said={"submit_service_report": {"cc_list": None}},
    breaks=[("RPT-SUBMIT-CC", 2, "submit_service_report")],
)
slip(
    "report_unknown_to_makers",
    *VISITS,
    without=["feedback_to_rnd"],
    breaks=[("RPT-RND-FEEDBACK", 1, "submit_service_report")],
)
slip("report_no_return_visit", *VISITS, without=["return_visit"], breaks=[("RPT-RETURN-VISIT", 1, "close_ticket")])
slip(
    "report_letters_lost",
    *VISITS,
    without=["archive_correspondence"],
    breaks=[("RPT-MAIL-ARCHIVE", 1, "send_plan_to_customer")],
)


@scenario(*VISITS, small=True)
def report_return_visit_on_the_last_day(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A near miss: seven days after the ticket was closed are the limit."""
    plan.step("return_visit").move(plan.step("close_ticket").at + timedelta(days=7))
    yield from ()


@scenario("software", small=True)
def report_letter_unseen(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A letter of weight went out that the section chief had not seen."""
    plan.remove("approve_mail")
    yield plan.of(plan.step("send_plan_visit"), "RPT-MAIL-REVIEW", 1)
