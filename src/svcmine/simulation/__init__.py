"""Logs of a simulated service team, with planted violations and the truth about them."""

from svcmine.simulation.imagine import simulate

__all__ = ["simulate"]
