"""Windows, peaks and freezes of sites whose clocks are put forward and back, over midnight, by product and customer."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from svcmine.checks.needs import Needs
from svcmine.checks.prepare import prepare
from svcmine.checks.rows import rows_with
from svcmine.store import Store
from tests.checks.calendar_reference import Daily, Freeze, Place, in_freeze, in_peak, in_window

NEEDS = Needs(
    columns=frozenset(),
    flags=frozenset({"in_window_slot", "in_freeze", "in_peak"}),
    working_days=frozenset(),
    activities=frozenset({"modify_data"}),
    asking=frozenset({"modify_data"}),
    origins=frozenset(),
    operations=False,
    all_events=False,
    counts_working_days=False,
)
# Where clocks are put forward and back in 2026: by an hour, by half an hour, at half an hour's distance from others.
CHANGES = [
    ("Europe/Berlin", datetime(2026, 3, 29, 1)),
    ("Europe/Berlin", datetime(2026, 10, 25, 1)),
    ("America/New_York", datetime(2026, 3, 8, 7)),
    ("America/New_York", datetime(2026, 11, 1, 6)),
    ("America/St_Johns", datetime(2026, 3, 8, 5, 30)),
    ("America/St_Johns", datetime(2026, 11, 1, 4, 30)),
    ("Australia/Lord_Howe", datetime(2026, 4, 4, 15)),
    ("Australia/Lord_Howe", datetime(2026, 10, 3, 15, 30)),
]
WINDOWS = [
    (time(0), time(2, 30)),
    (time(2, 15), time(2, 45)),
    (time(22), time(3)),
    (time(2), time(6)),
    (time(1), time(1)),
]


def put(store: Store, at: datetime, ended: datetime | None = None, name: str = "e", case: str | None = None) -> None:
    store.execute(
        "insert into events (event_id, activity, device_id, case_id, happened_at, ended_at, origin) "
        "values (?, 'modify_data', 'D', ?, ?, ?, 'ticket')",
        [name, case, at.replace(tzinfo=UTC), ended.replace(tzinfo=UTC) if ended else None],
    )


def site(store: Store, zone: str, product: str | None = None) -> None:
    store.execute("insert into sites (site, region, timezone) values ('S', 'north', ?)", [zone])
    store.execute("insert into devices (device_id, site, product) values ('D', 'S', ?)", [product])


def window(store: Store, opens: time, closes: time, product: str | None = None) -> None:
    store.execute(
        "insert into windows (name, product, start_time, end_time) values ('slot', ?, ?, ?)", [product, opens, closes]
    )


def flags(store: Store) -> dict[str, tuple[bool | None, ...]]:
    prepare(store, NEEDS, None)
    rows = store.execute(
        f"select event_id, in_window_slot, in_peak, in_freeze from {rows_with([], NEEDS.flags)} "
        "where event_id is not null"
    ).fetchall()
    return {name: tuple(said) for name, *said in rows}


def test_the_zones_do_change_their_clocks() -> None:
    """What is tried below must be what it says: a zone without a change would try nothing."""
    for name, change in CHANGES:
        zone = ZoneInfo(name)
        before, after = ((change + timedelta(seconds=s)).replace(tzinfo=UTC).astimezone(zone) for s in (-1, 0))
        assert before.utcoffset() != after.utcoffset(), (name, change)
    shanghai = ZoneInfo("Asia/Shanghai")
    assert len({datetime(2026, month, 1, tzinfo=shanghai).utcoffset() for month in range(1, 13)}) == 1


@pytest.mark.parametrize(("opens", "closes"), WINDOWS)
@pytest.mark.parametrize(("zone", "change"), [*CHANGES, ("Asia/Shanghai", datetime(2026, 3, 28, 18))])
def test_the_site_s_clock_decides_when_it_is_changed(
    store: Store, zone: str, change: datetime, opens: time, closes: time
) -> None:
    """Every quarter of an hour around the change, with and without an end, by the clock on the site's wall."""
    site(store, zone)
    window(store, opens, closes)
    store.execute("insert into peaks (start_time, end_time) values (?, ?)", [opens, closes])
    local = change.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date()
    freeze = Freeze(Place(), datetime.combine(local, opens), datetime.combine(local, opens) + timedelta(hours=5))
    store.execute("insert into freezes (starts_local, ends_local) values (?, ?)", [freeze.starts, freeze.ends])
    spans = {}
    for quarter in range(-20, 21):
        at = change + timedelta(minutes=15 * quarter)
        for lasts in (None, 30, 75, 180):
            name = f"{quarter} {lasts}"
            spans[name] = (at, at + timedelta(minutes=lasts) if lasts else None)
            put(store, *spans[name], name=name)
    rule, place = Daily(Place(), opens, closes), Place("S", "north")
    said = flags(store)
    for name, (at, ended) in spans.items():
        here, until = (
            moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) if moment else None
            for moment in (at, ended)
        )
        wanted = (
            in_window([rule], place, here, until),
            in_peak([rule], place, here, until),
            in_freeze([freeze], place, here, until),
        )
        assert said[name] == wanted, (name, here, until)
    assert {inside for inside, _, _ in said.values()} == {True, False} or opens == time(2, 15)


