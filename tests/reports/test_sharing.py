"""Shared reports name nobody: tokens under a key that is kept apart, numbers redacted, small teams not told apart."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from insight.small_store import NASTY, fill, insert

from svcmine.errors import UsageError
from svcmine.reports import Sharing
from svcmine.reports.sharing import make_fit_to_share, read_key, token
from svcmine.store import Store
from svcmine.store.persons import PERSON_COLUMNS, REDACTED, Names, known_columns, persons, redacted

pytestmark = pytest.mark.filterwarnings("ignore:The inplace keyword")
PEOPLE = ("李雷", "韩梅梅", "Jane Smith", "Ünal")
PHONE, CARD = "13812345678", "11010519491231002X"


def named(store: Store) -> None:
    """The small store, with people in columns of their own and in every free text that a report shows."""
    fill(store)
    said = f"call 李雷 on {PHONE} or JANE SMITH (id {CARD}), 韩梅梅签字; Ünal"
    store.execute("update events set person = ? where person is not null", [PEOPLE[0]])
    store.execute("update cases set ticket_owner = ?, plan_persons = ?", [PEOPLE[1], [PEOPLE[2], "site_engineer"]])
    store.execute("update waivers set approved_by = ?, reason = ?, evidence = ?", [PEOPLE[3], said, said])
    store.execute("update operations set command = ?, person = ?", [said, PEOPLE[2]])
    store.execute("update loads set file_name = ?", [f"李雷的导出 {PHONE}.csv"])
    store.execute("update rejects set raw = ?, detail = ?", [said, said])
    store.execute("update cases set team = '韩梅梅班'")
    store.execute("update tallies set team = '韩梅梅班'")


def test_no_column_of_the_snapshot_names_anybody(store: Store, tmp_path: Path) -> None:
    named(store)
    make_fit_to_share(store, Sharing(tmp_path / "key"), tmp_path / "out")
    columns = store.execute(
        "select table_name, column_name from duckdb_columns() where data_type in ('VARCHAR', 'VARCHAR[]', 'JSON') "
        "and table_name in (select table_name from duckdb_tables()) and table_name <> 'runs'"
    ).fetchall()
    for table, column in columns:
        for (value,) in store.execute(f'select distinct cast("{column}" as varchar) from "{table}"').fetchall():
            assert not any(name in (value or "") for name in (*PEOPLE, PHONE, CARD)), (table, column, value)
    # Roles are no persons, and what belonged together still does.
    assert "site_engineer" in store.one("select plan_persons from cases limit 1")
    assert store.one("select plan_persons[1] from cases limit 1") == store.one("select person from operations limit 1")


def test_the_same_key_gives_the_same_tokens_and_another_key_others() -> None:
    assert token(b"k" * 32, "Jane  SMITH", "P") == token(b"k" * 32, "jane smith", "P")
    assert token(b"k" * 32, "jane smith", "P") != token(b"j" * 32, "jane smith", "P")
    assert re.fullmatch(r"P-[A-Z2-7]{10}", token(b"k" * 32, "李雷", "P"))


def test_the_key_is_kept_apart(tmp_path: Path) -> None:
    out = tmp_path / "out"
    key = read_key(tmp_path / "keys" / "key", out)
    assert (len(key), read_key(tmp_path / "keys" / "key", out)) == (32, key)
    if os.name != "nt":
        assert (tmp_path / "keys" / "key").stat().st_mode & 0o777 == 0o600
        (tmp_path / "keys" / "key").chmod(0o640)
        with pytest.raises(UsageError, match="others can read the key"):
            read_key(tmp_path / "keys" / "key", out)
    for inside in (out / "key", out / ".." / "out" / "deep" / "key"):
        with pytest.raises(UsageError, match="must not lie in the folder of the reports"):
            read_key(inside, out)
    (tmp_path / "no key").write_text("hello")
    (tmp_path / "no key").chmod(0o600)
    with pytest.raises(UsageError, match="not a key of svcmine"):
        read_key(tmp_path / "no key", out)


@pytest.mark.parametrize(
    "number",
    ["13812345678", "138-1234-5678", "+86 138 1234 5678", "１３８１２３４５６７８", "010-87654321", "(021) 8765 4321",
     "+44 20 7946 0958", "11010519491231002X", "110105194912310021", "li.lei@example.com"],
)  # fmt: skip
def test_numbers_are_redacted(number: str) -> None:
    assert redacted(f"致电 {number}。") == f"致电 {REDACTED}。"


@pytest.mark.parametrize(
    "text", ["BG20261024000268", "2026-10-31 08:00", "LST BRD: SN=12;", "10.1.2.3", "version 5.10.1", "24 小时"]
)
def test_other_numbers_stay(text: str) -> None:
    assert redacted(text) == text


def test_names_are_found_in_texts_but_not_in_other_words() -> None:
    names = Names({"王芳": "P-1", "王芳文": "P-2", "Li": "P-3", "Lin Tao": "P-4", "李": "P-5"})
    assert names.inside("王芳文与王芳在场") == "P-2与P-1在场"
    assert names.inside("LIN TAO, lin tao; Blin Taos") == "P-4, P-4; Blin Taos"
    assert names.inside("Linux, li") == "Linux, li"
    assert (names.cell(" li "), names.cell("李"), names.cell("李雷")) == ("P-3", "P-5", None)


def test_the_columns_of_persons_are_columns() -> None:
    assert known_columns() >= PERSON_COLUMNS


def test_small_teams_are_not_told_apart(store: Store, tmp_path: Path) -> None:
    sizes = {"A": 6, "B": 2, "C": 5, "D": 1}
    for team, size in sizes.items():
        insert(store, "tallies", [{"run_id": "r", "team": team, "activations": 1}])
        for n in range(size):
            insert(store, "cases", [{"case_id": f"{team}{n}", "team": team}])
            insert(store, "events", [{"event_id": f"{team}{n}", "case_id": f"{team}{n}", "person": f"{team} {n}"}])
    make_fit_to_share(store, Sharing(None, 5), tmp_path)
    # B and D are small; together they are three, so that the next smallest joins them.
    found = dict(store.execute("select team, count(*) from cases group by team").fetchall())
    assert found == {"A": 6, "small teams / 小班组": 8}
    assert {team for (team,) in store.execute("select distinct team from tallies").fetchall()} == set(found)
    make_fit_to_share(store, Sharing(None, 100), tmp_path)
    assert store.execute("select distinct team from cases").fetchall() == [(None,)]


def test_hostile_text_is_no_name(store: Store) -> None:
    fill(store)
    assert "王" + NASTY in persons(store)
