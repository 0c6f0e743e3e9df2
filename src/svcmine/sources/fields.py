"""The attributes that each kind of record can fill, with their types."""

from __future__ import annotations

from typing import Literal

from svcmine.vocabulary import ATTRIBUTES

Kind = Literal[
    "tickets", "operations", "sites", "devices", "aliases", "accounts", "calendar", "waivers", "alarms", "coverage"
]

_WORKED_OUT = {"origin", "process", "event_id"}


def _of(*levels: str) -> dict[str, str]:
    return {
        name: attribute.type
        for name, attribute in ATTRIBUTES.items()
        if attribute.level in levels and name not in _WORKED_OUT
    }


def _typed(text: str, kind: str = "text") -> dict[str, str]:
    return dict.fromkeys(text.split(), kind)


FIELDS: dict[str, dict[str, str]] = {
    "tickets": {**_of("case", "event"), "process": "enum"},
    "operations": {
        **_typed("device_id account person session_id command result activity source_ip vendor ticket_id"),
        **_typed("happened_at ended_at collected_at", "instant"),
        "clock_synchronised": "bool",
        "sequence": "integer",
    },
    "sites": {**_typed("site region"), **_of("site")},
    "devices": {**_typed("device_id site product"), "aliases": "list", **_of("device")},
    "accounts": {**_typed("account person"), **_of("account")},
    "calendar": {
        **_typed("entry name region site customer product start end"),
        **_typed("valid_from valid_to", "date"),
        "working": "bool",
    },
    "waivers": {
        **_typed("waiver_id norm_id scope approved_by reason evidence"),
        **_typed("valid_from valid_to approved_at", "instant"),
    },
    "alarms": {
        **_typed("alarm_id device_id activity severity name"),
        **_typed("happened_at ended_at", "instant"),
        "interruption_approved": "bool",
    },
    "aliases": _typed("alias device_id"),
    "coverage": {**_typed("source_name origin device_id site"), **_typed("valid_from valid_to", "instant")},
}

# What a record of the kind cannot do without.
KEYS: dict[str, tuple[str, ...]] = {
    "tickets": ("case_id",),
    "operations": ("happened_at", "device_id"),
    "sites": ("site",),
    "devices": ("device_id",),
    "accounts": ("account",),
    "aliases": ("alias", "device_id"),
    "calendar": ("entry",),
    "waivers": ("waiver_id", "norm_id"),
    "alarms": ("happened_at", "device_id"),
    "coverage": ("source_name", "origin", "valid_from", "valid_to"),
}
