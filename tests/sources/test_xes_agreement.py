"""The three readers of XES agree: the plain one, the parser, and pm4py's, cell by cell."""

from __future__ import annotations

import os
from pathlib import Path
from xml.sax.saxutils import quoteattr

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from svcmine.sources import Mapping, open_records
from svcmine.sources.spill import Spill
from svcmine.sources.xes import read_any
from svcmine.sources.xes_plain import NotPlainError, read_plain

FEW = ("running-example.xes", "roadtraffic100traces.xes", "reviewing.xes", "SEPSIS.xes.gz", "a12f0n10.xes.gz")


def rows(spill: Spill) -> list[dict[str, str]]:
    names = list(spill.columns)
    return [
        {name: cell for name, cell in zip(names, row, strict=True) if cell is not None}
        for batch in spill.batches()
        for row in batch.rows
    ]


def test_every_log_is_read_as_pm4py_reads_it(shared: Path, tmp_path: Path) -> None:
    """With SVCMINE_DOUBT all logs, else some: pm4py takes its time."""
    # Here and not above: loading pm4py takes seconds, which the other tests of this file do not need.
    import pm4py  # noqa: PLC0415

    every = sorted((shared / "logs").rglob("*.xes*"))
    files = [path for path in every if "malformed" not in str(path)]
    assert len(files) >= 30
    for path in files:
        if not os.environ.get("SVCMINE_DOUBT") and path.name not in FEW:
            continue
        frame = pm4py.read_xes(str(path), variant="iterparse", return_legacy_log_object=False)
        records = open_records(path, Mapping(kind="tickets"))
        ours = pd.concat([pd.DataFrame(dict(zip(records.columns, b.arrays, strict=True))) for b in records.batches])
        assert len(ours) == len(frame), path
        for name in set(records.columns) | set(frame.columns):
            agree(path, name, ours[name].reset_index(drop=True), frame[name].reset_index(drop=True))


def agree(path: Path, name: str, text: pd.Series, typed: pd.Series) -> None:
    """A column as written stands for the values that pm4py made of it."""
    text = text.astype(object).where(text.notna(), None)
    where = f"{path.name}: {name}"
    kinds = {type(value) for value in typed.dropna()}
    if kinds and all(issubclass(kind, pd.Timestamp) for kind in kinds):
        ours, theirs = pd.to_datetime(text, utc=True, format="ISO8601"), pd.to_datetime(typed, utc=True)
        assert ((ours == theirs) | (ours.isna() & theirs.isna())).all(), where
    elif kinds and kinds <= {int, float, np.float64, np.int64}:
        assert np.array_equal(pd.to_numeric(text).astype(float), typed.astype(float), equal_nan=True), where
    else:
        theirs = typed.map(plain)
        theirs = theirs.astype(object).where(theirs.notna(), None)
        assert text.tolist() == theirs.tolist(), where


def plain(value: object) -> str | None:
    """What pm4py made of a value, as XES writes it."""
    if pd.isna(value):
        return None
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


words = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff\ufffd"), max_size=8)
attributes = st.dictionaries(st.text("abc:é&<中\"'>", min_size=1, max_size=4), words, max_size=4)
logs = st.lists(st.tuples(attributes, st.lists(attributes, max_size=4), st.booleans()), min_size=1, max_size=5)


def written(log: list[tuple[dict[str, str], list[dict[str, str]], bool]]) -> str:
    def lines(found: dict[str, str]) -> str:
        quoted = [(escaped(key), escaped(value)) for key, value in found.items()]
        return "\n".join(f"<string key={key} value={value}/>" for key, value in quoted)

    def traces() -> list[str]:
        made = []
        for case, events, case_first in log:
            inner = "".join(f"<event>{lines(event)}</event>\n" for event in events)
            made.append(f"<trace>{lines(case) + inner if case_first else inner + lines(case)}</trace>")
        return made

    return '<?xml version="1.0"?>\n<log xes.version="1.0">' + "\n".join(traces()) + "</log>\n"


def escaped(text: str) -> str:
    return quoteattr(text, {'"': "&quot;"})


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(logs)
def test_the_plain_reader_reads_what_the_parser_reads(tmp_path: Path, log: list) -> None:
    path = tmp_path / "log.xes"
    path.write_text(written(log), encoding="utf-8")
    spill = read_any(path, [])
    parsed = rows(spill)
    assert spill.count == sum(len(events) for _, events, _ in log)
    try:
        found = read_plain(path)
    except NotPlainError:
        # Traces without an event, in a log that has no attribute at all, and the like.
        return
    assert (found.count, rows(found)) == (spill.count, parsed)


@pytest.mark.parametrize(
    "trace",
    [
        '<trace><event><string key="a" value="1"/><!-- "no" --></event></trace>',
        "<trace><event><string key='a' value=\"1\"/></event></trace>",
        '<trace><event><string value="1" key="a"/></event></trace>',
        '<trace><event><string key="a" value="1"><string key="b" value="2"/></string></event></trace>',
        '<trace><event><list key="a"><values><string key="x" value="1"/><string key="x" value="2"/></values></list>'
        "</event></trace>",
        '<trace><event><string key="a" value="1"/><string key="a" value="2"/></event></trace>',
        '<trace><event><string key="a" value="1\n2"/></event></trace>',
        '<trace><event><string key="a" value="1"  /><boolean key="b" value="2"></boolean></event></trace>',
        '<trace><event><string key="a" value="1"/></event></trace><event><string key="a" value="2"/></event>',
    ],
)
def test_other_forms_are_left_to_the_parser(tmp_path: Path, trace: str) -> None:
    path = tmp_path / "log.xes"
    path.write_text(f"<log>{trace}</log>", encoding="utf-8")
    with pytest.raises(NotPlainError):
        read_plain(path)
    assert rows(read_any(path, []))[0]["a"] in ("1", "1;2", "1 2")


def test_nothing_of_an_unusual_event_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "log.xes"
    path.write_text(
        '<log><trace><string key="concept:name" value="c1"/><event><string key="a" value="1"><string key="b" '
        'value="2"/></string><string key="a" value="3"/><date key="t" value="2026-01-05"/></event></trace><trace/>'
        '<event><string key="a" value="9"/></event></log>',
        encoding="utf-8",
    )
    notes: list[str] = []
    assert rows(read_any(path, notes)) == [
        {"a": "1", "a.b": "2", "a (2)": "3", "t": "2026-01-05", "case:concept:name": "c1"},
        {"a": "9"},
    ]
    assert notes == ["1 traces have no event", "1 events stand outside every trace"]
