"""Random requirements of every kind: as a norm's table, and as the reference understands it."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from svcmine.norms.norm import Norm
from tests.kinds.worlds import SLOT, A, B, E, M, R, S
from tests.reference_kinds import SUCCESSIONS
from tests.small_logs import Asked, Case, Event, Truth


@dataclass(frozen=True)
class Drawn:
    """A requirement twice: as a norm's table, and as the reference understands it."""

    table: dict[str, Any]
    asked: Asked

    def norm(self, number: int) -> Norm:
        table = {**self.table, "number": 1}
        title = {"en": "drawn", "zh": "随机"}
        return Norm.model_validate(
            {
                "id": f"N{number}",
                "title": title,
                "process": list(self.asked.process),
                "severity": "minor",
                "clauses": [],
                "require": [table],
            }
        )


def _in_slot(event: Event, case: Case | None) -> Truth:
    opens, closes = SLOT
    if event.source == "ordered":
        return None
    return opens <= event.at < closes and (event.ended is None or event.ended <= closes)


def _truth(value: Any, wanted: Any) -> Truth:
    return None if value is None else value == wanted


_WHEN_EVENT = [
    ("consent_given", lambda e, c: e.consent),
    ("priority = '1'", lambda e, c: _truth(c.priority if c else None, "1")),
]
_WHEN_CASE = [("priority = '1'", lambda e, c: _truth(c.priority, "1"))]
_WHERE = [
    ("backup_result = 'ok'", lambda e, c: _truth(e.result, "ok")),
    ("priority <> '2'", lambda e, c: None if c is None or c.priority is None else c.priority != "2"),
]
_EXCUSE_WHERE = [("memo_signed", lambda e, c: e.memo)]


def _minutes(rng: random.Random) -> tuple[Any, Any]:
    if rng.random() < 0.4:
        column = {"column": "observe_minutes", "unit": "minutes"}
        return column, lambda e: None if e.minutes is None else timedelta(minutes=e.minutes)
    count = rng.choice((0, 1, 2, 3, 5))
    return f"{count} minutes", lambda e: timedelta(minutes=count)


_ORDERED = ("where", "same", "scope", "within", "not_before", "reset_by")
# The kinds with the options each takes; `forbidden` and `case_condition` are other faces of absence and condition.
KINDS: dict[str, tuple[str, ...]] = {
    "precedence": _ORDERED,
    "alternate_precedence": _ORDERED,
    "response": _ORDERED,
    "alternate_response": _ORDERED,
    "responded_existence": ("where", "same", "scope", "within"),
    "not_succession": ("where", "same", "scope", "within", "not_before"),
    "not_coexistence": ("where", "same", "scope", "within"),
    "four_eyes": ("where", "same", "scope", "within"),
    "existence": ("where", "count"),
    "absence": ("where", "count"),
    "deadline": ("where", "plain_within"),
    "gap_free": ("where", "within"),
    "exactly": ("where",),
    "init": ("where",),
    "end": ("where",),
    "choice": ("where",),
    "exclusive_choice": ("where",),
    "co_existence": ("where",),
    "same_person": ("where", "same"),
    "cardinality": ("where", "per"),
    "succession": ("where", "same", "within"),
    "alternate_succession": ("where", "same", "within"),
    "chain_response": ("where", "same"),
    "chain_precedence": ("where", "same"),
    "chain_succession": ("where", "same"),
    "not_chain_succession": ("where", "same"),
    "periodic": ("where", "until"),
    "condition": (),
    "forbidden": (),
    "case_condition": (),
    "attribute_required": (),
    "role": (),
    "window": (),
    "unticketed": (),
}
_OF_CASES = {"existence", "absence", "deadline", "case_condition", "exactly", "init", "end", "choice"} | {
    "exclusive_choice",
    "co_existence",
}
SCOPED = tuple(kind for kind, options in KINDS.items() if "scope" in options)


