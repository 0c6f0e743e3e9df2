"""A grammar says how a vendor writes its log lines; it is a TOML file, and a team can write its own.

name = "our-vendor"
vendor = "ours"
lines = ['''^(?P<time>...)\\s+(?P<host>\\S+)\\s+(?P<type>\\w+):\\s*(?P<text>.*)$''']     # tried in turn
commands = '''^CMD$'''                # types that are command records; all others are ignored, and counted
without_command = "ignored"           # a command record without its command; default: "truncated", and rejected
marks = true                          # a line without a mark comes from a clock that is right

[fields]                              # looked for in the text: (?P<value>...), or (?P<other>...)
command = '''cmd=(?P<value>.*)$'''
account = '''user=(?P<value>\\S+)'''

[masked]                              # values that stand for nothing
account = ["**"]

Groups of a line: time, zone, host, type, text; device_time and device_zone where a collector's stamp stands before
the device's; mark, a sign that the clock was not synchronised; sequence; and any field.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from svcmine.errors import SourceError

GROUPS = frozenset("time zone device_time device_zone mark host type sequence text".split())
FIELDS = ("command", "account", "source_ip", "session_id")


class Grammar(BaseModel):
    """A grammar as its file has it, every pattern compiled."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1)
    vendor: str = ""
    lines: tuple[re.Pattern[str], ...] = Field(min_length=1)
    commands: re.Pattern[str] = re.compile("")
    without_command: Literal["truncated", "ignored"] = "truncated"
    marks: bool = False
    fields: dict[str, re.Pattern[str]] = {}
    masked: dict[str, tuple[str, ...]] = {}

    @field_validator("lines")
    @classmethod
    def _with_time(cls, given: tuple[re.Pattern[str], ...]) -> tuple[re.Pattern[str], ...]:
        for pattern in given:
            if "time" not in pattern.groupindex:
                raise ValueError("each line needs a group (?P<time>...)")
            unknown = sorted(set(pattern.groupindex) - GROUPS - set(FIELDS))
            if unknown:
                allowed = ", ".join(sorted(GROUPS | set(FIELDS)))
                raise ValueError(f"a line has no group '{unknown[0]}'; groups are {allowed}")
        return given

    @field_validator("fields")
    @classmethod
    def _with_value(cls, given: dict[str, re.Pattern[str]]) -> dict[str, re.Pattern[str]]:
        for name, pattern in given.items():
            if name not in FIELDS:
                raise ValueError(f"there is no field '{name}'; fields are {', '.join(FIELDS)}")
            if "value" not in pattern.groupindex:
                raise ValueError(f"the field {name} needs a group (?P<value>...)")
        return given

    def match(self, line: str) -> re.Match[str] | None:
        """The first of the patterns that a line fits."""
        return next((found for pattern in self.lines if (found := pattern.match(line))), None)

    def field(self, name: str, line: re.Match[str]) -> str | None:
        """A field of a line: its own group, else what is found in the text; None if it is masked or not there."""
        own = line.groupdict()
        value = own.get(name)
        pattern = self.fields.get(name)
        if value is None and pattern is not None:
            found = pattern.search(own.get("text") or "")
            value = next((part for part in found.groupdict().values() if part is not None), None) if found else None
        value = (value or "").strip()
        return None if not value or value in self.masked.get(name, ()) else value


@cache
def grammars() -> dict[str, Grammar]:
    """The grammars that come with svcmine, by name."""
    folder = files("svcmine.sources.devices") / "grammars"
    entries = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".toml")), key=lambda e: e.name)
    read = [_read(entry.name, entry.read_text(encoding="utf-8")) for entry in entries]
    return {grammar.name: grammar for grammar in read}


def read_grammar(name: str) -> Grammar:
    """A grammar by its name or file. Raises SourceError with every mistake in the file."""
    if not name.endswith(".toml"):
        return grammars()[name]
    try:
        return _read(name, Path(name).read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{name}: the grammar cannot be read: {error}") from None


def _read(where: str, text: str) -> Grammar:
    try:
        return Grammar.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise SourceError(f"{where}: not a TOML file: {error}") from None
    except ValidationError as error:
        raise SourceError("\n".join(_problems(where, error))) from None


def _problems(where: str, error: ValidationError) -> Iterator[str]:
    for one in error.errors():
        place = ".".join(str(part) for part in one["loc"])
        if one["type"] == "extra_forbidden":
            yield f"{where}: unknown key '{place}'. Keys are: {', '.join(Grammar.model_fields)}"
        else:
            yield f"{where}: {place}: {one['msg'].removeprefix('Value error, ')}"
