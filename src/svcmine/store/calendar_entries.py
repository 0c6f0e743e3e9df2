"""Writes calendar entries to their tables: windows, peaks, freezes, and days that are worked or not."""

from __future__ import annotations

from svcmine.store.cells import literal
from svcmine.store.columns import Plan
from svcmine.store.event_store import Store
from svcmine.store.schema import quoted

# Entry → its table, the type of its start and end, and the further columns that the table has of it.
_ENTRIES = {
    "window": ("windows", "time", "name product region site valid_from valid_to".split()),
    "peak": ("peaks", "time", "name customer product region site valid_from valid_to".split()),
    "freeze": ("freezes", "timestamp", "name region site customer product".split()),
    "day": ("calendar_days", "date", "name region working".split()),
}
_ENDS = {"time": ("start_time", "end_time"), "timestamp": ("starts_local", "ends_local"), "date": ("day", None)}


def unusable(made: Plan) -> list[tuple[str, str]]:
    """(condition, reason) of each way in which an entry cannot be used."""
    known = ", ".join(literal(entry) for entry in _ENTRIES)
    found = [(f"entry not in ({known})", "unknown_entry")]
    for entry, (_, kind, _) in _ENTRIES.items():
        ends = [end for end, column in zip(("start", "end"), _ENDS[kind], strict=True) if column]
        found += [(f"entry = '{entry}' and {_cast(made, end, kind)} is null", f"bad_{end}") for end in ends]
    working = "working" if "working" in made.expressions else "null"
    return [*found, (f"entry = 'day' and {working} is null", "missing_working")]


def write_calendar(store: Store, made: Plan, load_id: str) -> None:
    """Write the new entries in `fresh_records`."""
    for entry, (table, kind, names) in _ENTRIES.items():
        given = {name: quoted(name) for name in names if name in made.expressions}
        for end, column in zip(("start", "end"), _ENDS[kind], strict=True):
            if column:
                given[column] = _cast(made, end, kind)
        given |= {"load_id": literal(load_id), "source_row": "n"}
        store.execute(
            f"insert into {table} ({', '.join(given)}) select {', '.join(given.values())} from fresh_records "
            f"where entry = '{entry}' order by n"
        )


def _cast(made: Plan, end: str, kind: str) -> str:
    if end not in made.expressions:
        return "null"
    return f"try_cast({quoted(end)} as {kind})"
