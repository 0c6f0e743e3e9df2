"""The steps of a statement that bring each activation together with the targets that may concern it."""

from __future__ import annotations

from collections.abc import Sequence

from svcmine.checks.clocks import harmless, in_time, order, timely
from svcmine.checks.limits import Limits
from svcmine.checks.needs import activity_set, place_of
from svcmine.checks.rows import rows_with
from svcmine.checks.texts import both, listed, step
from svcmine.norms.conditions import Condition, read_condition
from svcmine.norms.kinds import Kind
from svcmine.norms.norm import Requirement

# What ties an activation to its targets.
KEY = {"case": "work.case_id", "device": "work.device_id", "site": "work.site", "customer": "work.customer"}
_UNINTERRUPTED = ",\n    0 as interrupted"
_PROVES = ",\n    target.proves"


def pair_steps(requirement: Requirement, kind: Kind, limits: Limits, tolerance_s: float) -> list[str]:
    """The steps `targets` and `pairs`, with `interrupters` and what lies beside them if there may be any."""
    names = requirement.target or requirement.activation
    targets = targets_of(requirement, names, requirement.where, serving=kind.decides == "a target serves")
    steps = [f"targets as (\n{targets}\n)"]
    if not _interrupted(requirement, kind):
        further = _UNINTERRUPTED + (_PROVES if kind.decides == "what is possible" else _side(kind))
        return [*steps, f"pairs as (\n{_pairs(requirement, limits, tolerance_s, further)}\n)"]
    back = kind.looks == "back"
    interrupted = step(
        "interrupted",
        harmless=harmless(back, tolerance_s),
        after_first="4 - beside_targets.earlier" if back else "4 - beside_activations.earlier",
        before_second="beside_activations.earlier" if back else "beside_targets.earlier",
    )
    beside_activations = step(
        "beside_activations",
        same=_same(requirement, "interrupter"),
        earlier=order("interrupter", "activation", tolerance_s),
    )
    beside_targets = _beside_targets(requirement, tolerance_s)
    return [
        *steps,
        f"interrupters as (\n{_interrupters(requirement, kind)}\n)",
        f"candidates as (\n{_pairs(requirement, limits, tolerance_s, _side(kind))}\n)",
        f"beside_activations as (\n{beside_activations}\n)",
        f"beside_targets as (\n{beside_targets}\n)",
        f"pairs as (\n{interrupted}\n)",
    ]


def _interrupted(requirement: Requirement, kind: Kind) -> bool:
    return bool(requirement.reset_by) or kind.interrupted


def targets_of(requirement: Requirement, names: Sequence[str], where: str | None, *, serving: bool) -> str:
    """The text of a step with the events of these activities that `where` may be true of; `serving`: as proof."""
    asked = read_condition(where) if where else None
    condition = asked.sql if asked else "true"
    wanted = ["work.event_id is not null", f"work.activity in {listed(activity_set(names))}"]
    if requirement.scope == "case":
        wanted.append("work.case_id is not null")
    if serving:
        wanted.append(_proof(requirement))
    if where:
        wanted.append(f"{condition} is not false")
    columns = _same_columns(requirement) + (
        "" if serving else f"\n    coalesce({_proof(requirement)}, false) as proves,"
    )
    return step(
        "targets",
        rows=_rows(requirement, asked),
        key=KEY[requirement.scope],
        same=columns,
        fits=condition,
        wanted=both(wanted),
    )


def _rows(requirement: Requirement, asked: Condition | None) -> str:
    """The working table with what a step reads beside it: what must be the same, and what its condition names."""
    if asked is None:
        return rows_with(requirement.same)
    return rows_with({*requirement.same, *asked.columns}, asked.all_flags)


def _proof(requirement: Requirement) -> str:
    """Whether an event proves anything: an operation outside its ticket's plan is no proof that the plan was kept.

    Of a device, site or customer an operation without a ticket proves what it did: backups run by themselves.
    """
    trusted = "'matched'" if requirement.scope == "case" else "'matched', 'unticketed'"
    return f"(work.origin <> 'operation' or work.match in ({trusted}))"


def _interrupters(requirement: Requirement, kind: Kind) -> str:
    names = (*requirement.reset_by, *(requirement.activation if kind.interrupted else ()))
    asked = None
    fits, wanted = "true", [f"work.activity in {listed(activity_set(names))}", "work.event_id is not null"]
    if kind.interrupted and requirement.when:
        # Of the activations, only those that the requirement binds interrupt.
        asked = read_condition(requirement.when, "event")
        fits = asked.sql
        if requirement.reset_by:
            fits = f"(work.activity in {listed(activity_set(requirement.reset_by))} or {fits})"
        wanted.append(f"{fits} is not false")
    return step(
        "targets",
        rows=_rows(requirement, asked),
        key=KEY[requirement.scope],
        same=_same_columns(requirement),
        fits=fits,
        wanted=both(wanted),
    )


def _side(kind: Kind) -> str:
    if not kind.both_sides:
        return ""
    return f",\n    {'true' if kind.looks == 'back' else 'false'} as looks_back"


def _same_columns(requirement: Requirement) -> str:
    return "".join(f'\n    work."{name}" as "same_{name}",' for name in requirement.same)


def _same(requirement: Requirement, other: str) -> str:
    """Whether another event fits, and agrees with the activation in the columns that must be the same."""
    same = [f'activation."{name}" = {other}."same_{name}"' for name in requirement.same]
    return both([f"{other}.fits", *same])


def _pairs(requirement: Requirement, limits: Limits, tolerance_s: float, further: str) -> str:
    # A limit that a case's record sets is no other clock's.
    of_limits = tolerance_s if place_of(requirement) == "event" else 0.0
    fits = both([_same(requirement, "target"), *in_time(limits, of_limits)])
    earlier = order("target", "activation", tolerance_s)
    blanks = {"may_fit": fits, "timely": timely(limits, of_limits), "earlier": earlier, "further": further}
    pairs = step("pairs", fits=fits, meets="activation.key = target.key", **blanks)
    if requirement.scope == "case":
        return pairs
    # A target without, say, a device may be of any.
    anywhere = "target.key is null and activation.key is not null"
    return f"{pairs}\nunion all\n{step('pairs', fits='false', meets=anywhere, **blanks)}"


def _beside_targets(requirement: Requirement, tolerance_s: float) -> str:
    earlier = order("interrupter", "target", tolerance_s)
    beside = step("beside_targets", meets="target.key = interrupter.key", earlier=earlier)
    if requirement.scope == "case":
        return beside
    anywhere = "target.key is null and interrupter.key is not null"
    return f"{beside}\nunion all\n{step('beside_targets', meets=anywhere, earlier=earlier)}"


def stopped_by(requirement: Requirement, kind: Kind) -> str:
    """The text of the step `stopped`: the activations that nothing can mend any more."""
    if not _interrupted(requirement, kind) or kind.looks != "forward":
        return step("never_stopped")
    return step("stopped")
