"""Where things stand in a TOML file: the line of every table and key, so that a mistake can be shown with its line."""

from __future__ import annotations

import re
import tomllib

Place = tuple[str | int, ...]

_HEADER = re.compile(r"^\s*(\[\[?)([^\[\]]+)\]\]?\s*(#.*)?$")
_WORD = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
_KEY = re.compile(rf"^\s*({_WORD}(?:\s*\.\s*{_WORD})*)\s*=")
_NAME = re.compile(r""""[^"]*"|'[^']*'|[A-Za-z0-9_-]+""")
# What can hold a line end or a bracket that means nothing: texts and comments.
_SKIPPED = re.compile(
    r'"""(?:\\.|[^\\])*?"""|' + r"'''.*?'''|" + r'"(?:\\.|[^"\\\n])*"|' + r"'[^'\n]*'|#[^\n]*", re.DOTALL
)


class Lines:
    """The lines of a TOML text, asked by the path of a table or key: `("norm", 0, "require", 1, "when")`."""

    def __init__(self, text: str) -> None:
        self._lines: dict[Place, int] = {}
        self._read(_blanked(text).splitlines())

    def of(self, place: Place) -> int:
        """The line of a key; of the table it would stand in if it is not there; else 1."""
        for length in range(len(place), 0, -1):
            if place[:length] in self._lines:
                return self._lines[place[:length]]
        return 1

    def _read(self, lines: list[str]) -> None:
        counted: dict[Place, int] = {}
        table: Place = ()
        depth = 0
        for number, line in enumerate(lines, 1):
            header, key = _HEADER.match(line), _KEY.match(line)
            if depth == 0 and header:
                table = self._header(_names(header[2]), header[1] == "[[", counted)
                self._lines.setdefault(table, number)
                # The first of repeated tables also answers for all of them.
                self._lines.setdefault(table[:-1] if isinstance(table[-1], int) else table, number)
            elif depth == 0 and key:
                names = _names(key[1])
                for length in range(1, len(names) + 1):
                    self._lines.setdefault((*table, *names[:length]), number)
                depth = _depth(line[key.end() :])
            elif depth:
                depth = max(0, depth + _depth(line))

    @staticmethod
    def _header(names: list[str], repeated: bool, counted: dict[Place, int]) -> Place:
        """The path of a table: a repeated one, and any inside it, carry the number of the latest."""
        path: Place = ()
        for position, name in enumerate(names, 1):
            path = (*path, name)
            if repeated and position == len(names):
                counted[path] = counted.get(path, -1) + 1
            if path in counted:
                path = (*path, counted[path])
        return path


def line_of_syntax_error(error: tomllib.TOMLDecodeError, text: str) -> int:
    """The line that the TOML reader stumbled over: its message says it, or that the text ended too soon."""
    found = re.search(r"at line (\d+)", str(error))
    return int(found[1]) if found else max(1, len(text.splitlines()))


def _names(text: str) -> list[str]:
    return [name.strip("\"'") for name in _NAME.findall(text)]


def _depth(text: str) -> int:
    return sum({"[": 1, "{": 1, "]": -1, "}": -1}.get(letter, 0) for letter in text)


def _blanked(text: str) -> str:
    """The text with what stands in quotes or comments made empty, its line ends kept; quoted keys stay."""
    return _SKIPPED.sub(lambda found: _kept(found[0], text, found.end()), text)


def _kept(piece: str, text: str, end: int) -> str:
    is_key = "\n" not in piece and piece[0] in "\"'" and re.match(r"\s*[.=\]]", text[end : end + 20])
    return piece if is_key else "\n" * piece.count("\n")
