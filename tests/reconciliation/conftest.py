"""One store for many small tests: making one takes longer than filling it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from svcmine.store import Store, open_store

_BASE = "ticket_records ticket_events operations alarms accounts devices aliases sources coverage sites".split()


@pytest.fixture(scope="module")
def reused(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The store that the tests of a file share."""
    with open_store(tmp_path_factory.mktemp("reconciliation") / "store.duckdb") as opened:
        yield opened


@pytest.fixture
def store(reused: Store) -> Store:
    """A store whose base tables are empty."""
    with reused.transaction():
        for table in _BASE:
            reused.execute(f"delete from {table}")
    return reused
