"""The steps of a statement that turn what served into a verdict with its reason, tested in the contract's order."""

from __future__ import annotations

from collections.abc import Sequence

from svcmine.checks.clocks import order
from svcmine.checks.limits import Limits
from svcmine.checks.needs import place_of
from svcmine.checks.texts import quoted, step
from svcmine.norms.kinds import Kind
from svcmine.norms.norm import Norm, Requirement


def verdict_steps(
    norm: Norm,
    requirement: Requirement,
    kind: Kind,
    limits: Limits,
    horizon: str,
    waiver_columns: Sequence[str],
    tolerance_s: float,
) -> str:
    """The text from the step `grades` to the end: one row for each activation with verdict and reason."""
    if kind.decides == "what is possible":
        possible = step("possible", by_clock="served.by_clock" if "by_clock" in kind.sql else "false")
        return f"{possible},\n\n{waived_steps(norm, requirement, kind, waiver_columns, tolerance_s)}"
    breaks = kind.decides == "a target breaks"
    settled, settles, otherwise = ("0", "violated", "fulfilled") if breaks else ("4", "fulfilled", "violated")
    worst, best = ("4 - any_grade", "4 - known_grade") if breaks else ("known_grade", "any_grade")
    by_kind, nothing = "due_at" in kind.sql, "cast(null as timestamptz)"
    outcome = {"settled": settled, "settles": settles, "otherwise": otherwise}
    judged = step(
        "verdicts",
        due_at_worst="max(case when known then due_at end)" if by_kind else nothing,
        due_at_best="max(case when not known then due_at end)" if by_kind else nothing,
        known_grade=_grade("known and ", _count(requirement, breaks), tolerance_s),
        any_grade=_grade("", _count(requirement, breaks), tolerance_s),
        due_at="grades.due_at_best" if by_kind else "activations.until_at" if limits.due else nothing,
        worst=worst,
        best=best,
        mendable_at_worst=_mendable(kind, limits, "due_at_worst" if by_kind else "due_at", horizon),
        mendable_at_best=_mendable(kind, limits, "due_at_best" if by_kind else "due_at", horizon),
        worst_outcome=step(
            "outcome", state="worst", stopped="stopped_at_worst", mendable="mendable_at_worst", **outcome
        ),
        best_outcome=step("outcome", state="best", stopped="stopped_at_best", mendable="mendable_at_best", **outcome),
        unstopped_outcome=step(
            "outcome", state="worst", stopped="stopped_at_best", mendable="mendable_at_worst", **outcome
        ),
    )
    return f"{judged},\n\n{waived_steps(norm, requirement, kind, waiver_columns, tolerance_s)}"


def waived_steps(
    norm: Norm, requirement: Requirement, kind: Kind, waiver_columns: Sequence[str], tolerance_s: float
) -> str:
    """The text from the step `excused` to the end, for what the step `judged` found."""
    excuse = requirement.waived_by
    # A case as a whole comes neither before nor after what excuses it.
    ordered = excuse is not None and excuse.before and place_of(requirement) == "event"
    grade = order("excuse", "judged", tolerance_s) if ordered else "4"
    return step(
        "waived",
        excused=step("excused", grade=grade) if excuse else step("never_excused"),
        norm_id=quoted(norm.id),
        excuse=quoted(excuse.activity[0] if excuse else ""),
        in_scope="".join(f"\n        and {_in_scope(name)}" for name in waiver_columns),
        witness=_witness(kind),
    )


def _count(requirement: Requirement, breaks: bool) -> int:
    """How many targets it takes to serve, or to break: one more than are allowed."""
    if breaks:
        return (requirement.count or 0) + 1
    return 1 if requirement.count is None else requirement.count


def _grade(known: str, count: int, tolerance_s: float) -> str:
    """The grade that this many targets reach: for one, the best of them."""
    if count == 1:
        return f"max(case when {known}serves > 0 then serves else 0 end)"
    grades = (4, 3, 2, 1) if tolerance_s else (4, 2)
    reached = (f"when count(*) filter ({known}serves >= {grade}) >= {count} then {grade}" for grade in grades)
    return f"case {' '.join(reached)} else 0 end"


def _mendable(kind: Kind, limits: Limits, due_at: str, horizon: str) -> str:
    if kind.looks not in ("forward", "around"):
        return "false"
    return f"{due_at} > {horizon}" if limits.due else "not coalesce(closed, false)"


def _in_scope(name: str) -> str:
    scope = f'waiver_scopes."scope_{name}"'
    return f'({scope} is null or {scope} = cast(judged."{name}" as varchar))'


def _witness(kind: Kind) -> str:
    if kind.decides == "what is possible":
        return "witness_id"
    if kind.decides == "a target breaks":
        return "coalesce(sure_witness_id, any_witness_id)"
    return "case when verdict <> 'waived' and outcome <> 'violated' then any_witness_id end"
