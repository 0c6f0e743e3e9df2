"""Ways to break an SQL text: each occurrence of a piece, replaced by what a tired author might have written."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SWAPS = [
    (r"(?<![<>!])<(?![=>])", "<="),
    (r"<=", "<"),
    (r"(?<![<>])>(?!=)", ">="),
    (r">=", ">"),
    (r"(?<![<>=:!])=(?!>)", "<>"),
    (r"<>", "="),
    (r"\bmin\(", "max("),
    (r"\bmax\(", "min("),
    (r"\bleast\(", "greatest("),
    (r"\bgreatest\(", "least("),
    (r"\btrue\b", "false"),
    (r"\bfalse\b", "true"),
    (r"\bis not null\b", "is null"),
    (r"\bis null\b", "is not null"),
    (r"\bis not false\b", "is true"),
    (r"\bis true\b", "is not false"),
    (r"\band not\b", "and"),
    (r"\bnot (?!null|false|materialized)", ""),
    (r"\band\b", "or"),
    (r"\bor\b", "and"),
    (r"\bthen 4\b", "then 3"),
    (r"\bthen 3\b", "then 2"),
    (r"\bthen 2\b", "then 1"),
    (r"\bthen 1\b", "then 0"),
    (r"\b4 - ", ""),
    (r"\b4 as serves\b", "2 as serves"),
    (r"\b(earlier), ", "4 - earlier, "),
    (r", timely\b", ""),
    (r" desc\b", ""),
    (r"\bleft join\b", "inner join"),
    (r"coalesce\((\w+\.?\w*), [\w'.]+\)", r"\1"),
]


def mutations(text: str) -> Iterator[tuple[str, str]]:
    """(what was changed, the broken text) for every change of one piece; comments are left alone."""
    for pattern, instead in _SWAPS:
        for found in re.finditer(pattern, text):
            line = text[text.rfind("\n", 0, found.start()) + 1 :].split("\n", 1)[0].strip()
            if line.startswith("--"):
                continue
            number = text.count("\n", 0, found.start()) + 1
            broken = text[: found.start()] + found.expand(instead) + text[found.end() :]
            if broken != text:
                yield f"{number}: {line} [{found[0].strip()} → {found.expand(instead).strip()}]", broken
    yield from _without_conditions(text)


def _without_conditions(text: str) -> Iterator[tuple[str, str]]:
    """Lines that start with `and` dropped, one at a time."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if line.strip().startswith("and ") and line.count("(") == line.count(")"):
            yield f"{number + 1}: {line.strip()} [dropped]", "\n".join(lines[:number] + lines[number + 1 :])
