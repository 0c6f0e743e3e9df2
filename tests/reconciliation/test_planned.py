"""Tickets whose planned operation never shows, commands without a step in the plan, and names from tables, drawn."""

from __future__ import annotations

from reconciliation.rows import accounts, insert, operation, ticket, ticket_event
from svcmine.reconciliation import refresh
from svcmine.store import Store

WINDOW = "2 00:00 > 2 04:00"


def coverage(first: str, last: str, device: str | None = None, site: str | None = None) -> dict[str, object]:
    return {
        "source_name": "operations",
        "origin": "operation",
        "device_id": device,
        "site": site,
        "valid_from": first,
        "valid_to": last,
    }


# Case, device | status, what the reason must say
PLANNED = {
    ("SHOWN", "D1"): ("shown", "show 2 operations of this ticket"),
    ("HALF", "D1"): ("shown", "show 1 operation"),
    ("HALF", "D2"): ("never_shown", "covers the whole window and shows no operation"),
    ("TOLD", "D2"): ("never_shown", "the ticket itself tells of 1 event"),
    ("AT-SITE", "D3"): ("never_shown", "covers the whole window"),
    ("OTHER-SITE", "D4"): ("no_evidence", "no log covers this device"),
    ("LOG-BEGINS-LATE", "D5"): ("no_evidence", "no log covers this device"),
    ("LATER", "D1"): ("pending", "the log ends before the window does"),
    ("LOG-STOPPED", "D6"): ("no_evidence", "no log covers this device"),
    ("NO-WINDOW", "D1"): ("no_window", "no agreed window"),
}


def test_planned_operations(store: Store) -> None:
    insert(
        store,
        "ticket_records",
        [
            ticket("SHOWN", WINDOW, "d1", "P1"),
            ticket("HALF", "3 00:00 > 3 04:00", "D1 D2", "P1"),
            ticket("TOLD", WINDOW, "D2", "P1"),
            ticket("AT-SITE", WINDOW, "D3", "P1"),
            ticket("OTHER-SITE", WINDOW, "D4", "P1"),
            ticket("LOG-BEGINS-LATE", WINDOW, "D5", "P1"),
            ticket("LATER", "9 23:00 > 10 04:00", "D1", "P1"),
            ticket("LOG-STOPPED", "9 23:00 > 10 04:00", "D6", "P1"),
            ticket("NO-WINDOW", "", "D1", "P1"),
        ],
    )
    insert(store, "devices", [{"device_id": f"D{n}", "site": f"S{n}"} for n in range(1, 7)])
    insert(
        store,
        "coverage",
        [
            coverage("1 00:00", "10 00:00", "D1"),
            coverage("1 00:00", "10 00:00", "d2"),
            coverage("1 00:00", "10 00:00", site="S3"),
            coverage("2 00:00:01", "10 00:00", "D5"),
            coverage("1 00:00", "9 00:00", "D6"),
            # A ticket source covers nothing that devices do.
            coverage("1 00:00", "10 00:00") | {"origin": "ticket"},
        ],
    )
    accounts(store, 1)
    insert(
        store,
        "operations",
        [
            operation("o1", "2 01:00", "D1", "a1", ticket_id="SHOWN"),
            operation("o2", "2 01:01", "D1", "a1", ticket_id="SHOWN"),
            operation("o3", "3 01:00", "D1", "a1", ticket_id="HALF"),
        ],
    )
    insert(store, "ticket_events", [ticket_event("e1", "TOLD", "modify_data", "2 02:00", device_id="D2")])
    result = refresh(store)
    rows = store.execute("select case_id, device_id, status, reason from planned_operations order by 1, 2").fetchall()
    got = {(case, device): (status, reason) for case, device, status, reason in rows}
    assert set(got) == set(PLANNED)
    for key, (status, words) in PLANNED.items():
        assert got[key][0] == status, (key, got[key])
        assert words in got[key][1]
    shown = store.execute(
        "select case_id, devices_planned, devices_never_shown, devices from unshown_tickets order by 1"
    )
    assert shown.fetchall() == [("AT-SITE", 1, 1, "D3"), ("HALF", 2, 1, "D2"), ("TOLD", 1, 1, "D2")]
    assert (result.unshown, result.unshown_devices) == (3, 3)


STEPS = ["1. ADD TRK:", "2) ｍｏｄ ofc", "步骤3：软件升级", "4", "restart_device"]
# Command, activity | whether the plan has a step for it (None: not asked)
COMMANDS = {
    ("add trk:id=31,ofc=12;", "modify_data"): "in_plan",
    ("ADD  TRK: ID=31", None): "in_plan",
    ("MOD OFC:ON=2;", "modify_data"): "in_plan",
    ("MOD OFC", "modify_data"): "in_plan",
    ("MOD OFCGRP:ID=2;", "modify_data"): "out_of_plan",
    ("RMV TRK:ID=31;", "modify_data"): "out_of_plan",
    ("startup system-software v2.cc", "upgrade_software"): "in_plan",
    ("reset slot 3", "restart_device"): "in_plan",
    ("frobnicate", None): "out_of_plan",
    ("LST TRK:;", "query_device"): None,
    ("LGI: OP=x;", "login_device"): None,
    ("BKP DB:;", "backup_data"): None,
}


def test_commands_are_compared_with_the_steps_of_the_plan(store: Store) -> None:
    insert(
        store,
        "ticket_records",
        [
            ticket("C1", WINDOW, "D1", "P1", plan_steps=STEPS),
            ticket("C2", WINDOW, "D2", "P1", plan_steps=["1", "2", "３"]),
            ticket("C3", WINDOW, "D3", "P1"),
        ],
    )
    accounts(store, 1)
    for n, (command, activity) in enumerate(COMMANDS):
        insert(store, "operations", [operation(f"o{n:02}", "2 01:00", "D1", "a1", command=command, activity=activity)])
    for n, device in enumerate(("D2", "D3", "D9")):
        insert(store, "operations", [operation(f"x{n}", "2 01:00", device, "a1", command="RMV TRK:;")])
    result = refresh(store)
    got = store.execute("select plan_scope from operations order by operation_id").fetchall()
    # Numbers alone, no steps at all: nothing can be compared. D9 is in no plan; its ticket is C1 all the same.
    assert [scope for (scope,) in got] == [*COMMANDS.values(), None, None, "out_of_plan"]
    listed = store.execute("select command from out_of_plan_commands order by operation_id").fetchall()
    assert [command for (command,) in listed] == ["MOD OFCGRP:ID=2;", "RMV TRK:ID=31;", "frobnicate", "RMV TRK:;"]
    assert result.out_of_plan == 4


def test_names_of_devices_from_a_table_of_aliases(store: Store) -> None:
    insert(store, "ticket_records", [ticket("C1", WINDOW, "core-1", "P1")])
    insert(store, "devices", [{"device_id": "D1", "aliases": ["10.0.0.1"]}, {"device_id": "D2"}])
    insert(store, "aliases", [{"alias": "CORE-1", "device_id": "d1"}, {"alias": "edge", "device_id": "D2"}])
    accounts(store, 1)
    names = ["D1", "10.0.0.1", "Core-1", "ｃｏｒｅ-1 ", "edge"]
    insert(store, "operations", [operation(f"o{n}", "2 01:00", name, "a1") for n, name in enumerate(names)])
    refresh(store)
    got = store.execute("select match from operations order by operation_id").fetchall()
    assert [match for (match,) in got] == ["matched"] * 4 + ["wrong_device"]
    assert store.execute("select distinct device_id from events order by 1").fetchall() == [("D1",), ("D2",)]
