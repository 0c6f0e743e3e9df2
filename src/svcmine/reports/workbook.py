"""Writes the findings as an Excel workbook in which no text can act as a formula or a link."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from svcmine.reports import cells, tables
from svcmine.reports.facts import manifest
from svcmine.reports.monthly import first_page
from svcmine.reports.words import text
from svcmine.store import Store

_MOST_ROWS = 1_048_575
_MOST_CHARACTERS = 32_767
_FIRST_YEAR = 1900
_WIDTHS = {
    "title": 46,
    "norm_id": 26,
    "case_id": 18,
    "local_at": 19,
    "due_local": 19,
    "file_name": 24,
    "finding_id": 34,
    "section": 34,
    "point": 46,
    "sentence": 120,
    "told": 120,
    "what": 46,
    "key": 40,
    "value": 70,
}
_NAMES = {
    "norms": ("by norm", "按规范"),
    "violations": ("violated", "违规"),
    "waived": ("waived", "豁免"),
    "pending": ("pending", "待定"),
    "undecidable": ("undecidable", "无法判定"),
    "unticketed": ("without ticket", "无工单操作"),
    "deviation_list": ("deviations", "偏离"),
    "waivers": ("waivers", "豁免记录"),
    "rejects": ("rejected records", "拒收记录"),
    "first_page": ("in short", "概要"),
    "risks": ("by risk", "按风险"),
    "actions": ("actions", "措施"),
    "changes": ("what changed", "变化"),
    "steady": ("control chart", "控制图"),
    "steady_regions": ("control charts by region", "各区域控制图"),
    "steady_unticketed": ("control chart without ticket", "无工单控制图"),
    "funnel_regions": ("regions compared", "区域比较"),
    "funnel_teams": ("teams compared", "班组比较"),
    "made_from": ("made from", "数据来源"),
}
_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "constant_memory": True,
    "in_memory": True,
}


def write_workbook(store: Store, path: Path, lang: str) -> Path:
    """Write every finding of the latest check, all months, to `path`; a sheet too long goes on in another."""
    return _write_book(path, lang, ((name, tables.frame(store, name, None, lang)) for name in tables.SHEETS))


def write_month(store: Store, path: Path, month: str, lang: str) -> Path:
    """Write the monthly pack as a workbook: its first page in sentences, what is behind it, and where it comes from."""
    sections = first_page(store, month, lang)
    said = [[text("headings", s.key, lang), lead, sentence] for s in sections for lead, sentence in s.points]
    made = manifest(store)
    inputs = made.pop("inputs")
    listed = [[key, None if value is None else str(value)] for key, value in made.items()]
    listed += [[f"{one['kind']}: {one['file'] or one['source']}", one["sha256"]] for one in inputs]
    sheets = chain(
        [("first_page", pd.DataFrame(said, columns=["section", "point", "sentence"], dtype=object))],
        ((name, tables.frame(store, name, month, lang)) for name in tables.SHEETS_OF_THE_MONTH),
        [("made_from", pd.DataFrame(listed, columns=["key", "value"], dtype=object))],
    )
    return _write_book(path, lang, sheets)


def _write_book(path: Path, lang: str, sheets: Iterable[tuple[str, pd.DataFrame]]) -> Path:
    partial = path.with_name(path.name + ".partial")
    try:
        with xlsxwriter.Workbook(str(partial), _OPTIONS) as book:
            # The date of writing would make the same findings another file.
            book.set_properties({"created": datetime(2000, 1, 1), "title": "svcmine"})
            formats = {
                "head": book.add_format({"bold": True, "bottom": 1}),
                "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
                "rate": book.add_format({"num_format": "0.00%"}),
            }
            for name, frame in sheets:
                _write_table(book, name, frame, lang, formats)
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)
    return path


def _write_table(book: Any, name: str, frame: pd.DataFrame, lang: str, formats: dict[str, Any]) -> None:
    parts = [frame.iloc[n : n + _MOST_ROWS] for n in range(0, len(frame), _MOST_ROWS)] or [frame]
    for number, part in enumerate(parts, start=1):
        sheet = book.add_worksheet(_NAMES[name][lang == "zh"] + (f" {number}" if number > 1 else ""))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(part), len(part.columns) - 1)
        for column, header in enumerate(part.columns):
            sheet.set_column(column, column, _WIDTHS.get(str(header), 14))
            sheet.write_string(0, column, text("columns", str(header), lang), formats["head"])
        for row, values in enumerate(part.itertuples(index=False, name=None), start=1):
            for column, (header, value) in enumerate(zip(part.columns, values, strict=True)):
                _write(sheet, (row, column), str(header), value, lang, formats)


def _write(sheet: Any, at: tuple[int, int], name: str, value: Any, lang: str, formats: dict[str, Any]) -> None:
    if value is None:
        return
    if isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(*at, value, formats["rate"] if name in cells.RATES else None)
    elif isinstance(value, datetime | date) and value.year >= _FIRST_YEAR:
        sheet.write_datetime(*at, value, formats["moment"])
    else:
        sheet.write_string(*at, safe(cells.told(name, value, lang)))


def safe(value: str) -> str:
    """Text that a workbook can hold: no control characters, cut with a mark where it is too long."""
    kept = "".join(c for c in value if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Cn"))
    return kept if len(kept) <= _MOST_CHARACTERS else kept[: _MOST_CHARACTERS - 1] + "…"
