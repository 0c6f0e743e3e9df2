"""Opens a text file whatever its packing and encoding: gzip or a one-file zip; UTF-8, UTF-16, GBK and GB18030."""

from __future__ import annotations

import codecs
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from svcmine.errors import SourceError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHUNK = 1 << 20
# A log packs to a tenth or a thirtieth; a file that packs to less than this is made to fill a disk.
_MOST_RATIO = 250
_FREE_BYTES = 200 << 20
# So many characters beyond ASCII before the first misfit are no accident: it is this encoding, with a bad byte.
_SURELY = 20
# GB18030 holds all of GBK and the rare characters that exports named GBK have none the less.
_WIDER = {"gbk": "gb18030", "gb2312": "gb18030"}


@dataclass(frozen=True)
class Encoding:
    """An encoding, and whether some bytes of the file do not fit it."""

    name: str
    damaged: bool = False


def open_bytes(path: Path) -> BinaryIO:
    """The file's content, unpacked. Raises SourceError for an archive that holds not exactly one file."""
    name = path.name.lower()
    if name.endswith(".gz"):
        return cast(BinaryIO, gzip.open(path, "rb"))
    if name.endswith(".zip"):
        found = members(path)
        if len(found) != 1:
            names = ", ".join(m.filename for m in found[:5]) or "nothing"
            raise SourceError(f"{path}: the archive must hold one file, it holds {names}. Unpack it.")
        return cast(BinaryIO, zipfile.ZipFile(path).open(found[0]))
    return path.open("rb")


def members(path: Path) -> list[zipfile.ZipInfo]:
    """The files of a zip archive. Raises SourceError for what is none, and for one with a password."""
    try:
        with zipfile.ZipFile(path) as archive:
            found = [m for m in archive.infolist() if not m.is_dir() and not m.filename.startswith("__MACOSX")]
    except zipfile.BadZipFile:
        raise SourceError(f"{path}: not a zip archive, or a damaged one.") from None
    if any(member.flag_bits & 1 for member in found):
        raise SourceError(f"{path}: the archive has a password. Unpack it and name the files.")
    return found


def refuse_bomb(path: Path, size: int) -> None:
    """Raises SourceError if an archive unpacks to so many bytes that it is made to fill a disk."""
    if size > _FREE_BYTES and size > _MOST_RATIO * path.stat().st_size:
        raise SourceError(
            f"{path}: unpacks to more than {_MOST_RATIO} times its size, which no log does. "
            "If it is one, unpack it and load the unpacked file."
        )


def chunks(path: Path) -> Iterator[bytes]:
    """The unpacked content in pieces; refuses an archive that unpacks without end and a damaged one."""
    size = 0
    try:
        with open_bytes(path) as file:
            while chunk := file.read(_CHUNK):
                size += len(chunk)
                refuse_bomb(path, size)
                yield chunk
    except (gzip.BadGzipFile, EOFError, zlib.error, zipfile.BadZipFile) as error:
        raise SourceError(f"{path}: the archive is damaged ({error}). Export it again.") from None


def detect(path: Path, wanted: str | None = None) -> Encoding:
    """The encoding of a text file: by its mark, else strictly UTF-8, else UTF-16 by its zeros, else GB18030.

    Nothing is guessed that any bytes would fit. Raises SourceError if none fits, naming the place.
    """
    if wanted is not None:
        return _pinned(path, wanted)
    head = next(chunks(path), b"")
    if not head:
        raise SourceError(f"{path}: the file is empty.")
    for mark, name in _MARKS:
        if head.startswith(mark):
            return Encoding(name, _failure(path, name) is not None)
    if (zeros := _zeros(head)) is not None:
        return Encoding(zeros, _failure(path, zeros) is not None)
    failed = _failure(path, "utf-8")
    if failed is None:
        return Encoding("utf-8")
    if failed.beyond_ascii >= _SURELY:
        return Encoding("utf-8", damaged=True)
    chinese = _failure(path, "gb18030")
    if chinese is None:
        return Encoding("gb18030")
    if chinese.beyond_ascii >= _SURELY:
        return Encoding("gb18030", damaged=True)
    raise SourceError(
        f"{path}: neither UTF-8 (fails at byte {failed.at:,}) nor GBK/GB18030 (fails at byte {chinese.at:,}). "
        'Say which with encoding = "..." in the mapping.'
    )


def _pinned(path: Path, wanted: str) -> Encoding:
    try:
        name = codecs.lookup(wanted).name
        "".encode(name)
    except LookupError:
        raise SourceError(f"{path}: there is no encoding '{wanted}'. Usual ones: utf-8, gb18030, utf-16.") from None
    head = next(chunks(path), b"")
    if not head:
        raise SourceError(f"{path}: the file is empty.")
    # A mark before the first header is no part of its name.
    for mark, marked in _MARKS:
        if head.startswith(mark) and marked.removesuffix("-sig").split("-")[:2] == name.split("-")[:2]:
            name = marked
    name = _WIDER.get(name, name)
    return Encoding(name, _failure(path, name) is not None)


def text_of(path: Path, encoding: Encoding) -> io.TextIOBase:
    """The file as text; bytes that do not fit the encoding stay recognisable as lone surrogates."""
    errors = "svcmine-mark" if encoding.damaged else "strict"
    return io.TextIOWrapper(open_bytes(path), encoding=encoding.name, errors=errors, newline="")


def _mark(error: UnicodeError) -> tuple[str, int]:
    """Bytes that fit no encoding, each as the lone surrogate that Python gives such bytes."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    return "".join(chr(0xDC00 + byte) for byte in bad), error.end


codecs.register_error("svcmine-mark", _mark)


@dataclass(frozen=True)
class _Failure:
    at: int
    beyond_ascii: int


def _failure(path: Path, encoding: str) -> _Failure | None:
    """Where a file stops being of an encoding, and how many characters beyond ASCII it had until then."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="strict")
    at = beyond = 0
    try:
        for chunk in chunks(path):
            text = decoder.decode(chunk)
            beyond += len(text) - len(text.encode("ascii", "ignore"))
            at += len(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        good = error.object[: error.start]
        beyond += sum(1 for c in good.decode(encoding, "ignore") if ord(c) > 127)
        return _Failure(at + error.start, beyond)
    return None


def _zeros(head: bytes) -> str | None:
    """UTF-16 without a mark shows in zeros at every second byte, and in line ends and delimiters when so read."""
    sample = head[:4000]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    # Even among Chinese text, delimiters and digits leave a zero now and then; other text files have none.
    if max(even, odd) < max(len(sample) // 50, 1) or min(even, odd) > max(even, odd) // 4:
        return None
    name = "utf-16-le" if odd > even else "utf-16-be"
    text = sample.decode(name, "replace")
    return name if any(sign in text for sign in "\r\n,;\t|") else None
