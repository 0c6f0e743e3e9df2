"""What the norms of the latest run are called, how grave they are and which clauses they enforce."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from svcmine.errors import NormError
from svcmine.insight.queries import query
from svcmine.norms import read_norms
from svcmine.store import Store


@dataclass(frozen=True)
class NormFacts:
    """A norm as reports name it; `title` by language, `clauses` as their ids."""

    norm_id: str
    title: dict[str, str] = field(default_factory=dict)
    severity: str | None = None
    clauses: tuple[str, ...] = ()

    def name(self, lang: str) -> str:
        """The title in a language, else the English one, else the id."""
        return self.title.get(lang) or self.title.get("en") or self.norm_id


def norm_facts(store: Store) -> dict[str, NormFacts]:
    """Norm id → facts, as the latest run noted them; of a run that noted none, as the catalogs have them now."""
    runs = query(store, "last_run", kind="check")
    noted = json.loads(runs.iloc[0]["norms"] or "[]") if not runs.empty else []
    if not noted:
        # A report on a store must not fail because a catalog is being edited.
        with suppress(NormError):
            noted = [norm.model_dump(mode="json") for norm in read_norms("service", "itil")]
    return {norm["id"]: _facts(norm) for norm in noted}


def _facts(norm: dict[str, Any]) -> NormFacts:
    return NormFacts(norm["id"], dict(norm.get("title") or {}), norm.get("severity"), tuple(norm.get("clauses") or ()))


def norm_titles(store: Store, lang: str) -> dict[str, str]:
    """Norm id → title in a language."""
    return {norm_id: facts.name(lang) for norm_id, facts in norm_facts(store).items()}
