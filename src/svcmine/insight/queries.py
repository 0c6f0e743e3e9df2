"""Runs the package's .sql files: `views/` become temporary views, `queries/` are asked with bound values."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd

from svcmine.store import Store

# In the order of their dependence.
VIEWS = ("device_place", "site_place", "finding_fact", "operation_fact", "alignment_fact", "deviation_fact")


@cache
def text(folder: str, name: str) -> str:
    """The text of one .sql file of this package."""
    return (files("svcmine.insight") / folder / f"{name}.sql").read_text(encoding="utf-8")


def query(store: Store, name: str, **values: Any) -> pd.DataFrame:
    """The rows of queries/<name>.sql with its `$names` bound; nothing is written to the store's file."""
    for view in VIEWS:
        store.execute(f"create or replace temporary view {view} as {text('views', view)}")
    sql = text("queries", name)
    return store.frame(sql, {key: value for key, value in values.items() if f"${key}" in sql})
