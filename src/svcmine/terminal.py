"""What the command line prints: progress, tables and errors, as plain text that no ticket can play tricks with."""

from __future__ import annotations

import difflib
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from svcmine.errors import SvcmineError, UsageError
from svcmine.sources.proposing import as_toml

if TYPE_CHECKING:
    from svcmine.audit import Audit
    from svcmine.audit import Progress as Callback
    from svcmine.insight import Headline
    from svcmine.sources.proposing import Proposal
    from svcmine.store.loading import LoadReport


def clean(text: object) -> str:
    """Text without control, bidirectional and escape characters; line ends and tabs stay."""
    return "".join(c for c in str(text) if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))


def nearest(word: str, words: Sequence[str]) -> str:
    """A sentence with the words nearest to a mistyped one."""
    begun = sorted(other for other in words if word and other.startswith(word))
    close = begun[:3] or difflib.get_close_matches(word, words, n=3, cutoff=0.5)
    return f"Did you mean {' or '.join(close)}?" if close else f"There are: {', '.join(sorted(words)[:12])} ..."


def complain(error: SvcmineError) -> None:
    """Print an error for a user on standard error."""
    print(clean(error), file=sys.stderr)


@contextmanager
def progress() -> Iterator[Callback]:
    """A progress bar on a terminal's standard error, silence elsewhere."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda text, share: None
        return
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bars:
        task = bars.add_task("", total=1.0)

        def show(text: str, share: float) -> None:
            bars.update(task, description=clean(text), completed=min(max(share, 0.0), 1.0))

        yield show


def say_loads(reports: Sequence[LoadReport], store: Path) -> None:
    """One line a file: what was read and what became of it; then how to look at what was left out."""
    table = Table(box=None, pad_edge=False)
    table.add_column("file", overflow="fold")
    for name in ("read", "loaded", "rejected", "duplicate", "ignored"):
        table.add_column(name, justify="right")
    for report in reports:
        counts = (
            report.rows_read, report.rows_loaded, report.rows_rejected, report.rows_duplicate, report.rows_ignored
        )  # fmt: skip
        table.add_row(clean(report.file_name), *(f"{count:,}" for count in counts))
    console = Console(markup=False, highlight=False, soft_wrap=True)
    console.print(table)
    for report in reports:
        for note in report.messages:
            console.print(f"{clean(report.file_name)}: {clean(note)}")
    if any(report.rows_rejected for report in reports):
        console.print(f"Rejected rows are kept with the reason in the table rejects of {store}.")


def say_proposal(proposal: Proposal, out: Path | None) -> None:
    """The proposed mapping on standard output or in a file, and what it has to ask on standard error.

    Raises UsageError if the file is there already.
    """
    text = as_toml(proposal)
    if out is None:
        print(clean(text), end="")
    elif out.exists():
        raise UsageError(f"--out {out}: there is such a file already; it is not overwritten.")
    else:
        out.write_text(clean(text), encoding="utf-8", newline="\n")
    told = f"{len(proposal.questions)} questions are open" if proposal.questions else "No question is open"
    where = f"; they stand in {out} as lines with ASK" if out and proposal.questions else ""
    print(f"{proposal.path.name}: {proposal.kind}, {proposal.format}. {told}{where}.", file=sys.stderr)
    for number, question in enumerate(proposal.questions, start=1):
        print(f"  {number}. {clean(question)}", file=sys.stderr)


def say_headline(figures: Headline) -> None:
    """The five headline figures."""
    for label, value in figures.lines("en"):
        print(f"{label:<40} {value}")


def say_audit(done: Audit) -> None:
    """What a monthly run did."""
    print(clean(done.findings))
    print()
    print(clean(done.alignments))
    print()
    say_files(done.files)


def say_files(files: Sequence[Path]) -> None:
    """Where the written files are."""
    print("Written:")
    for path in files:
        print(f"  {path}")
