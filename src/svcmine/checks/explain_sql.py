"""The statement that judged a finding, compiled again from the norm and the horizons that its run kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from svcmine.checks.clocks import tolerance_of
from svcmine.checks.compile import compile_requirement
from svcmine.checks.horizon import horizon_of, latest_moment, reaches
from svcmine.checks.prepare import waiver_columns
from svcmine.norms.durations import Duration
from svcmine.norms.norm import Norm
from svcmine.store import Store

_DURATIONS = ("within", "not_before", "length")


def deciding_sql(store: Store, finding: Mapping[str, Any]) -> str:
    """The SQL over the run's working table; empty if the run did not keep the norm, or kept it in another form."""
    listed = json.loads(finding["norms"] or "[]")
    kept = next((norm for norm in listed if norm.get("id") == finding["norm_id"]), None)
    try:
        norm = Norm.model_validate(_with_durations(kept or {}))
    except ValidationError:
        return ""
    requirement = next((item for item in norm.require if item.number == finding["requirement"]), None)
    if requirement is None:
        return ""
    told = {name: datetime.fromisoformat(text) for name, text in json.loads(finding["horizon"] or "{}").items()}
    known = [
        replace(reach, until=told.get(reach.source_name, reach.until)) for reach in reaches(store, finding["as_of"])
    ]
    horizon = horizon_of(requirement, known, latest_moment(known, finding["as_of"]))
    columns = _scope_columns(store, [norm["id"] for norm in listed])
    return compile_requirement(
        norm, requirement, horizon, columns, tolerance_of(store, finding["clock_tolerance_s"] or 0.0)
    ).sql


def _with_durations(norm: Mapping[str, Any]) -> dict[str, Any]:
    require = [
        item | {key: Duration.model_validate(item[key]) for key in _DURATIONS if item.get(key)}
        for item in norm.get("require") or []
    ]
    return {**norm, "require": require}


def _scope_columns(store: Store, norm_ids: list[str]) -> list[str]:
    scopes = store.execute(
        "select scope from waivers where list_contains($norms, norm_id) and scope is not null "
        "and trim(approved_by) <> '' and trim(evidence) <> ''",
        {"norms": norm_ids},
    ).fetchall()
    return sorted({name for (text,) in scopes for name in json.loads(text)} & set(waiver_columns()))
