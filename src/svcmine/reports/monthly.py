"""The monthly pack's first page in sentences: better or worse, where, the most risk, what helped, what changed."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from svcmine.charts import funnel_regions, funnel_teams, steady, steady_regions, steady_unticketed
from svcmine.charts.theme import SEVERITY_NAMES, named, say, short
from svcmine.insight import Headline, difference, headline
from svcmine.insight.actions import Effect, effect, kept_actions
from svcmine.insight.control import LEAST_MONTHS
from svcmine.insight.figures import clustering, month_before, percent
from svcmine.insight.month import risks, since_last_pack
from svcmine.insight.run_changes import CHANGES, REASONS
from svcmine.store import Store

_MOST_RISKS, _MOST_ACTIONS = 3, 4


@dataclass(frozen=True)
class Section:
    """A question of the first page; `points` are (what it comes down to, the sentence with the numbers).

    `key` names its heading in texts.toml, `chart` the picture below it, if it has one.
    """

    key: str
    points: tuple[tuple[str, str], ...]
    chart: str | None = None


def first_page(store: Store, month: str, lang: str) -> list[Section]:
    """What a manager reads in two minutes about a month ('YYYY-MM'), in a language."""
    return [
        Section("better_or_worse", tuple(_better_or_worse(store, month, lang)), "steady"),
        Section("where_differs", tuple(_where(store, month, lang))),
        Section("most_risk", tuple(_most_risk(store, month, lang))),
        Section("actions", tuple(_actions(store, month, lang))),
        Section("since_last", tuple(_since_last(store, month, lang))),
    ]


def _better_or_worse(store: Store, month: str, lang: str) -> list[tuple[str, str]]:
    now, before = headline(store, month), headline(store, month_before(month))
    frame = steady.data(store, month)
    last = frame.iloc[-1] if len(frame) and frame["month"].iloc[-1] == month else None
    judged = now.violated + now.fulfilled
    text = say(
        lang,
        f"{now.violated:,} of {judged:,} judged obligations were broken in {month}: {_rate(now.net)}",
        f"{month}共判定{judged:,}次,违规{now.violated:,}次,违规率{_rate(now.net)}",
    )
    if last is None or pd.isna(last["centre"]):
        lead = say(lang, "Too early to tell from chance.", "尚无法与偶然波动区分。")
        months = len(frame) - 1 if last is not None else len(frame)
        text += say(
            lang,
            f"; limits of chance need {LEAST_MONTHS} months before it, and there are {max(months, 0)}.",
            f";控制限需要此前{LEAST_MONTHS}个月,现有{max(months, 0)}个月。",
        )
    else:
        lead = steady.verdict(last, lang)
        text += say(
            lang,
            f". Usually it is {_rate(last['centre'])}, and chance alone reaches from {_rate(last['lower'])} to "
            f"{_rate(last['upper'])}.",
            f"。通常为{_rate(last['centre'])},仅偶然波动可达{_rate(last['lower'])}至{_rate(last['upper'])}。",
        )
    points = [(lead, text), _against(store, now, before, month, lang)]
    points.append(
        (
            say(lang, "Critical ones:", "其中严重违规:"),
            say(
                lang,
                f"{now.critical:,}, in the month before {before.critical:,}. Excused by waivers: {now.waived:,}. "
                f"Of all obligations, {_share(now)} could not be judged.",
                f"{now.critical:,}次,上月{before.critical:,}次。因豁免不计的违规{now.waived:,}次;"
                f"全部义务中无法判定的占{_share(now)}。",
            ),
        )
    )
    if now.unticketed is not None:
        unticketed = steady_unticketed.data(store, month)
        points.append(
            (say(lang, "Operations without a ticket:", "无工单操作:"), steady_unticketed.reading(unticketed, lang))
        )
    return points


def _share(figures: Headline) -> str:
    return percent(figures.undecidable / figures.activations if figures.activations else None)


def _rate(share: float | None) -> str:
    return "–" if share is None else f"{share:.2%}"


def _against(store: Store, now: Headline, before: Headline, month: str, lang: str) -> tuple[str, str]:
    """This month beside the one before, by the interval of their difference."""
    earlier = month_before(month)
    counts = (now.violated, now.violated + now.fulfilled, before.violated, before.violated + before.fulfilled)
    spread = clustering(store, month)
    change = difference(*(count / spread for count in counts))
    lead = say(lang, f"Against {earlier}:", f"与{earlier}相比:")
    if change is None:
        return lead, say(lang, "nothing was judged in one of the two months.", "其中一个月没有可判定的义务。")
    return lead, say(
        lang,
        f"{_rate(before.net)} then, {_rate(now.net)} now. {_change(change, lang)}",
        f"当时{_rate(before.net)},现在{_rate(now.net)}。{_change(change, lang)}",
    )


def _change(change: tuple[float, float], lang: str) -> str:
    low, high = change
    span = f"{low * 100:+.2f} … {high * 100:+.2f}"
    if low <= 0 <= high:
        return say(lang, f"The difference ({span} points) may be chance.", f"差异({span}个百分点)可能只是偶然。")
    return say(
        lang,
        f"The difference ({span} points) is more than chance.",
        f"差异({span}个百分点)超出偶然。",
    )


def _where(store: Store, month: str, lang: str) -> list[tuple[str, str]]:
    regions = steady_regions.data(store, month)
    now = regions[(regions["month"] == month) & regions["signal"].notna()]
    told = [
        (
            f"{short(row['place'], 24)}:",
            f"{_rate(row['rate'])}, {say(lang, 'usually', '通常')} {_rate(row['centre'])}. {steady.verdict(row, lang)}",
        )
        for _, row in now.iterrows()
    ]
    if not told and len(regions) and regions["centre"].notna().any():
        told = [
            (
                say(lang, "This month:", "本月:"),
                say(lang, "no region left its own limits of chance.", "没有区域超出自身的偶然波动范围。"),
            )
        ]
    for name, module in (("regions", funnel_regions), ("teams", funnel_teams)):
        frame = module.data(store, month)
        if len(frame) > 1:
            lead = say(
                lang, f"{name.capitalize()}, 12 months:", ("各区域" if name == "regions" else "各班组") + "12个月:"
            )
            told.append((lead, module.reading(frame, lang)))
    return told or [("", say(lang, "Nothing can be compared yet.", "尚无可比较的内容。"))]


def _most_risk(store: Store, month: str, lang: str) -> list[tuple[str, str]]:
    found = risks(store, month).head(_MOST_RISKS)
    if found.empty:
        return [("", say(lang, "No norm was broken in this month.", "本月没有规范被违反。"))]
    return [_risk(row, lang) for _, row in found.iterrows()]


def _risk(row: pd.Series, lang: str) -> tuple[str, str]:
    severity = named(SEVERITY_NAMES, row["severity"], lang)
    cases, region = int(row["cases"]), row["region"]
    count = int(row["region_cases"] or 0)
    name = short(region or "", 24)
    place = say(lang, f", {count} of them in {name}", f",其中{name}{count}个") if region else ""
    if count == cases:
        place = say(lang, f", in {name}", f",均在{name}") if region else ""
    return short(row[f"title_{lang}"], 100), say(
        lang,
        f"({row['norm_id']}, {severity}): {cases:,} {'case' if cases == 1 else 'cases'}{place}; "
        f"in the month before {row['cases_before']:,}. Example: finding {row['finding_id'][:10]}.",
        f"({row['norm_id']},{severity}):{cases:,}个案例{place};上月{row['cases_before']:,}个。"
        f"例:发现编号{row['finding_id'][:10]}。",
    )


def _actions(store: Store, month: str, lang: str) -> list[tuple[str, str]]:
    kept = kept_actions(store)
    # What began last is what is asked about first.
    actions = sorted((a for a in kept if f"{a.since:%Y-%m}" <= month), key=lambda a: a.since, reverse=True)
    if not actions:
        return [("", say(lang, "No action is recorded.", "没有记录任何措施。"))]
    told = [told_effect(effect(store, action, month), lang) for action in actions[:_MOST_ACTIONS]]
    if len(actions) > _MOST_ACTIONS:
        more = len(actions) - _MOST_ACTIONS
        told.append(("", say(lang, f"{more} earlier actions are in the details.", f"另有{more}项更早的措施见明细。")))
    return told


_VERDICTS = {
    "worked": ("It worked:", "有效:"),
    "worse": ("It got worse:", "反而变坏:"),
    "chance": ("No effect beyond chance so far:", "目前没有超出偶然的效果:"),
    "too_early": ("Too early to tell:", "为时尚早:"),
    "nothing": ("Cannot be told:", "无法判断:"),
}


def told_effect(found: Effect, lang: str) -> tuple[str, str]:
    """Whether an action worked, and the numbers behind it."""
    action = found.action
    place = " / ".join(short(p, 24) for p in (action.region, action.team) if p) or say(lang, "everywhere", "全部")
    norms = short(", ".join(action.norms), 60) or say(lang, "all norms", "全部规范")
    what = short(action.what, 100)
    text = say(
        lang,
        f"{what} ({place}, {norms}, from {action.since}).",
        f"{what}({place},{norms},自{action.since}起)。",
    )
    if found.verdict == "too_early":
        text += say(lang, " No full month has passed since.", "此后尚无完整月份。")
    elif found.verdict == "nothing":
        text += say(lang, " Nothing was judged before it, or since.", "措施前或措施后没有可判定的义务。")
    else:
        text += say(
            lang, f" {_moved(found.before, found.after, lang)}.", f"{_moved(found.before, found.after, lang)}。"
        )
        if found.change_elsewhere is not None:
            moved = _moved(*found.elsewhere, lang)
            text += say(lang, f" Elsewhere: {moved}.", f"其他地方:{moved}。")
            if found.verdict == "worked" and found.change_elsewhere[1] < 0:
                text += say(
                    lang,
                    " It fell there too, so that the action may not be why.",
                    "其他地方也下降了,未必是措施的作用。",
                )
    return say(lang, *_VERDICTS[found.verdict]), text


def _moved(before: tuple[int, int], after: tuple[int, int], lang: str) -> str:
    return say(
        lang,
        f"{before[0] / before[1]:.2%} ({before[0]:,} of {before[1]:,}) before, {after[0] / after[1]:.2%} "
        f"({after[0]:,} of {after[1]:,}) since",
        f"之前{before[0] / before[1]:.2%}({before[1]:,}次中{before[0]:,}次),之后{after[0] / after[1]:.2%}"
        f"({after[1]:,}次中{after[0]:,}次)",
    )


def _since_last(store: Store, month: str, lang: str) -> list[tuple[str, str]]:
    changes = since_last_pack(store, month)
    if changes is None:
        return [
            (
                "",
                say(
                    lang,
                    "This store holds no check from before this month was complete: there is nothing to compare with.",
                    "此数据库中没有本月结束之前的检查,无从比较。",
                ),
            )
        ]
    nth = lang == "zh"
    points = []
    counts = changes.counts()
    for change in CHANGES:
        rows = counts[counts["change"] == change]
        if rows.empty:
            continue
        why = say(lang, "; ", ";").join(f"{row.findings:,} {REASONS[row.why][nth]}" for row in rows.itertuples())
        accusing = int(rows["violations"].sum())
        of_which = say(lang, f", {accusing:,} of them violations", f",其中违规{accusing:,}项") if accusing else ""
        points.append((f"{int(rows['findings'].sum()):,} {CHANGES[change][nth]}{of_which}:", f"{why}."))
    return points or [("", say(lang, "Nothing changed.", "没有变化。"))]


def effects(store: Store, month: str) -> list[Effect]:
    """What became of every action that began before the end of a month, the latest first."""
    kept = [a for a in kept_actions(store) if f"{a.since:%Y-%m}" <= month]
    return [effect(store, action, month) for action in sorted(kept, key=lambda a: a.since, reverse=True)]
