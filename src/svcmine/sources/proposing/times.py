"""Which format a column's times have; day and month are told apart over all of its cells, or not at all."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?(?P<zone>Z|[+-]\d{2}:?\d{2})?$")
_OFFSET = re.compile(r"(?:Z|[+-]\d{2}:?\d{2})$")
# How every format begins; most columns of text and numbers are told by it.
_LIKELY = re.compile(r"\d{1,4}[-/.年]\d|\d{6,}|\d{1,2}\s+[^\W\d]|[^\W\d]+\s+\d")
_DATES = (
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%d.%m.%Y",
    "%Y年%m月%d日",
    "%d/%m/%y",
    "%m/%d/%y",
    "%d %b %Y",
    "%b %d %Y",
)
_CLOCKS = ("%H:%M:%S", "%H:%M", "%H:%M:%S.%f", "%I:%M:%S %p", "%I:%M %p", "%H时%M分%S秒", "%H时%M分")
_COMPACT = ("%Y%m%d%H%M%S", "%Y%m%d %H:%M:%S", "%Y%m%d %H%M%S")
FORMATS = (*(f"{date} {clock}" for date in _DATES for clock in _CLOCKS), *_COMPACT, *_DATES)
# So few cells that do not fit are mistakes of the export.
_ENOUGH = 0.98
_SAMPLE = 400
_SWAPPED = {"%d/%m/%Y": "%m/%d/%Y", "%d-%m-%Y": "%m-%d-%Y", "%d/%m/%y": "%m/%d/%y"}


@dataclass(frozen=True)
class Times:
    """How a column's times are written.

    `formats`: the formats that are needed beside ISO, which is always read. `other`: the same with day and month
    the other way round, if no cell tells which it is. `zoned`: share of the cells that name an offset. `fits`: share
    of the cells that can be read. `why`: what told the order of day and month.
    """

    formats: tuple[str, ...]
    other: tuple[str, ...] = ()
    zoned: float = 0.0
    fits: float = 1.0
    why: str = ""


def times_of(values: Sequence[str]) -> Times | None:
    """How these cells are times; None if they are not."""
    if not values:
        return None
    sample = list(values[:: max(1, len(values) // _SAMPLE)])
    iso = sum(bool(_ISO.match(value)) for value in sample)
    zoned = sum(bool(_OFFSET.search(value)) and bool(_ISO.match(value)) for value in values) / len(values)
    if iso >= _ENOUGH * len(sample):
        fits = sum(bool(_ISO.match(value)) for value in values) / len(values)
        return Times((), zoned=zoned, fits=fits) if any(c in sample[0] for c in "-:") else None
    if sum(bool(_LIKELY.match(value)) for value in sample) < _ENOUGH * len(sample):
        return None
    best = [form for form in FORMATS if _mostly(form, sample)]
    if not best:
        return _mixed(sample, values)
    return _ordered(best, values)


def decided(times: Times, cells: Iterable[str | None]) -> Times:
    """The same, with day and month told apart by the first of further cells that can be read in one order only."""
    if not times.other:
        return times
    for cell in cells:
        text = (cell or "").strip()
        readable = [any(_read(form, text) for form in forms) for forms in (times.formats, times.other)]
        if readable[0] != readable[1]:
            formats = times.formats if readable[0] else times.other
            return replace(times, formats=formats, other=(), why=f"some cells have a day beyond 12, such as {text}")
    return times


def _mixed(sample: list[str], values: Sequence[str]) -> Times | None:
    """Two formats of one date, with and without seconds or a clock, in one column."""
    for date in _DATES:
        forms = [form for form in FORMATS if form.startswith(date) and _share(form, sample) > 0.01]
        if len(forms) > 1 and _any(forms, sample) >= _ENOUGH:
            other = _SWAPPED.get(date)
            times = _ordered([date] + ([other] if other else []), [value.split(" ")[0] for value in values])
            start = times.formats[0] if times and times.formats else date
            turned = tuple(form.replace(date, times.other[0]) for form in forms) if times and times.other else ()
            kept = tuple(form.replace(date, start) for form in forms)
            return Times(kept, turned, fits=_any(list(kept), list(values)), why=times.why if times else "")
    return None


def _ordered(forms: list[str], values: Sequence[str]) -> Times | None:
    """The one of these formats that all cells fit, and the other order of day and month where none decides."""
    shares = {form: _share(form, values) for form in forms}
    top = max(shares.values())
    if top < _ENOUGH:
        return None
    fitting = [form for form in forms if shares[form] == top]
    first = fitting[0]
    date = first.split(" ")[0]
    swapped = _SWAPPED.get(date) or next((a for a, b in _SWAPPED.items() if b == date), None)
    other = first.replace(date, swapped) if swapped else None
    if other is None:
        return Times((first,), fits=top)
    if other not in fitting:
        why = "some cells have a day beyond 12"
        return Times((first,), fits=top, why=why)
    backward = {form: _backward(form, values) for form in (first, other)}
    if max(backward.values()) > 2 * min(backward.values()) + 0.05:
        good = min(backward, key=lambda form: backward[form])
        bad = other if good == first else first
        why = "no day beyond 12, but only so do the rows run forward in time"
        return Times((good,), (bad,), fits=top, why=why)
    return Times((first,), (other,), fits=top, why="no cell has a day beyond 12")


def _backward(form: str, values: Sequence[str]) -> float:
    """The share of rows that lie before the row above them."""
    read = [moment for value in values[:5000] if (moment := _read(form, value)) is not None]
    if len(read) < 2:
        return 0.0
    return sum(b < a for a, b in itertools.pairwise(read)) / (len(read) - 1)


def _share(form: str, values: Sequence[str]) -> float:
    return sum(_read(form, value) is not None for value in values) / len(values)


def _mostly(form: str, values: Sequence[str]) -> bool:
    """Whether enough cells have this format; it looks no further than is needed to tell that they have not."""
    left = (1 - _ENOUGH) * len(values)
    for value in values:
        left -= _read(form, value) is None
        if left < 0:
            return False
    return True


def _any(forms: list[str], values: list[str]) -> float:
    return sum(any(_read(form, value) for form in forms) for value in values) / len(values)


def _read(form: str, value: str) -> datetime | None:
    # Most cells are no times, and reading is dear: a cell without a sign of the format is none of it.
    sign = form[2]
    if (sign not in " %" and sign not in value) or any(mark in form and mark not in value for mark in ":时"):
        return None
    if form.endswith("%p") and value[-1:] not in ("M", "m"):
        return None
    try:
        return datetime.strptime(value, form)
    except ValueError:
        return None
