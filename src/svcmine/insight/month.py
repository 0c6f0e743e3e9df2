"""What a month comes down to: the violations that carry the most risk, and what changed since the pack before."""

from __future__ import annotations

import pandas as pd

from svcmine.insight.figures import complete_month, month_before
from svcmine.insight.queries import query
from svcmine.insight.run_changes import RunChanges, changes_between_runs
from svcmine.insight.titles import NormFacts, norm_facts
from svcmine.store import Store

# What one broken case weighs by the norm's severity: a step of the scale is three times the one below it.
WEIGHTS = {"critical": 9, "major": 3, "minor": 1, "info": 0}


def risks(store: Store, month: str) -> pd.DataFrame:
    """Violated norms of a month, those that carry the most risk first: WEIGHTS times the cases that broke them.

    Columns: norm_id, title_en, title_zh, clauses, severity, violations, cases, cases_before (in the month before),
    region (with the most cases; None: no region known), region_cases, finding_id (the earliest), risk.
    """
    found = query(store, "risks", month=month)
    before = query(store, "risks", month=month_before(month)).set_index("norm_id")["cases"]
    facts = norm_facts(store)
    norms = [facts.get(norm, NormFacts(norm)) for norm in found["norm_id"]]
    for lang in ("en", "zh"):
        found[f"title_{lang}"] = [norm.name(lang) for norm in norms]
    found["clauses"] = [", ".join(norm.clauses) for norm in norms]
    found["cases_before"] = [int(before.get(norm, 0)) for norm in found["norm_id"]]
    found["risk"] = [WEIGHTS.get(s, 0) * int(c) for s, c in zip(found["severity"], found["cases"], strict=True)]
    found = found.astype(object).where(found.notna(), None)
    return found.sort_values(["risk", "cases", "norm_id"], ascending=[False, False, True], ignore_index=True)


def since_last_pack(store: Store, month: str) -> RunChanges | None:
    """What changed since the last check that was made when `month` was not complete yet; None if there is none.

    That is the check behind the pack of the month before, however often the norms were checked since.
    """
    runs = store.execute(
        "select run_id, cast(horizon as varchar) from runs where kind = 'check' order by started_at desc, run_id"
    ).fetchall()
    for run_id, horizon in runs[1:]:
        complete = complete_month(store, horizon)
        if complete is not None and complete < month:
            return changes_between_runs(store, run_id)
    return None
