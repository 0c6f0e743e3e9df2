"""The presets load the public logs whole; counts made independently in pandas agree."""

from __future__ import annotations

import csv
import gzip
import xml.etree.ElementTree as Tree
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from svcmine.reconciliation import refresh
from svcmine.store import Store, open_store
from svcmine.store.loading import LoadReport, load

pytestmark = pytest.mark.shared
ZONE = "Europe/Amsterdam"


@pytest.fixture(scope="module")
def logs(shared: Path) -> Path:
    return shared / "logs"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(tmp_path_factory.mktemp("presets") / "store.duckdb") as store:
        yield store


def whole(store: Store, mapping: str, files: list[Path]) -> list[LoadReport]:
    reports = load(store, "tickets", mapping, files)
    for report in reports:
        assert report.rows_read == report.rows_loaded > 0
    return reports


def activities(store: Store, source: str) -> Counter[str]:
    sql = "select activity, count(*) from ticket_events where source_name = ? group by activity"
    return Counter(dict(store.execute(sql, [source]).fetchall()))


def test_change(opened: Store, logs: Path) -> None:
    path = logs / "bpic2014/Detail_Change.csv.gz"
    (report,) = whole(opened, "bpic2014-change", [path])
    frame = pd.read_csv(path, sep=";", dtype=str, keep_default_na=False)
    assert report.rows_loaded == len(frame)
    assert activities(opened, "bpic2014-change") == {"change_item_recorded": len(frame)}
    stored = opened.frame(
        f"select case_id, device_id, timezone('{ZONE}', happened_at) as opened, "
        f"timezone('{ZONE}', item_planned_start) as planned, approval_needed, extra->>'Emergency Change' as emergency "
        "from ticket_events where source_name = 'bpic2014-change' order by source_row"
    )
    times = {"opened": "Change record Open Time", "planned": "Planned Start"}
    for name, header in times.items():
        wanted = pd.to_datetime(frame[header].replace("", None), format="%d-%m-%Y %H:%M")
        assert (stored[name].isna() == wanted.isna()).all()
        assert (stored[name].dropna().to_numpy() == wanted.dropna().to_numpy()).all()
    for name, header in {"case_id": "Change ID", "device_id": "CI Name (aff)", "emergency": "Emergency Change"}.items():
        assert (stored[name].fillna("") == frame[header]).all()
    assert (stored["approval_needed"] == (frame["CAB-approval needed"] == "True")).all()


@pytest.mark.parametrize("header", ["original", "snake"])
@pytest.mark.parametrize("stamp", ["%d-%m-%Y %H:%M", "%Y-%m-%d %H:%M:%S"])
def test_both_headers_and_both_times(store: Store, logs: Path, tmp_path: Path, header: str, stamp: str) -> None:
    names = {
        "bpic2014-change": "Detail_Change.csv.gz",
        "bpic2014-incident": "Detail_Incident.csv.gz",
        "bpic2014-incident-activity": "Detail_Incident_Activity.csv.gz",
    }
    for mapping, name in names.items():
        frame = pd.read_csv(
            logs / "bpic2014" / name, sep=None, engine="python", dtype=str, keep_default_na=False, nrows=50
        )
        for column in frame.columns:
            parsed = pd.to_datetime(frame[column], format="mixed", dayfirst=True, errors="coerce")
            if frame[column].str.match(r"\d\d(\d\d)?-\d\d-\d\d").any():
                frame[column] = [value.strftime(stamp) if value is not pd.NaT else "" for value in parsed]
        spelled = _original if header == "original" else _snake
        frame.columns = [spelled(column) for column in frame.columns]
        path = tmp_path / f"{mapping}.csv"
        frame.to_csv(path, sep=";", index=False, quoting=csv.QUOTE_MINIMAL)
        (report,) = whole(store, mapping, [path])
        assert (report.rows_loaded, report.rows_repaired) == (50, 0)


def _snake(name: str) -> str:
    return "_".join("".join(c if c.isalnum() else " " for c in name).split()).lower()


def _original(name: str) -> str:
    known = {
        "incident_id": "Incident ID", "open_time": "Open Time", "resolved_time": "Resolved Time",
        "close_time": "Close Time", "priority": "Priority", "data_stamp": "DateStamp", "date_stamp": "DateStamp",
        "datestamp": "DateStamp", "incident_activity_type": "IncidentActivity_Type",
        "incidentactivity_type": "IncidentActivity_Type",
    }  # fmt: skip
    return known.get(name.lower(), name)


