"""A requirement in words, and the smallest change that would have met it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from svcmine.norms.durations import Duration
from svcmine.vocabulary import label_of

# Kind → what it asks. {a} the activations, {t} the targets (each with its condition), {span} the time allowed,
# {same} the columns that must agree, {c} the condition, {list} attributes or roles, {n} a count, {w} a window.
ASKS = {
    "precedence": "Before each {a} there is {t}{same}{span}.",
    "alternate_precedence": "Before each {a}, and after the {a} before it, there is {t}{same}{span}.",
    "response": "After each {a} there is {t}{same}{span}.",
    "alternate_response": "After each {a}, and before the next {a}, there is {t}{same}{span}.",
    "responded_existence": "Where there is {a}, there is {t}{same}{span}, before or after.",
    "not_coexistence": "Where there is {a}, there is no {t}{same}{span}, neither before nor after.",
    "not_succession": "After {a} there is no {t}{same}{span}.",
    "existence": "In each case there is {a}{where}{n}.",
    "absence": "There is no {a}{where}{n}{c}.",
    "window": "Each {a} begins and ends within the window {w}.",
    "condition": "For each {a} it holds that{c}.",
    "deadline": "In each case there is {t}, not later than {late}.",
    "attribute_required": "For each {a} there is a record of {list}{c}.",
    "role": "Each {a} is done by {list}.",
    "four_eyes": "No {a} is done by the person of {t}{same}.",
    "gap_free": "From the end of each {a}{span}, somebody is always at it for {length}: "
    "{t} begins a shift, {until} ends it.",
    "unticketed": "Each {a} belongs to a ticket.",
    "exactly": "In each case there is {a}{where}{n}.",
    "init": "The first event of each case is {a}{where}.",
    "end": "The last event of each case is {a}{where}.",
    "choice": "In each case there is {a}{where}.",
    "exclusive_choice": "In each case there is {a}{where}, and only one of them.",
    "co_existence": "In each case there are {a} and {t}, or neither.",
    "succession": "After each {a} there is {t}{same}{span}, and before each {t} there is {a}.",
    "alternate_succession": "After each {a}, and before the next, there is {t}{same}{span}, and likewise {a} "
    "before each {t}.",
    "chain_response": "The event right after each {a} is {t}{same}{span}.",
    "chain_precedence": "The event right before each {a} is {t}{same}{span}.",
    "chain_succession": "The event right after each {a} is {t}{same}{span}, and the event right before each {t} "
    "is {a}.",
    "not_chain_succession": "The event right after {a} is no {t}{same}{span}.",
    "same_person": "All {a}{where} of a case{same} are done by one person.",
    "cardinality": "For each {a} there is {t}{same}{n}.",
    "periodic": "From the end of each {a} on there is {t} {often}.",
}

# Kind → what would have met it.
MENDS = {
    "precedence": "{t}{same}, recorded before {at}{near}",
    "alternate_precedence": "{t}{same}, recorded after the {a} before and before {at}{near}",
    "response": "{t}{same}, recorded after {at}{by}",
    "alternate_response": "{t}{same}, recorded after {at} and before the next {a}{by}",
    "responded_existence": "{t}{same} anywhere in the case{by}",
    "not_coexistence": "the {a} at {at} without any {t}{same}",
    "not_succession": "no {t}{same} after {at}{near}",
    "existence": "{a}{where}{n} in the case{by}",
    "absence": "{without}",
    "window": "the same {a}, begun and ended within the window {w}",
    "condition": "the {a} as it is, but such that{c}",
    "deadline": "{t}, recorded not later than {late}{by}",
    "attribute_required": "a record of {list} at {at}{c}",
    "role": "the same {a} done by {list}",
    "four_eyes": "the {a} at {at} done by a person other than the one of {t}",
    "gap_free": "{t} before the shift at hand ends, each time, for {length}{by}",
    "unticketed": "a ticket whose plan names the device and the person and whose agreed window holds {at}",
    "exactly": "{a}{where}{n} in the case{by}",
    "init": "{a}{where} as the first event of the case",
    "end": "{a}{where} as the last event of the case",
    "choice": "{a}{where} in the case{by}",
    "exclusive_choice": "one of {a}{where} in the case, and none of the others",
    "co_existence": "both of them in the case, or neither",
    "succession": "the other of the two{same}{span}: {t} after it, or {a} before it",
    "alternate_succession": "the other of the two{same}{span}, with none of its own kind in between",
    "chain_response": "{t}{same} as the next event after {at}{span}",
    "chain_precedence": "{t}{same} as the last event before {at}{span}",
    "chain_succession": "the other of the two{same} right beside it{span}",
    "not_chain_succession": "another event between the one at {at} and {t}",
    "same_person": "the {a} at {at} done by the person who did the others",
    "cardinality": "{t}{same}{n} in the case{by}",
    "periodic": "{t} {often}{by}",
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
    text = ASKS.get(kind, kind + ": {a} {t}{c}{span}").format(**_parts(requirement)).strip()
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


def smallest_mend(requirement: Mapping[str, Any], finding: Mapping[str, Any], at: str, due: str | None) -> str:
    """A sentence: what would have made this activation compliant, or decidable, or what still can.

    `at` and `due`: the activation and its deadline on the site's clock; `due` None if there is no deadline.
    """
    verdict, reason = finding["verdict"], finding["reason"]
    if verdict == "undecidable":
        columns = ", ".join(columns_of(requirement)) or "those of the condition"
        evidence = " and ".join(requirement.get("evidence") or ["ticket"])
        return _REASONS.get(reason or "", "Nothing is known that would decide it.").format(
            columns=columns, evidence=evidence
        )
    kind = str(requirement.get("kind"))
    own = (
        {"a": _names(finding["activity"]) or "case"} if finding["activity"] or not requirement.get("activation") else {}
    )
    forbidden = requirement.get("forbidden")
    elsewhere = forbidden is not None and forbidden != "true"
    without = "the {a} at a time or in a way for which not ({c})" if elsewhere else "no {a} at {at}"
    parts = _parts(requirement) | own | {"at": at, "by": f", not later than {due}" if due else ""}
    parts["without"] = without.format(a=parts["a"], c=forbidden, at=at)
    wanted = MENDS.get(kind, "what the requirement asks").format(**parts)
    if verdict == "pending":
        return f"Still possible: {wanted}."
    if verdict == "waived":
        return f"None is needed: waiver {finding['waiver_id']} applies. Without it: {wanted}."
    return f"It would have been compliant with {wanted}."


def columns_of(requirement: Mapping[str, Any]) -> list[str]:
    """The columns that a requirement's conditions, `same` and attributes name, in order of appearance."""
    texts = [str(requirement[key]) for key in ("when", "where", "forbidden", "required", "by") if requirement.get(key)]
    named = re.findall(r"[a-z_][a-z_0-9]*", re.sub(r"'[^']*'", "", " ".join(texts)))
    skipped = {"and", "or", "not", "in", "is", "null", "between", "like", "true", "false", "case", "when", "then"}
    calls = set(re.findall(r"([a-z_]+)\s*\(", " ".join(texts)))
    per = requirement.get("per") if requirement.get("kind") == "cardinality" else None
    listed = [*named, *_listed(requirement.get("same")), *_listed(per), *_listed(requirement.get("attributes"))]
    listed += ["person"] if requirement.get("kind") in ("same_person", "four_eyes") else []
    return [name for name in dict.fromkeys(listed) if name not in skipped | calls]


