"""What the working table says of rows: which sources cover them, what is joined to them, however it is made."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from svcmine.checks import prepare as preparing
from svcmine.checks.needs import Needs
from svcmine.checks.prepare import prepare
from svcmine.checks.rows import rows_with
from svcmine.store import Store

START = datetime(2026, 3, 2, tzinfo=UTC)
ACTIVITIES = ("modify_data", "backup_config", "sign_memo")
NEEDS = Needs(
    columns=frozenset({"backup_result", "role", "priority", "unmanned", "has_charging", "emergency_restoration"}),
    flags=frozenset(),
    working_days=frozenset(),
    activities=frozenset(ACTIVITIES),
    asking=frozenset(),
    origins=frozenset({"ticket", "operation"}),
    operations=False,
    all_events=False,
    counts_working_days=False,
)


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def fill(store: Store, rng: random.Random) -> None:
    """Devices with and without a site, cases with and without one, and ranges of coverage of all four sorts."""
    for site in ("s1", "s2"):
        store.execute("insert into sites (site, timezone, unmanned) values (?, 'UTC', ?)", [site, site == "s1"])
    for device, site in (("d1", "s1"), ("d2", "s2"), ("d3", None)):
        store.execute(
            "insert into devices (device_id, site, has_charging) values (?, ?, ?)", [device, site, device == "d2"]
        )
    for number, site in enumerate(("s1", "s2", None)):
        store.execute(
            "insert into cases (case_id, process, site, priority, opened_at) values (?, 'change', ?, ?, ?)",
            [f"c{number}", site, str(number), at(rng.randint(0, 20))],
        )
    for number in range(120):
        store.execute(
            "insert into events (event_id, activity, device_id, case_id, happened_at, origin, backup_result, role) "
            "values (?, ?, ?, ?, ?, 'ticket', ?, ?)",
            [
                f"e{number}",
                rng.choice(ACTIVITIES),
                rng.choice(("d1", "d2", "d3", None)),
                rng.choice(("c0", "c1", "c2", None)),
                at(rng.randint(0, 20)),
                rng.choice(("ok", None)),
                rng.choice(("expert", None)),
            ],
        )
    for origin in ("ticket", "ticket", "operation"):
        for _ in range(rng.randint(1, 6)):
            begins = rng.randint(0, 16)
            store.execute(
                "insert into coverage (origin, device_id, site, valid_from, valid_to) values (?, ?, ?, ?, ?)",
                [
                    origin,
                    rng.choice(("d1", "d3", None)),
                    rng.choice(("s1", "s2", None)),
                    at(begins),
                    at(begins + rng.choice((0, 1, 3, 6))),
                ],
            )


@pytest.mark.parametrize("seed", range(6))
def test_coverage_agrees_with_plain_python(store: Store, seed: int) -> None:
    fill(store, random.Random(seed))
    prepare(store, NEEDS, None)
    ranges = store.execute("select origin, device_id, site, valid_from, valid_to from coverage").fetchall()
    rows = store.execute(
        "select moment, device_id, site, covered_ticket, shown_ticket, covered_operation, shown_operation from work"
    ).fetchall()
    assert len(rows) == 123
    for moment, device, site, *said in rows:
        expected: list[object] = []
        for origin in ("ticket", "operation"):
            of_place = [
                (begins, ends)
                for told, of_device, of_site, begins, ends in ranges
                if told == origin and of_device in (None, device) and of_site in (None, site)
            ]
            expected.append(any(begins <= moment <= ends for begins, ends in of_place))
            expected.append(min((begins for begins, _ in of_place), default=None))
        assert said == expected, (moment, device, site, ranges)


def _rows(store: Store) -> Iterator[tuple[object, ...]]:
    prepare(store, NEEDS, None)
    yield from store.execute(f"select * from {rows_with(NEEDS.columns)} order by all").fetchall()


def test_the_parts_in_which_it_is_made_do_not_show(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(store, random.Random(1))
    store.execute("insert into events (event_id, case_id, happened_at, origin) values ('e', 'c0', ?, 'both')", [at(1)])
    whole = list(_rows(store))
    monkeypatch.setattr(preparing, "_SORTED_AT_ONCE", 50)
    assert list(_rows(store)) == whole


def test_attributes_are_those_of_the_event_and_its_places(store: Store) -> None:
    fill(store, random.Random(2))
    prepare(store, NEEDS, None)
    names = "backup_result, role, priority, unmanned, has_charging, emergency_restoration"
    said = store.execute(f"select event_id, case_id, {names} from {rows_with(NEEDS.columns)} order by all").fetchall()
    wanted = store.execute(
        "select events.event_id, events.case_id, events.backup_result, events.role, cases.priority, sites.unmanned, "
        "devices.has_charging, case when events.case_id is null then false end as emergency_restoration from events "
        "left join cases using (case_id) left join devices using (device_id) "
        "left join sites on coalesce(devices.site, cases.site) = sites.site "
        "union all select null, case_id, null, null, priority, sites.unmanned, null, null "
        "from cases left join sites using (site) order by all"
    ).fetchall()
    assert said == wanted
