"""The matching, the blocks and the mergers in plain, slow Python, written from the contract to doubt the SQL."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

Row = dict[str, Any]
DAY, PAUSE = timedelta(days=1), timedelta(minutes=10)
ZERO = timedelta(0)


def away(case: Row, time: datetime) -> timedelta:
    """How far a time lies from a case's agreed window; zero within it, or where the ticket has none."""
    start, end = case["agreed_start"], case["agreed_end"]
    return max(start - time if start else ZERO, time - end if end else ZERO, ZERO)


def match(operation: Row, cases: list[Row], skew: timedelta) -> tuple[str, str | None]:
    """(match, case_id) of one operation."""
    device, person, time = operation["device_id"], operation["person"], operation["happened_at"]
    for case in cases:
        if case["case_id"] == operation["ticket_id"]:
            if case["plan_devices"] and device not in case["plan_devices"]:
                return "wrong_device", case["case_id"]
            if case["plan_persons"] and person not in case["plan_persons"]:
                return "wrong_person", case["case_id"]
            return ("outside_window" if away(case, time) > skew else "matched"), case["case_id"]
    found = []
    for case in cases:
        if case["agreed_start"] is None or case["agreed_end"] is None:
            continue
        named_device, named_person = device in case["plan_devices"], person in case["plan_persons"]
        if not named_device and not named_person:
            continue
        device_holds, person_holds = named_device or not case["plan_devices"], named_person or not case["plan_persons"]
        far = away(case, time)
        if device_holds and person_holds and far <= skew:
            found.append((1, far, case["case_id"], "matched"))
        elif device_holds and person_holds and far <= DAY:
            found.append((2, far, case["case_id"], "outside_window"))
        elif device_holds and far <= skew:
            found.append((3, far, case["case_id"], "wrong_person"))
        elif person_holds and far <= skew:
            found.append((4, far, case["case_id"], "wrong_device"))
    if not found:
        return "unticketed", None
    best = min(found)
    return best[3], best[2]


def blocks(operations: list[Row]) -> list[list[Row]]:
    """Runs of matched, classified operations; each operation carries `case_id` and `match`."""
    found: list[list[Row]] = []
    running: dict[tuple, list[Row]] = {}

    def place(row: Row) -> tuple:
        sequence = row["sequence"]
        return row["happened_at"], sequence is None, sequence or 0, row["operation_id"]

    for row in sorted((r for r in operations if r["activity"]), key=place):
        hand = (row["device_id"], row["account"])
        block = running.get(hand)
        alike = block and all(block[-1][key] == row[key] for key in ("case_id", "match", "activity"))
        if block and alike and row["happened_at"] - (block[-1]["ended_at"] or block[-1]["happened_at"]) <= PAUSE:
            block.append(row)
        else:
            running[hand] = block = [row]
            found.append(block)
    return found


def event_of(block: list[Row]) -> Row:
    """The event that a block becomes."""
    first, last = block[0], block[-1]
    ends = [row["ended_at"] or row["happened_at"] for row in block]
    has_end = len(block) > 1 or any(row["ended_at"] for row in block)
    text = "|".join((first["operation_id"], first["activity"], first["case_id"] or ""))
    backup = first["activity"].startswith("backup_")
    return {
        "event_id": hashlib.sha256(text.encode()).hexdigest()[:32],
        "case_id": first["case_id"],
        "activity": first["activity"],
        "happened_at": first["happened_at"],
        "ended_at": max(ends) if has_end else None,
        "until": max(ends),
        "device_id": first["device_id"],
        "account": first["account"],
        "match": first["match"],
        "operation_id": first["operation_id"],
        "operation_count": len(block),
        "backup_result": None if not backup else "failed" if last["result"] == "failed" else "ok",
    }


def mergers(events: list[Row], told: list[Row], cases: list[Row], skew: timedelta) -> dict[str, str]:
    """event_id of a block → event_id of the ticket event that merges with it."""
    plans = {case["case_id"]: sorted(set(case["plan_devices"])) for case in cases}
    wishes: dict[str, list[tuple]] = {}
    for teller in told:
        plan = plans.get(teller["case_id"], [])
        device = teller["device_id"] or (plan[0] if len(plan) == 1 else None)
        fits = [
            (abs(teller["happened_at"] - event["happened_at"]), event["happened_at"], event["event_id"])
            for event in events
            if event["case_id"] == teller["case_id"] is not None
            and device is not None
            and event["device_id"] == device
            and event["activity"] == teller["activity"]
            and event["happened_at"] - skew <= teller["happened_at"] <= event["until"] + skew
        ]
        if fits:
            nearest = min(fits)
            wishes.setdefault(nearest[2], []).append((nearest[0], teller["happened_at"], teller["event_id"]))
    return {block: min(tellers)[2] for block, tellers in wishes.items()}