def _parts(requirement: Mapping[str, Any]) -> dict[str, str]:
    kind = requirement.get("kind")
    per = requirement.get("per") if kind == "cardinality" else None
    same = [name.replace("_", " ") for name in (*_listed(requirement.get("same")), *_listed(per))]
    span = _span(requirement)
    where = f" (where {requirement['where']})" if requirement.get("where") else ""
    activation = _names(requirement.get("activation")) or ("operation on a device" if kind == "unticketed" else "case")
    late = str(requirement.get("by") or "")
    within = _duration(requirement.get("within"))
    return {
        "a": activation + (f" (where {requirement['when']})" if requirement.get("when") else ""),
        "t": _names(requirement.get("target")) + where,
        "where": where,
        "until": _names(requirement.get("until")),
        "same": f", of the same {' and '.join(same)}" if same else "",
        "span": ("," if same else "") + span if span else "",
        "near": f" and{span} of it" if span else "",
        "c": _condition(requirement),
        "list": " or ".join(_listed(requirement.get("roles"))) or " and ".join(_listed(requirement.get("attributes"))),
        "n": _count(requirement),
        "often": _often(requirement),
        "w": str(requirement.get("window") or ""),
        "late": f"{within} after {late}" if within else late,
        "length": _duration(requirement.get("length")),
    }


def _condition(requirement: Mapping[str, Any]) -> str:
    required, forbidden = requirement.get("required"), requirement.get("forbidden")
    if requirement.get("kind") == "absence":
        return f" where {forbidden}" if forbidden and forbidden != "true" else ""
    told = [str(required)] if required else []
    told += [f"not ({forbidden})"] if forbidden else []
    lead = " with " if requirement.get("kind") == "attribute_required" else " "
    return lead + " and ".join(told) if told else ""


def _count(requirement: Mapping[str, Any]) -> str:
    count, most = requirement.get("count"), requirement.get("most")
    if most is not None:
        least = f" at least {count} times and" if count else ""
        return f"{least} at most {most} times"
    if count is None:
        return ""
    if requirement.get("kind") == "exactly":
        return f" exactly {count} times"
    return f" more than {count} times" if requirement.get("kind") == "absence" else f" at least {count} times"


def _often(requirement: Mapping[str, Any]) -> str:
    within, until = _duration(requirement.get("within")), _names(requirement.get("until"))
    ends = f" until {until}" if until else ""
    if not requirement.get("per"):
        return f"at least every {within}{ends}"
    unit = str(requirement["per"]).replace("_", " ")
    return f"in every whole {unit}{ends}" + (f", not later than {within} after its end" if within else "")


def _span(requirement: Mapping[str, Any]) -> str:
    within, earliest = _duration(requirement.get("within")), _duration(requirement.get("not_before"))
    return (f" within {within}" if within else "") + (f", not before {earliest}" if earliest else "")


def _duration(value: Any) -> str:
    if not value:
        return ""
    if not isinstance(value, Mapping):
        return str(value)
    length = Duration.model_validate(value)
    return f"the time recorded as {length.column}" if length.column else str(length)


def _listed(value: Any) -> list[str]:
    return [] if value is None else [value] if isinstance(value, str) else list(value)


def _names(value: Any) -> str:
    return " or ".join(f"“{label_of(name, 'en')}”" for name in _listed(value))
