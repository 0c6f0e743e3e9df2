"""On complete logs without ties, pm4py's DECLARE checker finds the same traces wrong, kind by kind."""

from __future__ import annotations

import random
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from pm4py.algo.conformance.declare.variants.classic import apply_list

from svcmine.norms.norm import Norm
from svcmine.store import Store
from tests.kinds.filling import fill
from tests.kinds.judging import verdicts
from tests.kinds.worlds import HORIZON, START
from tests.small_logs import Case, Coverage, Event, World

NAMES = ("modify_data", "backup_config", "revise_plan", "sign_memo")
# Kind here, template there, and whether pm4py names the target first.
OF_ONE = {
    "existence": ("existence", {}),
    "absence": ("absence", {}),
    "exactly": ("exactly_one", {"count": 1}),
    "init": ("init", {}),
}
OF_TWO = {
    "responded_existence": ("responded_existence", False),
    "co_existence": ("coexistence", False),
    "not_coexistence": ("noncoexistence", False),
    "response": ("response", False),
    "precedence": ("precedence", True),
    "succession": ("succession", False),
    "alternate_response": ("altresponse", False),
    "alternate_precedence": ("altprecedence", True),
    "alternate_succession": ("altsuccession", False),
    "chain_response": ("chainresponse", False),
    "chain_precedence": ("chainprecedence", True),
    "chain_succession": ("chainsuccession", False),
}


def traces(rng: random.Random, number: int) -> list[list[str]]:
    """Short ones, so that many of them obey."""
    return [[rng.choice(NAMES) for _ in range(rng.randint(1, 6))] for _ in range(number)]


def world_of(number: int, trace: list[str]) -> World:
    """A closed case with an event a minute; everything is covered."""
    name = f"w{number}"
    case = Case(f"{name}-c", "change", START, START + timedelta(minutes=8))
    events = [
        Event(f"{name}-e{n}", activity, START + timedelta(minutes=n), case.id) for n, activity in enumerate(trace)
    ]
    far = timedelta(days=1)
    return World(name, {case.id: case}, events, [Coverage("ticket", None, None, START - far, HORIZON + far)])


def norm_of(table: dict[str, Any], number: int) -> Norm:
    return Norm.model_validate(
        {
            "id": f"N{number}",
            "title": {"en": "compared", "zh": "比较"},
            "process": ["change"],
            "severity": "minor",
            "clauses": [],
            "require": [table],
        }
    )


def wrong_here(store: Store, worlds: list[World], tables: list[dict[str, Any]]) -> list[list[bool]]:
    """Of each requirement, for each trace: whether one of its activations is violated."""
    fill(store, worlds)
    found = []
    for judged in verdicts(store, [norm_of(table, number) for number, table in enumerate(tables)]):
        assert {verdict for verdict, _ in judged.values()} <= {"fulfilled", "violated"}
        wrong = {name.split("-")[0] for name, (verdict, _) in judged.items() if verdict == "violated"}
        found.append([world.name in wrong for world in worlds])
    return found


def wrong_there(log: list[list[str]], template: str, asked: Any) -> list[bool]:
    return [bool(said["deviations"]) for said in apply_list(log, {template: {asked: {}}})]


def agree(store: Store, log: list[list[str]], tables: list[dict[str, Any]], theirs: list[list[bool]]) -> None:
    ours = wrong_here(store, [world_of(number, trace) for number, trace in enumerate(log)], tables)
    for table, own, other in zip(tables, ours, theirs, strict=True):
        assert own == other, table
        assert len(set(own)) == 2, f"{table}: never both"


@pytest.mark.parametrize("kind", OF_ONE)
def test_kinds_of_one_activity_agree(store: Store, kind: str) -> None:
    log = traces(random.Random(1), 120)
    template, more = OF_ONE[kind]
    tables = [{"kind": kind, "activation": name, **more} for name in NAMES]
    agree(store, log, tables, [wrong_there(log, template, name) for name in NAMES])


@pytest.mark.parametrize("kind", OF_TWO)
def test_kinds_of_two_activities_agree(store: Store, kind: str) -> None:
    log = traces(random.Random(2), 120)
    template, turned = OF_TWO[kind]
    pairs = list(permutations(NAMES, 2))
    tables = [{"kind": kind, "activation": one, "target": other} for one, other in pairs]
    theirs = [wrong_there(log, template, (other, one) if turned else (one, other)) for one, other in pairs]
    agree(store, log, tables, theirs)


@pytest.mark.parametrize(
    ("kind", "obeyed", "template"),
    [
        ("not_succession", "succession", "nonsuccession"),
        ("not_chain_succession", "chain_succession", "nonchainsuccession"),
    ],
)
def test_the_negations_differ_as_explained(store: Store, kind: str, obeyed: str, template: str) -> None:
    """There: a trace is wrong if it obeys the positive template, with both activities in it. Here: if any event is."""
    log = traces(random.Random(3), 200)
    one, other = NAMES[:2]
    worlds = [world_of(number, trace) for number, trace in enumerate(log)]
    ask = {"activation": one, "target": other}
    breaks, negated = wrong_here(store, worlds, [{"kind": obeyed, **ask}, {"kind": kind, **ask}])
    theirs = wrong_there(log, template, (one, other))
    both = [one in trace and other in trace for trace in log]
    assert theirs == [there and not broken for there, broken in zip(both, breaks, strict=True)]
    # What they accuse, a check of each event accuses too, and more.
    assert all(own for own, their in zip(negated, theirs, strict=True) if their)
    assert sum(negated) > sum(theirs) > 0
