"""Alignments of a run as a result that shows itself."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from html import escape

import pandas as pd

from svcmine.vocabulary import label_of
from svcmine.vocabulary.words import PHASES

_TOP = 3


@dataclass(frozen=True)
class Alignments:
    """What aligning did: `run_ids` by process or model, one row a closed case, one row a deviation.

    Rows are those of the store's tables `alignments` and `deviations`.
    """

    run_ids: tuple[str, ...]
    models: tuple[str, ...]
    cases: pd.DataFrame
    all_deviations: pd.DataFrame

    def frame(self) -> pd.DataFrame:
        """One row a case: case_id, process, variant_id, status, reason, cost, fitness."""
        return self.cases

    def deviations(self) -> pd.DataFrame:
        """One row a deviation: case_id, process, step, position, kind, activity, phase."""
        return self.all_deviations

    @property
    def fitness(self) -> float | None:
        """The mean fitness of the cases with an exact alignment, None if there is none."""
        exact = self.cases.loc[self.cases["status"] == "exact", "fitness"]
        return float(exact.mean()) if len(exact) else None

    @property
    def undecidable(self) -> int:
        """Number of cases whose alignment is not known for certain."""
        return int((self.cases["status"] == "undecidable").sum())

    def _rows(self) -> list[tuple[str, str]]:
        if not len(self.cases):
            return [("cases", "0 closed cases of a process with a reference model")]
        exact = self.cases[self.cases["status"] == "exact"]
        rows = [
            ("models", ", ".join(self.models)),
            ("cases", f"{len(self.cases):,}"),
            ("variants", f"{self.cases['variant_id'].nunique():,}"),
            ("without deviation", f"{int((exact['cost'] == 0).sum()):,}"),
            ("mean fitness", "none" if self.fitness is None else f"{self.fitness:.4f}"),
            ("undecidable", f"{self.undecidable:,}" + self._reasons()),
            ("deviations", f"{len(self.all_deviations):,}"),
        ]
        return rows + [(f"  {phase.replace('_', ' ')}", text) for phase, text in self._phases()]

    def _reasons(self) -> str:
        counts = self.cases["reason"].dropna().value_counts()
        told = ", ".join(f"{reason} {count:,}" for reason, count in sorted(counts.items()))
        return f" ({told})" if told else ""

    def _phases(self) -> list[tuple[str, str]]:
        found = []
        table = self.all_deviations
        for phase in (*PHASES, None):
            rows = table[table["phase"].isna()] if phase is None else table[table["phase"] == phase]
            if not len(rows):
                continue
            counts = Counter(zip(rows["activity"], rows["kind"], strict=True))
            most = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_TOP]
            top = ", ".join(f"{label_of(activity, 'en')} ({_WORDS[kind]} {n:,})" for (activity, kind), n in most)
            found.append((phase or "no phase", f"{len(rows):,}: {top}"))
        return found

    def __repr__(self) -> str:
        return "\n".join(f"{label:<20} {text}" for label, text in self._rows())

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{escape(label.strip())}</td><td>{escape(text)}</td></tr>" for label, text in self._rows()
        )
        return f"<table><caption>Alignments</caption>{rows}</table>"


_WORDS = {"log move": "not foreseen", "model move": "not recorded"}
