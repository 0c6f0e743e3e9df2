"""Proposes a mapping for an unknown export, with how sure it is of each line, and what it has to ask."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from pathlib import Path

from svcmine.errors import SourceError
from svcmine.sources.delimited import delimiter_of
from svcmine.sources.devices import grammars
from svcmine.sources.devices.grammar import Grammar
from svcmine.sources.devices.syslog import COLUMNS as OF_A_LOG
from svcmine.sources.encoding import detect, text_of
from svcmine.sources.mapping import Mapping
from svcmine.sources.proposing.activities import Word, words_of
from svcmine.sources.proposing.columns import Column, Guess, column_of, guesses, plain
from svcmine.sources.proposing.times import decided
from svcmine.sources.reading import format_of, object_centric, open_records, unreadable

_SAMPLE = 50_000
# Guesses that are no surer than this are proposed as comments.
LIKELY = 0.7
_LINES = 200
_LOG = {
    "time": "happened_at",
    "device": "device_id",
    "account": "account",
    "session": "session_id",
    "command": "command",
    "source_ip": "source_ip",
    "sequence": "sequence",
    "vendor": "vendor",
    "synchronised": "clock_synchronised",
}
_OURS, _THEIRS = OF_A_LOG.index("time"), OF_A_LOG.index("device_time")
# What exports write where there is nothing.
_SIGNS = frozenset(("?", "-", "--", "N/A", "n/a", "NULL", "null", "None", "#N/A", "NaN", "nan", "\\N", "无", "空", "/"))
# What a record of a kind cannot do without, for the choice of the kind.
_TELLING = {"operations": ("command", "device_id"), "tickets": ("case_id",)}


@dataclass
class Proposal:
    """What is proposed for a file.

    `two_clocks`: the lines of a log have a collector's stamp and another one of the device.
    `questions`: what no file can tell, and what it leaves open; a mapping that still has one is refused by a load or
    gives wrong times. `columns` are all of the file's, `guesses` the attributes found among them.
    """

    path: Path
    kind: str
    format: str
    encoding: str | None
    delimiter: str | None
    missing: list[str]
    rows: int
    whole: bool
    columns: list[Column] = field(repr=False)
    guesses: list[Guess] = field(repr=False)
    words: list[Word] = field(repr=False)
    questions: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    two_clocks: bool = False

    def guess(self, attribute: str) -> Guess | None:
        """The guess for an attribute, if there is one."""
        return next((guess for guess in self.guesses if guess.attribute == attribute), None)

    @property
    def times(self) -> list[Guess]:
        """The guesses whose columns hold times."""
        return [guess for guess in self.guesses if guess.column.times is not None]


def propose(path: Path, kind: str | None = None) -> Proposal:
    """A proposal for the export in `path`, from up to 50,000 of its records.

    `kind`: `tickets` or `operations`, if it is known. Raises SourceError if the file cannot be read at all.
    """
    if (problem := unreadable(path)) is not None:
        raise SourceError(problem)
    form = _format(path)
    mapping = Mapping(kind="tickets", format=form)
    records = open_records(path, mapping, year=2000)
    rows: list[list[str | None]] = []
    for batch in records.batches:
        rows += batch.rows
        if len(rows) > _SAMPLE:
            break
    if not rows:
        raise SourceError(f"{path}: no record could be read. {'; '.join(records.notes)}".strip())
    if any(name.startswith("ocel:type:") for name in records.columns):
        raise SourceError(object_centric(path))
    whole, rows = len(rows) <= _SAMPLE, rows[:_SAMPLE]
    cells = list(zip(*rows, strict=True))
    missing = _missing(cells)
    columns = [column_of(name, values, missing) for name, values in zip(records.columns, cells, strict=True)]
    if not whole:
        _decide(path, mapping, columns)
    chosen = kind or _kind(form, columns)
    found = _of_a_log(columns) if form in grammars() else guesses(chosen, columns)
    activity = next((guess.column for guess in found if guess.attribute == "activity"), None)
    words = words_of(activity.counts.most_common()) if activity else []
    delimiter = delimiter_of(path) if form == "csv" else None
    proposal = Proposal(
        path, chosen, form, records.encoding, delimiter, sorted(missing), len(rows), whole, columns, found, words
    )
    proposal.notes += records.notes
    if form in grammars():
        proposal.two_clocks = any(row[_OURS] != row[_THEIRS] for row in rows)
    if records.rejects:
        first = records.rejects[0]
        proposal.notes.append(
            f"{len(records.rejects):,} records could not be read (first: record {first.source_row}, {first.reason}: "
            f"{first.detail})"
        )
    _ask(proposal)
    return proposal


def _format(path: Path) -> str:
    """The format that the ending tells; for a log, the grammar that reads most of its first lines."""
    named = format_of(path, Mapping(kind="tickets"))
    if named not in grammars():
        return named
    with text_of(path, detect(path, None)) as stream:
        lines = [line.rstrip("\r\n") for line in itertools.islice(stream, _LINES) if line.strip()]
    counted = {name: _fits(grammar, lines) for name, grammar in grammars().items()}
    best = max(counted, key=lambda name: counted[name])
    if not any(counted[best]):
        known = ", ".join(sorted(counted))
        raise SourceError(
            f"{path}: no line is one of {known}. Write a grammar for it: docs/device_logs.md, 'A grammar of your own'."
        )
    return best


def _fits(grammar: Grammar, lines: list[str]) -> tuple[int, int]:
    """How many lines are command records of a grammar, and how many it can read: vendors' lines are alike."""
    read = [match for line in lines if (match := grammar.match(line))]
    told = [match.groupdict().get("type") or "" for match in read]
    return sum(grammar.commands.search(name) is not None for name in told), len(read)


