"""Writes reports: a snapshot of the store, the notebooks run on it, the pages, the workbook and a manifest."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from svcmine.errors import UsageError
from svcmine.insight import last_complete_month
from svcmine.insight.actions import keep_actions, read_actions
from svcmine.reports.sharing import Sharing, make_fit_to_share
from svcmine.store import Store, open_store

Progress = Callable[[str, float], None]

# Kind of report → its notebook. Only the monthly one is about one month unless another is asked for.
KINDS = {"quality": "quality_dashboard", "conformance": "conformance_report", "monthly": "monthly_violations"}
LANGS = ("en", "zh")
# A kernel takes about 300 MB and most of a core.
_AT_ONCE = 2


def report(
    store: Store,
    kind: str,
    *,
    month: str | None = None,
    lang: str = "en",
    out: Path = Path("reports"),
    actions: Path | None = None,
    sharing: Sharing | None = None,
    progress: Progress | None = None,
) -> list[Path]:
    """Write one report in one language, and the workbook of findings; returns the files. See `report_all`."""
    return report_all(store, [kind], [lang], month=month, out=out, actions=actions, sharing=sharing, progress=progress)


def report_all(
    store: Store,
    kinds: Sequence[str],
    langs: Sequence[str],
    *,
    month: str | None = None,
    out: Path = Path("reports"),
    actions: Path | None = None,
    sharing: Sharing | None = None,
    progress: Progress | None = None,
) -> list[Path]:
    """Write several reports in several languages on one snapshot; the same inputs give the same bytes.

    The monthly one comes as HTML, XLSX and PDF. `actions` is the table of what was done (CSV, see insight/actions.py),
    `sharing` says what is left out. Raises UsageError for an unknown kind, language or month, a store that was never
    checked, a wrong table of actions, or a key that is no good.
    """
    _check(store, kinds, langs, month)
    taken = read_actions(actions) if actions else []
    tell = progress or (lambda text, share: None)
    out.mkdir(parents=True, exist_ok=True)
    jobs = [(kind, lang) for lang in langs for kind in kinds]
    # Imported late, as the page is: they bring the charts, which a load or a check has no use for.
    from svcmine.reports.facts import keep_settings, manifest  # noqa: PLC0415
    from svcmine.reports.paper import paper  # noqa: PLC0415
    from svcmine.reports.workbook import write_month, write_workbook  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="svcmine-") as folder:
        snapshot = _snapshot(store, Path(folder) / "snapshot.duckdb")
        with open_store(snapshot) as frozen:
            keep_actions(frozen, taken)
            keep_settings(frozen, actions, sharing)
            if sharing:
                make_fit_to_share(frozen, sharing, out)
        written: list[Path] = []

        def told(path: Path) -> None:
            written.append(path)
            tell(f"report {path.name}", len(written) / (len(jobs) + 1))

        with ThreadPoolExecutor(_AT_ONCE) as pool:
            shares = [jobs[n::_AT_ONCE] for n in range(min(_AT_ONCE, len(jobs)))]
            for future in [pool.submit(_pages, snapshot, share, month, out, told) for share in shares]:
                future.result()
        files = [_target(out, kind, lang) for kind, lang in jobs]
        with open_store(snapshot, read_only=True) as frozen:
            if "monthly" in kinds:
                about = month or last_complete_month(frozen)
                for lang in langs:
                    files.append(write_month(frozen, out / f"{KINDS['monthly']}.{lang}.xlsx", about, lang))
                    files.append(out / f"{KINDS['monthly']}.{lang}.pdf")
                    _write(files[-1], paper(frozen, about, lang))
            files += [write_workbook(frozen, out / f"findings.{lang}.xlsx", lang) for lang in langs]
            files.append(_manifest(manifest(frozen), out, files))
    tell("reports", 1.0)
    return files


def _check(store: Store, kinds: Sequence[str], langs: Sequence[str], month: str | None) -> None:
    problems = [f"'{kind}' is no report. Reports are: {', '.join(KINDS)}." for kind in kinds if kind not in KINDS]
    problems += [f"--lang {lang}: languages are {', '.join(LANGS)}." for lang in langs if lang not in LANGS]
    if month is not None and not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month):
        problems.append(f"--month {month}: a month is written like 2026-10.")
    if not store.one("select count(*) from runs where kind = 'check'"):
        problems.append(f"{store.path}: the norms were never checked. Do it first: svcmine check --store {store.path}")
    if problems:
        raise UsageError("\n".join(problems))


def _snapshot(store: Store, target: Path) -> Path:
    """A copy of the store's file, so that the notebooks see one state and lock nobody out."""
    if not store.read_only:
        store.execute("checkpoint")
    shutil.copyfile(store.path, target)
    return target


def notebooks() -> Path:
    """The folder of the notebooks: in the package where it is installed, else in the working copy."""
    installed = Path(__file__).parents[1] / "notebooks"
    return installed if installed.is_dir() else Path(__file__).parents[3] / "notebooks"


def _target(out: Path, kind: str, lang: str) -> Path:
    return out / f"{KINDS[kind]}.{lang}.html"


def _pages(
    snapshot: Path, jobs: Sequence[tuple[str, str]], month: str | None, out: Path, told: Callable[[Path], None]
) -> None:
    """Run the notebooks of some jobs in one kernel and write each page as soon as it is there."""
    # Late for the same reason as the workbook in report_all.
    from svcmine.reports.html import page  # noqa: PLC0415
    from svcmine.reports.kernel import run_notebooks  # noqa: PLC0415
    from svcmine.reports.words import text  # noqa: PLC0415

    waiting = list(jobs)

    def done(notebook: Any) -> None:
        kind, lang = waiting.pop(0)
        target = _target(out, kind, lang)
        _write(target, page(notebook, lang, text("titles", kind, lang)).encode("utf-8"))
        told(target)

    with tempfile.TemporaryDirectory(prefix="svcmine-run-") as folder:
        runs = [
            (notebooks() / f"{KINDS[kind]}.ipynb", {"store": str(snapshot), "month": month, "lang": lang})
            for kind, lang in jobs
        ]
        run_notebooks(runs, Path(folder), done)


def _manifest(made_from: dict[str, Any], out: Path, files: list[Path]) -> Path:
    """What the pack was made from, and the hashes of its files."""
    content = {
        **made_from,
        "files": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files},
    }
    target = out / "manifest.json"
    _write(target, json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode("utf-8"))
    return target


def _write(path: Path, content: bytes) -> None:
    """All or nothing: a half-written page must not stand under the page's name."""
    partial = path.with_name(path.name + ".partial")
    with partial.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, path)
