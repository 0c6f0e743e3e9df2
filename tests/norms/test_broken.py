"""Broken catalogs in tests/norms/broken: each is refused with every mistake, its line, its norm and what to write.

A file begins with what is expected of it: comments that each hold a line and a part of the message.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from svcmine import open as open_store
from svcmine.checks import check
from svcmine.cli import app
from svcmine.errors import NormError
from svcmine.norms import read_norms

FOLDER = Path(__file__).parent / "broken"
FILES = sorted(FOLDER.glob("*.toml"))
# Mistakes of a whole file name no norm.
OF_THE_FILE = {"syntax", "key_twice", "no_norm", "table_misspelt"}


def expected(file: Path) -> list[tuple[int, str]]:
    comments = [line for line in file.read_text(encoding="utf-8").splitlines() if re.match(r"# \d+: ", line)]
    return [(int(number), part) for number, part in (line.removeprefix("# ").split(": ", 1) for line in comments)]


def told(file: Path) -> list[str]:
    with pytest.raises(NormError) as caught:
        read_norms(file)
    return str(caught.value).splitlines()


def test_there_are_thirty_broken_catalogs() -> None:
    assert len(FILES) >= 30


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_mistake_is_told_with_its_line(file: Path) -> None:
    wanted, lines = expected(file), told(file)
    assert len(lines) == len(wanted), lines
    for number, part in wanted:
        assert any(f"{file.name}:{number}: " in line and part in line for line in lines), (number, part, lines)
    if file.stem not in OF_THE_FILE:
        assert all(re.search(r"\.toml:\d+: norm (TRY-1|TRY 1|number 1): \w", line) for line in lines), lines


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_none_runs(file: Path, tmp_path: Path) -> None:
    with open_store(tmp_path / "empty.duckdb") as store:
        with pytest.raises(NormError):
            check(store, [file])
        assert store.one("select count(*) from runs") == 0


def test_all_files_are_told_at_once() -> None:
    lines = told(FOLDER)
    assert {file.name for file in FILES} == {found[1] for line in lines if (found := re.search(r"(\w+\.toml):", line))}


def test_lint_says_it_on_the_command_line() -> None:
    result = CliRunner().invoke(app, ["norms", "lint", str(FOLDER)])
    assert result.exit_code != 0
    assert isinstance(result.exception, NormError)
