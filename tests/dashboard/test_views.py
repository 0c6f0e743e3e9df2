"""Every view in both languages: nothing from a log can act, every link is an address of the board, texts are whole."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from insight.small_store import NASTY

from svcmine.dashboard.choice import VIEWS, Choice, from_address
from svcmine.dashboard.markup import el, shown
from svcmine.dashboard.reader import Reader
from svcmine.dashboard.views import VIEW_OF
from svcmine.dashboard.words import Words, texts


class Looker(HTMLParser):
    """Collects what a browser would act on."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("view", VIEWS)
def test_a_view_shows_hostile_text_as_text(reader: Reader, view: str, lang: str) -> None:
    finding = str(reader.plain("select min(finding_id) as f from memory.board.findings").iloc[0]["f"])
    html = str(VIEW_OF[view](reader, Choice(lang=lang, view=view, finding=finding), Words(lang)))
    looker = Looker()
    looker.feed(html)
    assert not looker.tags & {"script", "iframe", "object", "embed", "form", "style"}
    assert not {name for name in looker.attributes if name.startswith("on")}
    for link in looker.links:
        assert link.startswith(("?", "export/findings.", "data:image/png;base64,")), link
        if link.startswith("?"):
            assert from_address(link).lang == lang
    assert "\x1b" not in html and "\u202e" not in html
    assert re.search(r"\{[a-z_]+\}", html) is None


def test_what_does_not_exist_is_said(reader: Reader) -> None:
    said = str(VIEW_OF["case"](reader, Choice(view="case", finding="<b>nobody</b>"), Words("en")))
    assert "no finding &lt;b&gt;nobody" in said
    for view in ("overview", "operations", "model", "waivers", "readiness", "findings"):
        html = str(VIEW_OF[view](reader, Choice(view=view, region=("nowhere",)), Words("en")))
        assert "nan" not in html.lower().split() and len(html) > 50


def test_every_text_is_there_in_both_languages_with_the_same_places_to_fill() -> None:
    for key, said in texts().items():
        assert set(said) == {"en", "zh"} and all(said.values()), key
        assert set(re.findall(r"{(\w+)}", said["en"])) == set(re.findall(r"{(\w+)}", said["zh"])), key


def test_elements_escape_what_is_inside_and_in_attributes() -> None:
    made = str(el("a", NASTY, href='"><script>', title=NASTY))
    assert "<script" not in made and "<img" not in made
    assert shown("a\nb\x1b[31m\u202ec") == "a b[31mc"
    assert len(shown("x" * 10_000)) == 400
