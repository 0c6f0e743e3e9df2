"""What was chosen survives its address, and an address can do no harm."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svcmine.dashboard.choice import MARKS, ORDERS, SEVERITIES, VERDICTS, VIEWS, Choice, condition, from_address

texts = st.text(min_size=1, max_size=40).filter(lambda text: not any("\ud800" <= c <= "\udfff" for c in text))
places = st.lists(texts, max_size=3, unique=True).map(tuple)
months = st.sampled_from(["", "2026-01", "2025-12"])
choices = st.builds(
    Choice,
    lang=st.sampled_from(["en", "zh"]),
    view=st.sampled_from(VIEWS),
    since=months,
    until=months,
    region=places,
    team=places,
    product=places,
    process=places,
    norm=places,
    severity=st.lists(st.sampled_from(SEVERITIES), unique=True).map(tuple),
    verdict=st.lists(st.sampled_from(VERDICTS), unique=True).map(tuple),
    weekday=st.sampled_from(["", "1", "7"]),
    hour=st.sampled_from(["", "0", "23"]),
    device=st.just("") | texts,
    finding=st.just("") | texts,
    order=st.sampled_from(ORDERS),
    page=st.integers(0, 5000),
)


@given(choices)
@settings(max_examples=100, deadline=None)
def test_an_address_restores_the_choice(choice: Choice) -> None:
    assert from_address(choice.to_address()) == choice


@given(st.text(alphabet=string.printable + "–汉%&=?[]", max_size=200))
@settings(max_examples=100, deadline=None)
def test_no_address_breaks_the_board(text: str) -> None:
    found = from_address("?" + text)
    assert found.view in VIEWS and found.lang in ("en", "zh") and found.page >= 0
    assert set(found.verdict) <= set(VERDICTS) and set(found.severity) <= set(SEVERITIES)


@pytest.mark.parametrize(
    "address",
    "view=x since=2026-13 verdict=guilty hour=24 weekday=0 page=-1 page=٣ lang=fr order=x".split(),
)
def test_what_is_not_known_is_as_usual(address: str) -> None:
    assert from_address("?" + address) == Choice()


def test_values_are_bound_and_never_written_into_sql() -> None:
    evil = "x' or 1=1 --"
    choice = Choice(**dict.fromkeys(("region", "team", "product", "process", "norm"), (evil,)), device=evil, phase=evil)
    sql, bound = condition("select 1 where {findings} and {tallies} and {starts}", choice)
    assert evil not in sql
    assert bound["device"] == evil and bound["region"] == [evil]


def test_taking_marks_off_leaves_the_filters() -> None:
    choice = Choice(region=("华东",), hour="3", device="D1", page=4)
    left = choice.without_marks()
    assert left.region == ("华东",) and left.page == 0
    assert not any(getattr(left, name) for name in MARKS)
