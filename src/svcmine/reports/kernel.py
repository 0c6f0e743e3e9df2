"""Runs a notebook with parameters in a kernel of this very Python, not one that the machine happens to have."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from svcmine.errors import SvcmineError, UsageError

PARAMETERS = {"store": str, "month": (str, type(None)), "lang": str}


class _ThisPython(KernelSpecManager):
    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=argv, display_name="Python 3", language="python")


def run_notebook(path: Path, values: dict[str, Any]) -> Any:
    """The notebook after a run with these parameters (PARAMETERS); its file stays as it is.

    Raises UsageError for a parameter that is none, SvcmineError if a cell fails.
    """
    for name, value in values.items():
        if name not in PARAMETERS or not isinstance(value, PARAMETERS[name]):  # type: ignore[arg-type]
            raise UsageError(f"{path.name}: '{name}' is no parameter of a report, or has the wrong type.")
    notebook = nbformat.read(path, as_version=4)
    cell = next((c for c in notebook.cells if "parameters" in c.metadata.get("tags", [])), None)
    if cell is None:
        raise UsageError(f"{path}: no cell has the tag 'parameters'.")
    cell.source = "\n".join(f"{name} = {value!r}" for name, value in values.items())
    manager = AsyncKernelManager(kernel_spec_manager=_ThisPython())
    client = NotebookClient(notebook, km=manager, timeout=600, resources={"metadata": {"path": str(path.parent)}})
    try:
        client.execute()
    except CellExecutionError as error:
        last = re.sub(r"\x1b\[[0-9;]*m", "", str(error)).strip().splitlines()[-1]
        raise SvcmineError(f"{path.name}: a cell failed: {last}") from None
    return notebook
