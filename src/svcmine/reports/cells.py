"""Tables as HTML in which every text from a log is escaped; related columns share a cell, so that a page has room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from typing import Any

import pandas as pd

from svcmine.reports.words import text
from svcmine.vocabulary import label_of

# Columns whose values are words of svcmine, not of the log.
CODED = {
    "severity",
    "verdict",
    "reason",
    "match",
    "state",
    "problem",
    "kind",
    "phase",
    "process",
    "origin",
    "declared",
    "status",
    "signal",
    "before",
    "after",
}
# What is shown in percent.
RATES = {"rate", "gross", "centre", "lower", "upper", "share", "adjusted", "overall"}
_WHOLE = {"case_id", "device_id", "finding_id", "waiver_id", "local_at", "due_local", "state", "match", "kind"}
_SMALL = {"clauses", "activities", "example", "command", "scope"}

# Columns that a page stacks in one cell under the first one's name, where a table has them.
_STACKS = (
    ("norm_id", ("title", "clauses")),
    ("case_id", ("site", "device_id")),
    ("activity", ("local_at",)),
    ("file_name", ("source_row",)),
)
_ONLY_IN_WORKBOOK = {"requirement", "team", "account", "region", "position"}


@dataclass(frozen=True)
class Stack:
    """Values that stand in one cell, one a line, with the columns that they come from."""

    values: tuple[tuple[str, Any], ...]


def html(frame: pd.DataFrame, lang: str) -> str:
    """A table as HTML: `frame` has None for what is missing, its columns are named by texts.toml."""
    shown = _stacked(frame)
    head = "".join(f"<th>{escape(text('columns', str(name), lang))}</th>" for name in shown.columns)
    rows = (
        "<tr>"
        + "".join(_cell(str(name), value, lang) for name, value in zip(shown.columns, row, strict=True))
        + "</tr>"
        for row in shown.itertuples(index=False)
    )
    return f"<div class='scroll'><table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"


def _stacked(frame: pd.DataFrame) -> pd.DataFrame:
    """The table as a page shows it: related columns stacked, a finding's id cut to what `explain` needs."""
    shown = frame.copy()
    if "finding_id" in shown.columns:
        shown["finding_id"] = [str(finding)[:10] for finding in shown["finding_id"]]
        shown = shown.drop(columns=[name for name in _ONLY_IN_WORKBOOK if name in shown.columns])
    for first, others in _STACKS:
        below = [name for name in others if name in shown.columns]
        if first in shown.columns and below and ("finding_id" in shown.columns or first == "norm_id"):
            names = [first, *below]
            shown[first] = [
                Stack(tuple(zip(names, values, strict=True)))
                for values in shown[names].itertuples(index=False, name=None)
            ]
            shown = shown.drop(columns=below)
    return shown


def _cell(name: str, value: Any, lang: str) -> str:
    if isinstance(value, Stack):
        first, *others = ["" if v is None else told(column, v, lang) for column, v in value.values]
        below = "".join(f"<div class='b'>{escape(line)}</div>" for line in others if line)
        kind = " class='w'" if name == "norm_id" else ""
        return f"<td{kind}><div class='a'>{escape(first or '–')}</div>{below}</td>" if first or below else "<td></td>"
    if value is None:
        return "<td></td>"
    kind = _kind(name, value)
    return f"<td{kind}>{escape(told(name, value, lang))}</td>"


def _kind(name: str, value: Any) -> str:
    if name == "severity":
        return f" class='s {escape(str(value), quote=True)}'" if str(value).isalpha() else ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return " class='n'"
    if name in _WHOLE or isinstance(value, datetime | date):
        return " class='t'"
    if name in _SMALL:
        return " class='c'"
    return " class='w'" if name == "title" else ""


def told(name: str, value: Any, lang: str) -> str:
    """A value as people read it."""
    if name == "source_row":
        return f"#{value}"
    if isinstance(value, bool):
        return text("words", str(value).lower(), lang)
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:.1%}" if name in RATES else f"{value:,.3f}".rstrip("0").rstrip(".")
    if isinstance(value, datetime | date):
        return f"{value:%Y-%m-%d %H:%M}"
    if name == "activity":
        return label_of(str(value), lang)
    if name == "waiver_id" and str(value).startswith("waived_by:"):
        # The norm's own exception: what was done in the case excuses the violation.
        return label_of(str(value).split(":")[1], lang)
    return text("words", str(value), lang) if name in CODED else str(value)
