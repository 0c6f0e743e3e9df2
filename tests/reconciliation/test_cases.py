"""Cases: what wins where records disagree, when a case opened and when it counts as closed, drawn."""

from __future__ import annotations

import json

import pytest

from reconciliation.rows import accounts, at, insert, operation, ticket, ticket_event
from svcmine.errors import MappingError
from svcmine.reconciliation import refresh
from svcmine.store import Store

# Team and source time of each record | the team of the case, attributes in conflict.
WINNERS = {
    "one record": ([("north", "2 00:00")], "north", 0),
    "the later one": ([("north", "2 00:00"), ("east", "3 00:00")], "east", 1),
    "loaded in the other order": ([("east", "3 00:00"), ("north", "2 00:00")], "east", 1),
    "equally late: the greater": ([("north", "2 00:00"), ("east", "2 00:00")], "north", 1),
    "a missing value never wins": ([("north", "2 00:00"), (None, "3 00:00")], "north", 0),
    "without a source time: last": ([("north", None), ("east", "2 00:00")], "east", 1),
    "agreement is no conflict": ([("north", "2 00:00"), ("north", "3 00:00")], "north", 0),
    "nothing known": ([(None, "2 00:00")], None, 0),
}


@pytest.mark.parametrize("name", WINNERS)
def test_the_latest_source_time_wins(store: Store, name: str) -> None:
    records, team, conflicts = WINNERS[name]
    insert(store, "ticket_records", [ticket("C1", team=value, source_time=time) for value, time in records])
    result = refresh(store)
    assert store.execute("select team, conflicts from cases").fetchall() == [(team, conflicts)]
    assert (result.cases, result.conflicts) == (1, conflicts)


def test_each_attribute_is_judged_alone_and_lists_as_a_whole(store: Store) -> None:
    insert(
        store,
        "ticket_records",
        [
            ticket("C1", "2 00:00 > 2 04:00", "D1 D2", "P1", source_time="2 00:00", op_scale=9),
            ticket("C1", "", "D3", "", source_time="3 00:00", op_scale=10),
        ],
    )
    refresh(store)
    row = store.execute("select agreed_start, plan_devices, plan_persons, op_scale, conflicts from cases").fetchone()
    assert row == (at("2 00:00"), ["D3"], ["P1"], 10, 2)


def test_unmapped_columns_are_merged_by_the_same_rule(store: Store) -> None:
    insert(
        store,
        "ticket_records",
        [
            ticket("C1", source_time="2 00:00", extra='{"z": 1, "备注": "a \\"b\\"", "gone": "kept"}'),
            ticket("C1", source_time="3 00:00", extra='{"z": {"y": [1, null]}, "gone": null, "a": ""}'),
            ticket("C2", extra="{}"),
            ticket("C3"),
        ],
    )
    refresh(store)
    texts = dict(store.execute("select case_id, extra from cases").fetchall())
    assert json.loads(texts["C1"]) == {"a": "", "gone": "kept", "z": {"y": [1, None]}, "备注": 'a "b"'}
    assert list(json.loads(texts["C1"])) == ["a", "gone", "z", "备注"]
    assert texts["C2"] is None
    assert texts["C3"] is None


def test_cases_known_only_from_events_exist_and_open_with_the_first(store: Store) -> None:
    insert(
        store,
        "ticket_events",
        [ticket_event("e1", "C9", "modify_data", "3 00:00"), ticket_event("e2", "C9", "modify_data", "2 00:00")],
    )
    refresh(store)
    assert store.execute("select case_id, opened_at, closed_at, conflicts from cases").fetchall() == [
        ("C9", at("2 00:00"), None, 0)
    ]


def test_a_recorded_opening_beats_the_first_event(store: Store) -> None:
    insert(store, "ticket_records", [ticket("C1", opened_at="2 12:00"), ticket("C2")])
    insert(store, "ticket_events", [ticket_event("e1", "C1", "modify_data", "2 00:00")])
    refresh(store)
    assert store.execute("select case_id, opened_at from cases order by 1").fetchall() == [
        ("C1", at("2 12:00")),
        ("C2", None),
    ]


def test_an_operation_may_be_the_first_event(store: Store) -> None:
    accounts(store, 1)
    insert(store, "ticket_records", [ticket("C1", "2 00:00 > 2 04:00", "D1", "P1")])
    insert(store, "operations", [operation("o1", "2 01:00", "D1", "a1")])
    refresh(store)
    assert store.one("select opened_at from cases") == at("2 01:00")


