"""What a reconciliation did, as a result that shows itself."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

MATCHES = ("matched", "outside_window", "wrong_device", "wrong_person", "unticketed")


@dataclass(frozen=True)
class Reconciliation:
    """Counts of a store after reconciliation.

    `matches`: operations by how they fit a ticket, every value of MATCHES present; `unclassified`: operations whose
    command stands for no activity (they become no event); `merged`: events that ticket and operations both tell of;
    `conflicts`: case attributes on which ticket records disagree.
    """

    matches: dict[str, int]
    unclassified: int
    cases: int
    events: int
    merged: int
    conflicts: int

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
            ("  unclassified", self.unclassified),
            ("attributes in conflict", self.conflicts),
        ]

    def __repr__(self) -> str:
        return "\n".join(f"{label:<32} {count:>12,}" for label, count in self._rows())

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{escape(label.strip())}</td><td style='text-align:right'>{count:,}</td></tr>"
            for label, count in self._rows()
        )
        return f"<table><caption>Reconciliation</caption>{rows}</table>"
