"""Readiness finds what was left out on purpose, says it in a sentence, and is silent about a log without faults."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import lxml.html
import pytest
from typer.testing import CliRunner

import svcmine
from svcmine.cli import app
from svcmine.errors import UsageError
from svcmine.log_quality import readiness
from svcmine.log_quality.readiness import columns_asked
from svcmine.norms import read_norms
from svcmine.reports.readiness_page import readiness_page
from svcmine.reports.tables import frame
from svcmine.simulation import simulate
from svcmine.store import Store, open_store
from tests.simulation.auditing import audit


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("readiness")
    simulate(60, 3, folder)
    with open_store(folder / "store.duckdb") as store:
        audit(store, folder)
        yield store


@pytest.fixture
def changed(simulated: Store) -> Iterator[Store]:
    """The store, for a test that changes it; the changes are undone."""
    simulated.execute("begin transaction")
    yield simulated
    simulated.execute("rollback")


def sentences(store: Store) -> str:
    return " ".join(readiness(store, read_norms("service")).sentences())


def test_every_record_is_accounted_for(simulated: Store) -> None:
    found = readiness(simulated, read_norms("service"))
    assert found.sources["records"].sum() == simulated.one("select sum(rows_read) from loads")
    assert found.norms["activations"].sum() == simulated.one("select sum(activations) from latest_tallies")
    undecided = simulated.one("select count(*) from latest_findings where verdict = 'undecidable'")
    assert found.norms["undecidable"].sum() == undecided


def test_a_gap_in_a_log(changed: Store) -> None:
    before = readiness(changed, read_norms("service")).gaps
    first, last = changed.execute("select min(happened_at), max(happened_at) from ticket_events").fetchone() or (0, 0)
    middle = first + (last - first) / 2
    changed.execute(
        "delete from ticket_events where happened_at between ? and ?",
        [middle - timedelta(days=40), middle + timedelta(days=40)],
    )
    gaps = readiness(changed, read_norms("service")).gaps
    longest = gaps.iloc[0]
    assert longest["hours"] > 79 * 24
    assert len(before) == 0 or before.iloc[0]["hours"] < 79 * 24
    assert f"{longest['source_name']} for {longest['hours']:,.0f} hours" in sentences(changed)


def test_devices_that_no_log_speaks_of(changed: Store) -> None:
    name = changed.one(
        "select min(device_id) from events where case_id is not null "
        "and device_id in (select device_id from operations)"
    )
    before = readiness(changed, read_norms("service")).silent_devices
    assert name not in set(before["device_id"])
    changed.execute("delete from operations where device_id = ?", [name])
    assert name in set(readiness(changed, read_norms("service")).silent_devices["device_id"])
    assert "devices have tickets and never an operation in a log" in sentences(changed)


def test_a_batch_of_equal_times(changed: Store) -> None:
    assert readiness(changed, read_norms("service")).equal_times.empty
    at = changed.one("select min(happened_at) from ticket_events")
    changed.execute(
        "update ticket_events set happened_at = ? where event_id in "
        "(select event_id from ticket_events order by event_id limit 25)", [at]
    )  # fmt: skip
    (batch,) = readiness(changed, read_norms("service")).equal_times.to_dict("records")
    assert batch["events"] >= 25
    assert "carry one and the same time" in sentences(changed)


def test_names_that_nobody_mapped(changed: Store) -> None:
    changed.execute("update ticket_events set activity = '神秘环节' where activity = 'draft_plan'")
    changed.execute("update operations set activity = null, command = 'frob all' where activity = 'backup_config'")
    found = readiness(changed, read_norms("service"))
    assert list(found.activities["activity"])[:1] == ["神秘环节"]
    assert "frob all" in set(found.commands["command"])
    assert "神秘环节" in sentences(changed)


def test_a_column_that_is_empty(changed: Store) -> None:
    full = readiness(changed, read_norms("service")).attributes.set_index("attribute")["share"]
    assert full["site_status"] == 1
    changed.execute("update sites set site_status = null")
    empty = readiness(changed, read_norms("service")).attributes.set_index("attribute")["share"]
    assert empty["site_status"] == 0
    assert "site_status 0%" in sentences(changed)


def test_a_norm_that_could_not_be_judged_has_no_rate(changed: Store) -> None:
    before = readiness(changed, read_norms("service")).refused
    norm, month = changed.execute(
        "select norm_id, month from latest_tallies order by activations desc, norm_id, month limit 1"
    ).fetchone() or ("", "")
    changed.execute(
        "update tallies set undecidable = activations, fulfilled = 0, violated = 0 where norm_id = ?", [norm]
    )
    found = readiness(changed, read_norms("service"))
    assert sorted(found.refused) == sorted({*before, norm})
    assert norm not in before
    assert f"{norm} (0%" in sentences(changed)
    assert month


def test_before_the_first_check_and_the_first_load(store: Store) -> None:
    found = readiness(store, read_norms("service"))
    assert found.sentences() == [
        "Nothing was checked yet, so that nobody can say how much could be judged: svcmine check."
    ]
    assert "No source was loaded yet." in str(found)


def test_columns_are_those_that_the_requirement_names() -> None:
    (norm,) = [norm for norm in read_norms("service") if norm.id == "CHG-BACKUP-BEFORE-MODIFY"]
    asked = dict(columns_asked(norm.require[0]))
    assert asked["backup_result"] == norm.require[0].target
    assert set(asked["device_id"]) == {*norm.require[0].activation, *norm.require[0].target}


def test_the_verb_and_a_notebook_show_the_same(simulated: Store, tmp_path: Path) -> None:
    simulated.execute("checkpoint")
    copy = tmp_path / "copy.duckdb"
    copy.write_bytes(Path(simulated.path).read_bytes())
    result = CliRunner().invoke(app, ["readiness", "--store", str(copy)])
    assert result.exit_code == 0, result.output
    shown = svcmine.readiness(simulated)
    for sentence in shown.sentences():
        assert sentence in result.stdout
    simulated.execute("begin transaction")
    simulated.execute("update ticket_events set activity = '<script>'")
    html = svcmine.readiness(simulated)._repr_html_()
    simulated.execute("rollback")
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_each_source_says_how_much_of_it_could_be_judged(simulated: Store) -> None:
    found = readiness(simulated, read_norms("service"))
    assert found.source_norms["activations"].sum() == simulated.one("select sum(activations) from latest_tallies")
    undecided = simulated.one("select count(*) from latest_findings where verdict = 'undecidable'")
    assert found.source_norms["undecidable"].sum() == undecided
    # An event's own source, for one norm, counted apart.
    norm, source, n = simulated.execute(
        "select norm_id, source_name, count(*) from latest_findings inner join events using (event_id) "
        "where latest_findings.verdict = 'undecidable' group by all order by 3 desc, 1, 2 limit 1"
    ).fetchone() or ("", "", 0)
    table = found.source_norms
    row = table[(table["norm_id"] == norm) & (table["source_name"] == source)].iloc[0]
    assert row["undecidable"] >= n > 0
    assert isinstance(row["reason"], str)
    by_source = found.by_source().set_index("source_name")
    assert by_source["undecidable"].sum() == undecided
    assert set(by_source.index) > {"sample-steps", "sample-operations"}


def test_a_device_that_falls_silent(changed: Store) -> None:
    changed.execute("delete from operations")
    changed.execute(
        "insert into operations (operation_id, source_name, device_id, happened_at) "
        "select device || n, 'log', device, timestamptz '2026-03-01 00:00:00+00' + to_days(cast(n as int)) "
        "from range(60) as made(n), (values ('steady'), ('gap'), ('end')) as devices(device) "
        "where not (device = 'gap' and n between 20 and 29) and not (device = 'end' and n > 50)"
    )
    found = readiness(changed, read_norms("service")).device_gaps
    rows = [(r.device_id, str(r.since)[:10], str(r.until_at)[:10], r.silent_days) for r in found.itertuples()]
    assert rows == [("gap", "2026-03-20", "2026-03-31", 10), ("end", "2026-04-20", "NaT", 9)]
    assert "2 devices that are worked on regularly fell silent for days; the longest: gap for 10 days" in sentences(
        changed
    )


def test_cases_written_down_at_once(changed: Store) -> None:
    assert readiness(changed, read_norms("service")).at_once.empty
    case = changed.one("select case_id from ticket_events group by 1 having count(*) >= 3 order by count(*), 1 limit 1")
    at = changed.one("select min(happened_at) from ticket_events")
    changed.execute("update ticket_events set happened_at = ? where case_id = ?", [at, case])
    found = readiness(changed, read_norms("service"))
    assert list(found.at_once["at_once"]) and found.at_once["example"].iloc[0] == case
    assert "written down at once" in " ".join(found.sentences())
    # A time that is recorded to the day is equal by nature.
    changed.execute("update ticket_events set precision_s = 86400 where case_id = ?", [case])
    assert readiness(changed, read_norms("service")).at_once.empty


def test_the_share_below_which_there_is_no_rate_is_set_by_the_team(changed: Store) -> None:
    norms = read_norms("service")
    before = readiness(changed, norms)
    partly = before.norms.query("share > 0.5 and share < 1")["norm_id"]
    norm, share = partly.iloc[0], float(before.norms.set_index("norm_id")["share"][partly.iloc[0]])
    assert norm not in before.refused
    assert norm in readiness(changed, norms, share + 0.001).refused
    assert norm not in readiness(changed, norms, share).refused
    assert not readiness(changed, norms, 0).refused
    with pytest.raises(UsageError, match="0 to 1"):
        readiness(changed, norms, 50)
    rates = frame(changed, "norms", None, "en").set_index("norm_id")["rate"]
    assert rates[norm] is not None
    # The test's own transaction is open, so that the setting is undone with it.
    changed.execute("insert into store_info values ('least_share', ?)", [repr(share + 0.001)])
    assert readiness(changed, norms).refused == readiness(changed, norms, share + 0.001).refused
    assert frame(changed, "norms", None, "en").set_index("norm_id")["rate"][norm] is None


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_speaks_the_reader_s_language(changed: Store, lang: str) -> None:
    changed.execute("update ticket_events set activity = '<script>神秘' where activity = 'draft_plan'")
    found = readiness(changed, read_norms("service"))
    page = readiness_page(found, lang)
    assert "<script>" not in page
    assert "&lt;script&gt;神秘" in page
    assert page.count("<h2 id=") == 12
    text = lxml.html.fromstring(page).text_content()
    for sentence in found.sentences(lang):
        assert sentence in text
    assert found.answer(lang) in text
    heads = {node.text_content() for node in lxml.html.fromstring(page).iter("th")}
    # No column goes by the name that it has in SQL, and none is left in the other language.
    assert not any("_" in head for head in heads)
    assert all(any(ord(c) > 0x2E80 for c in head) for head in heads) == (lang == "zh")
    assert found.sentences("en") != found.sentences("zh")
