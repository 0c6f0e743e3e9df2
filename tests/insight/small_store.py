"""A small store written row by row, with Chinese and hostile text in every column that a report shows.

The figures that tests expect are counted from `ACTIVATIONS` in plain Python, never read back through the package.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from svcmine.store import Store

NASTY = (
    '<script>alert(1)</script><img src=x onerror=alert(1)> =HYPERLINK("http://x.example","y") [/] \x1b[31m $x^2$ '
    "\u202e javascript:alert(1) \"onmouseover='a' 中文😀"
)
VERDICTS = ("fulfilled", "violated", "pending", "waived", "undecidable")
NORMS = {
    "N-BACKUP": ("critical", "Back up first " + NASTY, "先备份" + NASTY),
    "N-WINDOW": ("major", "Only at night", "只在夜间"),
    "N-REPORT": ("minor", "Report in time", "及时上报"),
}
ZONES = {"北京01": ("华北", "Asia/Shanghai", 8), NASTY: (NASTY, "Asia/Urumqi", 6)}
START = datetime(2026, 1, 5, 17, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Activation:
    """One activation and its verdict; `happened_at` in UTC, `hours`: what its site's zone adds."""

    number: int
    norm: str
    case: str
    site: str
    verdict: str
    happened_at: datetime

    @property
    def month(self) -> str:
        return f"{self.happened_at + timedelta(hours=ZONES[self.site][2]):%Y-%m}"

    @property
    def region(self) -> str:
        return ZONES[self.site][0]


def activations(cases: int) -> list[Activation]:
    """Ten activations a case over three months, verdicts in a fixed mix."""
    mix = "fulfilled fulfilled violated fulfilled waived fulfilled undecidable fulfilled violated pending".split()
    found = []
    for case in range(cases):
        site = list(ZONES)[case % 2]
        for n in range(10):
            number = case * 10 + n
            norm = list(NORMS)[(number + case) % 3]
            moment = START + timedelta(days=case * 9, hours=n * 2)
            found.append(Activation(number, norm, f"BG{case:04d}" if case else NASTY, site, mix[n], moment))
    return found


def fill(store: Store, cases: int = 8) -> list[Activation]:
    """Write everything a report reads; returns the activations behind findings and tallies."""
    made = activations(cases)
    with store.transaction():
        _reference(store)
        _loads(store)
        _cases(store, made)
        _run(store)
        _findings(store, made)
        _tallies(store, made)
        _alignments(store, cases)
        _operations(store, cases)
    return made


def insert(store: Store, table: str, rows: list[dict]) -> None:
    """Append rows to a table; columns that a row does not name are null."""
    for row in rows:
        names = ", ".join(row)
        store.execute(f"insert into {table} ({names}) values ({', '.join('?' * len(row))})", list(row.values()))


def _reference(store: Store) -> None:
    insert(store, "sites", [{"site": s, "region": z[0], "timezone": z[1]} for s, z in ZONES.items()])
    insert(store, "devices", [{"device_id": f"D{n}" + NASTY, "site": s} for n, s in enumerate(ZONES)])
    insert(store, "accounts", [{"account": "op" + NASTY, "person": "王" + NASTY}])
    for number, until in ((1, datetime(2026, 2, 1, tzinfo=UTC)), (2, None)):
        waiver = {
            "waiver_id": f"W{number}", "norm_id": "N-BACKUP", "scope": json.dumps({"site": NASTY}),
            "valid_from": START, "valid_to": until, "approved_by": NASTY, "reason": NASTY, "evidence": NASTY,
        }  # fmt: skip
        insert(store, "waivers", [waiver])


def _loads(store: Store) -> None:
    load = {
        "load_id": "L1", "kind": "tickets", "source_name": "tickets" + NASTY, "sha256": "a" * 64, "mapping": NASTY,
        "loaded_at": START, "rows_read": 12, "rows_loaded": 9, "rows_rejected": 2, "rows_duplicate": 1,
        "rows_ignored": 0, "file_name": NASTY, "rows_repaired": 1, "first_event": START,
    }  # fmt: skip
    insert(store, "loads", [load])
    for row in (3, 7):
        reject = {"load_id": "L1", "source_row": row, "reason": "bad_time", "detail": NASTY, "raw": NASTY}
        insert(store, "rejects", [reject])
    source = {"source_name": "tickets" + NASTY, "kind": "tickets", "origin": "ticket", "timezone": "Asia/Shanghai"}
    insert(store, "sources", [source])
    span = {"source_name": "tickets" + NASTY, "origin": "ticket", "site": NASTY, "valid_from": START}
    insert(store, "coverage", [span | {"valid_to": datetime(2026, 4, 1, tzinfo=UTC), "declared": True}])


