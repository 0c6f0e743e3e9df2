"""Makes one SQL statement of each requirement: activations and targets around the unchanged text of its kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from svcmine.checks.limits import Limits, limits_of
from svcmine.checks.needs import ORIGINS, activity_set, place_of
from svcmine.checks.texts import both, listed, quoted, step
from svcmine.norms.conditions import read_condition
from svcmine.norms.kinds import Kind, kinds
from svcmine.norms.norm import Norm, Requirement
from svcmine.vocabulary import ATTRIBUTES

_UNINTERRUPTED = ",\n    0 as interrupted"
_KEY = {"case": "work.case_id", "device": "work.device_id", "site": "work.site", "customer": "work.customer"}


@dataclass(frozen=True)
class Compiled:
    """A requirement's statement: one row for each activation, with its verdict and what a finding says of it."""

    norm: Norm
    requirement: Requirement
    sql: str


def compile_requirement(
    norm: Norm, requirement: Requirement, horizon: datetime, waiver_columns: Sequence[str] = ()
) -> Compiled:
    """The statement that judges a requirement on the table `work`, for all that happened up to `horizon`.

    `waiver_columns`: the columns of `waiver_scopes` that some waiver is limited by.
    """
    kind = kinds()[_judge(requirement)]
    ends = f"timestamptz '{horizon.isoformat()}'"
    limits = limits_of(requirement, kind)
    steps = [f"activations as (\n{_activations(norm, requirement, kind, limits)}\n)"]
    if kind.decides != "the event itself" and requirement.kind != "unticketed":
        steps += _pair_steps(requirement, kind, limits)
    if requirement.until:
        steps.append(f"ends as (\n{_targets(requirement, requirement.until, None, serving=True)}\n)")
    steps.append(f"stopped as (\n{_stopped(requirement, kind)}\n)")
    steps.append(f"served as (\n{kind.sql.strip().replace('$horizon', ends)}\n)")
    if requirement.waived_by is not None:
        excuse = requirement.waived_by
        case_only = requirement.model_copy(update={"scope": "case", "same": ()})
        steps.append(f"excuses as (\n{_targets(case_only, excuse.activity, excuse.where, serving=False)}\n)")
    steps.append(_verdicts(norm, requirement, kind, limits, ends, waiver_columns))
    return Compiled(norm, requirement, "with " + ",\n\n".join(steps))


def _judge(requirement: Requirement) -> str:
    """The kind whose text judges: an absence with a condition is a condition that forbids."""
    return "condition" if requirement.kind == "absence" and requirement.forbidden is not None else requirement.kind


def _activations(norm: Norm, requirement: Requirement, kind: Kind, limits: Limits) -> str:
    when = read_condition(requirement.when, place_of(requirement)).sql if requirement.when else "true"
    bound = [*_who(norm, requirement, kind), *_in_force(norm.since, norm.until)]
    if requirement.when:
        bound.append(f"{when} is not false")
    # Work that is no visit is not bound by what is asked of a visit.
    bound += ["work.visit_id is not null"] if "visit_id" in requirement.same else []
    return step(
        "activations",
        key=_key(requirement, kind),
        applies=when,
        from_at=limits.from_at or "cast(null as timestamptz)",
        until_at=limits.until_at or "cast(null as timestamptz)",
        covered=_covered(requirement, kind),
        cut_off=_cut_off(requirement, kind),
        judged="".join(f",\n    {sql} as {name}" for name, sql in _judged(requirement, kind).items()),
        joins="\n".join(limits.joins),
        bound=both(bound),
    )


def _who(norm: Norm, requirement: Requirement, kind: Kind) -> list[str]:
    """Conditions for the rows that the requirement binds, `when` and the norm's dates aside."""
    process = f"work.process in {listed(norm.process)}"
    if place_of(requirement) == "case":
        return ["work.event_id is null", process]
    bound = ["work.event_id is not null"]
    if requirement.activation:
        bound.append(f"work.activity in {listed(activity_set(requirement.activation))}")
    if requirement.kind == "unticketed":
        return [*bound, "work.origin in ('operation', 'both')", f"({process} or work.case_id is null)"]
    if requirement.scope != "case":
        return bound
    return [*bound, f"({process} or work.case_id is null)" if kind.looks == "self" else process]


