"""Near misses: somebody tried first what would not have been enough, and then did it as he should."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from svcmine.simulation.plan import CasePlan, Step, Truth, seconds
from svcmine.simulation.scenarios.registry import scenario
from svcmine.simulation.world import World

# How long before the step that counts.
SOON = seconds(20)
# Where a sign of success is recorded, and what stands there first.
FAILS: dict[str, tuple[object, object]] = {
    "consent_given": (True, False),
    "item_result": ("pass", "fail"),
    "test_result": ("pass", "fail"),
    "review_result": ("pass", "reject"),
    "memo_signed": (True, False),
    "packaging_ok": (True, False),
    "part_match": (True, False),
    "goods_count_ok": (True, False),
}


def before(plan: CasePlan, step: Step, **values: object) -> Step:
    """Do a step once already, a little earlier and with other attributes; the step itself stays as it was."""
    first = plan.copy_step(step.key, f"{step.key}_first", step.at - SOON)
    first.attributes |= values
    return first


def first(name: str, *templates: str, **said: dict[str, object]) -> None:
    """Register a near miss: each of these activities happens with these attributes before it happens as it should."""

    def apply(plan: CasePlan, world: World) -> Iterator[Truth]:
        for activity, values in said.items():
            for step in plan.having(activity):
                before(plan, step, **values)
        yield from ()

    apply.__name__ = name
    scenario(*templates)(apply)


def failed(name: str, *templates: str, where: Callable[[Step], bool], attribute: str) -> None:
    """Register a near miss: whatever an attribute says went well did not go well the first time."""
    good, bad = FAILS[attribute]

    def apply(plan: CasePlan, world: World) -> Iterator[Truth]:
        for step in [s for s in plan.steps if s.attributes.get(attribute) == good and where(s)]:
            before(plan, step, **{attribute: bad})
        yield from ()

    apply.__name__ = name
    scenario(*templates)(apply)


def anything(step: Step) -> bool:
    """Every step."""
    return True


failed("visit_refused_at_first", "visit", "unfinished", where=anything, attribute="consent_given")
failed("software_refused_at_first", "software", where=anything, attribute="consent_given")
failed("change_refused_at_first", "config", "data", where=anything, attribute="consent_given")
failed("upgrade_refused_at_first", "upgrade", where=anything, attribute="consent_given")
failed("inspection_refused_at_first", "routine", where=anything, attribute="consent_given")
failed("key_period_refused_at_first", "key_period", where=anything, attribute="consent_given")
failed("project_refused_at_first", "relocation", where=anything, attribute="consent_given")
for _template in ("visit", "onsite", "project", "incident"):
    failed(f"{_template}_ticked_off_late", _template, where=anything, attribute="item_result")
failed("inspection_ticked_off_late", "routine", where=anything, attribute="item_result")
for _template in ("config", "upgrade", "onsite", "key_period", "project"):
    failed(
        f"{_template}_tested_twice",
        _template,
        where=lambda step: step.activity != "train_customer",
        attribute="test_result",
    )
failed("inspection_plan_reviewed_twice", "routine", "warning", where=anything, attribute="review_result")
failed("change_plan_reviewed_twice", "config", "cutover", where=anything, attribute="review_result")
failed("memo_unsigned_at_first", "software", where=anything, attribute="memo_signed")
failed("project_memo_unsigned_at_first", "relocation", where=anything, attribute="memo_signed")
failed("faulty_part_packed_again", "onsite", where=anything, attribute="packaging_ok")
failed("goods_counted_again", "project", "relocation", where=anything, attribute="goods_count_ok")
first(
    "told_by_the_wrong_channel_first",
    "visit",
    "software",
    "unfinished",
    apply_visit={"apply_channel": None},
    send_plan_to_customer={"notify_channel": "phone"},
    notify_departure={"notify_channel": "sms"},
    sign_service_report={"signer_role": "engineer"},
)
first(
    "change_told_to_too_few_first",
    "upgrade",
    "cutover",
    "board",
    publish_notice={"notify_recipients": ["office_head"]},
    notify_management={"approval_channel": "phone"},
    handover_documents={"doc_items": ["product_manual"]},
    sign_document={"signer_role": "engineer"},
    write_change_summary={"recipient_role": "project_manager"},
)
first(
    "incident_told_to_too_few_first",
    "incident",
    notify_section_chief={"notify_recipients": ["section_chief"]},
    notify_support_center={"notify_recipients": ["CSM"]},
    send_written_plan={"notify_channel": "phone"},
)
first(
    "asked_through_no_recorded_channel_first",
    "unresolved",
    call_hotline={"support_channel": None},
    issue_fault_report={"evidence_ref": "初稿"},
)
first(
    "project_papers_signed_by_us_first",
    "relocation",
    sign_document={"signer_role": "engineer", "doc_copies": 2},
    handover_documents={"doc_items": ["maintenance_manual"]},
    handover_credentials={"account_handed_over": False},
)


@scenario("unfinished")
def unfinished_told_one_by_one(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Customer, sales and supervisor heard of unfinished work in three talks."""
    told = plan.step("report_completion")
    for number, who in enumerate(("customer", "sales")):
        step = plan.copy_step("report_completion", f"report_{who}", told.at - seconds(40 - 20 * number))
        step.attributes["notify_recipients"] = [who]
    told.attributes["notify_recipients"] = ["department_supervisor"]
    yield from ()


@scenario("data", products=("SX", "HL"))
def billing_checked_in_two_rounds(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Some routes were checked first, then all of them."""
    before(plan, plan.step("check_billing"), routes_checked=0.6)
    yield from ()


@scenario("routine")
def inspection_barely_documented(plan: CasePlan, world: World) -> Iterator[Truth]:
    """What the records hold is one word each, but it is there."""
    plan.said("inspect_network", inspection_items=["power"])
    plan.said("draft_inspection_plan", history_refs=["无"], plan_coauthors=["customer"])
    plan.said("submit_service_report", cc_list=["项目经理"])
    plan.attributes["ticket_owner"] = plan.staff.duty_officer
    for step in plan.having("train_staff"):
        step.attributes["training_record"] = "补录"
    yield from ()
