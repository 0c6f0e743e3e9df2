"""Says which activity a device command stands for, by the patterns in commands.toml."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files


class Classifier:
    """Patterns in the order of the file; the first that fits the beginning of a command decides."""

    def __init__(self, text: str) -> None:
        content = tomllib.loads(text)
        self.rules = [(re.compile(rule["pattern"], re.IGNORECASE), rule["activity"]) for rule in content["command"]]

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
    return Classifier((files("svcmine.sources.devices") / "commands.toml").read_text(encoding="utf-8"))
