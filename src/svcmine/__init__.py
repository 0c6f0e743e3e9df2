"""svcmine audits all field-service work against its service norms.

    import svcmine

    store = svcmine.open("svcmine.duckdb")
    svcmine.load(store, "tickets", "sample-tickets", ["tickets.csv"])
    findings = svcmine.check(store)
    findings

The names below are the public ones. They are loaded on first use, so that `import svcmine` is quick and quiet.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOME = {
    "open": ("svcmine.store", "open_store"),
    "load": ("svcmine.audit", "load"),
    "readiness": ("svcmine.audit", "readiness"),
    "reconcile": ("svcmine.audit", "reconcile"),
    "check": ("svcmine.audit", "check"),
    "align": ("svcmine.audit", "align"),
    "report": ("svcmine.audit", "report"),
    "run": ("svcmine.audit", "run"),
    "demo": ("svcmine.audit", "demo"),
    "simulate": ("svcmine.audit", "simulate"),
    "export": ("svcmine.audit", "export"),
    "explain": ("svcmine.audit", "explain"),
    "read_norms": ("svcmine.norms", "read_norms"),
    "SvcmineError": ("svcmine.errors", "SvcmineError"),
}

__all__ = [
    "SvcmineError",
    "align",
    "check",
    "demo",
    "explain",
    "export",
    "load",
    "open",
    "read_norms",
    "readiness",
    "reconcile",
    "report",
    "run",
    "simulate",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"svcmine has no name '{name}'. Its names are: {', '.join(__all__)}")
    module, inside = _HOME[name]
    return getattr(import_module(module), inside)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
