"""The board's own words from texts.toml, in English and Chinese; coded values have their names elsewhere."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from svcmine.charts.deviations_by_phase import PHASE_NAMES
from svcmine.charts.theme import SEVERITY_NAMES, VERDICT_NAMES, named
from svcmine.reports.words import text as report_text
from svcmine.vocabulary import label_of


@cache
def texts() -> dict[str, dict[str, str]]:
    """Key → language → text."""
    return tomllib.loads((files("svcmine.dashboard") / "texts.toml").read_text(encoding="utf-8"))


class Words:
    """The texts of one language: `words("trend")`; `{name}` in a text is filled by keyword."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def __call__(self, key: str, **values: Any) -> str:
        text = texts()[key][self.lang]
        return text.format(**values) if values else text

    def verdict(self, word: str) -> str:
        """A verdict's name."""
        return named(VERDICT_NAMES, word, self.lang)

    def severity(self, word: str) -> str:
        """A severity's name."""
        return named(SEVERITY_NAMES, word, self.lang)

    def phase(self, word: object) -> str:
        """A phase's name; of no phase, that it is outside the model."""
        return named(PHASE_NAMES, word, self.lang) if isinstance(word, str) else self("outside")

    def activity(self, word: object) -> str:
        """An activity's label."""
        return label_of(word, self.lang) if isinstance(word, str) else "–"

    def process(self, word: object) -> str:
        """A process's name; of no process, that there is no ticket."""
        known = f"process_{word}"
        return self(known) if known in texts() else (word if isinstance(word, str) else "–")

    def reason(self, word: object) -> str:
        """Why something could not be judged."""
        return report_text("words", word, self.lang) if isinstance(word, str) else "–"

    def status(self, word: str) -> str:
        """What the team made of a finding."""
        return self(f"status_{word}")
