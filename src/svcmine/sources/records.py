"""What every reader gives: the records of a file as text, in batches, and the ones that could not be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

BATCH = 50_000


@dataclass(frozen=True)
class Reject:
    """A record that could not be used: its number in the file (from 1, header not counted), why, and its text."""

    source_row: int
    reason: str
    detail: str
    raw: str


@dataclass(frozen=True)
class Batch:
    """Some records: `rows[i][j]` is the text of column j in record `numbers[i]`; None where there is no value."""

    numbers: list[int]
    rows: list[list[str | None]]


@dataclass
class Records:
    """The records of one file.

    `rejects` and `ignored` (message type → count of records that are not of this kind) fill while `batches` is read.
    """

    columns: list[str]
    batches: Iterator[Batch]
    encoding: str | None = None
    rejects: list[Reject] = field(default_factory=list)
    ignored: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)


def batched(records: Iterator[tuple[int, list[str | None]]]) -> Iterator[Batch]:
    """Numbered records, gathered into batches."""
    numbers: list[int] = []
    rows: list[list[str | None]] = []
    for number, row in records:
        numbers.append(number)
        rows.append(row)
        if len(numbers) == BATCH:
            yield Batch(numbers, rows)
            numbers, rows = [], []
    if numbers:
        yield Batch(numbers, rows)
