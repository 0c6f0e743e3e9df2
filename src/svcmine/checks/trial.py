"""What norms would have found: the findings and tallies of a check that keeps nothing in the store."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from svcmine.errors import UsageError
from svcmine.norms.norm import VERDICTS

COUNTS = ("activations", *VERDICTS)


@dataclass(frozen=True)
class Trial:
    """`findings`: one row for each verdict that is not fulfilled; `tallies`: counts as the store's table has them."""

    findings: pd.DataFrame
    tallies: pd.DataFrame

    def within(self, first: str | None, last: str | None) -> Trial:
        """What belongs to the months from `first` to `last` (YYYY-MM, both included); None is open."""
        return Trial(*(_between(frame, first, last) for frame in (self.findings, self.tallies)))

    def summed(self, by: str) -> pd.DataFrame:
        """Counts by a column of the tallies, in its order; what is not recorded stands under '–', last."""
        if self.tallies.empty:
            return pd.DataFrame(columns=[by, *COUNTS])
        named = self.tallies.assign(**{by: self.tallies[by].astype("object").where(self.tallies[by].notna(), "–")})
        summed = named.groupby(by, sort=True)[list(COUNTS)].sum().astype(int).reset_index()
        return summed.sort_values(by, key=lambda column: column.map(lambda name: (name == "–", str(name))))


def month_of(text: str | None, option: str) -> str | None:
    """A month as YYYY-MM; UsageError says how to write one."""
    if text is None:
        return None
    try:
        pd.Period(text, freq="M")
    except ValueError:
        raise UsageError(f"{option} {text}: this is no month. Write it as 2026-10.") from None
    if len(text) != len("2026-10"):
        raise UsageError(f"{option} {text}: this is no month. Write it as 2026-10.")
    return text


def _between(frame: pd.DataFrame, first: str | None, last: str | None) -> pd.DataFrame:
    inside = pd.Series(True, index=frame.index)
    if first is not None:
        inside &= frame["month"].notna() & (frame["month"] >= first)
    if last is not None:
        inside &= frame["month"].notna() & (frame["month"] <= last)
    return frame[inside].reset_index(drop=True)
