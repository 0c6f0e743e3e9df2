"""Reads norms from catalogs, folders and files; all mistakes are reported at once, each with file, line and norm."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from svcmine.errors import NormError, all_at_once
from svcmine.norms.columns import nearest
from svcmine.norms.lines import line_of_syntax_error
from svcmine.norms.mistakes import MistakesOf, by_line, label_of_file, said
from svcmine.norms.norm import Norm, Profile, Requirement
from svcmine.norms.parameters import fill_in, unused
from svcmine.norms.review import problems_of_norm, problems_of_parts, problems_of_requirement, unknown_kind
from svcmine.vocabulary import PROCESSES


def read_norms(*names_or_paths: str | Path, profile: str | None = None) -> tuple[Norm, ...]:
    """The norms of catalogs (`service`, `itil`), folders or files, in this order, with a profile applied.

    `profile` names a file of norms/profiles, or is a path. Raises one NormError with every mistake found.
    """
    problems: list[str] = []
    chosen = _profile(profile)
    norms: list[Norm] = []
    seen: dict[str, str] = {}
    for path in _unique(path for name in names_or_paths for path in _toml_files(name)):
        tables, mistakes = _tables(path, problems)
        for number, table in enumerate(tables):
            norm = _norm(table, path, number, chosen, mistakes)
            name = str(table.get("id"))
            if "id" in table and name in seen:
                taken = f"id: the id is taken by a norm in {seen[name]}. Give one of them another id."
                mistakes.of_norm(number, name, [taken])
            seen.setdefault(name, mistakes.label)
            norms += [norm] if norm is not None else []
    problems += _strangers(chosen, set(seen), profile)
    all_at_once(NormError, sorted(problems, key=by_line))
    return tuple(norm for norm in norms if norm.id not in chosen.disable)


def catalog_digest(norms: Iterable[Norm]) -> str:
    """A SHA-256 of all that norms say, whatever file and order they come in."""
    said = sorted(json.dumps(norm.model_dump(mode="json"), sort_keys=True, ensure_ascii=False) for norm in norms)
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def _unique(paths: Iterable[Path]) -> list[Path]:
    return list({path.resolve(): path for path in paths}.values())


def _toml_files(name: str | Path) -> list[Path]:
    """The TOML files of a catalog, a folder (with its subfolders) or a file."""
    with as_file(files("svcmine.norms") / "catalog") as catalogs:
        inside = catalogs / name if isinstance(name, str) and name.isidentifier() else None
        path = inside if inside is not None and inside.is_dir() else Path(name)
        if path.is_file():
            return [path]
        found = sorted(path.rglob("*.toml")) if path.is_dir() else []
        if found:
            return found
        known = sorted(entry.name for entry in catalogs.iterdir() if entry.is_dir()) if catalogs.is_dir() else []
    what = "has no *.toml" if path.is_dir() else "is neither a catalog nor a file or folder"
    raise NormError(f"norms '{name}': {what}. Catalogs are: {', '.join(known)}; or give a path.")


def profile_tolerance(profile: str | None) -> float | None:
    """By how many seconds different clocks may differ, if the profile says so."""
    return _profile(profile).clock_tolerance_s


def _profile(name: str | None) -> Profile:
    folder = files("svcmine.norms") / "profiles"
    known = sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))
    if name is None:
        return Profile()
    if name in known:
        text = (folder / f"{name}.toml").read_text(encoding="utf-8")
    elif Path(name).is_file():
        text = _text(Path(name))
    else:
        raise NormError(f"profile '{name}' does not exist. Profiles are: {', '.join(known)}; or give a TOML file.")
    try:
        return Profile.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise NormError(f"profile '{name}': not TOML: {error}") from None
    except ValidationError as error:
        raise NormError("\n".join(f"profile '{name}': {mistake}" for mistake in said(error, Profile))) from None


def _strangers(profile: Profile, known: set[str], name: str | None) -> list[str]:
    named = dict.fromkeys([*profile.parameters, *profile.severity, *profile.disable])
    return [
        f"profile '{name}': there is no norm '{norm}'.{nearest(norm, known)}" for norm in named if norm not in known
    ]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise NormError(f"{label_of_file(path)}:1: not UTF-8. Save the file as UTF-8.") from None


def _tables(path: Path, problems: list[str]) -> tuple[list[dict[str, Any]], MistakesOf]:
    """The tables of a file's norms, and what collects their mistakes."""
    try:
        text = _text(path)
    except NormError as error:
        problems.append(str(error))
        return [], MistakesOf(path, "", problems)
    mistakes = MistakesOf(path, text, problems)
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        hint = "Look there for a bracket or quote that is not closed, or for a key that stands twice."
        mistakes.of_file(f"not TOML: {error}. {hint}", line_of_syntax_error(error, text))
        return [], mistakes
    for key in sorted(document.keys() - {"norm"}):
        hint = nearest(key, ["norm"])
        mistakes.of_file(f"unknown key '{key}'.{hint} A file of norms has [[norm]] tables only.", key=key)
    tables = document.get("norm")
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        mistakes.of_file("no [[norm]] table. Each norm starts with [[norm]].", key="norm")
        return [], mistakes
    return tables, mistakes


