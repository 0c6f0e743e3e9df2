"""HTML and SVG in which whatever is not ours is escaped: `el("td", text)`."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from markupsafe import Markup, escape

from svcmine.dashboard.choice import NOTHING

_LONGEST = 400


def shown(value: object) -> str:
    """A value from a log as a page may show it: one line, nothing that acts or reorders, cut where it is endless."""
    if value is None or value != value:
        return NOTHING
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    text = "".join(
        " " if c in "\n\r\t" else c
        for c in str(value)
        if c in "\n\r\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp")
    )
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def el(name: str, *inside: Any, **attributes: Any) -> Markup:
    """An element; `class_` stands for class, `data_x` for data-x. None as an attribute leaves it out.

    What is inside is escaped, unless it is Markup already.
    """
    told = Markup("").join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), value)
        for key, value in attributes.items()
        if value is not None
    )
    return Markup("<{0}{1}>{2}</{0}>").format(Markup(name), told, joined(inside))


def joined(parts: Iterable[Any]) -> Markup:
    """Parts one after the other, each escaped unless it is Markup; lists are opened, None is nothing."""
    out = []
    for part in parts:
        if part is None:
            continue
        out.append(joined(part) if isinstance(part, list | tuple) else escape(part))
    return Markup("").join(out)


def table(header: Iterable[Any], rows: Iterable[Iterable[Any]], **attributes: Any) -> Markup:
    """A table; numbers (int and float) are set to the right."""
    head = el("tr", [el("th", cell, scope="col") for cell in header])
    body = [row if isinstance(row, Markup) else el("tr", [_cell(cell) for cell in row]) for row in rows]
    return el("table", el("thead", head), el("tbody", body), **attributes)


def _cell(cell: Any) -> Markup:
    if isinstance(cell, Markup):
        return cell if cell.startswith("<td") else el("td", cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return el("td", f"{cell:,}", class_="number")
    return el("td", shown(cell))


def number(text: Any) -> Markup:
    """A cell that is set to the right."""
    return el("td", text, class_="number")
