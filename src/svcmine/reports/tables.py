"""The tables that pages and workbook show, by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import groupby

import pandas as pd

from svcmine.charts import chart
from svcmine.charts.theme import say
from svcmine.insight import NormFacts, last_complete_month, norm_facts, query, rate
from svcmine.insight.month import risks, since_last_pack
from svcmine.insight.run_changes import CHANGES, REASONS
from svcmine.insight.waivers import waivers
from svcmine.log_quality import least_share
from svcmine.reports.monthly import effects, told_effect
from svcmine.store import Store
from svcmine.vocabulary import label_of

Maker = Callable[[Store, str | None, str], pd.DataFrame]
CHARTS_OF_THE_MONTH = ("steady", "steady_regions", "steady_unticketed", "funnel_regions", "funnel_teams")
# A limit of null is no limit.
ALL_ROWS = None
_LONGEST_VARIANT = 80


def frame(store: Store, name: str, month: str | None, lang: str) -> pd.DataFrame:
    """A table by its name; times are site-local and without zone. KeyError for a name that is none."""
    made = TABLES[name](store, month, lang)
    return made.astype(object).where(made.notna(), None)


def nothing(name: str, lang: str) -> str:
    """What stands in a table's place if it is empty."""
    if name == "violations":
        return say(lang, "There are no violations in this period.", "本期没有违规。")
    return say(lang, "There is nothing to list.", "没有可列出的内容。")


def _named(store: Store, found: pd.DataFrame, lang: str) -> pd.DataFrame:
    """A table of norms or findings with each norm's title, clauses and severity."""
    facts = norm_facts(store)
    norms = [facts.get(norm, NormFacts(norm)) for norm in found["norm_id"]]
    found["title"] = [norm.name(lang) if norm.title else None for norm in norms]
    found["clauses"] = [", ".join(norm.clauses) for norm in norms]
    if "severity" not in found.columns:
        found["severity"] = [norm.severity for norm in norms]
    return found


def _violations(store: Store, month: str | None, lang: str, verdict: str = "violated") -> pd.DataFrame:
    found = query(store, "findings", month=month, norm_id=None, verdicts=[verdict], most=ALL_ROWS)
    names = "severity norm_id requirement title clauses case_id region site team device_id account activity local_at "
    names += "due_local reason waiver_id file_name source_row finding_id"
    optional = {
        "violated": ("reason", "waiver_id"),
        "waived": ("reason", "due_local"),
        "pending": ("reason", "waiver_id"),
    }
    dropped = optional.get(verdict, ("waiver_id", "due_local"))
    return _named(store, found, lang)[[name for name in names.split() if name not in dropped]]


def _norms(store: Store, month: str | None, lang: str) -> pd.DataFrame:
    found = _named(store, query(store, "by_norm", month=month), lang).sort_values("norm_id", ignore_index=True)
    # A rate of the few that could be judged would speak of the log and not of the work.
    judged = found["fulfilled"] + found["violated"] + found["waived"]
    fit = judged >= least_share(store) * (judged + found["undecidable"])
    found["rate"] = [
        rate(int(v), int(f)) if enough else None
        for v, f, enough in zip(found["violated"], found["fulfilled"], fit, strict=True)
    ]
    found["gross"] = [
        None if net is None else rate(int(v) + int(w), int(f))
        for net, v, w, f in zip(found["rate"], found["violated"], found["waived"], found["fulfilled"], strict=True)
    ]
    names = "severity norm_id title clauses activations fulfilled violated waived pending undecidable rate gross"
    return found[names.split()]


def _undecided(store: Store, month: str | None, lang: str) -> pd.DataFrame:
    found = _named(store, query(store, "undecidable_reasons", month=month), lang)
    return found[["norm_id", "title", "reason", "activations"]]


def _waived_by(store: Store, month: str | None, lang: str) -> pd.DataFrame:
    found = _named(store, query(store, "waived_by", month=month), lang)
    return found[["norm_id", "title", "activity", "findings"]]


def _waivers(store: Store, month: str | None, lang: str) -> pd.DataFrame:
    found = waivers(store)
    for name in ("valid_from", "valid_to"):
        found[name] = pd.to_datetime(found[name], utc=True).dt.tz_localize(None)
    return found[
        "waiver_id norm_id state problem valid_from valid_to approved_by evidence reason scope findings".split()
    ]


def _matches(store: Store, month: str | None, lang: str) -> pd.DataFrame:
    return query(store, "operations_matched", month=month)


def _unticketed(store: Store, month: str | None, lang: str) -> pd.DataFrame:
    found = query(store, "unticketed_blocks", month=month, most=ALL_ROWS)
    return found["local_at region site device_id account activity operations command".split()]


def _loads(store: Store, month: str | None, lang: str) -> pd.DataFrame:
    found = query(store, "loads")
    counts = "rows_read rows_loaded rows_rejected rows_duplicate rows_ignored rows_repaired".split()
    grouped = found.groupby(["kind", "source_name"], as_index=False).agg(
        files=("file_name", "count"), **{name: (name, "sum") for name in counts}
    )
    return grouped.sort_values(["kind", "source_name"], ignore_index=True)


