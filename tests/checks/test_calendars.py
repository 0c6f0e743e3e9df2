"""Windows, freezes, peak hours and working days: the flags of the working table against plain Python."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from svcmine.calendars import add_working_days, working_days_between
from svcmine.checks.compile import compile_requirement
from svcmine.checks.needs import Needs
from svcmine.checks.prepare import prepare
from svcmine.checks.rows import rows_with
from svcmine.errors import CalendarError, NormError
from svcmine.norms.norm import Norm
from svcmine.store import Store
from tests.checks.calendar_reference import Daily, Freeze, Place, in_freeze, in_peak, in_window

SITES = {"S1": ("north", "Asia/Shanghai"), "S2": ("south", "Europe/Berlin"), "S3": (None, None)}
DEVICES = {"D1": ("S1", "core"), "D2": ("S2", None), "D3": ("S3", "edge"), "D4": (None, "core")}
CASES = {"C1": ("S1", "north", "core", "bank"), "C2": ("S2", None, None, None)}
NEEDS = Needs(
    columns=frozenset({"opened_at"}),
    flags=frozenset({"in_window_slot", "in_window_night", "in_freeze", "in_peak"}),
    working_days=frozenset({"happened_at", "opened_at"}),
    activities=frozenset({"modify_data"}),
    asking=frozenset({"modify_data"}),
    origins=frozenset({"ticket"}),
    operations=False,
    all_events=False,
    counts_working_days=True,
)
DAYS = [(date(2026, 10, 10), None, True), (date(2026, 3, 6), "north", False)]


def _place(rng: random.Random, *, customer: bool) -> Place:
    return Place(
        rng.choice((None, None, "S1", "S2")),
        rng.choice((None, None, "north", "south")),
        rng.choice((None, None, "core", "edge")),
        rng.choice((None, "bank")) if customer else None,
    )


def _daily(rng: random.Random, *, customer: bool = False) -> Daily:
    opens, closes = time(rng.randint(0, 23), rng.choice((0, 30))), time(rng.randint(0, 23), rng.choice((0, 30)))
    first = rng.choice((None, None, date(2026, 3, 4)))
    last = rng.choice((None, None, date(2026, 3, 8)))
    return Daily(_place(rng, customer=customer), opens, closes, first, last)


def _fill(store: Store, rng: random.Random) -> tuple[list[Daily], list[Daily], list[Freeze]]:
    for site, (region, zone) in SITES.items():
        store.execute("insert into sites (site, region, timezone) values (?, ?, ?)", [site, region, zone])
    for device, (at, product) in DEVICES.items():
        store.execute("insert into devices (device_id, site, product) values (?, ?, ?)", [device, at, product])
    for case, (at, region, product, customer) in CASES.items():
        store.execute(
            "insert into cases (case_id, process, opened_at, site, region, product, customer) "
            "values (?, 'change', '2026-03-02 01:00:00+00', ?, ?, ?, ?)",
            [case, at, region, product, customer],
        )
    windows, peaks = [_daily(rng) for _ in range(4)], [_daily(rng, customer=True) for _ in range(2)]
    freezes = []
    for _ in range(2):
        starts = datetime(2026, 3, rng.randint(1, 8), rng.randint(0, 23))
        freezes.append(Freeze(_place(rng, customer=True), starts, starts + timedelta(hours=rng.randint(1, 60))))
    for w in windows:
        store.execute(
            "insert into windows (name, site, region, product, start_time, end_time, valid_from, valid_to) "
            "values ('slot', ?, ?, ?, ?, ?, ?, ?)",
            [w.place.site, w.place.region, w.place.product, w.opens, w.closes, w.first, w.last],
        )
    for p in peaks:
        store.execute(
            "insert into peaks (site, region, product, customer, start_time, end_time, valid_from, valid_to) "
            "values (?, ?, ?, ?, ?, ?, ?, ?)",
            [p.place.site, p.place.region, p.place.product, p.place.customer, p.opens, p.closes, p.first, p.last],
        )
    for f in freezes:
        store.execute(
            "insert into freezes (site, region, product, customer, starts_local, ends_local) values (?, ?, ?, ?, ?, ?)",
            [f.place.site, f.place.region, f.place.product, f.place.customer, f.starts, f.ends],
        )
    return windows, peaks, freezes


def _events(store: Store, rng: random.Random) -> dict[str, tuple[Place, ZoneInfo | None, datetime, datetime | None]]:
    found: dict[str, Any] = {}
    for number in range(300):
        name, device, case = f"e{number}", rng.choice((*DEVICES, None)), rng.choice((*CASES, None))
        at = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(minutes=30 * rng.randint(0, 480))
        ended = rng.choice((None, at + timedelta(minutes=30 * rng.randint(0, 60))))
        store.execute(
            "insert into events (event_id, activity, device_id, case_id, happened_at, ended_at, origin) "
            "values (?, 'modify_data', ?, ?, ?, ?, 'ticket')",
            [name, device, case, at, ended],
        )
        of_device, of_case = DEVICES.get(device, (None, None)), CASES.get(case, (None, None, None, None))
        site = of_device[0] or of_case[0]
        region, zone = SITES.get(site, (None, None))
        place = Place(site, region or of_case[1], of_device[1] or of_case[2], of_case[3])
        found[name] = (place, ZoneInfo(zone) if zone else None, at, ended)
    return found


@pytest.mark.parametrize("seed", range(4))
def test_flags_agree_with_plain_python(store: Store, seed: int) -> None:
    rng = random.Random(seed)
    windows, peaks, freezes = _fill(store, rng)
    events = _events(store, rng)
    prepare(store, NEEDS, None)
    night = [Daily(Place(), time(0), time(6), built_in=True)]
    rows = store.execute(
        f"select event_id, in_window_slot, in_window_night, in_peak, in_freeze from {rows_with([], NEEDS.flags)} "
        "where event_id is not null"
    ).fetchall()
    assert len(rows) == len(events)
    for name, *flags in rows:
        place, zone, at, ended = events[name]
        here = at.astimezone(zone).replace(tzinfo=None) if zone else None
        until = ended.astimezone(zone).replace(tzinfo=None) if zone and ended else None
        assert flags == [
            in_window(windows, place, here, until),
            in_window(night, place, here, until),
            in_peak(peaks, place, here, until),
            in_freeze(freezes, place, here, until),
        ], (name, place, here, until, windows, peaks, freezes)


def test_working_days_agree_with_the_calendar(store: Store) -> None:
    rng = random.Random(1)
    _fill(store, rng)
    for day, region, working in DAYS:
        store.execute("insert into calendar_days (day, region, working) values (?, ?, ?)", [day, region, working])
    events = _events(store, rng)
    prepare(store, NEEDS, None)
    rows = store.execute(
        "select event_id, region, working_day_of_happened_at - working_day_of_opened_at from "
        f"{rows_with([], ['working_day_of_happened_at', 'working_day_of_opened_at'])} where event_id is not null"
    ).fetchall()
    counted = 0
    for name, region, days in rows:
        _, zone, at, _ = events[name]
        opened = store.one("select opened_at from work where event_id = ?", [name])
        if zone is None or opened is None:
            assert days is None
            continue
        first, last = opened.astimezone(zone).date(), at.astimezone(zone).date()
        assert days == working_days_between(first, last, region, DAYS)
        counted += 1
    assert counted > 50


def test_a_limit_in_working_days_ends_with_the_day(store: Store) -> None:
    rng = random.Random(2)
    _fill(store, rng)
    events = _events(store, rng)
    prepare(store, NEEDS, None)
    store.execute(
        "create or replace temp table waiver_scopes as select '' as waiver_id, '' as norm_id, "
        "null::timestamptz as valid_from, null::timestamptz as valid_to, null::timestamptz as approved_at where false"
    )
    table = {"kind": "response", "activation": "modify_data", "target": "close_ticket", "within": "5 working days"}
    norm = Norm.model_validate(
        {
            "id": "N",
            "title": {"en": "n", "zh": "n"},
            "process": ["change"],
            "severity": "minor",
            "clauses": [],
            "require": [table],
        }
    )
    sql = compile_requirement(norm, norm.require[0], datetime(2026, 3, 1, tzinfo=UTC)).sql
    rows = store.execute(f"select event_id, due_at from ({sql})").fetchall()
    assert rows
    for name, due in rows:
        place, zone, at, ended = events[name]
        if zone is None:
            assert due is None
            continue
        last = add_working_days((ended or at).astimezone(zone).date(), 5, place.region)
        end = datetime.combine(last + timedelta(days=1), time(0), zone) - timedelta(microseconds=1)
        assert due == end


def test_a_zone_that_does_not_exist(store: Store) -> None:
    store.execute("insert into sites (site, timezone) values ('S9', 'Asia/Beijing')")
    with pytest.raises(CalendarError, match=r"site S9: there is no time zone 'Asia/Beijing'"):
        prepare(store, NEEDS, None)


def test_a_window_that_nobody_defines(store: Store) -> None:
    with pytest.raises(NormError, match=r"window 'slot'.*daytime, night"):
        prepare(store, NEEDS, None)
