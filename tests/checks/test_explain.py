"""The evidence behind a finding: complete, traceable to file and line, and harmless on any screen."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest

from svcmine.checks import check
from svcmine.checks.explain import Explanation, explain
from svcmine.checks.explain_words import ASKS, MENDS, columns_of, requirement_in_words, smallest_mend
from svcmine.errors import UsageError
from svcmine.norms.kinds import kinds
from svcmine.reconciliation import refresh
from svcmine.store import Store

NORM = {
    "id": "CHG-BACKUP-BEFORE-MODIFY",
    "title": {"en": "Back up a device before its data is changed", "zh": "修改数据前先备份"},
    "clauses": ["S1-2.2.20a", "S2-3.8a"],
    "severity": "critical",
    "require": [
        {
            "kind": "precedence",
            "activation": "modify_data",
            "target": ["backup_config", "backup_data"],
            "where": "backup_result = 'ok'",
            "same": ["device_id"],
            "within": {"seconds": 86400.0, "working_days": None, "column": None, "unit_seconds": 1},
            "when": "in_window('night')",
            "evidence": ["operation", "ticket"],
        }
    ],
}
NASTY = "\x1b[31m<script>alert(1)</script>\u202e"


def nasty_store(store: Store, verdict: str = "violated", reason: str | None = None) -> str:
    """A change whose backup came too late, with hostile text in it; returns the finding's id."""
    run = store.execute
    run("insert into sites (site, region, timezone) values ('S1', 'north', 'Asia/Shanghai')")
    run("insert into devices (device_id, site) values ('D1', 'S1')")
    run("insert into accounts (account, person) values ('a1', 'P1')")
    run(
        "insert into loads (load_id, file_name) values ('L1', 'tickets.csv'), ('L2', 'operations.csv'), "
        "('L2', 'operations.csv')"
    )
    run(
        "insert into ticket_records (record_id, case_id, process, source_name, plan_devices, plan_persons, "
        "agreed_start, agreed_end, load_id, source_row) values ('r1', 'C1', 'change', 'tickets', ['D1'], ['P1'], "
        "'2024-05-01 16:00:00+00', '2024-05-01 22:00:00+00', 'L1', 7)"
    )
    run(
        "insert into ticket_events (event_id, case_id, activity, happened_at, person, origin, load_id, source_row, "
        "extra, source_name) values ('e1', 'C1', 'approve_plan', '2024-05-01 10:00:00+00', ?, 'ticket', 'L1', 8, ?, "
        "'tickets')",
        [NASTY, json.dumps({NASTY: NASTY})],
    )
    for number, (time, activity) in enumerate(
        [("16:20:00", "modify_data"), ("16:21:00", "modify_data"), ("16:40:00", "backup_config")]
    ):
        run(
            "insert into operations (operation_id, happened_at, device_id, account, activity, command, load_id, "
            "source_row, source_name) values (?, ?, 'D1', 'a1', ?, ?, 'L2', ?, 'operations')",
            [f"o{number}", f"2024-05-01 {time}+00", activity, f"command {NASTY}", number + 1],
        )
    run(
        "insert into waivers (waiver_id, norm_id, scope, approved_by, evidence) "
        "values ('W1', ?, '{\"region\": \"south\"}', 'QA', 'minutes')",
        [NORM["id"]],
    )
    refresh(store)
    run("insert into runs (run_id, kind, started_at, norms) values ('R1', 'check', now(), ?)", [json.dumps([NORM])])
    event, position, happened_at = store.execute(
        "select event_id, position, happened_at from events where activity = 'modify_data'"
    ).fetchone()
    finding = "ab" * 16
    run(
        "insert into findings (finding_id, run_id, norm_id, requirement, case_id, event_id, device_id, position, "
        "happened_at, activity, verdict, reason, severity, due_at) values (?, 'R1', ?, 1, 'C1', ?, 'D1', ?, ?, "
        "'modify_data', ?, ?, 'critical', null)",
        [finding, NORM["id"], event, position, happened_at, verdict, reason],
    )
    return finding


@pytest.fixture
def found(store: Store) -> Explanation:
    return explain(store, nasty_store(store))


@pytest.mark.parametrize(
    "said",
    [
        "CHG-BACKUP-BEFORE-MODIFY, requirement 1: violated in case C1",
        "Back up a device before its data is changed",
        "S1-2.2.20a, S2-3.8a",
        "Severity: critical",
        "Before each “Modify data” (where in_window('night')) there is “Backup configuration” or “Backup data” "
        "(where backup_result = 'ok'), of the same device id, within 1 day.",
        "read from operations.csv, record 1",
        "operation_count: 2",
        "2024-05-02 00:20:00 +0800",
        "is there, but none that counts: 00:20:00 h after: Backup configuration on D1 by P1 at "
        "2024-05-02 00:40:00 +0800 (operations.csv, record 3)",
        "tickets.csv, record 8",
        "no ticket id; device, person and time agree",
        "W1: is for region south, here it is north",
        "The site's time zone is Asia/Shanghai",
        "Window night: built in",
        "It would have been compliant with “Backup configuration” or “Backup data” (where backup_result = 'ok'), "
        "of the same device id, recorded before 2024-05-02 00:20:00 +0800 and within 1 day of it.",
    ],
)
def test_the_evidence_is_there(found: Explanation, said: str) -> None:
    assert said in str(found)


