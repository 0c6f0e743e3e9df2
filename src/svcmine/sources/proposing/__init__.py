"""Proposes a mapping for an export that nobody has described yet."""

from svcmine.sources.proposing.proposal import Proposal, propose
from svcmine.sources.proposing.writing import as_toml

__all__ = ["Proposal", "as_toml", "propose"]
