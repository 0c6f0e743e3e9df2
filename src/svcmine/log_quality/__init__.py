"""Says whether a log is fit to judge: gaps, missing attributes, names never mapped, and how much could be decided."""

from svcmine.log_quality.readiness import LEAST_SHARE, Readiness, readiness

__all__ = ["LEAST_SHARE", "Readiness", "readiness"]
