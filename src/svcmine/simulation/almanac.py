"""The simulated period and its calendar: freezes, peaks and a product's own night window."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from svcmine.simulation.layout import OFFICE
from svcmine.simulation.organisation import TRANSMISSION, Product, Site

FIRST = datetime(2025, 10, 1, tzinfo=OFFICE)
# Everything is exported up to and including this second; the horizon of every source.
LAST = datetime(2026, 10, 31, 23, 59, 59, tzinfo=OFFICE)


@dataclass(frozen=True)
class Freeze:
    """Days on which the networks are left alone, from the first midnight to the last, site-local."""

    name: str
    first: date
    until: date
    region: str | None = None


FREEZES = (
    Freeze("国庆封网", date(2025, 10, 1), date(2025, 10, 9)),
    Freeze("圣诞封网", date(2025, 12, 20), date(2026, 1, 3), "欧洲"),
    Freeze("春节封网", date(2026, 2, 13), date(2026, 2, 25)),
    Freeze("国庆封网", date(2026, 10, 1), date(2026, 10, 9)),
)


@dataclass(frozen=True)
class Peak:
    """Busy hours of a customer or a product, site-local, every day."""

    name: str
    start: time
    end: time
    customer: str | None = None
    product: str | None = None


def peaks(customers: list[str]) -> list[Peak]:
    """The busy hours: banks by day, mobile carriers in the evening, the subscriber database around nine."""
    found = []
    for customer in customers:
        if customer.endswith("商业银行"):
            found += [
                Peak("开市", time(9, 30), time(11, 30), customer),
                Peak("下午", time(13, 0), time(15, 0), customer),
            ]
        elif customer.endswith("移动"):
            found.append(Peak("晚忙时", time(19, 0), time(22, 0), customer))
    found.append(Peak("注册高峰", time(20, 30), time(21, 30), product="用户数据库"))
    return found


NIGHT_OF_TRANSMISSION = (TRANSMISSION.name, time(1, 0), time(5, 0))


def frozen(site: Site, day: date, margin: int = 0) -> bool:
    """Whether a freeze touches the day at that site, or any day within the margin."""
    around = timedelta(days=margin)
    return any(
        freeze.region in (None, site.region.name) and freeze.first - around <= day < freeze.until + around
        for freeze in FREEZES
    )


def in_peak(site: Site, product: Product, instant: datetime) -> bool:
    """Whether an instant lies in busy hours of the site's customer or of the product."""
    clock = instant.astimezone(site.zone).time()
    return any(
        peak.customer in (None, site.customer)
        and peak.product in (None, product.name)
        and peak.start <= clock <= peak.end
        for peak in peaks([site.customer])
    )
