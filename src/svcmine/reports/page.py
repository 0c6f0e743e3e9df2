"""What a notebook asks for, piece by piece: headings, figures, charts with their reading, and tables."""

from __future__ import annotations

import base64
import json
from datetime import date, datetime
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from svcmine.charts import chart
from svcmine.charts.theme import png, say
from svcmine.insight import headline, last_complete_month
from svcmine.insight.figures import month_before, percent
from svcmine.insight.queries import query
from svcmine.reports import tables
from svcmine.reports.words import text
from svcmine.store import open_store
from svcmine.vocabulary import label_of


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
        """A heading."""
        return Shown(f"<h2>{escape(text('headings', key, self.lang))}</h2>")

    def headline(self) -> Shown:
        """The five headline figures."""
        cards = "".join(
            f"<div class='card'><b>{escape(value)}</b><span>{escape(label)}</span></div>"
            for label, value in headline(self.store, self.month).lines(self.lang)
        )
        return Shown(f"<div class='cards'>{cards}</div>")

    def compared(self) -> Shown:
        """In sentences: this month beside the one before."""
        month = self.month or last_complete_month(self.store)
        now, before = headline(self.store, month), headline(self.store, month_before(month))
        judged, judged_before = now.violated + now.fulfilled, before.violated + before.fulfilled
        en = (
            f"In {month} {judged:,} activations were judged and {now.violated:,} violated ({percent(now.net)}); "
            f"{now.waived:,} more were excused (gross {percent(now.gross)}). "
            f"The month before had {before.violated:,} of {judged_before:,} ({percent(before.net)}). "
            f"{now.critical:,} violations are critical (before: {before.critical:,}); {now.unticketed:,} blocks of "
            f"operations had no ticket (before: {before.unticketed:,})."
        )
        zh = (
            f"{month}共判定{judged:,}次,违规{now.violated:,}次({percent(now.net)});另有{now.waived:,}次被豁免"
            f"(毛违规率{percent(now.gross)})。上月{judged_before:,}次中违规{before.violated:,}次({percent(before.net)})。"
            f"严重违规{now.critical:,}次(上月{before.critical:,}次);无工单操作{now.unticketed:,}段(上月{before.unticketed:,}段)。"
        )
        return Shown(f"<p>{escape(say(self.lang, en, zh))}</p>")

    def chart(self, name: str) -> Shown:
        """A chart, and the sentence that says what to read from it."""
        module = chart(name)
        frame = module.data(self.store, self.month)
        picture = base64.b64encode(png(module.draw(frame, self.lang))).decode("ascii")
        reading = escape(module.reading(frame, self.lang))
        return Shown(
            f"<figure><img alt='{escape(name, quote=True)}' src='data:image/png;base64,{picture}'>"
            f"<figcaption>{reading}</figcaption></figure>"
        )

    def table(self, name: str, most: int = 30) -> Shown:
        """A table of tables.py, at most so many rows; what is left out is said."""
        frame = _for_reading(tables.frame(self.store, name, self.month, self.lang))
        if frame.empty:
            return Shown(f"<p class='none'>{escape(tables.nothing(name, self.lang))}</p>")
        cells = [[self._cell(column, value) for column, value in row.items()] for _, row in frame.head(most).iterrows()]
        head = "".join(f"<th>{escape(text('columns', str(column), self.lang))}</th>" for column in frame.columns)
        body = "".join("<tr>" + "".join(row) + "</tr>" for row in cells)
        more = len(frame) - most
        note = (
            say(self.lang, f"{more:,} more rows stand in the workbook.", f"其余{more:,}行见工作簿。")
            if more > 0
            else ""
        )
        foot = f"<p class='more'>{escape(note)}</p>" if note else ""
        return Shown(f"<div class='scroll'><table><tr>{head}</tr>{body}</table></div>{foot}")

    def run(self) -> Shown:
        """Where the numbers come from: version, catalog, calendar, horizon."""
        runs = query(self.store, "last_run", kind="check")
        if runs.empty:
            return Shown("")
        row = runs.iloc[0]
        horizon = json.loads(row["horizon"] or "{}")
        facts = {
            say(self.lang, "svcmine", "svcmine版本"): row["svcmine_version"],
            say(self.lang, "run", "运行编号"): row["run_id"],
            say(self.lang, "catalog", "规范库"): str(row["catalog_sha256"])[:16],
            say(self.lang, "calendar", "日历"): str(row["calendar_sha256"])[:16],
            say(self.lang, "profile", "规范配置"): row["profile"] or "default",
            say(self.lang, "horizon", "时间界限"): "; ".join(f"{k}: {v}" for k, v in sorted(horizon.items())),
        }
        items = "".join(f"<dt>{escape(k)}</dt><dd>{escape(str(v))}</dd>" for k, v in facts.items())
        return Shown(f"<dl>{items}</dl>")

    def _cell(self, column: Any, value: Any) -> str:
        if value is None or value is pd.NaT or (isinstance(value, float) and value != value):
            return "<td></td>"
        if column == "rate" and isinstance(value, float):
            return f"<td class='n'>{value:.1%}</td>"
        if isinstance(value, bool):
            return f"<td>{escape(text('words', str(value).lower(), self.lang))}</td>"
        if isinstance(value, int | float):
            shown = f"{value:,}" if isinstance(value, int) or value == int(value) else f"{value:.3f}"
            return f"<td class='n'>{shown}</td>"
        if isinstance(value, datetime | date):
            return f"<td class='t'>{value:%Y-%m-%d %H:%M}</td>"
        if column == "activity":
            return f"<td>{escape(label_of(str(value), self.lang))}</td>"
        if column in ("norm_id", "case_id", "device_id", "file_name", "finding_id", "waiver_id"):
            return f"<td class='t'>{escape(str(value))}</td>"
        if column in ("clauses", "activities"):
            return f"<td class='c'>{escape(str(value))}</td>"
        if column == "title":
            return f"<td class='w'>{escape(str(value))}</td>"
        return f"<td>{escape(text('words', str(value), self.lang))}</td>"


def _for_reading(frame: pd.DataFrame) -> pd.DataFrame:
    """A table as a page has room for it: the record as one cell, the finding's id cut to what `explain` needs."""
    if "finding_id" not in frame.columns:
        return frame
    shown = frame.copy()
    shown["file_name"] = [
        None if file is None else f"{file} #{row}"
        for file, row in zip(frame["file_name"], frame["source_row"], strict=True)
    ]
    shown["finding_id"] = [str(finding)[:10] for finding in frame["finding_id"]]
    return shown.drop(columns=["source_row", "requirement", "team", "account", "region"])
