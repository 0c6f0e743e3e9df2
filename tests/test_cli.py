"""The command line: bad input gives one clear message and its exit code, and nothing is half done."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from svcmine import cli
from svcmine.store import open_store

MAPPING = """
kind = "tickets"
source = "desk"
format = "csv"
timezone = "Asia/Shanghai"
timestamp_format = "%Y-%m-%d %H:%M:%S"
process = "change"

[columns]
ticket = "case_id"
step = "activity"
time = "happened_at"
who = "person"
"""
LOG = """ticket,step,time,who
C1,register_ticket,2026-03-02 09:00:00,An
C1,approve_plan,2026-03-02 10:00:00,Bo
C1,upgrade_software,tomorrow,An
C2,register_ticket,2026-03-03 09:00:00,An
"""
NORM = """
[[norm]]
id = "T-1"
title = {{ en = "A test", zh = "测试" }}
process = ["change"]
severity = "major"
clauses = ["T.1"]

[[norm.require]]
kind = "{kind}"
activation = "upgrade_software"
target = "approve_plan"
when = "{when}"
"""


def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a command."""
    monkeypatch.setattr(sys, "argv", ["svcmine", *map(str, words)])
    try:
        cli.main()
        code = 0
    except SystemExit as stop:
        code = int(stop.code or 0)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    (tmp_path / "desk.toml").write_text(MAPPING, encoding="utf-8")
    (tmp_path / "log.csv").write_text(LOG, encoding="utf-8")
    return tmp_path


def load(monkeypatch, capsys, desk: Path, *more: object) -> tuple[int, str, str]:
    words = ("load", "--kind", "tickets", "--mapping", desk / "desk.toml", "--store", desk / "s.duckdb")
    return run(monkeypatch, capsys, *words, *more)


def test_a_bad_time_is_rejected_and_the_rest_is_loaded(monkeypatch, capsys, desk):
    code, out, _ = load(monkeypatch, capsys, desk, desk / "log.csv")
    assert code == 0
    assert "Rejected rows are kept" in out
    with open_store(desk / "s.duckdb") as store:
        assert store.one("select count(*) from events") == 3
        row, reason, detail, raw = store.execute("select source_row, reason, detail, raw from rejects").fetchone()
        assert (row, reason) == (3, "bad_time")
        assert "time" in detail
        assert "tomorrow" in detail + raw


def test_strict_refuses_and_loads_nothing(monkeypatch, capsys, desk):
    code, _, err = load(monkeypatch, capsys, desk, "--strict", desk / "log.csv")
    assert code == 2
    assert "log.csv" in err
    assert not (desk / "s.duckdb").exists()


def test_missing_files_are_all_named(monkeypatch, capsys, desk):
    code, _, err = load(monkeypatch, capsys, desk, desk / "no1.csv", desk / "no2.csv")
    assert code == 2
    assert "no1.csv" in err
    assert "no2.csv" in err
    assert "Traceback" not in err


def test_unknown_columns_are_named_with_what_there_is(monkeypatch, capsys, desk):
    mapping = desk / "desk.toml"
    mapping.write_text(MAPPING.replace("who =", "whom ="), encoding="utf-8")
    code, _, err = load(monkeypatch, capsys, desk, desk / "log.csv")
    assert code == 2
    assert "whom" in err
    assert "who" in err.replace("whom", "")


def test_an_unknown_mapping_lists_the_presets(monkeypatch, capsys, desk):
    words = ("load", "--kind", "tickets", "--mapping", "bpic2014-chnage", "--store", desk / "s.duckdb")
    code, _, err = run(monkeypatch, capsys, *words, desk / "log.csv")
    assert code == 2
    assert "bpic2014-change" in err