def _cases(store: Store, made: list[Activation]) -> None:
    opened = {a.case: a for a in reversed(made)}
    insert(store, "cases", [
        {"case_id": case, "process": "change", "opened_at": a.happened_at, "closed_at": a.happened_at + timedelta(1),
         "site": a.site, "team": "一组" + NASTY, "customer": NASTY}
        for case, a in opened.items()
    ])  # fmt: skip
    position = Counter[str]()
    for a in made:
        position[a.case] += 1
        event = {
            "event_id": f"E{a.number}", "case_id": a.case, "position": position[a.case], "happened_at": a.happened_at,
            "activity": "modify_data" if a.number % 2 else "close_ticket", "person": "王" + NASTY, "origin": "ticket",
            "device_id": f"D{list(ZONES).index(a.site)}" + NASTY, "load_id": "L1", "source_row": a.number + 1,
            "source_name": "tickets" + NASTY,
        }  # fmt: skip
        insert(store, "events", [event])


def _run(store: Store) -> None:
    norms = [
        {"id": name, "title": {"en": en, "zh": zh}, "severity": severity, "clauses": ["S1-" + NASTY], "require": []}
        for name, (severity, en, zh) in NORMS.items()
    ]
    run = {
        "run_id": "r1", "started_at": START, "svcmine_version": "0.1.0", "catalog_sha256": "c" * 64,
        "calendar_sha256": "d" * 64, "horizon": json.dumps({"tickets" + NASTY: "2026-03-31 23:59:59+00:00"}),
        "engine": "duckdb", "kind": "check", "norms": json.dumps(norms),
    }  # fmt: skip
    insert(store, "runs", [run, {"run_id": "r2", "started_at": START, "svcmine_version": "0.1.0", "kind": "align"}])


def _findings(store: Store, made: list[Activation]) -> None:
    for a in made:
        if a.verdict == "fulfilled":
            continue
        finding = {
            "finding_id": f"f{a.number:06d}", "run_id": "r1", "norm_id": a.norm, "requirement": 1, "case_id": a.case,
            "event_id": f"E{a.number}", "device_id": f"D{list(ZONES).index(a.site)}" + NASTY, "account": "op" + NASTY,
            "happened_at": a.happened_at, "activity": "modify_data", "verdict": a.verdict,
            "reason": "no_evidence" if a.verdict == "undecidable" else None, "severity": NORMS[a.norm][0],
            "waiver_id": "W1" if a.verdict == "waived" else None,
        }  # fmt: skip
        insert(store, "findings", [finding])


def _tallies(store: Store, made: list[Activation]) -> None:
    counts = Counter((a.norm, a.month, a.region, a.verdict) for a in made)
    for norm, month, region in sorted({key[:3] for key in counts}):
        by_verdict = {v: counts[norm, month, region, v] for v in VERDICTS}
        row = {"run_id": "r1", "norm_id": norm, "requirement": 1, "month": month, "process": "change"}
        row |= {"region": region, "team": "一组" + NASTY, "activations": sum(by_verdict.values()), **by_verdict}
        insert(store, "tallies", [row])


def _alignments(store: Store, cases: int) -> None:
    for n in range(cases):
        case = f"BG{n:04d}" if n else NASTY
        cost = n % 3
        row = {"run_id": "r2", "case_id": case, "process": "change", "variant_id": f"v{cost}", "status": "exact"}
        insert(store, "alignments", [row | {"cost": cost, "fitness": 1 - cost / 20}])
        for step in range(cost):
            move = {"run_id": "r2", "case_id": case, "process": "change", "step": step, "position": step + 1}
            move |= {"kind": "log move" if step else "model move", "activity": NASTY if step else "backup_config"}
            insert(store, "deviations", [move | {"phase": None if step else "operate"}])


def _operations(store: Store, cases: int) -> None:
    for n in range(cases):
        loose = n % 2 == 0
        row = {
            "operation_id": f"o{n}", "happened_at": START + timedelta(days=n), "device_id": f"D{n % 4 // 2}" + NASTY,
            "account": "op" + NASTY, "command": NASTY, "activity": "modify_data", "event_id": f"B{n}", "load_id": "L1",
            "match": "unticketed" if loose else "matched", "source_row": n + 1, "source_name": "tickets" + NASTY,
        }  # fmt: skip
        insert(store, "operations", [row])
        if loose:
            event = {"event_id": f"B{n}", "happened_at": row["happened_at"], "activity": "modify_data"}
            event |= {
                "device_id": row["device_id"],
                "origin": "operation",
                "operation_id": f"o{n}",
                "match": "unticketed",
            }
            insert(store, "events", [event])
