"""What a reader of the board has chosen: filters, view and finding; as an address, and as conditions in SQL."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import parse_qs, urlencode

VIEWS = ("overview", "operations", "model", "waivers", "readiness", "findings", "case")
ORDERS = ("count", "rate", "severity")
VERDICTS = ("violated", "waived", "pending", "undecidable")
SEVERITIES = ("critical", "major", "minor", "info")
# What a null is called among the values of a filter.
NOTHING = "–"
PLACES = ("region", "team", "product", "process")
LISTS = (*PLACES, "severity", "norm", "verdict")
# What a click on a mark adds to the table of findings, beside the filters of the sidebar.
MARKS = ("weekday", "hour", "device", "account", "phase", "waiver", "status", "case_id")
_MOST_VALUES, _LONGEST = 200, 500


@dataclass(frozen=True)
class Choice:
    """Filters (an empty one chooses all), marks (for the table of findings only), and what is shown.

    `since`, `until`: months as 'YYYY-MM', inclusive; '' for none. `weekday` is 1 (Monday) to 7, `hour` 0 to 23.
    """

    lang: str = "en"
    view: str = "overview"
    since: str = ""
    until: str = ""
    region: tuple[str, ...] = ()
    team: tuple[str, ...] = ()
    product: tuple[str, ...] = ()
    process: tuple[str, ...] = ()
    severity: tuple[str, ...] = ()
    norm: tuple[str, ...] = ()
    verdict: tuple[str, ...] = ()
    weekday: str = ""
    hour: str = ""
    device: str = ""
    account: str = ""
    phase: str = ""
    waiver: str = ""
    status: str = ""
    case_id: str = ""
    finding: str = ""
    order: str = "count"
    page: int = 0

    @property
    def filtered(self) -> bool:
        """Whether a filter or a mark narrows anything."""
        return any(getattr(self, name) for name in ("since", "until", *LISTS, *MARKS))

    @property
    def counted(self) -> tuple[str, ...]:
        """The verdicts that a chart counts: the chosen ones, else the violated."""
        return self.verdict or ("violated",)

    def to_address(self) -> str:
        """The query part of an address that restores this choice; what is as usual is left out."""
        usual = Choice()
        pairs: list[tuple[str, str]] = []
        for name in (field.name for field in fields(self)):
            value = getattr(self, name)
            if value == getattr(usual, name) and name != "lang":
                continue
            pairs += [(name, str(v)) for v in (value if isinstance(value, tuple) else (value,))]
        return "?" + urlencode(pairs)

    def with_(self, **changes: Any) -> Choice:
        """The same with some changes; whatever changes what is listed starts at the first page."""
        changes.setdefault("page", 0)
        return replace(self, **changes)

    def without_marks(self) -> Choice:
        """The same without what clicks have added."""
        return self.with_(**dict.fromkeys(MARKS, ""))


def from_address(query: str) -> Choice:
    """The choice that an address tells; what it does not know or cannot read it leaves as usual."""
    said = parse_qs(query.lstrip("?"), keep_blank_values=False, max_num_fields=2_000)
    found: dict[str, Any] = {}
    for name in LISTS:
        values = tuple(dict.fromkeys(v[:_LONGEST] for v in said.get(name, [])[:_MOST_VALUES]))
        if values:
            found[name] = values
    for name in (*MARKS, "finding"):
        if name in said:
            found[name] = said[name][-1][:_LONGEST]
    allowed = {"severity": SEVERITIES, "verdict": VERDICTS}
    for name, known in allowed.items():
        found[name] = tuple(v for v in found.get(name, ()) if v in known)
    for name, pattern in (("weekday", "[1-7]"), ("hour", "1?[0-9]|2[0-3]")):
        if not re.fullmatch(pattern, found.get(name, "")):
            found.pop(name, None)
    for name in ("since", "until"):
        if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", said.get(name, [""])[-1]):
            found[name] = said[name][-1]
    for name, possible in (("view", VIEWS), ("lang", ("en", "zh")), ("order", ORDERS)):
        if said.get(name, [""])[-1] in possible:
            found[name] = said[name][-1]
    page = said.get("page", ["0"])[-1]
    found["page"] = int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 0
    return Choice(**found)


def condition(sql: str, choice: Choice) -> tuple[str, dict[str, Any]]:
    """A query's text with each `{fact}` replaced by the choice's conditions on that fact, and the values to bind.

    The words of the conditions are ours, the values are always bound.
    """
    clauses, bound = _clauses(choice)
    for fact, texts in clauses.items():
        sql = sql.replace("{" + fact + "}", " and ".join(texts) or "true")
    return sql, bound


def _clauses(choice: Choice) -> tuple[Mapping[str, list[str]], dict[str, Any]]:
    bound: dict[str, Any] = {}
    place: list[str] = []
    for name, sign in (("since", ">="), ("until", "<=")):
        if getattr(choice, name):
            place.append(f"month {sign} ${name}")
            bound[name] = getattr(choice, name)
    for name in PLACES:
        if getattr(choice, name):
            place.append(f"list_contains(${name}, coalesce({name}, '{NOTHING}'))")
            bound[name] = list(getattr(choice, name))
    judged: list[str] = []
    for name, column in (("severity", "severity"), ("norm", "norm_id")):
        if getattr(choice, name):
            judged.append(f"list_contains(${name}, {column})")
            bound[name] = list(getattr(choice, name))
    verdict: list[str] = []
    if choice.verdict:
        verdict.append("list_contains($verdict, verdict)")
        bound["verdict"] = list(choice.verdict)
    named = [*judged, *verdict]
    # Operations, cases and deviations have no norm of their own: those that a chosen finding names are chosen.
    events = [f"event_id in (select event_id from memory.board.findings where {' and '.join(named)})"] if named else []
    cases = [f"case_id in (select case_id from memory.board.findings where {' and '.join(named)})"] if named else []
    marks = _marks(choice, bound)
    return {
        "tallies": [*place, *judged],
        "findings": [*place, *judged, *verdict, *marks],
        "cases": [*place, *cases],
        "aligned": [*place, *cases],
        "deviations": [*place, *cases],
        "starts": [*place, *events],
        "blocks": [*place, *events],
    }, bound


def _marks(choice: Choice, bound: dict[str, Any]) -> list[str]:
    """The conditions of what clicks have added."""
    columns = {
        "weekday": "weekday = $weekday",
        "hour": "hour_of_day = $hour",
        "device": f"coalesce(device_id, '{NOTHING}') = $device",
        "account": f"coalesce(account, '{NOTHING}') = $account",
        "waiver": "waiver_id = $waiver",
        "case_id": "case_id = $case_id",
        "phase": "case_id in (select case_id from memory.board.deviations where "
        f"coalesce(phase, '{NOTHING}') = $phase)",
        "status": "finding_id in (select finding_id from memory.board.said where status = $status)",
    }
    found = []
    for name, text in columns.items():
        value = getattr(choice, name)
        if value:
            found.append(text)
            bound[name] = int(value) if name in ("weekday", "hour") else value
    return found
