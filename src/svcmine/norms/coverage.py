"""Which norm enforces which clause, by requirements of which kinds, drawn in how many examples; and what is missing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from svcmine.norms.clauses import DECIDABLE, MARKS, Clause, clauses, documents
from svcmine.norms.norm import Norm


@dataclass(frozen=True)
class Enforcement:
    """A norm that cites a clause: the kinds of its requirements, and how many examples it is drawn in."""

    norm_id: str
    kinds: tuple[str, ...]
    examples: int


@dataclass(frozen=True)
class Coverage:
    """Every clause with the norms that enforce it.

    `missing`: clauses that a record could decide and no norm enforces. `unknown`: pairs of a norm and a clause that it
    cites although no document has it. `contradictions`: sentences about clauses that are listed as undecidable or
    rejected and yet enforced, and about norms named against a rejected clause that do not exist.
    """

    norms: dict[str, tuple[Enforcement, ...]]
    missing: tuple[str, ...]
    unknown: tuple[tuple[str, str], ...]
    contradictions: tuple[str, ...]

    @property
    def accounted(self) -> int:
        """How many clauses are enforced by a norm, or listed with the reason why none can or may."""
        return len(clauses()) - len(self.missing)

    def counts(self) -> dict[str, dict[str, int]]:
        """Document → mark → number of its clauses."""
        counted: dict[str, Counter[str]] = defaultdict(Counter)
        for clause in clauses().values():
            counted[clause.document][clause.mark] += 1
        return {document.id: {mark: counted[document.id][mark] for mark in MARKS} for document in documents()}


def coverage(norms: Sequence[Norm]) -> Coverage:
    """Lay the norms beside the clauses; clauses of documents that are not listed here are left alone."""
    known, ours = clauses(), {document.id for document in documents()}
    found: dict[str, list[Enforcement]] = defaultdict(list)
    unknown: list[tuple[str, str]] = []
    for norm in norms:
        kinds = tuple(dict.fromkeys(requirement.kind for requirement in norm.require))
        for name in norm.clauses:
            if name in known:
                found[name].append(Enforcement(norm.id, kinds, len(norm.examples)))
            elif name.split("-")[0] in ours:
                unknown.append((norm.id, name))
    return Coverage(
        norms={name: tuple(found[name]) for name in known},
        missing=tuple(name for name, clause in known.items() if clause.mark in DECIDABLE and not found[name]),
        unknown=tuple(unknown),
        contradictions=tuple(_contradictions(found, {norm.id for norm in norms})),
    )


def _contradictions(found: dict[str, list[Enforcement]], ids: set[str]) -> Iterator[str]:
    for clause in clauses().values():
        if clause.mark not in DECIDABLE and found.get(clause.id):
            citing = ", ".join(norm.norm_id for norm in found[clause.id])
            yield f"{clause.id} is listed as {clause.mark}, yet enforced by {citing}"
        for norm_id in clause.instead:
            if norm_id not in ids:
                yield f"{clause.id} is rejected in favour of {norm_id}, which is no norm"


def coverage_text(found: Coverage, lang: str = "en") -> str:
    """The table as plain text: clause, norm, kinds, examples; then the totals, and what is wrong."""
    rows = [row for clause in clauses().values() for row in _rows(clause, found, lang)]
    widths = [max(len(row[i]) for row in rows) for i in range(3)]
    lines = ["  ".join([*(row[i].ljust(widths[i]) for i in range(3)), row[3]]).rstrip() for row in rows]
    return "\n".join([*lines, "", *_totals(found)])


def _rows(clause: Clause, found: Coverage, lang: str) -> list[tuple[str, str, str, str]]:
    if clause.mark not in DECIDABLE:
        assert clause.says is not None
        assert clause.because is not None
        word = "undecidable from any log" if clause.mark == "undecidable" else "rejected"
        instead = f" → {', '.join(clause.instead)}" if clause.instead else ""
        return [(clause.id, word, "", f"{clause.says[lang]} {clause.because[lang]}{instead}")]
    norms = found.norms[clause.id]
    if not norms:
        return [(clause.id, "MISSING", f"({clause.mark})", "")]
    return [
        (clause.id if not number else "", norm.norm_id, ", ".join(norm.kinds), _examples(norm.examples))
        for number, norm in enumerate(norms)
    ]


def _examples(count: int) -> str:
    return f"{count} example{'s' if count != 1 else ''}"


def _totals(found: Coverage) -> Iterator[str]:
    marks = Counter(clause.mark for clause in clauses().values())
    enforced = sum(1 for norms in found.norms.values() if norms)
    yield (
        f"{found.accounted} of {len(clauses())} clauses accounted for: {enforced} enforced by norms, "
        f"{marks['undecidable']} undecidable from any log, {marks['rejected']} rejected."
    )
    if found.missing:
        yield f"Missing, though a record could decide them ({len(found.missing)}): {', '.join(found.missing)}."
    yield from (f"Norm {norm} cites {clause}, which is no clause of that document." for norm, clause in found.unknown)
    yield from (f"{sentence}." for sentence in found.contradictions)
