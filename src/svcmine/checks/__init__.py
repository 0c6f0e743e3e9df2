"""Checks: judges what happened by the norms, and explains what was found."""

from svcmine.checks.explain import explain
from svcmine.checks.run import check, check_norms

__all__ = ["check", "check_norms", "explain"]
