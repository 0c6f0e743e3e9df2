"""Writes the findings as an Excel workbook in which no text can act as a formula or a link."""

from __future__ import annotations

import os
import unicodedata
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from svcmine.reports import tables
from svcmine.reports.words import text
from svcmine.store import Store
from svcmine.vocabulary import label_of

SHEETS = ("norms", "violations", "waived", "pending", "undecidable", "unticketed", "deviations", "waivers")
_MOST_ROWS = 1_048_575
_MOST_CHARACTERS = 32_767
_NAMES = {
    "norms": ("by norm", "按规范"),
    "violations": ("violated", "违规"),
    "waived": ("waived", "豁免"),
    "pending": ("pending", "待定"),
    "undecidable": ("undecidable", "无法判定"),
    "unticketed": ("without ticket", "无工单操作"),
    "deviations": ("deviations", "偏离"),
    "waivers": ("waivers", "豁免记录"),
}


def write_workbook(store: Store, path: Path, lang: str) -> Path:
    """Write every finding of the latest check, all months, to `path`; a sheet too long goes on in another."""
    partial = path.with_name(path.name + ".partial")
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "constant_memory": True,
        "in_memory": True,
    }
    with xlsxwriter.Workbook(str(partial), options) as book:
        # The date of writing would make the same findings another file.
        book.set_properties({"created": datetime(2000, 1, 1), "title": "svcmine"})
        bold = book.add_format({"bold": True, "bottom": 1})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        for name in SHEETS:
            frame = tables.frame(store, name, None, lang)
            parts = [frame.iloc[n : n + _MOST_ROWS] for n in range(0, len(frame), _MOST_ROWS)] or [frame]
            for number, part in enumerate(parts, start=1):
                label = _NAMES[name][lang == "zh"] + (f" {number}" if number > 1 else "")
                sheet = book.add_worksheet(label)
                sheet.freeze_panes(1, 0)
                _fill(sheet, part, lang, bold, moment)
    os.replace(partial, path)
    return path


def _fill(sheet: Any, frame: pd.DataFrame, lang: str, bold: Any, moment: Any) -> None:
    for column, name in enumerate(frame.columns):
        sheet.set_column(column, column, 14 if name != "title" else 46)
        sheet.write_string(0, column, text("columns", str(name), lang), bold)
    for row, values in enumerate(frame.itertuples(index=False), start=1):
        for column, (name, value) in enumerate(zip(frame.columns, values, strict=True)):
            if value is None:
                continue
            if isinstance(value, bool):
                sheet.write_string(row, column, text("words", str(value).lower(), lang))
            elif isinstance(value, int | float):
                sheet.write_number(row, column, value)
            elif isinstance(value, datetime | date):
                sheet.write_datetime(row, column, value, moment)
            else:
                word = label_of(str(value), lang) if name == "activity" else text("words", str(value), lang)
                sheet.write_string(row, column, safe(word))


def safe(value: str) -> str:
    """Text that a workbook can hold: no control characters, cut with a mark where it is too long."""
    kept = "".join(c for c in value if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    return kept if len(kept) <= _MOST_CHARACTERS else kept[: _MOST_CHARACTERS - 1] + "…"
