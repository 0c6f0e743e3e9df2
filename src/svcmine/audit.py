"""The verbs as functions, composed: load and reconcile, check, align, report, and the whole monthly run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from svcmine import reports as _reports
from svcmine import simulation as _simulation
from svcmine.alignments import Alignments
from svcmine.alignments import align as _align
from svcmine.checks import check as _check
from svcmine.checks import explain as _explain
from svcmine.checks.explain import Explanation
from svcmine.configuration import Configuration, read_configuration
from svcmine.errors import UsageError
from svcmine.exports import export as _export
from svcmine.findings import Findings
from svcmine.log_quality import Readiness, keep_least_share
from svcmine.log_quality import readiness as _readiness
from svcmine.norms import read_norms
from svcmine.reconciliation import Reconciliation, refresh
from svcmine.sources.proposing import Proposal
from svcmine.sources.proposing import propose as _propose
from svcmine.store import Store, open_store
from svcmine.store.loading import LoadReport
from svcmine.store.loading import load as _load

Progress = Callable[[str, float], None]


def quiet(text: str, share: float) -> None:
    """The progress of nobody: does nothing."""


def load(
    store: Store,
    kind: str,
    mapping: str | Path,
    files: Sequence[str | Path],
    *,
    strict: bool = False,
    year: int | None = None,
    device: str | None = None,
    progress: Progress = quiet,
) -> list[LoadReport]:
    """Load files of one kind and bring cases and events up to date, all or nothing; one report a file.

    Raises SourceError or MappingError with every mistake at once; then nothing was loaded.
    """
    with store.transaction():
        reports = _load(
            store, kind, mapping, [Path(f) for f in files], strict=strict, year=year, device=device, progress=progress
        )
        refresh(store)
    return reports


def propose(file: str | Path, kind: str | None = None) -> Proposal:
    """Propose a mapping for an unknown export; `kind` is `tickets` or `operations`, if it is known.

    Raises SourceError if the file cannot be read, UsageError for another kind.
    """
    if kind not in (None, "tickets", "operations"):
        raise UsageError(f"--kind {kind}: a mapping can be proposed for tickets and operations.")
    return _propose(Path(file), kind)


def reconcile(store: Store, skew_s: float | None = None) -> Reconciliation:
    """Match operations to tickets and rebuild cases and events from what the sources said.

    `skew_s`: seconds by which clocks may differ; the store remembers it for later loads.
    """
    return refresh(store, skew_s)


def check(
    store: Store,
    norms: Sequence[str | Path] = ("service",),
    *,
    profile: str | None = None,
    as_of: str | None = None,
    progress: Progress = quiet,
) -> Findings:
    """Check every case against the norms; findings and tallies are stored and returned."""
    return _check(store, norms, profile=profile, as_of=as_of, progress=progress)


def explain(store: Store, finding_id: str, lang: str = "en") -> Explanation:
    """Everything that led to one finding; a notebook shows it below a picture of the case with the breach marked.

    Raises UsageError if no finding has this id, or several begin with it.
    """
    # Here and not above: the charts bring matplotlib, which no other verb of a terminal has a use for.
    from svcmine.charts import breach  # noqa: PLC0415
    from svcmine.charts.theme import png  # noqa: PLC0415

    found = _explain(store, finding_id)
    return replace(found, picture=png(breach.draw(found, lang)))


def readiness(
    store: Store, norms: Sequence[str | Path] = ("service",), *, least_share: float | None = None
) -> Readiness:
    """Say whether the log is fit to judge by these norms: gaps, missing columns, names, and what could be decided.

    `least_share`: the share of judged activations (0 to 1) below which a norm has no rate; else the store's own.
    """
    return _readiness(store, read_norms(*norms), least_share)


def write_readiness(found: Readiness, out: str | Path, lang: str = "en") -> None:
    """Write the page "Is the log fit to judge?" as HTML. Raises UsageError for a language that is none."""
    if lang not in ("en", "zh"):
        raise UsageError(f"--lang {lang}: languages are en, zh.")
    # Here and not above: the page brings fonts, which no other verb of a terminal has a use for.
    from svcmine.reports.readiness_page import readiness_page  # noqa: PLC0415

    Path(out).write_text(readiness_page(found, lang), encoding="utf-8")


def align(
    store: Store, model: str | Path | None = None, process: str | None = None, *, progress: Progress = quiet
) -> Alignments:
    """Align every closed case with its reference model; alignments and deviations are stored and returned."""
    return _align(store, model=model, process=process, progress=progress)


def report(
    store: Store,
    kind: str,
    *,
    month: str | None = None,
    lang: str = "en",
    out: str | Path = "reports",
    actions: str | Path | None = None,
    key: str | Path | None = None,
    least_team: int | None = None,
    progress: Progress = quiet,
) -> list[Path]:
    """Write one report (quality, conformance or monthly) as HTML, and the findings as XLSX; returns the files.

    The monthly one comes as XLSX and PDF too; `actions` is its table of what was done. With a `key`, a file that is
    made if there is none, persons and accounts are told as tokens, and teams of fewer than `least_team` persons
    (default 5, without a key 0) are not told apart.
    """
    return _reports.report(
        store,
        kind,
        month=month,
        lang=lang,
        out=Path(out),
        actions=Path(actions) if actions else None,
        sharing=_sharing(Path(key) if key else None, least_team),
        progress=progress,
    )


def _sharing(key: Path | None, least_team: int | None) -> _reports.Sharing | None:
    least = least_team if least_team is not None else _reports.LEAST_TEAM if key else 0
    return _reports.Sharing(key, least) if key or least else None


def export(store: Store, kind: str, out: str | Path) -> int:
    """Write findings, deviations, events, ocel or xes to a file; returns the number of rows, or of events."""
    return _export(store, kind, Path(out))


def simulate(cases: int, seed: int, out: str | Path) -> None:
    """Write a team's exports with planted violations, and the truth about them, to a folder."""
    _simulation.simulate(cases, seed, Path(out))


