"""Operations become events: blocks, mergers with ticket events, alarms and positions, drawn."""

from __future__ import annotations

import pytest

from reconciliation.rows import accounts, at, insert, operation, ticket, ticket_event
from svcmine.reconciliation import refresh
from svcmine.store import Store

PLAN = ticket("C1", "2 00:00 > 2 04:00", "D1", "P1")

# `hh:mm:ss activity [device/account]`, one operation each | the expected blocks as `hh:mm:ss-hh:mm:ss activity count`.
BLOCKS = {
    "one command has no end": ("01:00:00 modify_data", "01:00:00 modify_data 1"),
    "a pause of ten minutes stays": (
        "01:00:00 modify_data · 01:10:00 modify_data",
        "01:00:00-01:10:00 modify_data 2",
    ),
    "a second more splits": (
        "01:00:00 modify_data · 01:10:01 modify_data",
        "01:00:00 modify_data 1 · 01:10:01 modify_data 1",
    ),
    "many short pauses make a long block": (
        "01:00:00 modify_data · 01:09:00 modify_data · 01:18:00 modify_data",
        "01:00:00-01:18:00 modify_data 3",
    ),
    "another activity ends it": (
        "01:00:00 modify_data · 01:01:00 backup_data · 01:02:00 modify_data",
        "01:00:00 modify_data 1 · 01:01:00 backup_data 1 · 01:02:00 modify_data 1",
    ),
    "an unclassified command does not": (
        "01:00:00 modify_data · 01:01:00 - · 01:02:00 modify_data",
        "01:00:00-01:02:00 modify_data 2",
    ),
    "another account's activity does not": (
        "01:00:00 modify_data · 01:01:00 backup_data D1/a2 · 01:02:00 modify_data",
        "01:00:00-01:02:00 modify_data 2 · 01:01:00 backup_data 1",
    ),
    "another device's activity does not": (
        "01:00:00 modify_data · 01:01:00 backup_data D2/a1 · 01:02:00 modify_data",
        "01:00:00-01:02:00 modify_data 2 · 01:01:00 backup_data 1",
    ),
    "another match splits": (
        "04:00:30 modify_data · 04:01:30 modify_data",
        "04:00:30 modify_data 1 · 04:01:30 modify_data 1",
    ),
}


def at_hour(text: str) -> str:
    return "2 " + text


@pytest.mark.parametrize("name", BLOCKS)
def test_blocks(store: Store, name: str) -> None:
    drawn, expected = BLOCKS[name]
    accounts(store, 1, 2)
    insert(store, "ticket_records", [PLAN])
    for number, one in enumerate(drawn.split(" · ")):
        time, activity, *hand = one.split()
        device, account = (hand[0] if hand else "D1/a1").split("/")
        row = operation(f"o{number}", at_hour(time), device, account, activity=None if activity == "-" else activity)
        insert(store, "operations", [row])
    refresh(store)
    got = store.execute(
        """
        select strftime(happened_at, '%H:%M:%S') || coalesce('-' || strftime(ended_at, '%H:%M:%S'), '')
            || ' ' || activity || ' ' || operation_count
        from events order by happened_at, activity
        """
    ).fetchall()
    assert " · ".join(text for (text,) in got) == expected
    assert store.one("select count(distinct event_id) from events") == len(got)


def test_an_operation_that_lasts_bridges_the_pause_after_it(store: Store) -> None:
    insert(
        store,
        "operations",
        [operation("o1", "2 01:00", "D1", "a1", ended_at="2 01:30"), operation("o2", "2 01:40", "D1", "a1")],
    )
    refresh(store)
    assert store.execute("select operation_count, ended_at from events").fetchall() == [(2, at("2 01:40"))]


def test_a_single_operation_keeps_its_end(store: Store) -> None:
    insert(store, "operations", [operation("o1", "2 01:00", "D1", "a1", ended_at="2 01:30")])
    refresh(store)
    assert store.one("select ended_at from events") == at("2 01:30")


