"""Reads XES logs: attributes as the file writes them; what a time, an id or a number means, the mapping says.

A list becomes its values, separated by `;`. Attributes within an attribute are named by both: `cost.currency`. What an
event or trace says twice is kept beside the first, as `name (2)`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from svcmine.errors import SourceError
from svcmine.sources.encoding import chunks
from svcmine.sources.records import Records
from svcmine.sources.spill import Flat, Spill
from svcmine.sources.xes_plain import NotPlainError, read_plain

_VALUES = frozenset("string date int float boolean id list container".split())
_MOST_COLUMNS = 2_000


def read_xes(path: Path) -> Records:
    """The events of a XES log, one record each; attributes of the trace are named `case:...`.

    Raises SourceError for a document type (no log needs one, and they reach for other files) and for what is no XES.
    """
    notes: list[str] = []
    try:
        spill = read_plain(path)
    except NotPlainError:
        spill = read_any(path, notes)
    if not spill.count:
        raise SourceError(f"{path}: the log has no event.")
    if not spill.columns:
        raise SourceError(f"{path}: no event of the log has an attribute.")
    if len(spill.columns) > _MOST_COLUMNS:
        raise SourceError(f"{path}: {len(spill.columns):,} attributes; more than {_MOST_COLUMNS:,} are not read.")
    return Records(list(spill.columns), spill.batches(), notes=notes)


def read_any(path: Path, notes: list[str]) -> Spill:
    """The events of a log of any form, through a parser, a trace at a time; `notes` tells what else it holds."""
    spill = Spill()
    number = empty = outside = 0
    for of_trace, events in _traces(path):
        empty += not events
        outside += of_trace is None
        case = {f"case:{name}": value for name, value in (of_trace or {}).items()}
        for event in events:
            number += 1
            spill.put(number, event | case)
    spill.flush()
    if empty:
        notes.append(f"{empty:,} traces have no event")
    if outside:
        notes.append(f"{outside:,} events stand outside every trace")
    return spill


def _traces(path: Path) -> Iterator[tuple[Flat | None, list[Flat]]]:
    """Each trace's own attributes and its events; None and one event for an event outside every trace."""
    parser = etree.XMLPullParser(
        events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    depth, events = 0, []
    try:
        for chunk in chunks(path):
            parser.feed(chunk)
            for happened, element in parser.read_events():
                if not isinstance(element.tag, str):
                    continue
                name = _name(element)
                if happened == "start":
                    depth += 1
                    _placed(path, element, name, depth)
                    continue
                depth -= 1
                if name == "event" and depth == 2:
                    events.append(_attributes(path, element))
                    _forget(element)
                elif name == "event":
                    yield None, [_attributes(path, element)]
                elif name == "trace":
                    yield _attributes(path, element), events
                    events = []
                if depth == 1:
                    _forget(element)
        parser.close()
    except etree.XMLSyntaxError as error:
        raise SourceError(f"{path}: not a XES log: {error.msg or 'no XML'}.") from None


def _placed(path: Path, element: etree._Element, name: str, depth: int) -> None:
    """Raises SourceError where a document type, or an element that is out of its place, tells that this is no log."""
    if depth == 1:
        if element.getroottree().docinfo.doctype:
            raise SourceError(f"{path}: has a document type, which a log does not need and svcmine does not read.")
        if name != "log":
            raise SourceError(f"{path}: not a XES log: it begins with <{name}>, and the log has no event.")
        return
    above = element.getparent()
    parent = _name(above) if above is not None else ""
    if (name == "trace" and parent != "log") or (name == "event" and parent not in ("trace", "log")):
        raise SourceError(f"{path}: not a XES log: line {element.sourceline}: <{name}> stands in <{parent}>.")


def _attributes(path: Path, element: etree._Element, prefix: str = "") -> Flat:
    """The attributes of a trace or an event, and those within them."""
    found: Flat = {}
    for child in element:
        if not isinstance(child.tag, str) or (name := _name(child)) in ("event", "values"):
            continue
        key = child.get("key")
        if key is None:
            said = "has no key" if name in _VALUES else "is no attribute"
            raise SourceError(f"{path}: not a XES log: line {child.sourceline}: <{name}> {said}.")
        key = prefix + key
        # A second value of a name is no value of its own name, nor is it lost.
        while key in found:
            key = _next(key)
        lists = child.find("{*}values")
        if lists is not None:
            found[key] = ";".join(item.get("value") or "" for item in lists)
        else:
            found[key] = child.get("value")
        if len(child) > (lists is not None):
            found |= _attributes(path, child, f"{key}.")
    return found


def _next(key: str) -> str:
    stem, _, number = key.removesuffix(")").rpartition(" (")
    return f"{stem} ({int(number) + 1})" if stem and key.endswith(")") and number.isdigit() else f"{key} (2)"


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _forget(element: etree._Element) -> None:
    """Drop what has been read, so that memory does not grow with the file."""
    element.clear(keep_tail=False)
    above = element.getparent()
    if above is not None:
        above.remove(element)
