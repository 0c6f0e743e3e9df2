"""A requirement in words, and the smallest change that would have met it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from svcmine.vocabulary import label_of

# Kind → what it asks. {a} the activations, {t} the targets (each with its condition), {span} the time allowed,
# {same} the columns that must agree, {c} the condition, {list} attributes or roles, {n} a count, {w} a window.
ASKS = {
    "precedence": "Before each {a} there is {t}{same}{span}.",
    "alternate_precedence": "Before each {a}, and after the {a} before it, there is {t}{same}{span}.",
    "chain_precedence": "Directly before each {a} there is {t}{same}{span}.",
    "response": "After each {a} there is {t}{same}{span}.",
    "alternate_response": "After each {a}, and before the next {a}, there is {t}{same}{span}.",
    "chain_response": "Directly after each {a} there is {t}{same}{span}.",
    "responded_existence": "Where there is {a}, there is {t}{same}{span}, before or after.",
    "succession": "Each {a} is followed by {t}, and each {t} follows {a}{same}{span}.",
    "co_existence": "{a} and {t} are both there, or neither is.",
    "not_co_existence": "{a} and {t} are not both there.",
    "not_succession": "No {t} follows {a}{same}{span}.",
    "not_response": "No {t} follows {a}{same}{span}.",
    "not_precedence": "No {t} comes before {a}{same}{span}.",
    "not_chain_succession": "No {t} follows {a} directly{same}.",
    "existence": "There is {a}{count}.",
    "absence": "There is no {a}{c}.",
    "exactly": "There is {a}{count}, neither more nor fewer.",
    "init": "The case begins with {a}.",
    "end": "The case ends with {a}.",
    "choice": "There is {a} or {t}.",
    "exclusive_choice": "There is {a} or {t}, but not both.",
    "window": "Each {a} begins and ends within the window {w}.",
    "condition": "For each {a} it holds that {c}.",
    "deadline": "Each {a} happens{span}.",
    "attribute_required": "Each {a} has {list} recorded.",
    "role": "Each {a} is done by {list}.",
    "four_eyes": "{a} and {t} are done by different persons{same}.",
    "same_person": "{a} and {t} are done by the same person{same}.",
    "cardinality": "There is {a}{count}.",
    "periodic": "{a} happens again and again{span}.",
    "gap_free": "Between one {a} and the next there is no gap{span}.",
    "unticketed": "Each {a} on a device belongs to a ticket.",
}

# Kind → what would have met it.
MENDS = {
    "precedence": "{t}{same}, recorded before {at}{near}",
    "alternate_precedence": "{t}{same}, recorded after the previous {a} and before {at}",
    "chain_precedence": "{t}{same} as the last thing before {at}",
    "response": "{t}{same}, recorded after {at}{by}",
    "alternate_response": "{t}{same}, recorded after {at} and before the next {a}{by}",
    "chain_response": "{t}{same} as the next thing after {at}{by}",
    "responded_existence": "{t}{same} anywhere in the case{by}",
    "succession": "{t}{same}, recorded after {at}{by}",
    "co_existence": "both {a} and {t} in the case",
    "not_co_existence": "the case without either {a} or {t}",
    "not_succession": "no {t} after {at}",
    "not_response": "no {t} after {at}",
    "not_precedence": "no {t} before {at}",
    "existence": "{a}{count} in the case{by}",
    "absence": "the {a} at {at} not done, or done under other conditions{c}",
    "exactly": "{a}{count}, neither more nor fewer",
    "init": "{a} as the first event of the case",
    "end": "{a} as the last event of the case",
    "choice": "{a} or {t} in the case",
    "exclusive_choice": "only one of {a} and {t}",
    "window": "the same {a}, begun and ended within the window {w}",
    "condition": "the same {a} with {c}",
    "deadline": "the same {a}{by}",
    "attribute_required": "{list} recorded with the {a} at {at}",
    "role": "the same {a} done by {list}",
    "four_eyes": "{t} done by a person other than the one of the {a} at {at}",
    "same_person": "{t} done by the person of the {a} at {at}",
    "unticketed": "a ticket whose plan names the device and the person and whose agreed window holds {at}",
}

_REASONS = {
    "missing_attribute": "Record the attributes that the requirement asks about: {columns}.",
    "no_evidence": "Load what would show it: {evidence} records that cover this place and time.",
    "cut_off": "Load the records from before the case opened.",
    "order": "Record the times more finely, or declare the source's own order (ordered = true in its mapping).",
    "clock": "Synchronise the clocks of the sources, or state their tolerance.",
    "time_limit": "Give the check more time.",
}


def requirement_in_words(requirement: Mapping[str, Any]) -> str:
    """One or two sentences that say what a requirement asks, conditions as they are written in the norm."""
    kind = str(requirement.get("kind"))
    text = ASKS.get(kind, kind + ": {a} {t}{c}{span}").format(**_parts(requirement))
    extras = []
    if requirement.get("scope") not in (None, "case"):
        extras.append(f"Looked for on the same {requirement['scope']}, whatever the case.")
    if requirement.get("reset_by"):
        extras.append(f"What came before {_names(requirement['reset_by'])} does not count.")
    if requirement.get("waived_by"):
        waiver = requirement["waived_by"]
        condition = f" where {waiver['where']}" if waiver.get("where") else ""
        extras.append(f"Waived by {_names(waiver.get('activity'))}{condition}.")
    return " ".join([text[0].upper() + text[1:], *extras])


def smallest_mend(
    requirement: Mapping[str, Any], verdict: str, reason: str | None, at: str, due: str | None, waiver: str | None
) -> str:
    """A sentence: what would have made this activation compliant, or decidable, or what still can."""
    if verdict == "undecidable":
        columns = ", ".join(columns_of(requirement)) or "those of the condition"
        evidence = " and ".join(requirement.get("evidence") or ["ticket"])
        return _REASONS.get(reason or "", "Nothing is known that would decide it.").format(
            columns=columns, evidence=evidence
        )
    kind = str(requirement.get("kind"))
    parts = _parts(requirement) | {"at": at, "by": f", not later than {due}" if due else ""}
    wanted = MENDS.get(kind, "what the requirement asks").format(**parts)
    if verdict == "pending":
        return f"Still possible: {wanted}."
    if verdict == "waived":
        return f"None is needed: waiver {waiver} applies. Without it: {wanted}."
    return f"It would have been compliant with {wanted}."


def columns_of(requirement: Mapping[str, Any]) -> list[str]:
    """The columns that a requirement's conditions, `same` and attributes name, in order of appearance."""
    texts = [str(requirement[key]) for key in ("when", "where", "forbidden", "required") if requirement.get(key)]
    named = re.findall(r"[a-z_][a-z_0-9]*", re.sub(r"'[^']*'", "", " ".join(texts)))
    skipped = {"and", "or", "not", "in", "is", "null", "between", "like", "true", "false", "case", "when", "then"}
    calls = set(re.findall(r"([a-z_]+)\s*\(", " ".join(texts)))
    listed = [*named, *_listed(requirement.get("same")), *_listed(requirement.get("attributes"))]
    return [name for name in dict.fromkeys(listed) if name not in skipped | calls]


