"""What comes first, where events may be told by different clocks: those of one clock keep its order."""

from __future__ import annotations

from svcmine.checks.limits import Limits
from svcmine.checks.texts import both, step
from svcmine.store import Store

# By how much two clocks may differ, unless the configuration or the profile says otherwise.
TOLERANCE_S = 60.0


def tolerance_of(store: Store, tolerated_s: float) -> float:
    """The tolerance in seconds that the statements of a run need: 0 where one clock told everything."""
    clocks = store.one("select count(distinct coalesce(clock, '')) from events")
    return tolerated_s if clocks > 1 else 0.0


def order(x: str, y: str, tolerance_s: float) -> str:
    """Whether event `x` comes before event `y`, as SQL that gives a grade."""
    plain = step("order", x=x, y=y)
    if not tolerance_s:
        return plain
    return step("order_of_clocks", x=x, y=y, order=plain, tolerance=_interval(tolerance_s))


def in_time(limits: Limits, tolerance_s: float) -> list[str]:
    """Conditions that a target is, or may be, within the limits."""
    return _within(limits, _margin(tolerance_s) if tolerance_s else "")


def timely(limits: Limits, tolerance_s: float) -> str:
    """Whether a target that may be within the limits is, as SQL that gives a grade."""
    bounds = _within(limits, "")
    if not tolerance_s or not bounds:
        return "4"
    # Where a limit is not known, the pair is not either, whatever the clocks.
    tight = _within(limits, _interval(tolerance_s), widen=False)
    surely, recorded = (both(f"coalesce({one}, true)" for one in ones) for ones in (tight, bounds))
    return step("timely", surely=surely, as_recorded=recorded)


def harmless(back: bool, tolerance_s: float) -> str:
    """The text of the step `harmless`."""
    if not tolerance_s:
        return step("harmless")
    serves, after_it = (
        ("candidates.earlier", "beside_targets.earlier")
        if back
        else ("4 - candidates.earlier", "4 - beside_targets.earlier")
    )
    return step("harmless_of_clocks", serves=serves, after_it=after_it)


def _within(limits: Limits, margin: str, *, widen: bool = True) -> list[str]:
    earlier, later = ("-", "+") if widen else ("+", "-")
    first = f"activation.{limits.from_bound}" + (f" {earlier} {margin}" if margin else "")
    last = f"activation.{limits.until_bound}" + (f" {later} {margin}" if margin else "")
    return [
        *([f"target.happened_at >= {first}"] if limits.from_bound else []),
        *([f"target.happened_at <= {last}"] if limits.until_bound else []),
    ]


def _margin(tolerance_s: float) -> str:
    none = "interval '0' second"
    return f"case when target.clock is not distinct from activation.clock then {none} else {_interval(tolerance_s)} end"


def _interval(seconds: float) -> str:
    return f"to_microseconds({round(seconds * 1_000_000)})"
