"""What must still follow in a case that the end of the exports cuts off: norms that look ahead are listed here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from svcmine.simulation.plan import CasePlan, Step, Truth

_ALL = ("change", "fault", "major_incident", "visit", "inspection", "project")


@dataclass(frozen=True)
class Owed:
    """A requirement that waits: each activation for a target, or for a checklist item; None: the case as a whole."""

    norm: str
    requirement: int
    processes: tuple[str, ...]
    activation: str | None
    target: str
    item: str | None = None

    def paid_by(self, step: Step) -> bool:
        """Whether a step is what the requirement waits for."""
        return step.activity == self.target and self.item in (None, step.attributes.get("checklist_item"))


OWED = (
    Owed("CHG-OPLOG-KEEP", 1, _ALL, "login_device", "archive_oplog"),
    Owed("CHG-DELIVER-DOCS", 1, ("change",), "upgrade_software", "handover_documents"),
    Owed("RPT-MAIL-ARCHIVE", 1, _ALL, "send_plan_to_customer", "archive_correspondence"),
    Owed("VIS-ROOM-RULES", 1, ("change", "visit"), "arrive_on_site", "record_checklist", "room_rules"),
    Owed("VIS-ROOM-RULES", 2, ("change", "visit"), "arrive_on_site", "record_checklist", "customer_rules_known"),
    Owed("VIS-ROOM-RULES", 3, ("change", "visit"), "arrive_on_site", "record_checklist", "room_environment_observed"),
    Owed("VIS-SOP", 1, ("change", "fault", "visit"), "arrive_on_site", "record_checklist", "sop_followed"),
    Owed("VIS-SOP", 2, ("major_incident",), None, "record_checklist", "major_incident_sop_followed"),
)


def owed(plan: CasePlan) -> Iterator[Truth]:
    """The pending truths about a case that has been cut, for the norms listed here."""
    for one in OWED:
        if plan.process not in one.processes or any(one.paid_by(step) for step in plan.steps):
            continue
        if one.activation is None:
            yield plan.whole(one.norm, one.requirement, "pending")
        else:
            yield from plan.each(one.activation, one.norm, one.requirement, "pending")
