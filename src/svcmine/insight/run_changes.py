"""What changed between two checks of one store, finding by finding, and why."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from svcmine.checks.calendar import uses_calendar
from svcmine.checks.plain import table
from svcmine.errors import UsageError
from svcmine.insight.queries import query
from svcmine.store import Store

# In the order in which they are shown.
CHANGES = {
    "new": ("new", "新增"),
    "late-arrived": ("late-arrived", "迟到数据"),
    "re-judged": ("re-judged", "重新判定"),
    "waived": ("waived", "已豁免"),
    "resolved": ("resolved", "已消除"),
}
REASONS = {
    "happened": ("it happened since the earlier check", "在上次检查之后发生"),
    "late": ("it happened earlier, and its records came only now", "早先发生,记录现在才导入"),
    "norm": ("the norm is another, or is checked anew or no more", "规范已修改、新增或不再检查"),
    "settings": ("the check had other settings or another version", "检查设置或软件版本不同"),
    "waiver": ("waiver records changed", "豁免记录有变化"),
    "records": ("records of the case or the device came since", "该工单或设备有新导入的记录"),
    "time": ("its deadline passed, or its case was closed", "期限已过,或工单已关闭"),
    "calendar": ("the calendar is another", "日历有变化"),
    "coverage": ("the sources cover other places and times", "数据源覆盖的地点或时间有变化"),
}
_SETTINGS = ("profile", "as_of", "svcmine_version", "clock_tolerance_s")
_HEADER = (
    ("change", "norm", "case", "device", "activity", "at (UTC)", "before", "now", "why"),
    ("变化", "规范", "工单", "设备", "活动", "时间(UTC)", "上次", "本次", "原因"),
)
_SHOWN = (
    "change why finding_id norm_id requirement case_id device_id activity happened_at severity before before_reason "
    "after after_reason waiver_id"
).split()


@dataclass(frozen=True)
class RunChanges:
    """What changed from the run `before` to the run `after` (run ids; `before` is None where there is no earlier run).

    `frame`: one row for each finding whose verdict, reason or waiver differs:

    - `change`: `new` (what it speaks of came since, and happened since), `late-arrived` (came since, but happened
      before the end of what the earlier run knew), `re-judged` (was known, and is judged otherwise), `waived` (now
      excused), `resolved` (no finding any more: fulfilled, or gone);
    - `why`: a key of REASONS, which has the words in English and Chinese;
    - `finding_id`, `norm_id`, `requirement`, `case_id`, `device_id`, `activity`, `happened_at`, `severity`;
    - `before`, `after`: the verdicts, with `before_reason`, `after_reason`; None: no finding (fulfilled or not there);
    - `waiver_id`.
    """

    before: str | None
    after: str
    frame: pd.DataFrame

    def counts(self) -> pd.DataFrame:
        """How many findings changed how, and why: `change`, `why`, `findings`, of which `violations` accuse now."""
        accusing = self.frame.assign(violations=self.frame["after"].eq("violated").astype(int))
        counted = accusing.groupby(["change", "why"], sort=False).agg(
            findings=("finding_id", "size"), violations=("violations", "sum")
        )
        order = [(change, why) for change in CHANGES for why in REASONS if (change, why) in counted.index]
        return counted.reindex(pd.MultiIndex.from_tuples(order, names=["change", "why"])).reset_index()

    def lines(self, lang: str = "en", most: int = 20) -> list[str]:
        """The counts as text, and the first `most` changed findings (0: all), in `en` or `zh`."""
        nth = 1 if lang == "zh" else 0
        if self.before is None:
            return ["没有更早的检查可供比较。" if nth else "There is no earlier check to compare with."]
        if self.frame.empty:
            return ["与上次检查相比没有变化。" if nth else "Nothing changed since the earlier check."]
        head = "自上次检查以来变化的发现项:" if nth else "Findings that changed since the earlier check:"
        told = [
            f"  {row.findings:,} {CHANGES[row.change][nth]}: {REASONS[row.why][nth]}"
            for row in self.counts().itertuples()
        ]
        listed = self.frame if most == 0 else self.frame.head(most)
        rows = table(_HEADER[nth], [_line(row, nth) for row in listed.itertuples()])
        left = len(self.frame) - len(listed)
        rest = (
            f"另有 {left:,} 条未列出"
            if nth
            else f"and {left:,} more; --most 0 shows all, --out FILE writes them as CSV"
        )
        return [head, *told, "", *rows, *([rest] if left else [])]


def changes_between_runs(store: Store, before: str | None = None, after: str | None = None) -> RunChanges:
    """Compare two checks: `after` (default: the latest) with `before` (default: the one before it), both run ids.

    A prefix of a run id will do. Nothing is written; the store may be open for reading only. Raises UsageError if the
    norms were never checked, or no run has this id, or several begin with it.
    """
    runs = store.frame("select * from runs where kind = 'check' order by started_at desc, run_id").astype(object)
    if runs.empty:
        raise UsageError(f"{store.path}: the norms were never checked. Do it first: svcmine check --store {store.path}")
    later = runs.iloc[0] if after is None else _run(runs, after)
    if before is None:
        rest = runs[runs["started_at"] < later["started_at"]]
        if rest.empty:
            return RunChanges(None, later["run_id"], pd.DataFrame(columns=_SHOWN))
        earlier = rest.iloc[0]
    else:
        earlier = _run(runs, before)
    found = query(store, "between_runs", before=earlier["run_id"], after=later["run_id"])
    told = _Told(earlier, later)
    rows = [(_change(row), told.why(row)) for row in found.astype(object).where(found.notna(), None).to_dict("records")]
    found["change"] = pd.Series([change for change, _ in rows], dtype=object)
    found["why"] = pd.Series([why for _, why in rows], dtype=object)
    found["change"] = pd.Categorical(found["change"], list(CHANGES), ordered=True)
    found = found.sort_values(["change", "norm_id", "requirement"], kind="stable").reset_index(drop=True)
    return RunChanges(earlier["run_id"], later["run_id"], found.astype({"change": object})[_SHOWN])


def _run(runs: pd.DataFrame, wanted: str) -> pd.Series:
    found = runs[runs["run_id"].str.startswith(wanted)]
    if len(found) != 1:
        known = ", ".join(
            f"{row.run_id[:12]} ({row.started_at:%Y-%m-%d %H:%M} UTC)" for row in runs.head(5).itertuples()
        )
        what = "no check has" if found.empty else f"{len(found)} checks have"
        raise UsageError(f"run '{wanted}': {what} an id that begins so. The latest are: {known}")
    return found.iloc[0]


def _change(row: Mapping[str, Any]) -> str:
    if row["after"] is None:
        return "resolved"
    if row["after"] == "waived":
        return "waived"
    if row["before"] is not None or not row["is_fresh"]:
        return "re-judged"
    return "late-arrived" if row["within_reach"] else "new"


class _Told:
    """What differs between two runs as a whole; says of one finding which of it is the reason."""

    def __init__(self, earlier: pd.Series, later: pd.Series) -> None:
        norms = [{norm["id"]: norm for norm in json.loads(run["norms"] or "[]")} for run in (earlier, later)]
        self.changed = {name for name in {*norms[0], *norms[1]} if norms[0].get(name) != norms[1].get(name)}
        self.calendar = {
            (name, number)
            for name, norm in norms[1].items()
            for number, requirement in enumerate(norm["require"], 1)
            if earlier["calendar_sha256"] != later["calendar_sha256"] and uses_calendar(requirement)
        }
        self.settings = any(
            earlier[name] != later[name] and not (pd.isna(earlier[name]) and pd.isna(later[name])) for name in _SETTINGS
        )

    def why(self, row: Mapping[str, Any]) -> str:
        """The reason of a finding's change, the most certain first."""
        verdicts = {row["before"], row["after"]}
        if row["norm_id"] in self.changed:
            return "norm"
        if row["is_fresh"] and row["before"] is None:
            return "late" if row["within_reach"] else "happened"
        if {row["before"], row["after"]} in ({"violated", "waived"}, {"waived"}):
            return "waiver"
        if row["is_touched"] or not row["is_there"]:
            return "records"
        if (row["norm_id"], row["requirement"]) in self.calendar:
            return "calendar"
        if self.settings:
            return "settings"
        if "pending" in verdicts:
            return "time"
        return "coverage"


def _line(row: Any, nth: int) -> list[str]:
    at = "" if pd.isna(row.happened_at) else f"{row.happened_at:%Y-%m-%d %H:%M}"
    place = ["" if pd.isna(value) else str(value) for value in (row.case_id, row.device_id, row.activity)]
    nothing = "无" if nth else "no finding"
    before, after = (nothing if pd.isna(value) else str(value) for value in (row.before, row.after))
    return [CHANGES[row.change][nth], row.norm_id, *place, at, before, after, REASONS[row.why][nth]]
