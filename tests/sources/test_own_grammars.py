"""Grammars and tables of commands of a team's own: they do what theirs say, and a wrong one says what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from svcmine.errors import MappingError, SourceError
from svcmine.sources.devices import Classifier
from svcmine.sources.devices.commands import classifier
from svcmine.sources.devices.grammar import read_grammar
from svcmine.store import Store
from svcmine.store.loading import load

OWN = """\
name = "ours"
vendor = "ours"
lines = ['''^(?P<time>\\S+ \\S+) (?P<host>\\S+) (?P<type>\\w+) (?P<text>.*)$''']
commands = '^CMD$'
[fields]
command = 'do=(?P<value>.*)$'
account = 'by=(?P<value>\\S+)'
"""


def test_a_grammar_and_a_table_of_commands_of_ones_own(store: Store, tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text(OWN, encoding="utf-8")
    table = "[[command]]\npattern = 'frob\\b'\nactivity = \"restart_device\"\n"
    (tmp_path / "commands.toml").write_text(table, encoding="utf-8")
    (tmp_path / "map.toml").write_text(
        'kind = "operations"\nformat = "ours.toml"\ncommands = "commands.toml"\ntimezone = "Asia/Shanghai"\n[columns]\n'
        'time = "happened_at"\ndevice = "device_id"\naccount = "account"\ncommand = "command"\n',
        encoding="utf-8",
    )
    (tmp_path / "a.log").write_text(
        "2026-03-04 10:00:00 X1 CMD by=kim do=frob all\n2026-03-04 10:00:05 X1 CMD by=kim do=reboot\n"
        "2026-03-04 10:00:06 X1 INFO by=kim\n",
        encoding="utf-8",
    )
    (report,) = load(store, "operations", tmp_path / "map.toml", [tmp_path / "a.log"])
    assert (report.rows_read, report.rows_loaded, report.rows_ignored) == (3, 2, 1)
    assert store.execute("select account, command, activity from operations order by happened_at").fetchall() == [
        ("kim", "frob all", "restart_device"),
        ("kim", "reboot", "restart_device"),
    ]
    (activities,) = store.execute("select activities from sources").fetchone() or ([],)
    assert "backup_config" in activities


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("lines = [", "not a TOML file"),
        ('name = "x"\nlines = []\n', "lines: "),
        ('name = "x"\nlines = ["^(?P<host>a)$"]\n', "each line needs a group"),
        ('name = "x"\nlines = ["(?P<time>a)(?P<hots>b)"]\n', "no group 'hots'; groups are"),
        ('name = "x"\nlines = ["(?P<time>a"]\n', "lines.0: "),
        ('name = "x"\nlines = ["(?P<time>a)"]\nfelds = 1\n', "unknown key 'felds'. Keys are: name, vendor, lines"),
        ('name = "x"\nlines = ["(?P<time>a)"]\n[fields]\ncmd = "a"\n', "no field 'cmd'; fields are command"),
        ('name = "x"\nlines = ["(?P<time>a)"]\n[fields]\ncommand = "a"\n', "the field command needs a group"),
    ],
)
def test_wrong_grammars(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        read_grammar(str(path))
    assert message in str(caught.value)
    assert str(path) in str(caught.value)


def test_wrong_tables_of_commands(tmp_path: Path) -> None:
    with pytest.raises(MappingError) as caught:
        Classifier(
            [("a", "x = "), ("b", ""), ("c", "[[command]]\npattern = '('\nactivity = 'x'\n[[command]]\npattern = 'x'")]
        )
    assert str(caught.value).split("\n")[1:] == [
        "b: no [[command]]. Each names a pattern and an activity.",
        "c: [[command]] 1: '(' is no pattern: missing ), unterminated subpattern at position 0",
        "c: [[command]] 2: no 'activity'.",
    ]
    with pytest.raises(MappingError, match="the table of commands cannot be read"):
        classifier(str(tmp_path / "none.toml"))
