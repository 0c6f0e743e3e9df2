"""Alignments: each closed case beside its reference model, with the fewest deviations that explain it."""

from svcmine.alignments.align import align
from svcmine.alignments.result import Alignments

__all__ = ["Alignments", "align"]
