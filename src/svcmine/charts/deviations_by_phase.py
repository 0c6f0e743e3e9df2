"""Where cases leave the reference model: deviations by phase, too much (log moves) and too little (model moves)."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from svcmine.charts.theme import GRID, entitle, nothing, say, sheet, styled
from svcmine.insight import query
from svcmine.store import Store
from svcmine.vocabulary import PHASES

PHASE_NAMES = {
    "prepare": ("prepare", "准备"),
    "apply": ("apply", "申请"),
    "operate": ("operate", "操作"),
    "verify": ("verify", "验证"),
    "hand_over": ("hand over", "交接"),
}
_KINDS = {
    "log move": ("done, but not in the model (log move)", "做了但模型中没有(日志移动)", "#D55E00"),
    "model move": ("in the model, but not done (model move)", "模型要求但没有做(模型移动)", "#0072B2"),
}


def data(store: Store, month: str | None = None) -> pd.DataFrame:
    """One row for each phase and kind: phase, kind, deviations, cases."""
    return query(store, "deviations_by_phase", month=month)


@styled
def draw(frame: pd.DataFrame, lang: str) -> Figure:
    """Grouped bars, phases in their order."""
    if frame.empty:
        return nothing(lang, "No case leaves the model.", "没有案例偏离模型。")
    phases = [*PHASES, None] if frame["phase"].isna().any() else list(PHASES)
    figure, (axes,) = sheet(2.8)
    for offset, (kind, (en, zh, colour)) in zip((-0.2, 0.2), _KINDS.items(), strict=True):
        chosen = frame[frame["kind"] == kind]
        counts = [
            int(chosen.loc[chosen["phase"].isna() if p is None else chosen["phase"] == p, "deviations"].sum())
            for p in phases
        ]
        bars = axes.bar(
            [n + offset for n in range(len(phases))], counts, width=0.4, color=colour, label=say(lang, en, zh)
        )
        axes.bar_label(bars, fontsize=8, padding=2, labels=[f"{c:,}" if c else "" for c in counts])
    names = [say(lang, *PHASE_NAMES[p]) if p else say(lang, "outside", "模型之外") for p in phases]
    axes.set_xticks(range(len(phases)), names)
    axes.margins(y=0.15)
    axes.grid(axis="y", color=GRID)
    axes.legend()
    entitle(figure, say(lang, "Deviations from the reference model by phase", "各阶段偏离参考模型的次数"))
    return figure


def reading(frame: pd.DataFrame, lang: str) -> str:
    """In which phase cases leave the model most."""
    if frame.empty:
        return say(lang, "No aligned case leaves the model.", "已对齐的案例都没有偏离模型。")
    total = int(frame["deviations"].sum())
    by_phase = frame.groupby("phase", dropna=False)["deviations"].sum().sort_values(ascending=False)
    phase = by_phase.index[0]
    name = PHASE_NAMES.get(phase, ("outside the model", "模型之外"))
    missing = int(frame.loc[frame["kind"] == "model move", "deviations"].sum())
    return say(
        lang,
        f"{total:,} deviations, {int(by_phase.iloc[0]) / total:.0%} of them in the phase '{name[0]}'; "
        f"{missing:,} are steps that were not done (or not recorded).",
        f"共{total:,}次偏离,其中{int(by_phase.iloc[0]) / total:.0%}在“{name[1]}”阶段;"
        f"{missing:,}次是没有做(或没有记录)的步骤。",
    )
