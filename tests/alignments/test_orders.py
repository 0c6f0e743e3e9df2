"""Possible orders against trying all permutations."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import combinations, permutations

from hypothesis import given
from hypothesis import strategies as st

from svcmine.alignments.orders import ORDER_LIMIT, TimedEvent, possible_orders, possible_parts

START = datetime(2026, 1, 5, tzinfo=UTC)


def event(activity: str, at: int, lasts: int = 0, ordered_by: str | None = None) -> TimedEvent:
    return TimedEvent(activity, START + timedelta(seconds=at), START + timedelta(seconds=at + lasts), ordered_by)


def orders(events: list[TimedEvent]) -> set[tuple[str, ...]] | None:
    parts = possible_parts(events)
    return None if parts is None else possible_orders(parts)


@st.composite
def cases(draw: st.DrawFn) -> list[TimedEvent]:
    drawn = draw(
        st.lists(
            st.builds(
                event,
                st.sampled_from("abc"),
                st.integers(0, 4),
                st.sampled_from([0, 0, 1, 2]),
                st.sampled_from([None, "s"]),
            ),
            max_size=6,
        )
    )
    return sorted(drawn, key=lambda one: one.earliest)


def by_trying(events: list[TimedEvent]) -> set[tuple[str, ...]]:
    def allowed(order: tuple[int, ...]) -> bool:
        place = {index: at for at, index in enumerate(order)}
        return all(
            place[first] < place[second]
            for first, second in combinations(range(len(events)), 2)
            if events[first].latest < events[second].earliest
            or (
                events[first].earliest == events[second].earliest
                and events[first].ordered_by == events[second].ordered_by == "s"
            )
        )

    return {
        tuple(events[index].activity for index in order) for order in permutations(range(len(events))) if allowed(order)
    }


@given(cases())
def test_all_that_the_times_allow(events: list[TimedEvent]) -> None:
    expected = by_trying(events)
    assert orders(events) == (expected if len(expected) <= ORDER_LIMIT else None)


def test_too_many_orders_are_not_tried() -> None:
    assert orders([event(name, 0) for name in "abcde"]) is None
    assert len(orders([event(name, 0) for name in "abcd"]) or ()) == ORDER_LIMIT
    assert orders([event(str(n), 0) for n in range(60)]) is None


def test_many_equal_events_are_one_order() -> None:
    assert orders([event("a", 0) for _ in range(500)]) == {("a",) * 500}


def test_ties_far_apart_multiply() -> None:
    assert orders([event(a, t) for t in range(5) for a in "ab"]) is None
    assert len(orders([event(a, t) for t in range(4) for a in "ab"]) or ()) == 16
