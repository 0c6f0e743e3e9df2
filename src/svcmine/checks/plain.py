"""Tables in plain text whose columns stand in line, also where a Chinese character takes the room of two letters."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence


def table(header: Sequence[str], rows: Sequence[Sequence[str]], right: bool = False) -> Iterator[str]:
    """The lines of a table; with `right`, all columns but the first are numbers."""
    every = [header, *rows]
    widths = [max(_width(line[i]) for line in every) for i in range(len(header))]
    for line in every:
        cells = [_padded(cell, widths[i], right and i > 0) for i, cell in enumerate(line)]
        yield "  ".join(cells).rstrip()


def _padded(cell: str, width: int, right: bool) -> str:
    room = " " * (width - _width(cell))
    return room + cell if right else cell + room


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
