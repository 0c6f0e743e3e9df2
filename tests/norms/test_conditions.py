"""Conditions: what is allowed means what SQL says, and nothing else gets through."""

from __future__ import annotations

import duckdb
import pytest

from svcmine.norms.conditions import read_condition

TYPES = {
    "priority": "varchar",
    "consent_given": "boolean",
    "data_risk": "boolean",
    "op_scale": "bigint",
    "notify_recipients": "varchar[]",
    "opened_at": "timestamptz",
    "resolved_at": "timestamptz",
    "local_time": "time",
    "report_date": "date",
}


def truth(text: str, **values: str) -> bool | None:
    """What DuckDB makes of a condition for these column values; columns not named are null."""
    columns = ", ".join(f"cast({values.get(name, 'null')} as {kind}) as {name}" for name, kind in TYPES.items())
    row = duckdb.sql(f"select {read_condition(text).sql} from (select {columns})").fetchone()
    assert row is not None
    return row[0]


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("priority = '1'", {"priority": "'1'"}, True),
        ("priority = '1'", {}, None),
        ("not priority = '1'", {}, None),
        ("priority is null", {}, True),
        ("priority is not null", {}, False),
        ("priority in ('1', '2')", {"priority": "'2'"}, True),
        ("priority not in ('1', '2')", {"priority": "'3'"}, True),
        ("priority like 'P%'", {"priority": "'P1'"}, True),
        ("priority = 'it''s'", {"priority": "'it''s'"}, True),
        ("consent_given", {"consent_given": "true"}, True),
        ("not consent_given", {"consent_given": "false"}, True),
        ("consent_given = true", {"consent_given": "true"}, True),
        ("consent_given and data_risk", {"consent_given": "false"}, False),
        ("consent_given and data_risk", {"consent_given": "true"}, None),
        ("consent_given or data_risk", {"consent_given": "true"}, True),
        ("not (consent_given or data_risk)", {"consent_given": "true"}, False),
        ("consent_given is true", {}, False),
        ("op_scale between 1 and 3", {"op_scale": "3"}, True),
        ("op_scale * 2 + 1 >= 7", {"op_scale": "3"}, True),
        ("op_scale - 1 * 2 = 1", {"op_scale": "3"}, True),
        ("(op_scale - 1) * 2 = 4", {"op_scale": "3"}, True),
        ("1 / op_scale > 0", {"op_scale": "0"}, None),
        ("- op_scale < 0", {"op_scale": "3"}, True),
        ("covers(notify_recipients, 'a', 'b')", {"notify_recipients": "['b', 'a', 'c']"}, True),
        ("covers(notify_recipients, 'a', 'b')", {"notify_recipients": "['a']"}, False),
        ("covers(notify_recipients, 'a')", {}, None),
        (
            "hours_between(opened_at, resolved_at) <= 24",
            {"opened_at": "'2026-01-01 00:00:00+00'", "resolved_at": "'2026-01-02 00:00:00+00'"},
            True,
        ),
        (
            "minutes_between(opened_at, resolved_at) > 1",
            {"opened_at": "'2026-01-01 00:00:00+00'", "resolved_at": "'2026-01-01 00:01:00+00'"},
            False,
        ),
        ("resolved_at >= opened_at", {"opened_at": "'2026-01-01 00:00:00+00'"}, None),
        ("local_time between '22:00' and '23:00'", {"local_time": "'22:30'"}, True),
        ("report_date > '2026-01-31'", {"report_date": "'2026-02-01'"}, True),
    ],
)
def test_meaning(text: str, values: dict[str, str], expected: bool | None) -> None:
    assert truth(text, **values) is expected


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "empty"),
        ("priority =", "cannot be read"),
        ("drop table events", "DROP TABLE events"),
        ("consent_given; delete from events", "more than one expression"),
        ("op_scale > (select count(*) from events)", "SELECT COUNT(*)"),
        ("priority in (select 'x')", "list of values"),
        ("read_text('/etc/passwd') is null", "READ_TEXT('/etc/passwd')"),
        ("getenv('HOME') = ''", "GETENV"),
        ("current_date = report_date", "CURRENT_DATE"),
        ("random() < 0.5", "RAND"),
        ("cast(priority as integer) = 1", "CAST"),
        ("events.priority = '1'", "events.priority"),
        ("case when consent_given then true end", "CASE WHEN"),
        ("priority || 'x' = 'ax'", "priority || 'x'"),
        ("priority = ?", "?"),
        ("priority = null", "NULL"),
        ("op_scale = 1e400", "1e400"),
        ("priority = 1", "text is written in quotes"),
        ("priority", "no condition"),
        ("not priority", "true or false is needed"),
        ("op_scale and consent_given", "true or false is needed"),
        ("priority + 1 > 2", "a number is needed"),
        ("notify_recipients = 'a'", "covers(list"),
        ("covers(priority, 'a')", "needs a list column"),
        ("hours_between(opened_at, 3) > 1", "a column with a time"),
        ("opened_at > '2026-01-01'", "a point in time with a text"),
        ("local_time > '25:00'", "write it as '06:00'"),
        ("report_date > '2026-02-31'", "write it as '2026-01-31'"),
        ("consent_given = yes", "'yes' is no value"),
        ("backup_result = 'good'", "Its values are: ok, failed"),
        ("backup_result in ('ok', 'good')", "Its values are: ok, failed"),
        ("in_night", "in_window('night')"),
        ("backup_resul = 'ok'", "Near: backup_result"),
        ("in_window('a b')", "window's name"),
        ("in_window(priority)", "not allowed"),
        ("(" * 700 + "consent_given" + ")" * 700, ""),
        ("consent_given and " * 200 + "consent_given", "characters"),
    ],
)
def test_nothing_else_gets_through(text: str, named: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        read_condition(text)
    assert named in str(caught.value)


@pytest.mark.parametrize("text", ["person = 'Ann'", "in_freeze()", "account_class = 'super'"])
def test_a_case_has_no_single_event(text: str) -> None:
    with pytest.raises(ValueError, match="activation"):
        read_condition(text, "case")


def test_a_condition_says_what_it_needs() -> None:
    condition = read_condition(
        "not in_window('night') and in_peak() and working_days_since(opened_at) > 5 and data_risk"
    )
    assert condition.flags == {"in_window_night", "in_peak"}
    assert condition.working_days == {"opened_at", "happened_at"}
    assert condition.columns == {"opened_at", "data_risk"}
