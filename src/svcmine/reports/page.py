"""What a notebook asks for, piece by piece: headings, figures, charts with their reading, and tables."""

from __future__ import annotations

import base64
import json
from html import escape
from pathlib import Path
from types import ModuleType

import pandas as pd

from svcmine.charts import case_timeline, chart
from svcmine.charts.theme import png, say
from svcmine.insight import difference, headline, last_complete_month, norm_titles, query
from svcmine.insight.figures import counted, month_before, percent
from svcmine.reports import cells, tables
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

    def compared(self) -> Shown:
        """In sentences: this month beside the one before, and whether the difference is more than chance."""
        month = self.month or last_complete_month(self.store)
        now, before = headline(self.store, month), headline(self.store, month_before(month))
        judged, judged_before = now.violated + now.fulfilled, before.violated + before.fulfilled
        apart = difference(now.violated, judged, before.violated, judged_before)
        en = (
            f"In {month}, {now.violated:,} of {judged:,} judged activations were violated ({percent(now.net)}); "
            f"{now.waived:,} more were excused (rate with these: {percent(now.gross)}). "
            f"The month before had {before.violated:,} of {judged_before:,} ({percent(before.net)}). "
        )
        zh = (
            f"{month}共判定{judged:,}次,违规{now.violated:,}次({percent(now.net)});另有{now.waived:,}次被豁免"
            f"(计入豁免为{percent(now.gross)})。上月{judged_before:,}次中违规{before.violated:,}次({percent(before.net)})。"
        )
        if apart:
            chance = apart[0] <= 0 <= apart[1]
            span = f"{apart[0] * 100:+.2f} … {apart[1] * 100:+.2f}"
            en += f"The change lies between {span} percentage points (95% interval): "
            en += "it may be chance. " if chance else "more than chance explains. "
            zh += f"变化的95%区间为{span}个百分点:" + ("可能只是偶然。" if chance else "超出偶然。")
        en += (
            f"Critical violations: {now.critical:,} (before: {before.critical:,}). Blocks of operations without a "
            f"ticket: {counted(now.unticketed)} (before: {counted(before.unticketed)})."
        )
        zh += f"严重违规{now.critical:,}次(上月{before.critical:,}次);"
        zh += f"无工单操作{counted(now.unticketed)}段(上月{counted(before.unticketed)}段)。"
        return Shown(f"<p>{escape(say(self.lang, en, zh))}</p>")

    def chart(self, name: str) -> Shown:
        """A chart, and the sentence that says what to read from it."""
        module = chart(name)
        return self._figure(module, module.data(self.store, self.month))

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
            say(self.lang, "profile", "规范配置"): row["profile"] or say(self.lang, "default", "默认"),
        }
        if not pd.isna(row["as_of"]):
            facts[say(self.lang, "as of", "截至")] = f"{row['as_of']:%Y-%m-%d %H:%M} UTC"
        facts[say(self.lang, "horizon", "时间界限")] = "; ".join(f"{k}: {v}" for k, v in sorted(horizon.items()))
        for warning in json.loads(row["warnings"] or "[]"):
            facts[say(self.lang, "warning", "提示")] = warning[self.lang]
        return Shown(_list(facts))

    def _figure(self, module: ModuleType, frame: pd.DataFrame) -> Shown:
        picture = base64.b64encode(png(module.draw(frame, self.lang))).decode("ascii")
        reading = escape(module.reading(frame, self.lang), quote=True)
        return Shown(
            f"<figure><img alt='{reading}' src='data:image/png;base64,{picture}'>"
            f"<figcaption>{reading}</figcaption></figure>"
        )


def _list(facts: dict[str, object]) -> str:
    items = "".join(f"<dt>{escape(str(k))}</dt><dd>{escape(str(v))}</dd>" for k, v in facts.items())
    return f"<dl>{items}</dl>"
