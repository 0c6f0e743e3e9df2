"""Alignments of a run as a result that shows itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape

import pandas as pd

from svcmine.store import Store
from svcmine.vocabulary import label_of
from svcmine.vocabulary.words import PHASES

_TOP = 3

_CASES = "case_id, process, variant_id, status, reason, cost, fitness"
_DEVIATIONS = "case_id, process, step, position, kind, activity, phase"


@dataclass(frozen=True)
class Alignments:
    """What aligning did: `run_ids` by process or model, and figures of all their cases.

    `cases`, `variants`, `perfect` (cases without deviation), `undecidable` and `total` (deviations) are counts;
    `fitness` is the mean of the cases with an exact alignment, None if there is none; `reasons` counts what is
    undecidable by reason, `by_phase` deviations as (phase, activity, kind, count). The rows stay in the store, which
    must be open for `frame` and `deviations`.
    """

    store: Store = field(repr=False, compare=False)
    run_ids: tuple[str, ...]
    models: tuple[str, ...]
    cases: int
    variants: int
    perfect: int
    undecidable: int
    fitness: float | None
    total: int
    reasons: tuple[tuple[str, int], ...]
    by_phase: tuple[tuple[str | None, str, str, int], ...]

    def frame(self) -> pd.DataFrame:
        """One row a case: case_id, process, variant_id, status, reason, cost, fitness."""
        return _frame(self.store, self.run_ids, _CASES, "alignments", "process, case_id")

    def deviations(self) -> pd.DataFrame:
        """One row a deviation: case_id, process, step, position, kind, activity, phase."""
        return _frame(self.store, self.run_ids, _DEVIATIONS, "deviations", "process, case_id, step")

    def _rows(self) -> list[tuple[str, str]]:
        if not self.cases:
            return [("cases", "0 closed cases of a process with a reference model")]
        rows = [
            ("models", ", ".join(self.models)),
            ("cases", f"{self.cases:,}"),
            ("variants", f"{self.variants:,}"),
            ("without deviation", f"{self.perfect:,}"),
            ("mean fitness", "none" if self.fitness is None else f"{self.fitness:.4f}"),
            ("undecidable", f"{self.undecidable:,}" + self._reasons()),
            ("deviations", f"{self.total:,}"),
        ]
        return rows + [(f"  {phase.replace('_', ' ')}", text) for phase, text in self._phases()]

    def _reasons(self) -> str:
        told = ", ".join(f"{reason} {count:,}" for reason, count in self.reasons)
        return f" ({told})" if told else ""

    def _phases(self) -> list[tuple[str, str]]:
        found = []
        for phase in (*PHASES, None):
            rows = [(activity, kind, count) for of, activity, kind, count in self.by_phase if of == phase]
            if not rows:
                continue
            most = sorted(rows, key=lambda row: (-row[2], row[0], row[1]))[:_TOP]
            top = ", ".join(f"{label_of(activity, 'en')} ({_WORDS[kind]} {n:,})" for activity, kind, n in most)
            found.append((phase or "no phase", f"{sum(row[2] for row in rows):,}: {top}"))
        return found

    def __repr__(self) -> str:
        return "\n".join(f"{label:<20} {text}" for label, text in self._rows())

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{escape(label.strip())}</td><td>{escape(text)}</td></tr>" for label, text in self._rows()
        )
        return f"<table><caption>Alignments</caption>{rows}</table>"


_WORDS = {"log move": "not foreseen", "model move": "not recorded"}


def alignments_of(store: Store, run_ids: tuple[str, ...], models: tuple[str, ...]) -> Alignments:
    """The result of runs that the store holds."""
    runs = {"runs": list(run_ids)}
    counts = store.execute(
        "select count(*), count(distinct variant_id), count(*) filter (status = 'exact' and cost = 0), "
        "count(*) filter (status = 'undecidable'), avg(fitness) filter (status = 'exact') from alignments "
        "where list_contains($runs, run_id)",
        runs,
    ).fetchone()
    assert counts is not None
    reasons = store.execute(
        "select reason, count(*) from alignments where list_contains($runs, run_id) and reason is not null "
        "group by reason order by reason",
        runs,
    ).fetchall()
    phases = store.execute(
        "select phase, activity, kind, count(*) from deviations where list_contains($runs, run_id) group by all "
        "order by all",
        runs,
    ).fetchall()
    cases, variants, perfect, undecidable, fitness = counts
    total = sum(count for *_, count in phases)
    return Alignments(
        store, run_ids, models, cases, variants, perfect, undecidable, fitness, total, tuple(reasons), tuple(phases)
    )


def _frame(store: Store, run_ids: tuple[str, ...], columns: str, table: str, order: str) -> pd.DataFrame:
    return store.frame(
        f"select {columns} from {table} where list_contains($runs, run_id) order by {order}", {"runs": list(run_ids)}
    )
