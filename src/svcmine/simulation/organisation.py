"""The simulated service organisation: regions, sites, devices, people and accounts, all from one seed."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Region:
    """A service region; `weight` is its share of the work, `trouble` how much likelier its cases go wrong."""

    name: str
    code: str
    timezone: str
    weight: float
    trouble: float


REGIONS = (
    Region("华东", "HD", "Asia/Shanghai", 0.24, 0.7),
    Region("华南", "HN", "Asia/Shanghai", 0.21, 0.8),
    Region("华北", "HB", "Asia/Shanghai", 0.18, 1.0),
    Region("西南", "XN", "Asia/Shanghai", 0.14, 1.3),
    Region("新疆", "XJ", "Asia/Urumqi", 0.12, 1.9),
    Region("欧洲", "EU", "Europe/Berlin", 0.11, 1.1),
)


@dataclass(frozen=True)
class Product:
    """A product line; `syslog` says whether its commands are exported as device syslog (else by the bastion)."""

    name: str
    code: str
    has_change_tables: bool
    has_charging: bool
    syslog: bool
    share: int
    model: str


PRODUCTS = (
    Product("软交换", "SX", True, True, False, 3, "SX3000"),
    Product("用户数据库", "HL", True, True, False, 2, "HLR9820"),
    Product("路由器", "NE", False, False, True, 3, "NE40"),
    Product("交换机", "SW", False, False, True, 2, "SW5700"),
    Product("传输", "OT", False, False, False, 2, "OT6800"),
)
TRANSMISSION = PRODUCTS[4]


@dataclass(frozen=True)
class Site:
    """A place with devices; `covered` is false where the team exports nothing."""

    site: str
    region: Region
    customer: str
    site_status: str
    covered: bool = True
    unmanned: bool = False

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.region.timezone)


@dataclass(frozen=True)
class Device:
    """A device; `logged` is false where no operation log is collected, `ours` where another contract covers it;
    `backed_up` is the schedule by which it backs its data up by itself."""

    device_id: str
    site: Site
    product: Product
    alias: str
    logged: bool = True
    ours: bool = True
    backed_up: str | None = None


@dataclass(frozen=True)
class Person:
    """An engineer with the temporary customer account that all his commands run under."""

    name: str
    account: str


@dataclass
class Staff:
    """The people of one region."""

    engineers: list[Person]
    expert: str
    section_chief: str
    chief_engineer: str
    project_manager: str
    office_deputy: str
    duty_officer: str
    customer_escort: str
    customer_manager: str
    super_account: str
    default_account: str
    permanent_account: str


@dataclass
class Organisation:
    """Everything that does not change during the simulated months, and who is booked when."""

    sites: list[Site]
    devices: list[Device]
    staff: dict[str, Staff]
    booked: dict[str, set[date]] = field(default_factory=dict)

    def free(self, name: str, first: date, last: date) -> bool:
        """Whether a device or person has no window on any day from `first` to `last`."""
        return self.booked.get(name, set()).isdisjoint(_days(first, last))

    def book(self, name: str, first: date, last: date) -> None:
        """Mark a device or person as taken, so that every operation belongs to one case without doubt."""
        self.booked.setdefault(name, set()).update(_days(first, last))


def _days(first: date, last: date) -> set[date]:
    return {first + timedelta(days=n) for n in range((last - first).days + 1)}


_CITIES = {
    "HD": ("南京", "杭州", "苏州", "合肥", "宁波", "济南"),
    "HN": ("广州", "深圳", "南宁", "福州", "厦门", "海口"),
    "HB": ("北京", "天津", "太原", "沈阳", "长春", "郑州"),
    "XN": ("成都", "重庆", "昆明", "贵阳", "绵阳", "拉萨"),
    "XJ": ("乌鲁木齐", "喀什", "伊宁", "库尔勒", "克拉玛依", "哈密"),
    "EU": ("柏林", "汉堡", "慕尼黑", "科隆", "莱比锡", "不来梅"),
}
_CUSTOMERS = ("移动", "联通", "商业银行")
_DATABASE = PRODUCTS[1]
# The regions with a database that backs itself up, and when: at three in the morning, every sixth day.
_BACKED_UP = ("HD", "XN", "EU")
SCHEDULE = "0 3 */6 * *"
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余"
_GIVEN = "伟芳敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰飞红鑫波斌宇浩凯健俊帆雪莹"


def build(rng: random.Random, cases: int) -> Organisation:
    """An organisation large enough that `cases` cases find free devices and people."""
    copies = 1 + cases // 2500
    names = _person_names(rng)
    sites: list[Site] = []
    devices: list[Device] = []
    staff: dict[str, Staff] = {}
    for region in REGIONS:
        here = _sites(region, copies)
        sites += here
        for site in here:
            devices += _devices(site)
        staff[region.name] = _staff(region, names, 12 * copies)
    return Organisation(sites, devices, staff)


def _person_names(rng: random.Random) -> list[str]:
    names = [s + g for s in _SURNAMES for g in _GIVEN] + [
        s + g + h for s in _SURNAMES[:9] for g in _GIVEN for h in "文志"
    ]
    rng.shuffle(names)
    return names


def _sites(region: Region, copies: int) -> list[Site]:
    sites = []
    for number in range(copies):
        for index, city in enumerate(_CITIES[region.code]):
            name = f"{city}{number + 1:02d}"
            customer = f"{region.name}{_CUSTOMERS[index % 3]}"
            status = "trial" if index == 4 else "commercial"
            sites.append(Site(name, region, customer, status, unmanned=index == 5))
    city = _CITIES[region.code][0]
    # One site a region still under construction, and one whose tickets are kept elsewhere.
    sites.append(Site(f"{city}新建", region, f"{region.name}移动", "construction"))
    sites.append(Site(f"{city}代维", region, f"{region.name}联通", "commercial", covered=False))
    return sites


def _devices(site: Site) -> list[Device]:
    place = f"{site.region.code}{_site_code(site)}"
    found = []
    for product in PRODUCTS:
        for number in range(1, product.share + 1):
            device_id = f"{place}-{product.code}{number:02d}"
            # The last softswitch of each site is not connected to the bastion host.
            logged = site.covered and not (product.code == "SX" and number == product.share)
            # Where something is built, the last switch is the customer's own: ours is docked to it.
            ours = not (site.site_status == "construction" and product.code == "SW" and number == product.share)
            alias = f"{product.code}{number:02d}.{place}.net"
            found.append(Device(device_id, site, product, alias, logged and ours, ours))
    if site.region.code in _BACKED_UP and site.covered and site.site == f"{_CITIES[site.region.code][0]}01":
        # One more database, which no ticket ever names: it backs itself up.
        device_id, alias = f"{place}-{_DATABASE.code}09", f"{_DATABASE.code}09.{place}.net"
        found.append(Device(device_id, site, _DATABASE, alias, backed_up=SCHEDULE))
    return found


def _site_code(site: Site) -> str:
    cities = _CITIES[site.region.code]
    for index, city in enumerate(cities):
        if site.site.startswith(city):
            tail = site.site[len(city) :]
            return f"{index + 1}" + {"新建": "X", "代维": "W"}.get(tail, tail)
    raise AssertionError(site.site)


def _staff(region: Region, names: list[str], engineers: int) -> Staff:
    code = region.code.lower()
    people = [Person(names.pop(), f"tmp_{code}{number:02d}") for number in range(1, engineers + 1)]
    return Staff(
        engineers=people,
        expert=names.pop(),
        section_chief=names.pop(),
        chief_engineer=names.pop(),
        project_manager=names.pop(),
        office_deputy=names.pop(),
        duty_officer=names.pop(),
        customer_escort=names.pop(),
        customer_manager=names.pop(),
        super_account=f"root_{code}",
        default_account=f"vendor_{code}",
        permanent_account=f"op_{code}",
    )


def local(site: Site, day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """A wall-clock time at a site, as an instant in UTC."""
    wall = datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=site.zone)
    return wall.astimezone(ZoneInfo("UTC"))
