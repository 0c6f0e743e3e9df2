"""XES logs: every event of the file or a refusal; no document types, no network."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from svcmine.errors import SourceError
from svcmine.sources import Mapping, open_records
from svcmine.store import Store
from svcmine.store.loading import load

LOG = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0">
  <trace>
    <string key="concept:name" value="00123"/><string key="customer" value="A&amp;B"/>
    <event><string key="concept:name" value="受理"/><date key="time:timestamp" value="2026-01-05T08:03:00.000+08:00"/>
      <string key="lifecycle:transition" value="complete"/><string key="org:resource" value="p1"/>
      <string key="org:group" value="g1"/><boolean key="urgent" value="true"/><int key="score" value="5"/></event>
    <event><string key="concept:name" value="关闭"/>
      <date key="time:timestamp" value="2026-01-06T08:03:00.000+08:00"/></event>
  </trace>
  <trace><string key="concept:name" value="20260105"/>
    <event><string key="concept:name" value="受理"/></event>
  </trace>
</log>
"""


def test_standard_extensions_are_mapped_and_the_rest_is_kept(store: Store, tmp_path: Path) -> None:
    (tmp_path / "log.xes.gz").write_bytes(gzip.compress(LOG.encode()))
    (report,) = load(store, "tickets", "xes", [tmp_path / "log.xes.gz"])
    assert (report.rows_read, report.rows_loaded, report.rows_rejected) == (3, 2, 1)
    assert store.execute(
        "select case_id, activity, happened_at::varchar, person, extra->>'lifecycle:transition', extra->>'org:group', "
        "extra->>'urgent', extra->>'case:customer' from ticket_events order by happened_at"
    ).fetchall() == [
        ("00123", "受理", "2026-01-05 00:03:00+00", "p1", "complete", "g1", "true", "A&B"),
        ("00123", "关闭", "2026-01-06 00:03:00+00", None, None, None, None, "A&B"),
    ]
    assert store.execute("select reason, raw from rejects").fetchone()[0] == "bad_time"  # type: ignore[index]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('<!DOCTYPE log [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + LOG.split("?>")[1], "has a document type"),
        ("<html><body>no</body></html>", "the log has no event"),
        ("hello, world", "not a XES log"),
        (LOG.replace("</trace>", ""), "not a XES log"),
        (LOG.replace("<event>", "<event><event>", 1), "not a XES log"),
    ],
)
def test_what_is_no_log_is_refused(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "log.xes"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=said):
        open_records(path, Mapping(kind="tickets"))


def test_damaged_archive(tmp_path: Path) -> None:
    packed = gzip.compress(LOG.encode())
    (tmp_path / "log.xes.gz").write_bytes(packed[: len(packed) // 2])
    with pytest.raises(SourceError, match="damaged"):
        open_records(tmp_path / "log.xes.gz", Mapping(kind="tickets"))


@pytest.mark.shared
def test_malformed_logs_are_read_or_refused(shared: Path) -> None:
    refused = 0
    for path in sorted((shared / "logs/pm4py_examples/malformed_xes").glob("*.xes")):
        try:
            open_records(path, Mapping(kind="tickets"))
        except SourceError:
            refused += 1
    assert refused > 0
