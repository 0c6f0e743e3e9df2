"""What a quality engineer has to know about a log before believing a rate, in English and Chinese."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from svcmine.log_quality.readiness import Readiness

LEAST_EVENTS = 20
_GOOD_SHARE = 0.9
_LEAST_FILLED = 0.8
_SHOWN = 8
_REASONS = {
    "missing_attribute": ("an attribute is missing", "缺少属性"),
    "no_evidence": ("no source covers it", "数据源未覆盖"),
    "cut_off": ("the case began before the data", "案例早于数据起点"),
    "order": ("equal times leave the order open", "时间相同,先后不明"),
    "clock": ("the clocks are too far apart", "时钟偏差"),
    "time_limit": ("the time limit was reached", "超出计算时限"),
}


def answer(found: Readiness, lang: str) -> str:
    """One sentence: fit, fit in part, or not fit."""
    share, refused = found.share, len(found.refused)
    if share is None:
        return _say(lang, "Not known yet: nothing was checked.", "尚不可知:还没有做过检查。")
    en = f"{share:.1%} of the activations could be judged; {refused} of {len(found.norms)} norms get no rate."
    zh = f"{share:.1%}的触发可以判定;{len(found.norms)}条规范中有{refused}条不给出违规率。"
    if share < found.least_share:
        return _say(lang, f"No. {en}", f"不能。{zh}")
    if refused or share < _GOOD_SHARE:
        return _say(lang, f"In part. {en}", f"部分可以。{zh}")
    return _say(lang, f"Yes. {en}", f"可以。{zh}")


def sentences(found: Readiness, lang: str) -> list[str]:
    """All sentences, the gravest first."""
    said = (*_of_norms(found, lang), *_of_sources(found, lang), *_of_times(found, lang), *_of_names(found, lang))
    return [text for text in said if text]


def _say(lang: str, en: str, zh: str) -> str:
    return zh if lang == "zh" else en


def _of_norms(found: Readiness, lang: str) -> list[str]:
    norms, least = found.norms, found.least_share
    if norms.empty:
        return [
            _say(
                lang,
                "Nothing was checked yet, so that nobody can say how much could be judged: svcmine check.",
                "还没有做过检查,无法说明有多少可以判定:请运行 svcmine check。",
            )
        ]
    told, good = norms["share"].notna(), norms["share"] >= _GOOD_SHARE
    count = int((told & good).sum())
    said = [
        _say(
            lang,
            f"Of {len(norms)} norms with activations, {count} could be judged in at least "
            f"{_GOOD_SHARE:.0%} of their activations.",
            f"有触发的{len(norms)}条规范中,{count}条至少{_GOOD_SHARE:.0%}的触发可以判定。",
        )
    ]
    doubtful = norms[told & ~good & (norms["share"] >= least)]
    if len(doubtful):
        listed = _listed(doubtful, lang)
        said.append(_say(lang, f"In part only: {listed}.", f"只能部分判定:{listed}。"))
    refused = norms[told & (norms["share"] < least)]
    if len(refused):
        listed = _listed(refused, lang)
        said.append(
            _say(
                lang,
                f"No rate is given for {listed}: less than {least:.0%} could be judged. What is "
                "missing stands behind each name; load it, or leave the norm out by a profile.",
                f"不给出违规率的规范:{listed}。可判定的不足{least:.0%}。名称后面是所缺的内容:请补充数据,或在配置中去掉该规范。",
            )
        )
    return said


def _of_sources(found: Readiness, lang: str) -> list[str]:
    said = []
    rejected, read = int(found.sources["rejected"].sum()), int(found.sources["records"].sum())
    if rejected:
        said.append(
            _say(
                lang,
                f"{rejected:,} of {read:,} records could not be used; the table rejects says why.",
                f"{read:,}条记录中有{rejected:,}条无法使用;原因见表rejects。",
            )
        )
    if len(found.gaps):
        first = found.gaps.iloc[0]
        name, hours, since = first["source_name"], f"{first['hours']:,.0f}", f"{first['since']:%Y-%m-%d %H:%M}"
        said.append(
            _say(
                lang,
                f"Sources fell silent {len(found.gaps)} times for longer than a day and than is usual; the longest: "
                f"{name} for {hours} hours from {since}. Was "
                "there no work, or no log? If no log, load it, or declare the coverage.",
                f"数据源有{len(found.gaps)}次中断超过一天且明显长于平常;最长的一次:{name}自{since}起{hours}小时。"
                "是没有工作,还是没有日志?若缺日志,请补充,或声明覆盖范围。",
            )
        )
    if len(found.device_gaps):
        first = found.device_gaps.iloc[0]
        devices = found.device_gaps["device_id"].nunique()
        name, days, since = first["device_id"], int(first["silent_days"]), f"{first['since']:%Y-%m-%d}"
        said.append(
            _say(
                lang,
                f"{devices} devices that are worked on regularly fell silent for days; the longest: {name} for "
                f"{days} days after {since}. Is its log still collected?",
                f"{devices}台经常操作的设备有数天没有记录;最长的是{name},自{since}之后{days}天。其日志还在采集吗?",
            )
        )
    if len(found.silent_devices):
        names = ", ".join(map(str, found.silent_devices["device_id"].head(3)))
        said.append(
            _say(
                lang,
                f"{len(found.silent_devices)} devices have tickets and never an operation in a log (such as {names}): "
                "what was done there is not seen.",
                f"{len(found.silent_devices)}台设备有工单却从未出现在操作日志中(例如{names}):在那里做了什么无从得知。",
            )
        )
    return said


def _of_times(found: Readiness, lang: str) -> list[str]:
    said = []
    if len(found.equal_times):
        first = found.equal_times.iloc[0]
        count, at = int(first["events"]), f"{first['happened_at']:%Y-%m-%d %H:%M:%S}"
        said.append(
            _say(
                lang,
                f"{len(found.equal_times)} times {LEAST_EVENTS} events and more carry one and the same time "
                f"(such as {count} at {at}): filled in afterwards? Their order and their deadlines are worth nothing.",
                f"有{len(found.equal_times)}批、每批{LEAST_EVENTS}个以上的事件时间完全相同(例如{at}有{count}个):"
                "是事后补录的吗?它们的先后和时限没有意义。",
            )
        )
    if len(found.at_once):
        first = found.at_once.iloc[0]
        name, count, share = first["source_name"], int(first["at_once"]), f"{first['share']:.0%}"
        said.append(
            _say(
                lang,
                f"{count:,} cases of {name} ({share} of those with three events and more) carry one time on all their "
                f"events (such as {first['example']}): written down at once, so that no order can be judged.",
                f"{name}有{count:,}个案例(占三个事件以上案例的{share})所有事件都是同一时间(例如{first['example']}):"
                "是一次性填写的,无法判定先后。",
            )
        )
    return said


def _of_names(found: Readiness, lang: str) -> list[str]:
    said = []
    if len(found.activities):
        names = ", ".join(f"{name}" for name in found.activities["activity"].head(5))
        events = f"{int(found.activities['events'].sum()):,}"
        said.append(
            _say(
                lang,
                f"{len(found.activities)} activity names are none of the vocabulary; "
                f"{events} events bear them (most often {names}): no norm sees them "
                "until the mapping translates them.",
                f"有{len(found.activities)}个活动名称不在词汇表中,涉及{events}个事件(最多的是{names}):"
                "在映射文件翻译它们之前,没有规范会看到它们。",
            )
        )
    if len(found.commands):
        names = ", ".join(map(str, found.commands["command"].head(3)))
        count = f"{int(found.commands['operations'].sum()):,}"
        said.append(
            _say(
                lang,
                f"{count} operations stand for no activity (most often {names}): look whether a change is among them.",
                f"有{count}条操作没有对应的活动(最多的是{names}):请查看其中是否有变更操作。",
            )
        )
    poor = found.attributes[found.attributes["share"] < _LEAST_FILLED]
    if len(poor):
        names = ", ".join(f"{row.attribute} {row.share:.0%}" for row in poor.head(_SHOWN).itertuples())
        said.append(
            _say(
                lang,
                f"{len(poor)} columns that norms ask for are less than {_LEAST_FILLED:.0%} filled: {names}.",
                f"规范所需的列中有{len(poor)}列填写不足{_LEAST_FILLED:.0%}:{names}。",
            )
        )
    return said


def _listed(norms: pd.DataFrame, lang: str) -> str:
    """Norms with their share and what stands in the way, the poorest first."""
    shown = [f"{row.norm_id} ({row.share:.0%}, {_reason(row.reason, lang)})" for row in norms.head(_SHOWN).itertuples()]
    left = len(norms) - _SHOWN
    more = _say(lang, f" and {left} more", f"等,另有{left}条") if left > 0 else ""
    return ", ".join(shown) + more


def _reason(reason: Any, lang: str) -> str:
    if not isinstance(reason, str):
        return _say(lang, "no reason", "无原因")
    return _say(lang, *_REASONS.get(reason, (reason, reason)))
