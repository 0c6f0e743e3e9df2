"""What is exported can be read back equal by the tools that it is for."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pm4py
import pytest
from typer.testing import CliRunner

from svcmine.alignments import align
from svcmine.cli import app
from svcmine.errors import UsageError
from svcmine.exports import KINDS, export
from svcmine.simulation import simulate
from svcmine.store import Store, open_store
from tests.simulation.auditing import audit


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with some audited cases, one of them with a name that a spreadsheet would run."""
    folder = tmp_path_factory.mktemp("export")
    simulate(40, 7, folder)
    with open_store(folder / "svcmine.duckdb") as store:
        audit(store, folder)
        align(store)
        store.execute(
            "update events set person = '=HYPERLINK(\"x\")' where event_id = (select min(event_id) from events)"
        )
        yield store


@pytest.mark.parametrize("kind", ["findings", "deviations", "events"])
def test_tables(small: Store, tmp_path: Path, kind: str) -> None:
    query = KINDS[kind][0]
    count = small.one(f"select count(*) from ({query})")
    assert count
    assert export(small, kind, tmp_path / "a.csv") == export(small, kind, tmp_path / "a.parquet") == count
    small.execute(f"create or replace temp table wanted as {query}")
    for sql in (f"from read_parquet('{tmp_path}/a.parquet') except from wanted", "from wanted"):
        rows = small.execute(f"select count(*) from ({sql})").fetchone()
        assert rows is not None
        assert rows[0] == (0 if "except" in sql else count)
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        read = list(csv.DictReader(file))
    assert len(read) == count
    assert list(read[0]) == [row[0] for row in small.execute("describe wanted").fetchall()]
    if kind == "events":
        assert sum(row["person"] == '\'=HYPERLINK("x")' for row in read) == 1
        assert not any(cell.startswith(("=", "+", "@", "-")) for row in read for cell in row.values())


def test_xes_is_read_back_by_pm4py(small: Store, tmp_path: Path) -> None:
    for name in ("a.xes", "a.xes.gz"):
        count = export(small, "xes", tmp_path / name)
        frame = pm4py.read_xes(str(tmp_path / name), variant="iterparse")
        assert len(frame) == count == small.one("select count(*) from events where case_id is not null")
        theirs = frame.sort_values(["case:concept:name", "time:timestamp", "event_id"])
        ours = small.execute(
            "select case_id, activity, person, operation_count, epoch_ms(happened_at) from events "
            "where case_id is not null order by case_id, happened_at, event_id"
        ).fetchall()
        assert [
            (case, activity, None if person != person else person, None if n != n else int(n), at.value // 1_000_000)
            for case, activity, person, n, at in zip(
                theirs["case:concept:name"], theirs["concept:name"], theirs["org:resource"],
                theirs["operation_count"], theirs["time:timestamp"], strict=True,
            )
        ] == ours  # fmt: skip


def test_wrong_wishes(small: Store, tmp_path: Path) -> None:
    for kind, name, message in (
        ("finding", "a.csv", "there is findings, deviations, events, ocel, xes"),
        ("findings", "a.xlsx", "findings can be written as .csv, .parquet"),
        ("xes", "a.csv.gz", "xes can be written as .xes, .xes.gz"),
        ("ocel", "none/a.json", "there is no folder"),
    ):
        with pytest.raises(UsageError, match=message.replace(".", r"\.")):
            export(small, kind, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_the_verb(small: Store, tmp_path: Path) -> None:
    path = tmp_path / "findings.csv"
    store = Path(small.path)
    small.execute("checkpoint")
    copy = tmp_path / "copy.duckdb"
    copy.write_bytes(store.read_bytes())
    result = CliRunner().invoke(app, ["export", "findings", "--store", str(copy), "--out", str(path)])
    assert result.exit_code == 0, result.output
    assert f"rows written to {path}" in result.stdout
    assert duckdb.sql(f"select count(*) from read_csv('{path}')").fetchone() == (
        small.one("select count(*) from latest_findings"),
    )
