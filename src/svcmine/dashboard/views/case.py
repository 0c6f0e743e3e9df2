"""One finding in its case: what was asked, ticket and device side by side with the breach marked, and the sources."""

from __future__ import annotations

import base64
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
from markupsafe import Markup

from svcmine.charts import breach
from svcmine.charts.theme import VERDICT_COLOURS, png
from svcmine.checks import explain
from svcmine.checks.explain import Explanation
from svcmine.dashboard.choice import Choice
from svcmine.dashboard.markup import el, shown, table
from svcmine.dashboard.reader import Reader
from svcmine.dashboard.words import Words
from svcmine.norms.clauses import clauses, documents

_AROUND, _COMMANDS = 25, 100


def render(reader: Reader, choice: Choice, words: Words) -> Markup:
    """The whole view."""
    back = el("a", "← ", words("back"), href=choice.with_(view="findings", page=choice.page).to_address())
    known = reader.plain("select * from memory.board.findings where finding_id = $id", {"id": choice.finding})
    if known.empty:
        text = words("unknown_finding", id=shown(choice.finding)) if choice.finding else words("no_finding")
        return el("section", el("p", back), el("p", text))
    with reader.store() as store:
        found = explain(store, choice.finding)
    return el(
        "div",
        el("p", back),
        _title(found, reader, words),
        el("div", _picture(found, words), _asked(found, known.iloc[0], reader, words), class_="beside"),
        _sides(found, reader, choice, words),
        _commands(found, reader, words),
        _others(found, reader, choice, words),
    )


def _title(found: Explanation, reader: Reader, words: Words) -> Markup:
    norm_id = str(found.finding["norm_id"])
    return el("h2", reader.norms.title(norm_id, words.lang), " ", el("small", norm_id))


def _asked(found: Explanation, row: pd.Series, reader: Reader, words: Words) -> Markup:
    finding = found.finding
    norm_id = str(finding["norm_id"])
    verdict = str(finding["verdict"])
    said = reader.norms.sentences(norm_id, int(finding["requirement"] or 1), words.lang)
    zone = ZoneInfo(found.timezone)
    due = finding["due_at"].astimezone(zone).strftime("%Y-%m-%d %H:%M:%S") if finding["due_at"] else None
    dot = el("span", class_="dot", style=f"background:{VERDICT_COLOURS[verdict]}")
    why = f" ({words.reason(finding['reason'])})" if finding["reason"] else ""
    facts = [
        (words("verdict"), el("span", dot, words.verdict(verdict), why)),
        (words("severity"), words.severity(str(finding["severity"]))),
        (words("case"), shown(finding["case_id"]) if finding["case_id"] else words("no_case")),
        (words("process"), words.process(row["process"])),
        (words("region"), shown(row["region"])),
        (words("team"), shown(row["team"])),
        (words("device"), shown(finding["device_id"])),
        (words("account"), shown(finding["account"])),
        (words("happened"), shown(row["local_at"]) if finding["happened_at"] else words("whole_case")),
        (words("due"), due),
        (words("clauses"), el("ul", [el("li", _clause(name, words)) for name in reader.norms.clauses(norm_id)])),
        (words("calendar_waivers"), el("ul", [el("li", shown(name)) for name, why in found.waivers if why == "applies"])
         if any(why == "applies" for _, why in found.waivers) else None),
        (words("finding"), str(finding["finding_id"])),
    ]  # fmt: skip
    return el(
        "section",
        el("h3", words("what_asked")),
        el("ul", [el("li", sentence) for sentence in said], class_="asked"),
        el("dl", [[el("dt", name), el("dd", value)] for name, value in facts if value is not None], class_="facts"),
    )


def _clause(name: str, words: Words) -> str:
    titles = {document.id: document.title[words.lang] for document in documents()}
    known = clauses().get(name)
    return f"{name} · {titles[known.document]}" if known and known.document in titles else shown(name)


def _picture(found: Explanation, words: Words) -> Markup:
    source = base64.b64encode(png(breach.draw(found, words.lang))).decode("ascii")
    return el("section", Markup('<img class="breach" alt="{}" src="data:image/png;base64,{}">').format(
        words("picture_alt"), source))  # fmt: skip


