"""Reads XES as nearly every tool writes it, without looking at each element: some twenty times as fast as a parser.

In such a log a quotation mark stands around the values of `key` and `value` only. What lies between two values is one
of few texts, such as `/></event><event><string key=`: each of them is held against the grammar once, and the values
are slices of the file. Whatever is not of that form (nested attributes, comments, other quotes, other encodings) is
left to the parser of `xes.py`, which gives the same records.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from lxml import etree

from svcmine.sources.encoding import chunks
from svcmine.sources.spill import Spill

_PIECE = 8 << 20
_END = b"</trace>"
_TRACE = re.compile(rb"<trace[\s>]")
_TAIL = re.compile(rb"\s*</log\s*>\s*")
_MOST_TEXTS = 4_000
_VALUE = re.compile(rb"\s+value\s*=\s*")
_KEY = re.compile(
    rb"(?P<end>\s*/>)?(?P<tags>(?:\s*</?(?:event|trace)\s*>)*)"
    rb"\s*<(?:string|date|int|float|boolean|id)\s+key\s*=\s*"
)
_LAST = re.compile(rb"\s*/>(?P<tags>(?:\s*</?(?:event|trace)\s*>)*)\s*")
_TAG = re.compile(rb"<(/?)(event|trace)")
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});")
# Characters that no XML file may hold.
_FORBIDDEN = np.array([n < 32 and n not in (9, 10, 13) for n in range(256)])


class NotPlainError(Exception):
    """The log is not of the plain form; nothing is said about whether it is a log."""


@dataclass(frozen=True)
class _Between:
    """What stands between two values: before a key, or a value; `inner`: an attribute ends in it.

    Depths: 0 in the log, 1 in a trace, 2 in an event; -1 where no tag tells.
    """

    key: bool
    inner: bool = False
    before: int = -1
    after: int = -1
    events: int = 0
    traces: int = 0


def read_plain(path: Path) -> Spill:
    """The events of a plain log: a column for each attribute, those of the trace named `case:...`, text as written.

    Raises NotPlainError for every other file, SourceError for a damaged archive.
    """
    spill = Spill()
    for piece in _pieces(path):
        _read(piece, spill)
    return spill


def _pieces(path: Path) -> Iterator[bytes]:
    """Whole traces, some megabytes at a time; the log's head and tail are looked at and left out."""
    held: list[bytes] = []
    size, begun = 0, False
    for chunk in chunks(path):
        held.append(chunk)
        size += len(chunk)
        if size < _PIECE:
            continue
        text = b"".join(held)
        if not begun:
            text, begun = _behind_head(text), True
        cut = text.rfind(_END)
        if cut >= 0:
            yield text[: cut + len(_END)]
            text = text[cut + len(_END) :]
        held, size = [text], len(text)
    text = b"".join(held)
    if not begun:
        text = _behind_head(text)
    cut = text.rfind(_END) + len(_END) if _END in text else 0
    if not _TAIL.fullmatch(text[cut:]):
        raise NotPlainError
    if cut:
        yield text[:cut]


