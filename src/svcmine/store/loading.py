"""Loads files into the store's base tables: every record is loaded, rejected, a duplicate or ignored, and counted."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from svcmine.errors import MappingError, SourceError, SvcmineError
from svcmine.sources import Mapping, Records, Reject, gathered, open_records, read_mapping
from svcmine.sources.fields import FIELDS, KEYS
from svcmine.store.columns import plan
from svcmine.store.coverage import derive_coverage
from svcmine.store.event_store import Store
from svcmine.store.parsing import check_zone, parse, tell_rejects

Progress = Callable[[str, float], None]


@dataclass
class LoadReport:
    """What became of one file; rows are source records.

    rows_read = rows_loaded + rows_rejected + rows_duplicate + rows_ignored. `already`: the same bytes were loaded
    before with the same mapping, and nothing was added.
    """

    file_name: str
    load_id: str
    rows_read: int = 0
    rows_loaded: int = 0
    rows_rejected: int = 0
    rows_duplicate: int = 0
    rows_ignored: int = 0
    rows_repaired: int = 0
    encoding: str | None = None
    already: bool = False
    messages: list[str] = field(default_factory=list)


def load(
    store: Store,
    kind: str,
    mapping: str | Path | Mapping,
    files: Sequence[Path],
    *,
    strict: bool = False,
    year: int | None = None,
    device: str | None = None,
    progress: Progress | None = None,
) -> list[LoadReport]:
    """Load files of one kind in one transaction; one report a file.

    Folders, patterns and archives stand for the files in them.

    Raises MappingError or SourceError with every mistake at once, also for rejected or repaired records if `strict`;
    then nothing is loaded. Cases and events follow by reconciliation.
    """
    if kind not in KEYS:
        raise SourceError(f"--kind {kind}: kinds are {', '.join(KEYS)}.")
    if device is not None and "device_id" not in FIELDS[kind]:
        raise SourceError(f"--device {device}: records of {kind} name no device.")
    read = read_mapping(mapping, kind)
    tell = progress or (lambda text, share: None)
    reports: list[LoadReport] = []
    with gathered([Path(path) for path in files], read) as found, store.transaction():
        problems: list[SvcmineError] = []
        for number, path in enumerate(found.files):
            told = partial(_tell, tell, path.name, number / len(found.files))
            told(0)
            try:
                reports.append(_load_file(store, path, read, year, device, told))
            except (MappingError, SourceError) as error:
                problems.append(error)
        if problems:
            raise type(problems[0])(found.told("\n".join(str(problem) for problem in problems)))
        reports[0].messages += found.left_out
        if strict:
            _refuse(reports)
        derive_coverage(store, read)
        tell("loaded", 1.0)
    return reports


def _tell(tell: Progress, name: str, share: float, rows: int) -> None:
    tell(f"load {name}: {rows:,} records" if rows else f"load {name}", share)


def _refuse(reports: list[LoadReport]) -> None:
    bad = [
        f"{report.file_name}: {report.rows_rejected:,} records rejected, {report.rows_repaired:,} repaired. "
        + " ".join(report.messages[:3])
        for report in reports
        if report.rows_rejected or report.rows_repaired
    ]
    if bad:
        raise SourceError("\n".join([*bad, "Nothing was loaded (--strict)."]))


def _load_file(
    store: Store, path: Path, mapping: Mapping, year: int | None, device: str | None, told: Callable[[int], None]
) -> LoadReport:
    sha256 = _sha256(path)
    digest = hashlib.sha256(f"{mapping.model_dump_json()}|{year}|{device}".encode()).hexdigest()
    load_id = hashlib.sha256(f"{sha256}|{mapping.kind}|{digest}".encode()).hexdigest()[:32]
    report = LoadReport(path.name, load_id)
    if store.one("select count(*) from loads where load_id = ?", [load_id]):
        report.already = True
        report.messages.append("these bytes were loaded before with this mapping; nothing is added")
        return report
    records = open_records(path, mapping, year, device)
    report.encoding = records.encoding
    made = plan(str(path), mapping, records.columns, device)
    _stage(store, records, told)
    try:
        check_zone(store, str(path), made)
        span = parse(store, made, load_id, report)
        _keep(store, load_id, records.rejects)
        tell_rejects(store, load_id, report)
        report.rows_rejected += len(records.rejects)
        report.rows_ignored = sum(records.ignored.values())
        staged = store.one("select count(*) from raw_records")
        report.rows_read = staged + len(records.rejects) + report.rows_ignored
        report.messages += records.notes
        _record(store, path, mapping, sha256, load_id, report, span, dict(records.ignored))
    finally:
        for table in ("raw_records", "parsed_records", "fresh_records", "words"):
            store.execute(f"drop table if exists temp.{table}")
    return report


def _stage(store: Store, records: Records, told: Callable[[int], None]) -> None:
    """The file's records as text, in a temporary table: source_row, c0, c1, ..."""
    count = len(records.columns)
    columns = ", ".join(f"c{n} varchar" for n in range(count))
    store.execute(f"create or replace temp table raw_records (source_row bigint, {columns})")
    for batch in records.batches:
        # Blanks around a cell are padding, whatever the alphabet's blank.
        arrays = [pa.array(batch.numbers, pa.int64()), *map(pc.utf8_trim_whitespace, batch.arrays)]
        names = ["source_row", *(f"c{n}" for n in range(count))]
        store.connection.register("a_batch", pa.Table.from_arrays(arrays, names=names))
        store.execute("insert into raw_records select * from a_batch")
        store.connection.unregister("a_batch")
        told(batch.numbers[-1])


def _keep(store: Store, load_id: str, rejects: list[Reject]) -> None:
    """The records that the reader could not use."""
    columns = [
        pa.array([getattr(reject, name) for reject in rejects], pa.int64() if name == "source_row" else pa.string())
        for name in ("source_row", "reason", "detail", "raw")
    ]
    store.connection.register("a_batch", pa.Table.from_arrays(columns, names=["source_row", "reason", "detail", "raw"]))
    store.execute("insert into rejects select ?, source_row, reason, detail, left(raw, 20000) from a_batch", [load_id])
    store.connection.unregister("a_batch")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _record(
    store: Store,
    path: Path,
    mapping: Mapping,
    sha256: str,
    load_id: str,
    report: LoadReport,
    span: tuple[datetime | None, datetime | None],
    ignored: dict[str, int],
) -> None:
    notes = json.dumps({"messages": report.messages, "ignored": ignored}, ensure_ascii=False, sort_keys=True)
    store.execute(
        "insert into loads values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            load_id, mapping.kind, mapping.source, sha256, mapping.name, datetime.now(UTC), report.rows_read,
            report.rows_loaded, report.rows_rejected, report.rows_duplicate, report.rows_ignored, span[0], span[1],
            path.name, report.encoding, report.rows_repaired, notes,
        ],
    )  # fmt: skip
