"""Norms are read strictly, and every mistake is told at once, with its place and what is possible."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from svcmine.errors import NormError
from svcmine.norms import catalog_digest, read_norms
from svcmine.norms.durations import read_duration
from svcmine.norms.kinds import kinds

HEAD = """
[[norm]]
id = "{id}"
title = {{ en = "Back up first", zh = "先备份" }}
process = ["change"]
severity = "major"
clauses = ["S1-2.2.20a"]
[norm.parameters]
fresh = "24 hours"
"""
REQUIRE = """
[[norm.require]]
kind = "precedence"
activation = "data_change"
target = "backup_config"
where = "backup_result = 'ok'"
within = "$fresh"
"""
# Where the requirement begins, below the head.
REQUIRE_LINE = len(HEAD.splitlines()) + 2


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "own.toml"


def problems(file: Path, text: str, profile: str | None = None) -> str:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(NormError) as caught:
        read_norms(file, profile=profile)
    return str(caught.value)


def test_a_norm_is_read_whole(file: Path) -> None:
    file.write_text(HEAD.format(id="A-1") + REQUIRE, encoding="utf-8")
    (norm,) = read_norms(file)
    assert norm.title["zh"] == "先备份"
    (requirement,) = norm.require
    assert (requirement.number, requirement.activation, requirement.target) == (1, ("data_change",), ("backup_config",))
    assert requirement.within is not None
    assert requirement.within.seconds == 86400
    assert norm.severity_of(requirement) == "major"


@pytest.mark.parametrize(
    ("line", "place", "said"),
    [
        ('kind = "precedense"', "require 1, kind", "Near: precedence"),
        ('kind = "window"', "require 1, window", "needs window"),
        ('activation = "data_chang"', "require 1, activation", "Near: data_change"),
        ("activation = []", "require 1, activation", "must not be empty"),
        ('sane = "device_id"', "require 1, sane", "Near: same"),
        ('roles = ["x"]', "require 1, roles", "kind 'precedence' does not take it"),
        ('same = "device"', "require 1, same", "Near: device"),
        ('when = "count(*) > 1"', "require 1, when", "COUNT(*)"),
        ("where = \"backup_result = 'great'\"", "require 1, where", "Its values are: ok, failed"),
        ('within = "5 lightyears"', "require 1, within", "working days"),
        ('within = "$old"', "require 1, within", "Parameters of this norm: $fresh"),
        ('within = { column = "planned_rollback_minutes", unit = "years" }', "require 1, within", "one of seconds"),
        ('within = { column = "priority", unit = "minutes" }', "require 1, within", "integer or number"),
        ('severity = "grave"', "require 1, severity", "critical"),
        ('scope = "planet"', "require 1, scope", "'device'"),
        ('waived_by = { activity = "sign_memos" }', "require 1, waived_by", "Near: sign_memo"),
        ('waived_by = { activity = "sign_memo", until = 3 }', "require 1, waived_by, until", "before"),
        ("number = 4", "require 1, number", "in the order they stand"),
        ("count = -1", "require 1, count", "greater than or equal"),
    ],
)
def test_each_mistake_has_its_place(file: Path, line: str, place: str, said: str) -> None:
    key = line.split(" ")[0]
    require = "\n".join(old for old in REQUIRE.splitlines() if not old.startswith(f"{key} ="))
    text = problems(file, HEAD.format(id="A-1") + require + "\n" + line + "\n")
    number = next(n for n, written in enumerate(file.read_text(encoding="utf-8").splitlines(), 1) if written == line)
    # A key that is missing has no line; its requirement does.
    number = REQUIRE_LINE if "needs window" in said else number
    assert f"own.toml:{number}: norm A-1: {place}" in text
    assert said in text


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ('severity = "huge"', "severity"),
        ('process = ["changes"]', "Processes are: change, fault"),
        ('clauses = ["S1 2.2"]', "clauses"),
        ("since = 2020-01-01\nuntil = 2019-01-01", "before since"),
        ("colour = 3", "unknown key"),
        ('title = "Back up"', "title"),
    ],
)
def test_mistakes_of_the_norm_itself(file: Path, head: str, said: str) -> None:
    key = head.split(" ")[0]
    kept = "\n".join(line for line in HEAD.format(id="A-1").splitlines() if not line.startswith(f"{key} ="))
    text = problems(file, kept.replace("[norm.parameters]", head + "\n[norm.parameters]") + REQUIRE)
    assert re.search(r"own\.toml:\d+: norm A-1: ", text)
    assert said in text


def test_all_mistakes_at_once(file: Path) -> None:
    wrong = REQUIRE.replace("precedence", "precedense").replace("data_change", "data_chang")
    late = REQUIRE.replace("$fresh", "soon").replace("backup_result", "backup_resul")
    text = problems(file, HEAD.format(id="A-1") + wrong + late + HEAD.format(id="A-1") + REQUIRE)
    assert {line.split(": ")[2].split(",")[0] for line in text.splitlines()} >= {"require 1", "require 2"}
    assert all(re.match(r"\S*own\.toml:\d+: norm A-1: \w", line) for line in text.splitlines())
    for piece in ("precedense", "data_chang'", "'soon'", "backup_resul'", "the id is taken"):
        assert piece in text


def test_files_that_are_no_norms(file: Path, tmp_path: Path) -> None:
    assert "not TOML" in problems(file, "[[norm]\n")
    assert "[[norm]]" in problems(file, "")
    assert "unknown key 'norms'" in problems(file, "[[norms]]\nid = 1\n")
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(NormError, match="UTF-8"):
        read_norms(file)
    (tmp_path / "empty").mkdir()
    with pytest.raises(NormError, match=r"no \*\.toml"):
        read_norms(tmp_path / "empty")
    with pytest.raises(NormError, match="Catalogs are: itil, service"):
        read_norms("servise")


def test_a_number_in_a_condition_can_be_a_parameter(file: Path) -> None:
    own = 'night = "night"\nscale = 3\n'
    text = HEAD.format(id="A-1") + own + REQUIRE + 'when = "op_scale > $scale and in_window($night)"\n'
    file.write_text(text, encoding="utf-8")
    (norm,) = read_norms(file)
    assert norm.require[0].when == "op_scale > 3 and in_window('night')"


def test_profiles(file: Path, tmp_path: Path) -> None:
    waived = REQUIRE + 'waived_by = { activity = "sign_memo" }\n'
    file.write_text(HEAD.format(id="A-1") + waived + HEAD.format(id="A-2") + REQUIRE, encoding="utf-8")
    plain, strict = read_norms(file), read_norms(file, profile="strict")
    assert plain[0].require[0].waived_by is not None
    assert strict[0].require[0].waived_by is None
    assert catalog_digest(plain) != catalog_digest(strict)

    own = tmp_path / "ours.profile"
    own.write_text(
        'disable = ["A-2"]\n[parameters.A-1]\nfresh = "1 hour"\n[severity]\nA-1 = "info"\n', encoding="utf-8"
    )
    (norm,) = read_norms(file, profile=str(own))
    assert norm.require[0].within is not None
    assert (norm.require[0].within.seconds, norm.severity) == (3600, "info")

    own.write_text('disable = ["A-3"]\n[parameters.A-1]\nold = "1 hour"\n', encoding="utf-8")
    with pytest.raises(NormError) as caught:
        read_norms(file, profile=str(own))
    assert "no norm 'A-3'" in str(caught.value)
    assert "'old'" in str(caught.value)
    with pytest.raises(NormError, match="Profiles are: default, strict"):
        read_norms(file, profile="lax")


def test_the_digest_does_not_depend_on_file_and_order(file: Path, tmp_path: Path) -> None:
    file.write_text(HEAD.format(id="A-1") + REQUIRE + HEAD.format(id="A-2") + REQUIRE, encoding="utf-8")
    whole = catalog_digest(read_norms(file))
    (tmp_path / "two").mkdir()
    for name in ("A-2", "A-1"):
        (tmp_path / "two" / f"{3 - int(name[-1])}.toml").write_text(HEAD.format(id=name) + REQUIRE, encoding="utf-8")
    assert catalog_digest(read_norms(tmp_path / "two")) == whole


@pytest.mark.parametrize(
    ("text", "seconds", "days"),
    [
        ("5 minutes", 300, None),
        ("1 hour", 3600, None),
        ("1.5 hours", 5400, None),
        ("2 weeks", 1209600, None),
        ("5 working days", None, 5),
    ],
)
def test_durations(text: str, seconds: float | None, days: int | None) -> None:
    length = read_duration(text)
    assert (length.seconds, length.working_days) == (seconds, days)


@pytest.mark.parametrize("text", ["", "5", "five minutes", "1.5 working days", "0 working days", "5 minute ago"])
def test_no_durations(text: str) -> None:
    with pytest.raises(ValueError, match=r"duration|whole"):
        read_duration(text)


def test_every_kind_says_what_it_is() -> None:
    for kind in kinds().values():
        assert kind.sentence
        assert kind.pending
        assert kind.looks in ("back", "forward", "around", "self")
        assert kind.decides in ("a target serves", "a target breaks", "the event itself", "what is possible")
