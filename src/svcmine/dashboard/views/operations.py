"""When major operations start, with the allowed window drawn in, and operations without a ticket."""

from __future__ import annotations

from markupsafe import Markup

from svcmine.charts.theme import VERDICT_COLOURS
from svcmine.dashboard import svg
from svcmine.dashboard.choice import NOTHING, Choice
from svcmine.dashboard.figures import Hours, hours, unticketed
from svcmine.dashboard.markup import el, number, shown, table
from svcmine.dashboard.reader import Reader
from svcmine.dashboard.words import Words

_MOST = 50


def render(reader: Reader, choice: Choice, words: Words) -> Markup:
    """The whole view."""
    return el("div", _hours(reader, choice, words), _unticketed(reader, choice, words))


def _clock(hour: float) -> str:
    return f"{int(hour):02d}:{round(hour % 1 * 60):02d}"


def _window(found: Hours, words: Words) -> str:
    key = "window_product" if found.product else "window_general"
    return words(key, product=shown(found.product), opens=_clock(found.opens), closes=_clock(found.closes))


def _hours(reader: Reader, choice: Choice, words: Words) -> Markup:
    found = hours(reader, choice)
    if not found.total:
        return el("section", el("h2", words("hours")), el("p", words("no_operations")))

    def address(weekday: int, hour: int) -> str:
        return choice.without_marks().with_(view="findings", weekday=str(weekday), hour=str(hour)).to_address()

    said = words("hours_told", outside=f"{found.outside:,}", total=f"{found.total:,}", window=_window(found, words))
    days = words("weekdays").split()
    rows = [(days[day - 1], *(found.grid.get((day, hour), 0) for hour in range(24))) for day in range(1, 8)]
    header = [words("weekday"), *(f"{hour:02d}" for hour in range(24))]
    return el(
        "section",
        el("h2", words("hours")),
        el("p", said),
        svg.hours(found, words, address),
        el("details", el("summary", words("as_table")), table(header, rows, class_="data tight", data_table="hours")),
    )


def _or_nothing(value: object) -> str:
    return value if isinstance(value, str) else NOTHING


def _unticketed(reader: Reader, choice: Choice, words: Words) -> Markup:
    frame, without, total = unticketed(reader, choice, _MOST)
    title = el("h2", words("without_ticket"))
    if not total:
        return el("section", title, el("p", words("no_blocks")))
    if frame.empty:
        return el("section", title, el("p", words("all_ticketed", total=f"{total:,}")))
    most = int(frame["blocks"].max())
    rows = []
    for r in frame.itertuples():
        device, account = shown(r.device_id), shown(r.account)
        target = choice.without_marks().with_(
            view="findings", device=_or_nothing(r.device_id), account=_or_nothing(r.account)
        )
        bar = el(
            "span", style=f"width:{100 * r.blocks / most:.1f}%;background:{VERDICT_COLOURS['violated']}", class_="bar"
        )
        rows.append(
            el(
                "tr",
                el("td", el("a", device, href=target.to_address())),
                el("td", account),
                el("td", shown(r.region)),
                el("td", bar, class_="bars"),
                number(f"{r.blocks:,}"),
                number(f"{int(r.commands):,}"),
                el("td", f"{r.first_at:%Y-%m-%d %H:%M}"),
                el("td", f"{r.last_at:%Y-%m-%d %H:%M}"),
            )
        )
    header = [words("device"), words("account"), words("region"), "", words("blocks"), words("commands"),
              words("first_at"), words("last_at")]  # fmt: skip
    said = words("without_ticket_told", n=f"{without:,}", total=f"{total:,}", share=f"{without / total:.1%}")
    return el(
        "section",
        title,
        el("p", said),
        table(header, rows, class_="data", data_table="unticketed"),
        el("p", words("first_rows", n=_MOST)) if len(frame) == _MOST else None,
    )
