"""The tables that pages and workbook show, by name."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from svcmine.charts.theme import say
from svcmine.errors import NormError
from svcmine.insight import norm_titles, query, rate
from svcmine.insight.figures import last_complete_month
from svcmine.norms import read_norms
from svcmine.store import Store
from svcmine.vocabulary import label_of

Maker = Callable[[Store, str | None, str], pd.DataFrame]
ALL_ROWS = 2_000_000


def frame(store: Store, name: str, month: str | None, lang: str) -> pd.DataFrame:
    """A table by its name; times are site-local and without zone. KeyError for a name that is none."""
    made = TABLES[name](store, month, lang)
    return made.astype(object).where(made.notna(), None)


def nothing(name: str, lang: str) -> str:
    """What stands in a table's place if it is empty."""
    if name in ("violations", "examples"):
        return say(lang, "There are no violations in this period.", "本期没有违规。")
    return say(lang, "There is nothing to list.", "没有可列出的内容。")


def _violations(store: Store, month: str | None, lang: str, verdict: str = "violated") -> pd.DataFrame:
    found = query(store, "findings", month=month, norm_id=None, verdicts=[verdict], most=ALL_ROWS)
    titles = norm_titles(store, lang)
    found["title"] = [titles.get(norm, norm) for norm in found["norm_id"]]
    clauses = _catalog()[0]
    found["clauses"] = [clauses.get(norm, "") for norm in found["norm_id"]]
    names = "severity norm_id requirement title clauses case_id region site team device_id account activity local_at "
    names += "due_local reason waiver_id file_name source_row finding_id"
    kept = [n for n in names.split() if n not in ("reason", "waiver_id") or found[n].notna().any()]
    return found[kept]


def _norms(store: Store, month: str | None, lang: str) -> pd.DataFrame:
    found = query(store, "by_norm", month=month).sort_values("norm_id", ignore_index=True)
    titles, clauses, severities = norm_titles(store, lang), *_catalog()
    found["title"] = [titles.get(norm, norm) for norm in found["norm_id"]]
    found["clauses"] = [clauses.get(norm, "") for norm in found["norm_id"]]
    found["severity"] = [severities.get(norm) for norm in found["norm_id"]]
    found["rate"] = [rate(int(v), int(f)) for v, f in zip(found["violated"], found["fulfilled"], strict=True)]
    names = "norm_id title clauses severity activations fulfilled violated waived pending undecidable rate"
    return found[names.split()]


def _catalog() -> tuple[dict[str, str], dict[str, str]]:
    try:
        norms = read_norms("service", "itil")
    except NormError:
        return {}, {}
    return {n.id: ", ".join(n.clauses) for n in norms}, {n.id: n.severity for n in norms}


def _undecided(store: Store, month: str | None, lang: str) -> pd.DataFrame:
    found = query(store, "undecidable_reasons", month=month)
    titles = norm_titles(store, lang)
    found["title"] = [titles.get(norm, norm) for norm in found["norm_id"]]
    return found[["norm_id", "title", "reason", "activations"]]


def _waivers(store: Store, month: str | None, lang: str) -> pd.DataFrame:
    found = query(store, "waivers", month=None)
    runs = query(store, "last_run", kind="check")
    if found.empty or runs.empty:
        return found
    # In force or expired as of the last complete month's end, not of the day on which the page is opened.
    now = pd.Timestamp(f"{last_complete_month(store)}-01", tz="UTC") + pd.offsets.MonthBegin(1)
    starts, ends = (pd.to_datetime(found[name], utc=True) for name in ("valid_from", "valid_to"))
    found["state"] = "in_force"
    found.loc[ends < now, "state"] = "expired"
    found.loc[starts > now, "state"] = "not_yet"
    for name in ("valid_from", "valid_to"):
        found[name] = pd.to_datetime(found[name], utc=True).dt.tz_localize(None)
    return found["waiver_id norm_id state valid_from valid_to approved_by reason scope findings".split()]


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


def _variants(store: Store, month: str | None, lang: str) -> pd.DataFrame:
    found = query(store, "variants", month=month, most=20)
    found["activities"] = [" → ".join(label_of(a, lang) for a in names) for names in found["activities"]]
    return found["process cases fitness cost example activities".split()]


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
    "matches": _matches,
    "unticketed": _unticketed,
    "loads": _loads,
    "coverage": _coverage,
    "rejects": _rejects,
    "deviations": _deviations,
    "variants": _variants,
}
