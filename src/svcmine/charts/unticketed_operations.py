"""Operations without a ticket: on which devices, by which accounts."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from svcmine.charts.theme import GRID, VERDICT_COLOURS, entitle, nothing, say, sheet, short, styled
from svcmine.insight import query
from svcmine.store import Store

_MOST = 12


def data(store: Store, month: str | None = None) -> pd.DataFrame:
    """One row for each device and account: blocks and operations without a ticket, the most blocks first.

    `attrs["operations"]` counts all operations: where there are none, none without a ticket says nothing.
    """
    frame = query(store, "unticketed", month=month)
    found = frame[frame["blocks"] > 0].sort_values(
        ["blocks", "operations", "device_id", "account"], ascending=[False, False, True, True], ignore_index=True
    )
    found.attrs["operations"] = int(query(store, "operations_matched", month=month)["operations"].sum())
    return found


@styled
def draw(frame: pd.DataFrame, lang: str) -> Figure:
    """Horizontal bars of blocks."""
    if frame.empty and not frame.attrs.get("operations"):
        return nothing(lang, "No device operation was logged.", "没有设备操作日志。")
    if frame.empty:
        return nothing(lang, "Every operation had a ticket.", "所有操作都有工单。")
    shown = frame.head(_MOST).iloc[::-1]
    figure, (axes,) = sheet(0.9 + 0.3 * len(shown))
    axes.barh(range(len(shown)), shown["blocks"], color=VERDICT_COLOURS["violated"])
    labels = [short(f"{_name(row.device_id)} · {_name(row.account)}", 44) for row in shown.itertuples()]
    axes.set_yticks(range(len(shown)), labels)
    for n, row in enumerate(shown.itertuples()):
        text = say(lang, f"{row.blocks:,} (commands: {row.operations:,})", f"{row.blocks:,}(命令{row.operations:,}条)")
        axes.annotate(text, (float(row.blocks), n), xytext=(4, 0), textcoords="offset points", va="center", fontsize=8)
    axes.set_xlim(0, float(shown["blocks"].max()) * 1.3)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.grid(axis="x", color=GRID)
    entitle(
        figure,
        say(
            lang,
            f"Blocks of operations without a ticket by device and account ({len(shown)} of {len(frame)} pairs)",
            f"无工单操作段,按设备和账号({len(frame)}组中的前{len(shown)}组)",
        ),
    )
    return figure


def _name(value: object) -> str:
    return value if isinstance(value, str) else "–"


def reading(frame: pd.DataFrame, lang: str) -> str:
    """How many blocks had no ticket, and who leads."""
    if frame.empty and not frame.attrs.get("operations"):
        return say(
            lang,
            "No operation log covers this period, so nothing is known of operations without a ticket.",
            "本期没有操作日志,无法得知是否有无工单操作。",
        )
    if frame.empty:
        return say(lang, "Every classified operation belongs to a ticket.", "所有已归类的操作都有工单。")
    blocks, commands = int(frame["blocks"].sum()), int(frame["operations"].sum())
    devices = frame["device_id"].nunique()
    by_account = frame.groupby("account")["blocks"].sum().sort_values(ascending=False, kind="stable")
    text = say(
        lang,
        f"{blocks:,} blocks of operations ({commands:,} commands) on {devices:,} devices had no ticket, by "
        f"{len(by_account):,} accounts.",
        f"{devices:,}台设备上有{blocks:,}段操作({commands:,}条命令)没有工单,涉及{len(by_account):,}个账号。",
    )
    if len(by_account) < 2 or int(by_account.iloc[0]) == int(by_account.iloc[1]):
        return text
    return text + say(
        lang,
        f" The account {by_account.index[0]} has the most ({int(by_account.iloc[0]):,}).",
        f"最多的账号是{by_account.index[0]}({int(by_account.iloc[0]):,}段)。",
    )
