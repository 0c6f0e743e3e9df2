"""The command line's verb for what changed between two checks: svcmine diff."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from svcmine import terminal
from svcmine.checks.changes import write_sheet
from svcmine.cli_norms import DEFAULT_STORE, StoreOption
from svcmine.errors import UsageError
from svcmine.insight.run_changes import changes_between_runs
from svcmine.store import open_store


def diff(
    store: StoreOption = DEFAULT_STORE,
    before: Annotated[str | None, typer.Option("--before", help="The earlier run's id; the last but one.")] = None,
    after: Annotated[str | None, typer.Option("--after", help="The later run's id; the latest.")] = None,
    lang: Annotated[str, typer.Option("--lang", help="en or zh.")] = "en",
    most: Annotated[int, typer.Option("--most", help="How many findings to list; 0 for all.")] = 20,
    out: Annotated[Path | None, typer.Option("--out", help="Write all of them to this CSV file.")] = None,
) -> None:
    """Say what changed between two checks and why: new, late-arrived, re-judged, waived and resolved findings."""
    if lang not in ("en", "zh"):
        raise UsageError(f"--lang {lang}: languages are en and zh.")
    with open_store(store, read_only=True) as opened:
        changes = changes_between_runs(opened, before, after)
    if out is not None:
        write_sheet(changes.frame, out)
    for line in changes.lines(lang, most):
        typer.echo(terminal.clean(line))
