"""Readers of every format, and the mappings that say what their columns mean."""

from svcmine.sources.gathering import gathered
from svcmine.sources.mapping import Mapping, presets, read_mapping
from svcmine.sources.reading import open_records, unreadable
from svcmine.sources.records import Records, Reject

__all__ = ["Mapping", "Records", "Reject", "gathered", "open_records", "presets", "read_mapping", "unreadable"]
