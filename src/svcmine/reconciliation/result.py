"""What a reconciliation did, as a result that shows itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape

MATCHES = ("matched", "outside_window", "wrong_device", "wrong_person", "unticketed")
CONFIDENCE = ("high", "medium", "low")


@dataclass(frozen=True)
class Reconciliation:
    """Counts of a store after reconciliation.

    `matches`: operations by how they fit a ticket, every value of MATCHES present; `unclassified`: operations whose
    command stands for no activity (they become no event); `merged`: events that ticket and operations both tell of;
    `conflicts`: case attributes on which ticket records disagree. `confidence`: operations by how sure their match is,
    every value of CONFIDENCE present; `unshown`: tickets of which a planned device never shows in logs that cover it
    (view unshown_tickets), `unshown_devices`: how many such devices; `out_of_plan`: commands for which the plan of
    their ticket has no step (view out_of_plan_commands); `sessions`: from login to logout; `skew_s`: the tolerance.
    """

    matches: dict[str, int]
    unclassified: int
    cases: int
    events: int
    merged: int
    conflicts: int
    confidence: dict[str, int] = field(default_factory=dict)
    unshown: int = 0
    unshown_devices: int = 0
    out_of_plan: int = 0
    sessions: int = 0
    skew_s: float = 60.0

    @property
    def operations(self) -> int:
        """Number of operations, classified or not."""
        return sum(self.matches.values())

    def _rows(self) -> list[tuple[str, int]]:
        return [
            ("cases", self.cases),
            ("events", self.events),
            ("  told by ticket and operations", self.merged),
            ("operations", self.operations),
            *((f"  {name.replace('_', ' ')}", self.matches[name]) for name in MATCHES),
            *((f"  of {name} confidence", self.confidence.get(name, 0)) for name in CONFIDENCE),
            ("  out of their ticket's plan", self.out_of_plan),
            ("  unclassified", self.unclassified),
            ("  sessions", self.sessions),
            ("tickets not seen in the logs", self.unshown),
            ("  devices planned and never shown", self.unshown_devices),
            ("attributes in conflict", self.conflicts),
        ]

    def __repr__(self) -> str:
        lines = [f"{label:<36} {count:>12,}" for label, count in self._rows()]
        return "\n".join([*lines, f"{'tolerance of clocks, seconds':<36} {self.skew_s:>12,g}"])

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{escape(label.strip())}</td><td style='text-align:right'>{count:,}</td></tr>"
            for label, count in self._rows()
        )
        rows += f"<tr><td>tolerance of clocks, seconds</td><td style='text-align:right'>{self.skew_s:,g}</td></tr>"
        return f"<table><caption>Reconciliation</caption>{rows}</table>"
