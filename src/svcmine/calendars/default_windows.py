"""The built-in windows: used for a name that the store's calendar does not have."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import time
from importlib.resources import files


@dataclass(frozen=True)
class DefaultWindow:
    """A window that opens every day at `start` and closes at `end`, both site-local; `end` itself is outside."""

    name: str
    start: time
    end: time


def _read() -> dict[str, DefaultWindow]:
    text = (files("svcmine.calendars") / "default_windows.toml").read_text(encoding="utf-8")
    return {name: DefaultWindow(name, entry["start"], entry["end"]) for name, entry in tomllib.loads(text).items()}


DEFAULT_WINDOWS = _read()