def test_incidents_and_their_activities(opened: Store, logs: Path) -> None:
    folder = logs / "bpic2014"
    whole(opened, "bpic2014-incident", [folder / "Detail_Incident.csv.gz"])
    whole(opened, "bpic2014-incident-activity", [folder / "Detail_Incident_Activity.csv.gz"])
    incidents = pd.read_csv(
        folder / "Detail_Incident.csv.gz", sep=None, engine="python", dtype=str, keep_default_na=False
    )
    stored = opened.frame(
        f"select case_id, timezone('{ZONE}', opened_at) as opened_at, resolved_at, priority "
        "from ticket_records where source_name = 'bpic2014-incident' order by source_row"
    )
    assert (stored["case_id"] == incidents["incident_id"]).all()
    assert stored["case_id"].is_unique
    assert (stored["opened_at"].to_numpy() == pd.to_datetime(incidents["open_time"]).to_numpy()).all()
    assert (stored["resolved_at"].isna() == (incidents["resolved_time"] == "")).all()
    assert (stored["priority"] == incidents["priority"]).all()
    steps = pd.read_csv(
        folder / "Detail_Incident_Activity.csv.gz", sep=None, engine="python", dtype=str, keep_default_na=False
    )
    kind = next(name for name in steps.columns if "type" in name.lower())
    renamed = {
        "Open": "register_ticket", "Assignment": "dispatch_ticket", "Resolved": "resolve_ticket",
        "Closed": "close_ticket", "Reopen": "reopen_ticket", "Communication with customer": "contact_customer",
    }  # fmt: skip
    assert activities(opened, "bpic2014-incident-activity") == Counter(steps[kind].replace(renamed))


def test_status_history(opened: Store, logs: Path) -> None:
    path = logs / "servicenow_incidents/incident_event_log.zip"
    whole(opened, "servicenow-audit", [path])
    with zipfile.ZipFile(path) as archive:
        frame = pd.read_csv(archive.open(archive.namelist()[0]), dtype=str, keep_default_na=False)
    renamed = {"New": "register_ticket", "Resolved": "resolve_ticket", "Closed": "close_ticket"}
    assert activities(opened, "servicenow-audit") == Counter(frame["incident_state"].replace(renamed))
    # Only an update that changes the state is an event.
    frame["at"] = pd.to_datetime(frame["sys_updated_at"], format="%d/%m/%Y %H:%M")
    frame["n"] = frame["sys_mod_count"].astype(int)
    frame["state"] = frame["incident_state"].replace(renamed)
    ordered = frame.sort_values(["number", "at", "n", "state"], kind="stable")
    changed = ordered[ordered["state"] != ordered.groupby("number")["state"].shift()]
    refresh(opened)
    told = opened.execute("select activity, count(*) from events where source_name = 'servicenow-audit' group by all")
    assert dict(told.fetchall()) == dict(Counter(changed["state"]))
    records = "select count(*), count(distinct case_id), count(closed_at), count(site) from ticket_records"
    assert opened.execute(f"{records} where source_name = 'servicenow-audit'").fetchone() == (
        len(frame), frame["number"].nunique(), (frame["closed_at"] != "?").sum(), (frame["location"] != "?").sum(),
    )  # fmt: skip
    first, last = opened.execute(
        "select min(happened_at), max(happened_at) from ticket_events where source_name = 'servicenow-audit'"
    ).fetchone() or (None, None)
    times = pd.to_datetime(frame["sys_updated_at"], format="%d/%m/%Y %H:%M").dt.tz_localize("UTC")
    assert (first, last) == (times.min(), times.max())


def test_volvo(opened: Store, logs: Path) -> None:
    path = logs / "bpic2013/BPI_Challenge_2013_open_problems.xes.gz"
    whole(opened, "volvo-vinst", [path])
    with gzip.open(path) as file:
        root = Tree.parse(file).getroot()
    space = root.tag.removesuffix("log")
    wanted: Counter[str] = Counter()
    for event in root.iter(f"{space}event"):
        told = {node.get("key"): node.get("value") for node in event}
        wanted[f"{told['concept:name']} {told['lifecycle:transition']}"] += 1
    renamed = {"Completed Closed": "close_ticket", "Completed Resolved": "resolve_ticket"}
    assert activities(opened, "volvo-vinst") == Counter({renamed.get(name, name): n for name, n in wanted.items()})
    cases = opened.one("select count(distinct case_id) from ticket_records where source_name = 'volvo-vinst'")
    assert cases == len(list(root.iter(f"{space}trace")))


def test_any_standard_log(opened: Store, logs: Path) -> None:
    (report,) = load(opened, "tickets", "xes", [logs / "pm4py_examples/running-example.xes"])
    assert (report.rows_read, report.rows_loaded) == (42, 42)
    assert opened.one("select count(distinct case_id) from ticket_records where source_name = 'xes'") == 6
    assert activities(opened, "xes")["register request"] == 6
