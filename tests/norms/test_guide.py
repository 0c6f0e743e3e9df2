"""docs/write_a_norm.md can be followed: its file is read, and every command in it does what the page says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from svcmine.cli import app

GUIDE = (Path(__file__).parents[2] / "docs" / "write_a_norm.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL)
COMMANDS = [line for block in BLOCKS for line in block.splitlines() if line.strip()]


def files(folder: Path) -> None:
    """Write the files that the page tells to write: whole ones, and copies with one change."""
    for name, text in re.findall(r"<!-- file: (\S+) -->\n```toml\n(.*?)```", GUIDE, re.DOTALL):
        (folder / name).write_text(text, encoding="utf-8")
    for name, old, this, that in re.findall(r"<!-- file: (\S+) from (\S+): (.+?) -> (.+?) -->", GUIDE):
        text = (folder / old).read_text(encoding="utf-8")
        assert this in text
        (folder / name).write_text(text.replace(this, that), encoding="utf-8")


def run(line: str, folder: Path) -> Result:
    program, *words = shlex.split(line)
    assert program == "svcmine", f"the page tells to type something else: {line}"
    arguments = [str(path) for word in words for path in (sorted(folder.glob(word)) if "*" in word else [word])]
    return CliRunner().invoke(app, arguments)


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Every command of the page, run in its order in one folder, with what it printed."""
    folder = tmp_path_factory.mktemp("guide")
    files(folder)
    printed: dict[str, str] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for line in COMMANDS:
            result = run(line, folder)
            assert result.exit_code == 0, (line, result.output, result.exception)
            printed[line] = result.output
        wrong = (folder / "own.toml").read_text(encoding="utf-8").replace('"contact_customer"', '"contact_custommer"')
        (folder / "own.toml").write_text(wrong, encoding="utf-8")
        printed["the mistake"] = str(run("svcmine norms lint own.toml", folder).exception)
    return printed


def said(outputs: dict[str, str], beginning: str) -> str:
    return next(text for line, text in outputs.items() if line.startswith(beginning))


def test_every_command_runs(outputs: dict[str, str]) -> None:
    assert len(outputs) == len(COMMANDS) + 1
    verbs = {line.split()[2] for line in COMMANDS if line.split()[1] == "norms"}
    assert verbs >= {"words", "lint", "test", "show", "preview", "schema", "diff"}


def test_what_the_page_quotes_is_said(outputs: dict[str, str]) -> None:
    assert "`1 norms with 1 requirements, no mistakes.`" in GUIDE
    assert said(outputs, "svcmine norms lint") == "1 norms with 1 requirements, no mistakes.\n"
    quoted = re.search(r"^own\.toml:\d+: .*$", GUIDE, re.MULTILINE)
    assert quoted
    assert quoted[0] in said(outputs, "the mistake").splitlines()


def test_each_step_shows_what_it_promises(outputs: dict[str, str]) -> None:
    assert "contact_customer" in said(outputs, "svcmine norms words contact")
    assert "receive_request" in said(outputs, "svcmine norms words 收到服务请求")
    assert said(outputs, "svcmine norms test") == "3 examples come out as written.\n"
    shown = said(outputs, "svcmine norms show")
    assert "客户报请服务后二十分钟内联系客户" in shown
    assert "09:20  ●  Contact customer" in shown
    previewed = said(outputs, "svcmine norms preview")
    assert re.search(r"^month +activations", previewed, re.MULTILINE)
    assert re.search(r"^team +activations", previewed, re.MULTILINE)
    assert "Overlap with the norms of the latest check" in previewed
    assert re.search(r"\d+ new, 0 gone, \d+ changed", said(outputs, "svcmine norms diff"))
    assert "OUR-CONTACT" in outputs[COMMANDS[-1]]
