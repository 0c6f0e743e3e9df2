"""The steps of a statement that turn what served into a verdict with its reason, tested in the contract's order."""

from __future__ import annotations

from collections.abc import Sequence

from svcmine.checks.limits import Limits
from svcmine.checks.needs import place_of
from svcmine.checks.texts import quoted, step
from svcmine.norms.kinds import Kind
from svcmine.norms.norm import Norm, Requirement


def verdict_steps(
    norm: Norm, requirement: Requirement, kind: Kind, limits: Limits, horizon: str, waiver_columns: Sequence[str]
) -> str:
    """The text from the step `grades` to the end: one row for each activation with verdict and reason."""
    if kind.decides == "what is possible":
        return f"{step('possible')},\n\n{waived_steps(norm, requirement, kind, waiver_columns)}"
    breaks = kind.decides == "a target breaks"
    settled, settles, otherwise = ("0", "violated", "fulfilled") if breaks else ("2", "fulfilled", "violated")
    worst, best = ("2 - any_grade", "2 - known_grade") if breaks else ("known_grade", "any_grade")
    by_kind, nothing = "due_at" in kind.sql, "cast(null as timestamptz)"
    outcome = {"settled": settled, "settles": settles, "otherwise": otherwise}
    judged = step(
        "verdicts",
        due_at_worst="max(case when known then due_at end)" if by_kind else nothing,
        due_at_best="max(case when not known then due_at end)" if by_kind else nothing,
        count=str(_count(requirement, breaks)),
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
    return f"{judged},\n\n{waived_steps(norm, requirement, kind, waiver_columns)}"


def waived_steps(norm: Norm, requirement: Requirement, kind: Kind, waiver_columns: Sequence[str]) -> str:
    """The text from the step `excused` to the end, for what the step `judged` found."""
    excuse = requirement.waived_by
    # A case as a whole comes neither before nor after what excuses it.
    ordered = excuse is not None and excuse.before and place_of(requirement) == "event"
    grade = step("order", x="excuse", y="judged") if ordered else "2"
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
