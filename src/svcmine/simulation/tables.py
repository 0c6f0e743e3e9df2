"""Writes the small tables of the export: places, devices, accounts, alarms, calendar, waivers, coverage."""

from __future__ import annotations

from pathlib import Path

from svcmine.simulation.world import World


def write_tables(world: World, out: Path) -> None:
    """Write the tables as CSV files in UTF-8 below `out`."""
