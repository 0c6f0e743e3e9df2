"""Imports point one way, and `import svcmine` loads no heavy guest."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import svcmine

PACKAGE = Path(svcmine.__file__).parent
LAYERS = (
    "errors vocabulary calendars sources store engines reconciliation norms findings checks models alignments "
    "log_quality insight charts reports dashboard exports simulation configuration audit terminal cli_norms "
    "cli_changes cli_dashboard cli"
).split()
GUESTS = {
    "pm4py": {"models", "alignments"},
    "matplotlib": {"charts"},
    "numba": {"alignments"},
    "panel": {"dashboard"},
    "panel_material_ui": {"dashboard"},
}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def imported(path: Path) -> list[tuple[str, bool]]:
    """Names of imported modules, and whether the import is for the type checker only."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        id(node)
        for branch in ast.walk(tree)
        if isinstance(branch, ast.If) and "TYPE_CHECKING" in ast.unparse(branch.test)
        for node in ast.walk(branch)
    }
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(alias.name, id(node) in typing_only) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names = (
                [f"{node.module}.{alias.name}" for alias in node.names] if node.module == "svcmine" else [node.module]
            )
            found += [(name, id(node) in typing_only) for name in names]
    return found


def layer(parts: tuple[str, ...]) -> str:
    return parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_point_to_the_left(path: Path) -> None:
    own = layer(path.relative_to(PACKAGE).parts)
    if own == "__init__":
        return
    assert own in LAYERS, f"{own} has no place in the order; add it to LAYERS and to docs/architecture.md"
    for name, typing_only in imported(path):
        if name.startswith("svcmine.") and not typing_only:
            other = name.split(".")[1]
            if other in LAYERS:
                assert LAYERS.index(other) <= LAYERS.index(own), f"{path} imports {name}, which is to its right"


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_guests_come_in_by_their_own_doors(path: Path) -> None:
    relative = path.relative_to(PACKAGE).as_posix()
    for name, _ in imported(path):
        doors = GUESTS.get(name.split(".")[0])
        assert doors is None or any(relative == d or relative.startswith(d + "/") for d in doors), (
            f"{relative} imports {name}"
        )


@pytest.mark.parametrize("name", ["svcmine", "svcmine.cli"])
def test_importing_svcmine_loads_no_heavy_guest(name: str) -> None:
    heavy = ("pm4py", "matplotlib", "nbclient", "panel", "bokeh", "numba")
    code = f"import {name}, sys; print([m for m in {heavy!r} if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]", out.stdout
    assert out.stderr == ""


def test_files_stay_short() -> None:
    long = {
        str(p.relative_to(PACKAGE)): n
        for p in modules()
        if (n := len(p.read_text(encoding="utf-8").splitlines())) > 300
    }
    assert not long


def test_every_module_says_what_it_is() -> None:
    assert not [str(p) for p in modules() if not ast.get_docstring(ast.parse(p.read_text(encoding="utf-8")))]
