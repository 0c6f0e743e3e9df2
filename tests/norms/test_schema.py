"""The JSON Schema for editors takes our own catalogs, and refuses the broken ones as far as a schema can."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner

import svcmine
from svcmine.cli import app
from svcmine.norms.kinds import kinds
from svcmine.norms.schema import norm_schema

CATALOGS = sorted((Path(svcmine.__file__).parent / "norms" / "catalog").rglob("*.toml"))
BROKEN = sorted((Path(__file__).parent / "broken").glob("*.toml"))
# What only lint can see: texts that are parsed, parameters, drawn cases, other norms; and what is no TOML.
ONLY_LINT = {
    "case_condition_names_an_event", "condition_of_another_event", "condition_of_no_truth", "condition_unclosed",
    "condition_with_a_query", "condition_with_two_statements", "deadline_by_a_text", "duration_of_a_text_column",
    "empty_activation", "example_cannot_be_drawn", "example_of_a_missing_requirement", "id_twice",
    "parameter_nobody_uses", "several_mistakes_in_a_condition", "unknown_column", "unknown_function",
    "unknown_parameter", "until_before_since", "working_day_in_halves",
}  # fmt: skip
NO_TOML = {"key_twice", "syntax"}


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    schema = norm_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def document(path: Path) -> Any:
    """A TOML file as JSON has it: days as texts."""
    said = json.dumps(tomllib.loads(path.read_text(encoding="utf-8")), default=date.isoformat)
    return json.loads(said)


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_our_catalogs_are_valid(path: Path, validator: jsonschema.Draft202012Validator) -> None:
    errors = [
        f"{'/'.join(map(str, error.path))}: {error.message[:200]}" for error in validator.iter_errors(document(path))
    ]
    assert not errors


@pytest.mark.parametrize("path", [path for path in BROKEN if path.stem not in NO_TOML], ids=lambda path: path.stem)
def test_broken_catalogs_are_refused(path: Path, validator: jsonschema.Draft202012Validator) -> None:
    assert validator.is_valid(document(path)) == (path.stem in ONLY_LINT)


def test_every_kind_is_known_with_its_sentence() -> None:
    requirement = norm_schema()["$defs"]["Requirement"]
    assert requirement["properties"]["kind"]["enum"] == list(kinds())
    assert [rule["then"]["description"] for rule in requirement["allOf"]] == [
        kind.sentence for kind in kinds().values()
    ]


def test_the_command_writes_it(tmp_path: Path) -> None:
    out = tmp_path / "norms.schema.json"
    result = CliRunner().invoke(app, ["norms", "schema", "--out", str(out)])
    assert result.exit_code == 0, result.output
    assert "#:schema" in result.output
    assert json.loads(out.read_text(encoding="utf-8")) == norm_schema()
    printed = CliRunner().invoke(app, ["norms", "schema"])
    assert json.loads(printed.output) == norm_schema()
