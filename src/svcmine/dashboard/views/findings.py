"""The table of findings that the filters and the clicked marks choose, page by page, with their export."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from svcmine.charts.theme import VERDICT_COLOURS
from svcmine.dashboard.choice import MARKS, NOTHING, Choice
from svcmine.dashboard.markup import el, shown, table
from svcmine.dashboard.reader import Reader
from svcmine.dashboard.words import Words

PAGE = 50
_BRIEF = 16


def render(reader: Reader, choice: Choice, words: Words) -> Markup:
    """The whole view."""
    total = int(reader.ask("findings_count", choice).iloc[0]["findings"])
    last = max(0, -(-total // PAGE) - 1)
    page = min(choice.page, last)
    frame = reader.ask("findings_page", choice, most=PAGE, skipped=page * PAGE)
    title = el("h2", words("findings_told", n=f"{total:,}"), data_figure="findings")
    if frame.empty:
        return el("section", title, _marks(choice, words), el("p", words("no_findings")))
    rows = [_row(row, reader, choice, words) for _, row in frame.iterrows()]
    header = [words(k) for k in ("local_time", "severity", "verdict", "norm", "case", "region", "team", "device",
                                 "activity", "note")]  # fmt: skip
    turns = [words("rows_told", first=f"{page * PAGE + 1:,}", last=f"{page * PAGE + len(frame):,}", n=f"{total:,}")]
    if page > 0:
        turns.append(el("a", words("earlier"), href=choice.with_(page=page - 1).to_address(), class_="turn earlier"))
    if page < last:
        turns.append(el("a", words("later"), href=choice.with_(page=page + 1).to_address(), class_="turn later"))
    exports = [
        el("a", words(kind), href=f"export/findings.{kind}{choice.to_address()}", class_=f"export {kind}", download="")
        for kind in ("csv", "xlsx")
    ]
    return el(
        "section",
        title,
        _marks(choice, words),
        el("p", [[part, "  "] for part in turns], [[part, "  "] for part in exports], class_="turns"),
        table(header, rows, class_="data findings", data_table="findings"),
    )


def _marks(choice: Choice, words: Words) -> Markup | None:
    """What clicks have added, each with a way to take it off."""
    told = []
    for name in MARKS:
        value = getattr(choice, name)
        if value:
            text = words(f"mark_{name}", value=_named(name, value, words))
            off = choice.with_(**{name: ""}).to_address()
            told.append(el("a", text, " ✕", href=off, class_="chip", title=words("remove")))
    return el("p", words("narrowed"), " ", told, class_="chips") if told else None


def _named(name: str, value: str, words: Words) -> str:
    if name == "weekday":
        return words("weekdays").split()[int(value) - 1]
    if name == "phase":
        return words.phase(None if value == NOTHING else value)
    if name == "status" and value in ("confirmed", "contested", "corrected"):
        return words.status(value)
    return shown(value)


def _row(row: pd.Series, reader: Reader, choice: Choice, words: Words) -> Markup:
    target = choice.with_(view="case", finding=str(row["finding_id"]), page=choice.page).to_address()
    verdict = str(row["verdict"])
    reason = "" if pd.isna(row["reason"]) else words.reason(row["reason"])
    noted = "" if pd.isna(row["status"]) else f"{words.status(str(row['status']))} · {shown(row['by'])}"
    return el(
        "tr",
        el("td", "" if pd.isna(row["local_at"]) else f"{row['local_at']:%Y-%m-%d %H:%M:%S}", class_="brief"),
        el("td", words.severity(str(row["severity"])), class_="brief"),
        el("td", el("span", class_="dot", style=f"background:{VERDICT_COLOURS.get(verdict, '#777777')}"),
           words.verdict(verdict), el("small", " ", reason) if reason else None, class_="" if reason else "brief"),
        el("td", el("a", reader.norms.title(row["norm_id"], words.lang), href=target), " ",
           el("small", row["norm_id"])),
        el("td", words("no_case") if pd.isna(row["case_id"]) else shown(row["case_id"])),
        el("td", shown(row["region"]), class_="brief"),
        el("td", shown(row["team"])),
        el("td", shown(row["device_id"]), class_="brief" if len(str(row["device_id"])) < _BRIEF else None),
        el("td", words("whole_case") if pd.isna(row["activity"]) else words.activity(row["activity"])),
        el("td", noted),
        data_finding=row["finding_id"],
    )  # fmt: skip
