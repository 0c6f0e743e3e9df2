"""Figures worked out from findings, tallies, alignments and operations, for charts and reports."""

from svcmine.insight.figures import Headline, difference, headline, interval, last_complete_month, rate
from svcmine.insight.queries import query
from svcmine.insight.titles import norm_titles

__all__ = ["Headline", "difference", "headline", "interval", "last_complete_month", "norm_titles", "query", "rate"]
