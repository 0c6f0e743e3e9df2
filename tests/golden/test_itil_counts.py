"""The verdicts of the `itil` norms on the BPI 2014 files agree with counts made independently in pandas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from svcmine import audit
from svcmine.store import Store, open_store

pytestmark = pytest.mark.shared
ZONE = "Europe/Amsterdam"
VERDICTS = ("fulfilled", "violated", "pending", "waived", "undecidable")


@pytest.fixture(scope="module")
def bpic(shared: Path) -> Path:
    return shared / "logs" / "bpic2014"


@pytest.fixture(scope="module")
def checked(bpic: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(tmp_path_factory.mktemp("bpic2014") / "store.duckdb") as store:
        audit.load(store, "tickets", "bpic2014-change", [bpic / "Detail_Change.csv.gz"])
        audit.load(store, "tickets", "bpic2014-incident", [bpic / "Detail_Incident.csv.gz"])
        audit.load(store, "tickets", "bpic2014-incident-activity", [bpic / "Detail_Incident_Activity.csv.gz"])
        audit.check(store, ["itil"])
        yield store


def tallied(store: Store, norm_id: str) -> dict[str, int]:
    sums = ", ".join(f"coalesce(sum({verdict}), 0)" for verdict in VERDICTS)
    row = store.execute(f"select {sums} from latest_tallies where norm_id = ?", [norm_id]).fetchone()
    assert row is not None
    return {verdict: int(count) for verdict, count in zip(VERDICTS, row, strict=True) if count}


@pytest.fixture(scope="module")
def changes(bpic: Path) -> pd.DataFrame:
    """Wall-clock times, as recorded: columns of one row are compared with each other only."""
    frame = pd.read_csv(bpic / "Detail_Change.csv.gz", sep=";", dtype=str, keep_default_na=False)
    for name in frame.columns:
        if name.startswith(("Planned", "Scheduled", "Actual", "Change record")):
            frame[name] = pd.to_datetime(frame[name].replace("", None), format="%d-%m-%Y %H:%M")
    return frame


def instants(texts: pd.Series) -> pd.Series:
    return pd.to_datetime(texts.replace("", None), format="%Y-%m-%d %H:%M:%S").dt.tz_localize(
        ZONE, ambiguous=False, nonexistent="shift_forward"
    )


def judged(actual: pd.Series, limit: pd.Series, broken: pd.Series) -> dict[str, int]:
    verdicts = pd.Series("fulfilled", index=actual.index)
    verdicts[broken] = "violated"
    verdicts[limit.isna()] = "undecidable"
    return dict(Counter(verdicts[actual.notna()]))


def test_every_row_is_an_event(checked: Store, changes: pd.DataFrame) -> None:
    assert checked.one("select count(*) from events where activity = 'change_item_recorded'") == len(changes)
    assert checked.one("select count(*) from cases where process = 'change'") == changes["Change ID"].nunique()
    read, loaded = checked.execute("select sum(rows_read), sum(rows_loaded) from loads").fetchone() or (0, 0)
    assert read == loaded == len(changes) + 4000 + 39911


def test_start_not_early(checked: Store, changes: pd.DataFrame) -> None:
    actual, planned = changes["Actual Start"], changes["Planned Start"]
    assert tallied(checked, "ITIL-START-NOT-EARLY") == judged(actual, planned, actual < planned)


def test_end_not_late(checked: Store, changes: pd.DataFrame) -> None:
    actual, planned = changes["Actual End"], changes["Planned End"]
    assert tallied(checked, "ITIL-END-NOT-LATE") == judged(actual, planned, actual > planned)


def test_in_downtime(checked: Store, changes: pd.DataFrame) -> None:
    rows = changes.dropna(subset=["Scheduled Downtime Start", "Actual Start", "Actual End"])
    begin, end = rows["Scheduled Downtime Start"], rows["Scheduled Downtime End"]
    inside = rows["Actual Start"].between(begin, end) & rows["Actual End"].between(begin, end)
    # A missing end cannot save a start before the downtime, but the norm says: no end, no verdict.
    assert tallied(checked, "ITIL-IN-DOWNTIME") == judged(begin, end, ~inside)


def test_close_after_end(checked: Store, changes: pd.DataFrame) -> None:
    rows = changes.dropna(subset=["Actual End", "Change record Close Time"])
    end, close = rows["Actual End"], rows["Change record Close Time"]
    assert tallied(checked, "ITIL-CLOSE-AFTER-END") == judged(end, close, close < end)


def test_approval_first(checked: Store, changes: pd.DataFrame) -> None:
    count = int((changes["CAB-approval needed"] == "True").sum())
    assert tallied(checked, "ITIL-APPROVAL-FIRST") == {"undecidable": count}
    reasons = checked.execute(
        "select distinct reason from latest_findings where norm_id = 'ITIL-APPROVAL-FIRST'"
    ).fetchall()
    assert reasons == [("no_evidence",)]


def test_no_reopen(checked: Store, bpic: Path) -> None:
    log = pd.read_csv(bpic / "Detail_Incident_Activity.csv.gz", sep=";", dtype=str, keep_default_na=False)
    log["at"] = instants(log["data_stamp"])
    horizon, week = log["at"].max(), pd.Timedelta(days=7)
    reopened = log[log["incident_activity_type"] == "Reopen"].groupby("incident_id")["at"].apply(list).to_dict()
    counts: Counter[str] = Counter()
    for case, closed in log.loc[log["incident_activity_type"] == "Closed", ["incident_id", "at"]].itertuples(
        index=False
    ):
        if any(closed < at <= closed + week for at in reopened.get(case, [])):
            counts["violated"] += 1
        else:
            counts["pending" if closed + week > horizon else "fulfilled"] += 1
    assert tallied(checked, "ITIL-NO-REOPEN") == dict(counts)


def test_high_priority_day(checked: Store, bpic: Path) -> None:
    cases = pd.read_csv(bpic / "Detail_Incident.csv.gz", sep=";", dtype=str, keep_default_na=False)
    cases = cases[cases["priority"].isin(["1", "2"])]
    opened, resolved = instants(cases["open_time"]), instants(cases["resolved_time"])
    late = (resolved - opened) > pd.Timedelta(hours=24)
    assert tallied(checked, "ITIL-HIGH-PRIORITY-DAY") == judged(opened, resolved, late)
