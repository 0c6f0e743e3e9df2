"""The demo, run once for all acceptance tests."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from svcmine import audit


@dataclass(frozen=True)
class Demo:
    """The folder that the demo wrote to, and what it did."""

    out: Path
    done: audit.Audit


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    out = tmp_path_factory.mktemp("demo")
    return Demo(out, audit.demo(out))
