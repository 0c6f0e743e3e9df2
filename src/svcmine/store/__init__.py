"""The event store: one DuckDB file with what the sources said and what svcmine made of it."""

from svcmine.store.event_store import Store, open_store

__all__ = ["Store", "open_store"]
