"""No operation without a ticket means something only where operations were logged."""

from __future__ import annotations

from svcmine.charts import chart
from svcmine.store import Store

CHART = chart("unticketed_operations")


def test_no_operation_log_is_no_praise(store: Store) -> None:
    frame = CHART.data(store)
    assert "No operation log" in CHART.reading(frame, "en")
    assert "没有操作日志" in CHART.reading(frame, "zh")
    CHART.draw(frame, "en")


def test_all_operations_with_a_ticket(store: Store) -> None:
    store.execute(
        "insert into operations (operation_id, device_id, match, event_id) values ('o1', 'D1', 'matched', 'e1')"
    )
    assert "belongs to a ticket" in CHART.reading(CHART.data(store), "en")
