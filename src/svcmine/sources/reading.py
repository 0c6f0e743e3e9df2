"""Opens a file with the reader of its format."""

from __future__ import annotations

import re
from pathlib import Path

from svcmine.errors import SourceError
from svcmine.sources.delimited import read_delimited
from svcmine.sources.devices import grammars, read_device_log
from svcmine.sources.json_records import read_json
from svcmine.sources.mapping import Mapping
from svcmine.sources.records import Records
from svcmine.sources.tables import read_parquet, read_xlsx
from svcmine.sources.xes import read_xes

_BY_ENDING = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".xlsx": "xlsx",
    ".xls": "xlsx",
    ".parquet": "parquet",
    ".json": "json",
    ".jsonl": "json",
    ".ndjson": "json",
    ".xes": "xes",
    ".log": "huawei-vrp",
}
# Logs whose events have many objects each: a reader of tables would see a part of them.
_OBJECT_CENTRIC = (".jsonocel", ".xmlocel", ".sqlite")


def format_of(path: Path, mapping: Mapping) -> str:
    """The mapping's format, else the one that the file's ending tells. Raises SourceError if none does."""
    if mapping.format:
        known = [*dict.fromkeys(_BY_ENDING.values()), *(name for name in grammars() if name not in _BY_ENDING.values())]
        if mapping.format not in known and not mapping.format.endswith(".toml"):
            raise SourceError(
                f"{path}: there is no format '{mapping.format}'. Formats are {', '.join(known)}, "
                "or the file of a grammar of your own: our_devices.toml"
            )
        return mapping.format
    endings = [ending.lower() for ending in path.suffixes if ending.lower() not in (".gz", ".zip")]
    if endings and endings[-1] in _OBJECT_CENTRIC:
        raise SourceError(object_centric(path))
    found = _BY_ENDING.get(endings[-1]) if endings else ("csv" if path.suffix.lower() == ".zip" else None)
    if found is None:
        raise SourceError(f'{path}: the ending tells no format. Say which: format = "csv" in the mapping.')
    return found


def object_centric(path: Path) -> str:
    """What is said of a log whose events have many objects."""
    return (
        f"{path}: an object-centric log (OCEL), which this version does not read. Flatten it to the objects that are "
        "your cases, a row for each event and case, and save it as CSV."
    )


def unreadable(path: Path) -> str | None:
    """Why a path is no file that can be read; None if it is one."""
    # A path has lost one of an address's two slashes; a single letter is a drive.
    if re.match("[A-Za-z][A-Za-z+.-]+:/", str(path)):
        return f"{path}: an address. svcmine reads local files only."
    if path.is_dir():
        return f"{path}: a folder. Name the files in it."
    try:
        with path.open("rb"):
            return None
    except FileNotFoundError:
        return f"{path}: there is no such file."
    except OSError as error:
        return f"{path}: the file cannot be opened: {error.strerror}."


def open_records(path: Path, mapping: Mapping, year: int | None = None, device: str | None = None) -> Records:
    """The records of a file. Raises SourceError if the file is missing, a folder, or not what it should be."""
    if (problem := unreadable(path)) is not None:
        raise SourceError(problem)
    kind = "parquet" if mapping.database is not None else format_of(path, mapping)
    if kind == "csv":
        return read_delimited(path, mapping)
    if kind == "xlsx":
        return read_xlsx(path, mapping)
    if kind == "parquet":
        return read_parquet(path)
    if kind == "json":
        return read_json(path, mapping)
    if kind == "xes":
        return read_xes(path)
    return read_device_log(path, kind, mapping, year, device)
