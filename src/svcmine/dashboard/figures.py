"""The figures of the board's views, each by SQL on the tables in memory, narrowed by what was chosen."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from svcmine.calendars import DEFAULT_WINDOWS
from svcmine.dashboard.choice import NOTHING, SEVERITIES, Choice
from svcmine.dashboard.reader import Reader
from svcmine.insight import interval, rate
from svcmine.insight.figures import month_before
from svcmine.vocabulary import PHASES


@dataclass(frozen=True)
class Figures:
    """The headline's figures of one period; what was not chosen, or cannot be known, is None."""

    cases: int
    activations: int
    fulfilled: int
    violated: int | None
    critical: int | None
    waived: int | None
    pending: int | None
    undecidable: int | None
    unticketed: int | None

    @property
    def net(self) -> float | None:
        """Rate without the waived violations."""
        return None if self.violated is None else rate(self.violated, self.fulfilled)

    @property
    def gross(self) -> float | None:
        """Rate with the waived violations."""
        return None if self.violated is None else rate(self.violated + (self.waived or 0), self.fulfilled)

    @property
    def undecided(self) -> float | None:
        """Share of activations that could not be judged."""
        return self.undecidable / self.activations if self.undecidable is not None and self.activations else None


def figures(reader: Reader, choice: Choice) -> Figures:
    """The headline's figures of the chosen period."""
    row = reader.ask("totals", choice).iloc[0]
    blocks = reader.ask("unticketed_total", choice).iloc[0]
    wanted = choice.verdict or ("violated", "waived", "pending", "undecidable")

    def of(name: str, verdict: str) -> int | None:
        return int(row[name]) if verdict in wanted else None

    return Figures(
        cases=int(reader.ask("cases_audited", choice).iloc[0]["cases"]),
        activations=int(row["activations"]),
        fulfilled=int(row["fulfilled"]),
        violated=of("violated", "violated"),
        critical=of("critical", "violated"),
        waived=of("waived", "waived"),
        pending=of("pending", "pending"),
        undecidable=of("undecidable", "undecidable"),
        unticketed=int(blocks["unticketed"]) if int(blocks["blocks"]) else None,
    )


def months_compared(reader: Reader, choice: Choice) -> tuple[str, str] | None:
    """The last complete month of the chosen period and the one before it; None if the period has no complete month."""
    last = min(choice.until or reader.complete, reader.complete)
    return None if choice.since and last < choice.since else (last, month_before(last))


def trend(reader: Reader, choice: Choice) -> pd.DataFrame:
    """One row a month: month, each verdict's count, `counted` (the chosen verdicts), `base`, rate, low, high, complete.

    Of violations the rate is of what was judged (violated and fulfilled), of other verdicts of all activations.
    """
    frame = _rated(reader.ask("trend", choice), choice)
    frame["complete"] = frame["month"] <= reader.complete
    return frame


def norms(reader: Reader, choice: Choice) -> pd.DataFrame:
    """One row a norm with a chosen verdict, ranked as chosen, with `share`: the running share of all that is counted.

    By rate, the lower end of the interval decides, so that one violation of one does not lead the list.
    """
    frame = _rated(reader.ask("norms", choice), choice)
    frame = frame[frame["counted"] > 0]
    grave = frame["severity"].map({name: n for n, name in enumerate(SEVERITIES)})
    keys = {"count": -frame["counted"], "rate": -frame["low"], "severity": grave}
    first = keys.pop(choice.order)
    order = pd.DataFrame({"first": first, "second": -frame["counted"], "norm": frame["norm_id"]})
    frame = frame.loc[order.sort_values(["first", "second", "norm"]).index].reset_index(drop=True)
    total = int(frame["counted"].sum())
    frame["share"] = frame["counted"].cumsum() / total if total else 0.0
    return frame


def _rated(frame: pd.DataFrame, choice: Choice) -> pd.DataFrame:
    frame["counted"] = frame[list(choice.counted)].sum(axis=1).astype(int)
    violations = choice.counted == ("violated",)
    frame["base"] = frame["violated"] + frame["fulfilled"] if violations else frame["activations"]
    pairs = list(zip(frame["counted"].astype(int), frame["base"].astype(int), strict=True))
    frame["rate"] = [counted / base if base else 0.0 for counted, base in pairs]
    frame["low"] = [(interval(*pair) or (0.0, 1.0))[0] for pair in pairs]
    frame["high"] = [(interval(*pair) or (0.0, 1.0))[1] for pair in pairs]
    return frame


