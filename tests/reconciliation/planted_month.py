"""A month of a large team's exports, with planted operations that do not fit their tickets, and the truth about each.

The truth follows from how a month is planned, not from matching: within a crew each pair of device and engineer works
on one ticket in four nights, so that an operation of a pair has one ticket that it can belong to, however many windows
overlap on its device and on its engineer. What breaks a ticket is placed where only one answer is right: further out
of the window than clocks can differ, or where one ticket alone covers the device, or the engineer.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from random import Random

OFFICE = timezone(timedelta(hours=8))
FIRST_NIGHT = datetime(2024, 5, 1, 22, 0, tzinfo=OFFICE)
NIGHTS = 28
# Ticket k of a crew: engineer k // 3 on the pair of devices k % 3. Four nights hold all twelve; three at once overlap
# on an engineer, on devices, or on both.
NIGHT_PLANS = ((0, 1, 3), (2, 5, 4), (6, 7, 9), (8, 11, 10))
# Of each night the tickets that are alone on their devices, and those that are alone with their engineer.
ALONE_ON_DEVICES = ((1,), (4,), (7,), (10,))
ALONE_WITH_ENGINEER = ((3,), (2,), (9,), (8,))
SHARES = {"matched": 0.9, "outside_window": 0.025, "wrong_device": 0.025, "wrong_person": 0.025, "unticketed": 0.025}
_OPERATIONS_A_TICKET = 24

_MAPPINGS = {
    "tickets": """kind = "tickets"
source = "planned"
format = "csv"
timezone = "Asia/Shanghai"
timestamp_format = "%Y-%m-%d %H:%M:%S"
process = "change"
[columns]
ticket = "case_id"
opened = "opened_at"
start = "agreed_start"
end = "agreed_end"
devices = { to = "plan_devices", separator = ";" }
engineers = { to = "plan_persons", separator = ";" }
[[events]]
activity = "register_ticket"
time = "opened"
""",
    "operations": """kind = "operations"
source = "recorded"
format = "csv"
timezone = "UTC"
[columns]
time = "happened_at"
device = "device_id"
account = "account"
command = "command"
ticket = "ticket_id"
""",
    "devices": 'kind = "devices"\nformat = "csv"\n[columns]\ndevice = "device_id"\n',
    "aliases": 'kind = "aliases"\nformat = "csv"\n[columns]\nalias = "alias"\ndevice = "device_id"\n',
    "accounts": 'kind = "accounts"\nformat = "csv"\n[columns]\naccount = "account"\nperson = "person"\n',
}


@dataclass
class Ticket:
    """A planned piece of work; instants are true, that is by the office's clock."""

    name: str
    crew: int
    night: int
    slot: int
    start: datetime
    end: datetime

    @property
    def engineer(self) -> int:
        return self.slot // 3

    @property
    def devices(self) -> tuple[int, int]:
        return 2 * (self.slot % 3), 2 * (self.slot % 3) + 1


@dataclass
class Month:
    """`truth`: number of an operation (it stands in its command) → (match, case or None)."""

    folder: Path
    truth: dict[int, tuple[str, str | None]] = field(default_factory=dict)
    tickets: list[Ticket] = field(default_factory=list)


