"""Fills a norm's parameters in: `"$name"` as a value, `$name` within a condition; profiles come first."""

from __future__ import annotations

import re
from typing import Any

_NAME = re.compile(r"\$([A-Za-z_]\w*)")
_CONDITIONS = ("when", "where", "required", "forbidden")


def fill_in(require: dict[str, Any], parameters: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """A requirement's table with every parameter replaced, and the problems: each a key and what is wrong."""
    problems: list[str] = []
    filled = {key: _filled(key, value, parameters, problems) for key, value in require.items()}
    return filled, problems


def unused(parameters: dict[str, Any], requires: list[dict[str, Any]]) -> list[str]:
    """The parameters that no requirement names."""
    return sorted(parameters.keys() - set(_NAME.findall(str(requires))))


def _filled(key: str, value: Any, parameters: dict[str, Any], problems: list[str]) -> Any:
    if isinstance(value, list):
        return [_filled(key, item, parameters, problems) for item in value]
    if isinstance(value, dict):
        return {name: _filled(name, item, parameters, problems) for name, item in value.items()}
    if not isinstance(value, str) or "$" not in value:
        return value
    for name in _NAME.findall(value):
        if name not in parameters:
            known = ", ".join(f"${known}" for known in parameters) or "none; add [norm.parameters]"
            problems.append(f"{key}: there is no parameter ${name}. Parameters of this norm: {known}")
            return value
    whole = _NAME.fullmatch(value)
    if whole and key not in _CONDITIONS:
        return parameters[whole[1]]
    return _NAME.sub(lambda found: _literal(parameters[found[1]]), value)


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list):
        return ", ".join(_literal(item) for item in value)
    return "'" + str(value).replace("'", "''") + "'"
