"""Headline figures, rates with their intervals, and the month that a report is about."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from svcmine.errors import UsageError
from svcmine.insight.queries import query
from svcmine.store import Store

_Z95 = 1.959963984540054


def rate(violated: int, fulfilled: int) -> float | None:
    """Share of violated activations among the judged ones; None where nothing was judged."""
    judged = violated + fulfilled
    return violated / judged if judged else None


def interval(violated: float, judged: float) -> tuple[float, float] | None:
    """The 95 % Wilson score interval of a rate (E. B. Wilson, 1927); None where nothing was judged."""
    if judged == 0:
        return None
    share, z2 = violated / judged, _Z95**2
    middle = (share + z2 / (2 * judged)) / (1 + z2 / judged)
    half = _Z95 / (1 + z2 / judged) * math.sqrt(share * (1 - share) / judged + z2 / (4 * judged**2))
    return max(0.0, middle - half), min(1.0, middle + half)


def difference(
    violated: float, judged: float, violated_before: float, judged_before: float
) -> tuple[float, float] | None:
    """The 95 % interval of the difference of two rates; None where either has nothing judged.

    R. G. Newcombe, Statistics in Medicine 17 (1998) 873-890, method 10: both Wilson intervals, squared and added.
    """
    one, two = interval(violated, judged), interval(violated_before, judged_before)
    if one is None or two is None:
        return None
    p, q = violated / judged, violated_before / judged_before
    return p - q - math.hypot(p - one[0], two[1] - q), p - q + math.hypot(one[1] - p, q - two[0])


@dataclass(frozen=True)
class Headline:
    """What an audit comes down to, in all or in one month.

    `violated` is net of waivers, `waived` are the excused ones; both count activations. `unticketed` are blocks
    of device operations without a ticket; None where no operation was logged, so that nothing is known of them.
    """

    month: str | None
    cases: int
    activations: int
    fulfilled: int
    violated: int
    waived: int
    pending: int
    undecidable: int
    critical: int
    unticketed: int | None

    @property
    def net(self) -> float | None:
        """Rate without the waived violations."""
        return rate(self.violated, self.fulfilled)

    @property
    def gross(self) -> float | None:
        """Rate with the waived violations counted as violations."""
        return rate(self.violated + self.waived, self.fulfilled)

    def lines(self, lang: str) -> list[tuple[str, str]]:
        """The five headline figures as (label, value), for people."""
        share = self.undecidable / self.activations if self.activations else None
        zh = lang == "zh"
        return [
            ("审计案例数" if zh else "cases audited", f"{self.cases:,}"),
            (
                "违规数(净违规率/毛违规率)" if zh else "violations (rate net / gross of waivers)",
                f"{self.violated:,} ({percent(self.net)} / {percent(self.gross)})",
            ),
            ("其中严重违规" if zh else "of which critical", f"{self.critical:,}"),
            ("无工单操作(段)" if zh else "operations without a ticket (blocks)", counted(self.unticketed)),
            ("无法判定占比" if zh else "share that could not be judged", percent(share)),
        ]


def counted(count: int | None) -> str:
    """A count with thousands set off; an en dash where nothing could be counted."""
    return "–" if count is None else f"{count:,}"


def percent(share: float | None) -> str:
    """A share as a percentage with one decimal; an en dash where there is none."""
    return "–" if share is None else f"{share:.1%}"


def headline(store: Store, month: str | None = None) -> Headline:
    """The headline figures of the latest check, in all or for the activations of one month ('YYYY-MM')."""
    totals = query(store, "totals", month=month).iloc[0]
    severities = query(store, "violations_by_severity", month=month)
    blocks = query(store, "operations_matched", month=month)
    return Headline(
        month=month,
        cases=int(query(store, "cases_audited", month=month).iloc[0]["cases"]),
        activations=int(totals["activations"]),
        fulfilled=int(totals["fulfilled"]),
        violated=int(totals["violated"]),
        waived=int(totals["waived"]),
        pending=int(totals["pending"]),
        undecidable=int(totals["undecidable"]),
        critical=int(severities.loc[severities["severity"] == "critical", "violated"].sum()),
        unticketed=None if blocks.empty else int(blocks.loc[blocks["match"] == "unticketed", "blocks"].sum()),
    )


def last_complete_month(store: Store) -> str:
    """The last month that every source covers to its end, by the latest check's horizons in each source's own zone.

    Raises UsageError if the store was never checked.
    """
    runs = query(store, "last_run", kind="check")
    if runs.empty:
        raise UsageError(f"{store.path}: the norms were never checked. Do it first: svcmine check --store {store.path}")
    complete = complete_month(store, runs.iloc[0]["horizon"])
    if complete:
        return complete
    months = query(store, "trend")["month"].tolist()
    return months[-1] if months else f"{datetime.now(UTC):%Y-%m}"


def complete_month(store: Store, horizon: str | None) -> str | None:
    """The last month that every source covers to its end, by a run's horizons (JSON); None if it has none."""
    zones = {row.source_name: row.timezone for row in query(store, "zones").itertuples()}
    horizons = json.loads(horizon or "{}")
    return min((_complete(until, zones.get(name, "UTC")) for name, until in horizons.items() if until), default=None)


def _complete(until: str, zone: str) -> str:
    """The last month that has ended at an instant; its last minute counts as its end."""
    end = datetime.fromisoformat(until)
    end = (end if end.tzinfo else end.replace(tzinfo=UTC)).astimezone(ZoneInfo(zone)) + timedelta(minutes=1)
    return f"{end.replace(day=1) - timedelta(days=1):%Y-%m}"


def month_before(month: str) -> str:
    """The month before a month, both as 'YYYY-MM'."""
    year, number = map(int, month.split("-"))
    return f"{year - 1}-12" if number == 1 else f"{year}-{number - 1:02d}"


def clustering(store: Store, month: str | None = None) -> float:
    """By how much violations come together in cases: the variance of a case's violations by their mean, at least 1.

    An interval that takes activations as independent is too narrow by the root of it.
    """
    rows = query(store, "worked_cases", first=month, last=month)
    cases = int(rows["cases"].sum())
    mean = int(rows["violations"].sum()) / cases if cases else 0.0
    if mean == 0:
        return 1.0
    return max(1.0, (int(rows["squares"].sum()) / cases - mean**2) / mean)