def test_every_classified_operation_knows_its_event(store: Store) -> None:
    insert(
        store,
        "operations",
        [
            operation("o1", "2 01:00", "D1", "a1"),
            operation("o2", "2 01:01", "D1", "a1", activity=None),
            operation("o3", "2 01:02", "D1", "a1"),
        ],
    )
    result = refresh(store)
    event = store.one("select event_id from events")
    rows = store.execute("select operation_id, event_id from operations order by 1").fetchall()
    assert rows == [("o1", event), ("o2", None), ("o3", event)]
    assert result.unclassified == 1
    first = store.execute("select operation_id, load_id, source_row, position, case_id, match from events").fetchone()
    assert first == ("o1", "L2", 1, None, None, "unticketed")


@pytest.mark.parametrize(
    ("results", "backup_result"),
    [([None], "ok"), (["ok"], "ok"), (["failed"], "failed"), (["failed", "ok"], "ok"), (["ok", "failed"], "failed")],
)
def test_a_backup_is_ok_unless_its_last_command_failed(store: Store, results: list, backup_result: str) -> None:
    rows = [
        operation(f"o{n}", f"2 01:0{n}", "D1", "a1", activity="backup_config", result=result)
        for n, result in enumerate(results)
    ]
    insert(store, "operations", rows)
    refresh(store)
    assert store.execute("select backup_result from events").fetchall() == [(backup_result,)]


def test_other_activities_have_no_backup_result_and_failed_ones_are_events_too(store: Store) -> None:
    insert(store, "operations", [operation("o1", "2 01:00", "D1", "a1", result="failed")])
    refresh(store)
    assert store.execute("select activity, backup_result from events").fetchall() == [("modify_data", None)]


# Ticket events as `id time device` | the one that merges with the block 01:00-01:05 on D1, or none.
MERGERS = {
    "at its start": ("e1 01:00 D1", "e1"),
    "within": ("e1 01:03 D1", "e1"),
    "a minute before": ("e1 00:59 D1", "e1"),
    "more than a minute before": ("e1 00:58:59 D1", None),
    "a minute after its end": ("e1 01:06 D1", "e1"),
    "more than a minute after": ("e1 01:06:01 D1", None),
    "another device": ("e1 01:00 D2", None),
    "no device, one planned": ("e1 01:00 -", "e1"),
    "the nearest to the start of several": ("e1 01:04 D1 · e2 01:01 D1 · e3 01:02 D1", "e2"),
    "equally near: the earlier": ("e1 01:00:30 D1 · e2 00:59:30 D1", "e2"),
    "equally near and early: the least id": ("e2 01:00:30 D1 · e1 01:00:30 D1", "e1"),
}


def tell(store: Store, drawn: str, **more: object) -> None:
    for one in drawn.split(" · "):
        number, time, device = one.split()
        device_id = None if device == "-" else device
        insert(
            store,
            "ticket_events",
            [ticket_event(number, "C1", "modify_data", at_hour(time), device_id=device_id, op_type="online", **more)],
        )


@pytest.mark.parametrize("name", MERGERS)
def test_mergers(store: Store, name: str) -> None:
    drawn, merging = MERGERS[name]
    accounts(store, 1)
    insert(store, "ticket_records", [PLAN])
    insert(store, "operations", [operation("o1", "2 01:00", "D1", "a1"), operation("o2", "2 01:05", "D1", "a1")])
    tell(store, drawn, role="engineer", extra='{"note": "as planned"}', person="P7")
    result = refresh(store)
    ids = {number.split()[0] for number in drawn.split(" · ")}
    stayed = {e for (e,) in store.execute("select event_id from events where origin = 'ticket'").fetchall()}
    assert stayed == ids - {merging}
    assert result.merged == (1 if merging else 0)
    block = store.execute(
        "select origin, happened_at, ended_at, operation_count, person, role, op_type, extra->>'note', load_id, "
        "operation_id, match from events where operation_count is not null"
    ).fetchone()
    told = ("both", "engineer", "online", "as planned") if merging else ("operation", None, None, None)
    times = (at("2 01:00"), at("2 01:05"), 2, "P1")
    assert block == (told[0], *times, *told[1:], "L2", "o1", "matched")


