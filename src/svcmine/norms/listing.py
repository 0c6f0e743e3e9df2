"""Norms as plain text in both languages: a table of a catalog, and a sheet of one norm."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from svcmine.norms.columns import columns_of
from svcmine.norms.norm import Example, Norm, Requirement, WaivedBy
from svcmine.norms.timeline import timeline
from svcmine.vocabulary import ACTIVITIES, CLASSES, label_of


def norms_table(norms: Sequence[Norm], lang: str = "en") -> str:
    """One line a norm: id, severity, number of requirements, title."""
    ids = max((len(norm.id) for norm in norms), default=0)
    lines = [f"{norm.id:<{ids}}  {norm.severity:<8}  {len(norm.require):>2}  {norm.title[lang]}" for norm in norms]
    return "\n".join([*lines, f"{len(norms)} {_words(lang)['sheet']['norms']}"])


def words_table(word: str = "", lang: str = "en") -> str:
    """The activities, classes and columns whose name or label holds a word, one a line: what it is, name, label."""
    rows = [*_activity_rows(lang), *_column_rows(lang)]
    chosen = [row for row in rows if word.casefold() in " ".join(row).casefold()]
    widths = [max((len(row[i]) for row in chosen), default=0) for i in range(2)]
    return "\n".join(f"{row[0]:<{widths[0]}}  {row[1]:<{widths[1]}}  {row[2]}" for row in chosen)


def norm_sheet(norm: Norm, lang: str = "en") -> str:
    """Everything that a norm says: title, clauses, parameters, each requirement in words, examples."""
    return "\n".join(_sheet(norm, lang))


def norm_page(norm: Norm, statements: Sequence[str] = ()) -> str:
    """A norm in both languages, each example drawn as a timeline, and the SQL of its requirements if given."""
    said = _words("en")["sheet"]
    lines = [norm.id, norm.title.en, norm.title.zh, "", *_facts(norm, "en")]
    for requirement in norm.require:
        lines += ["", f"{said['requirement']} {requirement.number} ({requirement.kind})"]
        for lang in ("en", "zh"):
            lines += [f"    {line}" for line in requirement_sentences(requirement, lang)]
    for number, example in enumerate(norm.examples, 1):
        lines += ["", _example_line(norm, number, example, "en"), f"    {example.log}"]
        lines += [f"    {line}" for line in timeline(example.log)]
    for number, sql in enumerate(statements, 1):
        lines += ["", f"SQL of requirement {number}", sql]
    return "\n".join(lines)


def requirement_sentences(requirement: Requirement, lang: str = "en") -> list[str]:
    """What a requirement asks: the obligation first, then what narrows or widens it, conditions as written."""
    words = _words(lang)
    template = words.get(requirement.kind, requirement.kind + ": {a} {t}")
    sentence = template.format(**_parts(requirement, lang))
    return [sentence[0].upper() + sentence[1:], *_more(requirement, lang)]


def _activity_rows(lang: str) -> Iterator[tuple[str, str, str]]:
    for name, activity in ACTIVITIES.items():
        yield "activity", name, f"{activity.label[lang]} / {activity.label['en' if lang == 'zh' else 'zh']}"
    for name, found in CLASSES.items():
        yield "class", name, f"{found.label[lang]}: {', '.join(found.members)}"


def _column_rows(lang: str) -> Iterator[tuple[str, str, str]]:
    for name, found in columns_of("event").items():
        values = f": {', '.join(found.values)}" if found.values else ""
        yield f"column ({found.type})", name, f"{found.label[lang]}{values}"


def _sheet(norm: Norm, lang: str) -> Iterator[str]:
    said = _words(lang)["sheet"]
    yield norm.id
    yield norm.title[lang]
    yield ""
    yield from _facts(norm, lang)
    for requirement in norm.require:
        yield ""
        first, *more = requirement_sentences(requirement, lang)
        yield f"{said['requirement']} {requirement.number} ({requirement.kind}). {first}"
        yield from (f"    {line}" for line in more)
    if norm.examples:
        yield ""
    for number, example in enumerate(norm.examples, 1):
        yield f"{_example_line(norm, number, example, lang)}: {example.log}"


def _facts(norm: Norm, lang: str) -> Iterator[str]:
    said = _words(lang)["sheet"]
    facts = {
        "severity": norm.severity,
        "processes": ", ".join(norm.process),
        "clauses": ", ".join(norm.clauses),
        "since": norm.since,
        "until": norm.until,
        "parameters": ", ".join(f"{name} = {value}" for name, value in norm.parameters.items()),
    }
    yield from (f"{said[name]}: {value}" for name, value in facts.items() if value)
    if norm.note:
        yield norm.note


def _example_line(norm: Norm, number: int, example: Example, lang: str) -> str:
    said = _words(lang)["sheet"]
    reason = f" ({example.reason})" if example.reason else ""
    alone = "requirement" in example.model_fields_set and len(norm.require) > 1
    which = f", {said['requirement'].lower()} {example.requirement}" if alone else ""
    return f"{said['example']} {number}{which}: {example.verdict}{reason}"


def _parts(requirement: Requirement, lang: str) -> dict[str, str]:
    said = _words(lang)["sheet"]
    condition = requirement.required or requirement.forbidden
    # That a deletion is forbidden whenever it happens is written as forbidden = "true".
    plain = condition in (None, "true")
    return {
        "a": _activities(requirement.activation, lang) or said["case"],
        "t": _activities(requirement.target, lang),
        "u": _until(requirement, lang),
        "c": "" if plain else (said["where"] if requirement.forbidden else " ") + str(condition),
        "list": said["or"].join(requirement.roles) or ", ".join(requirement.attributes),
        "n": _times(requirement, said),
        "often": _often(requirement, said),
        "w": requirement.window or "",
        "length": str(requirement.length or ""),
        "by": requirement.by or "",
    }


def _times(requirement: Requirement, said: dict[str, str]) -> str:
    if requirement.kind == "exactly":
        return said["exactly"].format(n=requirement.count)
    least = said["times"].format(n=requirement.count) if requirement.count else ""
    return least + (said["at_most"].format(n=requirement.most) if requirement.most is not None else "")


def _often(requirement: Requirement, said: dict[str, str]) -> str:
    if requirement.per is None:
        return said["every"].format(within=requirement.within)
    grace = said["grace"].format(within=requirement.within) if requirement.within else ""
    return said.get(f"per_{requirement.per}", requirement.per) + grace


def _until(requirement: Requirement, lang: str) -> str:
    names = _activities(requirement.until, lang)
    if requirement.kind != "periodic" or not names:
        return names
    return _words(lang)["sheet"]["until_event"].format(u=names)


def _more(requirement: Requirement, lang: str) -> Iterator[str]:
    words = _words(lang)["more"]
    values: dict[str, Any] = {
        "when": requirement.when,
        "where": requirement.where,
        "same": ", ".join(requirement.same),
        "scope": requirement.scope if requirement.scope != "case" else None,
        "per": requirement.per if requirement.kind != "periodic" else None,
        "within": requirement.within if requirement.kind != "periodic" else None,
        "not_before": requirement.not_before,
        "reset_by": _activities(requirement.reset_by, lang),
        "evidence": ", ".join(requirement.evidence) if requirement.target else None,
        "waived_by": _waiver(requirement.waived_by, lang),
        "severity": requirement.severity,
    }
    yield from (words[name].format(value=value) for name, value in values.items() if value)


def _waiver(waiver: WaivedBy | None, lang: str) -> str:
    if waiver is None:
        return ""
    condition = _words(lang)["sheet"]["where"] + waiver.where if waiver.where else ""
    return _activities(waiver.activity, lang) + condition


def _activities(names: tuple[str, ...], lang: str) -> str:
    mark = ("“", "”") if lang == "zh" else ("'", "'")
    return _words(lang)["sheet"]["or"].join(f"{mark[0]}{label_of(name, lang)}{mark[1]}" for name in names)


@cache
def _all_words() -> dict[str, Any]:
    return tomllib.loads((files("svcmine.norms") / "requirement_words.toml").read_text(encoding="utf-8"))


def _words(lang: str) -> dict[str, Any]:
    return _all_words()["zh" if lang == "zh" else "en"]