def test_the_breach_is_marked_in_the_timeline(found: Explanation) -> None:
    marked = [line for line in str(found).splitlines() if line.startswith("  > ")]
    assert len(marked) == 1
    assert "Modify data" in marked[0]


def test_a_terminal_sees_no_control_characters(found: Explanation) -> None:
    assert not set(str(found)) & set("\x1b\u202e\x07\r")
    assert "\\x1b[31m" in str(found)


def test_a_notebook_runs_nothing(found: Explanation) -> None:
    seen: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list) -> None:
            seen.append(tag)
            assert not attrs

    Reader().feed(found._repr_html_())
    assert set(seen) <= set("div h3 h4 p table thead tbody tr th td strong details summary pre".split())


def test_the_sql_is_the_very_statement_that_judged(store: Store) -> None:
    nasty_store(store)
    findings = check(store, ["service"])
    assert len(findings) > 5
    rows = store.execute("select finding_id, norm_id, requirement from latest_findings").fetchall()
    for finding_id, norm_id, requirement in rows:
        found = explain(store, finding_id)
        assert found.sql == findings.sql(norm_id, requirement)
        assert found.norm["title"]["en"] in str(found)


def test_the_beginning_of_an_id_is_enough(store: Store) -> None:
    finding = nasty_store(store)
    assert explain(store, finding[:3].upper()).finding["finding_id"] == finding


def test_an_unknown_or_ambiguous_id_names_the_nearest(store: Store) -> None:
    with pytest.raises(UsageError, match="no findings yet"):
        explain(store, "abc")
    finding = nasty_store(store)
    with pytest.raises(UsageError, match=finding):
        explain(store, "abac")
    store.execute("insert into findings (finding_id, run_id, norm_id) values ('abxx', 'R1', 'N')")
    with pytest.raises(UsageError, match="several"):
        explain(store, "ab")
    with pytest.raises(UsageError, match="No finding is named"):
        explain(store, "")


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("missing_attribute", "Record the attributes that the requirement asks about: backup_result, device_id."),
        ("no_evidence", "Load what would show it: operation and ticket records"),
        ("order", "ordered = true"),
        ("cut_off", "before the case opened"),
    ],
)
def test_an_undecidable_finding_says_what_would_decide_it(store: Store, reason: str, said: str) -> None:
    found = explain(store, nasty_store(store, "undecidable", reason))
    assert said in found.mend
    assert f"undecidable ({reason})" in found.headline


def test_an_obligation_of_the_whole_case_and_a_norm_that_is_gone(store: Store) -> None:
    finding = nasty_store(store)
    store.execute("update findings set event_id = null, position = null, happened_at = null, norm_id = 'GONE'")
    text = str(explain(store, finding))
    assert "The case as a whole" in text
    assert "GONE, requirement 1: violated in case C1" in text
    assert "None names this norm." in text


def test_a_block_without_a_case_shows_what_happened_on_its_device(store: Store) -> None:
    finding = nasty_store(store)
    store.execute("delete from ticket_records")
    store.execute("delete from ticket_events")
    refresh(store)
    store.execute(
        "update findings set case_id = null, position = null, "
        "event_id = (select event_id from events where activity = 'modify_data')"
    )
    found = explain(store, finding)
    assert "without a case, on D1" in str(found)
    assert [row["activity"] for row in found.timeline] == ["modify_data", "backup_config"]
    assert len(found.operations) == 2


def judged(verdict: str) -> dict:
    return {"verdict": verdict, "reason": None, "activity": "modify_data", "waiver_id": "W1"}


def test_every_kind_has_words_and_a_mend() -> None:
    assert set(ASKS) == set(MENDS) == set(kinds())
    for kind in ASKS:
        asked = {"kind": kind, "activation": "modify_data", "target": "backup_data", "required": "a = 1"}
        text = requirement_in_words(asked)
        assert text.endswith(".")
        assert "{" not in text
    for kind in MENDS:
        text = smallest_mend({"kind": kind, "activation": "modify_data"}, judged("violated"), "noon", "dusk")
        assert text.startswith("It would have been compliant with ")
    assert smallest_mend({"kind": "response"}, judged("pending"), "noon", "dusk").startswith("Still possible: ")
    assert "waiver W1 applies" in smallest_mend({"kind": "response"}, judged("waived"), "noon", None)


def test_columns_of_conditions() -> None:
    asked = {"when": "op_type = 'and x' and not in_window('night')", "where": "a.b is null", "same": ["device_id"]}
    assert columns_of(asked)[0] == "op_type"
    assert "in_window" not in columns_of(asked)
    assert "x" not in columns_of(asked)
