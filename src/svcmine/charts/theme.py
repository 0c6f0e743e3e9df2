"""How every chart looks: the same colours for the same verdict, legible in print, Chinese from a font file."""

from __future__ import annotations

import io
import warnings
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import matplotlib
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure

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


@cache
def _style() -> dict[str, object]:
    families = ["DejaVu Sans"]
    font = chinese_font()
    if font is None:
        warnings.warn("No Chinese font was found; charts have boxes for Chinese text. Install zhplot.", stacklevel=2)
    else:
        font_manager.fontManager.addfont(str(font))
        families.append(font_manager.FontProperties(fname=str(font)).get_name())
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
        "svg.hashsalt": "svcmine",
    }


def sheet(height: float, columns: int = 1) -> tuple[Figure, list[Axes]]:
    """An empty figure of the usual width (inches) with some axes side by side."""
    with matplotlib.rc_context(_style()):  # type: ignore[arg-type]
        figure = Figure(figsize=(WIDTH, height), layout="constrained")
        axes = figure.subplots(1, columns, squeeze=False)
    return figure, list(axes[0])


def png(figure: Figure) -> bytes:
    """The picture as PNG; the same figure gives the same bytes."""
    buffer = io.BytesIO()
    with matplotlib.rc_context(_style()):  # type: ignore[arg-type]
        figure.savefig(buffer, format="png", dpi=144, metadata={"Software": None})
    return buffer.getvalue()


def nothing(lang: str, en: str, zh: str) -> Figure:
    """A figure that says that there is nothing to show."""
    figure, (axes,) = sheet(1.2)
    axes.axis("off")
    axes.text(0.5, 0.5, say(lang, en, zh), ha="center", va="center", color="#666666", fontsize=11)
    return figure


def short(text: str, most: int) -> str:
    """A text cut to a width, where a Chinese character counts double."""
    width = 0
    for n, c in enumerate(text):
        width += 2 if ord(c) > 0x2E7F else 1
        if width > most:
            return text[:n].rstrip() + "…"
    return text
