"""Durations as norms write them: "5 minutes", "5 working days", or a column with its unit."""

from __future__ import annotations

import re
from typing import Any

from pydantic import BaseModel, ConfigDict

UNIT_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800}
_TEXT = re.compile(r"(\d+(?:\.\d+)?)\s+(working\s+day|second|minute|hour|day|week)s?")
POSSIBLE = (
    'Write a number and seconds, minutes, hours, days or weeks ("24 hours"), whole working days ("5 working days"), '
    '"$parameter", or { column = "planned_rollback_minutes", unit = "minutes" }.'
)


class Duration(BaseModel):
    """Exactly one of: `seconds`; `working_days`; `column`, a number of `unit_seconds` each."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seconds: float | None = None
    working_days: int | None = None
    column: str | None = None
    unit_seconds: int = 1

    def __str__(self) -> str:
        if self.column:
            return f"{self.column} (in units of {self.unit_seconds} s)"
        if self.working_days is not None:
            return f"{self.working_days} working days"
        for name, size in reversed(UNIT_SECONDS.items()):
            if self.seconds and self.seconds % size == 0:
                count = int(self.seconds // size)
                return f"{count} {name}{'s' if count != 1 else ''}"
        return f"{self.seconds or 0:g} seconds"


def read_duration(value: Any) -> Duration:
    """The duration that a norm's `within`, `not_before` or `length` means; ValueError says what is possible."""
    if isinstance(value, Duration):
        return value
    if isinstance(value, str):
        return _from_text(value)
    if isinstance(value, dict):
        return _from_column(value)
    raise ValueError(f"{value!r} is no duration. {POSSIBLE}")


def _from_text(text: str) -> Duration:
    found = _TEXT.fullmatch(text.strip())
    if not found:
        raise ValueError(f"'{text}' is no duration. {POSSIBLE}")
    number, unit = found[1], found[2]
    if unit.startswith("working"):
        if "." in number or int(number) == 0:
            raise ValueError(f"'{text}': working days are counted whole, from 1.")
        return Duration(working_days=int(number))
    return Duration(seconds=float(number) * UNIT_SECONDS[unit])


def _from_column(table: dict[str, Any]) -> Duration:
    unit = str(table.get("unit", "")).removesuffix("s")
    if set(table) != {"column", "unit"} or unit not in UNIT_SECONDS or not isinstance(table["column"], str):
        raise ValueError(
            f"{table} is no duration: a column needs `column` and `unit`, one of "
            f"{', '.join(f'{name}s' for name in UNIT_SECONDS)}."
        )
    return Duration(column=table["column"], unit_seconds=UNIT_SECONDS[unit])
