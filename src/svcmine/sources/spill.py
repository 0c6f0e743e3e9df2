"""Keeps records whose columns are known only at the end of the file, so that it is read once and memory is bounded."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.ipc as ipc

from svcmine.sources.records import BATCH, Columnar

Flat = dict[str, str | None]


class Spill:
    """Batches with columns of their own: the first stays in memory, later ones go to files that end with the spill."""

    def __init__(self) -> None:
        self.columns: dict[str, None] = {}
        self.count = 0
        self._first: tuple[Sequence[int], pa.Table] | None = None
        self._later: list[Sequence[int]] = []
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._waiting: list[tuple[int, Flat]] = []

    def add(self, numbers: Sequence[int], columns: Mapping[str, pa.Array]) -> None:
        """Keep a batch: `numbers` of its records, and an array of strings for each column it has."""
        self.columns.update(dict.fromkeys(columns))
        self.count += len(numbers)
        table = pa.table(dict(columns))
        if self._first is None:
            self._first = (numbers, table)
            return
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="svcmine-")
        with ipc.new_file(self._file(len(self._later)), table.schema) as writer:
            writer.write_table(table)
        self._later.append(numbers)

    def put(self, number: int, flat: Flat) -> None:
        """Keep one record, column → text; batches are made of them."""
        self._waiting.append((number, flat))
        if len(self._waiting) == BATCH:
            self.flush()

    def flush(self) -> None:
        """Make a batch of the records that were put one by one."""
        if self._waiting:
            names = dict.fromkeys(name for _, flat in self._waiting for name in flat)
            columns = {name: pa.array([flat.get(name) for _, flat in self._waiting], pa.string()) for name in names}
            self.add([number for number, _ in self._waiting], columns)
            self._waiting = []

    def batches(self) -> Iterator[Columnar]:
        """All batches in the order in which they came, each with all columns of the file."""
        self.flush()
        if self._first is not None:
            yield self._whole(*self._first)
        for place, numbers in enumerate(self._later):
            with ipc.open_file(self._file(place)) as reader:
                yield self._whole(numbers, reader.read_all())

    def _file(self, place: int) -> str:
        assert self._folder is not None
        return str(Path(self._folder.name) / f"{place}.arrow")

    def _whole(self, numbers: Sequence[int], table: pa.Table) -> Columnar:
        nothing = pa.nulls(len(numbers), pa.string())
        held = set(table.column_names)
        return Columnar(
            numbers,
            [table.column(name).combine_chunks() if name in held else nothing for name in self.columns],
        )
