"""Runs notebooks with parameters in a kernel of this very Python, not one that the machine happens to have."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from traitlets.config import Config

from svcmine.errors import SvcmineError, UsageError

PARAMETERS: dict[str, tuple[type, ...]] = {"store": (str,), "month": (str, type(None)), "lang": (str,)}


class _ThisPython(KernelSpecManager):
    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=argv, display_name="Python 3", language="python")


class _Manager(AsyncKernelManager):
    def _kernel_spec_manager_default(self) -> KernelSpecManager:
        return _ThisPython()


def run_notebooks(
    jobs: Sequence[tuple[Path, dict[str, Any]]],
    folder: Path,
    done: Callable[[Any], None] = lambda notebook: None,
) -> list[Any]:
    """Run notebooks one after the other in one kernel; a job is a notebook's file and its PARAMETERS.

    One kernel, because starting it and loading the libraries takes longer than a report does; what a notebook
    defined is gone before the next one starts. The files stay as they are. `folder` is an empty one to run in: neither
    a file of the working folder nor the user's own start-up files have a say. `done(notebook)` is told of each.
    Raises UsageError for a parameter that is none, SvcmineError if a cell fails.
    """
    notebooks = [_prepared(path, values) for path, values in jobs]
    cells, ends = [], []
    for notebook in notebooks:
        cells += [nbformat.v4.new_code_cell("%reset -f"), *notebook.cells]
        ends.append(len(cells) - 1)
    for number, cell in enumerate(cells):
        # Two runs of one notebook would have cells of one id.
        cell["id"] = f"cell-{number}"
    tape = nbformat.v4.new_notebook(cells=cells, metadata=notebooks[0].metadata if notebooks else {})

    def executed(cell: Any, cell_index: int, execute_reply: Any) -> None:
        if cell_index in ends:
            done(notebooks[ends.index(cell_index)])

    place = {"metadata": {"path": str(folder)}}
    config = Config()
    # A socket's path may have about a hundred characters.
    if os.name != "nt" and len(str(folder)) < 80:
        # What a kernel is told stays in files of this user; a local port would be anybody's to listen to.
        config.AsyncKernelManager.transport = "ipc"
        config.AsyncKernelManager.ip = str(folder / "kernel")
    client = NotebookClient(
        tape, kernel_manager_class=_Manager, timeout=600, on_cell_executed=executed, resources=place, config=config
    )
    try:
        client.execute(env={**os.environ, "IPYTHONDIR": str(folder / "ipython")})
    except CellExecutionError as error:
        last = re.sub(r"\x1b\[[0-9;]*m", "", str(error)).strip().splitlines()[-1]
        failed = sum(end < _failed(tape) for end in ends)
        raise SvcmineError(f"{jobs[failed][0].name}: a cell failed: {last}") from None
    return notebooks


def _failed(tape: Any) -> int:
    """The index of the cell with an error."""
    return next(n for n, c in enumerate(tape.cells) if any(o.output_type == "error" for o in c.get("outputs", [])))


def _prepared(path: Path, values: dict[str, Any]) -> Any:
    """A notebook with its parameters in place; it must end with a code cell, so that its end is noticed."""
    for name, value in values.items():
        if name not in PARAMETERS or not isinstance(value, PARAMETERS[name]):
            raise UsageError(f"{path.name}: '{name}' is no parameter of a report, or has the wrong type.")
    notebook = nbformat.read(path, as_version=4)
    cell = next((c for c in notebook.cells if "parameters" in c.metadata.get("tags", [])), None)
    if cell is None:
        raise UsageError(f"{path}: no cell has the tag 'parameters'.")
    cell.source = "\n".join(f"{name} = {value!r}" for name, value in values.items())
    notebook.cells.append(nbformat.v4.new_code_cell("None"))
    return notebook
