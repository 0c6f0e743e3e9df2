"""The drawn cases of examples: what each piece means, and what is said of a piece that means nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from svcmine.norms.examples import read_drawing


def at(days: int = 0, hours: int = 0, minutes: int = 0, seconds: int = 0) -> timedelta:
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def test_a_step_has_activity_attributes_times_device_and_person() -> None:
    drawing = read_drawing("modify_data 00:20 D1 · operation backup_config[backup_result=ok] 00:40-+1d 01:00 D1 @Li")
    first, second = drawing.steps
    assert (first.activity, first.at, first.device, first.mark) == ("modify_data", at(minutes=20), "D1", "ticket")
    assert (second.mark, second.person, second.values) == ("operation", "Li", {"backup_result": "ok"})
    assert (second.at, second.ended) == (at(minutes=40), at(days=1, hours=1))
    assert not drawing.open


def test_braces_speak_of_the_case_and_its_surroundings() -> None:
    drawing = read_drawing(
        "{process=fault, site_status=trial, root_cause_at=-1d 10:00, has_charging=yes, planned_rollback_minutes=60, "
        "plan_devices=D1+D2, emergency_restoration=?, opened=-2d 08:00, horizon=12:00, covered=ticket, "
        "peak=19:00-22:00, freeze=00:00/+2d 00:00, waiver=yes} modify_data 00:20:05 D1 …"
    )
    assert drawing.values == {
        "process": "fault",
        "site_status": "trial",
        "root_cause_at": at(days=-1, hours=10),
        "has_charging": True,
        "planned_rollback_minutes": 60,
        "plan_devices": ["D1", "D2"],
        "emergency_restoration": None,
    }
    assert drawing.open and drawing.waiver
    assert (drawing.opened, drawing.horizon) == (at(days=-2, hours=8), at(hours=12))
    assert drawing.covered == ("ticket",)
    assert drawing.peak == (at(hours=19), at(hours=22))
    assert drawing.freeze == (at(), at(days=2))
    assert drawing.steps[0].at == at(minutes=20, seconds=5)


def test_a_plain_case_is_closed_and_nothing_special() -> None:
    drawing = read_drawing("modify_data 00:20 D1")
    assert drawing.values == {"site_status": "commercial", "emergency_restoration": False}
    assert drawing.covered == ("ticket", "operation", "alarm")
    assert not drawing.waiver and drawing.peak is None


@pytest.mark.parametrize(
    ("log", "said"),
    [
        ("", "draws no step"),
        ("{site_status=trial}", "draws no step"),
        ("modify_data", "is no step"),
        ("modify_dta 00:20", "no activity 'modify_dta'. Near: modify_data"),
        ("modify_data 25:00", "no time of day"),
        ("modify_data 00:20 D1 D2", "is no step"),
        ("modify_data[backup_result] 00:20", "no pair"),
        ("modify_data[backup_result=fine] 00:20", "never 'fine'. Its values are: ok, failed"),
        ("modify_data[site_status=trial] 00:20", "'site_status' cannot stand in [...] of a step"),
        ("{backup_result=ok} modify_data 00:20", "'backup_result' cannot stand in {...}"),
        ("{waiver=perhaps} modify_data 00:20", "waiver is yes, no or ?, not 'perhaps'"),
        ("{covered=approval} modify_data 00:20", "only ticket, operation, alarm can be covered"),
        ("{peak=19:00} modify_data 00:20", "no span of time"),
        ("{horizon=tomorrow} modify_data 00:20", "'tomorrow' is no time"),
        ("{process=cooking} modify_data 00:20", "never 'cooking'"),
        ("{planned_rollback_minutes=soon} modify_data 00:20", "planned_rollback_minutes is a number, not 'soon'"),
    ],
)
def test_what_cannot_be_read_is_named(log: str, said: str) -> None:
    with pytest.raises(ValueError) as caught:
        read_drawing(log)
    assert said in str(caught.value)
