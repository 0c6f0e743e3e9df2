"""Is this log fit to judge? What each source told, what it left out, and how much of each norm could be decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

import pandas as pd

from svcmine.log_quality.attributes import attributes, columns_asked
from svcmine.log_quality.questions import question
from svcmine.log_quality.sentences import LEAST_EVENTS, answer, sentences
from svcmine.log_quality.share import LEAST_SHARE, least_share, valid_share
from svcmine.norms.norm import Norm
from svcmine.store import Store
from svcmine.vocabulary import ACTIVITIES

__all__ = ["Readiness", "columns_asked", "readiness"]

_LEAST_HOURS = 24
_LEAST_DAYS = 3
_LEAST_ACTIVE_DAYS = 10


@dataclass(frozen=True)
class Readiness:
    """What speaks for and against judging by this log; `print` it, or show it in a notebook.

    `sources`, `gaps`, `device_gaps`, `silent_devices`, `equal_times`, `at_once`, `activities`, `commands`,
    `attributes`, `norms`, `source_norms`: one row each, as the .sql files of the folder questions/ say; `norms` and
    `source_norms` are empty before the first check. `least_share`: the share of judged activations (0 to 1) below
    which a norm has no rate.
    """

    sources: pd.DataFrame = field(repr=False)
    gaps: pd.DataFrame = field(repr=False)
    silent_devices: pd.DataFrame = field(repr=False)
    equal_times: pd.DataFrame = field(repr=False)
    activities: pd.DataFrame = field(repr=False)
    commands: pd.DataFrame = field(repr=False)
    attributes: pd.DataFrame = field(repr=False)
    norms: pd.DataFrame = field(repr=False)
    device_gaps: pd.DataFrame = field(repr=False, default_factory=pd.DataFrame)
    at_once: pd.DataFrame = field(repr=False, default_factory=pd.DataFrame)
    source_norms: pd.DataFrame = field(repr=False, default_factory=pd.DataFrame)
    least_share: float = LEAST_SHARE

    @property
    def refused(self) -> list[str]:
        """The norms of which less than `least_share` of the activations could be judged: they have no rate."""
        return [str(name) for name in self.norms.loc[self.norms["share"] < self.least_share, "norm_id"]]

    @property
    def share(self) -> float | None:
        """The share of all activations that could be judged (what is pending aside); None before the first check."""
        judged, undecidable = (
            int(self.norms[name].sum()) if len(self.norms) else 0 for name in ("judged", "undecidable")
        )
        return judged / (judged + undecidable) if judged + undecidable else None

    def by_source(self) -> pd.DataFrame:
        """One row a source: activations, judged, undecidable, share, norms, and how many of these have no rate."""
        rows = []
        for name, frame in self.source_norms.groupby("source_name") if len(self.source_norms) else ():
            judged, undecidable = int(frame["judged"].sum()), int(frame["undecidable"].sum())
            poorest = frame.sort_values(["undecidable", "norm_id"], ascending=[False, True]).iloc[0]
            rows.append(
                {
                    "source_name": name,
                    "activations": int(frame["activations"].sum()),
                    "judged": judged,
                    "pending": int(frame["pending"].sum()),
                    "undecidable": undecidable,
                    "share": judged / (judged + undecidable) if judged + undecidable else None,
                    "norms": len(frame),
                    "norms_refused": int((frame["share"] < self.least_share).sum()),
                    "reason": poorest["reason"] if undecidable else None,
                }
            )
        return pd.DataFrame(rows)

    def answer(self, lang: str = "en") -> str:
        """One sentence: fit, fit in part, or not fit, with the share that could be judged."""
        return answer(self, lang)

    def sentences(self, lang: str = "en") -> list[str]:
        """What a quality engineer has to know, the gravest first; each says what to do. `lang` is en or zh."""
        return sentences(self, lang)

    def __str__(self) -> str:
        lines = "\n".join(f"- {text}" for text in self.sentences())
        parts = [f"Is this log fit to judge?\n{self.answer()}\n{lines}", _table(self.sources)]
        by_source = self.by_source()
        if len(by_source):
            shown = by_source.assign(share=[None if pd.isna(s) else f"{s:.1%}" for s in by_source["share"]])
            parts.append(shown.to_string(index=False, na_rep="–"))
        return "\n\n".join(parts)

    def _repr_html_(self) -> str:
        items = "".join(f"<li>{escape(text)}</li>" for text in self.sentences())
        tables = "".join(
            f"<h4>{escape(title)}</h4>{frame.head(50).to_html(index=False, escape=True)}"
            for title, frame in (
                ("Sources", self.sources),
                ("Judged, by source", self.by_source()),
                ("Norms", self.norms),
                ("Gaps", self.gaps),
                ("Silent devices", self.device_gaps),
            )
            if len(frame)
        )
        return f"<div><h3>Is this log fit to judge?</h3><p>{escape(self.answer())}</p><ul>{items}</ul>{tables}</div>"


def readiness(store: Store, norms: Sequence[Norm], share: float | None = None) -> Readiness:
    """Look at a store through the eyes of some norms: the columns that they ask for are the ones that must be full.

    `share`: the share of judged activations (0 to 1) below which a norm has no rate; the store's own if not given.
    Raises UsageError for a share that is none.
    """
    return Readiness(
        sources=_ask(store, "sources"),
        gaps=_ask(store, "gaps", least_hours=_LEAST_HOURS),
        device_gaps=_ask(store, "device_gaps", least_days=_LEAST_DAYS, least_active_days=_LEAST_ACTIVE_DAYS),
        silent_devices=_ask(store, "silent_devices"),
        equal_times=_ask(store, "equal_times", least_events=LEAST_EVENTS),
        at_once=_ask(store, "at_once"),
        activities=_ask(store, "activities", known=sorted(ACTIVITIES)),
        commands=_ask(store, "commands"),
        attributes=attributes(store, norms),
        norms=_ask(store, "norms"),
        source_norms=_ask(store, "source_norms"),
        least_share=least_share(store) if share is None else valid_share(share),
    )


def _ask(store: Store, name: str, **values: Any) -> pd.DataFrame:
    return store.frame(question(name), values)


def _table(frame: pd.DataFrame) -> str:
    return frame.to_string(index=False) if len(frame) else "No source was loaded yet."
