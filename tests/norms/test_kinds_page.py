"""docs/kinds.md says of each kind what its file's header says; run this file to write the page anew."""

from __future__ import annotations

import re
from pathlib import Path

from svcmine.norms.kinds import COMMON_KEYS, Kind, kinds

PAGE = Path(__file__).parents[2] / "docs" / "kinds.md"
INTRO = """# Kinds of requirement

One kind is one file in `src/svcmine/checks/kinds/`. Each answers for every activation whether the obligation holds;
the verdict follows in the order of `src/svcmine/checks/steps/verdicts.sql`: missing attribute, no evidence, cut off,
order, clock, pending, violated, waived. Every kind also takes {common}.

| kind | sentence | activates | looks | what decides | needs | takes | pending |
| --- | --- | --- | --- | --- | --- | --- | --- |
"""

OUTRO = """
`both` under *needs*: several of them may stand together. Of the kinds that look to both sides (`succession` and its
forms) each activation obliges, and each target in turn; no activity may be both. The *event right before* or *after* is
that of the case, of whatever activity; where ties or clocks leave it open, every event that can stand there decides.
`same_person` judges each event beside all others of its case, so that of two persons' events all are violated.

`periodic` begins with the activation's end. With `per` only whole units count: neither the day on which the work began
nor the one on which it ended, unless at midnight. A working day is one of the calendar at the site.

## Beside pm4py's DECLARE

On complete logs without ties, a trace deviates from pm4py's template if and only if one of its activations is violated
here (`tests/kinds/test_pm4py.py`), for `existence`, `absence`, `exactly` (exactly_one), `init`, `responded_existence`,
`co_existence`, `not_coexistence`, `response`, `precedence`, `succession` and the alternate and chain forms of these
three. pm4py names the activities of a precedence in the order in which they happen; here the activation comes first.

Two differ. `not_succession` forbids every target after an activation, `not_chain_succession` every one right after it,
as DECLARE defines them; pm4py calls a trace deviating only if it obeys the whole positive template, in both directions
and for all its events. So whatever pm4py accuses is accused here, but not the other way round. pm4py knows no `end`,
`choice`, `exclusive_choice`, and neither time nor data, nor open cases.
"""


def line(kind: Kind) -> str:
    needs = ", ".join(" or ".join(f"`{key}`" for key in choice) for choice in kind.needs) or "–"
    takes = ", ".join(f"`{key}`" for key in kind.takes) or "–"
    sentence = "; ".join(said.rstrip(".") for said in (kind.sentence, kind.note) if said)
    cells = (f"`{kind.name}`", sentence, kind.activates, kind.looks, kind.decides, needs, takes, kind.pending)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def page() -> str:
    common = ", ".join(f"`{key}`" for key in COMMON_KEYS if key not in ("kind", "number"))
    return INTRO.format(common=common) + "".join(line(kind) for kind in kinds().values()) + OUTRO


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python tests/norms/test_kinds_page.py"


def test_headers_are_sentences() -> None:
    """A remark below a header that names no key would run into the line before it."""
    for kind in kinds().values():
        for said in (kind.sentence, kind.pending, kind.note):
            assert not re.search(r"[a-z] [A-Z]", said), f"{kind.name}: {said}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
