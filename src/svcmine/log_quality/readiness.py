"""Is this log fit to judge? What each source told, what it left out, and how much of each norm could be decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from importlib.resources import files
from typing import Any

import pandas as pd

from svcmine.checks.needs import activity_set, place_of
from svcmine.norms.conditions import read_condition
from svcmine.norms.norm import Norm, Requirement
from svcmine.store import Store
from svcmine.store.schema import ACCOUNT_COLUMNS, CASE_COLUMNS, DEVICE_COLUMNS, EVENT_COLUMNS, SITE_COLUMNS, quoted
from svcmine.vocabulary import ACTIVITIES

# Below this share of judged activations a norm's rate is refused: it would speak of the log and not of the work.
LEAST_SHARE = 0.5
_GOOD_SHARE = 0.9
_LEAST_HOURS = 24
_LEAST_EVENTS = 20
_LEAST_FILLED = 0.8
_SHOWN = 8
# Table → its columns; a column of several tables counts where an event has it.
_TABLES = (
    ("events", EVENT_COLUMNS),
    ("cases", CASE_COLUMNS),
    ("devices", DEVICE_COLUMNS),
    ("sites", SITE_COLUMNS),
    ("accounts", ACCOUNT_COLUMNS),
)


@dataclass(frozen=True)
class Readiness:
    """What speaks for and against judging by this log; `print` it, or show it in a notebook.

    `sources`, `gaps`, `silent_devices`, `equal_times`, `activities`, `commands`, `attributes`, `norms`: one row each,
    as the .sql files of the folder questions/ say. `norms` is empty before the first check.
    """

    sources: pd.DataFrame = field(repr=False)
    gaps: pd.DataFrame = field(repr=False)
    silent_devices: pd.DataFrame = field(repr=False)
    equal_times: pd.DataFrame = field(repr=False)
    activities: pd.DataFrame = field(repr=False)
    commands: pd.DataFrame = field(repr=False)
    attributes: pd.DataFrame = field(repr=False)
    norms: pd.DataFrame = field(repr=False)

    @property
    def refused(self) -> list[str]:
        """The norms of which less than LEAST_SHARE of the activations could be judged: they have no rate."""
        return [str(name) for name in self.norms.loc[self.norms["share"] < LEAST_SHARE, "norm_id"]]

    def sentences(self) -> list[str]:
        """What a quality engineer has to know, the gravest first; each says what to do."""
        return [text for text in (*self._of_norms(), *self._of_sources(), *self._of_names()) if text]

    def _of_norms(self) -> list[str]:
        if self.norms.empty:
            return ["Nothing was checked yet, so that nobody can say how much could be judged: svcmine check."]
        told = self.norms["share"].notna()
        good = self.norms["share"] >= _GOOD_SHARE
        said = [
            f"Of {len(self.norms)} norms with activations, {int((told & good).sum())} could be judged in at least "
            f"{_GOOD_SHARE:.0%} of their activations."
        ]
        doubtful = self.norms[told & ~good & (self.norms["share"] >= LEAST_SHARE)]
        if len(doubtful):
            said.append(f"In part only: {_listed(doubtful)}.")
        refused = self.norms[told & (self.norms["share"] < LEAST_SHARE)]
        if len(refused):
            said.append(
                f"No rate is given for {_listed(refused)}: less than {LEAST_SHARE:.0%} could be judged. What is "
                "missing stands behind each name; load it, or leave the norm out by a profile."
            )
        return said

    def _of_sources(self) -> list[str]:
        said = []
        rejected, read = int(self.sources["rejected"].sum()), int(self.sources["records"].sum())
        if rejected:
            said.append(f"{rejected:,} of {read:,} records could not be used; the table rejects says why.")
        if len(self.gaps):
            first = self.gaps.iloc[0]
            said.append(
                f"Sources fell silent {len(self.gaps)} times for longer than a day and than is usual; the longest: "
                f"{first['source_name']} for {first['hours']:,.0f} hours from {first['since']:%Y-%m-%d %H:%M}. Was "
                "there no work, or no log? If no log, load it, or declare the coverage."
            )
        if len(self.silent_devices):
            names = ", ".join(map(str, self.silent_devices["device_id"].head(3)))
            said.append(
                f"{len(self.silent_devices)} devices have tickets and never an operation in a log (such as {names}): "
                "what was done there is not seen."
            )
        if len(self.equal_times):
            first = self.equal_times.iloc[0]
            said.append(
                f"{len(self.equal_times)} times {_LEAST_EVENTS} events and more carry one and the same time "
                f"(such as {int(first['events'])} at {first['happened_at']:%Y-%m-%d %H:%M:%S}): filled in afterwards? "
                "Their order and their deadlines are worth nothing."
            )
        return said

    def _of_names(self) -> list[str]:
        said = []
        if len(self.activities):
            names = ", ".join(f"{name}" for name in self.activities["activity"].head(5))
            said.append(
                f"{len(self.activities)} activity names are none of the vocabulary; "
                f"{int(self.activities['events'].sum()):,} events bear them (most often {names}): no norm sees them "
                "until the mapping translates them."
            )
        if len(self.commands):
            said.append(
                f"{int(self.commands['operations'].sum()):,} operations stand for no activity (most often "
                f"{', '.join(map(str, self.commands['command'].head(3)))}): look whether a change is among them."
            )
        poor = self.attributes[self.attributes["share"] < _LEAST_FILLED]
        if len(poor):
            names = ", ".join(f"{row.attribute} {row.share:.0%}" for row in poor.head(_SHOWN).itertuples())
            said.append(f"{len(poor)} columns that norms ask for are less than {_LEAST_FILLED:.0%} filled: {names}.")
        return said

    def __str__(self) -> str:
        lines = "\n".join(f"- {text}" for text in self.sentences())
        return f"Is this log fit to judge?\n{lines}\n\n{_table(self.sources)}"

    def _repr_html_(self) -> str:
        items = "".join(f"<li>{escape(text)}</li>" for text in self.sentences())
        tables = "".join(
            f"<h4>{escape(title)}</h4>{frame.head(50).to_html(index=False, escape=True)}"
            for title, frame in (("Sources", self.sources), ("Norms", self.norms), ("Gaps", self.gaps))
            if len(frame)
        )
        return f"<div><h3>Is this log fit to judge?</h3><ul>{items}</ul>{tables}</div>"


def readiness(store: Store, norms: Sequence[Norm]) -> Readiness:
    """Look at a store through the eyes of some norms: the columns that they ask for are the ones that must be full."""
    return Readiness(
        sources=_ask(store, "sources"),
        gaps=_ask(store, "gaps", least_hours=_LEAST_HOURS),
        silent_devices=_ask(store, "silent_devices"),
        equal_times=_ask(store, "equal_times", least_events=_LEAST_EVENTS),
        activities=_ask(store, "activities", known=sorted(ACTIVITIES)),
        commands=_ask(store, "commands"),
        attributes=_attributes(store, norms),
        norms=_ask(store, "norms"),
    )


def _ask(store: Store, name: str, **values: Any) -> pd.DataFrame:
    return store.frame(_text(name), values)


def _text(name: str) -> str:
    return (files("svcmine.log_quality") / "questions" / f"{name}.sql").read_text(encoding="utf-8")


def _attributes(store: Store, norms: Sequence[Norm]) -> pd.DataFrame:
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
    return store.frame(_text("attributes").replace("{counts}", "\n    union all ".join(counts)))


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


def _listed(norms: pd.DataFrame) -> str:
    """Norms with their share and what stands in the way, the poorest first."""
    shown = [f"{row.norm_id} ({row.share:.0%}, {row.reason or 'no reason'})" for row in norms.head(_SHOWN).itertuples()]
    more = f" and {len(norms) - _SHOWN} more" if len(norms) > _SHOWN else ""
    return ", ".join(shown) + more


def _table(frame: pd.DataFrame) -> str:
    return frame.to_string(index=False) if len(frame) else "No source was loaded yet."
