"""The command line: each verb is one of the functions in audit.py, with progress, plain text and exit codes.

Exit codes: 0 done; 1 findings at or above --fail-on; 2 bad use or bad input; 3 the machine (disk, memory, lock).
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import duckdb
import typer

from svcmine import __version__, audit, terminal
from svcmine.checks import explain as explain_finding
from svcmine.cli_changes import diff
from svcmine.cli_dashboard import dashboard
from svcmine.cli_norms import DEFAULT_STORE, NormsOption, StoreOption, norms_app
from svcmine.errors import MachineError, SvcmineError, UsageError
from svcmine.insight import headline
from svcmine.insight.waivers import waiver_lines
from svcmine.store import open_store

app = typer.Typer(
    help="Audit all field-service work against its service norms.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(norms_app, name="norms")
app.command()(diff)
app.command()(dashboard)

SEVERITIES = ("info", "minor", "major", "critical")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"svcmine {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Audit all field-service work against its service norms."""


@app.command()
def run(config: Annotated[Path, typer.Argument(help="A svcmine.toml.")]) -> None:
    """Load, reconcile, check, align and report as a svcmine.toml says: the monthly job."""
    with terminal.progress() as progress:
        done = audit.run(config, progress=progress)
    terminal.say_audit(done)


@app.command()
def demo(
    out: Annotated[Path, typer.Option("--out", help="Where the store and the reports go.")] = Path("demo"),
) -> None:
    """Audit the sample logs; prints five headline figures and where the reports are."""
    with terminal.progress() as progress:
        done = audit.demo(out, progress=progress)
    with open_store(out / "svcmine.duckdb", read_only=True) as store:
        terminal.say_headline(headline(store))
    terminal.say_files(done.files)


@app.command()
def load(
    kind: Annotated[
        str,
        typer.Option(
            "--kind",
            help="tickets, operations, sites, devices, aliases, accounts, calendar, waivers, alarms or coverage.",
        ),
    ],
    mapping: Annotated[str, typer.Option("--mapping", help="A preset's name or a mapping file (TOML).")],
    files: Annotated[
        list[Path] | None, typer.Argument(help="Files, folders, patterns or archives; none for a database.")
    ] = None,
    store: StoreOption = DEFAULT_STORE,
    strict: Annotated[
        bool, typer.Option("--strict", help="Load nothing if any record is rejected or repaired.")
    ] = False,
    year: Annotated[int | None, typer.Option("--year", help="The year of stamps that have none.")] = None,
    device: Annotated[str | None, typer.Option("--device", help="The device of records that name none.")] = None,
) -> None:
    """Load ticket exports, operation logs and reference tables into the store."""
    is_new = not store.exists()
    try:
        with open_store(store) as opened, terminal.progress() as progress:
            reports = audit.load(
                opened, kind, mapping, files or [], strict=strict, year=year, device=device, progress=progress
            )
    except SvcmineError:
        # An empty store left behind would answer the next check with zeros.
        if is_new:
            store.unlink(missing_ok=True)
        raise
    terminal.say_loads(reports, store)


@app.command("map")
def map_file(
    file: Annotated[Path, typer.Argument(help="An export that no mapping describes yet.")],
    kind: Annotated[str | None, typer.Option("--kind", help="tickets or operations, if you know.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Write the mapping here, not to the terminal.")] = None,
) -> None:
    """Propose a mapping for an unknown export: how sure it is of each line, why, and what you have to say."""
    proposal = audit.propose(file, kind)
    terminal.say_proposal(proposal, out)


@app.command()
def reconcile(
    store: StoreOption = DEFAULT_STORE,
    skew: Annotated[
        float | None, typer.Option("--skew", help="Seconds by which clocks may differ; remembered. At first 60.")
    ] = None,
) -> None:
    """Match device operations to tickets; cases and events follow."""
    with open_store(_existing(store)) as opened:
        typer.echo(repr(audit.reconcile(opened, skew)))


@app.command()
def check(
    store: StoreOption = DEFAULT_STORE,
    norms: NormsOption = None,
    profile: Annotated[str | None, typer.Option("--profile", help="A profile of the norms, such as strict.")] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="Judge as at this time (ISO); later events are ignored.")
    ] = None,
    fail_on: Annotated[
        str | None, typer.Option("--fail-on", help="Exit with 1 on violations of this severity or a higher one.")
    ] = None,
    engine: Annotated[str, typer.Option("--engine", help="duckdb.")] = "duckdb",
) -> None:
    """Check every case against the norms."""
    if fail_on is not None and fail_on not in SEVERITIES:
        raise UsageError(f"--fail-on {fail_on}: severities are {', '.join(reversed(SEVERITIES))}.")
    if engine != "duckdb":
        raise UsageError(f"--engine {engine}: this version runs on duckdb only.")
    if as_of is not None:
        _instant(as_of)
    with open_store(_existing(store)) as opened:
        with terminal.progress() as progress:
            findings = audit.check(opened, norms or ["service"], profile=profile, as_of=as_of, progress=progress)
        typer.echo(repr(findings))
        for line in waiver_lines(opened):
            typer.echo(terminal.clean(line))
        bad = 0
        if fail_on is not None:
            counted = SEVERITIES[SEVERITIES.index(fail_on) :]
            frame = findings.frame
            bad = int(((frame["verdict"] == "violated") & frame["severity"].isin(counted)).sum())
    if bad:
        typer.echo(f"{bad:,} violations of severity {fail_on} or higher.", err=True)
        raise typer.Exit(1)