@pytest.mark.parametrize(
    ("zone", "at", "inside"),
    [
        # 01:59 and 03:00 are a minute apart; half past two is never.
        ("Europe/Berlin", "2026-03-29 00:59", True),
        ("Europe/Berlin", "2026-03-29 01:00", False),
        # Half past two comes twice, and two o'clock too.
        ("Europe/Berlin", "2026-10-25 00:00", True),
        ("Europe/Berlin", "2026-10-25 00:30", False),
        ("Europe/Berlin", "2026-10-25 01:00", True),
        ("Europe/Berlin", "2026-10-25 01:30", False),
        # Half an hour is skipped, and half an hour comes twice.
        ("Australia/Lord_Howe", "2026-10-03 15:29", True),
        ("Australia/Lord_Howe", "2026-10-03 15:30", False),
        ("Australia/Lord_Howe", "2026-04-04 14:45", True),
        ("Australia/Lord_Howe", "2026-04-04 15:15", True),
        ("Australia/Lord_Howe", "2026-04-04 15:30", True),
        ("Australia/Lord_Howe", "2026-04-04 16:00", False),
        ("Asia/Shanghai", "2026-03-28 18:29", True),
        ("Asia/Shanghai", "2026-03-28 18:30", False),
    ],
)
def test_from_midnight_to_half_past_two(store: Store, zone: str, at: str, inside: bool) -> None:
    site(store, zone)
    window(store, time(0), time(2, 30))
    put(store, datetime.fromisoformat(at))
    assert flags(store)["e"][0] is inside


@pytest.mark.parametrize(
    ("begins", "ends", "inside"),
    [
        ("14:00", "22:00", True),  # 22:00 to 06:00, all of it
        ("13:59", "15:00", False),  # begins a minute early
        ("21:59", "22:00", True),  # the last minute, after midnight
        ("15:00", "22:01", False),  # goes on a minute too long
        ("22:00", "22:00", False),  # begins when it closes
        ("15:00", "+14:30", False),  # ends in the next night's window, not in the same
    ],
)
def test_over_midnight_beginning_and_end_are_in_the_same_window(
    store: Store, begins: str, ends: str, inside: bool
) -> None:
    """A night from 22:00 to 06:00 in Shanghai, which is 14:00 to 22:00 UTC."""
    site(store, "Asia/Shanghai")
    window(store, time(22), time(6))
    next_day = ends.startswith("+")
    start = datetime.fromisoformat(f"2026-03-10 {begins}")
    put(store, start, datetime.fromisoformat(f"2026-03-{11 if next_day else 10} {ends.removeprefix('+')}"))
    assert flags(store)["e"][0] is inside


def test_a_product_has_a_window_of_its_own(store: Store) -> None:
    site(store, "Asia/Shanghai", product="core")
    window(store, time(0), time(6))
    window(store, time(2), time(4), product="core")
    put(store, datetime(2026, 3, 9, 17), name="01:00")
    put(store, datetime(2026, 3, 9, 19), name="03:00")
    assert {name: said[0] for name, said in flags(store).items()} == {"01:00": False, "03:00": True}


def test_each_customer_has_peaks_of_its_own(store: Store) -> None:
    site(store, "Asia/Shanghai")
    for case, customer in (("C1", "bank"), ("C2", "rail"), ("C3", None)):
        store.execute("insert into cases (case_id, process, customer) values (?, 'change', ?)", [case, customer])
        put(store, datetime(2026, 3, 10, 2), name=case, case=case)
    window(store, time(0), time(6))
    store.execute("insert into peaks (customer, start_time, end_time) values ('bank', '09:00', '11:00')")
    assert {name: said[1] for name, said in flags(store).items()} == {"C1": True, "C2": False, "C3": None}


@pytest.mark.parametrize(
    ("begins", "ends", "frozen"),
    [
        (datetime(2026, 2, 14, 23), None, False),
        (datetime(2026, 2, 14, 23), datetime(2026, 2, 15, 0), True),  # its end lies in the freeze
        (datetime(2026, 2, 15, 0), None, True),
        (datetime(2026, 2, 20, 23, 59), None, True),
        (datetime(2026, 2, 21, 0), None, False),  # the first minute after it
        (datetime(2026, 2, 14, 23), datetime(2026, 2, 22), True),  # the freeze lies within
    ],
)
def test_a_freeze_is_judged_at_beginning_and_end(
    store: Store, begins: datetime, ends: datetime | None, frozen: bool
) -> None:
    site(store, "UTC")
    store.execute("insert into freezes (starts_local, ends_local) values ('2026-02-15', '2026-02-21')")
    window(store, time(0), time(6))
    put(store, begins, ends)
    assert flags(store)["e"][2] is frozen
