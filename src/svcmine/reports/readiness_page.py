"""The page "Is the log fit to judge?": what a quality engineer looks at before believing a rate."""

from __future__ import annotations

from html import escape

import pandas as pd

from svcmine.charts.theme import say
from svcmine.log_quality import Readiness
from svcmine.reports import cells
from svcmine.reports.html import page_of
from svcmine.reports.words import text
from svcmine.vocabulary import ATTRIBUTES

_MOST = 40
_CARDS = {
    "share": ("of the activations could be judged", "的触发可以判定"),
    "norms": ("norms had activations", "条规范有触发"),
    "refused": ("norms get no rate", "条规范不给出违规率"),
    "rejected": ("records could not be used", "条记录无法使用"),
}


def readiness_page(found: Readiness, lang: str) -> str:
    """The whole page as HTML that needs no network; `lang` is en or zh."""
    title = text("headings", "fit", lang)
    pieces = [f"<h1>{escape(title)}</h1><p><b>{escape(found.answer(lang))}</b></p>{_cards(found, lang)}"]
    pieces.append(_heading("to_know", lang) + _list(found.sentences(lang)))
    for key, frame in _tables(found, lang).items():
        pieces.append(_heading(key, lang) + _table(key, frame, lang))
    return page_of(pieces, lang, title)


def _cards(found: Readiness, lang: str) -> str:
    read = int(found.sources["records"].sum()) if len(found.sources) else 0
    rejected = int(found.sources["rejected"].sum()) if len(found.sources) else 0
    values = {
        "share": "–" if found.share is None else f"{found.share:.1%}",
        "norms": f"{len(found.norms):,}",
        "refused": f"{len(found.refused):,}",
        "rejected": f"{rejected:,} / {read:,}",
    }
    shown = "".join(
        f"<div class='card'><b>{escape(value)}</b><span>{escape(say(lang, *_CARDS[key]))}</span></div>"
        for key, value in values.items()
    )
    return f"<div class='cards'>{shown}</div>"


def _heading(key: str, lang: str) -> str:
    return f"<h2 id='{key}'>{escape(text('headings', key, lang))}</h2>"


def _list(lines: list[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"


def _tables(found: Readiness, lang: str) -> dict[str, pd.DataFrame]:
    """Heading → its table, in the order of the page."""
    sources, by_source = found.sources, found.by_source()
    poor = found.source_norms
    if len(poor):
        # What could be judged throughout needs no line; the rest stands poorest first.
        poor = poor[poor["share"] < 1].sort_values(["share", "norm_id", "source_name"])
    attributes = found.attributes[found.attributes["share"] < 1]
    attributes = attributes.assign(
        attribute=[
            f"{ATTRIBUTES[name].label[lang]} ({name})" if name in ATTRIBUTES else name
            for name in attributes["attribute"]
        ]
    )
    return {
        "sources_told": sources,
        "judged_by_source": by_source,
        "judged_by_norm": poor,
        "source_gaps": found.gaps,
        "device_gaps": found.device_gaps,
        "silent_devices": found.silent_devices,
        "missing_attributes": attributes,
        "equal_times": found.equal_times,
        "at_once": found.at_once,
        "unknown_names": found.activities,
        "unknown_commands": found.commands,
    }


def _table(key: str, frame: pd.DataFrame, lang: str) -> str:
    note = say(lang, *_READINGS[key])
    if frame.empty:
        nothing = say(lang, "Nothing of the kind was found.", "没有发现。")
        return f"<p>{escape(note)}</p><p class='none'>{escape(nothing)}</p>"
    shown = frame.head(_MOST)
    shown = shown.astype(object).where(shown.notna(), None)
    more = ""
    if len(frame) > _MOST:
        told = say(lang, f"{_MOST} of {len(frame):,} rows.", f"共{len(frame):,}行,此处为前{_MOST}行。")
        more = f"<p class='more'>{escape(told)}</p>"
    return f"<p>{escape(note)}</p>{cells.html(shown, lang)}{more}"


# What to read from each table, and what to do.
_READINGS = {
    "sources_told": (
        "Every record was loaded, rejected with a reason, or known before. Times are in UTC.",
        "每条记录要么已载入,要么带原因被拒,要么是重复记录。时间为UTC。",
    ),
    "judged_by_source": (
        "How much of what each source told could be judged. A low share says something about the log, not about the "
        "work; the reason is the most frequent one of the norm with the most undecidable activations.",
        "每个数据源所记录的内容有多少可以判定。比例低说明的是日志,而不是工作;原因取自无法判定最多的那条规范。",
    ),
    "judged_by_norm": (
        "The norms that could not be judged throughout, for each source, the poorest first.",
        "未能全部判定的规范,按数据源列出,比例最低的在前。",
    ),
    "source_gaps": (
        "No record for longer than a day and than is usual for the source. Was there no work, or no log?",
        "超过一天且明显长于平常没有记录。是没有工作,还是没有日志?",
    ),
    "device_gaps": (
        "Devices that are worked on regularly and then had no record for days. Without an end, the silence lasts to "
        "the end of the source. Ask whether their log is still collected.",
        "经常操作的设备连续数天没有记录。没有结束时间的,一直持续到数据源末尾。请确认其日志是否仍在采集。",
    ),
    "silent_devices": (
        "Devices with tickets of which no log ever shows an operation: what was done there is not seen.",
        "有工单但任何日志都没有其操作的设备:在那里做了什么无从得知。",
    ),
    "missing_attributes": (
        "Columns that norms ask for and that are not always filled, the emptiest first.",
        "规范需要但没有填全的列,最空的在前。",
    ),
    "equal_times": (
        "Many events of several cases with one and the same time: filled in afterwards, or stamped by a nightly job.",
        "多个案例的大量事件时间完全相同:事后补录,或由夜间任务统一打上时间。",
    ),
    "at_once": (
        "Cases of three events and more that all carry one time: no order can be judged there.",
        "三个以上事件全部同一时间的案例:无法判定先后。",
    ),
    "unknown_names": (
        "Activity names that are none of the vocabulary. Translate them in the mapping, under [activities].",
        "不在词汇表中的活动名称。请在映射文件的[activities]中翻译。",
    ),
    "unknown_commands": (
        "Commands that stand for no activity, by their first words. Look whether a change is among them, and extend "
        "the table of commands.",
        "没有对应活动的命令(按开头的词)。请查看其中是否有变更操作,并扩充命令表。",
    ),
}
