"""What the norms of a run are called; a norm that no catalog knows any more keeps its id."""

from __future__ import annotations

import json
from contextlib import suppress

from svcmine.errors import NormError
from svcmine.insight.queries import query
from svcmine.norms import read_norms
from svcmine.store import Store


def norm_titles(store: Store, lang: str) -> dict[str, str]:
    """Norm id → title in a language, as the latest run had it, else as the catalogs have it."""
    titles: dict[str, str] = {}
    # A report on a store must not fail because a catalog is being edited.
    with suppress(NormError):
        titles = {norm.id: norm.title[lang] for norm in read_norms("service", "itil")}
    runs = query(store, "last_run", kind="check")
    told = json.loads(runs.iloc[0]["norms"] or "[]") if not runs.empty else []
    for norm in told if isinstance(told, list) else []:
        title = norm.get("title") if isinstance(norm, dict) else None
        if isinstance(title, dict):
            titles[norm["id"]] = title.get(lang) or title.get("en") or norm["id"]
    return titles
