"""Versions of doubtful origin, unread guides, software that should not be there, defects, accounts."""

from __future__ import annotations

from collections.abc import Iterator

from svcmine.simulation.plan import CasePlan, Step, Truth, minutes
from svcmine.simulation.scenarios.registry import scenario, slip
from svcmine.simulation.world import World

SOURCE, RELEASED, GUIDE = "SWV-OFFICIAL-SOURCE", "SWV-RELEASED-ONLY", "SWV-READ-GUIDE"
ILLEGAL, WAIVER, DEFECT = "SWV-NO-ILLEGAL", "SWV-CUSTOMER-WAIVER", "SWV-DEFECT-HANDLING"
UPGRADE, LOAD, INSTALL = "upgrade_software", "load_software", "install_software"

slip(
    "version_from_a_third_party",
    "upgrade",
    said={UPGRADE: {"version_source": "third_party"}},
    breaks=[(SOURCE, 1, UPGRADE)],
)
slip(
    "version_from_an_engineer",
    "upgrade",
    said={UPGRADE: {"version_source": "vendor_engineer"}},
    breaks=[(SOURCE, 2, UPGRADE)],
)
slip(
    "version_source_unknown",
    "upgrade",
    said={UPGRADE: {"version_source": None}},
    undecidable=[(SOURCE, 1, UPGRADE), (SOURCE, 2, UPGRADE)],
)
slip(
    "version_not_released",
    "upgrade",
    said={UPGRADE: {"version_status": "unreleased"}, LOAD: {"version_status": "unreleased"}},
    breaks=[(RELEASED, 1, UPGRADE), (RELEASED, 1, LOAD)],
)
slip("version_status_not_recorded", "upgrade", said={UPGRADE: {"version_status": None}})
slip(
    "version_not_recorded",
    "upgrade",
    said={UPGRADE: {"version_id": None}},
    breaks=[("OPS-SCHEDULED-BACKUP", 3, UPGRADE)],
)
slip("guide_not_read", "upgrade", without=["read_upgrade_guide"], breaks=[(GUIDE, 1, UPGRADE)])
slip(
    "guide_not_understood",
    "upgrade",
    without=["clarify_with_support"],
    said={"read_upgrade_guide": {"guide_understood": False}},
    breaks=[(GUIDE, 2, "read_upgrade_guide")],
)
slip("guide_made_clear", "upgrade", said={"read_upgrade_guide": {"guide_understood": False}})
slip("software_illegal", "software", case={"software_licence": "illegal"}, breaks=[(ILLEGAL, 1, INSTALL)], small=False)
slip("software_of_unknown_licence", "software", case={"software_licence": "unknown"}, small=False)
slip(
    "software_without_waiver",
    "software",
    said={"sign_memo": {"memo_signed": False}},
    breaks=[(WAIVER, 1, INSTALL)],
)
slip(
    "software_with_another_memo",
    "software",
    said={"sign_memo": {"memo_type": "engineering_memo"}},
    breaks=[(WAIVER, 1, INSTALL)],
)


@scenario("upgrade", small=True)
def guide_left(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The checklist says that the upgrade left its guide."""
    for step in plan.having("record_checklist"):
        if step.attributes["checklist_item"] == "upgrade_guide_followed":
            step.attributes["item_result"] = "fail"
            yield plan.of(step, "SWV-FOLLOW-GUIDE", 1)


def _defect(plan: CasePlan, *without: str) -> Step:
    """A defect is found well before the night and handled, but for what is left out."""
    handled = ("discover_version_defect", "report_to_superior", "disclose_defect")
    plan.remove_if(lambda step: step.activity in handled)
    at, device = plan.step("draft_plan").at + minutes(1), plan.devices[0]
    if not plan.having("register_problem"):
        values = {"problem_id": f"WT{plan.case_id[2:]}", "problem_class": "function"}
        plan.add("defect_registered", "register_problem", at + minutes(2), device=device, **values)
    found = plan.add("defect", "discover_version_defect", at, person=plan.engineer.name, device=device)
    for number, activity in enumerate(("report_to_superior", "disclose_defect"), start=1):
        if activity not in without:
            plan.add(activity, activity, at + minutes(3 * number), person=plan.engineer.name, device=device)
    return found


@scenario("upgrade", small=True)
def defect_kept_from_the_superior(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A version defect was told to the customer but not upwards."""
    yield plan.of(_defect(plan, "report_to_superior"), DEFECT, 1)


@scenario("upgrade", small=True)
def defect_kept_from_the_customer(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A version defect was told upwards but not to the customer."""
    yield plan.of(_defect(plan, "disclose_defect"), DEFECT, 3)


@scenario("config", "data", small=True)
def default_account_used(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Somebody logged in with the account that the vendor ships."""
    step = plan.step("login_1")
    step.account = plan.staff.default_account
    yield plan.of(step, "ACC-TEMP-ACCOUNT", 1)


slip(
    "credentials_kept",
    "project",
    "relocation",
    said={"handover_credentials": {"account_handed_over": False}},
    breaks=[("ACC-CREDENTIAL-HANDOVER", 1, "final_acceptance")],
)
slip(
    "credentials_handed_over_late",
    "project",
    "relocation",
    without=["handover_credentials"],
    breaks=[("ACC-CREDENTIAL-HANDOVER", 1, "final_acceptance")],
)
