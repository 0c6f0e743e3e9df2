"""A small store with hostile text in every column, and what the board reads of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from insight.small_store import Activation, fill

from svcmine.dashboard.reader import Reader
from svcmine.store import open_store


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Activation]]:
    """The store's file, and the activations behind its findings and tallies."""
    path = tmp_path_factory.mktemp("board") / "store.duckdb"
    with open_store(path) as store:
        made = fill(store)
    return path, made


@pytest.fixture(scope="session")
def reader(filled: tuple[Path, list[Activation]]) -> Reader:
    """What the board reads of that store, for tests that only look."""
    return Reader(filled[0])


@pytest.fixture
def own(filled: tuple[Path, list[Activation]], tmp_path: Path) -> Reader:
    """What the board reads of a copy of that store, for a test that writes."""
    path = tmp_path / "store.duckdb"
    shutil.copy(filled[0], path)
    return Reader(path)


@pytest.fixture
def made(filled: tuple[Path, list[Activation]]) -> list[Activation]:
    """The activations."""
    return filled[1]
