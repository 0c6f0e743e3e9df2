"""Findings: what a check says of every activation that is not fulfilled, and how many there were."""

from svcmine.findings.findings import Findings

__all__ = ["Findings"]
