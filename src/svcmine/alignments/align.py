"""The verb `align`: every closed case's cheapest explanation by its reference model, each distinct variant once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.resources import files
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path

import numpy as np
import pyarrow as pa

from svcmine.alignments.engine import Engine
from svcmine.alignments.orders import Parts, TimedEvent, possible_parts
from svcmine.alignments.result import Alignments, alignments_of
from svcmine.alignments.variants import Cases, read_cases
from svcmine.alignments.writing import run_id_of, write
from svcmine.errors import UsageError
from svcmine.models import Model, catalog_models, read_model
from svcmine.store import Store

Progress = Callable[[str, float], None]


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
    return alignments_of(store, tuple(run_ids), tuple(read.name for read, _ in plans))


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
    cases = read_cases(store, process)
    engine = Engine(model)
    # The two halves of the work are told as one.
    aligned = engine.align(cases.variants, lambda share: tell(text, share / 2))
    uncertain = dict(_uncertain(store, cases))
    doubts = engine.doubts({parts for parts in uncertain.values() if parts}, lambda share: tell(text, 0.5 + share / 2))
    undecided = {case: reason for case, parts in uncertain.items() if (reason := doubts[parts] if parts else "order")}
    run_id = run_id_of(model, process, cases, undecided)
    write(store, run_id, model, cases, aligned, undecided)
    tell(text, 1.0)
    return run_id


def _uncertain(store: Store, cases: Cases) -> Iterator[tuple[int, Parts | None]]:
    """For each case (its index) whose order is not certain, its parts; None if there are too many orders."""
    numbers = np.flatnonzero(cases.tied)
    if not len(numbers):
        return
    tied = pa.table({"number": numbers, "case_id": cases.case_ids.take(pa.array(numbers))})
    store.connection.register("tied_cases", tied)
    try:
        rows = store.execute((files("svcmine.alignments") / "tied_events.sql").read_text(encoding="utf-8"))
        listed = chain.from_iterable(iter(lambda: rows.fetchmany(10_000), []))
        for number, events in groupby(listed, key=itemgetter(0)):
            yield number, possible_parts([TimedEvent(*event) for _, *event in events])
    finally:
        store.connection.unregister("tied_cases")
