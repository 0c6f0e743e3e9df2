"""Names that mean the same thing: widths, case and blanks folded, device aliases resolved, ticket ids looked up."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

import pyarrow as pa

from svcmine.store import Store
from svcmine.vocabulary import ACTIVITIES

_DEVICE_NAMES = """
    select device_id from operations union select device_id from ticket_events union select device_id from alarms
    union select device_id from coverage union select unnest(plan_devices) from ticket_records
"""
# An alias may stand with its device, or in a table of aliases.
_ALIASES = "select unnest(aliases), device_id from devices union select alias, device_id from aliases"
# "3. ", "3) " or "步骤3：" before the text of a step.
_NUMBERING = re.compile(r"(?:(?:step|步骤)\s*)?\d+(?:\.\d+)*\s*(?:[.、:)-]\s*|\s|$)")
_PERSON_NAMES = """
    select person from operations union select person from accounts
    union select unnest(plan_persons) from ticket_records
"""


def canonical(name: str | None) -> str | None:
    """The key under which two spellings of a name are one (NFKC, trimmed, caseless); None for a blank name."""
    if name is None:
        return None
    return unicodedata.normalize("NFKC", name).strip().casefold() or None


def device_names(store: Store) -> pa.Table:
    """(name, device_id): what each spelling and alias in the store stands for.

    An inventory id beats an alias; of several, the least wins. A device outside the inventory goes by the least of
    its spellings.
    """
    seen = _column(store, _DEVICE_NAMES)
    inventory = _column(store, "select device_id from devices")
    known = _least((canonical(name), name) for name in inventory)
    aliases = store.execute(_ALIASES).fetchall()
    resolved = (
        _least((canonical(name), name) for name in seen)
        | _least((canonical(alias), known.get(canonical(device) or "", device)) for alias, device in aliases)
        | known
    )
    names = sorted({*seen, *inventory, *(alias for alias, _ in aliases if alias)})
    pairs = [(name, resolved[key]) for name in names if (key := canonical(name))]
    return _table(pairs, "name", "device_id")


def person_names(store: Store) -> pa.Table:
    """(name, person_key): the key of each spelling of a person in operations, accounts and plans."""
    pairs = [(name, key) for name in _column(store, _PERSON_NAMES) if (key := canonical(name))]
    return _table(pairs, "name", "person_key")


def ticket_names(store: Store) -> pa.Table:
    """(name, case_id): the case that each ticket id in the operations names; ids of no case are left out."""
    cases = _column(store, "select case_id from ticket_records union select case_id from ticket_events")
    exact = set(cases)
    named = _column(store, "select distinct ticket_id from operations")
    folded = _least((canonical(case), case) for case in cases) if any(name not in exact for name in named) else {}
    pairs = [
        (name, case)
        for name in named
        if (case := name if name in exact else folded.get(canonical(name) or "")) is not None
    ]
    return _table(pairs, "name", "case_id")


def step_names(store: Store) -> pa.Table:
    """(name, command, activity): what each step of a plan stands for; steps that are bare numbers are left out.

    A step is the beginning of a command (`2. ADD TRK`), or an activity by its name or label in either language; then
    `command` is null.
    """
    found = []
    for name in _column(store, "select distinct unnest(plan_steps) from ticket_records"):
        text = _command(name)
        bare = text[found_at.end() :] if (found_at := _NUMBERING.match(text)) else text
        if bare:
            activity = _LABELS.get(bare)
            found.append((name, None if activity else bare, activity))
    kinds = ("name", "command", "activity")
    return pa.table({kind: pa.array([row[i] for row in found], pa.string()) for i, kind in enumerate(kinds)})


def command_names(store: Store) -> pa.Table:
    """(name, command): the key under which spellings of a command are one; only if some plan has steps at all."""
    if not store.one("select count(plan_steps) from ticket_records"):
        return _table([], "name", "command")
    pairs = [(name, _command(name)) for name in _column(store, "select distinct command from operations")]
    return _table(pairs, "name", "command")


def _command(text: str) -> str:
    """NFKC, caseless, single blanks, no blank at the ends."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


_LABELS = {
    _command(text): name
    for name, activity in ACTIVITIES.items()
    for text in (name, activity.label["en"], activity.label["zh"])
}


def _column(store: Store, sql: str) -> list[str]:
    return sorted(name for (name,) in store.execute(sql).fetchall() if name is not None)


def _least(pairs: Iterable[tuple[str | None, str]]) -> dict[str, str]:
    """Key → the least of its values; pairs without a key are left out."""
    found: dict[str, str] = {}
    for key, value in pairs:
        if key is not None and (key not in found or value < found[key]):
            found[key] = value
    return found


def _table(pairs: list[tuple[str, str]], first: str, second: str) -> pa.Table:
    text = pa.string()
    return pa.table({first: pa.array([a for a, _ in pairs], text), second: pa.array([b for _, b in pairs], text)})
