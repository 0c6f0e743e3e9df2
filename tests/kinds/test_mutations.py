"""Every kind's SQL, broken on purpose, gives a wrong verdict somewhere in a fixed random sample.

Without such a sample, agreement would prove little. What changes nothing stands in survivors.py with the reason.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import duckdb
import pytest

from svcmine.checks import compile as compiling
from svcmine.checks import texts
from svcmine.checks.clocks import tolerance_of
from svcmine.checks.compile import compile_requirement
from svcmine.checks.horizon import Reach, horizon_of, latest_moment, reaches
from svcmine.checks.needs import needs_of
from svcmine.checks.prepare import make_waivers, prepare
from svcmine.norms import Norm
from svcmine.norms.kinds import kinds
from svcmine.store import Store, open_store
from tests.kinds.calendar_requirements import PER, random_calendar_period
from tests.kinds.filling import fill
from tests.kinds.mutations import mutations
from tests.kinds.requirements import KINDS, SCOPED, Drawn, random_requirement, watch_by_column
from tests.kinds.survivors import SURVIVORS
from tests.kinds.worlds import HORIZON, START, TOLERANCE, random_world, stretched
from tests.small_logs import World

ORDERS = ("order", "order_of_clocks", "timely", "outcome")
STEPS = (
    *ORDERS,
    "pairs",
    "interrupted",
    "harmless_of_clocks",
    "beside_activations",
    "beside_targets",
    "stopped",
    "excused",
)
FURTHER = ("counted", "possible", "spans", "stretches", "units", "next_to")
DOUBTED = (*STEPS, "verdicts", "targets", "activations", *FURTHER)
_EACH = 7


@dataclass
class Sample:
    """Random requirements on random logs, with the verdicts that the unbroken SQL gives."""

    store: Store
    norms: list[Norm]
    waiver_columns: list[str]
    statements: dict[str, str]
    judged: dict[str, list[tuple]]

    @cached_property
    def known(self) -> list[Reach]:
        return reaches(self.store, None)

    @cached_property
    def tolerance_s(self) -> float:
        return tolerance_of(self.store, TOLERANCE.total_seconds())

    def statement(self, norm: Norm) -> str:
        horizon = horizon_of(norm.require[0], self.known, latest_moment(self.known, None))
        return compile_requirement(norm, norm.require[0], horizon, self.waiver_columns, self.tolerance_s).sql

    def judge(self, sql: str) -> list[tuple]:
        chosen = "coalesce(event_id, case_id), verdict, reason, due_at, waiver_id, witness_event_id"
        return self.store.execute(f"select {chosen} from ({sql}) order by all").fetchall()

    def expected(self, norm: Norm) -> list[tuple]:
        if norm.id not in self.judged:
            self.judged[norm.id] = self.judge(self.statements[norm.id])
        return self.judged[norm.id]

    def notices(self, norms: list[Norm]) -> bool:
        """Whether a verdict of these norms now differs, or the statement fails."""
        try:
            for norm in norms:
                sql = self.statement(norm)
                if sql != self.statements[norm.id] and self.judge(sql) != self.expected(norm):
                    return True
            return False
        except duckdb.Error:
            return True


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sample]:
    rng = random.Random(7)
    with open_store(tmp_path_factory.mktemp("mutations") / "store.duckdb") as store:
        worlds = [random_world(rng, number) for number in range(250)]
        drawn = [random_requirement(rng, kind) for kind in KINDS for _ in range(_EACH)]
        drawn += [random_requirement(rng, kind, scoped=True) for kind in SCOPED for _ in range(2)]
        drawn += [watch_by_column(), *(random_requirement(rng, "gap_free") for _ in range(20))]
        excused = ("condition", "role", "window")
        drawn += [random_requirement(rng, kind, excused=True) for kind in excused for _ in range(4)]
        # A limit that two clocks leave open, in a pair that nothing interrupts, is rare.
        drawn += [random_requirement(rng, "alternate_succession") for _ in range(20)]
        # Rare: an operation that proves nothing without a counterpart, an unrecorded length of a period of no length.
        drawn += [random_requirement(rng, kind) for kind in ("co_existence", "periodic") for _ in range(12)]
        yield sampled(store, worlds, drawn)


@pytest.fixture(scope="module")
def long_samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Sample]]:
    """Logs that last for days, for weeks and for months, with what is asked of each of these."""
    rng = random.Random(8)
    with ExitStack() as stack:
        samples = []
        for factor in (PER["day"], *sorted(set(PER.values()))):
            folder = tmp_path_factory.mktemp("mutations")
            store = stack.enter_context(open_store(folder / "store.duckdb"))
            worlds = [stretched(random_world(rng, number), factor) for number in range(150)]
            names = [per for per, needed in PER.items() if needed == factor]
            drawn = [random_calendar_period(rng, per) for per in names for _ in range(12)]
            # Shorter than the logs, and at a midnight when something may happen; or longer.
            minutes = 1 if not samples else 9
            samples.append(sampled(store, worlds, drawn, START + timedelta(minutes=minutes) * factor))
        yield samples


def sampled(store: Store, worlds: list[World], drawn: list[Drawn], horizon: datetime = HORIZON) -> Sample:
    norms = [requirement.norm(number) for number, requirement in enumerate(drawn)]
    fill(store, worlds, horizon, norm_ids=tuple(norm.id for norm in norms))
    columns = make_waivers(store, norms)
    needs = needs_of(norms)
    prepare(store, replace(needs, columns=needs.columns | set(columns)), None)
    sample = Sample(store, norms, columns, {}, {})
    sample.statements = {norm.id: sample.statement(norm) for norm in norms}
    return sample


def alive(name: str, text: str, notices: Callable[[str], bool]) -> list[str]:
    """The mutations that nothing notices and that nobody has explained."""
    explained = SURVIVORS.get(name, {})
    return [what for what, broken in mutations(text) if what.split(": ", 1)[1] not in explained and not notices(broken)]


@pytest.mark.parametrize("name", list(kinds()))
def test_a_broken_kind_is_noticed(request: pytest.FixtureRequest, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    samples = [request.getfixturevalue("sample")]
    if name == "periodic":
        samples += request.getfixturevalue("long_samples")

    def notices(broken: str) -> bool:
        changed = {**kinds(), name: replace(kinds()[name], sql=broken)}
        monkeypatch.setattr(compiling, "kinds", lambda: changed)
        return any(
            sample.notices([norm for norm in sample.norms if compiling.judged_by(norm.require[0]) == name])
            for sample in samples
        )

    assert "\n".join(alive(name, kinds()[name].sql, notices)) == ""


@pytest.mark.parametrize("name", DOUBTED if os.environ.get("SVCMINE_DOUBT") else ORDERS)
def test_a_broken_step_is_noticed(request: pytest.FixtureRequest, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    samples = request.getfixturevalue("long_samples") if name == "units" else [request.getfixturevalue("sample")]
    original: Any = texts._text

    def notices(broken: str) -> bool:
        monkeypatch.setattr(texts, "_text", lambda asked: broken if asked == name else original(asked))
        return any(sample.notices(sample.norms) for sample in samples)

    assert "\n".join(alive(name, original(name), notices)) == ""