@dataclass(frozen=True)
class Hours:
    """`grid`: (weekday, hour) → operations; the allowed window from `opens` to `closes` (hours), of one product or all.

    `outside`: how many of `total` start outside the window; the window may go over midnight.
    """

    grid: dict[tuple[int, int], int]
    opens: float
    closes: float
    product: str | None

    @property
    def total(self) -> int:
        """All operations on the grid."""
        return sum(self.grid.values())

    def inside(self, hour: int) -> bool:
        """Whether an hour lies wholly in the window."""
        if self.closes > self.opens:
            return self.opens <= hour and hour + 1 <= self.closes
        return self.opens <= hour or hour + 1 <= self.closes

    @property
    def outside(self) -> int:
        """Operations in hours that do not lie wholly in the window."""
        return sum(count for (_, hour), count in self.grid.items() if not self.inside(hour))


def hours(reader: Reader, choice: Choice) -> Hours:
    """When major operations start, and the window that is drawn in: the one chosen product's own, else the general."""
    rows = reader.ask("hours", choice)
    grid = {(int(r.weekday), int(r.hour_of_day)): int(r.operations) for r in rows.itertuples()}
    product = choice.product[0] if len(choice.product) == 1 and choice.product[0] != NOTHING else None
    window = reader.ask("window", choice, one_product=product)
    night = DEFAULT_WINDOWS["night"]
    start, end, own = (
        (night.start, night.end, None)
        if window.empty
        else (window.iloc[0]["start_time"], window.iloc[0]["end_time"], window.iloc[0]["product"])
    )
    return Hours(
        grid,
        start.hour + start.minute / 60,
        end.hour + end.minute / 60,
        own if isinstance(own, str) else None,
    )


def unticketed(reader: Reader, choice: Choice, most: int = 50) -> tuple[pd.DataFrame, int, int]:
    """Device and account rows of operations without a ticket; blocks without a ticket in all; all blocks."""
    total = reader.ask("unticketed_total", choice).iloc[0]
    return reader.ask("unticketed", choice, most=most), int(total["unticketed"]), int(total["blocks"])


def leaving(reader: Reader, choice: Choice) -> tuple[pd.DataFrame, dict[str | None, int]]:
    """Where cases leave the model, by process and phase in the phases' order; aligned cases by process."""
    frame = reader.ask("deviations", choice).astype(object)
    frame = frame.where(frame.notna(), None)
    aligned = {row.process if isinstance(row.process, str) else None: int(row.cases) for row in
               reader.ask("aligned", choice).itertuples()}  # fmt: skip
    return frame, aligned


def phases_of(frame: pd.DataFrame) -> list[str | None]:
    """The phases to draw: the model's in their order, and 'outside' if something lies there."""
    return [*PHASES, None] if frame["phase"].isna().any() else list(PHASES)


def judged(reader: Reader, choice: Choice) -> pd.DataFrame:
    """Norm by norm how much could be judged, the poorest first: norm_id, activations, undecidable, share, reason."""
    frame = reader.ask("norms", choice)
    decided = frame["fulfilled"] + frame["violated"] + frame["waived"]
    frame["share"] = decided / (decided + frame["undecidable"]).replace(0, float("nan"))
    reasons = reader.ask("reasons", choice.with_(verdict=()).without_marks()).drop_duplicates("norm_id")
    frame = frame.merge(reasons[["norm_id", "reason"]], on="norm_id", how="left")
    return frame[frame["undecidable"] > 0].sort_values(["share", "norm_id"]).reset_index(drop=True)


def waiver_rows(reader: Reader, choice: Choice) -> pd.DataFrame:
    """The waiver records that the choice concerns, with `excused`: the chosen violations that each excuses.

    A record is left out if its scope names another place, its norm is not chosen, or it holds outside the period.
    """
    found = reader.waivers.copy()
    uses = reader.ask("waiver_uses", choice.without_marks())
    found = found.merge(uses, on=["waiver_id", "norm_id"], how="left")
    found["excused"] = found["excused"].fillna(0).astype(int)
    keep = [_concerns(reader, row, choice) for _, row in found.iterrows()]
    return found[keep].reset_index(drop=True) if len(found) else found


def _concerns(reader: Reader, row: pd.Series, choice: Choice) -> bool:
    norm_id = str(row["norm_id"])
    severities = {severity for name, _, severity in reader.norms.severities() if name == norm_id}
    place = reader.waiver_places.get((str(row["waiver_id"]), norm_id), {})
    if choice.norm and norm_id not in choice.norm:
        return False
    if choice.severity and not severities & set(choice.severity):
        return False
    for name in ("region", "team", "product", "process"):
        wanted, own = getattr(choice, name), place.get(name)
        if wanted and own is not None and own not in wanted:
            return False
    processes = reader.norms.processes(norm_id)
    if choice.process and place.get("process") is None and processes and not processes & set(choice.process):
        return False
    if choice.verdict and not ("waived" in choice.verdict or int(row["excused"])):
        return False
    starts, ends = (None if pd.isna(row[k]) else f"{pd.Timestamp(row[k]):%Y-%m}" for k in ("valid_from", "valid_to"))
    return not (choice.since and ends and ends < choice.since) and not (
        choice.until and starts and starts > choice.until
    )
