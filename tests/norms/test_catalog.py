"""The catalogs read without a mistake, hold every norm they promise, and can be listed in both languages."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from svcmine.checks.examples import ExampleResult, run_examples
from svcmine.errors import NormError
from svcmine.norms import Norm, read_norms
from svcmine.norms.kinds import kinds
from svcmine.norms.listing import norm_sheet, norms_table, requirement_sentences
from svcmine.vocabulary import activities_of

ITIL = {
    "ITIL-START-NOT-EARLY",
    "ITIL-END-NOT-LATE",
    "ITIL-IN-DOWNTIME",
    "ITIL-CLOSE-AFTER-END",
    "ITIL-APPROVAL-FIRST",
    "ITIL-NO-REOPEN",
    "ITIL-HIGH-PRIORITY-DAY",
}
SERVICE = read_norms("service")
# A wrong device is a rule of the inventory; the wrong person and the wrong time are norms besides it.
BEYOND_THE_RULES = {"SCP-PLANNED-PERSON", "SCP-AGREED-TIME"}
EVERY = (*SERVICE, *read_norms("itil"))


@pytest.fixture(scope="module")
def rules(shared: Path) -> dict[str, dict[str, str]]:
    with (shared / "norms" / "rules.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["rule_id"]: row for row in csv.DictReader(file)}


@pytest.mark.shared
def test_every_rule_is_a_norm(rules: dict[str, dict[str, str]]) -> None:
    assert len([rule for rule in rules.values() if rule["severity"] == "critical"]) == 36
    assert {norm.id for norm in SERVICE} == set(rules) | BEYOND_THE_RULES


@pytest.mark.shared
def test_every_clause_cited_exists_and_every_clause_of_a_rule_is_cited(
    shared: Path, rules: dict[str, dict[str, str]]
) -> None:
    with (shared / "norms" / "clauses.csv").open(encoding="utf-8-sig", newline="") as file:
        clauses = {row["clause_id"] for row in csv.DictReader(file)}
    for norm in SERVICE:
        assert set(norm.clauses) <= clauses, norm.id
        if norm.id in BEYOND_THE_RULES:
            continue
        assert set(rules[norm.id]["clauses"].replace(";", " ").split()) <= set(norm.clauses), norm.id


def test_the_itil_catalog_has_its_seven_norms() -> None:
    assert {norm.id for norm in read_norms("itil")} == ITIL


@pytest.mark.parametrize("norm", EVERY, ids=lambda norm: norm.id)
def test_a_norm_is_bilingual_and_drawn(norm: Norm) -> None:
    assert norm.title.en.isascii()
    assert any("\u4e00" <= letter <= "\u9fff" for letter in norm.title.zh)
    assert norm.clauses
    verdicts = {example.verdict for example in norm.examples}
    assert "fulfilled" in verdicts
    # What no log in sight can decide has no violation to draw.
    assert "violated" in verdicts or norm.id == "ITIL-APPROVAL-FIRST"


@pytest.mark.parametrize("norm", EVERY, ids=lambda norm: norm.id)
def test_every_requirement_is_drawn(norm: Norm) -> None:
    drawn = {example.requirement for example in norm.examples if "requirement" in example.model_fields_set}
    assert drawn in (set(), {requirement.number for requirement in norm.require})


@pytest.fixture(scope="module")
def results() -> list[ExampleResult]:
    return run_examples(EVERY)


def test_every_example_comes_out_as_written(results: list[ExampleResult]) -> None:
    assert [str(result) for result in results if not result.passed] == []
    assert len(results) == sum(len(norm.examples) for norm in EVERY)


def test_every_requirement_is_activated_and_broken_by_an_example(results: list[ExampleResult]) -> None:
    every = {(norm.id, requirement.number) for norm in EVERY for requirement in norm.require}
    activated = {(result.norm_id, result.example.requirement) for result in results if result.activations}
    broken = {(result.norm_id, result.example.requirement) for result in results if result.verdict == "violated"}
    assert activated == every
    # No log in sight records approvals, and none may be guessed.
    assert every - broken == {("ITIL-APPROVAL-FIRST", 1)}


def test_every_norm_is_kept_by_an_example_that_activates_it(results: list[ExampleResult]) -> None:
    kept = {result.norm_id for result in results if result.activations and result.verdict == "fulfilled"}
    # A deletion is judged where it happens, and then it is a breach.
    assert {norm.id for norm in EVERY} - kept == {"ITIL-APPROVAL-FIRST", "PRB-NO-DELETE"}


def test_an_example_that_comes_out_otherwise_says_so(tmp_path: Path) -> None:
    file = tmp_path / "norms.toml"
    file.write_text(
        """
        [[norm]]
        id = "TRY-1"
        title = { en = "Test after a change of data", zh = "改数据后测试" }
        process = ["change"]
        severity = "minor"
        clauses = ["TRY"]
        [[norm.require]]
        kind = "response"
        activation = "modify_data"
        target = "test_service"
        [[norm.example]]
        verdict = "fulfilled"
        log = "modify_data 00:20 D1"
        """,
        encoding="utf-8",
    )
    (result,) = run_examples(read_norms(file))
    assert not result.passed
    assert str(result) == "TRY-1, example 1: is violated, but fulfilled is written: modify_data 00:20 D1"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("modify_data 00:20", "modify_dta 00:20"), encoding="utf-8")
    with pytest.raises(NormError, match=r"norms.toml:14: norm TRY-1: example 1, log: .* 'modify_dta'"):
        run_examples(read_norms(file))


def test_consents_and_approvals_need_a_yes() -> None:
    consents = {"customer_approve_operation", "customer_approve_plan", "customer_consent_leave", "approve_operation"}
    for norm in SERVICE:
        for requirement in norm.require:
            if consents & set(requirement.target):
                assert "consent_given" in str(requirement.where), f"{norm.id} {requirement.number}"


def test_approvals_before_an_operation_bind_the_version_of_the_plan() -> None:
    bound = {"approve_plan", "review_plan", "customer_approve_plan", "approve_operation", "customer_approve_operation"}
    for norm in SERVICE:
        for requirement in norm.require:
            if requirement.kind == "precedence" and bound & set(requirement.target):
                emergency = requirement.when == "emergency_restoration"
                assert "revise_plan" in requirement.reset_by or emergency, f"{norm.id} {requirement.number}"


def test_approved_interruptions_are_no_incidents() -> None:
    emergencies = set(activities_of("service_emergency"))
    for norm in SERVICE:
        for requirement in norm.require:
            activated = {name for names in requirement.activation for name in activities_of(names)}
            if activated and activated <= emergencies:
                assert "not interruption_approved" in str(requirement.when), f"{norm.id} {requirement.number}"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_lists_name_every_norm(lang: str) -> None:
    lines = norms_table(EVERY, lang).splitlines()
    assert len(lines) == len(EVERY) + 1
    for norm, line in zip(EVERY, lines, strict=False):
        assert line.startswith(norm.id) and line.endswith(norm.title[lang])
    assert norms_table((), lang).startswith("0 ")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("norm", EVERY, ids=lambda norm: norm.id)
def test_a_sheet_says_everything(norm: Norm, lang: str) -> None:
    sheet = norm_sheet(norm, lang)
    for said in (norm.id, norm.title[lang], *norm.clauses, *(example.log for example in norm.examples)):
        assert said in sheet
    for condition in _conditions(norm):
        assert condition in sheet
    for function in ("in_peak()", "in_freeze()", "step_goes_back()"):
        sheet = sheet.replace(function, "")
    assert "None" not in sheet and "()" not in sheet


def _conditions(norm: Norm) -> Iterator[str]:
    for requirement in norm.require:
        for condition in (requirement.when, requirement.where, requirement.required, requirement.forbidden):
            if condition and condition != "true":
                yield condition


def test_every_kind_has_words_in_both_languages() -> None:
    requirement = SERVICE[0].require[0]
    for kind in kinds():
        other = requirement.model_copy(update={"kind": kind})
        for lang in ("en", "zh"):
            assert not requirement_sentences(other, lang)[0].startswith(kind)
