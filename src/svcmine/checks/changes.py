"""What another version of the norms changes: a period is judged by both, and every difference listed; keeps nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from svcmine.checks.plain import table
from svcmine.checks.run import try_norms
from svcmine.checks.trial import COUNTS, month_of
from svcmine.errors import UsageError
from svcmine.norms import profile_tolerance, read_norms
from svcmine.store import Store

Progress = Callable[[str, float], None]
_ACTS = tuple("=+-@\t\r")
_PLACE = ("norm_id", "requirement", "case_id", "device_id", "activity", "happened_at", "month", "team")


@dataclass(frozen=True)
class Version:
    """A version of the norms: catalogs, folders or files, and a profile."""

    names: tuple[str, ...]
    profile: str | None = None

    def __str__(self) -> str:
        return f"{', '.join(self.names)}{f' with profile {self.profile}' if self.profile else ''}"


@dataclass(frozen=True)
class Changes:
    """The differences between two versions.

    `findings`: one row for each finding that is `new`, `gone`, or `changed`, with `old` and `new` (severity, verdict
    and reason; or that there is no finding, or no such norm). `tallies`: counts by norm under both versions, where they
    differ. `added`, `removed`: norms that only one version has.
    """

    old: Version
    new: Version
    first: str | None
    last: str | None
    findings: pd.DataFrame
    tallies: pd.DataFrame
    added: tuple[str, ...]
    removed: tuple[str, ...]

    def text(self, most: int = 50) -> str:
        """Everything as plain text, the first `most` findings one a line; 0 for all."""
        return "\n".join(_said(self, most))

    def __str__(self) -> str:
        return self.text()


def compare(
    store: Store,
    old: Version,
    new: Version,
    *,
    first: str | None = None,
    last: str | None = None,
    as_of: str | None = None,
    progress: Progress | None = None,
) -> Changes:
    """Judge the months from `first` to `last` by both versions; nothing is written, the store may be read-only.

    In each version a norm binds what happens between its `since` and `until`. A finding is the same if norm, number
    of the requirement, event and case are. Raises NormError with every mistake in either version.
    """
    first, last = month_of(first, "--from"), month_of(last, "--to")
    if first and last and last < first:
        raise UsageError(f"--to {last} is before --from {first}.")
    norms = [read_norms(*version.names, profile=version.profile) for version in (old, new)]
    told = progress or (lambda text, share: None)
    clocks = [profile_tolerance(version.profile) for version in (old, new)]
    before = try_norms(store, norms[0], as_of, lambda text, share: told(text, share / 2), clocks[0])
    after = try_norms(store, norms[1], as_of, lambda text, share: told(text, 0.5 + share / 2), clocks[1])
    before, after = before.within(first, last), after.within(first, last)
    ids = [{norm.id for norm in each} for each in norms]
    return Changes(
        old,
        new,
        first,
        last,
        _findings(before.findings, after.findings, ids),
        _tallies(before.summed("norm_id"), after.summed("norm_id")),
        tuple(sorted(ids[1] - ids[0])),
        tuple(sorted(ids[0] - ids[1])),
    )


def write_changes(found: Changes, path: Path) -> None:
    """Write every changed finding as CSV; see `write_sheet`."""
    write_sheet(found.findings, path)


def write_sheet(frame: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV in UTF-8 with a byte order mark, which Excel needs for Chinese.

    A text that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    frame = frame.copy()
    for name in frame.columns:
        if not pd.api.types.is_numeric_dtype(frame[name]) and name != "happened_at":
            frame[name] = frame[name].map(lambda cell: f"'{cell}" if str(cell)[:1] in _ACTS else cell)
    frame.to_csv(path, index=False, encoding="utf-8-sig", date_format="%Y-%m-%dT%H:%M:%SZ")


def _findings(before: pd.DataFrame, after: pd.DataFrame, ids: list[set[str]]) -> pd.DataFrame:
    both = before.merge(after, on="finding_id", how="outer", suffixes=("_old", "_new"))
    found = pd.DataFrame({"finding_id": both["finding_id"]})
    for name in _PLACE:
        found[name] = both[f"{name}_new"].where(both[f"{name}_new"].notna(), both[f"{name}_old"])
    for half, side in enumerate(("old", "new")):
        said = both[f"severity_{side}"].astype("object") + " " + both[f"verdict_{side}"].astype("object")
        reason = both[f"reason_{side}"].astype("object")
        said = said.where(reason.isna(), said + " (" + reason + ")")
        # A version that has the norm found nothing amiss there, or was not in force, or did not look.
        absent = found["norm_id"].isin(list(ids[half])).map({True: "no finding", False: "no such norm"})
        found[side] = said.where(said.notna(), absent)
    found = found[found["old"] != found["new"]].copy()
    known = (both["verdict_old"].notna(), both["verdict_new"].notna())
    change = pd.Series("changed", index=both.index).mask(~known[0], "new").mask(~known[1], "gone")
    found.insert(0, "change", change.loc[found.index])
    found["requirement"] = found["requirement"].astype("int64")
    return found.sort_values(["norm_id", "requirement", "happened_at", "case_id", "finding_id"]).reset_index(drop=True)


def _tallies(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    both = before.merge(after, on="norm_id", how="outer", suffixes=("_old", "_new"))
    counts = [f"{name}_{side}" for name in COUNTS for side in ("old", "new")]
    both[counts] = both[counts].fillna(0).astype(int)
    differs = pd.Series(False, index=both.index)
    for name in COUNTS:
        differs |= both[f"{name}_old"] != both[f"{name}_new"]
    return both[differs].sort_values("norm_id").reset_index(drop=True)


def _said(found: Changes, most: int) -> Iterator[str]:
    period = f"{found.first or 'the beginning'} to {found.last or 'the end'}"
    yield f"From {found.old} to {found.new}, {period}. Nothing was written to the store."
    if found.added:
        yield f"Norms added: {', '.join(found.added)}."
    if found.removed:
        yield f"Norms removed: {', '.join(found.removed)}."
    if found.findings.empty and found.tallies.empty:
        yield "No verdict changes."
        return
    yield ""
    yield from table(
        ["norm", *COUNTS],
        [
            [row["norm_id"], *(_step(row[f"{name}_old"], row[f"{name}_new"]) for name in COUNTS)]
            for _, row in found.tallies.iterrows()
        ],
    )
    counted = found.findings["change"].value_counts()
    yield ""
    yield ", ".join(f"{counted.get(name, 0):,} {name}" for name in ("new", "gone", "changed")) + ":"
    shown = found.findings if most == 0 else found.findings.head(most)
    yield from table(
        ["change", "norm", "case", "device", "activity", "at (UTC)", "old", "new"],
        [_row(row) for _, row in shown.iterrows()],
    )
    if len(shown) < len(found.findings):
        yield f"and {len(found.findings) - len(shown):,} more; --most 0 shows all, --out FILE writes them as CSV"


def _row(row: pd.Series) -> list[str]:
    at = "" if pd.isna(row["happened_at"]) else f"{row['happened_at']:%Y-%m-%d %H:%M}"
    place = ["" if pd.isna(row[name]) else str(row[name]) for name in ("case_id", "device_id", "activity")]
    return [row["change"], f"{row['norm_id']} {row['requirement']}", *place, at, row["old"], row["new"]]


def _step(before: int, after: int) -> str:
    return f"{before:,}" if before == after else f"{before:,} → {after:,}"
