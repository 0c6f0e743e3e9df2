"""The verb: what it reads from cases and events, and what it leaves in alignments, deviations and runs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from svcmine.alignments import align
from svcmine.errors import ModelError, UsageError
from svcmine.models import read_model
from svcmine.store import Store
from tests.alignments.oracle import random_run
from tests.models.drawing import blocks, write

START = datetime(2026, 1, 5, 8, tzinfo=UTC)


def add(
    store: Store,
    case: str,
    activities: str | list[str],
    *,
    minutes: list[int] | None = None,
    process: str = "change",
    closed: bool = True,
    **columns: object,
) -> None:
    """A case whose events happen a minute apart, or at these minutes; further columns hold for every event."""
    store.execute(
        "insert into cases by name select ? as case_id, ? as process, ?::timestamptz as closed_at",
        [case, process, START + timedelta(days=1) if closed else None],
    )
    names = ", ".join(f"? as {name}" for name in columns)
    for position, activity in enumerate(activities, start=1):
        minute = minutes[position - 1] if minutes else position
        store.execute(
            "insert into events by name select ? as event_id, ? as case_id, ? as position, ? as activity, "
            f"?::timestamptz as happened_at, ? as sequence {', ' + names if names else ''}",
            [
                f"{case}-{position}",
                case,
                position,
                activity,
                START + timedelta(minutes=minute),
                position,
                *columns.values(),
            ],
        )


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return write(tmp_path, blocks(("seq", "a", ("and", "b", "c"), "d")))


def rows(store: Store, columns: str, table: str = "alignments") -> list[tuple]:
    order = "case_id" if table == "alignments" else "case_id, step"
    return store.execute(f"select {columns} from {table} order by {order}").fetchall()


def test_costs_fitness_and_deviations(store: Store, model: Path) -> None:
    add(store, "1", "abcd")
    add(store, "2", "acbd")
    add(store, "3", "abxd")
    result = align(store, model)
    assert rows(store, "case_id, process, status, reason, cost, fitness") == [
        ("1", "change", "exact", None, 0.0, 1.0),
        ("2", "change", "exact", None, 0.0, 1.0),
        ("3", "change", "exact", None, 2.0, 0.75),
    ]
    assert set(rows(store, "case_id, position, kind, activity, phase", "deviations")) == {
        ("3", 3, "log move", "x", None),
        ("3", 2, "model move", "c", None),
    }
    assert list(result.frame()["cost"]) == [0.0, 0.0, 2.0]
    assert len(result.deviations()) == 2
    assert result.fitness == pytest.approx(2.75 / 3)


def test_only_closed_cases_and_all_of_their_events(store: Store, model: Path) -> None:
    add(store, "open", "abcd", closed=False)
    add(store, "empty", "")
    add(store, "after", ["a", "b", "c", "d", "return_visit"], origin="operation")
    align(store, model)
    assert rows(store, "case_id, cost, fitness") == [("after", 1.0, 1 - 1 / 9), ("empty", 4.0, 0.0)]
    # The phase of an event that the model does not know is the vocabulary's.
    assert rows(store, "step, position, phase", "deviations")[0] == (5, 5, "hand_over")
    assert rows(store, "step, position", "deviations")[1] == (1, None)


def test_equal_cases_are_one_variant(store: Store, model: Path) -> None:
    for case in "12345":
        add(store, case, "abd")
    add(store, "6", ["a", "bd"])
    align(store, model)
    assert len({variant for (variant,) in rows(store, "variant_id")}) == 2


def test_the_catalog_model_is_for_its_process(store: Store) -> None:
    change = read_model("change")
    add(store, "fits", random_run(change, Random(2)))
    add(store, "fault", "ab", process="fault")
    result = align(store)
    assert rows(store, "case_id, process, cost") == [("fits", "change", 0.0)]
    assert result.models == ("change",)


def test_without_a_model_for_any_case(store: Store) -> None:
    add(store, "fault", "ab", process="fault")
    result = align(store)
    assert len(result.frame()) == 0
    assert "0 closed cases" in repr(result)
    with pytest.raises(UsageError, match=r"no reference model for the process 'fault'.*change.*--model"):
        align(store, process="fault")
    with pytest.raises(ModelError, match="no such model file"):
        align(store, "faults.bpmn")


def test_a_model_for_a_named_process(store: Store, model: Path) -> None:
    add(store, "1", "abcd")
    add(store, "2", "abcd", process="fault")
    align(store, model, process="fault")
    assert rows(store, "case_id, process") == [("2", "fault")]


def test_a_rerun_replaces_and_never_doubles(store: Store, model: Path) -> None:
    add(store, "1", "abd")
    first = align(store, model)
    second = align(store, model)
    assert first.run_ids == second.run_ids
    assert len(rows(store, "case_id")) == 1
    assert store.execute("select run_id, kind from runs").fetchall() == [(first.run_ids[0], "align")]
    add(store, "2", "abcd")
    assert align(store, model).run_ids != first.run_ids


@pytest.mark.parametrize(
    ("activities", "status", "reason"),
    [
        ("abcd", "exact", None),  # b and c may change places
        ("acbd", "exact", None),
        ("abdc", "undecidable", "order"),  # d before c would be a deviation, c before d none
    ],
)
def test_ties(store: Store, model: Path, activities: str, status: str, reason: str | None) -> None:
    ties = [1, 2, 2, 3] if activities != "abdc" else [1, 2, 3, 3]
    add(store, "1", activities, minutes=ties)
    align(store, model)
    assert rows(store, "status, reason") == [(status, reason)]
    assert (rows(store, "cost") == [(None,)]) == (status == "undecidable")
    assert not rows(store, "kind", "deviations")


def test_a_source_that_keeps_order_has_no_ties(store: Store, model: Path) -> None:
    add(store, "1", "abdc", minutes=[1, 2, 3, 3], ordered=True, source_name="tickets")
    align(store, model)
    assert rows(store, "status, cost") == [("exact", 2.0)]


def test_coarse_times_are_intervals(store: Store, model: Path) -> None:
    add(store, "1", "abdc", minutes=[0, 60, 120, 180], precision_s=86400.0)
    add(store, "2", "abdc", minutes=[0, 60, 120, 180], precision_s=3600.0)
    add(store, "3", "abdc", minutes=[0, 60, 120, 180], precision_s=3601.0)
    align(store, model)
    assert rows(store, "case_id, status") == [("1", "undecidable"), ("2", "exact"), ("3", "undecidable")]


def test_too_many_orders(store: Store, model: Path) -> None:
    add(store, "1", "abcdefg", minutes=[1] * 7)
    result = align(store, model)
    assert rows(store, "status, reason, cost, fitness") == [("undecidable", "order", None, None)]
    assert result.undecidable == 1
    assert result.fitness is None


def test_the_result_shows_itself(store: Store) -> None:
    add(store, "1", ["register_ticket", "<b>", "close_ticket"])
    result = align(store)
    assert "mean fitness" in repr(result)
    assert "hand over" in repr(result) and "not recorded" in repr(result)
    assert "<table>" in result._repr_html_()
    assert "&lt;b&gt;" in result._repr_html_()


def test_progress_is_told(store: Store, model: Path) -> None:
    add(store, "1", "abcd")
    told: list[tuple[str, float]] = []
    align(store, model, progress=lambda text, share: told.append((text, share)))
    assert told[0] == ("align model", 0.0)
    assert told[-1] == ("align model", 1.0)
    assert [share for _, share in told] == sorted(share for _, share in told)
