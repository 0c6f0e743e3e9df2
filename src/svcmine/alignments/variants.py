"""The closed cases of a store and their variants: each distinct sequence of activities once, found while reading."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from itertools import pairwise

import numpy as np
import pyarrow as pa

from svcmine.errors import MachineError
from svcmine.store import Store

_BATCH = 200_000
_BETWEEN = "\x1f"


@dataclass(frozen=True)
class Variants:
    """Distinct sequences of activities: variant v is `codes[starts[v]:starts[v + 1]]`, codes count `activities`.

    `codes` is int32 [events of all variants], `starts` int64 [variants + 1].
    """

    activities: tuple[str, ...]
    codes: np.ndarray
    starts: np.ndarray

    @classmethod
    def of(cls, sequences: Sequence[Sequence[str]]) -> Variants:
        """Variants from sequences of activities, in their order."""
        activities = tuple(sorted({activity for sequence in sequences for activity in sequence}))
        code = {activity: index for index, activity in enumerate(activities)}
        codes = np.array([code[activity] for sequence in sequences for activity in sequence], dtype=np.int32)
        return cls(activities, codes, np.cumsum([0, *map(len, sequences)], dtype=np.int64))

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def lengths(self) -> np.ndarray:
        """Number of events of each variant."""
        return np.diff(self.starts)

    def sequence(self, variant: int) -> tuple[str, ...]:
        """The activities of one variant."""
        return tuple(self.activities[code] for code in self.codes[self.starts[variant] : self.starts[variant + 1]])

    @cached_property
    def ids(self) -> list[str]:
        """A name for each variant that depends on its activities alone: 32 hexadecimal digits of their SHA-256."""
        names, codes = self.activities, self.codes.tolist()
        paths = (
            _BETWEEN.join([names[code] for code in codes[first:end]]) for first, end in pairwise(self.starts.tolist())
        )
        return [hashlib.sha256(path.encode()).hexdigest()[:32] for path in paths]

    def order(self) -> np.ndarray:
        """Indices of the variants in lexicographic order of their codes, so that common beginnings are neighbours."""
        # Big-endian bytes compare as the numbers do.
        data = self.codes.astype(">i4").tobytes()
        keys = [data[4 * first : 4 * end] for first, end in pairwise(self.starts.tolist())]
        return np.array(sorted(range(len(keys)), key=keys.__getitem__), dtype=np.int64)


@dataclass(frozen=True)
class Cases:
    """Closed cases in the order of their ids: id, process, index of the variant, and whether ties leave it open."""

    case_ids: pa.Array
    processes: pa.Array
    variant: np.ndarray
    tied: np.ndarray
    variants: Variants

    def __len__(self) -> int:
        return len(self.case_ids)


def read_cases(store: Store, process: str | None) -> Cases:
    """The closed cases of a process, or of all, with their variants; a case without events has the empty variant.

    The events are read once, as the store keeps them: sorted by case and position. If they are not, they are sorted.
    """
    cases = store.execute(_sql("closed_cases"), {"process": process}).to_arrow_table()
    reading = _Reading(store, cases.column("case_key").to_numpy())
    if not reading.read(sort=False) and not reading.read(sort=True):
        raise MachineError("align: the events of a case could not be brought together; load the logs anew.")
    variant, variants = reading.variants()
    case_ids, processes = (cases.column(name).combine_chunks() for name in ("case_id", "process"))
    return Cases(case_ids, processes, variant, reading.case_tied, variants)


def _sql(name: str) -> str:
    return (files("svcmine.alignments") / f"{name}.sql").read_text(encoding="utf-8")


class _Reading:
    """Buffers that grow while events are read; see `collecting`."""

    def __init__(self, store: Store, case_keys: np.ndarray) -> None:
        # numba takes a second to load and is needed for aligning only.
        from svcmine.alignments import collecting  # noqa: PLC0415

        self.compiled = collecting
        self.store = store
        self.count = len(case_keys)
        self.cases = self._table(case_keys)
        names = store.execute(_sql("activity_names")).to_arrow_table()
        self.activities = tuple(names.column("activity").to_pylist())
        self.activity_table = self._table(names.column("activity_key").to_numpy())

    def _table(self, hashes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        keys, values = self._empty(len(hashes))
        if not self.compiled.fill_table(keys, values, hashes):
            raise MachineError("align: two different ids have the same hash; please report this log.")
        return keys, values

    def _empty(self, entries: int) -> tuple[np.ndarray, np.ndarray]:
        size = 1 << max(4, (2 * entries).bit_length())
        return np.zeros(size, dtype=np.int64), np.full(size, self.compiled.FREE, dtype=np.int64)

    def read(self, *, sort: bool) -> bool:
        """Read all events; False if they do not lie in the order of their cases."""
        self.state = np.zeros(self.compiled.STATE_SIZE, dtype=np.int64)
        self.state[self.compiled.CASE] = -1
        self.pool = np.zeros(0, dtype=np.int32)
        self.starts = np.zeros(1, dtype=np.int64)
        self.table_hash, self.table = self._empty(0)
        self.case_variant = np.full(self.count, -1, dtype=np.int32)
        self.case_tied = np.zeros(self.count, dtype=np.bool_)
        sql = _sql("case_events") + ("\norder by events.case_id, events.position" if sort else "")
        batches = self.store.execute(sql).to_arrow_reader(_BATCH)
        # Every batch is taken from the reader, also after a failure: an open result would block the connection.
        taken = [self._take(batch, sort) for batch in batches]
        return all(taken) and self._close()

    def _close(self) -> bool:
        self.compiled.finish(
            self.state, self.pool, self.starts, self.table_hash, self.table, self.case_variant, self.case_tied
        )
        return True

    def _take(self, batch: pa.RecordBatch, sort: bool) -> bool:
        self._grow(batch.num_rows)
        columns = [batch.column(name).to_numpy(zero_copy_only=False) for name in batch.schema.names]
        compiled: Callable[..., int] = self.compiled.collect
        failure = compiled(
            *columns, not sort, *self.cases, *self.activity_table, self.state, self.pool, self.starts,
            self.table_hash, self.table, self.case_variant, self.case_tied,
        )  # fmt: skip
        return failure == 0

    def _grow(self, rows: int) -> None:
        """Make room for a batch in which every event may be a new variant."""
        used = int(self.state[self.compiled.USED] + self.state[self.compiled.LENGTH])
        known = int(self.state[self.compiled.VARIANTS])
        self.pool = _longer(self.pool, used + rows)
        self.starts = _longer(self.starts, known + rows + 2)
        if len(self.table) < 2 * (known + rows + 1):
            old_hash, old = self.table_hash, self.table
            self.table_hash, self.table = self._empty(2 * (known + rows))
            self.compiled.rehash(self.table_hash, self.table, old_hash, old)

    def variants(self) -> tuple[np.ndarray, Variants]:
        """The variant of each case, and the variants; the empty one is last, if a case has no events."""
        known = int(self.state[self.compiled.VARIANTS])
        starts = self.starts[: known + 1].copy()
        without = self.case_variant < 0
        if without.any():
            self.case_variant[without] = known
            starts = np.append(starts, starts[-1])
        codes = self.pool[: int(starts[-1])].copy()
        return self.case_variant, Variants(self.activities, codes, starts)


def _longer(array: np.ndarray, size: int) -> np.ndarray:
    if len(array) >= size:
        return array
    grown = np.zeros(max(size, 2 * len(array)), dtype=array.dtype)
    grown[: len(array)] = array
    return grown
