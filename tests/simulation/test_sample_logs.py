"""The sample logs are what their seed makes, small, and as untidy as a real team's exports."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from svcmine.audit import sample_logs
from svcmine.errors import UsageError
from svcmine.simulation import simulate
from svcmine.simulation.imagine import flawless, write
from svcmine.simulation.sample import CASES, SEED
from svcmine.store import open_store
from tests.simulation.auditing import audit


def content(folder: Path) -> dict[str, bytes]:
    """Every file by its path; packed ones unpacked, since another zlib may pack the same bytes otherwise."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {
        str(path.relative_to(folder)): gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for path in files
    }


def test_sample_logs_are_regenerated_byte_for_byte(tmp_path: Path) -> None:
    simulate(CASES, SEED, tmp_path)
    again, here = content(tmp_path), content(sample_logs())
    assert sorted(again) == sorted(here)
    assert [name for name in again if again[name] != here[name]] == []


def test_same_seed_same_bytes_other_seed_other_bytes(tmp_path: Path) -> None:
    for name, seed in (("a", 5), ("b", 5), ("c", 6)):
        simulate(40, seed, tmp_path / name)
    packed = {name: (tmp_path / name / "tickets").glob("*") for name in "abc"}
    first, second, other = ([path.read_bytes() for path in sorted(packed[name])] for name in "abc")
    assert first == second != other


def test_sample_logs_are_small() -> None:
    assert sum(path.stat().st_size for path in sample_logs().rglob("*") if path.is_file()) < 5_000_000


def test_at_least_one_case(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="at least 1"):
        simulate(0, 1, tmp_path)


def test_one_case(tmp_path: Path) -> None:
    simulate(1, 1, tmp_path)
    assert (tmp_path / "svcmine.toml").is_file()


def test_exports_without_an_operation_can_be_loaded(tmp_path: Path) -> None:
    write(flawless(3, 1, ("project",)), 1, tmp_path)
    with open_store(tmp_path / "store.duckdb") as store:
        audit(store, tmp_path)
        assert store.one("select count(*) from cases") == 3
        assert store.one("select count(*) from operations") == 0
