"""Which activity of the vocabulary a source's own word may stand for."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from svcmine.sources.proposing.columns import plain
from svcmine.vocabulary import ACTIVITIES

_NEAR = 0.8
_MOST = 3


@dataclass(frozen=True)
class Word:
    """A source's word, how often it stands there, the activities it may mean, and whether it surely means the first."""

    word: str
    count: int
    candidates: tuple[str, ...]
    sure: bool


@cache
def _labels() -> dict[str, str]:
    """Every name and label of an activity, as it is compared → the activity."""
    found: dict[str, str] = {}
    for name, activity in ACTIVITIES.items():
        for label in (name, activity.label.en, activity.label.zh):
            found.setdefault(plain(label), name)
    return found


def words_of(counted: Iterable[tuple[str, int]]) -> list[Word]:
    """What each of a source's words may mean: sure if it is a name or label of the vocabulary, else the nearest."""
    labels = _labels()
    found = []
    for word, count in counted:
        key = plain(word)
        if key in labels:
            found.append(Word(word, count, (labels[key],), True))
            continue
        near = difflib.get_close_matches(key, labels, n=_MOST, cutoff=_NEAR) if len(key) > 1 else []
        # A Chinese word that holds a label, or is held by one, is near it too.
        near += [label for label in labels if len(label) > 1 and not label.isascii() and (label in key or key in label)]
        candidates = tuple(dict.fromkeys(labels[label] for label in near))[:_MOST]
        found.append(Word(word, count, candidates, False))
    return found
