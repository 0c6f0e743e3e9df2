"""A mapping says which column of an export is which attribute; it is a TOML file that a team writes once.

kind = "tickets"                        # what the records are
source = "desk"                         # the source's name; default: the mapping's
encoding = "gb18030"                    # default: found out
delimiter = ","                         # default: found out
sheet = "Sheet1"                        # of a workbook, by name or number; default: the first
format = "csv"                          # csv, xlsx, parquet, json, xes, or a grammar; default: the ending's
records = "issues[].changelog.histories[].items[]"      # where the records of nested JSON lie
timezone = "Asia/Shanghai"              # of times that name no zone
offsets = "ignore"                      # the times' offsets are wrong: they are read in timezone; default: "believe"
zones = { MSK = "Europe/Moscow" }       # of times that name one by letters
timestamp_format = ["%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M"]    # ISO times are always read
precision = "second"                    # minute, hour, day; default: by the formats
clock = "desk"                          # what stamped the times; default: the source
ordered = true                          # equal times are in the order of the sequence
sequence_column = "序号"
history = true                          # a record is an update: only a changed activity is an event
record_time = "更新时间"                # when the record was written: the latest one wins
commands = "our_commands.toml"          # which command is which activity, asked before svcmine's own tables
missing = ["?", "-"]                    # cells that stand for nothing
process = "change"                      # or { column = "流程" }
closed = { activities = ["close_ticket"] }      # or { idle = "30 days" }, or "all"

[columns]                               # source column = attribute; alternatives are separated by " | "
"工单号" = "case_id"
"环节" = "activity"
"时间" = "happened_at"
"方案设备" = { to = "plan_devices", separator = "、" }

[constants]
emergency_restoration = false

[values.priority]                       # source value = value
"特急" = "1"

[activities]                            # source value = activity; others keep their own name
"备份配置" = "backup_config"

[[events]]                              # one record with several actual times
activity = "change_item_recorded"
time = "Change record Open Time"
once_per = "case"                       # where the record repeats the time

[coverage]                              # what the source would have shown
valid_from = "2025-10-01T00:00:00+08:00"
valid_to = "2026-11-01T00:00:00+08:00"

# [database]                            # instead of files and their format
# system = "postgresql"                 # or mysql
# query = "select * from tickets"       # or table = "desk.tickets"
# connection = "DESK_DATABASE"          # the environment variable that holds the address, with its password
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping as Dict
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from svcmine.errors import MappingError
from svcmine.sources.fields import FIELDS, Kind
from svcmine.sources.mapping_parts import Closed, Column, Coverage, Database, FromColumn, Unfolded, known_formats
from svcmine.vocabulary import PROCESSES


class Mapping(BaseModel):
    """A mapping as its TOML file has it; see the module for an example."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = ""
    kind: Kind | None = None
    source: str = ""
    format: str | None = None
    encoding: str | None = None
    delimiter: str | None = Field(default=None, min_length=1, max_length=1)
    sheet: str | int | None = None
    records: str | None = None
    timezone: str | None = None
    zones: dict[str, str] = {}
    commands: str | None = None
    timestamp_format: tuple[str, ...] | str = ()
    precision: Literal["second", "minute", "hour", "day"] | None = None
    clock: str | None = None
    ordered: bool = False
    sequence_column: str | None = None
    missing: tuple[str, ...] = ()
    process: str | FromColumn | None = None
    columns: dict[str, str | Column] = {}
    constants: dict[str, str | bool | int | float | list[str]] = {}
    values: dict[str, dict[str, str | bool | int | float]] = {}
    activities: dict[str, str] = {}
    events: tuple[Unfolded, ...] = ()
    record_time: str | None = None
    closed: Literal["all"] | Closed | None = None
    coverage: Coverage | None = None
    offsets: Literal["believe", "ignore"] = "believe"
    history: bool = False
    database: Database | None = None

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, zone: str | None) -> str | None:
        if zone is not None:
            try:
                ZoneInfo(zone)
            except (KeyError, ValueError, OSError):
                raise ValueError(f"'{zone}' is no time zone; a zone is written like Asia/Shanghai") from None
        return zone

    @field_validator("zones")
    @classmethod
    def _known_zones(cls, given: dict[str, str]) -> dict[str, str]:
        for zone in given.values():
            cls._known_zone(zone)
        return given

    @field_validator("timestamp_format")
    @classmethod
    def _known_format(cls, given: tuple[str, ...] | str) -> tuple[str, ...] | str:
        return known_formats(given)

    @property
    def origin(self) -> str:
        """The origin of the events that this mapping gives."""
        return {"operations": "operation", "alarms": "alarm"}.get(self.kind or "", "ticket")

    def column_of(self, attribute: str) -> str | None:
        """The source column of an attribute, with its alternatives; None if no column is mapped to it."""
        return next((name for name, to in self.columns.items() if target(to) == attribute), None)


