"""Says whether a log is fit to judge: gaps, missing attributes, names never mapped, and how much could be decided."""

from svcmine.log_quality.readiness import Readiness, readiness
from svcmine.log_quality.share import LEAST_SHARE, keep_least_share, least_share

__all__ = ["LEAST_SHARE", "Readiness", "keep_least_share", "least_share", "readiness"]
