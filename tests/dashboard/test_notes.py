"""What the team notes on findings: written shortly, kept over reruns, refused with a clear word."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from svcmine.dashboard.choice import Choice
from svcmine.dashboard.reader import Reader
from svcmine.errors import MachineError, StoreError, UsageError
from svcmine.store import open_store


def some(reader: Reader) -> str:
    return str(reader.plain("select min(finding_id) as f from memory.board.findings").iloc[0]["f"])


def test_a_note_is_in_the_store_and_on_the_page(own: Reader) -> None:
    finding = some(own)
    own.dispose(finding, "contested", " 王工 ", "有备忘录")
    own.dispose(finding, "confirmed", "李工", "")
    with open_store(own.path, read_only=True) as store:
        rows = store.execute('select finding_id, status, "by", note from dispositions order by "at"').fetchall()
    assert rows == [(finding, "contested", "王工", "有备忘录"), (finding, "confirmed", "李工", None)]
    counts = own.ask("findings_count", Choice()).iloc[0]
    assert (int(counts["confirmed"]), int(counts["contested"])) == (1, 0)
    assert own.history(finding)["status"].tolist() == ["confirmed", "contested"]
    assert own.ask("findings_page", Choice(status="confirmed"), most=9, skipped=0)["finding_id"].tolist() == [finding]
    assert Reader(own.path).ask("findings_count", Choice()).iloc[0]["confirmed"] == 1


def test_notes_stay_when_the_run_is_another(own: Reader) -> None:
    finding = some(own)
    own.dispose(finding, "confirmed", "李工", "")
    with open_store(own.path) as store:
        store.execute("update runs set run_id = 'r9' where run_id = 'r1'")
        store.execute("update findings set run_id = 'r9'")
        store.execute("update tallies set run_id = 'r9'")
    assert own.refresh()
    assert own.run_id == "r9"
    assert own.ask("findings_count", Choice()).iloc[0]["confirmed"] == 1


def test_bad_notes_are_refused_with_every_reason(own: Reader) -> None:
    with pytest.raises(UsageError, match=r"there is confirmed, contested, corrected.\nSay who you are"):
        own.dispose(some(own), "guilty", " ", "")
    with pytest.raises(UsageError, match="Say why"):
        own.dispose(some(own), "contested", "王工", " ")
    with pytest.raises(UsageError, match="none of this id"):
        own.dispose("nothing", "confirmed", "王工", "")


def test_the_store_is_free_between_two_looks_and_a_busy_one_is_told(own: Reader) -> None:
    holder = (
        "import duckdb, sys; c = duckdb.connect(sys.argv[1]); c.execute('delete from rejects'); "
        "print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holder, str(own.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None and process.stdin is not None
        # The board is open, and yet another process may write.
        assert process.stdout.readline() == "held\n"
        assert not own.refresh()
        with pytest.raises(MachineError, match="another process"):
            own.dispose(some(own), "confirmed", "王工", "")
        with pytest.raises(MachineError, match="another process"), own.store():
            pass
        process.stdin.close()
    own.dispose(some(own), "confirmed", "王工", "")


def test_the_board_reaches_no_other_file(reader: Reader, tmp_path: Path) -> None:
    for sql in ("select * from read_csv('/etc/passwd')", f"copy (select 1) to '{tmp_path}/x.csv'", "set threads = 1"):
        with pytest.raises(Exception, match=r"disabled|locked|Cannot"):
            reader.plain(sql)


def test_a_store_that_was_never_checked_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "new.duckdb"
    open_store(path).close()
    with pytest.raises(StoreError, match="svcmine check --store"):
        Reader(path)
