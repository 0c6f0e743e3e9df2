"""The board's figures equal what plain Python counts from the activations, under every kind of filter."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest
from insight.small_store import NASTY, NORMS, Activation

from svcmine.dashboard.choice import Choice
from svcmine.dashboard.figures import (
    figures,
    hours,
    judged,
    leaving,
    months_compared,
    norms,
    trend,
    unticketed,
    waiver_rows,
)
from svcmine.dashboard.reader import Reader
from svcmine.dashboard.views.waivers import states_of

CHOICES = {
    "all": Choice(),
    "month": Choice(since="2026-02", until="2026-02"),
    "from": Choice(since="2026-02"),
    "region": Choice(region=("华北",)),
    "hostile region": Choice(region=(NASTY,)),
    "team": Choice(team=("一组" + NASTY,)),
    "no product": Choice(product=("–",)),
    "process": Choice(process=("change",)),
    "other process": Choice(process=("fault",)),
    "severity": Choice(severity=("critical", "minor")),
    "norm": Choice(norm=("N-WINDOW",)),
    "verdict": Choice(verdict=("waived",)),
    "several": Choice(region=("华北",), severity=("critical",), verdict=("violated", "pending"), until="2026-02"),
}


def chosen(made: list[Activation], choice: Choice) -> list[Activation]:
    """The activations that the places, months, norms and severities choose; verdicts are counted apart."""
    return [
        a
        for a in made
        if (not choice.since or a.month >= choice.since)
        and (not choice.until or a.month <= choice.until)
        and (not choice.region or a.region in choice.region)
        and (not choice.process or "change" in choice.process)
        and (not choice.norm or a.norm in choice.norm)
        and (not choice.severity or NORMS[a.norm][0] in choice.severity)
    ]


@pytest.fixture(params=CHOICES, ids=lambda name: name.replace(" ", "-"))
def choice(request: pytest.FixtureRequest) -> Choice:
    return CHOICES[request.param]


def test_the_headline(reader: Reader, made: list[Activation], choice: Choice) -> None:
    counts = Counter(a.verdict for a in chosen(made, choice))
    found = figures(reader, choice)
    assert found.activations == sum(counts.values())
    assert found.fulfilled == counts["fulfilled"]
    for verdict in ("violated", "waived", "pending", "undecidable"):
        expected = counts[verdict] if not choice.verdict or verdict in choice.verdict else None
        assert getattr(found, verdict) == expected, verdict


def test_the_trend(reader: Reader, made: list[Activation], choice: Choice) -> None:
    expected = Counter(a.month for a in chosen(made, choice) if a.verdict in choice.counted)
    frame = trend(reader, choice)
    assert {m: c for m, c in zip(frame["month"], frame["counted"], strict=True) if c} == dict(expected)


def test_the_norms(reader: Reader, made: list[Activation], choice: Choice) -> None:
    expected = Counter(a.norm for a in chosen(made, choice) if a.verdict in choice.counted)
    frame = norms(reader, choice)
    assert dict(zip(frame["norm_id"], frame["counted"], strict=True)) == dict(expected)
    assert frame["counted"].is_monotonic_decreasing
    assert not len(frame) or frame["share"].iloc[-1] == pytest.approx(1)


def test_the_table_of_findings(reader: Reader, made: list[Activation], choice: Choice) -> None:
    wanted = choice.verdict or ("violated", "waived", "pending", "undecidable")
    expected = {f"f{a.number:06d}" for a in chosen(made, choice) if a.verdict in wanted}
    frame = reader.ask("findings_page", choice, most=1000, skipped=0)
    assert set(frame["finding_id"]) == expected
    assert int(reader.ask("findings_count", choice).iloc[0]["findings"]) == len(expected)


def test_what_could_not_be_judged(reader: Reader, made: list[Activation], choice: Choice) -> None:
    expected = Counter(a.norm for a in chosen(made, choice) if a.verdict == "undecidable")
    frame = judged(reader, choice)
    assert dict(zip(frame["norm_id"], frame["undecidable"], strict=True)) == dict(expected)
    assert set(frame["reason"]) <= {"no_evidence"}


def test_ranking_by_rate_is_not_led_by_one_of_one(reader: Reader) -> None:
    frame = norms(reader, Choice(order="rate"))
    assert frame["low"].is_monotonic_decreasing
    grave = norms(reader, Choice(order="severity"))["severity"].tolist()
    assert grave == sorted(grave, key=["critical", "major", "minor", "info"].index)


def test_operations_without_a_ticket(reader: Reader) -> None:
    frame, without, total = unticketed(reader, Choice())
    assert (without, total) == (4, 8)
    assert int(frame["blocks"].sum()) == 4
    assert unticketed(reader, Choice(region=("nowhere",)))[1:] == (0, 0)


def test_operations_follow_norms_by_their_findings(reader: Reader, made: list[Activation]) -> None:
    everything = hours(reader, Choice())
    named = hours(reader, Choice(norm=("N-WINDOW",), verdict=("violated",)))
    expected = [a for a in made if a.norm == "N-WINDOW" and a.verdict == "violated" and a.number % 2]
    assert named.total == len(expected) < everything.total
    assert (everything.opens, everything.closes) == (0, 6)


def test_the_map_follows_the_cases(reader: Reader) -> None:
    frame, aligned = leaving(reader, Choice())
    assert aligned == {"change": 8}
    assert int(frame["deviations"].sum()) == sum(n % 3 for n in range(8))
    assert leaving(reader, Choice(process=("fault",)))[1] == {}


def test_the_change_is_of_complete_months_only(reader: Reader) -> None:
    assert months_compared(reader, Choice()) == ("2026-03", "2026-02")
    assert months_compared(reader, Choice(until="2026-02")) == ("2026-02", "2026-01")
    assert months_compared(reader, Choice(since="2026-04")) is None


def test_waivers_and_what_they_excuse(reader: Reader, made: list[Activation]) -> None:
    frame = waiver_rows(reader, Choice())
    assert len(frame) == 2
    excused = sum(a.verdict == "waived" and a.norm == "N-BACKUP" for a in made)
    assert frame.set_index("waiver_id")["excused"].to_dict() == {"W1": excused, "W2": 0}
    assert waiver_rows(reader, Choice(norm=("N-REPORT",))).empty
    assert waiver_rows(reader, Choice(severity=("minor",))).empty
    end = pd.Timestamp("2026-04-01", tz="UTC")
    assert "unused" in states_of(frame.set_index("waiver_id").loc["W2"], end)
