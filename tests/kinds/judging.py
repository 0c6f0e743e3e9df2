"""Judges a filled store by some norms and gives the verdict of every activation, the fulfilled ones too."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from svcmine.checks.clocks import tolerance_of
from svcmine.checks.compile import compile_requirement
from svcmine.checks.horizon import horizon_of, latest_moment, reaches
from svcmine.checks.needs import needs_of
from svcmine.checks.prepare import clear, make_waivers, prepare
from svcmine.norms.norm import Norm
from svcmine.store import Store
from tests.kinds.worlds import TOLERANCE

Verdict = tuple[str, str | None]


def verdicts(
    store: Store, norms: Sequence[Norm], change: Callable[[str], str] = lambda sql: sql
) -> list[dict[str, Verdict]]:
    """Of each norm's first requirement: verdict and reason by event id or case id. `change` may alter the SQL."""
    known = reaches(store, None)
    columns = make_waivers(store, norms)
    needs = needs_of(norms)
    prepare(store, type(needs)(**{**vars(needs), "columns": needs.columns | set(columns)}), None)
    tolerance_s = tolerance_of(store, TOLERANCE.total_seconds())
    found = []
    for norm in norms:
        horizon = horizon_of(norm.require[0], known, latest_moment(known, None))
        sql = change(compile_requirement(norm, norm.require[0], horizon, columns, tolerance_s).sql)
        rows = store.execute(f"select coalesce(event_id, case_id), verdict, reason from ({sql})").fetchall()
        judged = {name: (verdict, reason) for name, verdict, reason in rows}
        assert len(judged) == len(rows), f"{norm.id}: an activation was judged twice"
        found.append(judged)
    clear(store)
    return found
