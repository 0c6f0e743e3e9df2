"""The headline figures with their change on last month, the trend, and the norms ranked."""

from __future__ import annotations

from markupsafe import Markup

from svcmine.charts.theme import SEVERITY_COLOURS, VERDICT_COLOURS
from svcmine.dashboard import svg
from svcmine.dashboard.choice import ORDERS, Choice
from svcmine.dashboard.figures import Figures, figures, months_compared, norms, trend
from svcmine.dashboard.markup import el, number, table
from svcmine.dashboard.reader import Reader
from svcmine.dashboard.words import Words
from svcmine.insight.figures import counted, percent

_MOST_NORMS = 40


def render(reader: Reader, choice: Choice, words: Words) -> Markup:
    """The whole view."""
    return el("div", _headline(reader, choice, words), _trend(reader, choice, words), _norms(reader, choice, words))


def _headline(reader: Reader, choice: Choice, words: Words) -> Markup:
    now = figures(reader, choice)
    months = months_compared(reader, choice)
    pair: tuple[Figures, Figures] | None = None
    if months:
        pair = (
            figures(reader, choice.with_(since=months[0], until=months[0])),
            figures(reader, choice.with_(since=months[1], until=months[1])),
        )
    notes = reader.ask("findings_count", choice.without_marks()).iloc[0]
    noted = int(notes["confirmed"]) + int(notes["contested"])
    rates = words("net_gross", net=percent(now.net), gross=percent(now.gross)) if now.violated is not None else ""
    share = (
        words("undecided_share", share=percent(now.undecided), n=f"{now.activations:,}")
        if now.undecidable is not None
        else ""
    )
    cards = [
        ("cases", "cases_audited", now.cases, "", choice.with_(view="findings")),
        ("violated", "violations", now.violated, rates, _listed(choice, verdict=("violated",))),
        ("critical", "critical", now.critical, "", _listed(choice, verdict=("violated",), severity=("critical",))),
        ("waived", "waived", now.waived, "", _listed(choice, verdict=("waived",))),
        ("pending", "pending", now.pending, "", _listed(choice, verdict=("pending",))),
        ("undecidable", "undecided", now.undecidable, share, _listed(choice, verdict=("undecidable",))),
        ("unticketed", "unticketed_blocks", now.unticketed, "", choice.with_(view="operations")),
    ]
    out = []
    for name, label, value, more, target in cards:
        change = _change(words, months, None if pair is None else tuple(getattr(f, name) for f in pair))
        out.append(
            el(
                "a",
                el("span", words(label), class_="label"),
                el("span", counted(value), class_="figure"),
                el("span", more, class_="more") if more else None,
                el("span", change, class_="change") if change else None,
                href=target.to_address(),
                class_=f"card {name}",
                data_figure=name,
            )
        )
    told = words("notes_told", confirmed=f"{int(notes['confirmed']):,}", contested=f"{int(notes['contested']):,}")
    out.append(
        el(
            "a",
            el("span", words("notes"), class_="label"),
            el("span", f"{noted:,}", class_="figure"),
            el("span", told, class_="more"),
            href=choice.without_marks().with_(view="findings", status="contested").to_address(),
            class_="card notes",
            data_figure="notes",
        )
    )
    return el("section", el("h2", words("headline")), el("div", out, class_="cards"))


def _listed(choice: Choice, **filters: tuple[str, ...]) -> Choice:
    return choice.without_marks().with_(view="findings", **filters)


def _change(words: Words, months: tuple[str, str] | None, pair: tuple[int | None, ...] | None) -> str:
    """The last complete month's figure and by how much it differs from the month before."""
    if months is None or pair is None:
        return words("no_month")
    now, before = pair
    if now is None or before is None:
        return ""
    if now == before:
        return words("month_same", month=months[0], now=f"{now:,}", same=words("as_before", before=months[1]))
    return words("month_told", month=months[0], now=f"{now:,}", change=f"{now - before:+,}", before=months[1])


def _trend(reader: Reader, choice: Choice, words: Words) -> Markup:
    frame = trend(reader, choice)
    if frame.empty:
        return el("section", el("h2", words("trend")), el("p", words("no_findings")))

    def address(month: str) -> str:
        return (
            choice.without_marks().with_(view="findings", since=month, until=month, verdict=choice.counted).to_address()
        )

    violations = choice.counted == ("violated",)
    said = words(
        "trend_told",
        counted=_named(choice, words),
        base=words("base_judged" if violations else "base_all"),
    )
    rows = [
        (r.month, *(int(getattr(r, v)) for v in VERDICT_COLOURS), int(r.base), number(percent(r.rate)),
         number(percent(r.low)), number(percent(r.high)))
        for r in frame.itertuples()
    ]  # fmt: skip
    header = [words("month"), *(words.verdict(v) for v in VERDICT_COLOURS), words("of_base"), words("rate"),
              words("low"), words("high")]  # fmt: skip
    return el(
        "section",
        el("h2", words("trend")),
        el("p", said),
        svg.months(frame, choice.counted, words, address),
        el("details", el("summary", words("as_table")), table(header, rows, class_="data", data_table="trend")),
    )


def _named(choice: Choice, words: Words) -> str:
    return ", ".join(words.verdict(v) for v in choice.counted)


def _norms(reader: Reader, choice: Choice, words: Words) -> Markup:
    frame = norms(reader, choice)
    if frame.empty:
        return el("section", el("h2", words("ranking")), el("p", words("no_findings")))
    total, drawn = int(frame["counted"].sum()), frame.head(_MOST_NORMS)
    most = int(frame["counted"].max())
    said = words("ranking_told", n=len(frame), total=f"{total:,}", counted=_named(choice, words))
    orders = [
        el("b", words(f"by_{name}")) if name == choice.order
        else el("a", words(f"by_{name}"), href=choice.with_(order=name).to_address())
        for name in ORDERS
    ]  # fmt: skip
    rows = []
    for r in drawn.itertuples():
        title = reader.norms.title(r.norm_id, words.lang)
        link = el(
            "a",
            title,
            " ",
            el("small", r.norm_id),
            href=_listed(choice, norm=(r.norm_id,), verdict=choice.counted).to_address(),
        )
        bar = el(
            "span", style=f"width:{100 * r.counted / most:.1f}%;background:{SEVERITY_COLOURS[r.severity]}", class_="bar"
        )
        tip = f"{r.low:.2%} – {r.high:.2%}"
        rows.append(
            el(
                "tr",
                el("td", link),
                el("td", words.severity(r.severity)),
                el("td", bar, class_="bars"),
                number(f"{r.counted:,}"),
                number(f"{r.base:,}"),
                el("td", percent(r.rate), class_="number", title=tip),
                number(f"{r.share:.0%}"),
                data_norm=r.norm_id,
            )
        )
    header = [words("norm"), words("severity"), "", words("number"), words("of_base"), words("rate"), words("running")]
    left = len(frame) - len(drawn)
    rest = words("more_norms", n=left, total=f"{total - int(drawn['counted'].sum()):,}") if left else None
    return el(
        "section",
        el("h2", words("ranking")),
        el("p", said),
        el("p", words("ranked"), ": ", [[o, " · "] for o in orders[:-1]], orders[-1], class_="orders"),
        table(header, rows, class_="data norms", data_table="norms"),
        el("p", rest) if rest else None,
    )
