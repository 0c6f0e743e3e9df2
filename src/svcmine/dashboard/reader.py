"""What the board reads: the store's figures as narrow tables in memory, made by SQL and kept until the store changes.

The store's file is attached read-only for moments only, so that the monthly run can write to it while the board is
open. Nothing is loaded into Python but what a page shows.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from svcmine.dashboard.choice import Choice, condition
from svcmine.dashboard.run_norms import RunNorms, run_norms
from svcmine.errors import MachineError, StoreError, UsageError
from svcmine.insight import last_complete_month, queries
from svcmine.insight.waivers import waivers
from svcmine.log_quality import Readiness, readiness
from svcmine.store import Store, open_store
from svcmine.vocabulary import CLASSES

STATUSES = ("confirmed", "contested", "corrected")
FACTS = ("findings", "tallies", "cases", "starts", "blocks", "aligned", "deviations")
_SAID = """
select finding_id, status, "by", "at", note
from dispositions
qualify row_number() over (partition by finding_id order by "at" desc, status, note) = 1
"""
_LONGEST_NOTE = 2_000


class _Attached(Store):
    """A store that hangs read-only on the board's own database, so that the package's queries run on it."""

    def __init__(self, path: Path, connection: duckdb.DuckDBPyConnection) -> None:
        self.path = path
        self.read_only = True
        self._depth = 0
        self.connection = connection


class Reader:
    """The figures of one store.

    `run_id`, `norms`, `checked_at`: of the run that they are from; `complete`: the last month that every source
    covers to its end; `waivers`: as insight.waivers tells them.
    Raises StoreError if the file is no store or was never checked, MachineError if another process is writing to it.
    """

    def __init__(self, path: Path) -> None:
        self.path = Path(path).resolve()
        # The first look refuses what is no store, with the words that every verb has for it.
        open_store(path, read_only=True).close()
        self._lock = threading.RLock()
        self._attached = 0
        self._stamp: tuple[int, ...] = ()
        self._ready: Readiness | None = None
        self.norms = RunNorms()
        self.run_id = self.complete = ""
        self.checked_at = datetime.now(UTC)
        self._db = duckdb.connect(
            ":memory:",
            config={
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "python_enable_replacements": "false",
            },
        )
        self._db.execute("set TimeZone = 'UTC'")
        allowed = [str(self.path), f"{self.path}.wal"]
        self._db.execute(f"set allowed_paths = [{', '.join(map(_literal, allowed))}]")
        self._db.execute("set enable_external_access = false")
        self._db.execute("set lock_configuration = true")
        self._db.execute("create schema memory.board")
        self.refresh()

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The store itself, read-only, for as long as the block lasts."""
        with self._lock:
            if not self._attached:
                _attach(self._db, self.path)
            self._attached += 1
            try:
                yield _Attached(self.path, self._db)
            finally:
                self._attached -= 1
                if not self._attached:
                    self._db.execute("use memory")
                    self._db.execute("detach store")

    def refresh(self) -> bool:
        """Read the figures again if the store was written to; whether there was something new.

        A store that another process is writing to stays as it was read last; the first time that is an error.
        """
        with self._lock:
            stamp = self._now()
            if stamp == self._stamp:
                return False
            try:
                with self.store() as store:
                    self._read(store)
            except MachineError:
                if not self._stamp:
                    raise
                return False
            self._stamp = stamp
            return True

    def _now(self) -> tuple[int, ...]:
        paths = (self.path, self.path.with_name(self.path.name + ".wal"))
        return tuple(part for p in paths if p.exists() for part in (p.stat().st_mtime_ns, p.stat().st_size))

    def _read(self, store: Store) -> None:
        run = queries.query(store, "last_run", kind="check")
        if run.empty:
            raise StoreError(
                f"{self.path}: the norms were never checked, so that there is nothing to show. "
                f"Do it first: svcmine check --store {self.path}"
            )
        if str(run.iloc[0]["run_id"]) != self.run_id:
            self._read_run(store, run.iloc[0])
        self._db.execute(f"create or replace table memory.board.said as {_SAID}")

    def _read_run(self, store: Store, run: pd.Series) -> None:
        self.norms = run_norms(store, run["norms"])
        self._db.execute(
            "create or replace table memory.board.requirements (norm_id varchar, requirement integer, severity varchar)"
        )
        told = list(self.norms.severities())
        if told:
            self._db.executemany("insert into memory.board.requirements values (?, ?, ?)", told)
        for name in FACTS:
            sql = _text("facts", name)
            values = {"activities": list(CLASSES["major_operation"].members)} if "$activities" in sql else None
            self._db.execute(f"create or replace table memory.board.{name} as {sql}", values)
        self._db.execute("create or replace table memory.board.windows as select * from windows")
        self.complete = last_complete_month(store)
        self.checked_at = run["started_at"].to_pydatetime()
        self.waivers = waivers(store)
        places = store.execute(_text("queries", "waiver_places")).fetchall()
        names = ("region", "team", "product", "process")
        self.waiver_places = {(str(w), str(n)): dict(zip(names, place, strict=True)) for w, n, *place in places}
        self._ready = None
        self.run_id = str(run["run_id"])

    def readiness(self) -> Readiness:
        """Whether the log is fit to judge; worked out when it is first asked for."""
        with self._lock:
            if self._ready is None:
                with self.store() as store:
                    self._ready = readiness(store, list(self.norms.models.values()))
            return self._ready

    def ask(self, name: str, choice: Choice, **values: Any) -> pd.DataFrame:
        """The rows of queries/<name>.sql with the choice's conditions in place and everything bound."""
        sql, bound = condition(_text("queries", name), choice)
        return self.plain(sql, {**bound, **values})

    def plain(self, sql: str, values: Mapping[str, Any] | None = None) -> pd.DataFrame:
        """The rows of a statement on the tables in memory."""
        used = {key: value for key, value in (values or {}).items() if f"${key}" in sql}
        with self._lock:
            return self._db.execute(sql, used).df()

    def of_store(self, name: str, **values: Any) -> pd.DataFrame:
        """The rows of queries/<name>.sql on the store itself."""
        with self.store() as store:
            return store.frame(_text("queries", name), values)

    def dispose(self, finding_id: str, status: str, by: str, note: str) -> None:
        """Note what the team makes of a finding; the earlier notes stay in the table `dispositions`.

        Raises UsageError for a status, name or note that is none, MachineError while another process has the store.
        """
        by, note = by.strip(), note.strip()
        problems = [
            *([f"status {status}: there is {', '.join(STATUSES)}."] if status not in STATUSES else []),
            *([] if by else ["Say who you are: a note without a name settles nothing."]),
            *(
                ["Say why in the note: who contests a finding has a reason."]
                if status == "contested" and not note
                else []
            ),
            *([f"The note is too long: at most {_LONGEST_NOTE:,} characters."] if len(note) > _LONGEST_NOTE else []),
        ]
        if problems:
            raise UsageError("\n".join(problems))
        with self._lock:
            if not self.plain("select 1 from memory.board.findings where finding_id = $id", {"id": finding_id}).size:
                raise UsageError(f"Finding {finding_id}: the latest run has none of this id.")
            at = datetime.now(UTC)
            row = [finding_id, status, by, at, note or None]
            before = self._now()
            with open_store(self.path) as store:
                store.execute("insert into dispositions values (?, ?, ?, ?, ?)", row)
            self._db.execute("delete from memory.board.said where finding_id = ?", [finding_id])
            self._db.execute("insert into memory.board.said values (?, ?, ?, ?, ?)", row)
            # Our own line is no news; somebody else's writing before it would be.
            if before == self._stamp:
                self._stamp = self._now()

    def history(self, finding_id: str) -> pd.DataFrame:
        """All that was noted of a finding, the latest first."""
        with self.store() as store:
            return store.frame(
                'select status, "by", "at", note from dispositions where finding_id = $id order by "at" desc',
                {"id": finding_id},
            )

    def export_reader(self, sql: str, values: Mapping[str, Any]) -> tuple[list[str], Iterator[list[tuple[Any, ...]]]]:
        """Column names and batches of rows of a statement, on a connection of its own; other pages go on meanwhile."""
        cursor = self._db.cursor()
        result = cursor.execute(sql, {key: value for key, value in values.items() if f"${key}" in sql})
        names = [column[0] for column in result.description or ()]
        return names, iter(lambda: result.fetchmany(20_000), [])


def _attach(database: duckdb.DuckDBPyConnection, path: Path) -> None:
    try:
        database.execute(f"attach {_literal(str(path))} as store (read_only)")
    except duckdb.IOException as error:
        if "lock" in str(error).lower():
            raise MachineError(
                f"{path}: another process is writing to this store. Try again when it has ended."
            ) from None
        raise MachineError(f"{path}: the store cannot be opened: {str(error).splitlines()[0]}") from None
    database.execute("use store")


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@cache
def _text(folder: str, name: str) -> str:
    return (files("svcmine.dashboard") / folder / f"{name}.sql").read_text(encoding="utf-8")


def query_text(name: str) -> str:
    """The text of queries/<name>.sql."""
    return _text("queries", name)
