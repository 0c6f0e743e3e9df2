"""The .sql files of the checks, with their blanks filled in from names and literals that were checked before."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files


@cache
def _text(name: str) -> str:
    text = (files("svcmine.checks") / "steps" / f"{name}.sql").read_text(encoding="utf-8")
    # The finished statement is long; what each step means is said where the step is written.
    return "\n".join(line for line in text.splitlines() if not line.startswith("--")).strip()


def step(name: str, **blanks: str) -> str:
    """The text of checks/steps/<name>.sql with every {blank} filled in."""
    return re.sub(r"\{(\w+)\}", lambda blank: blanks[blank[1]], _text(name))


def quoted(text: str) -> str:
    """An SQL text literal."""
    return "'" + text.replace("'", "''") + "'"


def listed(texts: Iterable[str]) -> str:
    """SQL text literals between brackets. For none, a text that no activity or process is: `in ()` is no SQL."""
    return f"({', '.join(quoted(text) for text in texts) or quoted('')})"


def both(conditions: Iterable[str]) -> str:
    """Conditions joined by `and`; `true` for none."""
    return "\n    and ".join(conditions) or "true"
