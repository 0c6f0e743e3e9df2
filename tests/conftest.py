"""Fixtures for all tests: an empty store, and the folder of real logs where it is at hand."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from svcmine.store import Store, open_store

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store that is closed after the test."""
    with open_store(tmp_path / "store.duckdb") as opened:
        yield opened


@pytest.fixture
def norms(request: pytest.FixtureRequest, tmp_path: Path) -> list[Path]:
    """The catalog that a test's module writes out as NORMS, in a file."""
    path = tmp_path / "own.toml"
    path.write_text(request.module.NORMS, encoding="utf-8")
    return [path]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of public logs and bad-input corpora; the test skips where there is none, but not in CI."""
    if not SHARED.is_dir():
        if os.environ.get("CI"):
            pytest.fail("the folder of public logs must be present in CI")
        pytest.skip("needs the folder of public logs beside the project")
    return SHARED
