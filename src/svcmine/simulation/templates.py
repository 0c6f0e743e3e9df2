"""The kinds of work that cases do: their process, products and share, and how many days they take."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Template:
    """One kind of work.

    `lead`: days from the registration to the day of the work; `tail`: days from then until the case is done with;
    `construction`: done where nothing runs yet.
    """

    process: str
    prefix: str
    products: tuple[str, ...]
    weight: int
    lead: int = 0
    tail: int = 5
    construction: bool = False


_WEEK = 7
CATALOG: dict[str, Template] = {
    "data": Template("change", "BG", ("SX", "HL"), 20, _WEEK),
    "config": Template("change", "BG", ("NE", "SW"), 18, _WEEK),
    "upgrade": Template("change", "BG", ("SX", "NE", "OT"), 10, _WEEK),
    "cutover": Template("change", "BG", ("NE", "OT"), 10, _WEEK),
    "expansion": Template("change", "BG", ("NE", "OT"), 8, _WEEK),
    "board": Template("change", "BG", ("SX", "HL", "OT"), 7, _WEEK),
    "remote": Template("fault", "GZ", ("SX", "NE", "SW", "OT"), 11),
    "onsite": Template("fault", "GZ", ("SX", "NE", "SW", "OT"), 8),
    "unresolved": Template("fault", "GZ", ("SX", "NE", "OT"), 4),
    "incident": Template("major_incident", "SG", ("SX", "HL", "NE", "OT"), 6),
    "visit": Template("visit", "SM", ("SX", "NE", "SW", "OT"), 8, lead=2),
    "software": Template("visit", "SM", ("SX", "NE", "OT"), 3, lead=2),
    "unfinished": Template("visit", "SM", ("SX", "NE", "OT"), 3, lead=2),
    "routine": Template("inspection", "XJ", ("SX", "NE", "SW", "OT"), 6, lead=6, tail=12),
    "warning": Template("inspection", "XJ", ("SX", "HL", "OT"), 3, lead=6, tail=12),
    "key_period": Template("inspection", "XJ", ("SX", "NE"), 2, lead=6, tail=12),
    "project": Template("project", "GC", ("NE", "SW", "OT"), 4, lead=20, tail=40, construction=True),
    "relocation": Template("project", "GC", ("NE", "OT", "SX"), 4, lead=20, tail=40, construction=True),
}
TEMPLATES = tuple(CATALOG)


def of_process(process: str) -> tuple[str, ...]:
    """The templates of one process."""
    return tuple(name for name, template in CATALOG.items() if template.process == process)
