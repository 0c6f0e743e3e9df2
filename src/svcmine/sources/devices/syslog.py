"""Reads device logs line by line with a vendor's grammar; what is no command record is counted by message type."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from svcmine.errors import SourceError
from svcmine.sources.encoding import detect, text_of
from svcmine.sources.mapping import Mapping
from svcmine.sources.records import Records, Reject, batched

COLUMNS = ["time", "device", "account", "session", "command", "source_ip", "sequence", "vendor", "message_type"]
_MONTHS = {name: n for n, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), start=1)}
_STAMP = re.compile(r"(?P<month>[A-Z][a-z]{2})\s+(?P<day>\d{1,2})(?:\s+(?P<year>\d{4}))?\s+(?P<clock>\S+)")


@dataclass(frozen=True)
class Grammar:
    """How a vendor writes its log lines."""

    name: str
    vendor: str
    line: re.Pattern[str]
    commands: re.Pattern[str]
    fields: dict[str, re.Pattern[str]]
    masked: dict[str, list[str]]


@cache
def grammars() -> dict[str, Grammar]:
    """The grammars that come with svcmine, by name."""
    folder = files("svcmine.sources.devices")
    found = {}
    for entry in folder.iterdir():
        if entry.name.endswith(".toml") and entry.name != "commands.toml":
            content: dict[str, Any] = tomllib.loads(entry.read_text(encoding="utf-8"))
            fields = {name: re.compile(pattern) for name, pattern in content["fields"].items()}
            found[content["name"]] = Grammar(
                content["name"],
                content["vendor"],
                re.compile(content["line"]),
                re.compile(content["commands"]),
                fields,
                content.get("masked", {}),
            )
    return found


def read_device_log(path: Path, name: str, mapping: Mapping, year: int | None, device: str | None) -> Records:
    """The command records of a device log, with the columns COLUMNS.

    `year` completes stamps that have none, `device` names the device of lines that name none.
    Raises SourceError if stamps have no year and none is given.
    """
    grammar = grammars()[name]
    encoding = detect(path, mapping.encoding)
    records = Records(COLUMNS, iter(()), encoding.name)
    records.batches = batched(_commands(path, encoding, grammar, year, device, records))
    return records


def _commands(
    path: Path, encoding: Any, grammar: Grammar, year: int | None, device: str | None, records: Records
) -> Iterator[tuple[int, list[str | None]]]:
    with text_of(path, encoding) as stream:
        number = 0
        for raw in stream:
            line = raw.rstrip("\r\n")
            if not line.strip():
                continue
            number += 1
            match = grammar.line.match(line)
            if match is None:
                records.rejects.append(Reject(number, "unreadable", f"no {grammar.name} record", line[:2000]))
                continue
            if not grammar.commands.search(match["type"]):
                records.ignored[match["type"]] += 1
                continue
            stamp = _stamp(path, number, match["time"], year) + (match["zone"] or "")
            host = match["host"] if match["host"] not in ("-", "**") else device
            found = {field: _field(grammar, field, match["text"]) for field in grammar.fields}
            if found["command"] is None:
                records.rejects.append(Reject(number, "truncated", "a command record without its command", line[:2000]))
                continue
            yield number, [
                stamp, host, found["account"], found["session_id"], found["command"], found["source_ip"],
                match["sequence"], grammar.vendor, match["type"],
            ]  # fmt: skip


def _field(grammar: Grammar, name: str, text: str) -> str | None:
    match = grammar.fields[name].search(text)
    value = match["value"].strip() if match else ""
    return None if not value or value in grammar.masked.get(name, ()) else value


def _stamp(path: Path, number: int, text: str, year: int | None) -> str:
    """A stamp in ISO form, still in the log's own zone."""
    match = _STAMP.match(text)
    if match is None:
        return text.replace("/", "-")
    full = match["year"] or year
    if full is None:
        raise SourceError(f"{path}: line {number}: the stamp '{text}' has no year. Say which: --year 2026")
    return f"{int(full):04d}-{_MONTHS.get(match['month'], 0):02d}-{int(match['day']):02d} {match['clock']}"