@dataclass(frozen=True)
class Audit:
    """What a monthly run did: what it loaded, the scorecards of check and alignments as text, the files it wrote."""

    store: Path
    loads: list[LoadReport]
    reconciliation: Reconciliation
    findings: str
    alignments: str
    files: list[Path]


def run(config: str | Path | Configuration, *, progress: Progress = quiet) -> Audit:
    """Do the monthly job of a svcmine.toml: load, reconcile, check, align, report."""
    configuration = config if isinstance(config, Configuration) else read_configuration(config)
    if not configuration.source:
        raise UsageError(f"{config}: no [[source]]. Each names a kind, its files and a mapping.")
    inputs = [(source, configuration.mapping(source), configuration.files(source)) for source in configuration.source]
    path = configuration.path(configuration.store)
    path.parent.mkdir(parents=True, exist_ok=True)
    with open_store(path) as store:
        loads: list[LoadReport] = []
        # One transaction, so that no reader ever sees operations without the tickets loaded with them.
        with store.transaction():
            for source, mapping, files in inputs:
                loads += _load(
                    store, source.kind, mapping, files, year=source.year, device=source.device, progress=progress
                )
            progress("reconcile", 0.0)
            reconciliation = refresh(store, configuration.reconciliation.skew_s)
        if configuration.report.least_share is not None:
            keep_least_share(store, configuration.report.least_share)
        findings = _check(
            store,
            tuple(_norms(configuration)),
            profile=configuration.norms.profile,
            progress=progress,
            clock_tolerance_s=configuration.norms.clock_tolerance_s,
        )
        alignments = _align(store, progress=progress)
        files = _reports.report_all(
            store,
            configuration.report.kinds,
            configuration.report.langs,
            month=configuration.report.month,
            out=configuration.path(configuration.report.out),
            actions=configuration.path(configuration.report.actions) if configuration.report.actions else None,
            sharing=_sharing(
                configuration.path(configuration.report.key) if configuration.report.pseudonymise else None,
                configuration.report.least_team,
            ),
            progress=progress,
        )
        return Audit(path, loads, reconciliation, repr(findings), repr(alignments), files)


def _norms(configuration: Configuration) -> list[str | Path]:
    """Catalog names, and files or folders beside the configuration."""
    beside = [(name, configuration.path(name)) for name in configuration.norms.catalogs]
    return [path if path.exists() else name for name, path in beside]


def demo(out: str | Path, *, progress: Progress = quiet) -> Audit:
    """Audit the sample logs that come with svcmine; the store and the reports go to `out`."""
    out = Path(out).resolve()
    out.mkdir(parents=True, exist_ok=True)
    sample = read_configuration(sample_logs() / "svcmine.toml")
    here = {"store": str(out / "svcmine.duckdb")}
    reports = sample.report.model_copy(update={"out": str(out), "langs": ["en", "zh"]})
    return run(sample.model_copy(update={**here, "report": reports}), progress=progress)


def sample_logs() -> Path:
    """The folder of the sample logs: in the package where it is installed, else in the working copy."""
    installed = Path(__file__).parent / "sample_logs"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "data" / "sample_logs"
