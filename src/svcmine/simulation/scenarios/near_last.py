"""Near misses: what had to come first came in the last second, and what had a limit came exactly at it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from svcmine.simulation.plan import MAJOR, CasePlan, Truth, minutes, seconds
from svcmine.simulation.scenarios.registry import scenario
from svcmine.simulation.world import World

# Ticket and device clocks may differ by a minute: a second more is surely before, or after.
APART = seconds(61)


def last_second(name: str, *templates: str, **order: str) -> None:
    """Register a near miss: steps that must precede an activity come in the last seconds before its first.

    `order`: activity → what it must precede. Several before one activity keep the order in which they are written.
    """

    def apply(plan: CasePlan, world: World) -> Iterator[Truth]:
        for later in dict.fromkeys(order.values()):
            end = plan.having(later)[0].at
            names = [activity for activity, other in order.items() if other == later]
            for number, activity in enumerate(reversed(names), start=1):
                for step in plan.having(activity):
                    if step.at < end:
                        step.move(end - seconds(number))
        yield from ()

    apply.__name__ = name
    scenario(*templates)(apply)


def at_the_limit(name: str, *templates: str, before_closing: bool = False, **limits: tuple[str, timedelta]) -> None:
    """Register a near miss: activities come exactly so long after the first of another, and no later.

    `limits`: activity → (the other, how long after it). `before_closing`: the ticket is closed after all of them.
    """

    def apply(plan: CasePlan, world: World) -> Iterator[Truth]:
        for activity, (other, by) in limits.items():
            for step in plan.having(activity):
                step.move(plan.having(other)[0].at + by)
        if before_closing:
            close(plan, max(step.at for activity in limits for step in plan.having(activity)))
        yield from ()

    apply.__name__ = name
    scenario(*templates)(apply)


def close(plan: CasePlan, after: datetime) -> None:
    """Close the ticket after something, and visit the customer afterwards."""
    plan.step("close_ticket").move(after + minutes(5))
    plan.step("return_visit").move(after + minutes(90))


last_second(
    "visit_prepared_in_the_last_second",
    "visit",
    "unfinished",
    query_technical_docs="depart_to_site",
    request_resources="depart_to_site",
    resources_ready="depart_to_site",
    confirm_appointment="depart_to_site",
    register_items="enter_room",
    confirm_symptom="login_device",
    draft_plan="execute_step",
    handover_documents="leave_site",
    explain_maintenance="leave_site",
    clean_site="leave_site",
    notify_leaving="leave_site",
)
last_second("past_cases_read_in_the_last_second", "remote", "onsite", review_past_cases="identify_cause")
last_second(
    "project_prepared_in_the_last_second",
    "relocation",
    collect_project_info="start_construction",
    identify_customer_contacts="start_construction",
    hold_kickoff="start_construction",
    issue_schedule="start_construction",
    request_customer_tools="start_construction",
    draft_training_plan="start_construction",
    pretrain_customer="start_construction",
    confirm_special_requirements="sign_memo",
    clear_work_area="hot_work",
    self_check="test_service",
    handover_credentials="final_acceptance",
    consult_product_manager="handle_legacy_issue",
)
last_second(
    "key_period_prepared_in_the_last_second",
    "key_period",
    draft_emergency_plan="run_drill",
    prepare_key_period="start_key_period",
    joint_test="start_key_period",
)
last_second("guide_read_in_the_last_second", "upgrade", read_upgrade_guide="clarify_with_support")

_MINUTES = {number: timedelta(minutes=number) for number in (5, 30)}
at_the_limit(
    "incident_told_at_the_limit",
    "incident",
    notify_section_chief=("service_interrupted", _MINUTES[5]),
    notify_service_director=("service_interrupted", _MINUTES[5]),
    report_to_leaders=("service_interrupted", _MINUTES[5]),
    # The alarm has another clock than the ticket: a minute less is surely in time.
    major_incident_declared=("service_interrupted", minutes(4)),
    notify_regional_lead=("major_incident_declared", _MINUTES[5]),
    notify_rep_office_manager=("notify_regional_lead", _MINUTES[5]),
    convene_expert_team=("notify_regional_lead", _MINUTES[5]),
    start_customer_care=("notify_regional_lead", _MINUTES[5]),
    notify_customer_manager=("major_incident_declared", _MINUTES[30]),
)
at_the_limit(
    "incident_handled_at_the_limit",
    "incident",
    notify_support_center=("register_ticket", _MINUTES[5]),
    coordinate_departments=("register_ticket", _MINUTES[30]),
    contact_customer=("service_interrupted", _MINUTES[30]),
)
_MONTH = timedelta(days=30)
at_the_limit(
    "customer_cared_for_after_a_month",
    "routine",
    before_closing=True,
    issue_operation_report=("inspect_network", _MONTH),
    update_customer_profile=("inspect_network", _MONTH),
    visit_customer=("inspect_network", _MONTH),
    exchange_session=("inspect_network", _MONTH),
    train_customer=("inspect_network", _MONTH),
)
at_the_limit("request_assessed_at_half_an_hour", "unresolved", start_emergency_process=("assess_request", _MINUTES[30]))


@scenario("config", "data", "board")
def looked_at_right_afterwards(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Alarms, statistics and billing were looked at a minute and a second after the last operation."""
    last = max(step.ended_at or step.at for step in plan.majors)
    for number, step in enumerate(plan.having("analyze_alarms", "analyze_kpi", "check_billing")):
        step.move(last + APART + seconds(number))
    yield from ()


