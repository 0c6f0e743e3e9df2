"""What every reader gives: the records of a file as text, in batches, and the ones that could not be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

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

    numbers: Sequence[int]
    rows: list[list[str | None]]

    @property
    def arrays(self) -> list[pa.Array]:
        """The same, one array of strings a column."""
        return [pa.array(cells, pa.string()) for cells in zip(*self.rows, strict=True)]


@dataclass(frozen=True)
class Columnar:
    """Some records that a reader has column by column: `arrays[j][i]` is the text of column j in `numbers[i]`."""

    numbers: Sequence[int]
    arrays: list[pa.Array]

    @property
    def rows(self) -> list[list[str | None]]:
        """The same, one list a record."""
        return [list(row) for row in zip(*(array.to_pylist() for array in self.arrays), strict=True)]


@dataclass
class Records:
    """The records of one file.

    `rejects` and `ignored` (message type → count of records that are not of this kind) fill while `batches` is read.
    """

    columns: list[str]
    batches: Iterator[Batch | Columnar]
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
