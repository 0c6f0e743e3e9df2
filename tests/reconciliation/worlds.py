"""Small random worlds, dense enough that windows overlap, blocks split and ticket events compete."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

from reconciliation.rows import at, operation, ticket_event

World = dict[str, list[dict[str, Any]]]


def world(seed: int) -> World:
    """Base-table rows from a seed: a few tickets, persons and devices, up to ninety operations in two days."""
    random = Random(seed)
    cases = [_ticket(random, f"C{n}") for n in range(random.randint(1, 5))]
    hands = [(f"D{random.randint(1, 3)}", f"a{random.randint(1, 3)}") for _ in range(3)]
    named = random.choice([[None], ["C0"], [None, None, None, "C0", "C1", "C99"]])
    operations, clock = [], at("2 00:00") + timedelta(minutes=random.randint(-900, 900))
    for n in range(random.choice([1, 40, 90])):
        clock += timedelta(seconds=random.choice([0, 20, 20, 300, 599, 600, 601, 5000]))
        device, account = random.choice([*hands, (None, "a1"), ("D1", None)] if random.random() < 0.2 else hands[:2])
        operations.append(
            operation(
                f"o{n:02}",
                clock,
                device,
                account,
                activity=random.choice(["modify_data"] * 7 + ["backup_data", None]),
                ended_at=clock + timedelta(seconds=random.choice([0, 60, 700])) if random.random() < 0.3 else None,
                sequence=random.choice([None, 1, 2]),
                result=random.choice([None, "ok", "failed"]),
                ticket_id=random.choice(named),
            )
        )
    told = [
        ticket_event(
            f"e{n:02}",
            random.choice(cases)["case_id"],
            random.choice(["modify_data", "modify_data", "backup_data", "close_ticket", "reopen_ticket"]),
            random.choice(operations)["happened_at"] + timedelta(seconds=random.choice([-61, -60, 0, 60, 61, 600])),
            device_id=random.choice(["D1", "D2", None]),
            op_type=random.choice(["a", None]),
        )
        for n in range(random.randint(0, 30))
    ]
    return {
        "ticket_records": cases + [_again(random, case) for case in cases if random.random() < 0.5],
        "ticket_events": told,
        "operations": operations,
        "alarms": [
            {"alarm_id": f"A{n}", "happened_at": clock, "device_id": "D1", "activity": None, "source_name": "alarms"}
            for n in range(random.randint(0, 2))
        ],
        "accounts": [{"account": f"a{n}", "person": f"P{n}"} for n in (1, 2)],
        "devices": [{"device_id": f"D{n}", "aliases": None} for n in (1, 2)],
    }


def _ticket(random: Random, case: str) -> dict[str, Any]:
    start: datetime | None = at("2 00:00") + timedelta(minutes=random.randint(-1500, 1500))
    end = start + timedelta(minutes=random.choice([60, 240, 1440, 90000])) if start else None
    if random.random() < 0.15:
        start = None
    if random.random() < 0.1:
        end = None
    return {
        "record_id": case,
        "case_id": case,
        "source_name": "tickets",
        "source_time": at("1 00:00"),
        "agreed_start": start,
        "agreed_end": end,
        "plan_devices": random.choice([["D1"], ["D1", "D2"], ["D3"], [], None]),
        "plan_persons": random.choice([["P1"], ["P2"], ["P1", "P2"], [], None]),
        "team": random.choice(["north", "south", None]),
        "extra": random.choice(['{"note": "x", "z": 1}', None]),
    }


def _again(random: Random, case: dict[str, Any]) -> dict[str, Any]:
    """A later or equally old export of the same ticket."""
    return case | {
        "record_id": case["case_id"] + "-again",
        "source_time": random.choice([at("1 00:00"), at("3 00:00"), None]),
        "team": random.choice(["east", None]),
        "extra": random.choice(['{"note": "y", "a": [1, 2]}', '{"z": null}', None]),
    }
