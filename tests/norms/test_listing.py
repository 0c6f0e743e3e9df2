"""A norm is shown in both languages with its examples drawn, and the words that norms may name can be found."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from svcmine.cli import app
from svcmine.errors import UsageError
from svcmine.norms import read_norms
from svcmine.norms.listing import words_table
from svcmine.norms.timeline import timeline

NORMS = read_norms("service", "itil")


def invoke(*words: str) -> str:
    result = CliRunner().invoke(app, ["norms", *words])
    assert result.exit_code == 0, result.output
    return result.output


def test_a_timeline_is_drawn_in_order_of_time() -> None:
    log = (
        "{has_change_tables=yes, covered=ticket+operation, horizon=+1d 08:00, peak=19:00-22:00, waiver=yes} "
        "operation modify_data[step_no=3] 23:30 - +1d 00:10 D1 @zhang · backup_config[backup_result=?] 23:00:05 D1 …"
    )
    assert timeline(log) == [
        "              has_change_tables = yes",
        "              peak hours: 19:00 – 22:00",
        "              covered: ticket, operation",
        "              a waiver record covers this site",
        " 23:00:05  ●  Backup configuration  (backup_config)  D1  backup_result = ?",
        "    23:30  ┬  Modify data  (modify_data)  D1  @zhang  step_no = 3  <operation>",
        "+1d 00:10  ┴  (Modify data)",
        "+1d 08:00  ╎  the sources tell no more",
        "        …  ○  the case is still open",
    ]


def test_a_closed_case_ends_in_chinese_too() -> None:
    assert timeline("modify_data 00:20 D1", "zh") == ["00:20  ●  修改数据  (modify_data)  D1", "01:20  □  工单关闭"]


@pytest.mark.parametrize("norm", NORMS, ids=lambda norm: norm.id)
def test_every_example_can_be_drawn(norm) -> None:
    for example in norm.examples:
        assert len(timeline(example.log)) >= 2


def test_show_says_all_of_a_norm() -> None:
    text = invoke("show", "CHG-BACKUP-BEFORE-MODIFY")
    norm = next(norm for norm in NORMS if norm.id == "CHG-BACKUP-BEFORE-MODIFY")
    for said in (
        norm.title.en,
        norm.title.zh,
        *norm.clauses,
        "Before each",
        "之前须有",
        "00:20  ●  ",
        "SQL of requirement 1",
    ):
        assert said in text
    assert text.count("with activations as (") == len(norm.require)
    assert "with activations" not in invoke("show", norm.id, "--no-sql")
    alone = invoke("show", norm.id, "--lang", "zh")
    assert norm.title.zh in alone
    assert norm.title.en not in alone


def test_words_are_found_in_either_language() -> None:
    assert "backup_config" in words_table("备份")
    assert words_table("backup_result").splitlines() == ["column (enum)  backup_result  Backup result: ok, failed"]
    assert "major_operation" in invoke("words", "major_operation")
    with pytest.raises(UsageError, match="No activity, class or column has 'xyzzy'"):
        CliRunner().invoke(app, ["norms", "words", "xyzzy"], catch_exceptions=False)


def test_coverage_is_printed() -> None:
    text = invoke("coverage")
    assert "of 513 clauses accounted for" in text
    assert "undecidable from any log" in text
    assert "S2-3.MUST2b" in text
    assert "没有记录能够反映" in invoke("coverage", "--lang", "zh")
