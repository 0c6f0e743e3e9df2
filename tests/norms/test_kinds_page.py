"""docs/kinds.md says of each kind what its file's header says; run this file to write the page anew."""

from __future__ import annotations

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


def line(kind: Kind) -> str:
    needs = ", ".join(" or ".join(f"`{key}`" for key in choice) for choice in kind.needs) or "–"
    takes = ", ".join(f"`{key}`" for key in kind.takes) or "–"
    sentence = kind.sentence.rstrip(".")
    cells = (f"`{kind.name}`", sentence, kind.activates, kind.looks, kind.decides, needs, takes, kind.pending)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def page() -> str:
    common = ", ".join(f"`{key}`" for key in COMMON_KEYS if key not in ("kind", "number"))
    return INTRO.format(common=common) + "".join(line(kind) for kind in kinds().values())


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python tests/norms/test_kinds_page.py"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
