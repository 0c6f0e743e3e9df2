"""Norms as frozen values: what the TOML files of a catalog say, after parameters and profile are applied."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from svcmine.norms.durations import Duration, read_duration

Severity = Literal["critical", "major", "minor", "info"]
Verdict = Literal["fulfilled", "violated", "pending", "waived", "undecidable"]
Scope = Literal["case", "device", "site", "customer"]

SEVERITIES: tuple[Severity, ...] = ("critical", "major", "minor", "info")
REASONS = ("missing_attribute", "no_evidence", "cut_off", "order", "clock", "time_limit")
VERDICTS: tuple[Verdict, ...] = ("fulfilled", "violated", "pending", "waived", "undecidable")


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_as_list)]
Length = Annotated[Duration, BeforeValidator(read_duration)]
NormId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
Clause = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Title(_Table):
    """A sentence in both languages."""

    en: str = Field(min_length=1)
    zh: str = Field(min_length=1)

    def __getitem__(self, lang: str) -> str:
        return self.zh if lang == "zh" else self.en


class WaivedBy(_Table):
    """An event of the same case that excuses a violation, such as a signed memo; with `before`, only an earlier one."""

    activity: Names
    where: str | None = None
    before: bool = True


class Requirement(_Table):
    """One obligation. `kind` is a file in checks/kinds/, whose header says which of the other keys it takes.

    `number` counts a norm's requirements from 1; `severity` overrides the norm's.
    """

    number: int = 1
    kind: str
    activation: Names = ()
    target: Names = ()
    until: Names = ()
    reset_by: Names = ()
    when: str | None = None
    where: str | None = None
    required: str | None = None
    forbidden: str | None = None
    same: Names = ()
    scope: Scope = "case"
    within: Length | None = None
    not_before: Length | None = None
    length: Length | None = None
    by: str | None = None
    attributes: Names = ()
    roles: Names = ()
    window: str | None = None
    per: str | None = None
    count: int | None = Field(default=None, ge=0)
    most: int | None = Field(default=None, ge=0)
    evidence: Names = ("ticket",)
    waived_by: WaivedBy | None = None
    severity: Severity | None = None

    @property
    def keys(self) -> frozenset[str]:
        """The keys that say something."""
        return frozenset(name for name in type(self).model_fields if getattr(self, name) not in (None, ()))


class Example(_Table):
    """A drawn case and the verdict it deserves, of one requirement if it is named, else of all."""

    verdict: Verdict
    log: str
    reason: str | None = None
    requirement: int = 1


class Norm(_Table):
    """A norm: titles, the clauses it rests on, and its requirements. `file` is where it was read.

    `waivable`: whether a waiver record excuses a violation.
    """

    id: NormId
    title: Title
    process: Names
    severity: Severity
    clauses: tuple[Clause, ...]
    since: date | None = None
    until: date | None = None
    note: str | None = None
    waivable: bool = True
    parameters: dict[str, Any] = {}
    require: tuple[Requirement, ...] = Field(min_length=1)
    example: tuple[Example, ...] = ()
    file: str = Field(default="", exclude=True)

    def severity_of(self, requirement: Requirement) -> Severity:
        """The requirement's own severity, else the norm's."""
        return requirement.severity or self.severity

    @property
    def examples(self) -> tuple[Example, ...]:
        """The norm's drawn examples."""
        return self.example


class Profile(_Table):
    """What an organisation changes in a catalog: parameters and severities by norm, norms left out, no waivers.

    `clock_tolerance_s`: by how many seconds the clocks of different sources may differ.
    """

    parameters: dict[str, dict[str, Any]] = {}
    severity: dict[str, Severity] = {}
    disable: tuple[str, ...] = ()
    without_waivers: bool = False
    clock_tolerance_s: float | None = Field(default=None, ge=0)
