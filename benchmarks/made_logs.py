"""Makes models of a chosen size, runs of them with noise, and stores that hold those runs as closed cases."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa

from svcmine.models import Model, read_model
from svcmine.store import open_store

STEPS = ("draft_plan", "backup_config", "login_device")
FOREIGN = "alarm_raised"


def write_model(path: Path, branches: int, length: int) -> Model:
    """A PNML model: three steps, `branches` parallel branches of `length` steps, two steps; a loop.

    It has about (length + 1) ** branches states.
    """
    places = ["start", "p1", "p2", "split", "joined", "end"]
    transitions: list[tuple[str, str | None, list[str], list[str]]] = [
        (STEPS[0], STEPS[0], ["start"], ["p1"]),
        (STEPS[1], STEPS[1], ["p1"], ["p2"]),
        (STEPS[2], STEPS[2], ["p2"], ["split"]),
    ]
    firsts, lasts = [], []
    for branch in range(branches):
        before = f"b{branch}_0"
        places.append(before)
        firsts.append(before)
        for step in range(length):
            after = f"b{branch}_{step + 1}"
            places.append(after)
            name = f"task_{branch}_{step}"
            transitions.append((name, name, [before], [after]))
            before = after
        lasts.append(before)
    transitions += [
        ("split", None, ["split"], firsts),
        ("join", "test_service", lasts, ["joined"]),
        ("once_more", None, ["joined"], ["split"]),
        ("close", "close_ticket", ["joined"], ["end"]),
    ]
    path.write_text(_pnml(places, transitions), encoding="utf-8")
    return read_model(path)


def _pnml(places: list[str], transitions: list[tuple[str, str | None, list[str], list[str]]]) -> str:
    parts = [
        '<?xml version="1.0"?>',
        '<pnml><net id="made" type="http://www.pnml.org/version-2009/grammar/pnmlcoremodel">',
    ]
    for place in places:
        marking = "<initialMarking><text>1</text></initialMarking>" if place == "start" else ""
        parts.append(f'<place id="{place}">{marking}</place>')
    arcs = []
    for identity, activity, takes, gives in transitions:
        silent = '<toolspecific tool="ProM" version="6.4" activity="$invisible$"/>' if activity is None else ""
        parts.append(
            f'<transition id="t_{identity}"><name><text>{activity or identity}</text></name>{silent}</transition>'
        )
        arcs += [(place, f"t_{identity}") for place in takes] + [(f"t_{identity}", place) for place in gives]
    parts += [f'<arc id="a{n}" source="{one}" target="{other}"/>' for n, (one, other) in enumerate(arcs)]
    parts.append('<finalmarkings><marking><place idref="end"><text>1</text></place></marking></finalmarkings>')
    parts.append("</net></pnml>")
    return "\n".join(parts)


def noisy_runs(
    model: Model, count: int, seed: int, noise: float = 0.5, changes: int | None = None
) -> list[tuple[str, ...]]:
    """Distinct random runs of a model; a share `noise` of them has one to three events left out, doubled or put in.

    With `changes` every run has that many.
    """
    rng = np.random.default_rng(seed)
    graph = model.states
    out: list[list[tuple[int, int]]] = [[] for _ in graph.states]
    for source, transition, target in graph.edges:
        out[source].append((transition, target))
    end = graph.states.index(model.final)
    found: dict[tuple[str, ...], None] = {}
    while len(found) < count:
        state, run = 0, []
        while state != end:
            transition, state = out[state][rng.integers(len(out[state]))]
            activity = model.net.transitions[transition].activity
            run += [] if activity is None else [activity]
        times = changes if changes is not None else (int(rng.integers(1, 4)) if rng.random() < noise else 0)
        for _ in range(times):
            at = int(rng.integers(len(run) + 1))
            match rng.integers(3):
                case 0 if at < len(run):
                    del run[at]
                case 1 if at < len(run):
                    run.insert(at, run[at])
                case _:
                    run.insert(at, FOREIGN)
        found[tuple(run)] = None
    return list(found)


def write_store(
    path: Path, variants: list[tuple[str, ...]], events: int, seed: int, *, sorted_by_case: bool = True
) -> int:
    """Write a store of closed cases that follow `variants`, the first ones most often; returns the number of events.

    Every variant occurs; a minute lies between two events of a case.
    """
    rng = np.random.default_rng(seed)
    lengths = np.array([len(variant) for variant in variants])
    weights = 1 / np.arange(1, len(variants) + 1)
    mean = float((lengths * weights).sum() / weights.sum())
    more = max(0, int(events / mean) - len(variants))
    chosen = np.concatenate([np.arange(len(variants)), rng.choice(len(variants), more, p=weights / weights.sum())])
    rng.shuffle(chosen)
    names = sorted({activity for variant in variants for activity in variant})
    code = {name: index for index, name in enumerate(names)}
    flat = np.concatenate([np.array([code[activity] for activity in variant], dtype=np.int16) for variant in variants])
    starts = np.concatenate([[0], np.cumsum(lengths)])
    path.unlink(missing_ok=True)
    total = 0
    with open_store(path) as store:
        for first in range(0, len(chosen), 200_000):
            part = chosen[first : first + 200_000]
            size = lengths[part]
            case = np.repeat(np.arange(first, first + len(part)), size)
            position = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size) + 1
            activity = flat[np.repeat(starts[part], size) + position - 1]
            store.connection.register(
                "made",
                pa.table({
                    "n": case, "position": position,
                    "activity": pa.DictionaryArray.from_arrays(pa.array(activity), pa.array(names)),
                }),
            )  # fmt: skip
            order = "" if sorted_by_case else "order by hash(n * 1000 + position)"
            store.execute(
                "insert into events by name select 'C' || lpad(n::varchar, 9, '0') as case_id, position, "
                "'C' || n || '-' || position as event_id, activity, "
                "timestamptz '2026-01-01 00:00:00Z' + to_minutes(n % 40000 + position) as happened_at, "
                f"'ticket' as origin, 1 as precision_s, 'one' as clock from made {order}"
            )
            store.connection.unregister("made")
            total += len(case)
        store.execute(
            "insert into cases by name select case_id, 'change' as process, min(happened_at) as opened_at, "
            "max(happened_at) as closed_at from events group by case_id order by case_id"
        )
        store.execute("checkpoint")
    return total
