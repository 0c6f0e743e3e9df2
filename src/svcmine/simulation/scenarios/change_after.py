"""What a change leaves behind or fails to: support, papers, archives, summaries, logs of sessions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from svcmine.simulation.plan import CasePlan, Step, Truth, hours, minutes
from svcmine.simulation.scenarios.registry import scenario, slip
from svcmine.simulation.world import World

SUPPORT, PAPERS, ARCHIVE = "CHG-REMOTE-SUPPORT", "CHG-DELIVER-DOCS", "CHG-ARCHIVE-5WD"
SUMMARY, TOLD, KEPT, STUCK = "CHG-SUMMARY-REPORT", "CHG-COMPLETION-FEEDBACK", "CHG-OPLOG-KEEP", "SWV-STUCK-REMOTE"
UPGRADE = "upgrade_software"


def ask_for_support(plan: CasePlan, after: float = 1.0) -> Step:
    """Remote support is asked for when the work is done, so many minutes after it was told."""
    at = plan.step("report_completion").at + minutes(after)
    values = {"person": plan.engineer.name, "support_channel": "remote_engineer"}
    return plan.add("ask_again", "request_remote_support", at, **values)


def support(plan: CasePlan, asked: Step, person: str | None) -> Step:
    """Somebody helps ten minutes after he was asked."""
    values = {"person": person, "role": "remote_expert", "support_result": "solved"}
    return plan.add("help_again", "provide_remote_support", asked.at + minutes(10), **values)


@scenario("upgrade", "cutover")
def support_never_given(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Support was asked for, and nobody came."""
    yield plan.of(ask_for_support(plan), SUPPORT, 1)


@scenario("upgrade", "cutover")
def support_by_a_stranger(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Somebody helped who had not seen the plan."""
    yield plan.of(support(plan, ask_for_support(plan), plan.staff.duty_officer), SUPPORT, 2)


@scenario("upgrade", "cutover")
def support_by_the_reviewer(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Who had reviewed the plan helped."""
    support(plan, ask_for_support(plan), plan.staff.expert)
    yield from ()


def _stuck(plan: CasePlan, asked_after: float) -> Step:
    """An upgrade is stuck when its work seemed done; help is asked for so many minutes later."""
    at = plan.step("report_completion").at + minutes(1)
    step = plan.add("stuck_again", "mark_unresolved", at, person=plan.engineer.name, op_type="upgrade")
    support(plan, ask_for_support(plan, 1 + asked_after), plan.staff.expert)
    return step


@scenario("upgrade")
def upgrade_stuck_too_long(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The remote engineer heard of it after nine minutes."""
    yield plan.of(_stuck(plan, 9), STUCK, 1)


@scenario("upgrade")
def upgrade_stuck_five_minutes(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The remote engineer heard of it after exactly five minutes."""
    _stuck(plan, 5)
    yield from ()


slip(
    "version_papers_half_delivered",
    "upgrade",
    said={"handover_documents": {"doc_items": ["release_notes", "product_manual"]}},
    breaks=[(PAPERS, 1, UPGRADE)],
)
slip("software_disc_not_renewed", "upgrade", said={UPGRADE: {"media_updated": True}}, breaks=[(PAPERS, 2, UPGRADE)])


@scenario("config", "data", "board", small=True)
def archive_not_updated(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The device archive says what was before: one omission, at the last operation."""
    plan.without("update_device_archive")
    yield plan.of(plan.majors[-1], ARCHIVE, 1)


@scenario("config", "data", small=True)
def archive_updated_late(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The archive was updated three weeks later, which no calendar makes five working days."""
    for step in plan.having("update_device_archive"):
        step.move(step.at + timedelta(days=21))
    yield plan.of(plan.majors[-1], ARCHIVE, 1)


@scenario("config", "data", small=True)
def summary_never_written(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The change manager got no summary."""
    plan.without("write_change_summary")
    yield from plan.each(plan.majors, SUMMARY, 1)


@scenario("config", "data", "cutover", small=True)
def summary_to_somebody_else(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A summary was written for the customer, none for the change manager."""
    plan.said("write_change_summary", recipient_role="customer")
    yield from plan.each(plan.majors, SUMMARY, 1)


def completed(plan: CasePlan, after: float) -> Step:
    """The completion is told so many hours after the last operation; that operation."""
    last = plan.majors[-1]
    plan.step("report_completion").move((last.ended_at or last.at) + hours(after))
    return last


@scenario("config", "data", small=True)
def completion_told_late(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Completion was told after three hours."""
    yield plan.of(completed(plan, 3), TOLD, 1)


@scenario("config", "data", small=True)
def completion_told_in_time(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Completion was told after an hour and fifty minutes."""
    completed(plan, 11 / 6)
    yield from ()


@scenario("config", "data", small=True)
def session_left_no_log(plan: CasePlan, world: World) -> Iterator[Truth]:
    """What was done in the sessions was not kept."""
    yield from plan.each("login_device", KEPT, 1)
    plan.without("archive_oplog")


slip(
    "version_papers_not_signed_for",
    "upgrade",
    said={"sign_document": {"signer_role": "engineer"}},
    breaks=[(PAPERS, 3, "handover_documents")],
    small=False,
)
