"""Live tables: the rows come out as a file would give them, and the password comes out nowhere."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from svcmine.errors import MappingError, SourceError
from svcmine.sources import read_mapping
from svcmine.sources.databases import _told
from svcmine.store import Store
from svcmine.store.loading import load

BIN = Path("/usr/lib/postgresql/15/bin")
PASSWORD = "s3cret-w0rd"
MAPPING = """
kind = "tickets"
source = "desk"
timezone = "Asia/Shanghai"
[database]
system = "postgresql"
query = "select * from tickets order by id, at"
connection = "DESK_DATABASE"
[columns]
id = "case_id"
step = "activity"
at = "happened_at"
opened = "opened_at"
urgent = { to = "emergency_restoration" }
"""
TABLE = """
create table tickets (id varchar, step text, at timestamp, opened timestamptz, urgent boolean, number bigint,
  cost numeric(12, 3), note jsonb, key uuid, nothing text);
insert into tickets values
  ('00123', '受理', '2026-01-05 08:03:07', '2026-01-05 00:00:00.5+00', true, 9007199254740993, 1.250, '{"a": 1}',
   'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', null),
  ('00123', '关闭', '2026-01-06 08:03:07', null, null, null, null, null, null, null),
  ('9''; --', '受理', null, null, false, 1, 2, null, null, null);