ACTIVITIES = {"activities": ["incident_resolved"]}
# sources.closed, closed_at of the record, events as `activity day hour` | closed_at.
CLOSINGS = {
    "still open": (None, None, "modify_data 2 01:00", None),
    "as recorded": (None, "5 00:00", "close_ticket 3 00:00", "5 00:00"),
    "by the default activities": (None, None, "close_ticket 3 00:00 · sign_memo 4 00:00", "3 00:00"),
    "by the last of several": (None, None, "close_ticket 3 00:00 · close_ticket 4 00:00", "4 00:00"),
    "reopened is open": (None, None, "close_ticket 3 00:00 · reopen_ticket 4 00:00", None),
    "closed again": (None, None, "close_ticket 3 00:00 · reopen_ticket 4 00:00 · close_ticket 5 00:00", "5 00:00"),
    "by declared activities": (ACTIVITIES, None, "incident_resolved 3 00:00", "3 00:00"),
    "by no others": (ACTIVITIES, None, "close_ticket 3 00:00", None),
    "idle long enough": ({"idle": "2 days"}, None, "modify_data 2 00:00 · modify_data 3 00:00", "5 00:00"),
    "idle to the very end": ({"idle": "7 days"}, None, "modify_data 3 00:00", "10 00:00"),
    "not idle long enough": ({"idle": "8 days"}, None, "modify_data 3 00:00", None),
    "idle, or closed before": (
        {"activities": ["close_ticket"], "idle": "2 days"},
        None,
        "close_ticket 3 00:00",
        "3 00:00",
    ),
    "all: with the last event": ("all", None, "modify_data 2 00:00 · modify_data 3 00:00", "3 00:00"),
    "all: after a closing too": ("all", None, "close_ticket 2 00:00 · sign_memo 3 00:00", "3 00:00"),
}


@pytest.mark.parametrize("name", CLOSINGS)
def test_closed_at(store: Store, name: str) -> None:
    declared, recorded, drawn, closed = CLOSINGS[name]
    insert(store, "sources", [{"source_name": "tickets", "closed": json.dumps(declared) if declared else None}])
    insert(store, "ticket_records", [ticket("C1", closed_at=recorded)])
    events = [one.split(" ", 1) for one in drawn.split(" · ")]
    insert(
        store,
        "ticket_events",
        [ticket_event(f"e{n}", "C1", activity, time) for n, (activity, time) in enumerate(events)]
        # Another case shows how far the source reaches.
        + [ticket_event("e99", "C2", "modify_data", "10 00:00")],
    )
    refresh(store)
    assert store.one("select closed_at from cases where case_id = 'C1'") == (at(closed) if closed else None)


def test_a_declared_end_of_the_source_decides_how_long_a_case_was_idle(store: Store) -> None:
    insert(
        store,
        "sources",
        [{"source_name": "tickets", "closed": '{"idle": "1 week"}', "valid_to": "20 00:00"}],
    )
    insert(store, "ticket_events", [ticket_event("e1", "C1", "modify_data", "3 00:00")])
    refresh(store)
    assert store.one("select closed_at from cases") == at("10 00:00")


def test_a_case_follows_the_rules_of_all_sources_that_speak_of_it(store: Store) -> None:
    insert(store, "sources", [{"source_name": "details", "closed": json.dumps(ACTIVITIES)}])
    insert(store, "ticket_records", [ticket("C1", source_name="details")])
    insert(store, "ticket_events", [ticket_event("e1", "C1", "incident_resolved", "3 00:00", source_name="log")])
    refresh(store)
    assert store.one("select closed_at from cases") == at("3 00:00")


@pytest.mark.parametrize("closed", ['{"when": "later"}', '"some"', '{"idle": "a while"}'])
def test_a_declaration_that_says_nothing_known_is_refused_and_changes_nothing(store: Store, closed: str) -> None:
    insert(store, "ticket_records", [ticket("C1", team="north")])
    refresh(store)
    insert(store, "sources", [{"source_name": "tickets", "closed": closed}])
    insert(store, "ticket_records", [ticket("C2")])
    with pytest.raises(MappingError, match="tickets"):
        refresh(store)
    assert store.execute("select case_id from cases").fetchall() == [("C1",)]
