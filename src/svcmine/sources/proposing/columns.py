"""What a column of an export looks like, and which attribute it may be."""

from __future__ import annotations

import difflib
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from svcmine.sources.fields import FIELDS
from svcmine.sources.proposing.times import Times, times_of
from svcmine.vocabulary import ATTRIBUTES

# As many distinct values of a column are looked at as an activity may have names.
_MOST_ACTIVITIES = 500
_ALIKE = 0.85


@dataclass
class Column:
    """One column of the sample: its name, how many cells are filled, its values, and whether they are times."""

    name: str
    rows: int
    values: list[str] = field(repr=False)
    counts: Counter[str] = field(repr=False)
    times: Times | None = None

    @property
    def filled(self) -> int:
        """Cells that hold something."""
        return len(self.values)

    @property
    def distinct(self) -> int:
        """Different values."""
        return len(self.counts)


@dataclass(frozen=True)
class Guess:
    """An attribute with the column that is proposed for it, how sure that is (0 to 1), and why."""

    attribute: str
    column: Column
    sure: float
    why: str
    rivals: tuple[str, ...] = ()


def column_of(name: str, cells: Sequence[str | None], missing: frozenset[str] = frozenset()) -> Column:
    """The facts about a column's cells, in the order of the file; `missing` are signs that stand for nothing."""
    values = [text for cell in cells if cell is not None and (text := cell.strip()) and text not in missing]
    return Column(name, len(cells), values, Counter(values), times_of(values))


def plain(name: str) -> str:
    """A header as it is compared: letters, figures and Chinese characters only, in one case and width."""
    return "".join(c for c in unicodedata.normalize("NFKC", name).casefold() if c.isalnum())


@cache
def names_of(kind: str) -> dict[str, list[str]]:
    """Every header that is known to stand for an attribute of records of this kind, the best ones first."""
    known = tomllib.loads((files("svcmine.sources.proposing") / "synonyms.toml").read_text(encoding="utf-8"))[kind]
    found: dict[str, list[str]] = {}
    for attribute in FIELDS[kind]:
        labels = [ATTRIBUTES[attribute].label.en, ATTRIBUTES[attribute].label.zh] if attribute in ATTRIBUTES else []
        names = [*known.get(attribute, ()), attribute, *labels]
        found[attribute] = list(dict.fromkeys(plain(name) for name in names))
    return found


def guesses(kind: str, columns: Sequence[Column]) -> list[Guess]:
    """The attributes that the columns may be, each column for one attribute at most; the surest ones first.

    A header that is known decides; the content can forbid it (a time without times) and lends doubt.
    """
    scored: list[tuple[float, int, str, Column, str]] = []
    for attribute, names in names_of(kind).items():
        for column in columns:
            found = _by_name(names, column)
            if found is None:
                continue
            score, place, why = found
            fits = _fits(kind, attribute, column)
            if fits is None:
                scored.append((score, -place, attribute, column, why))
    chosen: dict[str, Guess] = {}
    taken: set[int] = set()
    for score, _, attribute, column, why in sorted(scored, key=lambda s: (-s[0], -s[1], s[2])):
        if attribute in chosen:
            earlier = chosen[attribute]
            # A second column with the same content is no rival.
            if id(column) not in taken and score >= 0.9 and column.counts != earlier.column.counts:
                chosen[attribute] = Guess(
                    attribute, earlier.column, earlier.sure - 0.1, earlier.why, (*earlier.rivals, column.name)
                )
        elif id(column) not in taken:
            chosen[attribute] = Guess(attribute, column, score, why)
            taken.add(id(column))
    return sorted(chosen.values(), key=lambda guess: (-guess.sure, guess.attribute))


def _by_name(names: list[str], column: Column) -> tuple[float, int, str] | None:
    """(sureness, rank of the name, reason) if the header is a known name or close to one."""
    key = plain(column.name)
    if key in names:
        place = names.index(key)
        return 1.0 - 0.005 * place, place, f"the header '{column.name}'"
    close = difflib.get_close_matches(key, names, n=1, cutoff=_ALIKE) if len(key) > 3 else []
    if close:
        return 0.6, len(names), f"the header '{column.name}' is much like one that is known"
    return None


def _fits(kind: str, attribute: str, column: Column) -> str | None:
    """Why the content forbids an attribute; None if it does not."""
    wanted = FIELDS[kind][attribute]
    if not column.filled:
        return "the column is empty"
    if wanted in ("instant", "date") and column.times is None:
        return "its cells are no times"
    if wanted not in ("instant", "date", "time") and column.times is not None:
        return "its cells are times"
    if attribute == "activity" and not 1 < column.distinct <= _MOST_ACTIVITIES:
        return "one value, or too many"
    if wanted == "bool" and column.distinct > 6:
        return "more than two values"
    return None
