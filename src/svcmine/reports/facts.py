"""Where a report's numbers come from: inputs with their hashes, catalog, calendar, version and horizon."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pandas as pd

from svcmine import __version__
from svcmine.charts.theme import say
from svcmine.insight import query
from svcmine.reports.sharing import Sharing
from svcmine.store import Store

_RUN = "run_id catalog_sha256 calendar_sha256 profile as_of horizon clock_tolerance_s warnings".split()
_INPUT = ("kind", "source", "file", "sha256", "read", "loaded", "rejected")


def manifest(store: Store) -> dict[str, Any]:
    """What every report of a store was made from: the same for the same inputs, whenever it is asked for."""
    run = store.execute(
        "select run_id, catalog_sha256, calendar_sha256, profile, cast(as_of as varchar), "
        "cast(horizon as varchar), clock_tolerance_s, cast(warnings as varchar) "
        "from runs where kind = 'check' order by started_at desc, run_id limit 1"
    ).fetchone() or (None,) * len(_RUN)
    loads = store.execute(
        "select kind, source_name, file_name, sha256, rows_read, rows_loaded, rows_rejected from loads order by all"
    ).fetchall()
    return {
        "svcmine": __version__,
        **dict(zip(_RUN, run, strict=True)),
        **_settings(store),
        "inputs": [dict(zip(_INPUT, row, strict=True)) for row in loads],
    }


def keep_settings(store: Store, actions: Path | None, sharing: Sharing | None) -> None:
    """Note in a store that is written for one report what else shaped it, so that its manifests tell."""
    store.execute("create or replace table report_settings (setting varchar, told varchar)")
    told = {
        "actions_sha256": hashlib.sha256(actions.read_bytes()).hexdigest() if actions else None,
        "pseudonymised": "yes" if sharing and sharing.key else "no",
        "least_team": str(sharing.least_team) if sharing else "0",
    }
    for setting, value in told.items():
        store.execute("insert into report_settings values (?, ?)", [setting, value])


def _settings(store: Store) -> dict[str, str | None]:
    if not store.one("select count(*) from duckdb_tables() where table_name = 'report_settings'"):
        return {}
    return dict(store.execute("select setting, told from report_settings order by setting").fetchall())


def facts(store: Store, lang: str) -> dict[str, str]:
    """The manifest as a page tells it, label and value; the inputs as their number and one hash of all their hashes."""
    runs = query(store, "last_run", kind="check")
    if runs.empty:
        return {}
    row = runs.iloc[0]
    horizon = json.loads(row["horizon"] or "{}")
    told = {
        say(lang, "svcmine", "svcmine版本"): row["svcmine_version"],
        say(lang, "run", "运行编号"): row["run_id"],
        say(lang, "catalog", "规范库"): str(row["catalog_sha256"])[:16],
        say(lang, "calendar", "日历"): str(row["calendar_sha256"])[:16],
        say(lang, "profile", "规范配置"): row["profile"] or say(lang, "default", "默认"),
    }
    if not pd.isna(row["as_of"]):
        told[say(lang, "as of", "截至")] = f"{row['as_of']:%Y-%m-%d %H:%M} UTC"
    told[say(lang, "horizon", "时间界限")] = "; ".join(f"{k}: {v}" for k, v in sorted(horizon.items()))
    count = store.one("select count(*) from loads")
    # One fingerprint stands for all files; each file's own hash is in manifest.json and in the workbook.
    of_all = store.one("select sha256(coalesce(string_agg(sha256, ' ' order by sha256), '')) from loads")
    told[say(lang, "inputs", "输入文件")] = say(lang, f"{count} files, {of_all[:16]}", f"{count}个文件,{of_all[:16]}")
    settings = _settings(store)
    hidden = []
    if settings.get("pseudonymised") == "yes":
        hidden.append(say(lang, "persons and accounts are told as tokens", "人员与账号以代号表示"))
    if (least := settings.get("least_team")) not in (None, "0"):
        hidden.append(say(lang, f"teams under {least} persons are not told apart", f"少于{least}人的班组不单独列出"))
    if hidden:
        told[say(lang, "fit to share", "对外共享")] = say(lang, "; ", ";").join(hidden)
    for warning in json.loads(row["warnings"] or "[]"):
        told[say(lang, "warning", "提示")] = warning[lang]
    return told
