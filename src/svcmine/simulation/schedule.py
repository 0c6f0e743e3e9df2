"""Chooses when and where a case happens, and who and what is free for it."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from svcmine.simulation import (
    almanac,
    base_change,
    base_fault,
    base_inspection,
    base_major_incident,
    base_project,
    base_visit,
)
from svcmine.simulation.almanac import FIRST, LAST
from svcmine.simulation.organisation import REGIONS, Device, Organisation, Person, Region, Site, Staff, local
from svcmine.simulation.plan import OPERATE, CasePlan
from svcmine.simulation.templates import CATALOG, TEMPLATES

# The first night leaves room for a week of preparation after coverage begins, the last one for closing.
BUILD: Mapping[str, Callable[[CasePlan, date], None]] = {
    "change": base_change.build,
    "fault": base_fault.build,
    "major_incident": base_major_incident.build,
    "visit": base_visit.build,
    "inspection": base_inspection.build,
    "project": base_project.build,
}
FIRST_NIGHT = date(2025, 10, 15)
LAST_NIGHT = date(2026, 10, 25)
# How far another case of its kind keeps away from one that is to be alone at its customer.
ALONE = timedelta(days=36)
# How likely a case goes wrong by month: training in spring shows, a reorganisation in July too.
_TROUBLE = {10: 0.55, 11: 0.9, 12: 0.85, 1: 0.8, 2: 0.7, 3: 0.6, 4: 0.5, 5: 0.45, 6: 0.45, 7: 0.95, 8: 0.7, 9: 0.5}


def anywhere(site: Site) -> bool:
    """Where the template's kind of work is done: what runs already, or what is being built."""
    return True


def in_service(site: Site) -> bool:
    """Whether a site is covered by the exports and runs commercially or on trial."""
    return site.covered and site.site_status != "construction"


def under_construction(site: Site) -> bool:
    """Whether a site is covered by the exports and still being built."""
    return site.covered and site.site_status == "construction"


@dataclass(frozen=True)
class Wish:
    """What a scenario needs of its case; the defaults ask for nothing special.

    `alone`: the customer has no other case of that kind of work within five weeks.
    """

    templates: tuple[str, ...] = TEMPLATES
    products: tuple[str, ...] = ()
    region: str | None = None
    day: date | None = None
    site: Callable[[Site], bool] = anywhere
    device: Callable[[Device], bool] = lambda device: device.logged
    frozen: bool | None = False
    troubled: bool = False
    alone: bool = False


@dataclass(frozen=True)
class Spot:
    """A device and a person without any window around a day: whatever happens there belongs to no case."""

    site: Site
    device: Device
    person: Person
    staff: Staff
    day: date
    rng: random.Random


