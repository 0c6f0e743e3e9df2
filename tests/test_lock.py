"""The lock holds what the project needs, by name, version and hash, and nothing else."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
EXTRAS = (ROOT / "requirements-extras.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


GUESTS = {name: PROJECT["optional-dependencies"][name] for name in ("databases", "spark", "browser")}


def locked(lock: str = LOCK) -> dict[str, str]:
    """Name → version of what a lock installs on this machine."""
    found = {}
    for line in lock.splitlines():
        if match := re.match(r"^([A-Za-z0-9_.\-]+==[^\\]+?)\s*\\?$", line):
            requirement = Requirement(match[1])
            if requirement.marker is None or requirement.marker.evaluate(dict(default_environment())):
                found[canonicalize_name(requirement.name)] = str(requirement.specifier).removeprefix("==")
    return found


def test_the_lock_has_no_addresses() -> None:
    assert "://" not in LOCK + EXTRAS
    assert not (ROOT / "uv.lock").exists() or "uv.lock" in (ROOT / ".gitignore").read_text()


@pytest.mark.parametrize("lock", [LOCK, EXTRAS], ids=["lock", "extras"])
def test_every_locked_version_has_hashes(lock: str) -> None:
    entries = re.split(r"\n(?=\S)", lock.strip())
    assert all("--hash=sha256:" in entry for entry in entries)


def test_the_extras_add_to_the_lock_and_change_nothing() -> None:
    have, extras = locked(), locked(EXTRAS)
    assert have.items() <= extras.items()
    wanted = {canonicalize_name(Requirement(text).name) for extra in GUESTS for text in GUESTS[extra]}
    assert wanted <= extras.keys()
    assert not wanted & have.keys()


def test_the_lock_satisfies_the_project() -> None:
    have = locked()
    wanted = PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]
    missing = []
    for text in wanted:
        requirement = Requirement(text)
        version = have.get(canonicalize_name(requirement.name))
        if version is None or not requirement.specifier.contains(version):
            missing.append(f"{text}: locked {version}")
    assert not missing, "run: make lock"


def test_the_locked_versions_agree_with_each_other() -> None:
    have = locked()
    bad = []
    for distribution in distributions():
        name = canonicalize_name(distribution.metadata["Name"])
        if name not in have:
            continue
        for text in distribution.requires or []:
            requirement = Requirement(text)
            if requirement.marker and not requirement.marker.evaluate({**default_environment(), "extra": ""}):
                continue
            version = have.get(canonicalize_name(requirement.name))
            if version is None or not requirement.specifier.contains(version, prereleases=True):
                bad.append(f"{name} needs {text}, locked {version}")
    assert not bad


def test_the_lock_resolves() -> None:
    uv = shutil.which("uv", path=str(Path(sys.executable).parent))
    if uv is None:
        if os.environ.get("CI"):
            pytest.fail("uv must be installed in CI")
        pytest.skip("needs uv in this environment")
    command = [uv, "pip", "install", "--dry-run", "--python", sys.executable, "--require-hashes"]
    done = subprocess.run([*command, "-r", str(ROOT / "requirements.lock")], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