"""


def wanted(reason: str) -> None:
    """Skip on a user's machine; fail where everything must run."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL of its own, with a password, on a free port; gives its address."""
    if not (BIN / "initdb").exists():
        wanted("needs PostgreSQL 15: apt install postgresql")
    pytest.importorskip("adbc_driver_postgresql") if not os.environ.get("CI") else __import__("adbc_driver_postgresql")
    # Its server refuses to run as root.
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    as_user = ["runuser", "-u", user, "--"] if os.geteuid() == 0 else []
    folder = tmp_path_factory.mktemp("pg")
    # The user must be able to pass through all folders above.
    folder = Path(subprocess.run([*as_user, "mktemp", "-d"], capture_output=True, text=True, check=True).stdout.strip())
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = folder / "data"
    secret = subprocess.run([*as_user, "tee", folder / "pw"], input=PASSWORD, text=True, stdout=subprocess.DEVNULL)
    assert secret.returncode == 0
    init = [BIN / "initdb", "-D", data, "-U", "desk", "-A", "scram-sha-256", f"--pwfile={folder / 'pw'}", "-E", "UTF8"]
    subprocess.run([*as_user, *map(str, init)], check=True, capture_output=True, cwd=folder)
    started = [BIN / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o"]
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    subprocess.run([*as_user, *map(str, started), options, "start"], check=True, capture_output=True, cwd=folder)
    try:
        address = f"postgresql://desk:{PASSWORD}@127.0.0.1:{port}/postgres"
        psql = [BIN / "psql", "-q", "-v", "ON_ERROR_STOP=1", address, "-c", TABLE]
        subprocess.run([*map(str, psql)], check=True, capture_output=True)
        yield address
    finally:
        stop = [BIN / "pg_ctl", "-D", data, "-m", "immediate", "stop"]
        subprocess.run([*as_user, *map(str, stop)], check=True, capture_output=True, cwd=folder)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "desk.toml"
    path.write_text(MAPPING, encoding="utf-8")
    return path


def test_a_query_is_loaded(store: Store, mapping: Path, server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_DATABASE", server)
    (report,) = load(store, "tickets", mapping, [])
    assert (report.rows_read, report.rows_loaded, report.rows_rejected) == (3, 2, 1)
    rows = store.execute(
        "select case_id, activity, happened_at at time zone 'UTC', extra->>'number', extra->>'cost', extra->>'note', "
        "extra->>'key' from ticket_events order by happened_at"
    ).fetchall()
    assert [(row[0], row[1], str(row[2]), *row[3:]) for row in rows] == [
        ("00123", "受理", "2026-01-05 00:03:07", "9007199254740993", "1.250", '{"a": 1}',
         "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
        ("00123", "关闭", "2026-01-06 00:03:07", None, None, None, None),
    ]  # fmt: skip
    (again,) = load(store, "tickets", mapping, [])
    assert again.already
    # Nowhere in the store: neither in a table nor in what is left of it in the file.
    store.execute("checkpoint")
    assert PASSWORD.encode() not in store.path.read_bytes()


def test_a_table_with_the_client_s_own_settings(
    store: Store, mapping: Path, server: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    host, _, port = server.rpartition("@")[2].removesuffix("/postgres").partition(":")
    (tmp_path / "pgpass").write_text(f"{host}:{port}:*:desk:{PASSWORD}\n", encoding="utf-8")
    (tmp_path / "pgpass").chmod(0o600)
    monkeypatch.delenv("DESK_DATABASE", raising=False)
    for name, value in {"PGHOST": host, "PGPORT": port, "PGUSER": "desk", "PGDATABASE": "postgres"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "pgpass"))
    text = MAPPING.replace('query = "select * from tickets order by id, at"', 'table = "public.tickets"')
    mapping.write_text(text, encoding="utf-8")
    (report,) = load(store, "tickets", mapping, [])
    assert report.rows_read == 3


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (("tickets order", "no_such_table order"), "no_such_table"),
        (("select * from tickets order by id, at", "delete from tickets returning *"), "read-only"),
    ],
)
def test_what_the_database_refuses_is_told(
    store: Store, mapping: Path, server: str, monkeypatch: pytest.MonkeyPatch, wrong: tuple[str, str], said: str
) -> None:
    monkeypatch.setenv("DESK_DATABASE", server)
    mapping.write_text(MAPPING.replace(*wrong), encoding="utf-8")
    with pytest.raises(SourceError, match=said) as error:
        load(store, "tickets", mapping, [])
    assert PASSWORD not in str(error.value)


def test_a_wrong_password_is_not_repeated(
    store: Store, mapping: Path, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESK_DATABASE", server.replace(PASSWORD, "wr0ng-w0rd"))
    with pytest.raises(SourceError, match="password authentication failed") as error:
        load(store, "tickets", mapping, [])
    assert "wr0ng-w0rd" not in str(error.value)


def test_an_address_that_is_not_set(store: Store, mapping: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DESK_DATABASE", "PGHOST", "PGSERVICE", "PGDATABASE"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(SourceError, match="environment variable DESK_DATABASE is not set"):
        load(store, "tickets", mapping, [])
    monkeypatch.setenv("DESK_DATABASE", "postgresql://127.0.0.1:1/none")
    with pytest.raises(SourceError, match=r"name no file \(a\.csv\)"):
        load(store, "tickets", mapping, [Path("a.csv")])


def test_a_mysql_that_is_not_there(store: Store, mapping: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No MySQL server runs in the tests: what is tested is that the driver is asked, and what it says is told."""
    pytest.importorskip("connectorx")
    mapping.write_text(MAPPING.replace('"postgresql"', '"mysql"'), encoding="utf-8")
    monkeypatch.setenv("DESK_DATABASE", f"mysql://desk:{PASSWORD}@127.0.0.1:1/desk?connect_timeout=1")
    with pytest.raises(SourceError, match=r"mapping desk: mysql: ") as error:
        load(store, "tickets", mapping, [])
    assert PASSWORD not in str(error.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (MAPPING.replace('query = "select * from tickets order by id, at"', ""), "say either table or query"),
        (MAPPING.replace("[columns]", 'table = "t"\n[columns]'), "say either table or query"),
        (MAPPING.replace('query = "select * from tickets order by id, at"', 'table = "a; drop"'), "no plain name"),
        (MAPPING.replace("[columns]", 'password = "x"\n[columns]'), "unknown key 'database.password'"),
        (MAPPING.replace("kind =", 'format = "csv"\nkind ='), "a format is of files"),
    ],
)
def test_mistakes_in_a_mapping(mapping: Path, text: str, said: str) -> None:
    mapping.write_text(text, encoding="utf-8")
    with pytest.raises(MappingError, match=said):
        read_mapping(mapping)


def test_messages_without_secrets() -> None:
    address = f"host=db user=desk password={PASSWORD}"
    assert _told(f"cannot connect to {address}\nno", address) == "cannot connect to ... no"
    assert PASSWORD not in _told(f"mysql://desk:{PASSWORD}@db/x is wrong; password = '{PASSWORD}'", "mysql://other")
