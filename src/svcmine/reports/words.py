"""The texts of the pages, from texts.toml: titles, headings, column names and the words of coded values."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def _texts() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads((files("svcmine.reports") / "texts.toml").read_text(encoding="utf-8"))


def text(section: str, key: str, lang: str) -> str:
    """A text of a section; a key that is not there is its own text."""
    found = _texts()[section].get(key)
    return found[lang] if found else key


def section(name: str) -> dict[str, dict[str, str]]:
    """All texts of a section: key → language → text."""
    return _texts()[name]
