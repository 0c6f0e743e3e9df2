"""Waiver records: in force, expiring, expired, unused or refused, and what each excuses."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
from markupsafe import Markup

from svcmine.dashboard.choice import Choice
from svcmine.dashboard.figures import waiver_rows
from svcmine.dashboard.markup import el, number, shown, table
from svcmine.dashboard.reader import Reader
from svcmine.dashboard.words import Words
from svcmine.vocabulary import ATTRIBUTES

_SOON = pd.Timedelta(days=30)
STATES = ("in_force", "expiring", "expired", "not_yet", "refused", "unused")


def render(reader: Reader, choice: Choice, words: Words) -> Markup:
    """The whole view."""
    frame = waiver_rows(reader, choice)
    title = el("h2", words("waivers"))
    if frame.empty:
        return el("section", title, el("p", words("no_waivers")))
    end = pd.Timestamp(f"{reader.complete}-01", tz="UTC") + pd.offsets.MonthBegin(1)
    states = [states_of(row, end) for _, row in frame.iterrows()]
    counts = [(state, sum(state in own for own in states)) for state in STATES]
    rows = [_row(row, own, reader, choice, words) for (_, row), own in zip(frame.iterrows(), states, strict=True)]
    header = [words(key) for key in ("waiver", "norm", "scope", "state", "valid_from", "valid_to", "approved_by",
                                     "because", "excused")]  # fmt: skip
    return el(
        "section",
        title,
        el("p", words("waivers_told", n=f"{len(frame):,}", month=reader.complete)),
        el(
            "div",
            [
                el("div", el("span", words(f"state_{s}"), class_="label"), el("span", f"{n:,}", class_="figure"),
                   class_=f"card {s}", data_figure=s)
                for s, n in counts
            ],
            class_="cards",
        ),
        table(header, rows, class_="data", data_table="waivers"),
    )  # fmt: skip


def states_of(row: pd.Series, end: pd.Timestamp) -> tuple[str, ...]:
    """A record's states at the end of the last complete month; 'unused' and 'expiring' come beside the main one."""
    state = str(row["state"])
    until = pd.to_datetime(row["valid_to"], utc=True)
    if state == "in_force" and not pd.isna(until) and until - end <= _SOON:
        state = "expiring"
    unused = int(row["findings"]) == 0 and state != "refused"
    return (state, "unused") if unused else (state,)


def _row(row: pd.Series, states: tuple[str, ...], reader: Reader, choice: Choice, words: Words) -> Markup:
    target = choice.without_marks().with_(view="findings", waiver=str(row["waiver_id"]), verdict=("waived",))
    problem = None if pd.isna(row["problem"]) else el("small", words(f"problem_{row['problem']}"))
    return el(
        "tr",
        el("td", el("a", shown(row["waiver_id"]), href=target.to_address()), class_="brief"),
        el("td", reader.norms.title(row["norm_id"], words.lang), " ", el("small", shown(row["norm_id"]))),
        el("td", _scope(row["scope"], words)),
        el("td", ", ".join(words(f"state_{s}") for s in states), " ", problem),
        el("td", _day(row["valid_from"], words)),
        el("td", _day(row["valid_to"], words)),
        el("td", shown(row["approved_by"])),
        el("td", shown(row["reason"])),
        number(f"{int(row['excused']):,}"),
    )


def _day(value: Any, words: Words) -> str:
    return words("open_end") if pd.isna(value) else f"{pd.Timestamp(value):%Y-%m-%d %H:%M}"


def _scope(text: Any, words: Words) -> str:
    try:
        said = json.loads(text or "{}")
    except (TypeError, ValueError):
        return shown(text)
    if not isinstance(said, dict):
        return shown(text)
    return ", ".join(f"{_column(k, words)} {shown(v)}" for k, v in said.items()) or words("everything")


def _column(name: str, words: Words) -> str:
    known = ATTRIBUTES.get(name)
    return known.label[words.lang] if known else shown(name)
