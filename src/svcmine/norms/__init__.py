"""Norms: what ought to happen, as data that someone who knows the process can write."""

from svcmine.norms.norm import SEVERITIES, VERDICTS, Norm, Requirement
from svcmine.norms.read import catalog_digest, profile_tolerance, read_norms

__all__ = ["SEVERITIES", "VERDICTS", "Norm", "Requirement", "catalog_digest", "profile_tolerance", "read_norms"]