def _behind_head(text: bytes) -> bytes:
    """The text from the first trace on; before it stand the log's extensions and attributes, and no event."""
    first = _TRACE.search(text)
    if first is None:
        raise NotPlainError
    head = text[: first.start()]
    if b"<!DOCTYPE" in head:
        raise NotPlainError
    try:
        root = etree.fromstring(head + b"</log>", etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        raise NotPlainError from None
    utf8 = (root.getroottree().docinfo.encoding or "utf-8").lower() in ("utf-8", "us-ascii")
    if etree.QName(root).localname != "log" or root.find(".//{*}event") is not None or not utf8:
        raise NotPlainError
    return text[first.start() :]


def _read(piece: bytes, spill: Spill) -> None:
    """Give the events of a piece to the spill."""
    data = np.frombuffer(piece, np.uint8)
    if _FORBIDDEN[data].any() or len(piece) >= 1 << 31:
        raise NotPlainError
    try:
        piece.decode("utf-8")
    except UnicodeDecodeError:
        raise NotPlainError from None
    quotes = np.flatnonzero(data == ord('"')).astype(np.int32)
    # A key, a value, a key, a value: four marks an attribute.
    if len(quotes) % 4 or not len(quotes):
        raise NotPlainError
    quotes[1::2] += 1
    offsets = np.concatenate(([0], quotes, [len(piece)])).astype(np.int32)
    texts = pa.StringArray.from_buffers(len(offsets) - 1, pa.py_buffer(offsets), pa.py_buffer(piece))
    places = np.arange(0, len(texts), 2)
    between = texts.take(pa.array(places)).dictionary_encode()
    codes = between.indices.to_numpy()
    found = [text.encode() for text in between.dictionary.to_pylist()]
    if len(found) > _MOST_TEXTS:
        raise NotPlainError
    parts = [_between(text) for text in found]
    last = _last(found[codes[-1]])
    counted = np.bincount(codes[:-1], minlength=len(found))
    if any(part is None for part, count in zip(parts, counted, strict=True) if count) or last is None:
        raise NotPlainError
    told = [part or _Between(False) for part in parts]
    # Tags are never values, and a value's line ends are another sign in XML.
    for sign in b"<\n\r\t":
        in_found = sum(text.count(sign) * count for text, count in zip(found, counted, strict=True))
        if int((data == sign).sum()) != in_found + found[codes[-1]].count(sign):
            raise NotPlainError
    keys = codes[:-1:2]
    if not np.array([part.key for part in told])[keys].all() or np.array([p.key for p in told])[codes[1:-1:2]].any():
        raise NotPlainError
    quoted = texts.take(pa.array(places[:-1] + 1))
    words = pc.ascii_trim(quoted.take(pa.array(np.arange(0, len(quoted), 2))), characters='"').dictionary_encode()
    values = _unescaped(pc.ascii_trim(quoted.take(pa.array(np.arange(1, len(quoted), 2))), characters='"'))
    depth, event, trace, trace_of = _structure(keys, told, last)
    _pivot(words, values, depth, event, trace, trace_of, spill)


@lru_cache(maxsize=100_000)
def _between(text: bytes) -> _Between | None:
    """What a text before a value says; None if it is not of the plain form."""
    if _VALUE.fullmatch(text):
        return _Between(False)
    match = _KEY.fullmatch(text)
    return _steps(match["tags"], bool(match["end"])) if match else None


@lru_cache(maxsize=100_000)
def _last(text: bytes) -> _Between | None:
    match = _LAST.fullmatch(text)
    return _steps(match["tags"], True) if match else None


def _steps(tags: bytes, inner: bool) -> _Between | None:
    """Where tags lead from and to. None if they contradict each other. `inner`: an attribute ends before them."""
    steps = {b"event": {b"": (1, 2), b"/": (2, 1)}, b"trace": {b"": (0, 1), b"/": (1, 0)}}
    before = after = -1
    events = traces = 0
    for end, name in _TAG.findall(tags):
        leaves, enters = steps[name][end]
        if after not in (-1, leaves):
            return None
        before = leaves if before < 0 else before
        after = enters
        if not end:
            # An event before a further trace of the same text would need a count of its own.
            if name == b"trace" and events:
                return None
            events += name == b"event"
            traces += name == b"trace"
    return _Between(True, inner, before, after, events, traces)


def _structure(
    keys: np.ndarray, told: list[_Between], last: _Between
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Of each attribute its depth, event and trace, and of each event its trace, counted from 0."""
    before, after, events, traces = (
        np.array([getattr(part, name) for part in told])[keys] for name in ("before", "after", "events", "traces")
    )
    inner = np.array([part.inner for part in told])[keys]
    where = np.maximum.accumulate(np.where(after >= 0, np.arange(len(keys)), -1))
    if where[0] < 0 or inner[0] or not inner[1:].all():
        raise NotPlainError
    depth = after[where]
    came_from = np.concatenate(([0], depth[:-1]))
    ends = (last.after if last.after >= 0 else int(depth[-1])) == 0 and last.before in (-1, int(depth[-1]))
    if ((before >= 0) & (before != came_from)).any() or (depth == 0).any() or not ends or last.traces:
        raise NotPlainError
    trace = np.cumsum(traces) - 1
    trace_of = np.concatenate((np.repeat(trace, events), np.full(last.events, trace[-1])))
    return depth, np.cumsum(events) - 1, trace, trace_of


def _pivot(
    words: pa.DictionaryArray,
    values: pa.StringArray,
    depth: np.ndarray,
    event: np.ndarray,
    trace: np.ndarray,
    trace_of: np.ndarray,
    spill: Spill,
) -> None:
    """One column for each key of events, and one for each of traces, repeated for their events."""
    codes = words.indices.to_numpy()
    columns: dict[str, pa.Array] = {}
    for level, prefix in ((2, ""), (1, "case:")):
        for code, key in enumerate(words.dictionary.to_pylist()):
            places = np.flatnonzero((codes == code) & (depth == level))
            if not len(places):
                continue
            owner = (event if level == 2 else trace)[places]
            if len(owner) > 1 and (np.diff(owner) <= 0).any():
                raise NotPlainError
            held = np.full(len(trace_of) if level == 2 else int(trace[-1]) + 1, -1, np.int64)
            held[owner] = places
            held = held if level == 2 else held[trace_of]
            name = prefix + _text(key)
            if name in columns:
                raise NotPlainError
            columns[name] = values.take(pa.array(held, mask=held < 0))
    if len(trace_of):
        spill.add(range(spill.count + 1, spill.count + 1 + len(trace_of)), columns)


def _unescaped(values: pa.StringArray) -> pa.StringArray:
    """The values with their entities replaced."""
    has = pc.match_substring(values, "&")
    places = np.flatnonzero(has.to_numpy(zero_copy_only=False))
    if not len(places):
        return values
    texts = values.take(pa.array(places)).dictionary_encode()
    plain = pa.array([_text(text) for text in texts.dictionary.to_pylist()], pa.string())
    return pc.replace_with_mask(values, has, plain.take(texts.indices))


def _text(text: str) -> str:
    """A value with its entities replaced. Raises NotPlainError for one that XML does not know by itself."""
    if "&" not in text:
        return text
    if "&" in _ENTITY.sub("", text):
        raise NotPlainError
    plain = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
    if any((ord(c) < 32 and c not in "\t\n\r") or c == "\ufffd" for c in plain):
        raise NotPlainError
    return plain