def _coverage(store: Store, month: str | None, lang: str) -> pd.DataFrame:
    found = query(store, "coverage")
    for name in ("valid_from", "valid_to"):
        found[name] = pd.to_datetime(found[name], utc=True).dt.tz_localize(None)
    return found


def _rejects(store: Store, month: str | None, lang: str) -> pd.DataFrame:
    return query(store, "reject_reasons")


def _deviations(store: Store, month: str | None, lang: str) -> pd.DataFrame:
    return query(store, "deviation_activities", month=month, most=ALL_ROWS)


def _deviation_list(store: Store, month: str | None, lang: str) -> pd.DataFrame:
    return query(store, "deviation_list")


def _variants(store: Store, month: str | None, lang: str) -> pd.DataFrame:
    found = query(store, "variants", month=month, most=20)
    paths = [list(names) for names in found["activities"]]
    found["events"] = [len(path) for path in paths]
    found["activities"] = [
        _path(path, lang) if n == 0 else _apart(path, paths[0], lang) for n, path in enumerate(paths)
    ]
    return found["process cases fitness cost events example activities".split()]


def _path(names: list[str], lang: str) -> str:
    """The activities of a variant in order; repeats and what is too long are told as numbers."""
    runs = [(name, len(list(same))) for name, same in groupby(names)]
    parts = [_times(name, count, lang) for name, count in runs[:_LONGEST_VARIANT]]
    left = sum(count for _, count in runs[_LONGEST_VARIANT:])
    return " → ".join([*parts, f"… +{left}"] if left else parts)


def _apart(names: list[str], first: list[str], lang: str) -> str:
    """What a variant has more and less than the first one."""
    more, less = Counter(names) - Counter(first), Counter(first) - Counter(names)
    parts = ["+ " + ", ".join(_times(*entry, lang) for entry in more.items())] if more else []
    parts += ["− " + ", ".join(_times(*entry, lang) for entry in less.items())] if less else []
    if not parts:
        return say(lang, "as the first, in another order", "与第一个相同,但顺序不同")
    return say(lang, "as the first, ", "与第一个相比:") + "; ".join(parts)


def _times(name: str, count: int, lang: str) -> str:
    return label_of(name, lang) + (f" ×{count}" if count > 1 else "")


def _risks(store: Store, month: str | None, lang: str) -> pd.DataFrame:
    found = risks(store, month or last_complete_month(store)).rename(columns={f"title_{lang}": "title"})
    return found["severity norm_id title clauses cases cases_before violations risk region finding_id".split()]


def _actions(store: Store, month: str | None, lang: str) -> pd.DataFrame:
    rows = []
    for found in effects(store, month or last_complete_month(store)):
        a = found.action
        verdict, said = told_effect(found, lang)
        rows.append([a.what, a.since.isoformat(), " ".join(a.norms), a.region, a.team, verdict[:-1], said])
    return pd.DataFrame(rows, columns="what since norms region team effect told".split())


def _changes(store: Store, month: str | None, lang: str) -> pd.DataFrame:
    changes = since_last_pack(store, month or last_complete_month(store))
    names = "change why norm_id title clauses severity case_id device_id activity before after finding_id".split()
    if changes is None:
        return pd.DataFrame(columns=names)
    found = changes.frame.copy()
    found["change"] = [CHANGES[change][lang == "zh"] for change in found["change"]]
    found["why"] = [REASONS[why][lang == "zh"] for why in found["why"]]
    return _named(store, found, lang)[names]


def _drawn(name: str) -> Maker:
    """The rows behind a chart."""
    return lambda store, month, lang: chart(name).data(store, month).drop(columns=["since", "nowhere"], errors="ignore")


def _verdict(verdict: str) -> Maker:
    return lambda store, month, lang: _violations(store, month, lang, verdict)


TABLES: dict[str, Maker] = {
    "violations": _violations,
    "waived": _verdict("waived"),
    "pending": _verdict("pending"),
    "undecidable": _verdict("undecidable"),
    "norms": _norms,
    "undecided": _undecided,
    "waivers": _waivers,
    "waived_by": _waived_by,
    "matches": _matches,
    "unticketed": _unticketed,
    "loads": _loads,
    "coverage": _coverage,
    "rejects": _rejects,
    "deviations": _deviations,
    "deviation_list": _deviation_list,
    "variants": _variants,
    "risks": _risks,
    "actions": _actions,
    "changes": _changes,
    **{name: _drawn(name) for name in CHARTS_OF_THE_MONTH},
}

# What the workbook of the monthly pack has a sheet of, all of its month.
SHEETS_OF_THE_MONTH = ("risks", "norms", "actions", "changes", "violations", *CHARTS_OF_THE_MONTH)
# What the workbook of findings has a sheet of, in their order.
SHEETS = tuple("norms violations waived pending undecidable unticketed deviation_list waivers rejects".split())
