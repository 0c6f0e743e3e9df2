"""From what a user names (files, folders, patterns, archives, a database) to the files that are read, one by one."""

from __future__ import annotations

import glob
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from svcmine.errors import SourceError, all_at_once
from svcmine.sources.databases import fetch
from svcmine.sources.encoding import members, refuse_bomb
from svcmine.sources.mapping import Mapping
from svcmine.sources.reading import format_of, unreadable


@dataclass
class Gathered:
    """The files to be read, and what was left out of folders and archives, each said once.

    `shown`: a temporary folder → what a message calls it.
    """

    files: list[Path] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    shown: dict[str, str] = field(default_factory=dict)

    def told(self, text: str) -> str:
        """A message with the names that the user knows."""
        for folder, name in self.shown.items():
            text = text.replace(folder, name)
        return text


@contextmanager
def gathered(named: Sequence[Path], mapping: Mapping) -> Iterator[Gathered]:
    """The files that these names stand for, in the order of the names, those of a folder by name.

    A folder gives its files, and those of its folders, that are of the mapping's format; an archive of several files
    gives those; a pattern such as `2026-*/tickets*.csv` gives what it finds. Without names the mapping's database is
    asked. What had to be unpacked or fetched is deleted at the end.
    Raises SourceError with every name that stands for nothing.
    """
    found = Gathered()
    with tempfile.TemporaryDirectory(prefix="svcmine-") as kept:
        if mapping.database is not None:
            if named:
                raise SourceError(f"mapping {mapping.name} reads a database; name no file ({named[0]}).")
            found.shown[kept + "/"] = ""
            found.files.append(fetch(mapping, Path(kept)))
        elif not named:
            raise SourceError("Name the files to load: only a mapping with [database] needs none.")
        problems = [problem for path in named for problem in _add(found, path, mapping, Path(kept))]
        all_at_once(SourceError, problems)
        yield found


def _add(found: Gathered, path: Path, mapping: Mapping, kept: Path) -> list[str]:
    """Add what a name stands for; returns what is wrong with it."""
    if path.is_dir():
        files = [f for f in sorted(path.rglob("*")) if f.is_file() and not _hidden(f.relative_to(path))]
        return _chosen(found, path, files, mapping)
    if not path.exists() and glob.has_magic(str(path)):
        matching = sorted(Path(name) for name in glob.glob(str(path), recursive=True) if Path(name).is_file())
        found.files += [file for file in matching if file not in found.files]
        return [] if matching else [f"{path}: no file matches."]
    if (problem := unreadable(path)) is not None:
        return [problem]
    if path.suffix.lower() == ".zip" and len(members(path)) > 1:
        folder = kept / str(len(found.shown)) / path.name
        files = _unpacked(path, folder)
        found.shown[f"{folder.parent}/"] = f"{path.parent}/" if str(path.parent) != "." else ""
        return _chosen(found, path, files, mapping)
    if path not in found.files:
        found.files.append(path)
    return []


def _hidden(path: Path) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in path.parts)


def _chosen(found: Gathered, whole: Path, files: list[Path], mapping: Mapping) -> list[str]:
    """Add the files of a folder or archive that are of the mapping's format."""
    good = [file for file in files if _fits(file, mapping)]
    found.files += [file for file in good if file not in found.files]
    rest = [file.name for file in files if file not in good]
    if not good:
        what = mapping.format or "known"
        return [f"{whole}: no file of a {what} format in it: {', '.join(rest[:5]) or 'it is empty'}."]
    if rest:
        found.left_out.append(f"{whole}: {len(rest):,} files of other formats were left out: {', '.join(rest[:5])}")
    return []


def _fits(file: Path, mapping: Mapping) -> bool:
    try:
        of_ending = format_of(file, Mapping())
    except SourceError:
        return False
    if mapping.format is None:
        # A text beside the exports is most often a note about them.
        return ".txt" not in (suffix.lower() for suffix in file.suffixes)
    return of_ending == mapping.format or (of_ending == "huawei-vrp" and mapping.format not in ("csv", "json", "xes"))


def _unpacked(path: Path, folder: Path) -> list[Path]:
    """The files of an archive, each under its own name."""
    made = []
    try:
        with zipfile.ZipFile(path) as archive:
            refuse_bomb(path, sum(member.file_size for member in members(path)))
            for member in members(path):
                to = folder / Path(member.filename).name
                if to.name.startswith("."):
                    continue
                if to.exists():
                    to = folder / member.filename.replace("/", "_").replace("\\", "_").lstrip(".")
                to.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(member) as source, to.open("wb") as target:
                    shutil.copyfileobj(source, target)
                made.append(to)
    except (zipfile.BadZipFile, OSError, EOFError) as error:
        raise SourceError(f"{path}: the archive is damaged ({error}). Export it again.") from None
    return sorted(made)
