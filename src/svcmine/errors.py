"""Everything svcmine raises on purpose: each error says where, what, what is possible and what to do.

`exit_code` is the command line's: 2 for bad use or bad input, 3 for the machine (disk, memory, lock).
"""

from __future__ import annotations

from collections.abc import Iterable


class SvcmineError(Exception):
    """Base of all errors meant for a user; its text is complete and needs no traceback."""

    exit_code = 2


class UsageError(SvcmineError):
    """A command or function was called in a way that cannot work."""


class SourceError(SvcmineError):
    """An input file cannot be read as what it is said to be."""


class MappingError(SvcmineError):
    """A mapping file is wrong, or does not fit the input file."""


class CalendarError(SvcmineError):
    """A calendar entry is wrong."""


class NormError(SvcmineError):
    """A norm is wrong; the text names file, norm, place and what is allowed."""


class ModelError(SvcmineError):
    """A reference model is unsound or uses something unsupported; the text names the element."""


class StoreError(SvcmineError):
    """The store does not exist, is of another version, or does not hold what was asked for."""


class MachineError(SvcmineError):
    """The machine is in the way: disk full, out of memory, store locked by another process."""

    exit_code = 3


def all_at_once(kind: type[SvcmineError], problems: Iterable[str]) -> None:
    """Raise one error of `kind` that lists every problem, one a line; nothing if there is none."""
    listed = list(problems)
    if listed:
        raise kind("\n".join(listed))
