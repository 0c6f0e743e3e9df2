"""What a notebook asks for, piece by piece: headings, figures, charts with their reading, and tables."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from html import escape
from pathlib import Path
from types import ModuleType

import pandas as pd

from svcmine.charts import case_timeline, chart
from svcmine.charts.theme import png, printable, say
from svcmine.insight import headline, last_complete_month, norm_titles, query
from svcmine.reports import cells, tables
from svcmine.reports.facts import facts
from svcmine.reports.monthly import first_page
from svcmine.reports.words import section, text
from svcmine.store import open_store


class Shown:
    """A piece of a page; a notebook shows it as HTML."""

    def __init__(self, html: str) -> None:
        self.html = html

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return "(a piece of the page)"


class Page:
    """A report's page on a store. `month` is 'YYYY-MM' or None for everything; `lang` is 'en' or 'zh'."""

    def __init__(self, store: str | Path, month: str | None = None, lang: str = "en") -> None:
        self.store = open_store(store, read_only=True)
        self.lang = lang
        self.month = month

    def last_month(self) -> Page:
        """This page, for the last complete month if none was asked for."""
        self.month = self.month or last_complete_month(self.store)
        return self

    def title(self, kind: str) -> Shown:
        """The page's title, with its period."""
        period = self.month or say(self.lang, "the whole period", "全部期间")
        return Shown(f"<h1>{escape(text('titles', kind, self.lang))} <small>{escape(period)}</small></h1>")

    def heading(self, key: str) -> Shown:
        """A heading; the page's list of contents is made of them."""
        return Shown(f"<h2 id='{escape(key, quote=True)}'>{escape(text('headings', key, self.lang))}</h2>")

    def headline(self) -> Shown:
        """The five headline figures."""
        cards = "".join(
            f"<div class='card'><b>{escape(value)}</b><span>{escape(label)}</span></div>"
            for label, value in headline(self.store, self.month).lines(self.lang)
        )
        return Shown(f"<div class='cards'>{cards}</div>")

    def first_page(self) -> Shown:
        """The month on one printed page: a question, what it comes down to, and the numbers; one picture."""
        pieces = [self.title("monthly").html]
        for part in first_page(self.store, self.month or last_complete_month(self.store), self.lang):
            pieces.append(f"<h2 id='{part.key}'>{escape(text('headings', part.key, self.lang))}</h2>")
            points = (
                f"<li><b>{escape(printable(lead))}</b> {escape(printable(said))}</li>" for lead, said in part.points
            )
            pieces.append(f"<ul>{''.join(points)}</ul>")
            pieces.append(self.chart(part.chart, caption=False).html if part.chart else "")
        return Shown(f"<section class='first'>{''.join(pieces)}</section>")

    def chart(self, name: str, *, caption: bool = True) -> Shown:
        """A chart, and with `caption` the sentence that says what to read from it below it."""
        module = chart(name)
        return self._figure(module, module.data(self.store, self.month), caption=caption)

    def examples(self, most: int = 3) -> Shown:
        """The most violated norms, each with one case that violates it as it happened."""
        ranked = query(self.store, "by_norm", month=self.month)
        titles = norm_titles(self.store, self.lang)
        found: list[str] = []
        for norm_id in ranked.loc[ranked["violated"] > 0, "norm_id"]:
            rows = query(
                self.store, "findings", verdicts=["violated"], month=self.month, norm_id=norm_id, most=tables.ALL_ROWS
            )
            cases = rows.loc[rows["case_id"].notna(), "case_id"]
            if len(found) == most or cases.empty:
                continue
            head = f"<h3>{escape(norm_id)} <small>{escape(titles.get(norm_id, ''))}</small></h3>"
            found.append(
                head + self._figure(case_timeline, case_timeline.data(self.store, cases.iloc[0], norm_id)).html
            )
        return Shown("".join(found) or f"<p class='none'>{escape(tables.nothing('violations', self.lang))}</p>")

    def table(self, name: str, most: int = 30) -> Shown:
        """A table of tables.py, at most so many rows; what is left out is said."""
        frame = tables.frame(self.store, name, self.month, self.lang)
        if frame.empty:
            return Shown(f"<p class='none'>{escape(tables.nothing(name, self.lang))}</p>")
        more = len(frame) - most
        if more <= 0:
            return Shown(cells.html(frame, self.lang))
        note = say(self.lang, f"{most:,} of {len(frame):,} rows.", f"共{len(frame):,}行,此处为前{most:,}行。")
        if name in tables.SHEETS or name == "deviations":
            note += say(self.lang, " The workbook has all of them, for all months.", "全部行(所有月份)见工作簿。")
        return Shown(cells.html(frame.head(most), self.lang) + f"<p class='more'>{escape(note)}</p>")

    def verdicts(self) -> Shown:
        """What each verdict means."""
        words = section("verdicts")
        return Shown(_list({text("words", name, self.lang): said[self.lang] for name, said in words.items()}))

    def run(self) -> Shown:
        """Where the numbers come from: version, catalog, calendar, horizon."""
        found = facts(self.store, self.lang)
        return Shown(_list(found) if found else "")

    def _figure(self, module: ModuleType, frame: pd.DataFrame, *, caption: bool = True) -> Shown:
        picture = base64.b64encode(png(module.draw(frame, self.lang))).decode("ascii")
        reading = escape(module.reading(frame, self.lang), quote=True)
        return Shown(
            f"<figure><img alt='{reading}' src='data:image/png;base64,{picture}'>"
            + (f"<figcaption>{reading}</figcaption></figure>" if caption else "</figure>")
        )


def _list(told: Mapping[str, object]) -> str:
    items = "".join(f"<dt>{escape(str(k))}</dt><dd>{escape(str(v))}</dd>" for k, v in told.items())
    return f"<dl>{items}</dl>"