@pytest.mark.parametrize(
    ("kind", "when", "expected"),
    [
        ("precedense", "emergency_restoration", ["T-1", "precedense", "precedence"]),
        ("precedence", "read_text('x') is not null", ["T-1", "read_text"]),
        ("precedence", "(select 1) = 1", ["T-1"]),
        ("precedence", "no_such_column = 1", ["T-1", "no_such_column"]),
    ],
)
def test_wrong_norms_name_file_norm_and_remedy(monkeypatch, capsys, desk, kind, when, expected):
    load(monkeypatch, capsys, desk, desk / "log.csv")
    norms = desk / "norms.toml"
    norms.write_text(NORM.format(kind=kind, when=when), encoding="utf-8")
    for verb in (("check", "--store", desk / "s.duckdb", "--norms", norms), ("norms", "lint", norms)):
        code, _, err = run(monkeypatch, capsys, *verb)
        assert code == 2
        assert "norms.toml" in err
        assert "Traceback" not in err
        for word in expected:
            assert word.lower() in err.lower()


def test_fail_on_sets_the_exit_code(monkeypatch, capsys, desk):
    log = LOG.replace("tomorrow", "2026-03-02 09:30:00")
    (desk / "log.csv").write_text(log, encoding="utf-8")
    load(monkeypatch, capsys, desk, desk / "log.csv")
    norms = desk / "norms.toml"
    norms.write_text(NORM.format(kind="precedence", when="case_id is not null"), encoding="utf-8")
    check = ("check", "--store", desk / "s.duckdb", "--norms", norms)
    assert run(monkeypatch, capsys, *check)[0] == 0
    assert run(monkeypatch, capsys, *check, "--fail-on", "critical")[0] == 0
    assert run(monkeypatch, capsys, *check, "--fail-on", "major")[0] == 1
    assert run(monkeypatch, capsys, *check, "--fail-on", "awful")[0] == 2


@pytest.mark.parametrize("verb", ["check", "reconcile", "align"])
def test_no_store_is_an_error_and_makes_none(monkeypatch, capsys, tmp_path, verb):
    code, _, err = run(monkeypatch, capsys, verb, "--store", tmp_path / "none.duckdb")
    assert code == 2
    assert "svcmine load" in err
    assert not (tmp_path / "none.duckdb").exists()


def test_a_locked_store_is_the_machine_s_trouble(monkeypatch, capsys, desk):
    load(monkeypatch, capsys, desk, desk / "log.csv")
    path = str(desk / "s.duckdb")
    hold = f"import duckdb, time; c = duckdb.connect({path!r}); print('held', flush=True); time.sleep(60)"
    holder = subprocess.Popen([sys.executable, "-c", hold], stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        code, _, err = run(monkeypatch, capsys, "check", "--store", desk / "s.duckdb")
    finally:
        holder.kill()
        holder.wait()
    assert code == 3
    assert str(holder.pid) in err


def test_a_failed_load_leaves_no_empty_store(monkeypatch, capsys, desk):
    assert load(monkeypatch, capsys, desk, desk / "no.csv")[0] == 2
    assert not (desk / "s.duckdb").exists()


def test_pseudonymise_is_refused_rather_than_ignored(monkeypatch, capsys, desk):
    load(monkeypatch, capsys, desk, desk / "log.csv")
    code, _, err = run(monkeypatch, capsys, "report", "quality", "--store", desk / "s.duckdb", "--pseudonymise")
    assert code == 2
    assert "pseudonymise" in err


def test_bad_usage_is_2(monkeypatch, capsys):
    assert run(monkeypatch, capsys, "frobnicate")[0] == 2
    assert run(monkeypatch, capsys, "run", "no.toml")[0] == 2


def test_configuration_mistakes_come_all_at_once(monkeypatch, capsys, tmp_path):
    config = tmp_path / "svcmine.toml"
    config.write_text('stor = "x"\n[[source]]\nkind = "ticket"\nfiles = ["a.csv"]\nmapping = "m"\n', encoding="utf-8")
    code, _, err = run(monkeypatch, capsys, "run", config)
    assert code == 2
    assert "stor" in err
    assert "source.1.kind" in err


def test_every_verb_has_help(monkeypatch, capsys):
    verbs = [command.name or command.callback.__name__ for command in cli.app.registered_commands]
    assert {"run", "demo", "load", "reconcile", "check", "align", "report", "simulate", "explain"} <= set(verbs)
    for verb in verbs:
        code, out, _ = run(monkeypatch, capsys, verb, "--help")
        assert code == 0
        assert out.strip()