def _missing(cells: list[tuple[str | None, ...]]) -> frozenset[str]:
    """The signs for nothing that stand in this file, in columns that hold more than them."""
    found = set()
    for values in cells:
        held = {value.strip() for value in values if value is not None}
        if len(held) > 2:
            found |= held & _SIGNS
    return frozenset(found)


def _decide(path: Path, mapping: Mapping, columns: list[Column]) -> None:
    """Look through the whole file where the sample leaves open which of two numbers is the day."""
    for number, column in enumerate(columns):
        if column.times is not None and column.times.other:
            batches = open_records(path, mapping, year=2000).batches
            column.times = decided(column.times, (row[number] for batch in batches for row in batch.rows))


def _kind(form: str, columns: list[Column]) -> str:
    """What the records are: operations if there is a column of commands on devices, else tickets."""
    if form in grammars():
        return "operations"
    surest = {kind: {guess.attribute for guess in guesses(kind, columns) if guess.sure > 0.9} for kind in _TELLING}
    for kind, telling in _TELLING.items():
        if set(telling) <= surest[kind]:
            return kind
    return "tickets"


def _ask(proposal: Proposal) -> None:
    """What a person has to say before the mapping is right."""
    ask = proposal.questions.append
    whole_cases = proposal.kind == "tickets" and proposal.guess("activity") is None and _record_times(proposal)
    needed = ("case_id", "activity", "happened_at") if proposal.kind == "tickets" else ("device_id", "happened_at")
    for attribute in needed:
        if proposal.guess(attribute) is None and not (attribute in ("activity", "happened_at") and whole_cases):
            ask(f"Which column is {attribute}? No header says it. Columns: {', '.join(_names(proposal))}")
    if whole_cases:
        ask("Which of the record's times are events, and of which activity? Choose below, in [[events]].")
    for guess in proposal.guesses:
        if guess.rivals and guess.attribute in needed:
            others = ", ".join(f"'{name}'" for name in guess.rivals)
            ask(f"Is {guess.attribute} really '{guess.column.name}'? {others} could be it as well.")
        elif guess.sure <= LIKELY and guess.attribute in needed:
            ask(f"Is {guess.attribute} really '{guess.column.name}'? {guess.why}. If so, take the # from its line.")
    naive = [guess for guess in proposal.times if guess.column.times and guess.column.times.zoned < 1]
    if naive:
        names = ", ".join(f"'{guess.column.name}'" for guess in naive)
        ask(f"In which time zone are the times in {names}? They name none. Fill in timezone.")
    offsets = [guess for guess in proposal.times if guess.column.times and guess.column.times.zoned > 0]
    if offsets:
        names = ", ".join(f"'{guess.column.name}'" for guess in offsets)
        proposal.notes.append(
            f"the times in {names} name an offset, which is believed. Whether the tool wrote local time with a wrong "
            "offset, as exports through UTC do, no file can tell: compare one with a known event"
        )
    for guess in proposal.times:
        times = guess.column.times
        if times and times.other:
            shown = ", ".join(list(dict.fromkeys(guess.column.values))[:2])
            ask(
                f"Is '{guess.column.name}' day first or month first? {times.why}: {shown}. "
                f"Proposed: {times.formats[0]}; the other: {times.other[0]}"
            )
    if proposal.kind == "tickets" and proposal.guess("process") is None:
        ask("Which process are these cases of? Fill in process; without it no norm binds them.")
    if proposal.kind == "tickets" and proposal.guess("closed_at") is None:
        ask("When is a case closed? Fill in closed; without it every case stays open and much stays pending.")
    device = proposal.guess("device_id")
    if proposal.format in grammars() and device is not None and device.column.filled < device.column.rows:
        ask("Which device wrote the lines that name none? Load the file with --device.")
    if proposal.two_clocks:
        ask(
            "Which clock is right, the collector's (time) or the devices' (device_time)? The lines have both and "
            "they differ; timezone is the zone of the one that is mapped to happened_at."
        )
    if proposal.format in grammars() and any(plain(n).startswith("thestampsname") for n in proposal.notes):
        proposal.notes = [note for note in proposal.notes if "stamps name no year" not in note]
        ask("In which year does the file begin? Its stamps name none: load it with --year.")


def _of_a_log(columns: list[Column]) -> list[Guess]:
    """A device log's columns have fixed names, whether they are filled in this file or not."""
    by_name = {column.name: column for column in columns}
    return [Guess(attribute, by_name[name], 1.0, "the grammar's own name") for name, attribute in _LOG.items()]


def _record_times(proposal: Proposal) -> bool:
    """Whether each record is a whole case with several times, which [[events]] unfold."""
    case = proposal.guess("case_id")
    times = [column for column in proposal.columns if column.times is not None]
    return case is not None and len(times) > 1


def _names(proposal: Proposal) -> list[str]:
    return OF_A_LOG if proposal.format in grammars() else [column.name for column in proposal.columns][:40]
