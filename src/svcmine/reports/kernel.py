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
        # Its remark on unencrypted loopback sockets is no news for whoever waits for a report.
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", "--log-level=ERROR"]
        return KernelSpec(argv=argv, display_name="Python 3", language="python")


class _Manager(AsyncKernelManager):
    def _kernel_spec_manager_default(self) -> KernelSpecManager:
        return _ThisPython()


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
    folder = {"metadata": {"path": str(path.parent)}}
    client = NotebookClient(notebook, kernel_manager_class=_Manager, timeout=600, resources=folder)
    try:
        client.execute()
    except CellExecutionError as error:
        last = re.sub(r"\x1b\[[0-9;]*m", "", str(error)).strip().splitlines()[-1]
        raise SvcmineError(f"{path.name}: a cell failed: {last}") from None
    return notebook
