"""Figures worked out from findings, tallies, alignments and operations, for charts and reports."""

from svcmine.insight.figures import Headline, difference, headline, interval, last_complete_month, rate
from svcmine.insight.queries import query
from svcmine.insight.titles import NormFacts, norm_facts, norm_titles

__all__ = [
    "Headline",
    "NormFacts",
    "difference",
    "headline",
    "interval",
    "last_complete_month",
    "norm_facts",
    "norm_titles",
    "query",
    "rate",
]
