"""Turns a mapping and a file's header into SQL expressions: one for each attribute, over the raw text columns."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from svcmine.errors import MappingError
from svcmine.sources.fields import FIELDS, KEYS
from svcmine.sources.mapping import Column, FromColumn, Mapping, alternatives, joined, target

# Times that need no declaration: ISO 8601, with a blank or a T.
_ISO = ("%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S.%f", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M",
        "%Y-%m-%dT%H:%M", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d", "%Y/%m/%d")  # fmt: skip
_OFFSET = r"[0-9](Z|[+-][0-9]{2}:?[0-9]{2})$"
_TRUE = ("true", "yes", "y", "1", "t", "是", "有")
_FALSE = ("false", "no", "n", "0", "f", "否", "无")
_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
DEFAULT_SEPARATOR = ";"


def literal(value: object) -> str:
    """An SQL literal of a mapping's value; strings are quoted, lists become VARCHAR[]."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(literal(str(v)) for v in value)}]::varchar[]"
    return "'" + str(value).replace("'", "''") + "'"


@dataclass
class Plan:
    """The expressions of a load: attribute → SQL, which raw column each needs, and which columns nobody asked for."""

    mapping: Mapping
    columns: list[str]
    expressions: dict[str, str] = field(default_factory=dict)
    source_column: dict[str, str] = field(default_factory=dict)
    unmapped: list[str] = field(default_factory=list)
    # Naive times in these raw columns need the mapping's zone.
    naive: list[str] = field(default_factory=list)

    def raw(self, column: str) -> str:
        """The raw column of a header."""
        return f"c{self.columns.index(column)}"

    def instant(self, raw: str, formats: Sequence[str] = ()) -> str:
        """The expression of an instant in a raw column; null if it is no time, or none between 1990 and 2100."""
        if raw not in self.naive:
            self.naive.append(raw)
        wanted = literal([*formats, *_formats(self.mapping), *_ISO])
        zone = literal(self.mapping.timezone or "UTC")
        midnight = f"replace(replace({raw}, ' 24:00', ' 00:00'), 'T24:00', 'T00:00')"
        wall = (
            f"try_strptime({midnight}, {wanted}) "
            f"+ case when regexp_matches({raw}, '[ T]24:00') then interval 1 day else interval 0 day end"
        )
        found = (
            f"case when regexp_matches({raw}, '{_OFFSET}') then try_cast({raw} as timestamptz) "
            f"else timezone({zone}, {wall}) end"
        )
        return f"case when year({found}) between 1990 and 2100 then {found} end"

    def expression(self, name: str, kind: str, raw: str, column: Column) -> str:
        """The expression of an attribute of a type in a raw column."""
        if kind == "instant":
            given = column.timestamp_format or ()
            return self.instant(raw, (given,) if isinstance(given, str) else given)
        translated = self._translated(name, raw)
        if kind == "bool":
            text = f"lower({translated})"
            return f"case when {text} in {_tuple(_TRUE)} then true when {text} in {_tuple(_FALSE)} then false end"
        if kind == "list":
            cut = literal(column.separator or DEFAULT_SEPARATOR)
            parts = f"list_transform(string_split({translated}, {cut}), lambda part: trim(part))"
            return f"list_filter({parts}, lambda part: part <> '')"
        if kind == "integer":
            return f"try_cast(try_cast({translated} as double) as bigint)"
        if kind == "number":
            return f"try_cast({translated} as double)"
        if kind == "date":
            formats = literal(["%Y-%m-%d", "%Y/%m/%d", *_formats(self.mapping)])
            return f"cast(try_strptime({translated}, {formats}) as date)"
        if kind == "time":
            return f"try_cast({translated} as time)"
        return translated

    def _translated(self, name: str, raw: str) -> str:
        words: dict[str, object] = dict(self.mapping.values.get(name, {}))
        if name == "activity":
            words |= self.mapping.activities
        if not words:
            return raw
        cases = " ".join(f"when {literal(word)} then {literal(_word(value))}" for word, value in words.items())
        return f"case {raw} {cases} else {raw} end"


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _tuple(words: Sequence[str]) -> str:
    return "(" + ", ".join(literal(word) for word in words) + ")"


