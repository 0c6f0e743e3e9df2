"""Writes the small tables of the export: places, devices, accounts, alarms, calendar, waivers, coverage."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from svcmine.simulation import almanac
from svcmine.simulation.exports import write_table
from svcmine.simulation.layout import OFFICE, cell
from svcmine.simulation.organisation import Organisation
from svcmine.simulation.world import World


def write_tables(world: World, out: Path) -> None:
    """Write the tables as CSV files in UTF-8 below `out`."""
    org = world.organisation
    write_table(out / "sites.csv", ["站点", "区域", "时区", "站点状态", "无人值守"], _sites(org))
    write_table(out / "devices.csv", list(DEVICE_HEADERS), _devices(org))
    write_table(out / "accounts.csv", ["账号", "人员", "账号类别"], _accounts(org))
    write_table(out / "alarms.csv", ["告警号", "发生", "设备", "告警", "级别", "已批准"], _alarms(world))
    write_table(out / "calendar.csv", list(CALENDAR), _calendar(org))
    write_table(
        out / "waivers.csv", ["豁免号", "规范", "范围", "生效", "失效", "批准人", "原因", "证据"], _waivers(world)
    )
    write_table(out / "coverage.csv", ["source", "origin", "device", "site", "from", "to"], _coverage(org))


DEVICE_HEADERS = ("设备", "站点", "产品", "别名", "有变化表", "有计费", "型号", "归属", "备份周期")
CALENDAR = ("entry", "name", "region", "customer", "product", "start", "end", "working")
_STATUS = {"commercial": "商用", "trial": "试运行", "construction": "在建"}
_KINDS = {"service_interrupted": "业务中断", "service_degraded": "业务劣化", "billing_affected": "计费异常"}


def _yes(value: bool) -> str:
    return "是" if value else "否"


def _sites(org: Organisation) -> Iterator[list[str]]:
    for site in org.sites:
        region = site.region
        yield [site.site, region.name, region.timezone, _STATUS[site.site_status], _yes(site.unmanned)]


def _devices(org: Organisation) -> Iterator[list[str]]:
    for device in org.devices:
        product = device.product
        tables = [_yes(product.has_change_tables), _yes(product.has_charging)]
        yield [
            device.device_id,
            device.site.site,
            product.name,
            device.alias,
            *tables,
            product.model,
            "本合同" if device.ours else "客户其他设备",
            device.backed_up or "",
        ]


def _accounts(org: Organisation) -> Iterator[list[str]]:
    for staff in org.staff.values():
        for person in staff.engineers:
            yield [person.account, person.name, "customer_temporary"]
        yield [staff.super_account, "", "super"]
        yield [staff.default_account, "", "vendor_default"]
        yield [staff.permanent_account, "", "customer_permanent"]


def _alarms(world: World) -> Iterator[list[str]]:
    for number, alarm in enumerate(world.all_alarms(), start=1):
        kind = _KINDS.get(alarm.kind, alarm.kind)
        approved = "" if alarm.approved is None else _yes(alarm.approved)
        yield [f"GJ{number:05d}", cell("happened_at", alarm.at), alarm.device.device_id, kind, alarm.severity, approved]


def _calendar(org: Organisation) -> Iterator[list[str]]:
    for freeze in almanac.FREEZES:
        yield ["freeze", freeze.name, freeze.region or "", "", "", str(freeze.first), str(freeze.until), ""]
    customers = sorted({site.customer for site in org.sites})
    for peak in almanac.peaks(customers):
        place = ["", peak.customer or "", peak.product or ""]
        yield ["peak", peak.name, *place, f"{peak.start:%H:%M}", f"{peak.end:%H:%M}", ""]
    yield ["window", "night", "", "", "", "00:00", "06:00", ""]
    product, start, end = almanac.NIGHT_OF_TRANSMISSION
    yield ["window", "night", "", "", product, f"{start:%H:%M}", f"{end:%H:%M}", ""]


def _waivers(world: World) -> Iterator[list[str]]:
    for number, waiver in enumerate(world.waivers, start=1):
        scope = json.dumps(waiver.scope, ensure_ascii=False, sort_keys=True)
        times = [cell("valid_from", waiver.valid_from), cell("valid_to", waiver.valid_to)]
        yield [f"HM{number:03d}", waiver.norm_id, scope, *times, "质量部", waiver.reason, f"会议纪要{number}"]


def _coverage(org: Organisation) -> Iterator[list[str]]:
    first, last = _iso(almanac.FIRST), _iso(almanac.LAST)
    for site in org.sites:
        if site.covered:
            for source in ("sample-tickets", "sample-steps"):
                yield [source, "ticket", "", site.site, first, last]
    for device in org.devices:
        if device.logged:
            source = "sample-syslog" if device.product.syslog else "sample-operations"
            yield [source, "operation", device.device_id, "", first, last]
    yield ["sample-alarms", "alarm", "", "", first, last]


def _iso(instant: datetime) -> str:
    return instant.astimezone(OFFICE).isoformat()