def target(column: str | Column) -> str:
    """The attribute that a column is mapped to."""
    return column if isinstance(column, str) else column.to


def alternatives(column: str) -> list[str]:
    """The spellings of a source column, the preferred one first."""
    return [part.strip() for part in column.split(" | ")]


def joined(column: str) -> list[str]:
    """The columns that are put together to one value: "status + sub-status"."""
    return [part.strip() for part in column.split(" + ")]


def presets() -> list[str]:
    """The names of the mappings that come with svcmine."""
    folder = files("svcmine.sources") / "mappings"
    return sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))


def read_mapping(name: str | Path | Mapping, kind: str | None = None) -> Mapping:
    """Read a mapping by a preset's name or from a file.

    Raises MappingError with every mistake: unknown keys, attributes that do not exist, a kind that is not `kind`.
    """
    if isinstance(name, Mapping):
        return name
    where, text = _text(name)
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MappingError(f"{where}: not a TOML file: {error}") from None
    content.setdefault("name", Path(where).stem if where.endswith(".toml") else where)
    try:
        mapping = Mapping(**content)
    except ValidationError as error:
        raise MappingError("\n".join(_problem(where, e) for e in error.errors())) from None
    beside = {key: _beside(where, getattr(mapping, key)) for key in ("format", "commands")}
    named = {"source": mapping.source or mapping.name, "kind": mapping.kind or kind}
    mapping = mapping.model_copy(update=named | beside)
    problems = list(_mistakes(where, mapping, kind))
    if problems:
        raise MappingError("\n".join(problems))
    return mapping


def _beside(where: str, name: str | None) -> str | None:
    """A file that a mapping names is looked for beside the mapping."""
    return str(Path(where).parent / name) if name and name.endswith(".toml") else name


def _text(name: str | Path) -> tuple[str, str]:
    path = Path(name)
    if path.is_file():
        try:
            return str(path), path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise MappingError(f"{path}: not a text file in UTF-8 ({error.reason} at byte {error.start}).") from None
    known = presets()
    if str(name) in known:
        return str(name), (files("svcmine.sources") / "mappings" / f"{name}.toml").read_text(encoding="utf-8")
    raise MappingError(
        f"{name}: no file and no preset of this name.{_nearest(str(name), known)} Presets are: {', '.join(known)}"
    )


def _problem(where: str, error: Any) -> str:
    place = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        return f"{where}: unknown key '{place}'. Keys are: {', '.join(sorted(set(Mapping.model_fields) - {'name'}))}"
    return f"{where}: {place}: {error['msg'].removeprefix('Value error, ')}"


def _mistakes(where: str, mapping: Mapping, kind: str | None) -> list[str]:
    if kind is not None and mapping.kind != kind:
        return [f"{where}: a mapping for {mapping.kind}, not for {kind}. Load with --kind {mapping.kind}."]
    if mapping.kind is None:
        return [f"{where}: no 'kind'. Kinds are: {', '.join(FIELDS)}"]
    allowed = FIELDS[mapping.kind]
    found = [
        f"{where}: {place}: there is no attribute '{name}' for {mapping.kind}.{_nearest(name, allowed)}"
        for place, name in _named(mapping)
        if name not in allowed
    ]
    if isinstance(mapping.process, str) and mapping.process not in PROCESSES:
        found.append(
            f"{where}: process: there is no process '{mapping.process}'. Processes are: {', '.join(PROCESSES)}"
        )
    if mapping.database is not None and mapping.format is not None:
        found.append(f"{where}: a format is of files; [database] has none.")
    if mapping.kind == "tickets" and mapping.format != "xes" and mapping.column_of("case_id") is None:
        found.append(f"{where}: [columns] maps no column to case_id: no event could be given to a case.")
    targets = [target(to) for to in mapping.columns.values()]
    found += [
        f"{where}: [columns] maps two columns to {name}."
        for name in sorted({t for t in targets if targets.count(t) > 1})
    ]
    return found


def _named(mapping: Mapping) -> list[tuple[str, str]]:
    named = [(f"[columns] '{source}'", target(to)) for source, to in mapping.columns.items()]
    named += [("[constants]", name) for name in mapping.constants]
    return named + [("[values]", name) for name in mapping.values]


def _nearest(word: str, words: Dict[str, Any] | list[str]) -> str:
    close = difflib.get_close_matches(word, list(words), n=3, cutoff=0.6)
    return f" Did you mean {' or '.join(close)}?" if close else ""
