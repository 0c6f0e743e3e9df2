"""Reads device logs line by line with a vendor's grammar; what is no command record is counted by message type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from svcmine.sources.devices.grammar import Grammar, read_grammar
from svcmine.sources.devices.stamps import Years, iso, offset
from svcmine.sources.encoding import detect, text_of
from svcmine.sources.mapping import Mapping
from svcmine.sources.records import Records, Reject, batched

# `time` is the collector's stamp where there is one, `device_time` the device's; each is the other where there is one
# only. `synchronised`: what the line says of the device's clock.
COLUMNS = [
    "time",
    "device",
    "account",
    "session",
    "command",
    "source_ip",
    "sequence",
    "vendor",
    "message_type",
    "device_time",
    "synchronised",
]
_NOBODY = ("-", "**")


def read_device_log(path: Path, name: str, mapping: Mapping, year: int | None, device: str | None) -> Records:
    """The command records of a device log, with the columns COLUMNS.

    `name`: a grammar's name or file. `year`: of the first stamp, if it names none; later ones follow from their order.
    `device` names the device of lines that name none.
    Raises SourceError if stamps have no year and none is given.
    """
    grammar = read_grammar(name)
    encoding = detect(path, mapping.encoding)
    records = Records(COLUMNS, iter(()), encoding.name)
    records.batches = batched(_commands(path, encoding, grammar, mapping, year, device, records))
    return records


def _commands(
    path: Path,
    encoding: Any,
    grammar: Grammar,
    mapping: Mapping,
    year: int | None,
    device: str | None,
    records: Records,
) -> Iterator[tuple[int, list[str | None]]]:
    ours, theirs = Years(year), Years(year)
    with text_of(path, encoding) as stream:
        number = 0
        for raw in stream:
            line = raw.rstrip("\r\n")
            if not line.strip():
                continue
            number += 1
            match = grammar.match(line)
            if match is None:
                records.rejects.append(Reject(number, "unreadable", f"no {grammar.name} record", line[:2000]))
                continue
            part = match.groupdict()
            told = part.get("type") or ""
            if not grammar.commands.search(told):
                records.ignored[told] += 1
                continue
            found = {name: grammar.field(name, match) for name in ("command", "account", "source_ip", "session_id")}
            if found["command"] is None:
                if grammar.without_command == "ignored":
                    records.ignored[f"{told} without a command"] += 1
                else:
                    records.rejects.append(
                        Reject(number, "truncated", "a command record without its command", line[:2000])
                    )
                continue
            where = f"{path}: line {number}"
            try:
                stamp = _stamp(where, part["time"], part.get("zone"), ours, mapping)
                inner = part.get("device_time")
                own = _stamp(where, inner, part.get("device_zone"), theirs, mapping) if inner else stamp
            except KeyError as unknown:
                name = str(unknown.args[0])
                detail = f'{name} stands for several time zones. Say which: [zones] {name} = "Asia/Shanghai"'
                records.rejects.append(Reject(number, "unknown time zone", detail, line[:2000]))
                continue
            host = part.get("host")
            yield number, [
                stamp, device if host in (None, *_NOBODY) else host, found["account"], found["session_id"],
                found["command"], found["source_ip"], part.get("sequence"), grammar.vendor or None, told, own,
                _synchronised(grammar, part),
            ]  # fmt: skip
    inferred = sorted(ours.seen | theirs.seen)
    if inferred:
        told = str(inferred[0]) if len(inferred) == 1 else f"{inferred[0]} to {inferred[-1]}"
        records.notes.append(f"the stamps name no year; by their order they are of {told}")


def _stamp(where: str, text: str, zone: str | None, years: Years, mapping: Mapping) -> str:
    stamp = iso(where, re.sub(r"\s+", " ", text.strip()), years)
    return stamp + offset(zone, stamp, mapping.zones)


def _synchronised(grammar: Grammar, part: dict[str, str | None]) -> str | None:
    """Whether the device's clock was right, where lines are marked: `no` with a mark, `yes` without."""
    if part.get("mark"):
        return "no"
    return "yes" if grammar.marks and (part.get("device_time") or "host" not in part) else None
