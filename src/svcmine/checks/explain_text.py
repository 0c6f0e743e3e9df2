"""Shows an explanation as plain text for a terminal and as HTML for a notebook; nothing in the data is markup."""

from __future__ import annotations

import base64
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True)
class Section:
    """A titled part: lines of text, or a table whose `marked` rows are the ones that matter, or code."""

    title: str
    lines: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    marked: frozenset[int] = frozenset()
    code: bool = False


def clean(text: object) -> str:
    """Text whose control, bidirectional and escape characters show as \\x.. instead of acting; one line."""
    return "".join(
        c if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp") else c.encode("unicode_escape").decode()
        for c in str(text)
    )


def as_text(headline: str, sections: Sequence[Section]) -> str:
    """Plain text, one section after the other; marked rows begin with `>`."""
    parts = [clean(headline)]
    for section in sections:
        lines = [*(_code(section) if section.code else map(clean, section.lines)), *_table(section)]
        parts.append("\n".join([section.title, *(f"  {line}".rstrip() for line in lines)]))
    return "\n\n".join(parts)


def as_html(headline: str, sections: Sequence[Section], picture: bytes = b"") -> str:
    """The same as HTML, below the picture (PNG) if there is one; all escaped, no style sheet, script or link."""
    parts = [f"<h3>{_safe(headline)}</h3>"]
    if picture:
        source = base64.b64encode(picture).decode("ascii")
        parts.append(f'<img alt="{_safe(headline)}" src="data:image/png;base64,{source}" width="864">')
    for section in sections:
        parts.append(f"<h4>{_safe(section.title)}</h4>")
        if section.code:
            text = "\n".join(_code(section))
            parts.append(f"<details><summary>SQL</summary><pre>{escape(text)}</pre></details>")
        else:
            parts += [f"<p>{_safe(line)}</p>" for line in section.lines]
        if section.rows:
            parts.append(_html_table(section))
    return f"<div>{''.join(parts)}</div>"


def _safe(text: object) -> str:
    return escape(clean(text))


def _code(section: Section) -> list[str]:
    return [clean(line) for text in section.lines for line in text.split("\n")]


def _table(section: Section) -> list[str]:
    if not section.rows:
        return []
    rows = [section.header, *section.rows]
    cells = [[clean(cell) for cell in row] for row in rows]
    widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
    marks = [" ", *(">" if i in section.marked else " " for i in range(len(section.rows)))]
    return [
        mark + " " + "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
        for mark, row in zip(marks, cells, strict=True)
    ]


def _width(text: str) -> int:
    """Columns on a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _html_table(section: Section) -> str:
    head = "".join(f"<th>{_safe(cell)}</th>" for cell in section.header)
    body = "".join(
        "<tr>" + "".join(_html_cell(cell, i in section.marked) for cell in row) + "</tr>"
        for i, row in enumerate(section.rows)
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _html_cell(cell: str, marked: bool) -> str:
    return f"<td><strong>{_safe(cell)}</strong></td>" if marked else f"<td>{_safe(cell)}</td>"
