"""SQL expressions that turn the text of a cell into a value: times, numbers, truth values, lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

# Times that need no declaration: ISO 8601, with a blank or a T.
# The plainest form first: it is nearly every cell's.
_ISO = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M",
        "%Y/%m/%d", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%dT%H:%M:%S.%f")  # fmt: skip
_TRUE = "(?i)true|yes|y|1|t|是|有"
_FALSE = "(?i)false|no|n|0|f|否|无"
# A date alone also ends in two digits after a dash: an offset needs a clock time before it.
_ZONED = r":[0-9]{2}([.,][0-9]+)? ?(Z|[+-][0-9]{2}(:?[0-9]{2})?)$"


def literal(value: object) -> str:
    """An SQL literal of a mapping's value; strings are quoted, lists become VARCHAR[]."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(literal(str(v)) for v in value)}]::varchar[]"
    return "'" + str(value).replace("'", "''") + "'"


def wall_clock(raw: str, formats: Sequence[str]) -> str:
    """The naive time in a cell that is written exactly in one of the formats; null for everything else."""
    # An offset is read whatever the format, so a format need not say it.
    given = [form.removesuffix("%z").rstrip() for form in formats]
    return f"try_strptime({raw}, {literal([*given, *_ISO])})"


def instant(raw: str, formats: Sequence[str], zone: str, plain: bool = False) -> str:
    """The instant in a cell; null if the cell is no time.

    A naive time is one of `zone`. 24:00 is the end of the day; an offset in the cell beats the zone; digits beyond
    microseconds are cut off. A time that the zone's clocks show twice is the later one; one that they skip is read
    by the clock that was not put forward yet. `plain`: no cell of the column needs more than its formats.
    """
    simple = f"timezone({literal(zone)}, {wall_clock(raw, formats)})"
    if plain:
        return simple
    base = f"regexp_replace({raw}, '(:[0-9]{{2}}([.,][0-9]+)?) ?(Z|[+-][0-9]{{2}}(:?[0-9]{{2}})?)$', '\\1')"
    digits = f"regexp_replace({base}, '(:[0-9]{{2}})[.,]([0-9]{{1,6}})[0-9]*$', '\\1.\\2')"
    midnight = r"([ T])24(:00(:00(\.0+)?)?)$"
    cleaned = f"regexp_replace({digits}, '{midnight}', '\\100\\2')"
    wall = (
        f"{wall_clock(cleaned, formats)} + case when regexp_matches({digits}, '{midnight}') "
        "then interval 1 day else interval 0 day end"
    )
    written = f"regexp_extract({raw}, '(Z|[+-][0-9]{{2}}:?[0-9]{{0,2}})$', 1)"
    offset = (
        f"case when right({raw}, 1) = 'Z' then 0 else (case when left({written}, 1) = '-' then -1 else 1 end) * "
        f"(try_cast(substr({written}, 2, 2) as bigint) * 60 + "
        f"coalesce(try_cast(nullif(replace(substr({written}, 4), ':', ''), '') as bigint), 0)) end"
    )
    # Nearly all cells are plain; only the others pay for the regular expressions.
    return (
        f"coalesce({simple}, case when regexp_matches({raw}, '{_ZONED}') "
        f"then timezone('UTC', {wall} - to_minutes({offset})) else timezone({literal(zone)}, {wall}) end)"
    )


def without_offset(raw: str) -> str:
    """A time without the offset that is written behind it, for sources whose offsets are wrong."""
    return f"regexp_replace({raw}, '(:[0-9]{{2}}([.,][0-9]+)?) ?(Z|[+-][0-9]{{2}}(:?[0-9]{{2}})?)$', '\\1')"


def plausible(at: str) -> str:
    """An instant, or null if it is not between 1990 and 2100: no log tells of other years."""
    return f"case when year({at}) between 1990 and 2100 then {at} end"


def no_zone(raw: str) -> str:
    """The condition that a cell's time names no offset."""
    return f"{raw} is not null and not regexp_matches({raw}, '{_ZONED}')"


def skipped(raw: str, typed: str, formats: Sequence[str], zone: str) -> str | None:
    """The condition that a zone's clocks never showed the time; None for a zone without clock changes."""
    return f"timezone({literal(zone)}, {typed}) <> {wall_clock(raw, formats)}" if _steps(zone) else None


def shown_twice(raw: str, typed: str, formats: Sequence[str], zone: str) -> str | None:
    """The condition that a zone's clocks showed the time twice; None for a zone without clock changes."""
    local = f"timezone({literal(zone)}, {typed})"
    twice = [f"timezone({literal(zone)}, {typed} - interval {step} minute) = {local}" for step in _steps(zone)]
    return f"({' or '.join(twice)}) and {wall_clock(raw, formats)} is not null" if twice else None


@cache
def _steps(zone: str) -> tuple[int, ...]:
    """By how many minutes the clocks of a zone are changed; what changed before 1995 is no log's concern."""
    place = ZoneInfo(zone)
    start = datetime(1995, 1, 1, tzinfo=UTC)
    offsets = [(start + timedelta(days=30 * n)).astimezone(place).utcoffset() or timedelta() for n in range(540)]
    changes = {abs(after - before) for before, after in pairwise(offsets)}
    return tuple(sorted(int(change.total_seconds() // 60) for change in changes if change))


def typed(kind: str, text: str, separator: str, formats: Sequence[str]) -> str:
    """The value of a type, other than instant, in a text; null if the text is none."""
    if kind == "bool":
        return (
            f"case when regexp_full_match({text}, '{_TRUE}') then true "
            f"when regexp_full_match({text}, '{_FALSE}') then false end"
        )
    if kind == "list":
        parts = f"list_transform(string_split({text}, {literal(separator)}), lambda part: trim(part))"
        return f"list_filter({parts}, lambda part: part <> '')"
    if kind == "integer":
        return f"try_cast(case when regexp_matches({text}, '^[+-]?[0-9]+([.]0+)?$') then {text} end as bigint)"
    if kind == "number":
        return f"case when isfinite(try_cast({text} as double)) then try_cast({text} as double) end"
    if kind == "date":
        return f"cast(try_strptime({text}, {literal(['%Y-%m-%d', '%Y/%m/%d', *formats])}) as date)"
    if kind == "time":
        return f"try_cast({text} as time)"
    return text