def watch_by_column() -> Drawn:
    """A watch that may begin as late as a column says, which is often missing."""
    column, within = (
        {"column": "observe_minutes", "unit": "minutes"},
        lambda e: None if e.minutes is None else timedelta(minutes=e.minutes),
    )
    table = {"kind": "gap_free", "activation": A, "target": S, "until": E, "length": "1 minutes", "within": column}
    asked = Asked(
        "gap_free", activation=(A,), target=(S,), until=(E,), length=lambda e: timedelta(minutes=1), within=within
    )
    return Drawn(table, asked)


def random_requirement(rng: random.Random, kind: str, *, scoped: bool = False, excused: bool = False) -> Drawn:
    """A requirement of this kind with random options; `scope` if `scoped` and only then, `waived_by` if `excused`."""
    drawn = _bare(rng, kind)
    for option in KINDS[kind]:
        if scoped if option == "scope" else rng.random() < 0.4:
            drawn = _with(rng, drawn, option)
    if rng.random() < 0.35:
        text, said = rng.choice(_WHEN_CASE if kind in _OF_CASES else _WHEN_EVENT)
        drawn = _put(drawn, "when", text, when=said)
    if rng.random() < 0.35:
        origins = rng.choice((["operation"], ["operation", "ticket"], ["approval"]))
        drawn = _put(drawn, "evidence", origins, evidence=tuple(origins))
    if excused or rng.random() < 0.35:
        excuse: dict[str, Any] = {"activity": M, "before": rng.random() < 0.7}
        said = None
        if rng.random() < 0.6:
            excuse["where"], said = rng.choice(_EXCUSE_WHERE)
        drawn = _put(drawn, "waived_by", excuse, excuse=(M,), excuse_where=said, excuse_before=excuse["before"])
    return drawn


def _put(drawn: Drawn, key: str, value: Any, **asked: Any) -> Drawn:
    return Drawn({**drawn.table, key: value}, replace(drawn.asked, **asked))


