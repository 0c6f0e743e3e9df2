"""The norms as the latest run noted them: what they are called, their severities, and what they ask."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from svcmine.dashboard.markup import shown
from svcmine.errors import NormError
from svcmine.insight import NormFacts, norm_facts
from svcmine.norms import read_norms
from svcmine.norms.listing import requirement_sentences
from svcmine.norms.norm import Norm
from svcmine.store import Store


@dataclass(frozen=True)
class RunNorms:
    """`facts`: titles and clauses by norm id; `noted`: norms as the run kept them; `models`: those that can be read."""

    facts: Mapping[str, NormFacts] = field(default_factory=dict)
    noted: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    models: Mapping[str, Norm] = field(default_factory=dict)

    def title(self, norm_id: object, lang: str) -> str:
        """A norm's title; of one that nobody knows, its id."""
        found = self.facts.get(str(norm_id))
        return shown(found.name(lang) if found else norm_id)

    def clauses(self, norm_id: str) -> tuple[str, ...]:
        """The ids of the clauses that a norm enforces."""
        found = self.facts.get(norm_id)
        return found.clauses if found else ()

    def processes(self, norm_id: str) -> frozenset[str]:
        """The processes that a norm is for; empty if it is not known."""
        found = self.models.get(norm_id)
        return frozenset(found.process) if found else frozenset()

    def severities(self) -> Iterator[tuple[str, int, str]]:
        """(norm id, number of the requirement, severity) of every requirement of the run."""
        for norm_id, norm in self.noted.items():
            for number, requirement in enumerate(norm.get("require") or [{}], start=1):
                yield norm_id, number, str(requirement.get("severity") or norm.get("severity") or "info")

    def sentences(self, norm_id: str, requirement: int, lang: str) -> list[str]:
        """What one requirement asks, in words; nothing if the run's norm cannot be read any more."""
        norm = self.models.get(norm_id)
        if norm is None or not 1 <= requirement <= len(norm.require):
            return []
        return requirement_sentences(norm.require[requirement - 1], lang)


def run_norms(store: Store, noted_json: str | None) -> RunNorms:
    """The norms of the latest run; of a run that noted none, as the catalogs have them now."""
    listed: list[dict[str, Any]] = json.loads(noted_json or "[]")
    models: dict[str, Norm] = {}
    for norm in listed:
        # A run of another version may have noted what this one does not know; its verdicts stand all the same.
        with suppress(ValueError):
            models[str(norm.get("id"))] = Norm.model_validate(norm)
    if not listed:
        with suppress(NormError):
            models = {norm.id: norm for norm in read_norms("service", "itil")}
            listed = [norm.model_dump(mode="json") for norm in models.values()]
    return RunNorms(norm_facts(store), {str(norm.get("id")): norm for norm in listed}, models)