@scenario("config", "data", "upgrade", "board")
def prepared_right_before(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Risks, the emergency plan and the customer's backup came a minute and a second before the first backup."""
    first = min(step.at for step in plan.steps if step.commands or step.activity in MAJOR)
    for number, step in enumerate(plan.having("assess_risk", "draft_emergency_plan", "request_customer_backup")):
        step.move(first - APART - seconds(number))
    yield from ()


@scenario("config", "data")
def put_away_just_before_closing(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Logs, letters and the summary were put away in the last seconds of the ticket."""
    end = plan.step("close_ticket").at
    for number, step in enumerate(
        plan.having("archive_oplog", "archive_correspondence", "write_change_summary"), start=1
    ):
        step.move(end - seconds(number))
    yield from ()


@scenario("visit", "software", "unfinished")
def reported_just_before_closing(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The report was sent, and its remarks passed on, in the last seconds of the ticket."""
    end = plan.step("close_ticket").at
    names = ("archive_correspondence", "feedback_to_rnd", "submit_service_report", "issue_service_report")
    for number, name in enumerate(names, start=1):
        plan.step(name).move(end - seconds(number))
    yield from ()


@scenario("warning")
def warning_handled_after_a_week(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The warning was handled after a week to the minute."""
    plan.step("handle_early_warning").move(plan.step("issue_early_warning").at + timedelta(days=7))
    yield from ()


def _warned_early(plan: CasePlan) -> None:
    """Move everything up to the special service back, so that the warning was issued 30 days before the inspection."""
    by = plan.step("inspect_network").at - timedelta(days=30) - plan.step("issue_early_warning").at
    plan.shift(by, plan.opened_at, plan.step("draft_inspection_plan").at)
    plan.opened_at += by


@scenario("warning", alone=True)
def warning_followed_up_after_a_month(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The inspection came thirty days after the warning, to the minute."""
    _warned_early(plan)
    yield from ()


@scenario("incident")
def escalated_at_half_an_hour(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The fault was escalated after half an hour sharp, and the leaders heard of that after another."""
    escalated = plan.step("escalate_fault")
    escalated.move(plan.step("service_interrupted").at + minutes(30))
    plan.copy_step("report_to_leaders", "report_again", escalated.at + minutes(30))
    yield from ()


@scenario("remote", "onsite")
def diagnosed_right_after_the_call(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The diagnosis began a second after the customer had been called."""
    plan.step("diagnose_1").move(plan.step("contact_customer").at + seconds(1))
    yield from ()
