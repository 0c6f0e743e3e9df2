"""Makes one SQL statement of each requirement: activations and targets around the unchanged text of its kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from svcmine.checks.further import further_steps
from svcmine.checks.limits import Limits, limits_of
from svcmine.checks.needs import ORIGINS, activity_set, columns_of, flags_of, place_of
from svcmine.checks.pairs import KEY, pair_steps, stopped_by, targets_of
from svcmine.checks.rows import rows_with
from svcmine.checks.texts import both, listed, step
from svcmine.checks.verdicts import verdict_steps
from svcmine.norms.conditions import read_condition
from svcmine.norms.kinds import Kind, kinds
from svcmine.norms.norm import Norm, Requirement
from svcmine.vocabulary import ATTRIBUTES


@dataclass(frozen=True)
class Compiled:
    """A requirement's statement: one row for each activation, with its verdict and what a finding says of it."""

    norm: Norm
    requirement: Requirement
    sql: str


def compile_requirement(
    norm: Norm,
    requirement: Requirement,
    horizon: datetime,
    waiver_columns: Sequence[str] = (),
    tolerance_s: float = 0.0,
) -> Compiled:
    """The statement that judges a requirement on the table `work`, for all that happened up to `horizon`.

    `waiver_columns`: the columns of `waiver_scopes` that some waiver is limited by. `tolerance_s`: by how many seconds
    different clocks may differ; 0 where one clock told everything.
    """
    kind = kinds()[judged_by(requirement)]
    if requirement.per is not None and kind.name != "periodic":
        requirement = requirement.model_copy(update={"same": (requirement.per,), "per": None})
    if not kind.both_sides:
        return Compiled(norm, requirement, _statement(norm, requirement, kind, horizon, waiver_columns, tolerance_s))
    # What is asked of the targets is the same the other way round.
    back = requirement.model_copy(
        update={
            "activation": requirement.target,
            "target": requirement.activation,
            "when": requirement.where,
            "where": requirement.when,
        }
    )
    sides = (
        _statement(norm, requirement, kind, horizon, waiver_columns, tolerance_s),
        _statement(norm, back, replace(kind, looks="back"), horizon, waiver_columns, tolerance_s),
    )
    return Compiled(norm, requirement, "\nunion all\n".join(f"select * from (\n{side}\n)" for side in sides))


def statements_of(norm: Norm) -> list[str]:
    """The SQL of each requirement as a check would run it on a log that ends at the beginning of 2026."""
    horizon = datetime(2026, 1, 1, tzinfo=UTC)
    return [compile_requirement(norm, requirement, horizon).sql for requirement in norm.require]


def _statement(
    norm: Norm,
    requirement: Requirement,
    kind: Kind,
    horizon: datetime,
    waiver_columns: Sequence[str],
    tolerance_s: float,
) -> str:
    ends = f"timestamptz '{horizon.isoformat()}'"
    limits = limits_of(requirement, kind)
    steps = [f"activations as (\n{_activations(norm, requirement, kind, limits, waiver_columns)}\n)"]
    if kind.decides != "the event itself" and requirement.kind != "unticketed":
        steps += pair_steps(requirement, kind, limits, tolerance_s)
    steps += further_steps(requirement, kind, tolerance_s)
    steps.append(f"stopped as (\n{stopped_by(requirement, kind)}\n)")
    steps.append(f"served as (\n{kind.sql.strip()}\n)")
    if requirement.waived_by is not None:
        excuse = requirement.waived_by
        case_only = requirement.model_copy(update={"scope": "case", "same": ()})
        steps.append(f"excuses as (\n{targets_of(case_only, excuse.activity, excuse.where, serving=False)}\n)")
    steps.append(verdict_steps(norm, requirement, kind, limits, ends, waiver_columns, tolerance_s))
    return _with_values("with " + ",\n\n".join(steps), requirement, ends)


def _with_values(text: str, requirement: Requirement, horizon: str) -> str:
    most = "cast(null as integer)" if requirement.most is None else str(requirement.most)
    values = {"$horizon": horizon, "$count": str(requirement.count or 0), "$most": most}
    for name, value in values.items():
        text = text.replace(name, value)
    return text


def judged_by(requirement: Requirement) -> str:
    """The kind whose text judges: an absence with a condition is a condition that forbids."""
    return "condition" if requirement.kind == "absence" and requirement.forbidden is not None else requirement.kind


def _activations(
    norm: Norm, requirement: Requirement, kind: Kind, limits: Limits, waiver_columns: Sequence[str]
) -> str:
    when = read_condition(requirement.when, place_of(requirement)).sql if requirement.when else "true"
    bound = [*_who(norm, requirement, kind), *_in_force(norm.since, norm.until)]
    if requirement.when:
        bound.append(f"{when} is not false")
    # Work that is no visit is not bound by what is asked of a visit.
    unbound = requirement.same if kind.name == "cardinality" else {"visit_id"} & set(requirement.same)
    bound += [f'work."{name}" is not null' for name in unbound]
    return step(
        "activations",
        rows=rows_with(columns_of(requirement) | {*waiver_columns}, flags_of(requirement)),
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
    if kind.name == "periodic" and requirement.per is not None:
        # Where the place's clock is not known, nor are its days.
        return "case when work.zone is not null then work.case_id end"
    return KEY[requirement.scope]


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
