"""Names that mean the same thing: widths, case and blanks folded, device aliases resolved, ticket ids looked up."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

import pyarrow as pa

from svcmine.store import Store

_DEVICE_NAMES = """
    select device_id from operations union select device_id from ticket_events union select device_id from alarms
    union select unnest(plan_devices) from ticket_records
"""
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
    aliases = store.execute("select unnest(aliases), device_id from devices").fetchall()
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
