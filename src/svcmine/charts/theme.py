"""How every chart looks: the same colours for the same verdict, legible in print, Chinese from a font file."""

from __future__ import annotations

import io
import logging
import unicodedata
import warnings
from collections.abc import Callable
from functools import cache, wraps
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import matplotlib
import pandas as pd
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font

# Okabe and Ito's palette, told apart by the colour-blind and in grey.
VERDICT_COLOURS = {
    "violated": "#D55E00",
    "waived": "#E69F00",
    "pending": "#56B4E9",
    "undecidable": "#999999",
    "fulfilled": "#009E73",
}
SEVERITY_COLOURS = {"critical": "#A23B00", "major": "#D55E00", "minor": "#E69F00", "info": "#BBBBBB"}
VERDICT_NAMES = {
    "violated": ("violated", "违规"),
    "waived": ("waived", "豁免"),
    "pending": ("pending", "待定"),
    "undecidable": ("undecidable", "无法判定"),
    "fulfilled": ("fulfilled", "合规"),
}
SEVERITY_NAMES = {
    "critical": ("critical", "严重"),
    "major": ("major", "重要"),
    "minor": ("minor", "一般"),
    "info": ("info", "提示"),
}
INK, GRID = "#222222", "#DDDDDD"
WIDTH = 9.0


def say(lang: str, en: str, zh: str) -> str:
    """The text of a language."""
    return zh if lang == "zh" else en


def named(names: dict[str, tuple[str, str]], word: str, lang: str) -> str:
    """A verdict's or severity's name in a language."""
    return say(lang, *names[word]) if word in names else word


@cache
def chinese_font() -> Path | None:
    """The file of a font with Chinese glyphs that an installed package brings; None if there is none."""
    spec = find_spec("zhplot")
    folder = Path(spec.origin).parent / "fonts" if spec and spec.origin else None
    found = sorted(folder.rglob("NotoSansSC-Regular*")) if folder and folder.is_dir() else []
    return found[0] if found else None


def font_folders() -> list[Path]:
    """The folders of the fonts that charts and papers are set in: the Chinese one, where there is one, and DejaVu's."""
    chinese, latin = chinese_font(), Path(font_manager.findfont("DejaVu Sans")).parent
    return [chinese.parent, latin] if chinese else [latin]


@cache
def _style() -> dict[Any, Any]:
    families = ["DejaVu Sans"]
    font = chinese_font()
    if font is None:
        warnings.warn(
            "No Chinese font was found: charts are labelled in English. For Chinese ones install the package zhplot.",
            stacklevel=2,
        )
    else:
        font_manager.fontManager.addfont(str(font))
        families.append(font_manager.FontProperties(fname=str(font)).get_name())
        # The one weight at hand stands for bold, without a complaint for every character.
        logging.getLogger("matplotlib.font_manager").addFilter(lambda record: "font weight" not in record.getMessage())
    return {
        "font.family": families,
        "font.size": 9,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.edgecolor": INK,
        "axes.titlesize": 10,
        "axes.titlelocation": "left",
        "axes.unicode_minus": False,
        "axes.axisbelow": True,
        "legend.frameon": False,
        "legend.fontsize": 8,
        # A dollar sign in a ticket is a dollar sign.
        "text.parse_math": False,
        "svg.hashsalt": "svcmine",
    }


Draw = Callable[[pd.DataFrame, str], Figure]


def styled(draw: Draw) -> Draw:
    """A chart's draw() under this style, and in English where no font has the Chinese."""

    @wraps(draw)
    def drawn(frame: pd.DataFrame, lang: str) -> Figure:
        with matplotlib.rc_context(_style()):
            return draw(frame, lang if chinese_font() else "en")

    return drawn


def sheet(height: float, columns: int = 1) -> tuple[Figure, list[Axes]]:
    """An empty figure of the usual width (inches) with some axes side by side."""
    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    return figure, list(figure.subplots(1, columns, squeeze=False)[0])


def entitle(figure: Figure, title: str) -> None:
    """Give a figure its title, from its left edge: long labels at the axis leave it all the room."""
    figure.suptitle(title, x=0.005, ha="left", fontsize=10.5)


def png(figure: Figure) -> bytes:
    """The picture as PNG; the same figure gives the same bytes."""
    buffer = io.BytesIO()
    # Tick labels are made only now, so that the style is needed once more.
    with matplotlib.rc_context(_style()):
        figure.savefig(buffer, format="png", dpi=144, metadata={"Software": None})
    return buffer.getvalue()


def nothing(lang: str, en: str, zh: str) -> Figure:
    """A figure that says that there is nothing to show."""
    figure, (axes,) = sheet(1.2)
    axes.axis("off")
    axes.text(0.5, 0.5, say(lang, en, zh), ha="center", va="center", color="#666666", fontsize=11)
    return figure


@cache
def _glyphs() -> frozenset[int]:
    paths = [font_manager.findfont("DejaVu Sans"), str(chinese_font() or "")]
    return frozenset(code for path in paths if path for code in FT2Font(path).get_charmap())


def printable(text: object) -> str:
    """Text from a log as a chart can draw it: one line, no control characters, a box for what no font has."""
    plain = " ".join(str(text).split())
    kept = (c for c in plain if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    return "".join(c if ord(c) in _glyphs() else "□" for c in kept)


def width(text: str) -> int:
    """How wide a text is in Latin letters; a Chinese character counts double."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def short(text: object, most: int) -> str:
    """A printable text cut to a width, with a mark where it was cut."""
    plain = printable(text)
    if width(plain) <= most:
        return plain
    while width(plain) > most - 1:
        plain = plain[:-1]
    return plain.rstrip() + "…"


def wrapped(text: object, most: int, lines: int = 2) -> str:
    """A printable text on at most so many lines of a width: Latin breaks between words, Chinese anywhere."""
    rest, out = printable(text), list[str]()
    while rest and len(out) < lines - 1 and width(rest) > most:
        end = len(rest)
        while width(rest[:end]) > most:
            end -= 1
        space = rest.rfind(" ", 0, end + 1)
        end = space if space > end // 2 else end
        out.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return "\n".join([*out, short(rest, most)] if rest else out)