def _in_force(since: date | None, until: date | None) -> list[str]:
    local = "cast(coalesce(work.local_at, timezone('UTC', work.moment)) as date)"
    first = [f"coalesce({local} >= date '{since}', true)"] if since else []
    last = [f"coalesce({local} <= date '{until}', true)"] if until else []
    return first + last


def _key(requirement: Requirement, kind: Kind) -> str:
    # What is judged by itself needs no other event, and may belong to no case.
    if kind.looks == "self" or requirement.kind == "unticketed":
        return "work.activation_id"
    return _KEY[requirement.scope]


def _covered(requirement: Requirement, kind: Kind) -> str:
    if kind.looks == "self":
        return "true"
    return both(f"work.covered_{origin}" if origin in ORIGINS else "false" for origin in requirement.evidence)


def _cut_off(requirement: Requirement, kind: Kind) -> str:
    shown = [f"work.shown_{origin}" for origin in requirement.evidence if origin in ORIGINS]
    if kind.looks not in ("back", "around") or requirement.scope != "case" or not shown:
        return "false"
    since = shown[0] if len(shown) == 1 else f"least({', '.join(shown)})"
    return f"coalesce(work.first_seen_at < {since}, false)"


def _judged(requirement: Requirement, kind: Kind) -> dict[str, str]:
    """Columns of the activations by which kinds that look at nothing else decide."""
    if kind.looks != "self":
        return {}
    place = place_of(requirement)
    columns: dict[str, str] = {}
    if requirement.window:
        columns["in_window"] = f'work."in_window_{requirement.window}"'
    if requirement.roles:
        column = requirement.attributes[0] if requirement.attributes else "role"
        columns["has_role"] = f'work."{column}" in {listed(requirement.roles)}'
    elif requirement.attributes:
        columns["attributes_present"] = both(_present(name) for name in requirement.attributes)
    if requirement.required is not None:
        columns["obeys"] = read_condition(requirement.required, place).sql
    elif requirement.forbidden is not None:
        columns["obeys"] = f"not {read_condition(requirement.forbidden, place).sql}"
    else:
        columns["obeys"] = "true"
    return columns


def _present(name: str) -> str:
    column = f'work."{name}"'
    kind = ATTRIBUTES[name].type if name in ATTRIBUTES else "text"
    if kind in ("text", "enum"):
        return f"coalesce(trim({column}) <> '', false)"
    if kind == "list":
        return f"coalesce(len({column}) > 0, false)"
    return f"{column} is not null"


def _pair_steps(requirement: Requirement, kind: Kind, limits: Limits) -> list[str]:
    """The steps `targets`, `interrupters` if there may be any, and `pairs`."""
    case_wide = place_of(requirement) == "case" and not requirement.target
    names = requirement.activation if case_wide else requirement.target
    targets = _targets(requirement, names, requirement.where, serving=kind.decides == "a target serves")
    steps = [f"targets as (\n{targets}\n)"]
    if not _interrupted(requirement, kind):
        return [*steps, f"pairs as (\n{_pairs(requirement, limits, _UNINTERRUPTED)}\n)"]
    first, last = ("target", "activation") if kind.looks == "back" else ("activation", "target")
    interrupted = step(
        "interrupted",
        same=_same(requirement, "interrupter"),
        after_first=step("order", x=first, y="interrupter"),
        before_second=step("order", x="interrupter", y=last),
    )
    return [
        *steps,
        f"interrupters as (\n{_interrupters(requirement, kind)}\n)",
        f"candidates as (\n{_pairs(requirement, limits)}\n)",
        f"pairs as (\n{interrupted}\n)",
    ]


def _interrupted(requirement: Requirement, kind: Kind) -> bool:
    return bool(requirement.reset_by) or kind.interrupted


