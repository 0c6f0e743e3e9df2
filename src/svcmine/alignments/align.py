"""The verb `align`: every closed case's cheapest explanation by its reference model, each distinct variant once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path

import pandas as pd
import pyarrow as pa

from svcmine import __version__
from svcmine.alignments.engine import Engine, Outcome
from svcmine.alignments.moves import deviations
from svcmine.alignments.orders import Parts, TimedEvent, possible_parts
from svcmine.alignments.result import Alignments
from svcmine.errors import UsageError
from svcmine.models import Model, catalog_models, read_model
from svcmine.store import Store
from svcmine.vocabulary import ACTIVITIES

Progress = Callable[[str, float], None]
Variant = tuple[str, ...]

_BETWEEN = "\x1f"
_CASES = "case_id, process, variant_id, status, reason, cost, fitness"
_DEVIATIONS = "case_id, process, step, position, kind, activity, phase"


def align(
    store: Store, model: str | Path | None = None, process: str | None = None, progress: Progress | None = None
) -> Alignments:
    """Align the closed cases with a reference model and store alignments and deviations.

    Without `model`, each process that has a model in the catalog is aligned with it. Without `process`, a model is
    for the process that its file names; if it names none, for the cases of all processes. A rerun on the same cases
    replaces its rows. Raises ModelError or UsageError.
    """
    tell = progress or _quiet
    plans = _plans(store, model, process)
    with store.transaction():
        run_ids = [_align(store, read, name, tell) for read, name in plans]
    return _result(store, run_ids, [read.name for read, _ in plans])


def _quiet(text: str, share: float) -> None:
    """The progress of nobody."""


def _plans(store: Store, model: str | Path | None, process: str | None) -> list[tuple[Model, str | None]]:
    """The models to align with, each with the process whose cases it is for."""
    if model is not None:
        read = read_model(model)
        return [(read, process or read.process)]
    known = catalog_models()
    if process is not None:
        if process not in known:
            raise UsageError(
                f"align: there is no reference model for the process '{process}'. The catalog has: "
                f"{', '.join(known)}. Name a BPMN or PNML file with --model."
            )
        return [(read_model(process), process)]
    present = store.execute("select distinct process from cases where closed_at is not null").fetchall()
    return [(read_model(name), name) for name in known if (name,) in present]


def _align(store: Store, model: Model, process: str | None, tell: Progress) -> str:
    text = f"align {process or model.name}"
    tell(text, 0.0)
    store.execute(f"create or replace temp table aligned_cases as {_sql('cases')}", {"process": process})
    variants = {
        variant_id: _variant(path)
        for variant_id, path in store.execute(
            "select distinct variant_id, path from aligned_cases order by variant_id"
        ).fetchall()
    }
    uncertain = dict(_uncertain(store))
    engine = Engine(model)
    # The two halves of the work are told as one.
    found = engine.outcomes(set(variants.values()), lambda share: tell(text, share / 2))
    doubts = engine.doubts({parts for parts in uncertain.values() if parts}, lambda share: tell(text, 0.5 + share / 2))
    undecided = {case: reason for case, parts in uncertain.items() if (reason := doubts[parts] if parts else "order")}
    run_id = _run_id(store, model, process, undecided)
    _write(store, run_id, model, variants, found, undecided)
    tell(text, 1.0)
    return run_id


def _variant(path: str) -> Variant:
    return tuple(path.split(_BETWEEN)) if path else ()


def _sql(name: str) -> str:
    return (files("svcmine.alignments") / f"{name}.sql").read_text(encoding="utf-8")


def _uncertain(store: Store) -> Iterator[tuple[str, Parts | None]]:
    """For each case whose order is not certain, its parts; None if there are too many orders."""
    rows = store.execute(_sql("tied_events"))
    listed = chain.from_iterable(iter(lambda: rows.fetchmany(10_000), []))
    for case_id, events in groupby(listed, key=itemgetter(0)):
        yield case_id, possible_parts([TimedEvent(*event) for _, *event in events])


def _run_id(store: Store, model: Model, process: str | None, undecided: dict[str, str]) -> str:
    digest = hashlib.sha256(f"align {__version__} {model.digest} {process}".encode())
    for row in store.execute("select case_id, process, variant_id from aligned_cases order by case_id").fetchall():
        digest.update(_BETWEEN.join([*map(str, row), undecided.get(row[0], ""), "\n"]).encode())
    return digest.hexdigest()[:32]


@dataclass
class _Tables:
    """What is handed to SQL: rows by column."""

    variants: dict[str, list]
    deviations: dict[str, list]


def _tables(model: Model, variants: dict[str, Variant], found: dict[Variant, Outcome]) -> _Tables:
    rows: list[tuple] = []
    steps: list[tuple] = []
    for variant_id, variant in variants.items():
        outcome = found[variant]
        status, reason = ("undecidable", "time_limit") if outcome.cost is None else ("exact", None)
        rows.append((variant_id, status, reason, outcome.cost, outcome.fitness))
        for one in deviations(outcome.moves or ()):
            steps.append((variant_id, one.step, one.position, one.kind, one.activity, _phase(model, one.activity)))
    return _Tables(
        _columns("variant_id status reason cost fitness", rows),
        _columns("variant_id step position kind activity phase", steps),
    )


def _columns(names: str, rows: list[tuple]) -> dict[str, list]:
    return {name: [row[index] for row in rows] for index, name in enumerate(names.split())}


def _phase(model: Model, activity: str) -> str | None:
    known = ACTIVITIES.get(activity)
    return model.phases.get(activity) or (known.phase if known else None)


_TYPES = {
    "step": pa.int64(),
    "position": pa.int64(),
    "cost": pa.float64(),
    "fitness": pa.float64(),
}


def _write(
    store: Store,
    run_id: str,
    model: Model,
    variants: dict[str, Variant],
    found: dict[Variant, Outcome],
    undecided: dict[str, str],
) -> None:
    tables = _tables(model, variants, found)
    handed = {
        "aligned_variants": tables.variants,
        "variant_deviations": tables.deviations,
        "undecided_cases": {"case_id": list(undecided), "reason": list(undecided.values())},
    }
    for table in ("runs", "alignments", "deviations"):
        store.execute(f"delete from {table} where run_id = ?", [run_id])
    store.execute(
        "insert into runs by name select ? as run_id, ? as started_at, ? as svcmine_version, ? as catalog_sha256, "
        "'duckdb' as engine, 'align' as kind",
        [run_id, datetime.now(UTC), __version__, model.digest],
    )
    for name, columns in handed.items():
        arrays = {column: pa.array(values, _TYPES.get(column, pa.string())) for column, values in columns.items()}
        store.connection.register(name, pa.table(arrays))
    try:
        store.execute(_sql("write_alignments"), {"run_id": run_id})
        store.execute(_sql("write_deviations"), {"run_id": run_id})
    finally:
        for name in handed:
            store.connection.unregister(name)
    store.execute("drop table aligned_cases")


def _result(store: Store, run_ids: list[str], models: list[str]) -> Alignments:
    def rows(columns: str, table: str, order: str) -> pd.DataFrame:
        return store.frame(
            f"select {columns} from {table} where list_contains($runs, run_id) order by {order}", {"runs": run_ids}
        )

    return Alignments(
        tuple(run_ids),
        tuple(models),
        rows(_CASES, "alignments", "process, case_id"),
        rows(_DEVIATIONS, "deviations", "process, case_id, step"),
    )
