"""What was done about violations: the small table of actions, and whether each worked.

An action worked if the rate of its norms at its place fell by more than chance explains. The months before it and
after it are compared (R. G. Newcombe 1998, method 10; widened where violations come together in cases); the month in
which it began counts to neither, unless it began on the first. The same norms everywhere else are told beside it: what
fell everywhere was not the action's doing.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from svcmine.errors import UsageError, all_at_once
from svcmine.insight.figures import clustering, difference
from svcmine.insight.queries import query
from svcmine.store import Store

COLUMNS = ("what", "from", "norm", "region", "team")
# As many months before an action are compared with those after it.
MONTHS_BEFORE = 6


@dataclass(frozen=True)
class Action:
    """What was done, from which day, about which norms (empty: all), in which region or team (None: everywhere)."""

    what: str
    since: date
    norms: tuple[str, ...] = ()
    region: str | None = None
    team: str | None = None


@dataclass(frozen=True)
class Effect:
    """Counts before and after an action, at its place and elsewhere, with the 95 % interval of the difference.

    `verdict`: `worked`, `worse`, `chance`, `too_early` (no full month since) or `nothing` (nothing judged on one side).
    """

    action: Action
    verdict: str
    before: tuple[int, int]
    after: tuple[int, int]
    elsewhere: tuple[tuple[int, int], tuple[int, int]]
    change: tuple[float, float] | None
    change_elsewhere: tuple[float, float] | None
    months: tuple[int, int]


def read_actions(path: Path) -> list[Action]:
    """Read a CSV file (UTF-8) with the columns what and from, and if need be norm, region and team.

    Several norms in one cell are separated by spaces. Raises UsageError with every mistake at once.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise UsageError(
            f"{path}: there is no such file. It is the table of actions; see docs/monthly_pack.md"
        ) from None
    except (UnicodeDecodeError, IsADirectoryError):
        raise UsageError(f"{path}: not a text file in UTF-8. Save the table of actions as CSV UTF-8.") from None
    rows = list(csv.DictReader(io.StringIO(text), restkey="(more cells than columns)"))
    named = list(rows[0] if rows else csv.DictReader(io.StringIO(text)).fieldnames or [])
    problems = [f"{path}: the column '{name}' is missing." for name in ("what", "from") if name not in named]
    problems += [
        f"{path}: unknown column '{name}'. Columns are: {', '.join(COLUMNS)}." for name in named if name not in COLUMNS
    ]
    all_at_once(UsageError, problems)
    found: list[Action] = []
    for number, row in enumerate(rows, start=2):
        cells = {name: (row.get(name) or "").strip() for name in COLUMNS}
        if not any(cells.values()):
            continue
        try:
            since = date.fromisoformat(cells["from"])
        except ValueError:
            problems.append(f"{path}: line {number}: from = '{cells['from']}' is no day. Write it like 2026-09-01.")
            continue
        if not cells["what"]:
            problems.append(f"{path}: line {number}: what was done is missing.")
        norms = tuple(cells["norm"].split())
        found.append(Action(cells["what"], since, norms, cells["region"] or None, cells["team"] or None))
    all_at_once(UsageError, problems)
    return found


def keep_actions(store: Store, actions: Sequence[Action]) -> None:
    """Put the actions into a store that is written for one report, where its pages find them."""
    store.execute(
        "create or replace table report_actions "
        "(number integer, what varchar, since date, norms varchar[], region varchar, team varchar)"
    )
    for number, a in enumerate(actions):
        row = [number, a.what, a.since, list(a.norms), a.region, a.team]
        store.execute("insert into report_actions values (?, ?, ?, ?, ?, ?)", row)


def kept_actions(store: Store) -> list[Action]:
    """The actions that keep_actions put there; none in any other store."""
    if not store.one("select count(*) from duckdb_tables() where table_name = 'report_actions'"):
        return []
    rows = store.execute("select what, since, norms, region, team from report_actions order by number").fetchall()
    return [Action(what, since, tuple(norms), region, team) for what, since, norms, region, team in rows]


def effect(store: Store, action: Action, month: str) -> Effect:
    """What became of an action until the end of a month ('YYYY-MM')."""
    rows = query(
        store, "before_and_after", norms=list(action.norms), region=action.region, team=action.team, month=month
    )
    start = f"{action.since:%Y-%m}"
    earlier = rows[rows["month"] < start].tail(MONTHS_BEFORE)
    later = rows[(rows["month"] > start) | ((rows["month"] == start) & (action.since.day == 1))]
    before, after = _counted(earlier, ""), _counted(later, "")
    beside = _counted(earlier, "_elsewhere"), _counted(later, "_elsewhere")
    spread = clustering(store)
    change = _change(before, after, spread)
    if later.empty:
        verdict = "too_early"
    elif change is None:
        verdict = "nothing"
    else:
        verdict = "worked" if change[1] < 0 else "worse" if change[0] > 0 else "chance"
    return Effect(action, verdict, before, after, beside, change, _change(*beside, spread), (len(earlier), len(later)))


def _counted(rows: pd.DataFrame, where: str) -> tuple[int, int]:
    violated, fulfilled = int(rows[f"violated{where}"].sum()), int(rows[f"fulfilled{where}"].sum())
    return violated, violated + fulfilled


def _change(before: tuple[int, int], after: tuple[int, int], spread: float) -> tuple[float, float] | None:
    return difference(after[0] / spread, after[1] / spread, before[0] / spread, before[1] / spread)
