"""Writes the monthly pack as a PDF with typst, from its wheel and with font files of installed packages only."""

from __future__ import annotations

import json
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd
import typst

from svcmine import __version__
from svcmine.charts import chart
from svcmine.charts.theme import chinese_font, font_folders, png, printable, say, short
from svcmine.reports import cells, tables
from svcmine.reports.facts import facts
from svcmine.reports.monthly import first_page
from svcmine.reports.words import text
from svcmine.store import Store

# Heading → chart, and heading → (table, rows, columns with their widths).
_CHARTS = (
    ("trend", "monthly_trend"),
    ("unticketed_rate", "steady_unticketed"),
    ("regions_over_time", "steady_regions"),
    ("regions", "funnel_regions"),
    ("teams", "funnel_teams"),
    ("ranking", "norms_ranking"),
)
_TABLES: tuple[tuple[str, str, int, dict[str, float]], ...] = (
    ("risks", "risks", 15, {"severity": 1, "norm_id": 2.6, "title": 5, "cases": 0.8, "cases_before": 1, "region": 1}),
    ("all_actions", "actions", 20, {"since": 1, "effect": 2, "told": 7}),
    ("changed", "changes", 30, {"change": 1, "why": 2, "norm_id": 2.4, "case_id": 2, "before": 1, "after": 1}),
    ("violations", "violations", 60, {
        "severity": 1, "norm_id": 2.6, "title": 4, "case_id": 2, "region": 1, "team": 1.3, "device_id": 1.6,
        "local_at": 1.7,
    }),
)  # fmt: skip
_LONGEST = 160


def paper(store: Store, month: str, lang: str) -> bytes:
    """The monthly pack about a month ('YYYY-MM') as a PDF; the same store gives the same bytes."""
    with tempfile.TemporaryDirectory(prefix="svcmine-paper-") as place:
        folder = Path(place)
        (folder / "main.typ").write_bytes((files("svcmine.reports") / "month.typ").read_bytes())
        content = _content(store, folder, month, lang)
        (folder / "data.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        return typst.compile(
            str(folder / "main.typ"),
            root=str(folder),
            font_paths=[str(folder) for folder in font_folders()],
            ignore_system_fonts=True,
            timestamp=0,
        )


def _content(store: Store, folder: Path, month: str, lang: str) -> dict[str, Any]:
    shown = lang if chinese_font() else "en"

    def drawn(name: str) -> dict[str, str]:
        module = chart(name)
        frame = module.data(store, month)
        (folder / f"{name}.png").write_bytes(png(module.draw(frame, shown)))
        return {"chart": f"{name}.png", "reading": printable(module.reading(frame, shown))}

    sections = []
    for part in first_page(store, month, shown):
        picture = drawn(part.chart) if part.chart else {"chart": None, "reading": ""}
        points = [[printable(lead), printable(said)] for lead, said in part.points]
        sections.append({"heading": text("headings", part.key, shown), "points": points, **picture})
    return {
        "title": text("titles", "monthly", shown),
        "period": month,
        "lang": shown,
        "fonts": ["Noto Sans SC", "DejaVu Sans"] if chinese_font() else ["DejaVu Sans"],
        "footer": f"svcmine {__version__}",
        "sections": sections,
        "charts": [{"heading": text("headings", heading, shown), **drawn(name)} for heading, name in _CHARTS],
        "tables": [_table(store, month, shown, *one) for one in _TABLES],
        "facts_heading": text("headings", "run", shown),
        "facts": [[printable(key), printable(value)] for key, value in facts(store, shown).items()],
    }


def _table(
    store: Store, month: str, lang: str, heading: str, name: str, most: int, columns: dict[str, float]
) -> dict[str, Any]:
    frame = tables.frame(store, name, month, lang)
    left = len(frame) - most
    more = say(lang, f"{most} of {len(frame):,} rows; the workbook has all of them.",
               f"共{len(frame):,}行,此处为前{most}行;全部见工作簿。")  # fmt: skip
    return {
        "heading": text("headings", heading, lang),
        "head": [text("columns", column, lang) for column in columns],
        "widths": list(columns.values()),
        "rows": [[_cell(column, row[column], lang) for column in columns] for _, row in frame.head(most).iterrows()],
        "more": more if left > 0 else "",
        "nothing": tables.nothing(name, lang),
    }


def _cell(name: str, value: Any, lang: str) -> str:
    if value is None or pd.isna(value):
        return ""
    told = short(cells.told(name, value, lang), _LONGEST)
    # A long id breaks where it has joints: typst breaks lines at a zero-width space.
    return told.replace("-", "-\u200b").replace("_", "_\u200b") if name.endswith("_id") else told
