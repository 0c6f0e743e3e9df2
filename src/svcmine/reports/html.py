"""Makes a run notebook into one HTML file that needs no network, runs no script and brings its own Chinese font."""

from __future__ import annotations

import base64
import io
import re
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

import lxml.html
from fontTools import subset
from fontTools.ttLib import TTFont
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from svcmine import __version__
from svcmine.charts.theme import chinese_font

_ACTIVE = set("script iframe object embed link meta base form input button svg math style template noscript".split())
# Control characters, and those that turn the reading direction: a text could hide or reorder what stands beside it.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LINKS = {"href", "src", "action", "formaction", "xlink:href", "background", "poster", "srcset", "data"}


def page(notebook: Any, lang: str, title: str) -> str:
    """The outputs of a run notebook as a page; markdown and code stay in the notebook."""
    pieces = [
        piece
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.get("outputs", [])
        if (piece := _piece(output))
    ]
    return page_of(pieces, lang, title)


def page_of(pieces: list[str], lang: str, title: str) -> str:
    """Pieces of HTML, made harmless, as one page with a list of its headings after the first."""
    pieces = [inert(piece) for piece in pieces]
    template = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True).from_string(
        (files("svcmine.reports") / "page.html").read_text(encoding="utf-8")
    )
    written = re.sub(r"data:image/png;base64,[A-Za-z0-9+/=]+", "", "".join(pieces) + title)
    return template.render(
        lang={"zh": "zh-CN"}.get(lang, lang),
        title=title,
        pieces=[Markup(piece) for piece in pieces],
        contents=_contents(pieces),
        font=_font(frozenset(c for c in written if ord(c) >= 0x2E80)),
        version=__version__,
    )


def _contents(pieces: list[str]) -> list[tuple[str, str]]:
    """Id and text of each heading."""
    headings = [
        node for piece in pieces for node in lxml.html.fragment_fromstring(piece, create_parent="div").iter("h2")
    ]
    return [(node.get("id", ""), node.text_content()) for node in headings]


def _piece(output: Any) -> str:
    if output.output_type == "stream":
        # A library's chatter on the kernel's console is no part of a report.
        return ""
    data = output.get("data", {})
    if "text/html" in data:
        return inert(_joined(data["text/html"]))
    if "image/png" in data:
        return f"<img src='data:image/png;base64,{escape(_joined(data['image/png']).strip(), quote=True)}'>"
    if "text/plain" in data:
        return f"<pre>{escape(_joined(data['text/plain']))}</pre>"
    return ""


def _joined(value: Any) -> str:
    return "".join(value) if isinstance(value, list) else str(value)


def inert(html: str) -> str:
    """HTML without anything that could act: no scripts, handlers, forms, styles or links to anywhere but data."""
    root = lxml.html.fragment_fromstring(_UNSEEN.sub("", html), create_parent="div")
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element.tag.lower() in _ACTIVE:
            element.drop_tree()
            continue
        for name, value in list(element.attrib.items()):
            low = name.lower()
            safe = value.strip().lower().startswith(("data:image/png;", "#"))
            if low.startswith("on") or low == "style" or (low in _LINKS and not safe):
                del element.attrib[name]
    inside = lxml.html.tostring(root, encoding="unicode")
    return inside.removeprefix("<div>").removesuffix("</div>")


@cache
def _font(characters: frozenset[str]) -> str:
    """The Chinese glyphs of a page as a font in base64; empty where there are none, or no font."""
    path = chinese_font()
    if path is None or not characters:
        return ""
    font = TTFont(str(path), recalcTimestamp=False)
    cutter = subset.Subsetter(subset.Options(layout_features=[], notdef_outline=True, hinting=False))
    cutter.populate(unicodes=sorted(ord(c) for c in characters))
    cutter.subset(font)
    font.flavor = "woff"
    buffer = io.BytesIO()
    font.save(buffer)
    return base64.b64encode(buffer.getvalue()).decode("ascii")
