"""The picture of a finding shows what the finding is about, on the site's clock, and survives hostile text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import svcmine
from svcmine.charts import breach
from svcmine.charts.theme import png
from svcmine.checks.explain import Explanation
from svcmine.store import Store
from tests.checks.test_explain import nasty_store

START = datetime(2026, 3, 1, 16, 20, tzinfo=UTC)


def event(name: str, activity: str, minutes: float) -> dict[str, Any]:
    at = START + timedelta(minutes=minutes)
    return {"event_id": name, "activity": activity, "happened_at": at, "ended_at": None, "device_id": "D1"}


def explanation(timeline: list[dict[str, Any]], **finding: Any) -> Explanation:
    told = {"finding_id": "f", "norm_id": "N", "requirement": 1, "verdict": "violated", "reason": None}
    told |= {"case_id": "C1", "device_id": "D1", "event_id": "e0", "witness_event_id": None}
    told |= {"happened_at": START, "due_at": START + timedelta(minutes=5), **finding}
    return Explanation(
        finding=told,
        norm={"id": "N", "title": {"en": "Told in time", "zh": "及时通知"}},
        requirement={"kind": "response", "activation": ["modify_data"], "target": ["backup_config"]},
        requirement_text="",
        activation=timeline[0] if timeline else None,
        witness=None,
        target="",
        timezone="Asia/Shanghai",
        timeline=timeline,
        operations=[],
        waivers=[],
        calendar=[],
        mend="",
        sql="",
    )


def words(found: Explanation, lang: str = "en") -> list[str]:
    figure = breach.draw(found, lang)
    return [text.get_text() for axes in figure.axes for text in axes.texts] + [
        figure.get_suptitle(),
        figure.get_supxlabel(),
    ]


def test_the_breach_is_marked_on_the_sites_clock() -> None:
    found = explanation([event("e0", "modify_data", 0), event("e1", "backup_config", 9)])
    figure = breach.draw(found, "en")
    told = words(found)
    assert told[0].startswith("03-02 00:20:00  Modify data")
    assert "violated · Told in time" in told
    assert any("diamonds" in line and "band: the time allowed" in line for line in told)
    bold = [text.get_text() for text in figure.axes[0].texts if text.get_fontweight() == "bold"]
    assert bold == [told[0]]
    markers = [line.get_marker() for line in figure.axes[1].lines if line.get_marker() not in ("None", None)]
    assert markers == ["o", "D"]
    # The clock reaches from the activation to the late target.
    first, last = figure.axes[1].get_xlim()
    late = figure.axes[1].lines[-1].get_xdata()[0]
    assert first < late < last


def test_what_was_not_done_is_said_in_both_languages() -> None:
    found = explanation([event("e0", "modify_data", 0)], due_at=None)
    assert any("nothing of what was asked for" in line for line in words(found))
    assert any("其中没有所要求的活动" in line for line in words(found, "zh"))


def test_a_long_case_keeps_the_late_target() -> None:
    between = [event(f"x{n}", "test_service", n) for n in range(1, 40)]
    told = words(explanation([event("e0", "modify_data", 0), *between, event("e1", "backup_config", 55)]))
    assert any("Backup configuration" in line for line in told)
    assert len([line for line in told if line.startswith("03-02")]) == 15


def test_no_events() -> None:
    assert any("no events" in line for line in words(explanation([]))[:1])


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_in_a_notebook_the_picture_stands_above_the_text(store: Store, lang: str) -> None:
    found = svcmine.explain(store, nasty_store(store), lang)
    assert found.picture == png(breach.draw(found, lang))
    shown = found._repr_html_()
    assert shown.index("<img alt=") < shown.index("What obliges")
    assert "<script>" not in shown
    assert "picture" not in repr(found)
