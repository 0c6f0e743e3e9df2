"""What is wrong with a file of norms, in words: file, line, norm, place, what is wrong and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from svcmine.norms.columns import nearest
from svcmine.norms.lines import Lines, Place

# What to write, by key: pydantic only says what it expected.
_WRITE = {
    "id": 'Write an id of letters, digits, ".", "_" and "-", such as id = "CHG-BACKUP".',
    "title": 'Write title = { en = "...", zh = "..." }.',
    "process": 'Write process = ["change"].',
    "severity": 'Write severity = "major", or critical, minor, info.',
    "clauses": 'Write clauses = ["S1-2.2.20a"]; ids have letters, digits, ".", "_" and "-"; none: clauses = [].',
    "since": "Write the day without quotes: since = 2026-01-31.",
    "until": "Write the day without quotes: until = 2026-12-31.",
    "waivable": "Write waivable = false, without quotes.",
    "note": 'Write note = "...".',
    "parameters": 'Write [norm.parameters] and below it name = "value".',
    "require": "Write [[norm.require]] and below it kind = ..., activation = ....",
    "kind": 'Write kind = "precedence"; svcmine norms kinds lists them.',
    "example": "Write [[norm.example]] and below it verdict = ... and log = ....",
    "verdict": 'Write verdict = "violated", or fulfilled, pending, waived, undecidable.',
    "log": 'Write log = "modify_data 00:20 D1".',
    "activity": 'Write activity = "sign_memo".',
    "count": "Write a whole number without quotes: count = 2.",
    "most": "Write a whole number without quotes: most = 2.",
    "requirement": "Write a whole number without quotes: requirement = 1.",
    "waived_by": 'Write waived_by = { activity = "sign_memo" }.',
}


class MistakesOf:
    """Collects what is wrong with one file; `label` is the file as its author would call it."""

    def __init__(self, path: Path, text: str, collected: list[str]) -> None:
        self.label = label_of_file(path)
        self._lines = Lines(text)
        self._collected = collected

    def of_file(self, mistake: str, line: int | None = None, key: str = "") -> None:
        """Something wrong with the file as a whole, or with one of its tables that is no norm."""
        number = line if line is not None else self._lines.of((key,))
        self._collected.append(f"{self.label}:{number}: {mistake}")

    def of_norm(self, number: int, name: str, mistakes: Iterable[str]) -> None:
        """Mistakes of the norm with this number from 0; each begins with its place in the norm and a colon."""
        for mistake in mistakes:
            line = self._lines.of(("norm", number, *_path(mistake)))
            self._collected.append(f"{self.label}:{line}: norm {name}: {mistake}")


def by_line(mistake: str) -> tuple[str, int]:
    """Sorts mistakes by file, then line; what belongs to no file comes first."""
    found = re.match(r"(.+?):(\d+): ", mistake)
    return (found[1], int(found[2])) if found else ("", 0)


def label_of_file(path: Path) -> str:
    """The path seen from here if the file lies below, else the whole path."""
    resolved, here = path.resolve(), Path.cwd()
    return str(resolved.relative_to(here)) if resolved.is_relative_to(here) else str(path)


def said(error: ValidationError, model: type[BaseModel]) -> list[str]:
    """Pydantic's findings in our words: place, what is wrong, what is possible."""
    return list(dict.fromkeys(f"{_place(item['loc'])}: {_sentence(item, model)}" for item in error.errors()))


def _path(mistake: str) -> Place:
    """`require 2, waived_by.where: ...` stands at ("require", 1, "waived_by", "where")."""
    path: list[str | int] = []
    for word in re.split(r", |\.", mistake.partition(":")[0]):
        name, _, number = word.partition(" ")
        path += [name, int(number) - 1] if number.isdigit() else [name]
    return tuple(path)


def _place(parts: tuple[Any, ...]) -> str:
    words: list[str] = []
    for part in parts:
        if isinstance(part, int) and words and words[-1] in ("require", "example"):
            words[-1] += f" {part + 1}"
        elif isinstance(part, int):
            words.append(f"number {part + 1}")
        elif not (isinstance(part, str) and part.startswith("function-")):
            words.append(str(part))
    return ", ".join(words)


def _sentence(item: Any, model: type[BaseModel]) -> str:
    place, kind = item["loc"], item["type"]
    key = next((part for part in reversed(place) if isinstance(part, str) and not part.startswith("function-")), "")
    if kind == "extra_forbidden":
        known = _keys_at(model, place)
        return f"unknown key.{nearest(str(place[-1]), known)} Keys here are: {', '.join(sorted(known))}"
    remedy = f" {_WRITE[key]}" if key in _WRITE else ""
    if kind == "missing":
        return f"is missing.{remedy}"
    if kind == "literal_error":
        return f"'{item['input']}' is not possible. Possible: {item['ctx']['expected']}"
    if kind == "string_pattern_mismatch":
        return f"'{item['input']}' is not possible.{remedy}"
    if kind in ("string_too_short", "too_short"):
        return f"must not be empty.{remedy}"
    message = str(item["msg"]).removeprefix("Value error, ").removesuffix(".").replace("Input should", "It should")
    if kind == "value_error":
        return f"{message}."
    if kind in ("string_type", "tuple_type"):
        message = f"{item['input']!r} is no text{' or list of texts' if kind == 'tuple_type' else ''}"
    return f"{message}.{remedy or ' See the table of keys in docs/norms.md.'}"


def _keys_at(model: type[BaseModel], place: tuple[Any, ...]) -> list[str]:
    """The keys of the table that holds the key at this place."""
    schema: dict[str, Any] = model.model_json_schema()
    definitions = schema.get("$defs", {})
    for part in place[:-1]:
        inner = schema.get("properties", {}).get(part, schema) if isinstance(part, str) else schema.get("items", schema)
        for option in (inner, *inner.get("anyOf", [])):
            reference = option.get("$ref")
            schema = definitions[reference.rsplit("/", 1)[-1]] if reference else inner
            if reference:
                break
    return [key for key in schema.get("properties", {}) if key not in ("number", "file")]
