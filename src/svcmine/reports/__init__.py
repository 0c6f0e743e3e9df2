"""The three reports: notebooks run with parameters, made into pages that need no network, and a workbook."""

from svcmine.reports.report import KINDS, report, report_all
from svcmine.reports.sharing import LEAST_TEAM, Sharing

__all__ = ["KINDS", "LEAST_TEAM", "Page", "Sharing", "report", "report_all"]


def __getattr__(name: str) -> object:
    # Only a notebook needs a page, and with it the charts and matplotlib.
    if name == "Page":
        from svcmine.reports.page import Page  # noqa: PLC0415

        return Page
    raise AttributeError(f"svcmine.reports has no name '{name}'")
