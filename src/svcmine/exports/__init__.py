"""Hands results and events on to other tools: tables, XES and OCEL 2.0."""

from svcmine.exports.export import KINDS, export

__all__ = ["KINDS", "export"]
