"""The JSON Schema of a norm file, by which editors complete keys, kinds and names and mark mistakes while one writes.

It is the model's own schema in the form that TOML has, with the vocabulary's names and what each kind takes. What no
schema can say (conditions, parameters, drawn examples) is left to `svcmine norms lint`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from svcmine.norms.columns import columns_of
from svcmine.norms.durations import UNIT_SECONDS
from svcmine.norms.kinds import Kind, kinds
from svcmine.norms.norm import REASONS, Norm
from svcmine.vocabulary import ACTIVITIES, CLASSES, PROCESSES

Schema = dict[str, Any]
_PARAMETER = {"type": "string", "pattern": r"^\$[A-Za-z_]\w*$"}
_ACTIVITY_KEYS = ("activation", "target", "until", "reset_by")
_COLUMN_KEYS = ("same", "attributes")


def norm_schema() -> Schema:
    """The schema of a file of norms, as a document for json.dumps."""
    schema = Norm.model_json_schema()
    definitions = schema.pop("$defs")
    definitions.pop("Duration")
    definitions["Norm"] = _without(schema, "file")
    definitions["Norm"]["properties"]["process"] = _names(PROCESSES)
    definitions["Norm"]["properties"]["since"] = definitions["Norm"]["properties"]["until"] = _day()
    definitions["Norm"]["required"] = [name for name in definitions["Norm"]["required"] if name != "process"]
    definitions["Requirement"] = _requirement(_without(definitions["Requirement"], "number"))
    definitions["WaivedBy"]["properties"]["activity"] = _activities()
    definitions["Example"]["properties"]["reason"] = {"enum": list(REASONS)}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "svcmine norms",
        "description": "A file of norms. See docs/write_a_norm.md.",
        "type": "object",
        "required": ["norm"],
        "additionalProperties": False,
        "properties": {"norm": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/Norm"}}},
        "$defs": definitions,
    }


def _requirement(table: Schema) -> Schema:
    said = table["properties"]
    said["kind"] = {"enum": list(kinds()), "description": "The shape of the obligation; docs/kinds.md says of each."}
    for key in _ACTIVITY_KEYS:
        said[key] = _activities()
    for key in _COLUMN_KEYS:
        said[key] = _names(columns_of("event"))
    for key in ("within", "not_before", "length"):
        said[key] = _duration()
    said["roles"] = said["evidence"] = {"anyOf": [{"type": "string"}, _listed({"type": "string"})]}
    for key in ("count", "most"):
        said[key] = {"anyOf": [{"type": "integer", "minimum": 0}, _PARAMETER]}
    for key in ("when", "where", "required", "forbidden"):
        said[key] = {"type": "string", "minLength": 1}
    for key in ("window", "per", "by"):
        said[key] = {"type": "string"}
    said["waived_by"] = {"$ref": "#/$defs/WaivedBy"}
    table["allOf"] = [_of_kind(kind) for kind in kinds().values()]
    return table


def _of_kind(kind: Kind) -> Schema:
    """What a requirement of a kind must carry and may carry."""
    keys = sorted(set(kind.keys) - {"number", "both"})
    needs: list[Schema] = []
    for choice in kind.needs:
        one_each = [{"required": [key]} for key in choice if key != "both"]
        needs.append({"anyOf" if "both" in choice else "oneOf": one_each})
    then: Schema = {"description": kind.sentence, "propertyNames": {"enum": keys}}
    return {
        "if": {"properties": {"kind": {"const": kind.name}}, "required": ["kind"]},
        "then": {**then, **({"allOf": needs} if needs else {})},
    }


def _without(table: Schema, *names: str) -> Schema:
    kept = {name: said for name, said in table["properties"].items() if name not in names}
    return {**table, "properties": kept, "required": [name for name in table.get("required", []) if name not in names]}


def _activities() -> Schema:
    one = {"anyOf": [{"enum": [*CLASSES, *ACTIVITIES]}, _PARAMETER]}
    return {"anyOf": [one, _listed(one)]}


def _names(names: Iterable[str]) -> Schema:
    one = {"anyOf": [{"enum": list(names)}, _PARAMETER]}
    return {"anyOf": [one, _listed(one)]}


def _listed(one: Schema) -> Schema:
    return {"type": "array", "items": one}


def _duration() -> Schema:
    column = {
        "type": "object",
        "required": ["column", "unit"],
        "additionalProperties": False,
        "properties": {"column": {"type": "string"}, "unit": {"enum": [f"{name}s" for name in UNIT_SECONDS]}},
    }
    text = {"type": "string", "pattern": r"^\d+(\.\d+)?\s+(working\s+day|second|minute|hour|day|week)s?$"}
    return {"anyOf": [text, _PARAMETER, column], "description": '"24 hours", "5 working days", "$parameter"'}


def _day() -> Schema:
    # A day of TOML reaches a schema as text.
    return {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$", "description": "A day without quotes: 2026-01-31"}