def _sides(found: Explanation, reader: Reader, choice: Choice, words: Words) -> Markup:
    """The events of the case in two columns; those of no case: what was done on the device around it."""
    finding, zone = found.finding, ZoneInfo(found.timezone)
    marked = {finding["event_id"]: "breach_obliges", finding["witness_event_id"]: "breach_breaks"}
    marked.pop(None, None)
    if finding["case_id"]:
        frame = reader.of_store("case_events", case_id=finding["case_id"])
        events = [dict(zip(frame.columns, row, strict=True)) for row in frame.itertuples(index=False, name=None)]
    else:
        events = [event | {"side": "device"} for event in found.timeline]
    by_event: dict[str, list[dict[str, Any]]] = {}
    for event in events:
        by_event.setdefault(str(event["event_id"]), []).append(event)
    ids = list(by_event)
    middles = [n for n, event_id in enumerate(ids) if event_id in marked]
    low, high = 0, len(ids)
    if len(ids) > 2 * _AROUND:
        first, last = (min(middles), max(middles)) if middles else (0, 0)
        low, high = max(0, first - _AROUND), min(len(ids), last + _AROUND)
    rows = []
    for event_id in ids[low:high]:
        sides = {str(event["side"]): event for event in by_event[event_id]}
        part = marked.get(event_id)
        at = pd.Timestamp(by_event[event_id][0]["happened_at"]).tz_convert(zone)
        rows.append(
            el(
                "tr",
                el("td", f"{at:%Y-%m-%d %H:%M:%S}"),
                _event(sides.get("ticket"), words),
                _event(sides.get("device"), words),
                el("td", el("strong", words(part)) if part else ""),
                class_=f"breach {finding['verdict']}" if part else None,
                data_event=event_id,
            )
        )
    left = len(ids) - (high - low)
    header = [words("local_time"), words("ticket_side"), words("device_side"), ""]
    return el(
        "section",
        el("h2", words("side_by_side")),
        el("p", words("side_told", zone=found.timezone)),
        table(header, rows, class_="data sides", data_table="sides"),
        el("p", words("rows_left_out", n=f"{left:,}")) if left else None,
    )


def _event(event: dict[str, Any] | None, words: Words) -> Markup:
    """What happened, where, by whom, and the file and record that say so."""
    if event is None:
        return el("td")
    who = [shown(event[k]) for k in ("device_id", "person", "account", "role") if _told(event.get(k))]
    count = event.get("operation_count")
    commands = f" × {int(count)}" if count is not None and _told(count) and int(count) > 1 else ""
    source = (
        words("read_from", file=shown(event["file_name"]), row=int(event["source_row"]))
        if _told(event["file_name"]) and _told(event["source_row"])
        else words("not_read")
    )
    return el(
        "td",
        el("span", words.activity(event["activity"]), commands),
        el("span", " · ".join(dict.fromkeys(who)), class_="who") if who else None,
        el("small", source, class_="source"),
    )


def _told(value: Any) -> bool:
    return value is not None and not pd.isna(value) and value != ""


def _commands(found: Explanation, reader: Reader, words: Words) -> Markup | None:
    if not found.operations:
        return None
    zone = ZoneInfo(found.timezone)
    rows = [
        (f"{row['happened_at'].astimezone(zone):%Y-%m-%d %H:%M:%S}", el("code", shown(row["command"])),
         shown(row["result"]), words("read_from", file=shown(row["file_name"]), row=row["source_row"]))
        for row in found.operations[:_COMMANDS]
    ]  # fmt: skip
    header = [words("local_time"), words("command"), words("result"), words("source")]
    more = len(found.operations) > _COMMANDS
    return el(
        "section",
        el("h2", words("device_commands")),
        table(header, rows, class_="data", data_table="commands"),
        el("p", words("first_rows", n=_COMMANDS)) if more else None,
    )


def _others(found: Explanation, reader: Reader, choice: Choice, words: Words) -> Markup | None:
    if not found.finding["case_id"]:
        return None
    frame = reader.ask("findings_of_case", choice, case_id=found.finding["case_id"])
    rows = []
    for r in frame.itertuples():
        name = reader.norms.title(r.norm_id, words.lang)
        here = r.finding_id == found.finding["finding_id"]
        target = choice.with_(finding=r.finding_id, page=choice.page).to_address()
        rows.append(
            (
                shown(r.local_at) if not pd.isna(r.local_at) else "",
                el("strong", name) if here else el("a", name, href=target),
                words.verdict(r.verdict),
                words.severity(r.severity),
                "" if pd.isna(r.status) else words.status(r.status),
            )
        )
    header = [words(k) for k in ("local_time", "norm", "verdict", "severity", "note")]
    return el("section", el("h2", words("others_of_case")), table(header, rows, class_="data", data_table="others"))