def planted_month(folder: Path, operations: int, seed: int, skew_s: int, tolerance_s: int) -> Month:
    """Write the exports of a month and their mappings; each device's clock is wrong by up to `skew_s` seconds.

    What is outside a window is so by more than `skew_s` and `tolerance_s` together: nearer, no clock can tell.
    """
    random, month = Random(seed), Month(folder)
    crews = max(1, operations // (NIGHTS * 3 * _OPERATIONS_A_TICKET))
    month.tickets = [
        _ticket(random, crew, night, slot)
        for crew in range(crews)
        for night in range(NIGHTS)
        for slot in NIGHT_PLANS[night % 4]
    ]
    rows = []
    kinds, weights = list(SHARES), list(SHARES.values())
    for number in range(operations):
        match = random.choices(kinds, weights)[0]
        at, device, account, named, case = _MAKERS[match](random, month, timedelta(seconds=skew_s + tolerance_s))
        month.truth[number] = match, case
        recorded = at + timedelta(seconds=_skew(device, skew_s))
        text = recorded.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        rows.append((text, _spelt(random, device), account, f"MOD TRK:ID={number};", named))
    random.shuffle(rows)
    _write(folder, "operations", ("time", "device", "account", "command", "ticket"), rows)
    _write(folder, "tickets", ("ticket", "opened", "start", "end", "devices", "engineers"), [
        (t.name, _local(t.start - timedelta(days=2)), _local(t.start), _local(t.end),
         ";".join(_device(t.crew, d) for d in t.devices), _person(t.crew, t.engineer))
        for t in month.tickets
    ])  # fmt: skip
    devices = [_device(crew, d) for crew in range(crews) for d in range(8)]
    _write(folder, "devices", ("device",), [(name,) for name in devices])
    _write(folder, "aliases", ("alias", "device"), [(f"ne-{name}.example", name) for name in devices])
    persons = [_person(crew, engineer) for crew in range(crews) for engineer in range(4)]
    owners = [(f"{kind}_{name}", name) for name in persons for kind in ("op", "tmp")]
    _write(folder, "accounts", ("account", "person"), [*owners, *((f"op_office{n}", f"office{n}") for n in range(9))])
    for kind, text in _MAPPINGS.items():
        (folder / f"{kind}.toml").write_text(text, encoding="utf-8")
    return month


Made = tuple[datetime, str, str, str, str | None]


def _matched(random: Random, month: Month, clear: timedelta) -> Made:
    ticket = random.choice(month.tickets)
    at = random.choice([ticket.start, ticket.end]) if random.random() < 0.05 else _within(random, ticket)
    named = ticket.name if random.random() < 0.3 else ""
    return at, _own_device(random, ticket), _own_account(random, ticket), named, ticket.name


def _outside_window(random: Random, month: Month, clear: timedelta) -> Made:
    ticket = random.choice(month.tickets)
    away = clear + timedelta(seconds=random.randint(1, 36_000))
    at = ticket.end + away if random.random() < 0.5 else ticket.start - away
    named = ticket.name if random.random() < 0.3 else ""
    return at, _own_device(random, ticket), _own_account(random, ticket), named, ticket.name


def _wrong_person(random: Random, month: Month, clear: timedelta) -> Made:
    named = random.random() < 0.3
    ticket = random.choice(month.tickets) if named else _alone(random, month, ALONE_ON_DEVICES)
    return _within(random, ticket), _own_device(random, ticket), _stranger(random), named * ticket.name, ticket.name


def _wrong_device(random: Random, month: Month, clear: timedelta) -> Made:
    named = random.random() < 0.3
    ticket = random.choice(month.tickets) if named else _alone(random, month, ALONE_WITH_ENGINEER)
    return (
        _within(random, ticket),
        _spare(random, ticket),
        _own_account(random, ticket),
        named * ticket.name,
        ticket.name,
    )


def _unticketed(random: Random, month: Month, clear: timedelta) -> Made:
    ticket = random.choice(month.tickets)
    # By day there is no window; two nights on, the next ticket of the same pair is more than a day away.
    day = FIRST_NIGHT + timedelta(days=ticket.night, hours=random.randint(12, 18), seconds=random.randint(0, 3599))
    named = "LOST-1" if random.random() < 0.1 else ""
    way = random.choice("spare stranger engineer pair".split())
    if way == "spare":
        return _within(random, ticket), _spare(random, ticket), _stranger(random), named, None
    if way == "stranger":
        return day, _own_device(random, ticket), _stranger(random), named, None
    if way == "engineer":
        return day, _spare(random, ticket), _own_account(random, ticket), named, None
    return day + timedelta(days=1), _own_device(random, ticket), _own_account(random, ticket), named, None


_MAKERS = {
    "matched": _matched,
    "outside_window": _outside_window,
    "wrong_person": _wrong_person,
    "wrong_device": _wrong_device,
    "unticketed": _unticketed,
}


def _ticket(random: Random, crew: int, night: int, slot: int) -> Ticket:
    start = FIRST_NIGHT + timedelta(days=night, minutes=random.randint(0, 120))
    end = start + timedelta(minutes=random.randint(150, 300))
    return Ticket(f"CHG{crew:03}{night:02}{slot:02}", crew, night, slot, start, end)


def _alone(random: Random, month: Month, slots: tuple[tuple[int, ...], ...]) -> Ticket:
    while (ticket := random.choice(month.tickets)).slot not in slots[ticket.night % 4]:
        pass
    return ticket


def _within(random: Random, ticket: Ticket) -> datetime:
    return ticket.start + timedelta(seconds=random.randint(0, int((ticket.end - ticket.start).total_seconds())))


def _own_device(random: Random, ticket: Ticket) -> str:
    return _device(ticket.crew, random.choice(ticket.devices))


def _own_account(random: Random, ticket: Ticket) -> str:
    return f"{random.choice(('op', 'tmp'))}_{_person(ticket.crew, ticket.engineer)}"


def _spare(random: Random, ticket: Ticket) -> str:
    """A device of the crew that no plan names."""
    return _device(ticket.crew, random.choice((6, 7)))


def _stranger(random: Random) -> str:
    """An account of somebody in the office, or of nobody known."""
    return f"op_office{random.randint(0, 8)}" if random.random() < 0.7 else f"guest{random.randint(0, 99)}"


def _device(crew: int, number: int) -> str:
    return f"NE{crew:03}-{number}"


def _person(crew: int, number: int) -> str:
    return f"engineer{crew:03}-{number}"


def _skew(device: str, skew_s: int) -> int:
    """How wrong a device's clock is: each of its own, some by all of the tolerance."""
    drawn = Random(device).choice((-skew_s, skew_s, None, None))
    return Random(device + "!").randint(-skew_s, skew_s) if drawn is None else drawn


def _spelt(random: Random, device: str) -> str:
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isalnum() else c for c in device)
    return random.choice((device, device, device.lower(), f"ne-{device}.example", f" {wide}"))


def _local(at: datetime) -> str:
    return at.astimezone(OFFICE).strftime("%Y-%m-%d %H:%M:%S")


def _write(folder: Path, name: str, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
