"""Writes what is known of the variants into the tables of the cases: `alignments`, `deviations` and a row of `runs`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa

from svcmine import __version__
from svcmine.alignments.engine import Aligned
from svcmine.alignments.moves import KINDS, MODEL, SYNCHRONOUS
from svcmine.alignments.variants import Cases
from svcmine.models import Model
from svcmine.store import Store
from svcmine.vocabulary import ACTIVITIES

_CASES_AT_ONCE = 100_000


def run_id_of(model: Model, process: str | None, cases: Cases, undecided: dict[int, str]) -> str:
    """The name of a run: the same cases, variants and doubts with the same model give the same, in any load order."""
    digest = hashlib.sha256(f"align {__version__} {model.digest} {process}".encode())
    for column in (cases.case_ids, cases.processes):
        for part in column.cast(pa.large_string()).buffers()[1:]:
            digest.update(part or b"")
    ids = np.array([bytes.fromhex(one) for one in cases.variants.ids], dtype="V16")
    digest.update(ids[cases.variant].tobytes())
    digest.update(repr(sorted(undecided.items())).encode())
    return digest.hexdigest()[:32]


def write(store: Store, run_id: str, model: Model, cases: Cases, aligned: Aligned, undecided: dict[int, str]) -> None:
    """Replace the rows of a run; `undecided`: index of a case whose alignment is not certain → why."""
    for table in ("runs", "alignments", "deviations"):
        store.execute(f"delete from {table} where run_id = ?", [run_id])
    store.execute(
        "insert into runs by name select ? as run_id, ? as started_at, ? as svcmine_version, ? as catalog_sha256, "
        "? as engine, 'align' as kind",
        [run_id, datetime.now(UTC), __version__, model.digest, aligned.engine],
    )
    exact = aligned.cost[cases.variant] >= 0
    reasons: list[str | None] = [None if known else "time_limit" for known in exact.tolist()]
    for case, reason in undecided.items():
        exact[case] = False
        reasons[case] = reason
    _write_cases(store, run_id, cases, aligned, reasons, exact)
    _write_deviations(store, run_id, model, cases, aligned, exact)


def _write_cases(
    store: Store, run_id: str, cases: Cases, aligned: Aligned, reasons: list[str | None], exact: np.ndarray
) -> None:
    ids = pa.array(cases.variants.ids, pa.string())
    table = pa.table(
        {
            "case_id": cases.case_ids,
            "process": cases.processes,
            "variant_id": pa.DictionaryArray.from_arrays(pa.array(cases.variant), ids),
            "reason": pa.array(reasons, pa.string()),
            "cost": pa.array(aligned.cost[cases.variant].astype(np.float64), mask=~exact),
            "fitness": pa.array(aligned.fitness[cases.variant], mask=~exact),
        }
    )
    with _registered(store, "aligned", table):
        store.execute(
            "insert into alignments by name select $run_id as run_id, case_id, process, variant_id, "
            "case when reason is null then 'exact' else 'undecidable' end as status, reason, cost, fitness "
            "from aligned",
            {"run_id": run_id},
        )


def _write_deviations(
    store: Store, run_id: str, model: Model, cases: Cases, aligned: Aligned, exact: np.ndarray
) -> None:
    names = pa.array(aligned.activities, pa.string())
    phases = pa.array([phase_of(model, activity) for activity in aligned.activities], pa.string())
    kind_names = pa.array(KINDS, pa.string())
    first, count, step, position, kind, code = deviations_of(aligned)
    which = np.flatnonzero(exact & (count[cases.variant] > 0)).astype(np.int32)
    for begin in range(0, len(which), _CASES_AT_ONCE):
        part = which[begin : begin + _CASES_AT_ONCE]
        variant = cases.variant[part]
        size = count[variant]
        place = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size) + np.repeat(first[variant], size)
        case = pa.array(np.repeat(part, size))
        positions = position[place]
        table = pa.table(
            {
                "case_id": pa.DictionaryArray.from_arrays(case, cases.case_ids),
                "process": pa.DictionaryArray.from_arrays(case, cases.processes),
                "step": step[place],
                "position": pa.array(positions, mask=positions == 0),
                "kind": pa.DictionaryArray.from_arrays(pa.array(kind[place]), kind_names),
                "activity": pa.DictionaryArray.from_arrays(pa.array(code[place]), names),
                "phase": pa.DictionaryArray.from_arrays(pa.array(code[place]), phases),
            }
        )
        with _registered(store, "deviating", table):
            store.execute(
                "insert into deviations by name select $run_id as run_id, deviating.* from deviating",
                {"run_id": run_id},
            )


def deviations_of(aligned: Aligned) -> tuple[np.ndarray, ...]:
    """All deviations of all variants: (first, count) by variant, then (step, position, kind, code) by deviation.

    `step` is the place in the alignment, from 1, silent steps not counted; `position` is the event's position in the
    case, for a step that the log lacks the position of the event before it (0 at the start).
    """
    order = np.argsort(aligned.starts, kind="stable")
    begin = np.repeat(aligned.starts[order], aligned.counts[order])
    step = np.arange(len(aligned.kinds)) - begin + 1
    events = np.cumsum(aligned.kinds != MODEL)
    before = np.concatenate([[0], events])[begin]
    deviates = aligned.kinds != SYNCHRONOUS
    seen = np.concatenate([[0], np.cumsum(deviates)])
    first = seen[aligned.starts]
    return (
        first,
        seen[aligned.starts + aligned.counts] - first,
        step[deviates],
        (events - before)[deviates],
        aligned.kinds[deviates],
        aligned.codes[deviates],
    )


def phase_of(model: Model, activity: str) -> str | None:
    """The phase that the model gives an activity, else the vocabulary's."""
    known = ACTIVITIES.get(activity)
    return model.phases.get(activity) or (known.phase if known else None)


@contextmanager
def _registered(store: Store, name: str, table: pa.Table) -> Iterator[None]:
    store.connection.register(name, table)
    try:
        yield
    finally:
        store.connection.unregister(name)