def _bare(rng: random.Random, kind: str) -> Drawn:
    activation, target = rng.choice(((A, B), (A, B), (B, A), (A, A), (M, B)))
    process = rng.choice((("change",), ("change", "fault")))
    if kind in ("existence", "absence"):
        return Drawn({"kind": kind, "activation": A}, Asked(kind, process, activation=(A,)))
    if kind in ("init", "end", "same_person"):
        return Drawn({"kind": kind, "activation": activation}, Asked(kind, process, activation=(activation,)))
    if kind in ("choice", "exclusive_choice"):
        names = rng.choice(([A, B], [A, M], [A, B, R]))
        return Drawn({"kind": kind, "activation": names}, Asked(kind, process, activation=tuple(names)))
    if kind == "exactly":
        count = rng.choice((1, 1, 2))
        table = {"kind": kind, "activation": A, "count": count}
        return Drawn(table, Asked(kind, process, activation=(A,), count=count))
    if kind == "cardinality":
        count, most = rng.choice(((1, None), (2, None), (None, 1), (1, 1), (1, 2)))
        table = {"kind": kind, "activation": activation, "target": target}
        table |= {key: value for key, value in (("count", count), ("most", most)) if value is not None}
        return Drawn(table, Asked(kind, process, activation=(activation,), target=(target,), count=count, most=most))
    if kind == "periodic":
        text, said = _minutes(rng)
        table = {"kind": kind, "activation": activation, "target": target, "within": text}
        return Drawn(table, Asked(kind, process, activation=(activation,), target=(target,), within=said))
    if kind in SUCCESSIONS and activation == target:
        target = B
    if kind == "deadline":
        table = {"kind": kind, "target": A, "by": "planned_end"}
        return Drawn(table, Asked(kind, process, target=(A,), by_due=True))
    if kind == "gap_free":
        length = rng.choice((1, 1, 2, 4))
        table = {"kind": kind, "activation": A, "target": S, "until": E, "length": f"{length} minutes"}
        asked = Asked(
            kind, process, activation=(A,), target=(S,), until=(E,), length=lambda e: timedelta(minutes=length)
        )
        return Drawn(table, asked)
    if kind == "condition":
        key, said = rng.choice((("required", "backup_result = 'ok'"), ("forbidden", "backup_result <> 'ok'")))
        table = {"kind": kind, "activation": A, key: said}
        return Drawn(table, Asked(kind, process, activation=(A,), obeys=lambda e, c: _truth(e.result, "ok")))
    if kind == "forbidden":
        table = {"kind": "absence", "activation": A, "forbidden": "backup_result = 'ok'"}
        asked = Asked(
            "condition", process, activation=(A,), obeys=lambda e, c: None if e.result is None else e.result != "ok"
        )
        return Drawn(table, asked)
    if kind == "case_condition":
        table = {"kind": "condition", "required": "hours_between(opened_at, planned_end) <= 0.1"}
        return Drawn(
            table,
            Asked(
                "condition",
                process,
                obeys=lambda e, c: None if c.due is None else c.due - c.opened <= timedelta(minutes=6),
            ),
        )
    if kind == "attribute_required":
        table = {"kind": kind, "activation": A, "attributes": ["device_id", "person"]}
        asked = Asked(kind, process, activation=(A,), obeys=lambda e, c: e.device is not None and e.person is not None)
        if rng.random() < 0.5:
            table["required"] = "consent_given"
            asked = replace(asked, obeys=lambda e, c: False if e.device is None or e.person is None else e.consent)
        return Drawn(table, asked)
    if kind == "role":
        table = {"kind": kind, "activation": A, "roles": ["expert"]}
        if rng.random() < 0.4:
            table |= {"roles": ["ann", "cat"], "attributes": ["person"]}
            return Drawn(table, Asked(kind, process, activation=(A,), obeys=lambda e, c: _truth(e.person, "ann")))
        return Drawn(table, Asked(kind, process, activation=(A,), obeys=lambda e, c: _truth(e.role, "expert")))
    if kind == "window":
        table = {"kind": kind, "activation": A, "window": "slot"}
        return Drawn(table, Asked(kind, process, activation=(A,), obeys=_in_slot))
    if kind == "unticketed":
        return Drawn({"kind": kind, "activation": A}, Asked(kind, process, activation=(A,)))
    table = {"kind": kind, "activation": activation, "target": target}
    return Drawn(table, Asked(kind, process, activation=(activation,), target=(target,)))


def _with(rng: random.Random, drawn: Drawn, option: str) -> Drawn:
    if option == "where":
        text, said = rng.choice(_WHERE)
        return _put(drawn, "where", text, where=said)
    if option == "same":
        same = rng.choice((["device_id"], ["device_id"], ["person"], ["visit_id"], ["device_id", "person"]))
        return _put(drawn, "same", same, same=tuple(same))
    if option == "scope":
        scope = rng.choice(("device", "device", "site"))
        return _put(drawn, "scope", scope, scope=scope)
    if option == "within":
        text, said = _minutes(rng)
        return _put(drawn, "within", text, within=said)
    if option == "plain_within":
        count = rng.choice((0, 1, 2))
        return _put(drawn, "within", f"{count} minutes", within=lambda e: timedelta(minutes=count))
    if option == "not_before":
        text, said = _minutes(rng)
        return _put(drawn, "not_before", text, not_before=said)
    if option == "until":
        until = rng.choice(([E], [E, R], [B]))
        return _put(drawn, "until", until, until=tuple(until))
    if option == "per":
        per = rng.choice(("visit_id", "device_id"))
        # The reference takes a visit for what it is anywhere else.
        return _put(drawn, "per", per, per=per, same=("visit_id",) if per == "visit_id" else ())
    if option == "reset_by":
        resets = rng.choice(([R], [R], [R, B]))
        return _put(drawn, "reset_by", resets, reset_by=tuple(resets))
    count = rng.choice((1, 2))
    return _put(drawn, "count", count, count=count)
