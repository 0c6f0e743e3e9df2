"""The clauses of the written documents: every one of them, with what shows whether it was kept, or why nothing can."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

from svcmine.norms.norm import Title

Mark = Literal["log", "document", "attested", "undecidable", "rejected"]
MARKS: tuple[Mark, ...] = get_args(Mark)
# A clause of these must be enforced by a norm.
DECIDABLE: tuple[Mark, ...] = ("log", "document", "attested")


@dataclass(frozen=True)
class Clause:
    """One sentence of a document that binds, or might.

    `mark`: what shows whether it was kept (a log, a document's record, an attested checklist), or that it is
    undecidable or rejected; these two say in our words what the clause `says` and why (`because`). `instead`: the
    norms that stand against a rejected one.
    """

    id: str
    document: str
    mark: Mark
    says: Title | None = None
    because: Title | None = None
    instead: tuple[str, ...] = ()


@dataclass(frozen=True)
class Document:
    """A document that the service catalog rests on."""

    id: str
    title: Title


@cache
def documents() -> tuple[Document, ...]:
    """The documents whose clauses are listed, in order."""
    return tuple(Document(said["document"], Title(**said["title"])) for said in _lists())


@cache
def clauses() -> dict[str, Clause]:
    """Every clause by its id, document by document."""
    reasons = {name: Title(**said) for name, said in _toml("reasons.toml").items()}
    found = [clause for said in _lists() for clause in _of_document(said, reasons)]
    listed = {clause.id: clause for clause in sorted(found, key=lambda clause: _order(clause.id))}
    if len(listed) != len(found):
        twice = sorted({clause.id for clause in found if sum(other.id == clause.id for other in found) > 1})
        raise ValueError(f"norms/clauses: listed twice: {', '.join(twice)}")
    return listed


def _of_document(said: dict[str, Any], reasons: dict[str, Title]) -> list[Clause]:
    document = said["document"]
    decided = [Clause(name, document, mark) for mark in DECIDABLE for name in said["decided_by"].get(mark, [])]
    undecidable = [
        Clause(entry["clause"], document, "undecidable", Title(**entry["says"]), reasons[entry["why"]])
        for entry in said.get("undecidable", [])
    ]
    rejected = [
        Clause(
            entry["clause"],
            document,
            "rejected",
            Title(**entry["says"]),
            Title(**entry["because"]),
            tuple(entry["instead"]),
        )
        for entry in said.get("rejected", [])
    ]
    return [*decided, *undecidable, *rejected]


def _lists() -> list[dict[str, Any]]:
    names = (entry.name for entry in (files("svcmine.norms") / "clauses").iterdir())
    return [_toml(name) for name in sorted(names) if re.fullmatch(r"s\d+\.toml", name)]


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((files("svcmine.norms") / "clauses" / name).read_text(encoding="utf-8"))


def _order(name: str) -> list[tuple[bool, int, str]]:
    """S1-2.2.10 after S1-2.2.9: numbers by value, words by letters."""
    return [(not part.isdigit(), int(part) if part.isdigit() else 0, part) for part in re.findall(r"\d+|\D+", name)]