def _parts(requirement: Mapping[str, Any]) -> dict[str, str]:
    condition = requirement.get("required") or requirement.get("forbidden")
    negative = " not" if requirement.get("forbidden") else ""
    when = f" (where {requirement['when']})" if requirement.get("when") else ""
    where = f" (where {requirement['where']})" if requirement.get("where") else ""
    same = [name.replace("_", " ") for name in _listed(requirement.get("same"))]
    kind = requirement.get("kind")
    return {
        "a": _names(requirement.get("activation")) + when,
        "t": _names(requirement.get("target")) + where,
        "same": f", of the same {' and '.join(same)}" if same else "",
        "span": ("," if same else "") + _span(requirement) if _span(requirement) else "",
        "near": f" and{_span(requirement)} of it" if _span(requirement) else "",
        "c": f" where {condition}" if condition and kind == "absence" else f"{condition} does{negative} hold",
        "list": " or ".join(_listed(requirement.get("roles"))) or ", ".join(_listed(requirement.get("attributes"))),
        "count": f", {requirement['count']} times" if requirement.get("count") not in (None, 1) else "",
        "w": str(requirement.get("window") or ""),
    }


def _span(requirement: Mapping[str, Any]) -> str:
    within, earliest = _duration(requirement.get("within")), _duration(requirement.get("not_before"))
    return (f" within {within}" if within else "") + (f", not before {earliest}" if earliest else "")


def _duration(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"{value.get('column')} {value.get('unit', '')}".strip()
    return str(value) if value else ""


def _listed(value: Any) -> list[str]:
    return [] if value is None else [value] if isinstance(value, str) else list(value)


def _names(value: Any) -> str:
    return " or ".join(f"“{label_of(name, 'en')}”" for name in _listed(value)) or "case"
