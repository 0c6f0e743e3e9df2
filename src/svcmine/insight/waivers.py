"""Waiver records: which are in force, expired, unused or refused, as the list below a check and in the workbook."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from svcmine.insight.figures import last_complete_month
from svcmine.insight.queries import query
from svcmine.norms import read_norms
from svcmine.store import Store

# What makes a waiver excuse nothing at all.
REFUSED = ("approver_missing", "evidence_missing", "unknown_norm", "approved_too_late")
_WORDS = {
    "approver_missing": "refused: it names nobody who approved it. Record approved_by, and load it again",
    "evidence_missing": "refused: it names no evidence. Record evidence, such as the minutes, and load it again",
    "unknown_norm": "refused: there is no such norm. Correct norm_id (svcmine norms list), and load it again",
    "approved_too_late": "refused: it was approved after it had expired",
    "approved_after_start": "it was approved after it began, and excuses nothing from before the approval",
}


def waivers(store: Store) -> pd.DataFrame:
    """One row for each waiver record: `state`, `problem`, and the number of violations it excused in the latest run.

    `state`: `refused`, `expired`, `not_yet`, `in_force`, as of the end of the last complete month, not of the day on
    which somebody looks. `problem`: None, or what is wrong with it.
    """
    run = query(store, "last_run", kind="check")
    checked = store.execute(
        "select unnest(from_json(norms, '[{\"id\": \"VARCHAR\"}]')).id from runs where kind = 'check'"
    ).fetchall()
    known = sorted({name for (name,) in checked} | {norm.id for norm in read_norms("service", "itil")})
    found = query(store, "waivers", month=None, known=known)
    found["state"] = "in_force"
    if not run.empty:
        now = pd.Timestamp(f"{last_complete_month(store)}-01", tz="UTC") + pd.offsets.MonthBegin(1)
        starts, ends = (pd.to_datetime(found[name], utc=True) for name in ("valid_from", "valid_to"))
        found.loc[ends < now, "state"] = "expired"
        found.loc[starts > now, "state"] = "not_yet"
    found.loc[found["problem"].isin(REFUSED), "state"] = "refused"
    return found


def waiver_lines(store: Store) -> list[str]:
    """What a check has to say about waivers: how many there are, and each that is refused, late, unused or expired."""
    found = waivers(store)
    if found.empty:
        return []
    used = int((found["findings"] > 0).sum())
    counted = found["state"].value_counts()
    states = ", ".join(
        f"{counted[state]} {word}"
        for state, word in (("expired", "expired"), ("not_yet", "not yet in force"), ("refused", "refused"))
        if state in counted
    )
    excused = int(found["findings"].sum())
    head = f"Waivers: {len(found)} records, {used} used for {excused} violations{f'; {states}' if states else ''}."
    return [head, *(f"  {line}" for _, row in found.iterrows() for line in _told(row))]


def _told(row: pd.Series) -> Iterator[str]:
    said = [] if pd.isna(row["problem"]) else [_WORDS[row["problem"]]]
    if row["state"] == "expired":
        said.append(f"expired on {pd.Timestamp(row['valid_to']):%Y-%m-%d}")
    if row["findings"] == 0 and row["state"] != "refused":
        said.append("unused: no violation falls under it")
    if said:
        yield f"{row['waiver_id']} for {row['norm_id']}: {'; '.join(said)}."
