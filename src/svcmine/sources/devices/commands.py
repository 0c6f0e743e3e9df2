"""Says which activity a device command stands for, by the patterns in the tables of the folder command_tables/."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

from svcmine.errors import MappingError


class Classifier:
    """Patterns in order; the first that fits the beginning of a command decides.

    A table is TOML: `[[command]]` with `pattern`, a regular expression whatever the case, and `activity`.
    Raises MappingError with every mistake in the tables.
    """

    def __init__(self, tables: Sequence[tuple[str, str]]) -> None:
        self.rules: list[tuple[re.Pattern[str], str]] = []
        problems: list[str] = []
        for where, text in tables:
            try:
                rules = tomllib.loads(text).get("command", [])
            except tomllib.TOMLDecodeError as error:
                problems.append(f"{where}: not a TOML file: {error}")
                continue
            if not rules:
                problems.append(f"{where}: no [[command]]. Each names a pattern and an activity.")
            for number, rule in enumerate(rules, start=1):
                try:
                    self.rules.append((re.compile(rule["pattern"], re.IGNORECASE), str(rule["activity"])))
                except KeyError as missing:
                    problems.append(f"{where}: [[command]] {number}: no {missing}.")
                except re.error as error:
                    problems.append(f"{where}: [[command]] {number}: '{rule['pattern']}' is no pattern: {error}")
        if problems:
            raise MappingError("\n".join(problems))

    @property
    def activities(self) -> list[str]:
        """Every activity that some command stands for."""
        return sorted({activity for _, activity in self.rules})

    def activity(self, command: str) -> str | None:
        """The activity of a command; None if no pattern fits."""
        stripped = command.strip()
        return next((activity for pattern, activity in self.rules if pattern.match(stripped)), None)


@cache
def standard() -> Classifier:
    """The patterns that come with svcmine."""
    return Classifier(_standard_tables())


@cache
def classifier(own: str | None) -> Classifier:
    """The standard patterns, after those of a team's own table if there is one."""
    if own is None:
        return standard()
    try:
        text = Path(own).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise MappingError(f"{own}: the table of commands cannot be read: {error}") from None
    return Classifier([(own, text), *_standard_tables()])


def _standard_tables() -> list[tuple[str, str]]:
    folder = files("svcmine.sources.devices") / "command_tables"
    entries = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".toml")), key=lambda e: e.name)
    return [(entry.name, entry.read_text(encoding="utf-8")) for entry in entries]
