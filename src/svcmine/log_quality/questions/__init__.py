"""The questions to a log, one .sql file each."""

from __future__ import annotations

from importlib.resources import files


def question(name: str) -> str:
    """The text of a question's .sql file."""
    return (files("svcmine.log_quality.questions") / f"{name}.sql").read_text(encoding="utf-8")