def test_a_time_to_the_minute_stands_for_all_of_it(store: Store) -> None:
    accounts(store, 1)
    insert(store, "ticket_records", [PLAN])
    insert(store, "operations", [operation("o1", "2 01:01:59", "D1", "a1")])
    tell(store, "e1 01:00 D1")
    assert refresh(store).merged == 0
    store.execute("update ticket_events set precision_s = 60")
    assert refresh(store).merged == 1


def test_without_a_device_nothing_merges_if_the_plan_has_several(store: Store) -> None:
    accounts(store, 1)
    insert(store, "ticket_records", [ticket("C1", "2 00:00 > 2 04:00", "D1 D2", "P1")])
    insert(store, "operations", [operation("o1", "2 01:00", "D1", "a1")])
    tell(store, "e1 01:00 -")
    assert refresh(store).merged == 0


def test_one_ticket_event_merges_with_one_block_only(store: Store) -> None:
    accounts(store, 1, 2)
    insert(store, "ticket_records", [ticket("C1", "2 00:00 > 2 04:00", "D1", "P1 P2")])
    insert(store, "operations", [operation("o1", "2 01:00", "D1", "a1"), operation("o2", "2 01:00:40", "D1", "a2")])
    tell(store, "e1 01:00:30 D1")
    assert refresh(store).merged == 1
    assert store.one("select operation_id from events where origin = 'both'") == "o2"


def test_devices_go_by_the_name_in_the_inventory(store: Store) -> None:
    accounts(store, 1)
    insert(store, "ticket_records", [PLAN])
    insert(store, "devices", [{"device_id": "D1", "aliases": ["10.0.0.1"]}])
    insert(store, "operations", [operation("o1", "2 01:00", "10.0.0.1", "a1")])
    insert(store, "alarms", [{"alarm_id": "A1", "happened_at": "2 03:00", "device_id": "ｄ1", "source_row": 9}])
    tell(store, "e1 01:00 d1 · e2 02:00 d1")
    assert refresh(store).merged == 1
    assert store.execute("select distinct device_id from events").fetchall() == [("D1",)]
    assert store.one("select device_id from operations") == "10.0.0.1"


def test_alarms_become_events_without_a_case(store: Store) -> None:
    insert(
        store,
        "alarms",
        [
            {"alarm_id": "A1", "happened_at": "2 01:00", "device_id": "D1", "load_id": "L3", "source_row": 1},
            {
                "alarm_id": "A2", "happened_at": "2 02:00", "ended_at": "2 03:00", "activity": "service_interrupted",
                "interruption_approved": True,
            },
        ],
    )  # fmt: skip
    refresh(store)
    rows = store.execute(
        "select activity, happened_at, ended_at, origin, case_id, position, device_id, interruption_approved, load_id "
        "from events order by happened_at"
    ).fetchall()
    assert rows == [
        ("alarm_raised", at("2 01:00"), None, "alarm", None, None, "D1", None, "L3"),
        ("service_interrupted", at("2 02:00"), at("2 03:00"), "alarm", None, None, None, True, None),
    ]


def test_positions_follow_time_sequence_activity_and_id(store: Store) -> None:
    order = [
        ("e9", "close_ticket", "2 00:00", None),
        ("e8", "register_ticket", "2 01:00", 1),
        ("e7", "modify_data", "2 01:00", 2),
        ("e6", "assess_request", "2 01:00", None),
        ("e4", "register_ticket", "2 01:00", None),
        ("e5", "register_ticket", "2 01:00", None),
    ]
    for number, activity, time, sequence in reversed(order):
        insert(store, "ticket_events", [ticket_event(number, "C1", activity, time, sequence=sequence)])
    refresh(store)
    rows = store.execute("select event_id, position from events").fetchall()
    assert rows == [(number, place) for place, (number, *_) in enumerate(order, 1)]
