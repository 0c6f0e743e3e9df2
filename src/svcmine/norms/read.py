"""Reads norms from catalogs, folders and files; all mistakes are reported at once, each with file, norm and place."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from svcmine.errors import NormError, all_at_once
from svcmine.norms.columns import nearest
from svcmine.norms.norm import Norm, Profile, Requirement
from svcmine.norms.parameters import fill_in
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
        for number, table in enumerate(_tables(path, problems), 1):
            norm = _norm(table, path, number, chosen, problems)
            name = str(table.get("id"))
            if "id" in table and name in seen:
                problems.append(f"{path.name}: norm {name}: the id is taken by a norm in {seen[name]}")
            seen.setdefault(name, path.name)
            norms += [norm] if norm is not None else []
    problems += _strangers(chosen, set(seen), profile)
    all_at_once(NormError, problems)
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
        raise NormError("\n".join(f"profile '{name}': {said}" for said in _said(error, Profile))) from None


def _strangers(profile: Profile, known: set[str], name: str | None) -> list[str]:
    named = dict.fromkeys([*profile.parameters, *profile.severity, *profile.disable])
    return [
        f"profile '{name}': there is no norm '{norm}'.{nearest(norm, known)}" for norm in named if norm not in known
    ]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise NormError(f"{path}: not UTF-8. Save the file as UTF-8.") from None


def _tables(path: Path, problems: list[str]) -> list[dict[str, Any]]:
    try:
        document = tomllib.loads(_text(path))
    except tomllib.TOMLDecodeError as error:
        problems.append(f"{path.name}: not TOML: {error}")
        return []
    except NormError as error:
        problems.append(str(error))
        return []
    for key in sorted(document.keys() - {"norm"}):
        problems.append(f"{path.name}: unknown key '{key}'. A file of norms has [[norm]] tables only.")
    tables = document.get("norm")
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        problems.append(f"{path.name}: no [[norm]] table. Each norm starts with [[norm]].")
        return []
    return tables


def _norm(table: dict[str, Any], path: Path, number: int, profile: Profile, problems: list[str]) -> Norm | None:
    """One norm, or None if it is wrong; what is wrong is added to `problems`."""
    where = f"{path.name}: norm {table.get('id') or f'number {number}'}"
    filled, mistakes = _filled(table, profile)
    requirements, unfit = _requirements(filled.pop("require"), profile)
    mistakes += unfit
    norm = None
    try:
        norm = Norm.model_validate({"process": list(PROCESSES), **filled, "require": requirements, "file": str(path)})
        mistakes += problems_of_norm(norm)
    except ValidationError as error:
        # Requirements have been reported one by one already.
        mistakes += [said for said in _said(error, Norm) if not said.startswith("require")]
    problems += [f"{where}: {mistake}" for mistake in mistakes]
    return None if mistakes else norm


def _filled(table: dict[str, Any], profile: Profile) -> tuple[dict[str, Any], list[str]]:
    """A norm's table with the profile's wishes filled in, and what is wrong with it; `require` is always a list."""
    mistakes: list[str] = []
    name = str(table.get("id"))
    filled = dict(table)
    wanted, own = profile.parameters.get(name, {}), table.get("parameters", {})
    for parameter in wanted.keys() - own.keys():
        mistakes.append(f"parameters: the profile sets '{parameter}', which the norm does not have")
    filled["parameters"] = {**own, **wanted}
    if name in profile.severity:
        filled["severity"] = profile.severity[name]
    requires = table.get("require")
    if not (isinstance(requires, list) and requires and all(isinstance(item, dict) for item in requires)):
        mistakes.append("require: a norm needs at least one [[norm.require]]")
        requires = []
    filled["require"] = []
    for number, require in enumerate(requires, 1):
        said, missing = fill_in(require, filled["parameters"])
        mistakes += [f"require {number}, {problem}" for problem in missing]
        filled["require"].append(said)
    return filled, mistakes


def _requirements(tables: list[dict[str, Any]], profile: Profile) -> tuple[list[Requirement], list[str]]:
    """The requirements that can be read, numbered, and what is wrong with all of them."""
    found: list[Requirement] = []
    mistakes: list[str] = []
    for number, table in enumerate(tables, 1):
        said = {key: value for key, value in table.items() if not (key == "waived_by" and profile.without_waivers)}
        unfit = [unknown] if (unknown := unknown_kind(said.get("kind"))) else []
        if "number" in said:
            unfit.append("number: requirements are numbered in the order they stand")
        try:
            requirement = Requirement.model_validate({**said, "number": number})
            unfit += problems_of_parts(said) if unfit else problems_of_requirement(requirement, set(said))
            found.append(requirement)
        except ValidationError as error:
            unfit += [*_said(error, Requirement), *problems_of_parts(said)]
        mistakes += [f"require {number}, {problem}" for problem in unfit]
    return found, mistakes


def _said(error: ValidationError, model: type[BaseModel]) -> list[str]:
    """Pydantic's findings in our words: place, what is wrong, what is possible."""
    return [f"{_place(item['loc'])}: {_sentence(item, model)}" for item in error.errors()]


def _place(parts: tuple[Any, ...]) -> str:
    words: list[str] = []
    for part in parts:
        if isinstance(part, int) and words and words[-1] in ("require", "example"):
            words[-1] += f" {part + 1}"
        elif not (isinstance(part, str) and part.startswith("function-")):
            words.append(str(part))
    return ", ".join(words)


def _sentence(item: Any, model: type[BaseModel]) -> str:
    place = item["loc"]
    if item["type"] == "extra_forbidden":
        known = _keys_at(model, place)
        return f"unknown key.{nearest(str(place[-1]), known)} Keys here are: {', '.join(sorted(known))}"
    if item["type"] == "missing":
        return "is missing"
    if item["type"] == "literal_error":
        return f"'{item['input']}' is not possible. Possible: {item['ctx']['expected']}"
    return str(item["msg"]).removeprefix("Value error, ")


def _keys_at(model: type[BaseModel], place: tuple[Any, ...]) -> list[str]:
    """The keys of the table that holds the key at this place."""
    schema: dict[str, Any] = model.model_json_schema()
    definitions = schema.get("$defs", {})
    for part in place[:-1]:
        inner = schema.get("properties", {}).get(part, schema) if isinstance(part, str) else schema.get("items", schema)
        for option in (inner, *inner.get("anyOf", [])):
            reference = option.get("$ref")
            schema = definitions[reference.rsplit("/", 1)[-1]] if reference else inner
            if reference:
                break
    return [key for key in schema.get("properties", {}) if key not in ("number", "file")]
