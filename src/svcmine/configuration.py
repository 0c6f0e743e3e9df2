"""Reads svcmine.toml, the file that says what the monthly audit loads, checks and reports."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from svcmine.errors import UsageError
from svcmine.sources.fields import Kind


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(_Part):
    """One kind of input: which files, folders and patterns, read with which mapping; none where it reads a database."""

    kind: Kind
    files: list[str] = []
    mapping: str
    year: int | None = None
    device: str | None = None


class NormChoice(_Part):
    """Which catalogs are checked, under which profile, and by how many seconds different clocks may differ."""

    catalogs: list[str] = ["service"]
    profile: str | None = None
    clock_tolerance_s: float | None = Field(default=None, ge=0)


class Matching(_Part):
    """By how many seconds the clocks of tickets and devices may differ where operations are matched to tickets."""

    skew_s: float | None = Field(default=None, ge=0)


class ReportChoice(_Part):
    """Which reports are written; `month` defaults to the last complete one.

    `actions`: the table of what was done about violations (CSV). `pseudonymise`: tokens under the key of the file
    `key` instead of names; teams of fewer than `least_team` persons are not told apart (default: 5 with tokens).
    `least_share`: a norm of which a smaller share of activations could be judged gets no rate.
    """

    kinds: list[Literal["quality", "conformance", "monthly"]] = ["quality", "conformance", "monthly"]
    langs: list[Literal["en", "zh"]] = ["en"]
    month: str | None = Field(default=None, pattern=r"^\d{4}-(0[1-9]|1[0-2])$")
    out: str = "reports"
    actions: str | None = None
    pseudonymise: bool = False
    key: str = "svcmine.key"
    least_team: int | None = Field(default=None, ge=0)
    least_share: float | None = Field(default=None, ge=0, le=1)


class Configuration(_Part):
    """All of svcmine.toml; paths are relative to the file."""

    store: str = "svcmine.duckdb"
    source: list[Source] = []
    norms: NormChoice = NormChoice()
    reconciliation: Matching = Matching()
    calendar: dict[str, str] = {}
    report: ReportChoice = ReportChoice()
    folder: Path = Path(".")

    def path(self, name: str) -> Path:
        """A path of the file, made absolute by the file's folder."""
        return self.folder / name

    def mapping(self, source: Source) -> str | Path:
        """A source's mapping: a file beside the configuration if there is one of that name, else a preset's name."""
        beside = self.path(source.mapping)
        return beside if beside.is_file() else source.mapping

    def files(self, source: Source) -> list[Path]:
        """The files of a source, globs resolved, in name order; a pattern that finds nothing is an error."""
        found: list[Path] = []
        for pattern in source.files:
            here = sorted(_matching(self.folder, pattern))
            if not here:
                raise UsageError(
                    f"{self.folder / 'svcmine.toml'}: [[source]] of kind {source.kind}: no file matches '{pattern}' "
                    f"in {self.folder.resolve()}."
                )
            found += [path for path in here if path not in found]
        return found


def read_configuration(path: str | Path) -> Configuration:
    """Read a svcmine.toml; every mistake is listed at once in one UsageError."""
    path = Path(path)
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UsageError(
            f"{path}: there is no such file. Name the svcmine.toml of the audit: svcmine run FILE"
        ) from None
    except IsADirectoryError:
        raise UsageError(
            f"{path}: a folder. Name the svcmine.toml in it: svcmine run {path / 'svcmine.toml'}"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: not a TOML file in UTF-8: {error}") from None
    if "folder" in content:
        raise UsageError(f"{path}: unknown key 'folder'. Paths are relative to the file.")
    try:
        return Configuration(**content, folder=path.parent)
    except ValidationError as error:
        raise UsageError("\n".join(f"{path}: {_place(e['loc'])}: {e['msg']}" for e in error.errors())) from None


def _place(location: Sequence[int | str]) -> str:
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in location)


def _matching(folder: Path, pattern: str) -> list[Path]:
    given = folder / pattern
    # A name that exists is itself, even if it has brackets or stars in it.
    if given.exists():
        return [given]
    if Path(pattern).is_absolute():
        root = Path(Path(pattern).anchor)
        return list(root.glob(str(Path(pattern).relative_to(root))))
    return list(folder.glob(pattern))
