"""The board's drawings as SVG: months as bars with a rate, hours by weekday, and the model's phases as a map.

Every mark is a link to the address of what it stands for; its tooltip says the figures.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
from markupsafe import Markup

from svcmine.charts.theme import GRID, INK, VERDICT_COLOURS
from svcmine.dashboard.figures import Hours
from svcmine.dashboard.markup import el, shown
from svcmine.dashboard.words import Words

_WIDTH = 1000
LOG_MOVE, MODEL_MOVE = "#D55E00", "#0072B2"
_PALE, _FULL = (247, 247, 242), (0, 62, 122)
Address = Callable[..., str]


def _picture(height: float, label: str, *inside: object) -> Markup:
    return el("svg", *inside, viewBox=f"0 0 {_WIDTH} {height:g}", role="group", aria_label=label, class_="picture")


def _text(x: float, y: float, text: object, **attributes: object) -> Markup:
    return el("text", shown(text), x=f"{x:g}", y=f"{y:g}", **{"fill": INK, "font_size": 13, **attributes})


def _box(x: float, y: float, width: float, height: float, **attributes: object) -> Markup:
    return el("rect", x=f"{x:g}", y=f"{y:g}", width=f"{max(width, 0):g}", height=f"{max(height, 0):g}", **attributes)


def _link(address: str, tip: str, *inside: object) -> Markup:
    return el("a", el("title", tip), *inside, href=address, class_="mark")


def _shade(share: float) -> str:
    """From pale to dark blue; `share` from 0 to 1."""
    mixed = [round(p + (f - p) * min(max(share, 0.0), 1.0)) for p, f in zip(_PALE, _FULL, strict=True)]
    return f"rgb({','.join(map(str, mixed))})"


def _ink_on(share: float) -> str:
    return "#ffffff" if share > 0.45 else INK


def months(frame: pd.DataFrame, counted: Sequence[str], words: Words, address: Address) -> Markup:
    """Bars of the counted verdicts, stacked, and above them the rate as a line with its interval as a band.

    `frame`: as figures.trend gives it; `address(month)`: where a click leads.
    """
    left, right, middle, bottom = 56.0, 960.0, 120.0, 286.0
    step = (right - left) / max(len(frame), 1)
    most = max(int(frame["counted"].max()), 1)
    # A month of which hardly anything was judged has an interval that would press all others to the ground.
    enough = frame[frame["base"] >= min(30, int(frame["base"].max()))]
    top = max(float(enough["high"].max()), float(frame["rate"].max()), 1e-9)

    def x(n: int) -> float:
        return left + step * (n + 0.5)

    def y(value: float) -> float:
        return middle - 12 - min(value / top, 1.0) * (middle - 36)

    rows = list(enumerate(frame.itertuples()))
    band = [f"{x(n):.1f},{y(r.high):.1f}" for n, r in rows] + [f"{x(n):.1f},{y(r.low):.1f}" for n, r in reversed(rows)]
    parts: list[Markup] = [
        el("polygon", points=" ".join(band), fill=VERDICT_COLOURS["violated"], opacity="0.18"),
        el("polyline", points=" ".join(f"{x(n):.1f},{y(r.rate):.1f}" for n, r in rows), fill="none",
           stroke=VERDICT_COLOURS["violated"], stroke_width=2),
        _text(left - 8, 30, f"{top:.1%}", text_anchor="end", font_size=12),
        _text(left - 8, middle - 10, "0%", text_anchor="end", font_size=12),
        el("line", x1=left, x2=right, y1=middle - 12, y2=middle - 12, stroke=GRID),
        el("line", x1=left, x2=right, y1=bottom, y2=bottom, stroke=INK),
    ]  # fmt: skip
    every = -(-len(frame) // 14)
    for n, row in rows:
        bars, base = [], bottom
        for verdict in counted:
            count = int(getattr(row, verdict))
            height = count / most * (bottom - middle - 24)
            base -= height
            bars.append(
                _box(x(n) - step * 0.36, base, step * 0.72, height, fill=VERDICT_COLOURS[verdict],
                     fill_opacity=1 if row.complete else 0.45)
            )  # fmt: skip
        tip = f"{row.month}: {row.counted:,} / {row.base:,} ({row.rate:.2%}; {row.low:.2%} – {row.high:.2%})"
        parts.append(
            _link(
                address(row.month),
                tip,
                _box(x(n) - step / 2, 20, step, bottom - 20, fill="transparent"),
                bars,
                _text(x(n), base - 5, f"{row.counted:,}", text_anchor="middle", font_size=12),
                el("circle", cx=f"{x(n):.1f}", cy=f"{y(row.rate):.1f}", r=4.5, stroke=VERDICT_COLOURS["violated"],
                   stroke_width=2, fill=VERDICT_COLOURS["violated"] if row.complete else "#ffffff"),
            )
        )  # fmt: skip
        if n % every == 0:
            parts.append(_text(x(n), bottom + 18, row.month, text_anchor="middle", font_size=12))
    return _picture(bottom + 28, words("trend"), parts)


def hours(found: Hours, words: Words, address: Address) -> Markup:
    """A grid of weekday by hour; the green frame is the allowed window. `address(weekday, hour)`."""
    left, top, cell, height = 70.0, 8.0, 37.5, 30.0
    most = max(found.grid.values(), default=1)
    days = words("weekdays").split()
    parts: list[Markup] = []
    for day in range(1, 8):
        y = top + (day - 1) * height
        parts.append(_text(left - 10, y + height * 0.66, days[day - 1], text_anchor="end"))
        for hour in range(24):
            x, count = left + hour * cell, found.grid.get((day, hour), 0)
            share = (count / most) ** 0.5 if count else 0.0
            square = _box(x, y, cell - 1, height - 1, fill=_shade(share) if count else "#ffffff", stroke=GRID)
            if not count:
                parts.append(square)
                continue
            told = f"{count:,}" if count < 10**5 else f"{count // 1000:,}k"
            label = _text(x + cell / 2, y + height * 0.66, told,
                          text_anchor="middle", font_size=12 if count < 10_000 else 10, fill=_ink_on(share),
                          )  # fmt: skip
            tip = f"{days[day - 1]} {hour:02d}:00–{hour + 1:02d}:00: {count:,}"
            parts.append(_link(address(day, hour), tip, square, label))
    spans = [(found.opens, found.closes)]
    if found.closes <= found.opens:
        spans = [(found.opens, 24.0), (0.0, found.closes)]
    for start, end in spans:
        frame = _box(left + start * cell, top - 2, (end - start) * cell, 7 * height + 2, fill="none",
                     stroke=VERDICT_COLOURS["fulfilled"], stroke_width=3, class_="window")  # fmt: skip
        parts.append(frame)
    foot = top + 7 * height + 18
    parts += [
        _text(left + h * cell + cell / 2, foot, f"{h:02d}", text_anchor="middle", font_size=12) for h in range(24)
    ]
    return _picture(foot + 8, words("hours"), parts)


def phases(
    frame: pd.DataFrame, aligned: dict[str | None, int], order: Sequence[str | None], words: Words, address: Address
) -> Markup:
    """A lane for each process, a box for each phase in the model's order. `address(process, phase)`.

    `frame`: as figures.leaving gives it; the shade is the share of the process's aligned cases that leave there.
    """
    lane, left = 132.0, 12.0
    step = (_WIDTH - 2 * left) / len(order)
    width, height = step - 34, 74.0
    found = {(row.process, row.phase): row for row in frame.itertuples()}
    most = max([int(row.log_moves + row.model_moves) for row in found.values()], default=1)
    parts: list[Markup] = []
    for line, process in enumerate(aligned):
        y = line * lane + 26
        cases = aligned[process]
        said = words("aligned_cases", process=words.process(process), n=f"{cases:,}")
        parts.append(_text(left, y - 8, said, font_weight="bold"))
        for n, phase in enumerate(order):
            x = left + n * step
            row = found.get((process, phase))
            if n and phase is not None:
                parts.append(_arrow(x - 34, x, y + height / 2))
            if row is None:
                parts += [_box(x, y, width, height, rx=8, fill="#ffffff", stroke="#999999"),
                          _text(x + width / 2, y + 22, words.phase(phase), text_anchor="middle")]  # fmt: skip
                continue
            share = row.cases / cases if cases else 0.0
            ink = _ink_on(share)
            told = words("box_told", cases=f"{row.cases:,}", share=f"{share:.0%}")
            scale = (width - 20) / most
            tip = (
                f"{words.phase(phase)}: {row.deviations:,} {words('deviations')} "
                f"({words('log_moves')}: {row.log_moves:,}; {words('model_moves')}: {row.model_moves:,})"
            )
            parts.append(
                _link(
                    address(process, phase),
                    tip,
                    _box(x, y, width, height, rx=8, fill=_shade(share), stroke="#555555"),
                    _text(x + width / 2, y + 20, words.phase(phase), text_anchor="middle", fill=ink),
                    _text(x + width / 2, y + 40, f"{row.deviations:,}", text_anchor="middle", fill=ink, font_size=16,
                          font_weight="bold"),
                    _text(x + width / 2, y + 60, told, text_anchor="middle", fill=ink, font_size=12),
                    _box(x + 10, y + height + 5, row.log_moves * scale, 6, fill=LOG_MOVE),
                    _box(x + 10, y + height + 13, row.model_moves * scale, 6, fill=MODEL_MOVE),
                )
            )  # fmt: skip
    return _picture(len(aligned) * lane + 4, words("map"), parts)


def _arrow(start: float, end: float, y: float) -> Markup:
    """A line with a head at its end, a little apart from what it joins."""
    start, end = start + 3, end - 3
    return el("path", d=f"M{start:g} {y:g}H{end - 7:g}M{end - 9:g} {y - 5:g}L{end:g} {y:g}L{end - 9:g} {y + 5:g}",
              stroke="#777777", stroke_width=2, fill="none")  # fmt: skip
