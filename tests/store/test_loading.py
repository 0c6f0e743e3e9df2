"""Every record of an export is loaded, rejected, a duplicate or ignored; the same records give the same store."""

from __future__ import annotations

import codecs
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svcmine.errors import MappingError, SourceError
from svcmine.store import Store, open_store
from svcmine.store.loading import load
from tests.store.desk import HEADER, content, counts, export, loaded, mapping

A = ["CHG001", "备份配置", "2026-01-05 08:03:00", "p1", "2", "一"]
B = ["CHG001", "修改数据", "2026-01-05 08:10:00", "p1", "2", "二"]
C = ["CHG002", "巡检", "2026-01-06 09:00:00", "", "1", ""]


def test_a_record_becomes_a_case_record_and_an_event(store: Store, tmp_path: Path) -> None:
    assert counts(loaded(store, [A, C], tmp_path)) == (2, 2, 0, 0, 0)
    events = store.execute(
        "select case_id, activity, happened_at::varchar, person, clock, origin, source_row, extra->>'备注' "
        "from ticket_events order by source_row"
    ).fetchall()
    assert events == [
        ("CHG001", "backup_config", "2026-01-05 00:03:00+00", "p1", "desk", "ticket", 1, "一"),
        ("CHG002", "巡检", "2026-01-06 01:00:00+00", None, "desk", "ticket", 2, None),
    ]
    records = store.execute("select case_id, process, priority, source_time::varchar from ticket_records").fetchall()
    assert sorted(records)[0] == ("CHG001", "change", "2", "2026-01-05 00:03:00+00")


def test_duplicates_add_nothing(store: Store, tmp_path: Path) -> None:
    assert counts(loaded(store, [A, B, A], tmp_path, "one.csv")) == (3, 2, 0, 1, 0)
    assert counts(loaded(store, [B, C, A], tmp_path, "two.csv")) == (3, 1, 0, 2, 0)
    assert store.one("select count(*) from ticket_events") == 3


def test_another_source_may_have_equal_records(store: Store, tmp_path: Path) -> None:
    loaded(store, [A], tmp_path, "one.csv")
    assert counts(loaded(store, [A], tmp_path, "two.csv", source="other desk")) == (1, 1, 0, 0, 0)


def test_same_bytes_add_nothing_and_say_so(store: Store, tmp_path: Path) -> None:
    loaded(store, [A, B], tmp_path)
    before = content(store)
    (report,) = load(store, "tickets", mapping(), [tmp_path / "log.csv"])
    assert report.already
    assert "loaded before" in report.messages[0]
    assert content(store) == before
    assert store.one("select count(*) from loads") == 1


def test_order_of_loads_and_of_overlapping_exports_is_no_matter(tmp_path: Path) -> None:
    rows = [A, B, C, ["CHG003", "修改数据", "2026-01-07 10:00:00", "p2", "3", "三"]]
    ways = [[rows], [rows[:3], rows[1:]], [rows[2:], rows[:2]], [rows[::-1]]]
    stores = []
    for way, exports in enumerate(ways):
        with open_store(tmp_path / f"{way}.duckdb") as store:
            for n, part in enumerate(exports):
                loaded(store, part, tmp_path, f"{way}-{n}.csv")
            stores.append((content(store), store.execute("select * from coverage order by all").fetchall()))
    assert all(each == stores[0] for each in stores)


def test_order_of_columns_is_no_matter(store: Store, tmp_path: Path) -> None:
    loaded(store, [A, B], tmp_path)
    before = content(store)
    order = [3, 5, 0, 4, 2, 1]
    path = export(tmp_path / "other.csv", [[row[n] for n in order] for row in (A, B)], [HEADER[n] for n in order])
    (report,) = load(store, "tickets", mapping(), [path])
    assert counts(report) == (2, 0, 0, 2, 0)
    assert content(store) == before


def test_encoding_is_no_matter(store: Store, tmp_path: Path) -> None:
    rows = [[*A[:5], "𠮷"], B]
    loaded(store, rows, tmp_path)
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        (report,) = load(store, "tickets", mapping(), [export(tmp_path / f"{encoding}.csv", rows, encoding=encoding)])
        assert counts(report) == (2, 0, 0, 2, 0)
    text = (tmp_path / "log.csv").read_text()
    for name, mark in (("utf-16-le", b""), ("utf-16-be", b""), ("utf-16-be", codecs.BOM_UTF16_BE)):
        path = tmp_path / f"{name}{len(mark)}.csv"
        path.write_bytes(mark + text.encode(name))
        (report,) = load(store, "tickets", mapping(), [path])
        assert counts(report) == (2, 0, 0, 2, 0)


def test_bad_records_are_rejected_and_the_rest_is_loaded(store: Store, tmp_path: Path) -> None:
    bad_time = ["CHG002", "巡检", "2026-02-30 09:00", "", "1", ""]
    no_case = ["", "巡检", "2026-01-06 09:00:00", "", "1", "x"]
    no_activity = ["CHG002", " ", "2026-01-06 09:00:00", "", "1", ""]
    report = loaded(store, [A, bad_time, no_case, no_activity, ["short"]], tmp_path)
    assert counts(report) == (5, 1, 4, 0, 0)
    assert store.execute("select source_row, reason, detail, raw from rejects order by 1").fetchall() == [
        (2, "bad_time", "column 时间: 2026-02-30 09:00", "CHG002,巡检,2026-02-30 09:00,,1,"),
        (3, "missing_case", "column 工单号: empty", ",巡检,2026-01-06 09:00:00,,1,x"),
        (4, "missing_activity", "column 环节: empty", "CHG002,,2026-01-06 09:00:00,,1,"),
        (5, "wrong_width", "1 cells, the header has 6", "short"),
    ]
    assert any("1 records rejected: bad_time (first: record 2" in message for message in report.messages)


