"""Hypothesis invents logs and requirements, and looks for the smallest on which SQL and reference disagree."""

from __future__ import annotations

import os
import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from svcmine.norms.kinds import kinds
from svcmine.store import open_store
from tests.kinds.calendar_requirements import IN_WORKING_DAYS, PER, random_calendar_period, random_working_days
from tests.kinds.requirements import KINDS, SCOPED, Drawn, random_requirement
from tests.kinds.test_agreement import compare
from tests.kinds.worlds import HORIZON, START, random_world, stretched

# A longer run on demand; the same examples in every ordinary one.
DOUBT = bool(os.environ.get("SVCMINE_DOUBT"))
EXAMPLES = 150 if DOUBT else 6
WORLDS, REQUIREMENTS = 3, 5


@pytest.mark.parametrize("kind", KINDS)
def test_sql_and_reference_agree(tmp_path: Path, kind: str) -> None:
    seen: Counter[str] = Counter()

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=not DOUBT,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.randoms(use_true_random=False))
    def agree(rng: random.Random) -> None:
        worlds = [random_world(rng, number) for number in range(WORLDS)]
        drawn = [random_requirement(rng, kind) for _ in range(REQUIREMENTS)]
        for requirement in drawn:
            seen.update(list(requirement.table))
        compare(store, worlds, drawn)

    with open_store(tmp_path / "store.duckdb") as store:
        agree()
    # `scope` is drawn elsewhere, since it needs a store for each log; `plain_within` is another word for `within`.
    options = {"within" if option == "plain_within" else option for option in KINDS[kind]} - {"scope"}
    assert {*options, "when", "evidence", "waived_by"} - set(seen) == set(), "never generated"


@pytest.mark.parametrize("per", PER)
def test_what_is_asked_by_the_calendar_agrees(tmp_path: Path, per: str) -> None:
    """Periods of each unit with each sort of grace, and limits in working days, on logs that last for some of them."""
    seen: Counter[str] = Counter()
    horizon = START + (HORIZON - START) * PER[per]

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=not DOUBT,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.randoms(use_true_random=False))
    def agree(rng: random.Random) -> None:
        worlds = [stretched(random_world(rng, number), PER[per]) for number in range(WORLDS)]
        drawn = [random_calendar_period(rng, per) for _ in range(REQUIREMENTS)]
        limited = [random_working_days(rng, rng.choice(IN_WORKING_DAYS)) for _ in range(REQUIREMENTS)]
        seen.update(_grace(one) for one in drawn)
        seen.update(f"{key} {_grace(one)}" for one in limited for key in ("within", "not_before") if key in one.table)
        compare(store, worlds, drawn + limited, horizon)

    with open_store(tmp_path / "store.duckdb") as store:
        agree()
    wanted = {"none", "hours", "working days", "within working days", "not_before working days"}
    assert wanted - set(seen) == set(), "never generated"


def _grace(drawn: Drawn) -> str:
    said = drawn.table.get("within") or drawn.table.get("not_before")
    return said.split(" ", 1)[1] if said else "none"


def test_every_kind_and_option_is_generated() -> None:
    """Of each kind every key that its header allows; a key that nothing draws would never be doubted."""
    rng = random.Random(0)
    drawn = [random_requirement(rng, kind) for kind in KINDS for _ in range(40)]
    drawn += [random_requirement(rng, kind, scoped=True) for kind in SCOPED for _ in range(4)]
    drawn += [random_calendar_period(rng, per) for per in PER for _ in range(4)]
    seen: dict[str, set[str]] = {name: set() for name in kinds()}
    for requirement in drawn:
        seen[requirement.table["kind"]] |= set(requirement.table)
    # `severity` decides nothing, `number` is given.
    never = {name: set(kind.keys) - seen[name] - {"number", "severity"} for name, kind in kinds().items()}
    assert {name: keys for name, keys in never.items() if keys} == {}
    values = {(key, str(one.table[key])) for one in drawn for key in ("per", "scope") if key in one.table}
    assert values == {("per", per) for per in (*PER, "visit_id", "device_id")} | {
        ("scope", "device"),
        ("scope", "site"),
    }
