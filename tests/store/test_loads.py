"""What a load makes of a file: the same records whatever the encoding, nothing twice, everything counted."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from svcmine import audit
from svcmine.errors import MappingError, SourceError
from svcmine.sources import Mapping
from svcmine.store import Store, open_store
from svcmine.store.loading import LoadReport, load

DESK = Mapping(
    name="desk",
    kind="tickets",
    source="desk",
    timezone="Asia/Shanghai",
    process="change",
    columns={"工单号": "case_id", "环节": "activity", "时间": "happened_at", "处理人": "person"},
    activities={"备份配置": "backup_config", "软件升级": "upgrade_software"},
)
HEADER = "工单号,环节,时间,处理人"
LINES = [
    "00123,备份配置,2026-03-02 00:10:00,王𠮷",
    '00123,软件升级,2026-03-02 00:40:00,"李,\n四"',
    "9007199254740993,软件升级,2026/3/3 1:05,张三",
]


def put(path: Path, lines: list[str], encoding: str = "utf-8", header: str = HEADER) -> Path:
    path.write_bytes("\r\n".join([header, *lines, ""]).encode(encoding))
    return path


def only(reports: list[LoadReport]) -> LoadReport:
    (report,) = reports
    assert report.rows_read == (report.rows_loaded + report.rows_rejected + report.rows_duplicate + report.rows_ignored)
    return report


def events(store: Store) -> list[tuple]:
    return store.execute(
        "select event_id, case_id, activity, happened_at, person from ticket_events order by all"
    ).fetchall()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_give_the_same_events(tmp_path: Path, encoding: str) -> None:
    with open_store(tmp_path / "a.duckdb") as first, open_store(tmp_path / "b.duckdb") as second:
        only(load(first, "tickets", DESK, [put(tmp_path / "a.csv", LINES)]))
        only(load(second, "tickets", DESK, [put(tmp_path / "b.csv", LINES, encoding)]))
        assert events(first) == events(second)
        assert len(events(first)) == 3


def test_ids_stay_as_they_are_and_local_times_become_instants(store: Store, tmp_path: Path) -> None:
    load(store, "tickets", DESK, [put(tmp_path / "a.csv", LINES)])
    assert {row[1] for row in events(store)} == {"00123", "9007199254740993"}
    assert store.one("select min(happened_at)::varchar from ticket_events") == "2026-03-01 16:10:00+00"


def test_columns_are_found_by_name(tmp_path: Path) -> None:
    swapped = ["2026-03-02 00:10:00,王五,00123,备份配置"]
    with open_store(tmp_path / "a.duckdb") as first, open_store(tmp_path / "b.duckdb") as second:
        load(first, "tickets", DESK, [put(tmp_path / "a.csv", ["00123,备份配置,2026-03-02 00:10:00,王五"])])
        load(second, "tickets", DESK, [put(tmp_path / "b.csv", swapped, header="时间,处理人,工单号,环节")])
        assert [row[1:] for row in events(first)] == [row[1:] for row in events(second)]


def test_the_same_bytes_add_nothing(store: Store, tmp_path: Path) -> None:
    file = put(tmp_path / "a.csv", LINES)
    only(load(store, "tickets", DESK, [file]))
    again = only(load(store, "tickets", DESK, [file]))
    assert again.already
    assert store.one("select count(*) from loads") == 1
    assert len(events(store)) == 3


def test_overlapping_exports_give_their_union(store: Store, tmp_path: Path) -> None:
    first = only(load(store, "tickets", DESK, [put(tmp_path / "a.csv", LINES[:2])]))
    second = only(load(store, "tickets", DESK, [put(tmp_path / "b.csv", LINES[1:])]))
    assert (first.rows_loaded, second.rows_loaded, second.rows_duplicate) == (2, 1, 1)
    assert len(events(store)) == 3


def test_unusable_records_are_kept_with_the_reason(store: Store, tmp_path: Path) -> None:
    bad = [*LINES, ",备份配置,2026-03-02 00:10:00,王五", "C9,备份配置,2026-02-30 00:10:00,王五", "C9,备份配置"]
    report = only(load(store, "tickets", DESK, [put(tmp_path / "a.csv", bad)]))
    assert (report.rows_read, report.rows_loaded, report.rows_rejected) == (6, 3, 3)
    rows = store.execute("select source_row, reason from rejects order by source_row").fetchall()
    assert rows == [(4, "missing_case"), (5, "bad_time"), (6, "wrong_width")]


@pytest.mark.parametrize(
    ("content", "said"), [(b"", "empty"), (b"\n\n\n", "blank"), (b"\x89PNG\r\n\x1a\n\xff\xfe\xfa\xc0", "neither")]
)
def test_what_is_no_table_is_refused(store: Store, tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(content)
    with pytest.raises((SourceError, MappingError), match=said):
        load(store, "tickets", DESK, [file])


def test_naive_times_need_a_zone(store: Store, tmp_path: Path) -> None:
    without = DESK.model_copy(update={"timezone": None})
    with pytest.raises(MappingError, match="timezone = "):
        load(store, "tickets", without, [put(tmp_path / "a.csv", LINES)])


def test_one_bad_file_of_several_loads_none(store: Store, tmp_path: Path) -> None:
    files = [put(tmp_path / "a.csv", LINES), put(tmp_path / "b.csv", LINES[:1], header="工单,环节,时间,处理人")]
    with pytest.raises(MappingError, match="工单号"):
        audit.load(store, "tickets", DESK, files)
    assert store.one("select count(*) from loads") == store.one("select count(*) from ticket_records") == 0


record = st.tuples(
    st.sampled_from(["C1", "C2", "C3", ""]),
    st.sampled_from(["备份配置", "软件升级", "别的"]),
    st.sampled_from(["2026-03-02 00:10:00", "2026-03-02 00:11:00", "2026-03-05 12:00:00", "soon", ""]),
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records=st.lists(record, max_size=12), cut=st.integers(0, 12), swapped=st.booleans())
def test_any_split_in_any_order_gives_the_same_store(tmp_path_factory, records, cut, swapped) -> None:
    lines = [f"{case},{step},{time},王五" for case, step, time in records]
    parts = [lines[:cut], lines[max(cut - 2, 0) :]]
    place = tmp_path_factory.mktemp("split")
    whole, split = [], []
    for name, pieces, result in (("w", [lines], whole), ("s", parts[::-1] if swapped else parts, split)):
        with open_store(place / f"{name}.duckdb") as store:
            for n, piece in enumerate(pieces):
                only(audit.load(store, "tickets", DESK, [put(place / f"{name}{n}.csv", piece)]))
            for table in ("cases", "events"):
                columns = "* exclude (load_id, source_row)" if table == "events" else "*"
                result.append(store.execute(f"select {columns} from {table} order by all").fetchall())
    assert whole == split