@app.command()
def readiness(
    store: StoreOption = DEFAULT_STORE,
    norms: NormsOption = None,
    out: Annotated[Path | None, typer.Option("--out", help="Write a page (HTML) too.")] = None,
    lang: Annotated[str, typer.Option("--lang", help="The page's language: en or zh.")] = "en",
    least_share: Annotated[
        float | None, typer.Option("--least-share", help="A norm judged in a smaller share (0 to 1) gets no rate.")
    ] = None,
) -> None:
    """Say whether the log is fit to judge: gaps, missing columns, unknown names, and how much could be decided."""
    with open_store(store, read_only=True) as opened:
        found = audit.readiness(opened, norms or ["service"], least_share=least_share)
    typer.echo(terminal.clean(found))
    if out is not None:
        audit.write_readiness(found, out, lang)
        typer.echo(f"Written to {out}.")


@app.command()
def align(
    store: StoreOption = DEFAULT_STORE,
    model: Annotated[str | None, typer.Option("--model", help="A model's name (change) or a BPMN file.")] = None,
    process: Annotated[str | None, typer.Option("--process", help="Only the cases of this process.")] = None,
) -> None:
    """Align every closed case with its reference model."""
    with open_store(_existing(store)) as opened:
        with terminal.progress() as progress:
            aligned = audit.align(opened, model, process, progress=progress)
        typer.echo(repr(aligned))


@app.command()
def report(
    kind: Annotated[str, typer.Argument(help="quality, conformance or monthly.")],
    store: StoreOption = DEFAULT_STORE,
    month: Annotated[str | None, typer.Option("--month", help="YYYY-MM; the last complete one by default.")] = None,
    lang: Annotated[str, typer.Option("--lang", help="en or zh.")] = "en",
    out: Annotated[Path, typer.Option("--out", help="Where the files go.")] = Path("reports"),
    actions: Annotated[Path | None, typer.Option("--actions", help="A CSV file of what was done (monthly).")] = None,
    pseudonymise: Annotated[bool, typer.Option("--pseudonymise", help="Tokens instead of names.")] = False,
    key: Annotated[Path, typer.Option("--key", help="The tokens' key; made if there is none.")] = Path("svcmine.key"),
    least_team: Annotated[
        int | None, typer.Option("--least-team", min=0, help="Teams of fewer persons are not told apart.")
    ] = None,
) -> None:
    """Write a report as HTML that works offline (the monthly one as XLSX and PDF too), and the findings as XLSX."""
    with open_store(_existing(store)) as opened, terminal.progress() as progress:
        files = audit.report(
            opened, kind, month=month, lang=lang, out=out, actions=actions, key=key if pseudonymise else None,
            least_team=least_team, progress=progress,
        )  # fmt: skip
    terminal.say_files(files)


@app.command()
def explain(
    finding_id: Annotated[str, typer.Argument(help="A finding's id, or the beginning of it.")],
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Show the evidence of a finding: the rows with file and line, the norm, the SQL, the smallest mend."""
    with open_store(store, read_only=True) as opened:
        typer.echo(str(explain_finding(opened, finding_id)))


@app.command()
def export(
    what: Annotated[str, typer.Argument(help="findings, deviations, events, ocel or xes.")],
    out: Annotated[Path, typer.Option("--out", help="The file; its ending names the format (.csv, .parquet, ...).")],
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Write results or events for other tools."""
    with open_store(store, read_only=True) as opened:
        count = audit.export(opened, what, out)
    typer.echo(f"{count:,} {'events' if what in ('events', 'ocel', 'xes') else 'rows'} written to {out}")


@app.command()
def simulate(
    out: Annotated[Path, typer.Option("--out", help="The folder to write to.")],
    cases: Annotated[int, typer.Option("--cases", min=1, help="How many cases.")] = 1500,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same bytes.")] = 1,
) -> None:
    """Write a team's exports with planted violations, and the truth about them."""
    audit.simulate(cases, seed, out)
    typer.echo(f"Written to {out}. Audit it: svcmine run {out / 'svcmine.toml'}")


def _existing(store: Path) -> Path:
    """A store that must be there already: opening would make an empty one, and an empty answer."""
    if not store.exists():
        raise UsageError(
            f"{store}: there is no store here. Load a log first (svcmine load --help), or name it: --store"
        )
    return store


def _instant(text: str) -> None:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--as-of {text}: not an ISO time such as 2026-10-31T00:00:00+08:00.") from None


def main() -> None:
    """Run the command line; errors that are meant for a user become one message and an exit code."""
    try:
        app()
    except SvcmineError as error:
        terminal.complain(error)
        sys.exit(error.exit_code)
    except duckdb.OutOfMemoryException as error:
        terminal.complain(MachineError(f"Out of memory or disk space: {str(error).splitlines()[0]}"))
        sys.exit(3)
    except duckdb.IOException as error:
        terminal.complain(MachineError(f"The disk is in the way: {str(error).splitlines()[0]}"))
        sys.exit(3)
    except OSError as error:
        terminal.complain(MachineError(f"{error.filename or 'The machine'}: {error.strerror or error}"))
        sys.exit(3)


if __name__ == "__main__":
    main()