def _targets(requirement: Requirement, names: Sequence[str], where: str | None, *, serving: bool) -> str:
    condition = read_condition(where).sql if where else "true"
    wanted = ["work.event_id is not null", f"work.activity in {listed(activity_set(names))}"]
    if requirement.scope == "case":
        wanted.append("work.case_id is not null")
    if serving:
        # An operation outside its ticket's plan is no proof that the plan was kept.
        wanted.append("(work.origin <> 'operation' or work.match = 'matched')")
    if where:
        wanted.append(f"{condition} is not false")
    return step(
        "targets", key=_KEY[requirement.scope], same=_same_columns(requirement), fits=condition, wanted=both(wanted)
    )


def _interrupters(requirement: Requirement, kind: Kind) -> str:
    names = (*requirement.reset_by, *(requirement.activation if kind.interrupted else ()))
    fits, wanted = "true", [f"work.activity in {listed(activity_set(names))}", "work.event_id is not null"]
    if kind.interrupted and requirement.when:
        # Of the activations, only those that the requirement binds interrupt.
        fits = read_condition(requirement.when, "event").sql
        if requirement.reset_by:
            fits = f"(work.activity in {listed(activity_set(requirement.reset_by))} or {fits})"
        wanted.append(f"{fits} is not false")
    return step("targets", key=_KEY[requirement.scope], same=_same_columns(requirement), fits=fits, wanted=both(wanted))


def _same_columns(requirement: Requirement) -> str:
    return "".join(f'\n    work."{name}" as "same_{name}",' for name in requirement.same)


def _same(requirement: Requirement, other: str) -> str:
    """Whether another event fits, and agrees with the activation in the columns that must be the same."""
    same = [f'activation."{name}" = {other}."same_{name}"' for name in requirement.same]
    return both([f"{other}.fits", *same])


def _pairs(requirement: Requirement, limits: Limits, further: str = "") -> str:
    in_time = [f"target.happened_at >= activation.{limits.from_bound}"] if limits.from_bound else []
    in_time += [f"target.happened_at <= activation.{limits.until_bound}"] if limits.until_bound else []
    fits = both([_same(requirement, "target"), *in_time])
    blanks = {"may_fit": fits, "earlier": step("order", x="target", y="activation"), "further": further}
    pairs = step("pairs", fits=fits, meets="activation.key = target.key", **blanks)
    if requirement.scope == "case":
        return pairs
    # A target without, say, a device may be of any.
    anywhere = "target.key is null and activation.key is not null"
    return f"{pairs}\nunion all\n{step('pairs', fits='false', meets=anywhere, **blanks)}"


def _stopped(requirement: Requirement, kind: Kind) -> str:
    if not _interrupted(requirement, kind) or kind.looks != "forward":
        return step("never_stopped")
    earlier = step("order", x="interrupter", y="activation")
    return step("stopped", same=_same(requirement, "interrupter"), earlier=earlier)


def _verdicts(
    norm: Norm, requirement: Requirement, kind: Kind, limits: Limits, horizon: str, waiver_columns: Sequence[str]
) -> str:
    breaks = kind.decides == "a target breaks"
    settled, settles, otherwise = ("0", "violated", "fulfilled") if breaks else ("2", "fulfilled", "violated")
    worst, best = ("2 - any_grade", "2 - known_grade") if breaks else ("known_grade", "any_grade")
    by_kind, nothing = "due_at" in kind.sql, "cast(null as timestamptz)"
    outcome = {"settled": settled, "settles": settles, "otherwise": otherwise}
    excuse = requirement.waived_by
    # A case as a whole comes neither before nor after what excuses it.
    ordered = excuse is not None and excuse.before and place_of(requirement) == "event"
    grade = step("order", x="excuse", y="judged") if ordered else "2"
    return step(
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
    if kind.decides == "a target breaks":
        return "coalesce(sure_witness_id, any_witness_id)"
    return "case when verdict <> 'waived' and outcome <> 'violated' then any_witness_id end"
