"""The values that a condition writes out: texts, times of day and dates."""

from __future__ import annotations

import re
from datetime import date

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def quoted(text: str) -> str:
    """An SQL text literal; ValueError for a character that no literal can hold."""
    if "\0" in text:
        raise ValueError("a text in a condition holds a character of code 0")
    return "'" + text.replace("'", "''") + "'"


def is_dated(text: str, kind: str) -> bool:
    """Whether a text is a `time` or a `date` as conditions write them."""
    if not (_TIME if kind == "time" else _DATE).fullmatch(text):
        return False
    try:
        return kind == "time" or bool(date.fromisoformat(text))
    except ValueError:
        return False
