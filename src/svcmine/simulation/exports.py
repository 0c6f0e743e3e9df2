"""Writes what the ticket system, the bastion host and the devices would hand out, month by month."""

from __future__ import annotations

import csv
import gzip
import io
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from svcmine.simulation.almanac import FIRST, LAST
from svcmine.simulation.layout import CASE_HEADERS, OFFICE, OPERATION_HEADERS, STEP_HEADERS, cell
from svcmine.simulation.organisation import Device
from svcmine.simulation.plan import CasePlan, Command, Step
from svcmine.simulation.world import World

# An export is drawn on the third of the next month, so that its last days stand in the next one too.
OVERLAP = timedelta(days=2)


def write_exports(world: World, rng: random.Random, out: Path) -> None:
    """Write tickets, steps, bastion records and device logs below `out`."""
    _monthly(out / "tickets", "cases", "csv", _cases(world, rng), list(CASE_HEADERS.values()), rng, "gbk")
    _monthly(out / "tickets", "steps", "csv", _steps(world, rng), list(STEP_HEADERS.values()), rng, "gbk")
    bastion = _bastion(world, rng)
    _monthly(out / "operations", "bastion", "csv", bastion, list(OPERATION_HEADERS.values()), rng, "utf-8-sig")
    _monthly(out / "operations", "vrp", "log", _syslog(world, rng), None, rng, "utf-8")


Record = tuple[datetime, Sequence[str]]


def _cases(world: World, rng: random.Random) -> Iterator[Record]:
    for plan in world.cases:
        values = {
            "case_id": plan.case_id,
            "process": plan.process,
            "opened_at": plan.opened_at,
            "region": plan.site.region.name,
            "site": plan.site.site,
            "customer": plan.site.customer,
            "product": plan.devices[0].product.name,
            **plan.attributes,
        }
        if rng.random() < 0.1:
            values["plan_devices"] = [device.alias for device in plan.devices]
        for name in ("priority", "team"):
            if rng.random() < 0.02:
                values[name] = None
        yield plan.opened_at, [cell(name, values.get(name)) for name in CASE_HEADERS]
    yield from _unusable_cases(world)


def _unusable_cases(world: World) -> Iterator[Record]:
    # A footer that somebody's spreadsheet left behind: no ticket number.
    if world.cases:
        at = world.cases[-1].opened_at
        yield at, ["合计" if header == "责任人" else "" for header in CASE_HEADERS.values()]


def _steps(world: World, rng: random.Random) -> Iterator[Record]:
    for plan in world.cases:
        for step in plan.steps:
            if "ticket" in step.channels and FIRST <= step.at <= LAST:
                # Of what the log shows too, the ticket's clock may say a little later.
                said = step.at + timedelta(seconds=rng.randint(0, 40)) if "log" in step.channels else step.at
                yield said, _step_row(plan, step, said, rng)
        if rng.random() < 0.01:
            yield plan.opened_at, _unusable_step(plan, rng)


def _step_row(plan: CasePlan, step: Step, said: datetime, rng: random.Random) -> list[str]:
    values: dict[str, object] = {
        "case_id": plan.case_id,
        "activity": step.activity,
        "happened_at": said,
        "ended_at": step.ended_at if "log" not in step.channels else None,
        "person": step.person,
        "role": step.role,
        "account": step.account,
        "device_id": step.device_id,
        "visit_id": step.visit,
        **step.attributes,
    }
    if rng.random() < 0.02:
        values["note"] = rng.choice(("见附件", "已电话确认", "同上", "客户要求,按方案执行"))
    unknown = set(values) - set(STEP_HEADERS)
    if unknown:
        raise ValueError(f"{plan.case_id}, {step.key}: the step log has no column for {sorted(unknown)}")
    return ["" if (value := values.get(name)) is None else cell(name, value) for name in STEP_HEADERS]


def _unusable_step(plan: CasePlan, rng: random.Random) -> list[str]:
    names = list(STEP_HEADERS)
    row = [""] * len(names)
    row[names.index("activity")] = "notify_progress"
    if rng.random() < 0.5:
        row[names.index("happened_at")] = cell("happened_at", plan.opened_at)
    else:
        row[names.index("case_id")] = plan.case_id
        row[names.index("happened_at")] = "2026-02-30 25:61:00"
    return row


