"""Which columns the norms ask for, and how full each is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from svcmine.checks.needs import activity_set, place_of
from svcmine.log_quality.questions import question
from svcmine.norms.conditions import read_condition
from svcmine.norms.norm import Norm, Requirement
from svcmine.store import Store
from svcmine.store.schema import ACCOUNT_COLUMNS, CASE_COLUMNS, DEVICE_COLUMNS, EVENT_COLUMNS, SITE_COLUMNS, quoted

# Table → its columns; a column of several tables counts where an event has it.
_TABLES = (
    ("events", EVENT_COLUMNS),
    ("cases", CASE_COLUMNS),
    ("devices", DEVICE_COLUMNS),
    ("sites", SITE_COLUMNS),
    ("accounts", ACCOUNT_COLUMNS),
)


def attributes(store: Store, norms: Sequence[Norm]) -> pd.DataFrame:
    """How full each column is that a norm asks for; of events, those of the activities that it is asked of."""
    asked: dict[str, set[str]] = {}
    for norm in norms:
        for requirement in norm.require:
            for name, activities in columns_asked(requirement):
                asked.setdefault(name, set()).update(activities)
    counts = []
    for name in sorted(asked):
        table = next((table for table, columns in _TABLES if name in columns), None)
        if table is not None:
            members = ", ".join(_literal(activity) for activity in activity_set(sorted(asked[name])))
            condition = f" where activity in ({members})" if table == "events" and members else ""
            filled = f"count({quoted(name)})"
            counts.append(
                f"select '{name}' as attribute, '{table}' as stands_in, count(*) as rows_there, {filled} as filled, "
                f"{filled} / nullif(count(*), 0) as share from {table}{condition}"
            )
    if not counts:
        return pd.DataFrame({"attribute": [], "stands_in": [], "rows_there": [], "filled": [], "share": []})
    return store.frame(question("attributes").replace("{counts}", "\n    union all ".join(counts)))


def columns_asked(requirement: Requirement) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(column of the vocabulary, activities of which it is asked) for all that a requirement names."""
    place = place_of(requirement)
    for text in (requirement.when, requirement.required, requirement.forbidden):
        for name in read_condition(text, place).columns if text else ():
            yield name, requirement.activation
    for name in read_condition(requirement.where).columns if requirement.where else ():
        yield name, requirement.target or requirement.activation
    for name in requirement.attributes:
        yield name, requirement.activation
    for name in requirement.same:
        yield name, (*requirement.activation, *requirement.target)


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
