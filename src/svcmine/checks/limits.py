"""The limits of a requirement in time, as SQL over the working table: from when and until when a target counts."""

from __future__ import annotations

from dataclasses import dataclass

from svcmine.norms.durations import Duration
from svcmine.norms.kinds import Kind
from svcmine.norms.norm import Requirement

_BEGINNING = "work.happened_at"
_END = "coalesce(work.ended_at, work.happened_at)"


@dataclass(frozen=True)
class Limits:
    """`from_at` and `until_at`: the limits as SQL, null where there is none; `joins`: what they need beside `work`.

    `from_bound` and `until_bound`: the activation's column that bounds its targets, if one does.
    `due`: `until_at` is the moment by which the requirement must be met.
    """

    from_at: str | None = None
    until_at: str | None = None
    from_bound: str | None = None
    until_bound: str | None = None
    due: bool = False
    joins: tuple[str, ...] = ()


def limits_of(requirement: Requirement, kind: Kind) -> Limits:
    """The limits that `within`, `not_before`, `length` and `by` set."""
    within, not_before = requirement.within, requirement.not_before
    joins: list[str] = []
    if kind.name == "periodic":
        # What `within` limits is not one span from the activation, but many.
        return Limits(_END, None, due=True)
    if requirement.length is not None:
        starts = _after(_END, within, "grace", joins) if within else _END
        return Limits(starts, _after(_END, requirement.length, "length", joins), due=True, joins=tuple(joins))
    if requirement.by is not None:
        by = f'work."{requirement.by}"'
        due = _after(by, within, "until", joins) if within else by
        return Limits(None, due, None, "until_at", due=True, joins=tuple(joins))
    from_at = until_at = None
    if kind.looks == "back":
        from_at = _before(_BEGINNING, within, "from", joins) if within else None
        until_at = _before(_BEGINNING, not_before, "until", joins) if not_before else None
    elif kind.looks == "forward":
        from_at = _after(_END, not_before, "from", joins) if not_before else None
        until_at = _after(_END, within, "until", joins) if within else None
    elif kind.looks == "around" and within:
        from_at = _before(_BEGINNING, within, "from", joins)
        until_at = _after(_END, within, "until", joins)
    return Limits(
        from_at,
        until_at,
        "from_at" if from_at else None,
        "until_at" if until_at else None,
        due=until_at is not None and kind.looks != "back",
        joins=tuple(joins),
    )


def stretch_of(within: Duration) -> str:
    """How long an activation of the step `activations` may be without a target, as SQL."""
    return _interval(within, "activations")


def grace_of(within: Duration | None, unit_ends_at: str, row: str) -> tuple[str, str]:
    """Until when a unit of the calendar may be served, as SQL over `row`, and what it joins."""
    last = f"{unit_ends_at} - interval '1' microsecond"
    if within is None:
        return last, ""
    if within.working_days is None:
        return f"{unit_ends_at} + {_interval(within)}", ""
    joins: list[str] = []
    day = _working_day(last, "grace", joins, f"grace_base.number + {within.working_days}", row)
    return f"timezone({row}.zone, cast({day}.day + 1 as timestamp)) - interval '1' microsecond", "\n".join(joins)


def _after(base: str, length: Duration, name: str, joins: list[str]) -> str:
    if length.working_days is None:
        return f"{base} + {_interval(length)}"
    # Until the end of that day, whatever the hour of the beginning.
    due = _working_day(base, name, joins, f"{name}_base.number + {length.working_days}")
    return f"timezone(work.zone, cast({due}.day + 1 as timestamp)) - interval '1' microsecond"


def _before(base: str, length: Duration, name: str, joins: list[str]) -> str:
    if length.working_days is None:
        return f"{base} - {_interval(length)}"
    # From the beginning of that day. The day of the activation itself is not counted.
    earlier = f"{name}_base.number - case when {name}_base.working then 1 else 0 end"
    due = _working_day(base, name, joins, f"{earlier} - {length.working_days} + 1")
    return f"timezone(work.zone, cast({due}.day as timestamp))"


def _working_day(base: str, name: str, joins: list[str], number: str, row: str = "work") -> str:
    """Joins the calendar at the base's local day and at the working day with that number; returns the latter's name."""
    region = calendar_region(row)
    joins += [
        f"left join working_days as {name}_base on {name}_base.calendar_region = {region}\n"
        f"    and {name}_base.day = cast(timezone({row}.zone, {base}) as date)",
        f"left join working_days as {name}_day on {name}_day.calendar_region = {name}_base.calendar_region\n"
        f"    and {name}_day.working and {name}_day.number = {number}",
    ]
    return f"{name}_day"


def calendar_region(row: str) -> str:
    """The region by which `working_days` knows the place of a row, as SQL."""
    return f"case when {row}.region in (select calendar_region from working_days) then {row}.region else '' end"


def _interval(length: Duration, table: str = "work") -> str:
    if length.column is not None:
        return f'to_microseconds(cast(round({table}."{length.column}" * {length.unit_seconds * 1_000_000}) as bigint))'
    return f"to_microseconds({round((length.seconds or 0) * 1_000_000)})"
