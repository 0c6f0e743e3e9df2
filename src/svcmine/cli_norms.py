"""The command line's verbs for norms: svcmine norms list, show, lint, test, coverage and further help for authors."""

from __future__ import annotations

from typing import Annotated

import typer

from svcmine import terminal
from svcmine.checks.examples import run_examples
from svcmine.errors import NormError, UsageError
from svcmine.norms import read_norms
from svcmine.norms.coverage import coverage, coverage_text
from svcmine.norms.listing import norm_sheet, norms_table, words_table

norms_app = typer.Typer(
    help="The norms: list, show, lint, test, coverage, preview, diff, words, schema.", no_args_is_help=True
)

NormsOption = Annotated[
    list[str] | None, typer.Option("--norms", help="A catalog's name (service, itil), a folder or a file; repeatable.")
]
NamesArgument = Annotated[list[str] | None, typer.Argument(help="Catalogs, folders or files.")]
LangOption = Annotated[str, typer.Option("--lang", help="en or zh.")]


@norms_app.command("list")
def norms_list(names: NamesArgument = None, lang: LangOption = "en") -> None:
    """List the norms."""
    typer.echo(terminal.clean(norms_table(read_norms(*(names or ["service"])), lang)))


@norms_app.command("show")
def norms_show(
    norm_id: Annotated[str, typer.Argument(help="A norm's id.")],
    norms: NormsOption = None,
    lang: LangOption = "en",
) -> None:
    """Show one norm: its sentence, clauses, requirements and examples."""
    found = read_norms(*(norms or ["service", "itil"]))
    chosen = next((norm for norm in found if norm.id == norm_id), None)
    if chosen is None:
        raise UsageError(f"There is no norm '{norm_id}'. {terminal.nearest(norm_id, [n.id for n in found])}")
    typer.echo(terminal.clean(norm_sheet(chosen, lang)))


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
