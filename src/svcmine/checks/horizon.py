"""Up to when the sources tell: a deadline later than that is still open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files

from svcmine.checks.needs import activity_set
from svcmine.norms.norm import Requirement
from svcmine.store import Store

_NOTHING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Reach:
    """How far one source tells. `activities`: what it can give; empty if its mapping does not say."""

    source_name: str
    origin: str
    activities: frozenset[str]
    until: datetime


def reaches(store: Store, as_of: datetime | None) -> list[Reach]:
    """Of every source that ever told something or is declared to: how far it tells, no later than `as_of`."""
    text = (files("svcmine.checks") / "steps" / "horizons.sql").read_text(encoding="utf-8")
    rows = store.execute(text, {"as_of": as_of}).fetchall()
    return [Reach(name, origin, frozenset(activities or ()), until) for name, origin, activities, until in rows]


def horizon_of(requirement: Requirement, known: list[Reach], latest: datetime) -> datetime:
    """The least reach of the sources whose origin is evidence and which can give activation or target.

    Where no source says that it can, of all sources of these origins; where there is none, `latest`.
    """
    wanted = set(activity_set((*requirement.activation, *requirement.target, *requirement.until)))
    of_origin = [reach for reach in known if reach.origin in requirement.evidence]
    able = [reach for reach in of_origin if not reach.activities or not wanted or reach.activities & wanted]
    return min((reach.until for reach in able or of_origin), default=latest)


def latest_moment(known: list[Reach], as_of: datetime | None) -> datetime:
    """The furthest reach of any source; a fixed early moment for an empty store."""
    return max((reach.until for reach in known), default=as_of or _NOTHING)
