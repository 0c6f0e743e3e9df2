"""The reports open in a real browser without the network, show their pictures and ask nobody for anything."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from .conftest import Demo

PAGES = [
    f"{kind}.{lang}.html"
    for kind in ("quality_dashboard", "conformance_report", "monthly_violations")
    for lang in ("en", "zh")
]


@pytest.fixture(scope="session")
def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chrome")
    if not found:
        if os.environ.get("CI"):
            pytest.fail("Chromium must be installed in CI")
        pytest.skip("needs Chromium")
    return found


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_offline(demo: Demo, chromium: str, tmp_path: Path, name: str) -> None:
    log = tmp_path / "net.json"
    command = [
        chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--disable-extensions", "--no-proxy-server",
        "--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={tmp_path / 'profile'}",
        f"--log-net-log={log}", "--enable-logging=stderr", "--dump-dom", (demo.out / name).as_uri(),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0
    assert done.stdout.count("<img") + done.stdout.count("<svg") >= 3
    assert "CONSOLE" not in done.stderr, done.stderr
    asked = {
        event["params"]["url"]
        for event in json.loads(log.read_text(encoding="utf-8"))["events"]
        if str(event.get("params", {}).get("url", "")).startswith("http")
    }
    # The browser's own start-up look-ups, if any, do not name the page; a request of the page would.
    assert not {url for url in asked if "google" not in url and "gvt1" not in url}