class Schedule:
    """Hands out cases one after the other from one organisation."""

    def __init__(self, organisation: Organisation, seed: int) -> None:
        self.organisation = organisation
        self.seed = seed
        self.number = 0
        self.devices: dict[str, list[Device]] = {site.site: [] for site in organisation.sites}
        # What backs itself up is named by no ticket, so that every backup of it is one on schedule.
        for device in (device for device in organisation.devices if device.backed_up is None):
            self.devices[device.site.site].append(device)

    def case(self, wish: Wish) -> CasePlan:
        """A complete, flawless case that fits the wish.

        Raises RuntimeError if no place, day or person is free for it.
        """
        if plan := self.case_if_free(wish, tries=400):
            return plan
        raise RuntimeError(f"no room for a case of {wish}")

    def case_if_free(self, wish: Wish, tries: int = 30) -> CasePlan | None:
        """The same, or None after some tries."""
        self.number += 1
        rng = random.Random(f"{self.seed}:case:{self.number}")
        return next((plan for _ in range(tries) if (plan := self._attempt(wish, rng))), None)

    def spot(self, wish: Wish) -> Spot:
        """A device and a person that no window comes near, for what happens outside any case."""
        self.number += 1
        rng = random.Random(f"{self.seed}:spot:{self.number}")
        for _ in range(400):
            day, region = wish.day or _day(wish, rng), _region(wish, rng)
            first, last = day - timedelta(days=3), day + timedelta(days=3)
            site = rng.choice(self._sites(wish, region, in_service))
            staff = self.organisation.staff[region.name]
            devices = [d for d in self.devices[site.site] if wish.device(d)]
            devices = [d for d in devices if self.organisation.free(d.device_id, first, last)]
            people = [p for p in staff.engineers if self.organisation.free(p.name, first, last)]
            if devices and people and _season(wish, site, day):
                spot = Spot(site, rng.choice(devices), rng.choice(people), staff, day, rng)
                for name in (spot.device.device_id, spot.person.name):
                    self.organisation.book(name, first, last)
                return spot
        raise RuntimeError(f"no free spot for {wish}")

    def _attempt(self, wish: Wish, rng: random.Random) -> CasePlan | None:
        weights = [CATALOG[template].weight for template in wish.templates]
        template = rng.choices(wish.templates, weights)[0]
        kind = CATALOG[template]
        day = wish.day or _day(wish, rng)
        region = _region(wish, rng)
        site = rng.choice(self._sites(wish, region, under_construction if kind.construction else in_service))
        if not _season(wish, site, day) or not _fits(template, day):
            return None
        if not self._room_at_the_customer(wish, template, site, day):
            return None
        devices = self._devices(wish, template, site, day, rng)
        engineers = self._engineers(region, day, rng)
        if not devices or not engineers:
            return None
        plan = self._plan(template, site, devices, engineers, day, rng)
        if not _calm(plan):
            return None
        for name in [d.device_id for d in devices] + [person.name for person in engineers]:
            self.organisation.book(name, day - timedelta(days=1), day + timedelta(days=2))
        for device in devices:
            # The ticket names the device on the day it is registered: no unrecorded interruption may lie near.
            self.organisation.book(device.device_id, *_around(_opening(template, day)))
        self.organisation.book(f"{site.customer} {template}", _opening(template, day), day)
        if wish.alone:
            self.keep_free(site.customer, template, _opening(template, day) - ALONE, day + ALONE)
        return plan

    def keep_free(self, customer: str, template: str, first: date, last: date) -> None:
        """See to it that no further case of that kind of work is done for a customer on these days."""
        self.organisation.book(f"no {template} at {customer}", first, last)

    def is_kept_free(self, customer: str, template: str, day: date) -> bool:
        """Whether no such case is to be done for the customer on that day."""
        return not self.organisation.free(f"no {template} at {customer}", day, day)

    def _room_at_the_customer(self, wish: Wish, template: str, site: Site, day: date) -> bool:
        first, last = _opening(template, day), day
        alone = not wish.alone or self.organisation.free(f"{site.customer} {template}", first - ALONE, last + ALONE)
        return alone and self.organisation.free(f"no {template} at {site.customer}", first, last)

    def _sites(self, wish: Wish, region: Region, usual: Callable[[Site], bool]) -> list[Site]:
        """The region's sites that are wished, or those where such work is usually done."""
        wanted = usual if wish.site is anywhere else wish.site
        return [site for site in self.organisation.sites if site.region == region and wanted(site)]

    def _devices(self, wish: Wish, template: str, site: Site, day: date, rng: random.Random) -> list[Device]:
        codes = CATALOG[template].products
        code = rng.choice([c for c in codes if not wish.products or c in wish.products] or [""])
        free = [
            device
            for device in self.devices[site.site]
            if device.product.code == code
            and wish.device(device)
            and self.organisation.free(device.device_id, day - timedelta(days=1), day + timedelta(days=2))
            and self.organisation.free(device.device_id, *_around(_opening(template, day)))
        ]
        several = template in ("data", "config") and rng.random() < 0.3
        wanted = 2 if several else 1
        return sorted(rng.sample(free, wanted), key=lambda d: d.device_id) if len(free) >= wanted else []

    def _engineers(self, region: Region, day: date, rng: random.Random) -> list[Person]:
        free = [
            person
            for person in self.organisation.staff[region.name].engineers
            if self.organisation.free(person.name, day - timedelta(days=1), day + timedelta(days=2))
        ]
        return rng.sample(free, 2) if len(free) >= 2 and rng.random() < 0.4 else free and [rng.choice(free)]

    def _plan(
        self, template: str, site: Site, devices: list[Device], engineers: list[Person], day: date, rng: random.Random
    ) -> CasePlan:
        kind = CATALOG[template]
        early = kind.lead > 0
        opened = local(
            site,
            _opening(template, day),
            9 if early else rng.randint(8, 15),
            rng.randint(0, 40 if early else 59),
            rng.randint(0, 59),
        )
        plan = CasePlan(
            case_id=f"{kind.prefix}{opened:%Y%m%d}{self.number:05d}",
            process=kind.process,
            template=template,
            site=site,
            staff=self.organisation.staff[site.region.name],
            engineers=engineers,
            devices=devices,
            opened_at=opened,
            rng=rng,
            names_ticket=rng.random() < 0.7,
        )
        plan.attributes["team"] = f"{site.region.name}{rng.choice('一二')}组"
        plan.attributes["priority"] = rng.choice(("P2", "P3", "P4"))
        BUILD[kind.process](plan, day)
        return plan


def _opening(template: str, day: date) -> date:
    """The day on which a case is registered: a week before a change, the day of a fault."""
    return day - timedelta(days=CATALOG[template].lead)


def _fits(template: str, day: date) -> bool:
    """Whether a case is registered and done with in the simulated months."""
    kind = CATALOG[template]
    return kind.tail <= 5 or (_opening(template, day) > FIRST.date() and day + timedelta(days=kind.tail) <= LAST.date())


def _around(day: date) -> tuple[date, date]:
    return day - timedelta(days=1), day + timedelta(days=1)


def _day(wish: Wish, rng: random.Random) -> date:
    """A day of the period; later months have somewhat more work, and summer more trouble than the months before."""
    span = (LAST_NIGHT - FIRST_NIGHT).days
    while True:
        share = max(rng.random(), rng.random() if rng.random() < 0.25 else 0.0)
        day = FIRST_NIGHT + timedelta(days=round(span * share))
        if not wish.troubled or rng.random() < _TROUBLE[day.month]:
            return day


def _region(wish: Wish, rng: random.Random) -> Region:
    if wish.region:
        return next(region for region in REGIONS if region.name == wish.region)
    weights = [region.weight * (region.trouble if wish.troubled else 1) for region in REGIONS]
    return rng.choices(REGIONS, weights)[0]


def _season(wish: Wish, site: Site, day: date) -> bool:
    """Whether the day lies in a freeze if that is wished, clear of all freezes if not; None takes any day."""
    if wish.frozen is None:
        return True
    return almanac.frozen(site, day) if wish.frozen else not almanac.frozen(site, day, margin=2)


def _calm(plan: CasePlan) -> bool:
    """Whether no operation of the case falls into busy hours; restoring a broken service may."""
    return plan.template == "incident" or not any(
        almanac.in_peak(plan.site, step.device.product, moment)
        for step in plan.members(OPERATE)
        if step.device
        for moment in (step.at, step.ended_at or step.at)
    )
