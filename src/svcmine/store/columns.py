"""Matches a mapping with a file's header: one SQL expression for each attribute, over the raw text columns."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from svcmine.errors import MappingError
from svcmine.sources.fields import FIELDS, KEYS
from svcmine.sources.mapping import Column, FromColumn, Mapping, alternatives, joined, target
from svcmine.store.cells import literal, plausible, typed

_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
DEFAULT_SEPARATOR = ";"
_MANY = 20


@dataclass(frozen=True)
class Time:
    """Where an instant is read from: the raw column, and the formats it may have; `column` is where it is put."""

    raw: str
    formats: tuple[str, ...]
    column: str


@dataclass
class Plan:
    """The expressions of a load over the raw columns c0, c1, ... and the instants at_0, at_1, ... read from them.

    `expressions`: attribute → SQL. `helpers`: further columns → SQL: `unfolded_N` and `unfolded_end_N` (the times of
    the mapping's events), `own_sequence`, `own_time` (the record's own). `times`: instant → where it is read from.
    `source_column`: attribute → header. `unmapped`: (name, raw column) that nobody asked for.
    """

    mapping: Mapping
    columns: list[str]
    expressions: dict[str, str] = field(default_factory=dict)
    helpers: dict[str, str] = field(default_factory=dict)
    times: dict[str, Time] = field(default_factory=dict)
    source_column: dict[str, str] = field(default_factory=dict)
    unmapped: list[tuple[str, str]] = field(default_factory=list)
    # Translations of many words are looked up in a table: word_N → (raw column, word → value).
    lookups: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)

    @property
    def zone(self) -> str:
        """The zone of times that name none."""
        return self.mapping.timezone or "UTC"

    def header(self, raw: str) -> str:
        """The header of a raw column."""
        return self.columns[int(raw[1:])]

    def time(self, name: str, raw: str, formats: Sequence[str] = ()) -> str:
        """The expression of an instant called `name` in a raw column."""
        wanted = (*formats, *formats_of(self.mapping))
        same = (time.column for time in self.times.values() if (time.raw, time.formats) == (raw, wanted))
        self.times[name] = Time(raw, wanted, next(same, f"at_{len(self.times)}"))
        return plausible(self.times[name].column)

    def expression(self, name: str, kind: str, raw: str, column: Column) -> str:
        """The expression of an attribute of a type in a raw column."""
        if kind == "instant":
            given = column.timestamp_format or ()
            return self.time(name, raw, (given,) if isinstance(given, str) else given)
        return typed(kind, self._translated(name, raw), column.separator or DEFAULT_SEPARATOR, formats_of(self.mapping))

    def _translated(self, name: str, raw: str) -> str:
        words: dict[str, object] = dict(self.mapping.values.get(name, {}))
        if name == "activity":
            words |= self.mapping.activities
        if not words:
            return raw
        if len(words) > _MANY:
            self.lookups[f"word_{len(self.lookups)}"] = (raw, {word: _word(value) for word, value in words.items()})
            return f"coalesce(word_{len(self.lookups) - 1}, {raw})"
        cases = " ".join(f"when {literal(word)} then {literal(_word(value))}" for word, value in words.items())
        return f"case {raw} {cases} else {raw} end"


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def formats_of(mapping: Mapping) -> tuple[str, ...]:
    """The time formats that a mapping declares."""
    given = mapping.timestamp_format
    return (given,) if isinstance(given, str) else tuple(given)


def precision_s(mapping: Mapping) -> float:
    """The precision of the mapping's times in seconds: declared, else by the coarsest of its formats."""
    if mapping.precision:
        return float(_SECONDS[mapping.precision])
    formats = formats_of(mapping)
    if any("%H" not in f and "%I" not in f for f in formats):
        return 86400.0
    return 60.0 if any("%S" not in f for f in formats) else 1.0


