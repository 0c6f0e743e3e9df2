"""The kinds of requirement: the files in checks/kinds/, each of which says in its header what it is and takes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, cast

# Every kind takes these.
COMMON_KEYS = ("kind", "number", "when", "evidence", "waived_by", "severity")
HEADER = ("activates", "looks", "sides", "decides", "needs", "takes", "reads", "interrupted", "pending", "note")

Looks = Literal["back", "forward", "around", "self"]
Decides = Literal["a target serves", "a target breaks", "the event itself", "what is possible"]


@dataclass(frozen=True)
class Kind:
    """A kind as its file's header declares it.

    `activates`: `event`, `case`, or `event if KEY` (a case if the requirement lacks that key).
    `looks`: where its targets lie as seen from the activation; `both_sides`: and each target obliges in turn.
    `decides`: what makes or breaks the obligation; `what is possible`: the kind's text gives the outcomes themselves.
    `needs`: keys that must be there, each a tuple of alternatives, of which `both` allows several at once.
    `takes`: keys that may be there. `interrupted`: another activation in between interrupts.
    `reads`: which event it asks about, of whatever activity; empty if only the named activities concern it.
    `note`: what else there is to know of it, or empty.
    """

    name: str
    sentence: str
    activates: str
    looks: Looks
    decides: Decides
    needs: tuple[tuple[str, ...], ...]
    takes: tuple[str, ...]
    pending: str
    interrupted: bool
    both_sides: bool
    reads: str
    note: str
    sql: str

    def of_events(self, keys: Collection[str]) -> bool:
        """Whether a requirement with these keys activates on events; else on cases."""
        return self.activates == "event" or self.activates.removeprefix("event if ") in keys

    @property
    def reads_all(self) -> bool:
        """Whether events of all activities concern it, not only of those that it names."""
        return bool(self.reads)

    @property
    def keys(self) -> tuple[str, ...]:
        """All keys that a requirement of this kind may carry."""
        needed = (key for choice in self.needs for key in choice if key != "both")
        return (*needed, *self.takes, *COMMON_KEYS)


@cache
def kinds() -> dict[str, Kind]:
    """Every kind by name, in alphabetic order."""
    folder = files("svcmine") / "checks" / "kinds"
    found = (entry for entry in folder.iterdir() if entry.name.endswith(".sql"))
    read = [_read(entry.name.removesuffix(".sql"), entry.read_text(encoding="utf-8")) for entry in found]
    return {kind.name: kind for kind in sorted(read, key=lambda kind: kind.name)}


def _read(name: str, text: str) -> Kind:
    said: dict[str, str] = {}
    last = ""
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        key, colon, value = line.removeprefix("--").strip().partition(":")
        if colon and key in (name, *HEADER):
            said[key], last = value.strip(), key
        elif last:
            said[last] += " " + line.removeprefix("--").strip()
    return Kind(
        name=name,
        sentence=said[name],
        activates=said["activates"],
        looks=cast(Looks, said["looks"]),
        decides=cast(Decides, said["decides"]),
        needs=tuple(tuple(choice.split(" or ")) for choice in _listed(said["needs"])),
        takes=_listed(said["takes"]),
        pending=said["pending"],
        interrupted="interrupted" in said,
        both_sides=said.get("sides") == "both",
        reads=said.get("reads", ""),
        note=said.get("note", ""),
        sql=text,
    )


def _listed(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(",") if part.strip() not in ("", "nothing"))