def _bastion(world: World, rng: random.Random) -> Iterator[Record]:
    for step, command, plan in world.operations():
        if not step.device or step.device.product.syslog:
            continue
        ticket = plan.case_id if plan and plan.names_ticket else ""
        yield (
            command.at,
            [
                command.at.astimezone(OFFICE).isoformat(),
                step.device.device_id,
                step.account or "",
                f"s{int(step.at.timestamp()) % 1000000:06d}",
                command.text,
                command.result or "",
                f"10.{rng.randint(20, 29)}.{rng.randint(0, 255)}.{rng.randint(1, 254)}",
                ticket,
            ],
        )


def _syslog(world: World, rng: random.Random) -> Iterator[Record]:
    # The log server's first line is no command; it is there when no device is worked on.
    device = next(device for device in world.organisation.devices if device.product.syslog)
    yield FIRST, [_noise(device, FIRST, rng)]
    for step, command, _ in world.operations():
        if step.device and step.device.product.syslog:
            yield command.at, [_vrp(step, command, rng)]
            if rng.random() < 0.08:
                at = command.at + timedelta(seconds=rng.randint(1, 5))
                yield at, [_noise(step.device, at, rng)]


def _vrp(step: Step, command: Command, rng: random.Random) -> str:
    return (
        f"<189>{_vrp_time(command.at)} {_host(step)} %%01SHELL/5/CMDRECORD(s)[{rng.randint(1, 9999)}]:"
        f"Recorded command information. (Task=VTY0, Ip=10.{rng.randint(20, 29)}.4.{rng.randint(1, 254)}, VpnName=, "
        f'User={step.account}, AuthenticationMethod="Local-user", Command="{command.text}")'
    )


def _noise(device: Device, at: datetime, rng: random.Random) -> str:
    text = rng.choice(
        (
            "%%01IFNET/4/LINK_STATE(l)[1021]:The line protocol IP on the interface GigabitEthernet0/0/8 has "
            "entered the UP state.",
            "%%01NTP/4/SOURCE_LOST(l)[77]:System synchronization source lost.",
            "%%01OSPF/3/NBR_CHG_DOWN(l)[12]:Neighbor event:neighbor state changed to Down.",
        )
    )
    return f"<190>{_vrp_time(at)} {device.device_id} {text}"


def _host(step: Step) -> str:
    assert step.device is not None
    return step.device.device_id


def _vrp_time(at: datetime) -> str:
    # Month names by hand: strftime's depend on the machine's locale.
    wall = at.astimezone(OFFICE)
    month = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()[wall.month - 1]
    return f"{month} {wall.day:2d} {wall.year} {wall:%H:%M:%S}"


def _monthly(
    folder: Path,
    stem: str,
    ending: str,
    records: Iterable[Record],
    header: list[str] | None,
    rng: random.Random,
    encoding: str,
) -> None:
    """One file a month, each with the first days of the next: the same bytes again, as exports overlap."""
    # A system that had nothing to tell exports that: the first month's file is always there.
    months: dict[str, list[Record]] = {f"{FIRST:%Y-%m}": []}
    again: list[tuple[str, Record]] = []
    for at, row in records:
        # The first export has the cases that were already open.
        at = max(at, FIRST)
        month, before = (f"{day.astimezone(OFFICE):%Y-%m}" for day in (at, at - OVERLAP))
        months.setdefault(month, []).append((at, row))
        if before != month:
            again.append((before, (at, row)))
    # The very first export has none before it.
    for before, record in again:
        if before in months:
            months[before].append(record)
    for month, rows in sorted(months.items()):
        rows.sort(key=lambda record: (record[0], tuple(record[1])))
        _disorder(rows, rng)
        _write(folder / f"{stem}-{month}.{ending}.gz", _text(header, rows), encoding)


def _disorder(rows: list[Record], rng: random.Random) -> None:
    """Swap some neighbours: an export's order is nobody's promise."""
    for index in range(1, len(rows)):
        if rng.random() < 0.05:
            rows[index - 1], rows[index] = rows[index], rows[index - 1]


def _text(header: list[str] | None, rows: list[Record]) -> str:
    if header is None:
        return "".join(row[0] + "\n" for _, row in rows)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(row for _, row in rows)
    return text.getvalue()


def _write(path: Path, text: str, encoding: str) -> None:
    """A gzip file whose bytes depend on its content alone: no time, no name, no system byte."""
    path.parent.mkdir(parents=True, exist_ok=True)
    packed = bytearray(gzip.compress(text.encode(encoding), compresslevel=9, mtime=0))
    packed[9] = 255
    path.write_bytes(bytes(packed))


def write_table(path: Path, header: Mapping[str, str] | Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A plain CSV file in UTF-8 for the small tables."""
    names = list(header.values()) if isinstance(header, Mapping) else list(header)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        writer.writerows(rows)
