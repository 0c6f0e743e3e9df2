"""The command line's verbs for norms: svcmine norms list, show, lint, test, coverage and further help for authors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from svcmine import terminal
from svcmine.checks.changes import Version, compare, write_changes
from svcmine.checks.compile import statements_of
from svcmine.checks.examples import run_examples
from svcmine.checks.preview import preview
from svcmine.errors import NormError, UsageError
from svcmine.norms import read_norms
from svcmine.norms.coverage import coverage, coverage_text
from svcmine.norms.listing import norm_page, norm_sheet, norms_table, words_table
from svcmine.norms.schema import norm_schema
from svcmine.store import open_store

norms_app = typer.Typer(
    help="The norms: list, show, lint, test, coverage, preview, diff, words, schema.", no_args_is_help=True
)

NormsOption = Annotated[
    list[str] | None, typer.Option("--norms", help="A catalog's name (service, itil), a folder or a file; repeatable.")
]
NamesArgument = Annotated[list[str] | None, typer.Argument(help="Catalogs, folders or files.")]
StoreOption = Annotated[Path, typer.Option("--store", help="The store's file.")]
DEFAULT_STORE = Path("svcmine.duckdb")
LangOption = Annotated[str, typer.Option("--lang", help="en or zh.")]


@norms_app.command("list")
def norms_list(names: NamesArgument = None, lang: LangOption = "en") -> None:
    """List the norms."""
    typer.echo(terminal.clean(norms_table(read_norms(*(names or ["service"])), lang)))


@norms_app.command("show")
def norms_show(
    norm_id: Annotated[str, typer.Argument(help="A norm's id.")],
    norms: NormsOption = None,
    lang: Annotated[str | None, typer.Option("--lang", help="en or zh alone, and examples as written.")] = None,
    sql: Annotated[bool, typer.Option(help="With the SQL of each requirement.")] = True,
) -> None:
    """Show one norm in both languages: clauses, requirements in words, examples as timelines, and the SQL."""
    found = read_norms(*(norms or ["service", "itil"]))
    chosen = next((norm for norm in found if norm.id == norm_id), None)
    if chosen is None:
        raise UsageError(f"There is no norm '{norm_id}'. {terminal.nearest(norm_id, [n.id for n in found])}")
    if lang is not None:
        typer.echo(terminal.clean(norm_sheet(chosen, lang)))
        return
    typer.echo(terminal.clean(norm_page(chosen, statements_of(chosen) if sql else ())))


@norms_app.command("lint")
def norms_lint(names: NamesArgument = None) -> None:
    """Read norms and list every mistake at once: file, line, norm, what is wrong and what to write."""
    try:
        found = read_norms(*(names or ["service", "itil"]))
    except NormError as error:
        count = len(str(error).splitlines())
        counted = f"{count} mistake{'s' if count != 1 else ''}"
        raise NormError(f"{error}\n{counted}; a catalog with a mistake does not run.") from None
    requirements = sum(len(norm.require) for norm in found)
    typer.echo(f"{len(found)} norms with {requirements} requirements, no mistakes.")


@norms_app.command("test")
def norms_test(names: NamesArgument = None) -> None:
    """Run the examples that the norms bring."""
    results = run_examples(read_norms(*(names or ["service", "itil"])))
    wrong = [result for result in results if not result.passed]
    for result in wrong:
        typer.echo(terminal.clean(result))
    if wrong:
        raise UsageError(f"{len(wrong)} of {len(results)} examples do not come out as written.")
    typer.echo(f"{len(results)} examples come out as written.")


@norms_app.command("coverage")
def norms_coverage(names: NamesArgument = None, lang: LangOption = "en") -> None:
    """Show every clause with the norms that enforce it, their kinds and examples, or why no norm can or may."""
    typer.echo(terminal.clean(coverage_text(coverage(read_norms(*(names or ["service"]))), lang)))


@norms_app.command("preview")
def norms_preview(
    files: Annotated[list[str], typer.Argument(help="Files, folders or catalogs of the new norms.")],
    store: StoreOption = DEFAULT_STORE,
    months: Annotated[int, typer.Option("--months", help="How many months, up to the store's latest.")] = 6,
    profile: Annotated[str | None, typer.Option("--profile", help="A profile of the norms.")] = None,
) -> None:
    """Show what new norms would have found: by month and team, and what other norms report already. Writes nothing."""
    with open_store(store, read_only=True) as opened, terminal.progress() as progress:
        found = preview(opened, files, months=months, profile=profile, progress=progress)
    typer.echo(terminal.clean(found))


@norms_app.command("diff")
def norms_diff(
    old: Annotated[str, typer.Argument(help="The old version: a catalog, folder or file.")],
    new: Annotated[str, typer.Argument(help="The new version; the same one to compare profiles.")],
    store: StoreOption = DEFAULT_STORE,
    first: Annotated[str | None, typer.Option("--from", help="The first month, YYYY-MM.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="The last month, YYYY-MM.")] = None,
    old_profile: Annotated[str | None, typer.Option("--old-profile", help="A profile for the old version.")] = None,
    new_profile: Annotated[str | None, typer.Option("--new-profile", help="A profile for the new version.")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="Judge as at this time (ISO).")] = None,
    most: Annotated[int, typer.Option("--most", min=0, help="How many findings to print; 0: all.")] = 50,
    out: Annotated[Path | None, typer.Option("--out", help="Write every changed finding to this CSV.")] = None,
) -> None:
    """Judge a period by two versions of the norms and list what changes, finding by finding. Writes nothing."""
    versions = (Version((old,), old_profile), Version((new,), new_profile))
    with open_store(store, read_only=True) as opened, terminal.progress() as progress:
        found = compare(opened, *versions, first=first, last=last, as_of=as_of, progress=progress)
    typer.echo(terminal.clean(found.text(most)))
    if out is not None:
        write_changes(found, out)
        terminal.say_files([out])


@norms_app.command("words")
def norms_words(
    word: Annotated[str, typer.Argument(help="A part of a name or label in either language; all if empty.")] = "",
    lang: LangOption = "en",
) -> None:
    """List the activities, classes and columns that a norm may name."""
    found = words_table(word, lang)
    if not found:
        raise UsageError(f"No activity, class or column has '{word}' in its name. svcmine norms words lists all.")
    typer.echo(found)


@norms_app.command("schema")
def norms_schema(
    out: Annotated[Path | None, typer.Option("--out", help="Write it to this file.")] = None,
) -> None:
    """Print the JSON Schema by which an editor completes a norm file and marks mistakes."""
    text = json.dumps(norm_schema(), ensure_ascii=False, indent=2)
    if out is None:
        typer.echo(text)
        return
    out.write_text(text + "\n", encoding="utf-8")
    terminal.say_files([out])
    typer.echo(f"First line of a norm file, for VS Code with Even Better TOML and for taplo:\n#:schema ./{out.name}")
