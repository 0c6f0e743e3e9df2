"""Whether the log is fit to judge: how much of what was chosen could be judged, and what each source told."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from markupsafe import Markup

from svcmine.dashboard.choice import Choice
from svcmine.dashboard.figures import judged
from svcmine.dashboard.markup import el, number, shown, table
from svcmine.dashboard.reader import Reader
from svcmine.dashboard.words import Words
from svcmine.log_quality import Readiness

_MOST, _LEAST_FILLED = 40, 0.8


def render(reader: Reader, choice: Choice, words: Words) -> Markup:
    """The whole view."""
    ready = reader.readiness()
    header = [words(key) for key in ("source", "kind", "files", "records", "rejected", "duplicates", "first_time",
                                     "last_time")]  # fmt: skip
    rows = [
        (r.source_name, r.kind, int(r.files), int(r.records), int(r.rejected), int(r.duplicates), _when(r.first_at),
         _when(r.last_at))
        for r in ready.sources.itertuples()
    ]  # fmt: skip
    return el(
        "div",
        _judged(reader, choice, words),
        el(
            "section",
            el("h2", words("log_title")),
            el("ul", [el("li", text) for text in sentences(ready, words)]),
            table(header, rows, class_="data", data_table="sources"),
        ),
    )


def _when(value: object) -> str:
    return "–" if pd.isna(value) else f"{pd.Timestamp(value):%Y-%m-%d %H:%M}"


def _judged(reader: Reader, choice: Choice, words: Words) -> Markup:
    frame = judged(reader, choice)
    total = reader.ask("totals", choice).iloc[0]
    title = el("h2", words("judged_title"))
    if frame.empty:
        return el("section", title, el("p", words("all_judged", n=f"{int(total['activations']):,}")))
    rows = []
    for r in frame.head(_MOST).itertuples():
        target = choice.without_marks().with_(view="findings", norm=(r.norm_id,), verdict=("undecidable",))
        rows.append(
            el(
                "tr",
                el(
                    "td",
                    el(
                        "a",
                        reader.norms.title(r.norm_id, words.lang),
                        " ",
                        el("small", r.norm_id),
                        href=target.to_address(),
                    ),
                ),
                number(f"{int(r.activations):,}"),
                number(f"{int(r.undecidable):,}"),
                number(f"{r.share:.1%}"),
                el("td", words.reason(r.reason)),
            )
        )
    undecidable, activations = int(total["undecidable"]), int(total["activations"])
    said = words(
        "judged_told", n=f"{activations:,}", undecidable=f"{undecidable:,}", share=f"{undecidable / activations:.2%}"
    )
    header = [words(k) for k in ("norm", "activations", "undecidable_count", "share_judged", "main_reason")]
    return el(
        "section",
        title,
        el("p", said),
        table(header, rows, class_="data", data_table="judged"),
        el("p", words("first_rows", n=_MOST)) if len(frame) > _MOST else None,
    )


def sentences(ready: Readiness, words: Words) -> Iterator[str]:
    """What a quality engineer has to know of the sources, each with its figures."""
    records, rejected = int(ready.sources["records"].sum()), int(ready.sources["rejected"].sum())
    if rejected:
        yield words("ready_rejected", rejected=f"{rejected:,}", records=f"{records:,}")
    else:
        yield words("ready_all_used", records=f"{records:,}")
    if len(ready.gaps):
        r = ready.gaps.iloc[0]
        yield words("ready_gaps", n=len(ready.gaps), source=shown(r["source_name"]), hours=f"{r['hours']:,.0f}",
                    since=_when(r["since"]))  # fmt: skip
    if len(ready.silent_devices):
        yield words("ready_silent", n=f"{len(ready.silent_devices):,}", names=_few(ready.silent_devices["device_id"]))
    if len(ready.equal_times):
        r = ready.equal_times.iloc[0]
        yield words("ready_equal", n=f"{len(ready.equal_times):,}", events=int(r["events"]), at=_when(r["happened_at"]))
    if len(ready.activities):
        yield words("ready_names", n=f"{len(ready.activities):,}", events=f"{int(ready.activities['events'].sum()):,}",
                    names=_few(ready.activities["activity"]))  # fmt: skip
    if len(ready.commands):
        yield words("ready_commands", n=f"{int(ready.commands['operations'].sum()):,}",
                    names=_few(ready.commands["command"]))  # fmt: skip
    poor = ready.attributes[ready.attributes["share"] < _LEAST_FILLED]
    if len(poor):
        names = ", ".join(f"{r.attribute} {r.share:.0%}" for r in poor.head(8).itertuples())
        yield words("ready_columns", n=len(poor), names=names)


def _few(values: pd.Series) -> str:
    return ", ".join(shown(value) for value in values.head(3))
