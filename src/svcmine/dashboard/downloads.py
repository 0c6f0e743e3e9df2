"""What can be downloaded beside the page: the findings as filtered (CSV, XLSX), and the program's source code."""

from __future__ import annotations

import asyncio
import codecs
import csv
import io
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, ClassVar

import xlsxwriter
from tornado.web import HTTPError, RequestHandler, authenticated

import svcmine
from svcmine.dashboard.choice import Choice, condition, from_address
from svcmine.dashboard.reader import Reader, query_text
from svcmine.dashboard.words import Words
from svcmine.reports.words import text as report_text
from svcmine.reports.workbook import safe

# What a spreadsheet takes for a formula when it opens a CSV file; full-width signs count as their plain ones.
_ACTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_CHUNK = 1 << 18
MOST_ROWS_XLSX = 200_000
_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "constant_memory": True,
}


def write_csv(reader: Reader, choice: Choice, path: Path) -> int:
    """Write the chosen findings as CSV in UTF-8 with a byte order mark; returns how many.

    A text that a spreadsheet would run as a formula gets an apostrophe before it. Times are site-local.
    """
    names, batches = _chosen(reader, choice)
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(codecs.BOM_UTF8.decode("utf-8"))
        writer = csv.writer(file)
        writer.writerow([report_text("columns", name, choice.lang) for name in names])
        for batch in batches:
            writer.writerows([_harmless(value) for value in row] for row in batch)
            count += len(batch)
    return count


def _harmless(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, str) and value.startswith(_ACTS):
        return "'" + value
    return "" if value is None else value


def write_xlsx(reader: Reader, choice: Choice, path: Path) -> int:
    """Write the chosen findings as a workbook in which no text can act as a formula or a link; returns how many."""
    names, batches = _chosen(reader, choice)
    row = 0
    with xlsxwriter.Workbook(str(path), _OPTIONS) as book:
        book.set_properties({"created": datetime(2000, 1, 1), "title": "svcmine"})
        bold = book.add_format({"bold": True, "bottom": 1})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet = book.add_worksheet(Words(choice.lang)("findings"))
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(names):
            sheet.set_column(column, column, 20)
            sheet.write_string(0, column, report_text("columns", name, choice.lang), bold)
        for values in _rows(batches):
            row += 1
            for column, value in enumerate(values):
                if isinstance(value, datetime | date):
                    sheet.write_datetime(row, column, value, moment)
                elif isinstance(value, int | float) and not isinstance(value, bool):
                    sheet.write_number(row, column, value)
                elif value is not None:
                    sheet.write_string(row, column, safe(str(value)))
        sheet.autofilter(0, 0, max(row, 1), len(names) - 1)
    return row


def _rows(batches: Iterable[list[tuple[Any, ...]]]) -> Iterator[tuple[Any, ...]]:
    for batch in batches:
        yield from batch


def _chosen(reader: Reader, choice: Choice) -> tuple[list[str], Iterator[list[tuple[Any, ...]]]]:
    sql, bound = condition(query_text("export"), choice)
    return reader.export_reader(sql, bound)


def write_source(path: Path) -> int:
    """Pack the program as it runs here, licence included; returns how many files."""
    package = Path(svcmine.__file__).parent
    found = [p for p in sorted(package.rglob("*")) if p.is_file() and "__pycache__" not in p.parts]
    around = [package.parents[1] / name for name in ("LICENSE", "pyproject.toml", "README.md")]
    with tarfile.open(path, "w:gz") as archive:
        for file in found:
            archive.add(file, f"svcmine-{svcmine.__version__}/src/svcmine/{file.relative_to(package)}")
        for file in around:
            if file.is_file():
                archive.add(file, f"svcmine-{svcmine.__version__}/{file.name}")
        note = (
            f"svcmine {svcmine.__version__}, AGPL-3.0-or-later: the source code of the program as it was running.\n"
        ).encode()
        info = tarfile.TarInfo(f"svcmine-{svcmine.__version__}/OFFER.txt")
        info.size = len(note)
        archive.addfile(info, io.BytesIO(note))
    return len(found)


def _provider(handler: RequestHandler) -> Any:
    """How people sign in to this server, as Bokeh keeps it."""
    return getattr(handler.application, "auth_provider")  # noqa: B009 (Tornado's own type does not know it)


class _Download(RequestHandler):
    """A file made for this request; whoever must sign in for the page must sign in for it."""

    def get_current_user(self) -> Any:
        """The user by the server's own way of signing in; anybody where there is none."""
        provider = _provider(self)
        return provider.get_user(self) if provider.get_user is not None else "anybody"

    def get_login_url(self) -> str:
        """Where to sign in."""
        return str(_provider(self).login_url)

    async def _send(self, make: Any, name: str, kind: str) -> None:
        """Make the file beside the server's loop, so that other pages go on, and send it piece by piece."""
        with tempfile.TemporaryDirectory(prefix="svcmine-") as folder:
            path = Path(folder) / name
            await asyncio.get_running_loop().run_in_executor(None, make, path)
            self.set_header("Content-Type", kind)
            self.set_header("Content-Disposition", f'attachment; filename="{name}"')
            self.set_header("X-Content-Type-Options", "nosniff")
            self.set_header("Cache-Control", "no-store")
            self.set_header("Content-Length", str(path.stat().st_size))
            with path.open("rb") as file:
                while piece := file.read(_CHUNK):
                    self.write(piece)
                    await self.flush()


class ExportHandler(_Download):
    """findings.csv and findings.xlsx of the choice that the address tells."""

    KINDS: ClassVar[dict[str, tuple[Any, str]]] = {
        "csv": (write_csv, "text/csv; charset=utf-8"),
        "xlsx": (write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    }

    def initialize(self, reader: Reader) -> None:
        """The figures to write."""
        self.reader = reader

    @authenticated
    async def get(self, kind: str) -> None:
        """Send one of the files; 413 with a way out where a workbook would be too large."""
        choice = from_address(self.request.query)
        write, content = self.KINDS[kind]
        if kind == "xlsx":
            rows = int(self.reader.ask("findings_count", choice).iloc[0]["findings"])
            if rows > MOST_ROWS_XLSX:
                raise HTTPError(413, reason=f"{rows} findings are too many for XLSX (at most {MOST_ROWS_XLSX}): "
                                "narrow the filters or take the CSV")  # fmt: skip
        await self._send(lambda path: write(self.reader, choice, path), f"findings.{kind}", content)


class SourceHandler(_Download):
    """The source code, as the AGPL asks of who offers the program over a network."""

    @authenticated
    async def get(self) -> None:
        """Send the archive."""
        await self._send(write_source, f"svcmine-{svcmine.__version__}.tar.gz", "application/gzip")
