"""A step planted in one region of a simulated log is told in its month by the charts, all the way from the export."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from svcmine import audit
from svcmine.charts import steady_regions
from svcmine.reports.monthly import first_page
from svcmine.store import open_store

pytestmark = pytest.mark.filterwarnings("ignore:The inplace keyword")
NORMS = """
[[norm]]
id = "BACKUP-FIRST"
title = { en = "Back up first", zh = "先备份" }
process = ["change"]
severity = "critical"
clauses = ["X-1"]

[[norm.require]]
kind = "precedence"
activation = "modify_data"
target = ["backup_config"]
evidence = ["ticket"]

[[norm.example]]
verdict = "violated"
log = "modify_data 00:20"
"""
MAPPING = """
kind = "tickets"
source = "desk"
format = "csv"
timezone = "Asia/Shanghai"
process = "change"
closed = "all"

[columns]
ticket = "case_id"
step = "activity"
at = "happened_at"
region = "region"
"""
REGIONS = ("东", "南", "西", "北")
MONTHS = [f"{2025 + n // 12}-{n % 12 + 1:02d}" for n in range(17)]
STEP = 14


def test_a_step_in_one_region_is_told_in_its_month(norms: list[Path], tmp_path: Path) -> None:
    """One change in twenty without a backup, from 2026-03 on two in five in one region, and in no other."""
    rng = np.random.default_rng(11)
    with (tmp_path / "log.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["ticket", "step", "at", "region"])
        for number, month in enumerate(MONTHS):
            for region in REGIONS:
                rate = 0.4 if region == "西" and number >= STEP else 0.05
                for n, broken in enumerate(rng.random(60) < rate):
                    at = datetime.fromisoformat(f"{month}-01 09:00:00") + timedelta(hours=10 * n)
                    steps = (
                        [("modify_data", at)]
                        if broken
                        else [("backup_config", at - timedelta(hours=1)), ("modify_data", at)]
                    )
                    writer.writerows([f"{month}{region}{n}", name, moment, region] for name, moment in steps)
        # The month after, so that the last one is complete.
        writer.writerow(["end", "backup_config", "2026-06-01 08:00:00", "东"])
    (tmp_path / "desk.toml").write_text(MAPPING, encoding="utf-8")
    with open_store(tmp_path / "store.duckdb") as store:
        audit.load(store, "tickets", tmp_path / "desk.toml", [tmp_path / "log.csv"])
        audit.check(store, norms)
        told = steady_regions.data(store, MONTHS[STEP])
        assert sorted(told["month"].unique()) == MONTHS[: STEP + 1]
        signals = told[told["signal"].notna()]
        assert list(zip(signals["place"], signals["month"], signals["signal"], strict=True)) == [
            ("西", "2026-03", "above")
        ]
        # Two months later it is told to be a new level, and since when.
        later = steady_regions.data(store, MONTHS[STEP + 2])
        step = later[later["signal"] == "step"]
        assert list(zip(step["place"], step["month"], step["since"], strict=True)) == [("西", "2026-05", "2026-03")]
        where = next(s for s in first_page(store, "2026-03", "en") if s.key == "where_differs")
        assert where.points[0][0] == "西:"
        assert "worse than chance explains" in where.points[0][1]
