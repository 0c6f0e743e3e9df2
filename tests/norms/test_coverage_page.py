"""Every clause of the documents is accounted for, and docs/coverage.md says how; run this file to write it anew."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from svcmine.norms import read_norms
from svcmine.norms.clauses import DECIDABLE, Clause, clauses, documents
from svcmine.norms.coverage import Coverage, coverage, coverage_text

PAGE = Path(__file__).parents[2] / "docs" / "coverage.md"
NORMS = read_norms("service")
FOUND = coverage(NORMS)
INTRO = """# Every clause, and the norm that enforces it

The service catalog rests on five documents with {count} clauses. Each of them is enforced by a norm, or stands here
with the reason why no log can decide it, or why it is rejected. `svcmine norms coverage` prints the same. What shows
whether a clause was kept: *log*, a ticket export, a device log or an alarm; *document*, a record of what a plan,
report or form held; *attested*, a checklist that somebody filled in.

{total}

| document | {marks} | all |
| --- | {rules} | ---: |
"""


def cell(text: object) -> str:
    return str(text).replace("|", "\\|")


def line(*cells: object) -> str:
    return "| " + " | ".join(cell(text) for text in cells) + " |\n"


def enforced(clause: Clause, found: Coverage) -> str:
    norms = found.norms[clause.id]
    if not norms:
        return line(clause.id, clause.mark, "**missing**", "", "")
    return "".join(line(clause.id, clause.mark, norm.norm_id, ", ".join(norm.kinds), norm.examples) for norm in norms)


def left_out(clause: Clause) -> str:
    assert clause.says is not None
    assert clause.because is not None
    both = (f"{title.en} <br> {title.zh}" for title in (clause.says, clause.because))
    instead = ", ".join(clause.instead)
    return line(clause.id, *both, instead) if clause.mark == "rejected" else line(clause.id, *both)


def page(found: Coverage) -> str:
    counts = found.counts()
    marks = list(next(iter(counts.values())))
    total = coverage_text(found).rsplit("\n\n", 1)[1].splitlines()[0]
    text = INTRO.format(
        count=len(clauses()), total=total, marks=" | ".join(marks), rules=" | ".join("---:" for _ in marks)
    )
    for document in documents():
        numbers = counts[document.id]
        text += line(f"{document.id}: {document.title.en}", *numbers.values(), sum(numbers.values()))
    for document in documents():
        mine = [clause for clause in clauses().values() if clause.document == document.id]
        text += f"\n## {document.id}: {document.title.en} / {document.title.zh}\n\n"
        text += "| clause | shown by | norm | kinds | examples |\n| --- | --- | --- | --- | ---: |\n"
        text += "".join(enforced(clause, found) for clause in mine if clause.mark in DECIDABLE)
        if any(clause.mark == "undecidable" for clause in mine):
            text += "\nUndecidable from any log:\n\n| clause | what it says | why no log decides it |\n"
            text += "| --- | --- | --- |\n"
            text += "".join(left_out(clause) for clause in mine if clause.mark == "undecidable")
        if any(clause.mark == "rejected" for clause in mine):
            text += "\nRejected:\n\n| clause | what it advises | why it is rejected | checked instead |\n"
            text += "| --- | --- | --- | --- |\n"
            text += "".join(left_out(clause) for clause in mine if clause.mark == "rejected")
    return text


def test_no_clause_that_a_record_could_decide_is_without_a_norm() -> None:
    assert not FOUND.missing, f"{len(FOUND.missing)} clauses without a norm: {', '.join(FOUND.missing)}"
    assert FOUND.accounted == len(clauses())


def test_norms_cite_clauses_that_exist() -> None:
    unknown = [f"{norm} cites {clause}" for norm, clause in FOUND.unknown]
    strangers = [f"{norm.id} cites {clause}" for norm in NORMS for clause in norm.clauses if clause not in clauses()]
    assert not unknown
    assert not strangers


def test_what_is_listed_as_undecidable_or_rejected_is_not_enforced() -> None:
    assert not [text for text in FOUND.contradictions if "yet enforced" in text]


def test_the_norms_against_rejected_clauses_exist() -> None:
    assert not [text for text in FOUND.contradictions if "is no norm" in text]


def test_every_clause_left_out_says_what_and_why_in_both_languages() -> None:
    for clause in clauses().values():
        if clause.mark not in DECIDABLE:
            assert clause.says is not None, clause.id
            assert clause.because is not None, clause.id
            for title in (clause.says, clause.because):
                assert title.en.isascii(), clause.id
                assert any("\u4e00" <= letter <= "\u9fff" for letter in title.zh), clause.id
        if clause.mark == "rejected" and clause.id != "S0-Q81b":
            assert clause.instead, clause.id


@pytest.mark.shared
def test_the_list_holds_every_clause_of_the_inventory_with_its_mark(shared: Path) -> None:
    with (shared / "norms" / "clauses.csv").open(encoding="utf-8-sig", newline="") as file:
        marks = {row["clause_id"]: row["observability"] for row in csv.DictReader(file)}
    ours = {"undecidable": "none", "rejected": "reject"}
    found = {name: ours.get(clause.mark, clause.mark) for name, clause in clauses().items()}
    assert found == marks
    assert len(clauses()) == 513


def test_a_gap_a_stranger_and_a_contradiction_are_found() -> None:
    norm = NORMS[0]
    wrong = norm.model_copy(update={"id": "X-1", "clauses": ("S0-Q44", "S0-Q999", "OURS-1")})
    found = coverage([wrong])
    assert "S0-Q43a" in found.missing
    assert found.unknown == (("X-1", "S0-Q999"),)
    assert "S0-Q44 is listed as undecidable, yet enforced by X-1" in found.contradictions
    assert "S0-Q83 is rejected in favour of VIS-LEAVE-CONSENT, which is no norm" in found.contradictions
    text = coverage_text(found)
    assert "Norm X-1 cites S0-Q999" in text
    assert "MISSING" in text


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(FOUND), "run: python tests/norms/test_coverage_page.py"


if __name__ == "__main__":
    PAGE.write_text(page(FOUND), encoding="utf-8")
