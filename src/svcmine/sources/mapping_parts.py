"""The parts of a mapping that are tables of their own."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

# What both Python and the store read alike; an offset can only stand at the end, and is read without being asked for.
_DIRECTIVE = re.compile("%-?[YymdHIMSfpbBaAj]|%%")


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(Part):
    """Where a column goes: `to` an attribute; lists are cut at `separator`; `timestamp_format` beats the mapping's.

    An `optional` column may be missing from the file.
    """

    to: str
    separator: str | None = None
    timestamp_format: tuple[str, ...] | str | None = None
    optional: bool = False

    @field_validator("timestamp_format")
    @classmethod
    def _known_format(cls, given: tuple[str, ...] | str | None) -> tuple[str, ...] | str | None:
        return given if given is None else known_formats(given)


def known_formats(given: tuple[str, ...] | str) -> tuple[str, ...] | str:
    """The time formats of a mapping, checked. Raises ValueError for what is none."""
    for form in (given,) if isinstance(given, str) else given:
        left = _DIRECTIVE.sub("", form.removesuffix("%z"))
        if "%" in left or left == form:
            raise ValueError(f"'{form}' is no time format; one is written like %Y-%m-%d %H:%M:%S")
    return given


class FromColumn(Part):
    """A value that stands in a column."""

    column: str


class Unfolded(Part):
    """One event of a record, at the time in one of its columns."""

    activity: str
    time: str
    ended: str | None = None
    once_per: Literal["case"] | None = None


class Closed(Part):
    """When a case of this source is closed, besides by its closing time."""

    activities: tuple[str, ...] = ()
    idle: str | None = None


class Coverage(Part):
    """What the source would have shown: everything in a span of time, or only some devices or sites."""

    valid_from: str
    valid_to: str
    origin: str | None = None
    devices: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()


class Database(Part):
    """A table or query of a live database. `connection` names the environment variable that holds its address.

    An address with a password has no place in a mapping, which is why there is no key for it.
    """

    system: Literal["postgresql", "mysql"]
    table: str | None = None
    query: str | None = None
    connection: str = Field(default="SVCMINE_DATABASE", pattern="^[A-Za-z_][A-Za-z0-9_]*$")

    @model_validator(mode="after")
    def _one_of_both(self) -> Database:
        if (self.table is None) == (self.query is None):
            raise ValueError("say either table or query")
        if self.table is not None and not re.fullmatch(r"\w+(\.\w+)?", self.table):
            raise ValueError(f"'{self.table}' is no plain name of a table; for others write a query")
        return self