def _norm(table: dict[str, Any], path: Path, number: int, profile: Profile, collected: MistakesOf) -> Norm | None:
    """One norm, or None if it is wrong; what is wrong is added to `collected`. `number` counts from 0."""
    filled, mistakes = _filled(table, profile)
    requirements, unfit = _requirements(filled.pop("require"), profile)
    mistakes += unfit
    norm = None
    try:
        norm = Norm.model_validate({"process": list(PROCESSES), **filled, "require": requirements, "file": str(path)})
        mistakes += problems_of_norm(norm)
    except ValidationError as error:
        # Requirements have been reported one by one already.
        mistakes += [mistake for mistake in said(error, Norm) if not mistake.startswith("require")]
    # What holds a parameter that does not exist is wrong for that alone.
    unfilled = {mistake.partition(":")[0] for mistake in mistakes if ": there is no parameter " in mistake}
    mistakes = [
        mistake
        for mistake in mistakes
        if mistake.partition(":")[0] not in unfilled or ": there is no parameter " in mistake
    ]
    collected.of_norm(number, str(table.get("id") or f"number {number + 1}"), mistakes)
    return None if mistakes else norm


def _own(parameters: dict[str, Any]) -> str:
    return f"It has: {', '.join(sorted(parameters)) or 'none'}."


def _filled(table: dict[str, Any], profile: Profile) -> tuple[dict[str, Any], list[str]]:
    """A norm's table with the profile's wishes filled in, and what is wrong with it; `require` is always a list."""
    mistakes: list[str] = []
    name = str(table.get("id"))
    filled = dict(table)
    wanted, own = profile.parameters.get(name, {}), table.get("parameters", {})
    for parameter in wanted.keys() - own.keys():
        mistakes.append(f"parameters: the profile sets '{parameter}', which the norm does not have. {_own(own)}")
    filled["parameters"] = {**own, **wanted}
    if name in profile.severity:
        filled["severity"] = profile.severity[name]
    if profile.without_waivers:
        filled["waivable"] = False
    requires = table.get("require")
    if not (isinstance(requires, list) and requires and all(isinstance(item, dict) for item in requires)):
        mistakes.append("require: a norm needs at least one requirement. Write [[norm.require]] and its keys below.")
        requires = []
    filled["require"] = []
    for number, require in enumerate(requires, 1):
        given, missing = fill_in(require, filled["parameters"])
        mistakes += [f"require {number}, {problem}" for problem in missing]
        filled["require"].append(given)
    never = unused(filled["parameters"], requires)
    mistakes += [f"parameters.{name}: no requirement uses ${name}. Use it, or leave it out." for name in never]
    return filled, mistakes


def _requirements(tables: list[dict[str, Any]], profile: Profile) -> tuple[list[Requirement], list[str]]:
    """The requirements that can be read, numbered, and what is wrong with all of them."""
    found: list[Requirement] = []
    mistakes: list[str] = []
    for number, table in enumerate(tables, 1):
        given = {key: value for key, value in table.items() if not (key == "waived_by" and profile.without_waivers)}
        unknown = unknown_kind(given.get("kind"))
        unfit = [unknown] if unknown and "kind" in given else []
        if "number" in given:
            unfit.append("number: requirements are numbered in the order they stand")
        requirement, unreadable, keys = _readable({**given, "number": number})
        unfit += unreadable
        if unknown:
            unfit += problems_of_parts(given)
        else:
            # A key that could not be read has been reported, and says nothing about the others.
            unfit += [text for text in problems_of_requirement(requirement, set(given)) if _key(text) not in keys]
        found.append(requirement)
        mistakes += [f"require {number}, {problem}" for problem in dict.fromkeys(unfit)]
    return found, mistakes


def _readable(table: dict[str, Any]) -> tuple[Requirement, list[str], set[str]]:
    """A requirement of the keys that can be read, what is wrong with the others, and which these are."""
    try:
        return Requirement.model_validate(table), [], set()
    except ValidationError as error:
        wrong = {str(item["loc"][0]) for item in error.errors()}
        rest = {key: value for key, value in table.items() if key not in wrong}
        return Requirement.model_validate({"kind": "", **rest}), said(error, Requirement), wrong


def _key(mistake: str) -> str:
    return re.split(r"[:,.]", mistake, maxsplit=1)[0]
