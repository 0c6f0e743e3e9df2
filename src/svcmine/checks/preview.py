"""What a new norm would have found in the last months, and how much of it is reported already; keeps nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from svcmine.checks.plain import table
from svcmine.checks.run import try_norms
from svcmine.checks.trial import COUNTS, Trial
from svcmine.errors import UsageError
from svcmine.norms import profile_tolerance, read_norms
from svcmine.store import Store

Progress = Callable[[str, float], None]
_SHOWN = 10


@dataclass(frozen=True)
class Overlap:
    """Violations of new norms that other norms report already, by the latest check.

    `activations` of `violated` are violated by another norm too; of the cases with a violation, `cases_reported` of
    `cases` have one by another norm. `by_norm`: other norm → activations it shares. `checked`: whether there is a
    check to compare with.
    """

    checked: bool
    violated: int
    activations: int
    cases: int
    cases_reported: int
    by_norm: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Preview:
    """The trial of new norms over some months, by norm, month and team, with its overlap; prints as a text."""

    norm_ids: tuple[str, ...]
    first: str
    last: str
    trial: Trial
    overlap: Overlap

    def __str__(self) -> str:
        return "\n".join(_said(self))


def preview(
    store: Store,
    names: Sequence[str | Path],
    *,
    months: int = 6,
    profile: str | None = None,
    progress: Progress | None = None,
) -> Preview:
    """Judge the last `months` months by these norms; nothing is written, the store may be open for reading only.

    The last month is that of the store's latest event. Raises NormError with every mistake in the norms.
    """
    if months < 1:
        raise UsageError(f"--months {months}: at least 1 month is looked at.")
    norms = read_norms(*names, profile=profile)
    latest = store.one("select strftime(max(happened_at), '%Y-%m') from events")
    if latest is None:
        raise UsageError(f"{store.path}: there are no events. Load a log first: svcmine load --help")
    trial = try_norms(store, norms, progress=progress, clock_tolerance_s=profile_tolerance(profile))
    # Site-local months may run ahead of the store's own clock.
    last = max([str(latest), *trial.tallies["month"].dropna()])
    first = str(pd.Period(last, freq="M") - (months - 1))
    ids = tuple(norm.id for norm in norms)
    trial = trial.within(first, last)
    return Preview(ids, first, last, trial, _overlap(store, trial, ids))


def _overlap(store: Store, trial: Trial, ids: tuple[str, ...]) -> Overlap:
    broken = trial.findings[trial.findings["verdict"] == "violated"]
    # One activation may break several requirements, and counts once.
    own = set(zip(broken["event_id"].fillna(""), broken["case_id"].fillna(""), strict=True))
    own_cases = {case for _, case in own if case}
    checked = bool(store.one("select count(*) from runs where kind = 'check'"))
    others = store.execute(
        "select distinct norm_id, coalesce(event_id, ''), coalesce(case_id, '') from latest_findings "
        "where verdict = 'violated' and not list_contains($ids, norm_id)",
        {"ids": list(ids)},
    ).fetchall()
    shared: dict[str, set[tuple[str, str]]] = {}
    for norm_id, event_id, case_id in others:
        if (event_id, case_id) in own:
            shared.setdefault(norm_id, set()).add((event_id, case_id))
    reported = {case for _, _, case in others} & own_cases
    by_norm = {name: len(found) for name, found in sorted(shared.items(), key=lambda item: (-len(item[1]), item[0]))}
    every = set().union(*shared.values()) if shared else set()
    return Overlap(checked, len(own), len(every), len(own_cases), len(reported), by_norm)


def _said(found: Preview) -> Iterator[str]:
    yield f"{', '.join(found.norm_ids)}, {found.first} to {found.last}. Nothing was written to the store."
    for by in ("norm_id", "month", "team"):
        yield ""
        counted = found.trial.summed(by)
        if by == "month" and not counted.empty:
            every = [str(month) for month in pd.period_range(found.first, found.last, freq="M")]
            counted = counted.set_index(by).reindex(every, fill_value=0).rename_axis(by).reset_index()
        yield from table_lines(counted.rename(columns={"norm_id": "norm"}))
    yield ""
    yield from _overlap_said(found.overlap)


def _overlap_said(overlap: Overlap) -> Iterator[str]:
    if not overlap.checked:
        yield "Overlap with other norms: unknown, since nothing was checked. Run svcmine check, then preview again."
    elif not overlap.violated:
        yield "Overlap with other norms: none, since nothing is violated."
    else:
        yield (
            f"Overlap with the norms of the latest check: {_share(overlap.activations, overlap.violated)} violated "
            f"activations and {_share(overlap.cases_reported, overlap.cases)} cases are reported by others already."
        )
        for name, count in list(overlap.by_norm.items())[:_SHOWN]:
            yield f"  {name}: {count} of the same activations"
        if len(overlap.by_norm) > _SHOWN:
            yield f"  and {len(overlap.by_norm) - _SHOWN} more norms"


def _share(part: int, whole: int) -> str:
    return f"{part:,} of {whole:,} ({part / whole:.0%})" if whole else "0 of 0"


def table_lines(frame: pd.DataFrame) -> Iterator[str]:
    """A frame as aligned text with the rate of violations, net and gross of waivers; one line if it is empty."""
    name = str(frame.columns[0])
    if frame.empty:
        yield f"by {name}: nothing was activated"
        return
    header = [name, *COUNTS, "rate", "gross"]
    rows = [[str(row[0]), *(f"{value:,}" for value in row[1:]), *_rates(row)] for row in frame.itertuples(index=False)]
    yield from table(header, rows, right=True)


def _rates(row: tuple) -> tuple[str, str]:
    counts = dict(zip(COUNTS, row[1:], strict=True))
    broken, kept, waived = counts["violated"], counts["fulfilled"], counts["waived"]
    net = f"{broken / (broken + kept):.1%}" if broken + kept else "–"
    gross = f"{(broken + waived) / (broken + waived + kept):.1%}" if broken + waived + kept else "–"
    return net, gross