@dataclass
class _Header:
    """A file's header, searched by name; what is not found, and what was used, is remembered."""

    where: str
    mapping: str
    columns: list[str]
    problems: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.by_key: dict[str, list[int]] = {}
        for n, name in enumerate(self.columns):
            self.by_key.setdefault(header_key(name), []).append(n)

    def has(self, name: str) -> bool:
        return header_key(name) in self.by_key

    def find(self, wanted: str, optional: bool = False) -> str | None:
        """The raw column of a name or of one of its alternatives; None, and a problem unless optional, if none is."""
        for spelling in [wanted, *alternatives(wanted)]:
            found = self.by_key.get(header_key(spelling), [])
            if len(found) > 1:
                self.problems.append(
                    f"{self.where}: there are {len(found)} columns '{spelling}'; one of them must be renamed."
                )
            if found:
                self.used.add(f"c{found[0]}")
                return f"c{found[0]}"
        if not optional:
            close = difflib.get_close_matches(wanted, self.columns, n=1, cutoff=0.7)
            nearest = f" Did you mean '{close[0]}'?" if close else ""
            self.problems.append(
                f"{self.where}: there is no column '{wanted}', which mapping {self.mapping} asks for.{nearest}"
            )
        return None

    def parts(self, wanted: str, optional: bool) -> list[str]:
        """The raw columns that are put together to one value."""
        names = [wanted] if any(map(self.has, alternatives(wanted))) else joined(wanted)
        return [raw for raw in (self.find(name, optional) for name in names) if raw is not None]


def plan(where: str, mapping: Mapping, columns: list[str], device: str | None = None) -> Plan:
    """Match a mapping with a header, by name; `device` is the device of records that name none.

    Raises MappingError with every column that is missing or ambiguous.
    """
    made = Plan(mapping, columns)
    header = _Header(where, mapping.name, columns)
    kind = mapping.kind or "tickets"
    for source, to in mapping.columns.items():
        column, name = Column(to=to) if isinstance(to, str) else to, target(to)
        raws = header.parts(source, column.optional)
        if raws:
            made.source_column[name] = made.header(raws[0])
            raw = raws[0] if len(raws) == 1 else f"concat_ws(' ', {', '.join(raws)})"
            made.expressions[name] = made.expression(name, FIELDS[kind][name], raw, column)
    for name, value in mapping.constants.items():
        made.expressions.setdefault(name, _constant(FIELDS[kind][name], value))
    if isinstance(mapping.process, FromColumn):
        if (found := header.find(mapping.process.column)) is not None:
            made.expressions["process"] = made.expression("process", "text", found, Column(to="process"))
    elif mapping.process is not None:
        made.expressions["process"] = literal(mapping.process)
    if device is not None:
        made.expressions["device_id"] = f"coalesce({made.expressions.get('device_id', 'null')}, {literal(device)})"
    if kind == "coverage":
        made.expressions.setdefault("source_name", literal(mapping.source))
    _helpers(made, header)
    _refuse(made, header, kind)
    made.unmapped = _unmapped(columns, header.used)
    return made


def _constant(kind: str, value: object) -> str:
    if kind == "instant":
        return f"cast({literal(value)} as timestamptz)"
    return literal(value)


def _helpers(made: Plan, header: _Header) -> None:
    mapping = made.mapping
    for n, unfolded in enumerate(mapping.events):
        if (raw := header.find(unfolded.time)) is not None:
            made.helpers[f"unfolded_{n}"] = made.time(f"unfolded_{n}", raw)
        if unfolded.ended and (raw := header.find(unfolded.ended)) is not None:
            made.helpers[f"unfolded_end_{n}"] = made.time(f"unfolded_end_{n}", raw)
    if mapping.sequence_column and (raw := header.find(mapping.sequence_column)) is not None:
        made.helpers["own_sequence"] = f"try_cast({raw} as bigint)"
    if mapping.record_time and (raw := header.find(mapping.record_time)) is not None:
        made.helpers["own_time"] = made.time("own_time", raw)


def _refuse(made: Plan, header: _Header, kind: str) -> None:
    asked = {*made.expressions, *(target(to) for to in made.mapping.columns.values())}
    problems = header.problems + [
        f"{header.where}: nothing is mapped to {key}, without which no record of {kind} can be used."
        for key in KEYS[kind]
        if key not in asked
    ]
    if problems:
        listed = ", ".join(made.columns[:40]) + (" ..." if len(made.columns) > 40 else "")
        raise MappingError("\n".join([*dict.fromkeys(problems), f"{header.where}: its columns are: {listed}"]))


def _unmapped(columns: list[str], used: set[str]) -> list[tuple[str, str]]:
    """Columns that nobody asked for, each with a name of its own: headers may repeat or be empty."""
    named: dict[str, str] = {}
    for n, name in enumerate(columns):
        if f"c{n}" in used:
            continue
        own, nth = name or f"column {n + 1}", 2
        while own in named:
            own, nth = f"{name or f'column {n + 1}'} ({nth})", nth + 1
        named[own] = f"c{n}"
    return list(named.items())


def header_key(name: str) -> str:
    """How headers are compared: without regard to width, case and blanks around."""
    return unicodedata.normalize("NFKC", name).strip().casefold()
