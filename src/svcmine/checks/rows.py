"""The working table with the columns that a step asks for; attributes lie in side tables, or where they come from."""

from __future__ import annotations

from collections.abc import Collection

from svcmine.store.schema import EVENT_COLUMNS
from svcmine.vocabulary import ATTRIBUTES

# Columns that `work` itself has.
ALWAYS = frozenset(
    "event_id case_id position activity operation_id origin match account person device_id process region site "
    "customer product team opened_at closed_at closed first_seen_at happened_at ended_at clock sequence "
    "local_time".split()
)
# Attributes that many events of busy activities carry: cheaper in the row than joined to it.
IN_THE_ROW = frozenset("checklist_item consent_given item_result role visit_id".split())
_BASE = {
    "case": ("known_cases", "case_id"),
    "device": ("devices", "device_id"),
    "site": ("sites", "site"),
    "account": ("accounts", "account"),
}


def of_events(name: str) -> bool:
    """Whether an attribute is recorded event by event; else of the case, the device, the site or the account."""
    return name in EVENT_COLUMNS


def side_table(name: str) -> str:
    """The temporary table with the values of an event's attribute, or of a flag, where there are any."""
    return f'"side_{name}"'


def rows_with(columns: Collection[str], flags: Collection[str] = ()) -> str:
    """The working table under its name `work`, with these attributes and flags beside its own columns."""
    further = sorted(set(columns) - ALWAYS - IN_THE_ROW)
    if not further and not flags:
        return "work"
    chosen, joins = [], []
    for name in further:
        table, meets = _home(name)
        value = f'{table}."{name}"' if not of_events(name) else f"{table}.value"
        if name in ATTRIBUTES and ATTRIBUTES[name].only_ticket:
            value = f"coalesce({value}, case when work.case_id is null then false end)"
        chosen.append(f'{value} as "{name}"')
        joins.append(f"left join {table} on {meets}")
    for name in sorted(flags):
        table = side_table(name)
        chosen.append(f'{table}.value as "{name}"')
        joins.append(f"left join {table} on work.activation_id = {table}.activation_id")
    lines = "\n    ".join(dict.fromkeys(joins))
    return f"(\n    select work.*, {', '.join(chosen)}\n    from work\n    {lines}\n) as work"


def _home(name: str) -> tuple[str, str]:
    """The table that an attribute lies in, and how a row of the working table finds its own there."""
    if of_events(name):
        table = side_table(name)
        return table, f"work.activation_id = {table}.activation_id"
    table, key = _BASE[ATTRIBUTES[name].level]
    return table, f"work.{key} = {table}.{key}"
