"""Checks: judges what happened by the norms, and explains what was found."""

from svcmine.checks.explain import explain
from svcmine.checks.run import check

__all__ = ["check", "explain"]