def _formats(mapping: Mapping) -> tuple[str, ...]:
    given = mapping.timestamp_format
    return (given,) if isinstance(given, str) else tuple(given)


def precision_s(mapping: Mapping) -> float:
    """The precision of the mapping's times in seconds: declared, else by the coarsest of its formats."""
    if mapping.precision:
        return float(_SECONDS[mapping.precision])
    formats = _formats(mapping)
    if any("%H" not in f and "%I" not in f for f in formats):
        return 86400.0
    return 60.0 if any("%S" not in f and "%T" not in f for f in formats) else 1.0


def plan(where: str, mapping: Mapping, columns: list[str]) -> Plan:
    """Match a mapping with a header, by name. Raises MappingError with every column that is missing or ambiguous."""
    made = Plan(mapping, columns)
    kind = mapping.kind or "tickets"
    by_key: dict[str, list[str]] = {}
    for name in columns:
        by_key.setdefault(header_key(name), []).append(name)
    problems: list[str] = []
    used: set[str] = set()

    def find(wanted: str, optional: bool = False) -> str | None:
        for spelling in alternatives(wanted):
            found = by_key.get(header_key(spelling), [])
            if len(found) > 1:
                problems.append(f"{where}: there are {len(found)} columns '{spelling}'; one of them must be renamed.")
            if found:
                used.add(found[0])
                return found[0]
        if not optional:
            problems.append(f"{where}: there is no column '{wanted}', which mapping {mapping.name} asks for.")
        return None

    for source, to in mapping.columns.items():
        column, name = Column(to=to) if isinstance(to, str) else to, target(to)
        found = [find(part, column.optional) for part in joined(source)]
        present = [part for part in found if part is not None]
        if present:
            made.source_column[name] = present[0]
            raws = [made.raw(part) for part in present]
            raw = raws[0] if len(raws) == 1 else f"concat_ws(' ', {', '.join(raws)})"
            made.expressions[name] = made.expression(name, FIELDS[kind][name], raw, column)
    for name, value in mapping.constants.items():
        made.expressions.setdefault(name, literal(value))
    if isinstance(mapping.process, FromColumn):
        if (named := find(mapping.process.column)) is not None:
            made.expressions["process"] = made.expression("process", "text", made.raw(named), Column(to="process"))
    elif mapping.process is not None:
        made.expressions["process"] = literal(mapping.process)
    for unfolded in mapping.events:
        find(unfolded.time)
        if unfolded.ended:
            find(unfolded.ended)
    for extra in (mapping.sequence_column, mapping.record_time):
        if extra:
            find(extra)
    if kind == "coverage":
        made.expressions.setdefault("source_name", literal(mapping.source))
    lacking = [key for key in KEYS[kind] if key not in made.expressions]
    problems += [
        f"{where}: nothing is mapped to {key}, without which no record of {kind} can be used." for key in lacking
    ]
    if problems:
        listed = ", ".join(columns[:40]) + (" ..." if len(columns) > 40 else "")
        raise MappingError("\n".join([*dict.fromkeys(problems), f"{where}: its columns are: {listed}"]))
    made.unmapped = [name for name in columns if name not in used and name]
    return made


def column_named(made: Plan, wanted: str) -> str:
    """The raw column of a mapping's column name; it was found by `plan`."""
    by_key = {header_key(name): name for name in reversed(made.columns)}
    return made.raw(next(by_key[header_key(s)] for s in alternatives(wanted) if header_key(s) in by_key))


def header_key(name: str) -> str:
    """How headers are compared: without regard to width, case and blanks around."""
    return unicodedata.normalize("NFKC", name).strip().casefold()