def test_cell_that_cannot_be_read_is_counted_and_kept(store: Store, tmp_path: Path) -> None:
    columns = mapping().columns | {"备注": "planned_start"}
    report = loaded(store, [[*A[:5], "soon"], [*B[:5], "2026-01-05 08:00"], C], tmp_path, columns=columns)
    assert (counts(report), report.rows_repaired) == ((3, 3, 0, 0, 0), 1)
    assert report.messages == [
        "1 records have a value in column '备注' that is no time; they are loaded without it (first: record 1)"
    ]
    assert store.execute("select planned_start::varchar from ticket_records order by source_row").fetchall() == [
        (None,), ("2026-01-05 00:00:00+00",), (None,),
    ]  # fmt: skip
    assert store.one("select extra->>'备注' from ticket_events where source_row = 1") == "soon"


def test_strict_refuses_what_would_be_rejected_or_repaired(store: Store, tmp_path: Path) -> None:
    path = export(tmp_path / "log.csv", [A, ["CHG002", "巡检", "soon", "", "1", ""]])
    with pytest.raises(SourceError, match="1 records rejected, 0 repaired"):
        load(store, "tickets", mapping(), [path], strict=True)
    assert store.one("select count(*) from loads") == 0
    assert store.one("select count(*) from rejects") == 0


def test_mistakes_come_all_at_once_and_nothing_is_loaded(store: Store, tmp_path: Path) -> None:
    good = export(tmp_path / "good.csv", [A])
    with pytest.raises(SourceError) as missing:
        load(store, "tickets", mapping(), [good, tmp_path / "none.csv", tmp_path / "no folder"])
    assert str(missing.value).splitlines() == [
        f"{tmp_path / 'none.csv'}: there is no such file.",
        f"{tmp_path / 'no folder'}: there is no such file.",
    ]
    other = export(tmp_path / "other.csv", [["1", "2"]], ["工单编号", "环节"])
    empty = tmp_path / "empty.csv"
    empty.touch()
    with pytest.raises(MappingError) as wrong:
        load(store, "tickets", mapping(), [good, other, empty])
    text = str(wrong.value)
    assert f"{other}: there is no column '工单号', which mapping desk asks for. Did you mean '工单编号'?" in text
    assert "there is no column '时间'" in text
    assert f"{other}: its columns are: 工单编号, 环节" in text
    assert f"{empty}: the file is empty." in text
    assert store.one("select count(*) from loads") == 0


def test_column_that_stands_twice(store: Store, tmp_path: Path) -> None:
    path = export(tmp_path / "log.csv", [[*A, "x", "y", "z"]], [*HEADER, "备注", "", ""])
    load(store, "tickets", mapping(), [path])
    extra = json.loads(store.one("select extra::varchar from ticket_events"))
    assert extra == {"备注": "一", "备注 (2)": "x", "column 8": "y", "column 9": "z"}
    path = export(tmp_path / "twice.csv", [[*A, "x"]], [*HEADER, " 时间 "])
    with pytest.raises(MappingError, match="there are 2 columns '时间'; one of them must be renamed"):
        load(store, "tickets", mapping(), [path])


def test_time_without_zone_is_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="record 1: '2026-01-05 08:03:00' in column '时间' names no time zone"):
        loaded(store, [A], tmp_path, timezone=None)
    with_zone = [*A[:2], "2026-01-05T08:03:00+08:00", *A[3:]]
    assert counts(loaded(store, [with_zone], tmp_path, timezone=None)) == (1, 1, 0, 0, 0)
    assert store.one("select happened_at::varchar from ticket_events") == "2026-01-05 00:03:00+00"


def test_ids_are_text_as_in_the_source(store: Store, tmp_path: Path) -> None:
    ids = ["00123", "123", "9007199254740993", "1E5", "NA", "nan", "None", "=1+1", "2026-01-05", "Ａ01", "true"]
    loaded(store, [[one, *A[1:]] for one in ids], tmp_path)
    assert [row[0] for row in store.execute("select case_id from ticket_records order by source_row").fetchall()] == ids


_row = st.tuples(
    st.sampled_from(["CHG1", "CHG2", "", " "]),
    st.sampled_from(["备份配置", "巡检", ""]),
    st.sampled_from(["2026-01-05 08:03", "2026/1/5 8:03", "soon", ""]),
    st.sampled_from(["p1", ""]),
    st.sampled_from(["1", "2"]),
    st.sampled_from(["", "x", 'a"b', "a\nb"]),
)


@settings(max_examples=12, deadline=None)
@given(st.lists(st.lists(st.one_of(_row, st.just(("short",))), max_size=8), min_size=1, max_size=3))
def test_accounts_always_balance(
    tmp_path_factory: pytest.TempPathFactory, exports: list[list[tuple[str, ...]]]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    with open_store(folder / "store.duckdb") as store:
        for n, rows in enumerate(exports):
            report = loaded(store, rows, folder, f"{n}.csv")
            if report.already:
                continue
            read, used, rejected, duplicate, ignored = counts(report)
            assert read == len(rows) == used + rejected + duplicate + ignored
            kept = store.one("select count(*) from rejects where load_id = ?", [report.load_id])
            assert kept == rejected
        usable = {row for rows in exports for row in rows if len(row) == 6 and row[0].strip() and row[1]}
        usable = {row for row in usable if row[2] not in ("soon", "")}
        assert store.one("select count(*) from ticket_records") == len(usable)
        assert store.one("select count(*) from ticket_events") == len(usable)
        assert store.one("select sum(rows_loaded) from loads") == len(usable)
