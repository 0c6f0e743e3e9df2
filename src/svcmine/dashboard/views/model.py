"""The map of phases where cases leave their reference model."""

from __future__ import annotations

from markupsafe import Markup

from svcmine.dashboard import svg
from svcmine.dashboard.choice import NOTHING, Choice
from svcmine.dashboard.figures import leaving, phases_of
from svcmine.dashboard.markup import el, number, table
from svcmine.dashboard.reader import Reader
from svcmine.dashboard.words import Words


def render(reader: Reader, choice: Choice, words: Words) -> Markup:
    """The whole view."""
    frame, aligned = leaving(reader, choice)
    title = el("h2", words("map"))
    if not aligned:
        return el("section", title, el("p", words("no_model")))
    if frame.empty:
        return el("section", title, el("p", words("never_leaves", n=f"{sum(aligned.values()):,}")))

    def address(process: str | None, phase: str | None) -> str:
        return (
            choice.without_marks()
            .with_(view="findings", process=(process or NOTHING,), phase=phase or NOTHING)
            .to_address()
        )

    rows = []
    for r in frame.itertuples():
        cases = aligned.get(r.process, 0)
        rows.append(
            (
                words.process(r.process),
                words.phase(r.phase),
                int(r.deviations),
                int(r.log_moves),
                int(r.model_moves),
                int(r.cases),
                number(f"{r.cases / cases:.0%}" if cases else NOTHING),
            )
        )
    header = [words(key) for key in ("process", "phase", "deviations", "log_moves", "model_moves", "cases_leaving",
                                     "share_of_cases")]  # fmt: skip
    return el(
        "section",
        title,
        el("p", words("map_told")),
        svg.phases(frame, aligned, phases_of(frame), words, address),
        el("details", el("summary", words("as_table")), table(header, rows, class_="data", data_table="model")),
    )
