"""The store's tables, generated from the vocabulary, so that a new attribute is one entry in one file.

Base tables hold what the sources said; `cases` and `events` are worked out from them (reconciliation) and can
be rebuilt at any time. Instants are TIMESTAMPTZ, ids are VARCHAR exactly as in the source.
"""

from __future__ import annotations

from svcmine.vocabulary import ATTRIBUTES

SCHEMA_VERSION = "3"

SQL_TYPE = {
    "text": "VARCHAR",
    "enum": "VARCHAR",
    "bool": "BOOLEAN",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "instant": "TIMESTAMPTZ",
    "date": "DATE",
    "time": "TIME",
    "list": "VARCHAR[]",
}

# Columns that stand in the contract in this order; the vocabulary's further attributes follow.
_CASES = (
    "case_id process opened_at closed_at region site customer product team priority agreed_start agreed_end "
    "plan_devices plan_persons"
).split()
_EVENTS = (
    "event_id case_id position activity happened_at ended_at precision_s clock sequence person role account "
    "device_id visit_id origin match operation_count load_id source_row"
).split()
_EXTRA_TYPES = {
    "precision_s": "DOUBLE",
    "clock": "VARCHAR",
    "position": "BIGINT",
    "match": "VARCHAR",
    "operation_count": "BIGINT",
    "load_id": "VARCHAR",
    "source_row": "BIGINT",
    "operation_id": "VARCHAR",
    "source_name": "VARCHAR",
    "ordered": "BOOLEAN",
}


def _names(level: str) -> list[str]:
    return [name for name, attribute in ATTRIBUTES.items() if attribute.level == level]


def _columns(first: list[str], level: str, last: tuple[str, ...] = ()) -> dict[str, str]:
    names = [*first, *(name for name in _names(level) if name not in first), *last]
    return {name: _EXTRA_TYPES.get(name) or SQL_TYPE[ATTRIBUTES[name].type] for name in names}


CASE_COLUMNS = _columns(_CASES, "case")
EVENT_COLUMNS = _columns(_EVENTS, "event", ("operation_id", "source_name", "ordered"))
SITE_COLUMNS = {"site": "VARCHAR", "region": "VARCHAR", **_columns(["timezone", "site_status"], "site")}
DEVICE_COLUMNS = {
    "device_id": "VARCHAR",
    "site": "VARCHAR",
    "product": "VARCHAR",
    "aliases": "VARCHAR[]",
    **_columns([], "device"),
}
ACCOUNT_COLUMNS = {"account": "VARCHAR", "person": "VARCHAR", **_columns(["account_class"], "account")}

_ROW = {"load_id": "VARCHAR", "source_row": "BIGINT"}

# What one ticket record says of its case. `cases` is worked out from all of a case's records.
TICKET_RECORD_COLUMNS = {
    "record_id": "VARCHAR",
    "source_name": "VARCHAR",
    "source_time": "TIMESTAMPTZ",
    **CASE_COLUMNS,
    "extra": "JSON",
    **_ROW,
}
# What happened according to tickets, before operations are merged in; the same columns as `events`.
TICKET_EVENT_COLUMNS = {
    name: kind
    for name, kind in EVENT_COLUMNS.items()
    if name not in ("position", "match", "operation_count", "operation_id")
} | {"extra": "JSON"}


def _table(columns: str) -> dict[str, str]:
    """Column name → type, from a list as SQL writes it."""
    pairs = (column.strip().partition(" ") for column in columns.split(","))
    return {name: kind for name, _, kind in pairs}


TABLES: dict[str, dict[str, str]] = {
    "store_info": _table("key VARCHAR, value VARCHAR"),
    "loads": _table(
        "load_id VARCHAR, kind VARCHAR, source_name VARCHAR, sha256 VARCHAR, mapping VARCHAR, loaded_at "
        "TIMESTAMPTZ, rows_read BIGINT, rows_loaded BIGINT, rows_rejected BIGINT, rows_duplicate BIGINT, "
        "rows_ignored BIGINT, first_event TIMESTAMPTZ, last_event TIMESTAMPTZ, file_name VARCHAR, encoding "
        "VARCHAR, rows_repaired BIGINT, notes JSON"
    ),
    # The settings of each source that verdicts need later: zone, clock, what it can give, when a case is closed.
    "sources": _table(
        "source_name VARCHAR, kind VARCHAR, origin VARCHAR, timezone VARCHAR, clock VARCHAR, ordered BOOLEAN, "
        "precision_s DOUBLE, activities VARCHAR[], closed JSON, valid_from TIMESTAMPTZ, valid_to TIMESTAMPTZ"
    ),
    "rejects": _table("load_id VARCHAR, source_row BIGINT, reason VARCHAR, detail VARCHAR, raw VARCHAR"),
    "coverage": _table(
        "source_name VARCHAR, origin VARCHAR, device_id VARCHAR, site VARCHAR, valid_from TIMESTAMPTZ, "
        "valid_to TIMESTAMPTZ, declared BOOLEAN"
    ),
    # Records of the small tables that were loaded before; tickets and operations keep their own ids.
    "seen_records": _table("source_name VARCHAR, record_id VARCHAR"),
    "ticket_records": TICKET_RECORD_COLUMNS,
    # `history`: the record is an update of its ticket, and an event only where its activity is another than before.
    "ticket_events": TICKET_EVENT_COLUMNS | {"history": "BOOLEAN"},
    "cases": {**CASE_COLUMNS, "conflicts": "BIGINT", "extra": "JSON"},
    "events": {**EVENT_COLUMNS, "extra": "JSON"},
    # `ticket_id` is what the record itself names; `case_id` is what reconciliation made of it.
    "operations": _table(
        "operation_id VARCHAR, happened_at TIMESTAMPTZ, ended_at TIMESTAMPTZ, collected_at TIMESTAMPTZ, clock "
        "VARCHAR, clock_synchronised BOOLEAN, sequence BIGINT, device_id VARCHAR, account VARCHAR, person "
        "VARCHAR, session_id VARCHAR, command VARCHAR, result VARCHAR, activity VARCHAR, source_ip VARCHAR, "
        "vendor VARCHAR, case_id VARCHAR, match VARCHAR, match_reason VARCHAR, event_id VARCHAR, load_id "
        "VARCHAR, source_row BIGINT, extra JSON, ticket_id VARCHAR, source_name VARCHAR, precision_s DOUBLE, "
        "ordered BOOLEAN, confidence VARCHAR, session VARCHAR, plan_scope VARCHAR"
    ),
    # What one account did on one device from its login to its logout, worked out by reconciliation.
    "sessions": _table(
        "session VARCHAR, device_id VARCHAR, account VARCHAR, person VARCHAR, session_id VARCHAR, source_ip VARCHAR, "
        "source_name VARCHAR, started_at TIMESTAMPTZ, ended_at TIMESTAMPTZ, began VARCHAR, ended VARCHAR, operations "
        "BIGINT, unclassified BIGINT, matched BIGINT, outside_window BIGINT, wrong_device BIGINT, wrong_person "
        "BIGINT, unticketed BIGINT, cases BIGINT, case_id VARCHAR"
    ),
    # Each device of each plan: did the logs show an operation there, worked out by reconciliation.
    "planned_operations": _table(
        "case_id VARCHAR, process VARCHAR, device_id VARCHAR, agreed_start TIMESTAMPTZ, agreed_end TIMESTAMPTZ, "
        "status VARCHAR, reason VARCHAR, operations BIGINT, ticket_events BIGINT"
    ),
    # Further names of devices, beside those in the column aliases of the devices.
    "aliases": _table("alias VARCHAR, device_id VARCHAR") | _ROW,
    "sites": {**SITE_COLUMNS, "extra": "JSON", **_ROW},
    "devices": {**DEVICE_COLUMNS, "extra": "JSON", **_ROW},
    "accounts": {**ACCOUNT_COLUMNS, "extra": "JSON", **_ROW},
    # Times of the calendars are local to the site; a null place, customer or product stands for all.
    "windows": _table(
        "name VARCHAR, product VARCHAR, region VARCHAR, site VARCHAR, start_time TIME, end_time TIME, "
        "valid_from DATE, valid_to DATE"
    )
    | _ROW,
    "freezes": _table(
        "name VARCHAR, region VARCHAR, site VARCHAR, customer VARCHAR, product VARCHAR, starts_local "
        "TIMESTAMP, ends_local TIMESTAMP"
    )
    | _ROW,
    "peaks": _table(
        "name VARCHAR, customer VARCHAR, product VARCHAR, region VARCHAR, site VARCHAR, start_time TIME, "
        "end_time TIME, valid_from DATE, valid_to DATE"
    )
    | _ROW,
    # Exceptions to the public working-day calendar: a day that is, or is not, worked.
    "calendar_days": _table("day DATE, region VARCHAR, working BOOLEAN, name VARCHAR") | _ROW,
    "waivers": _table(
        "waiver_id VARCHAR, norm_id VARCHAR, scope JSON, valid_from TIMESTAMPTZ, valid_to TIMESTAMPTZ, "
        "approved_by VARCHAR, approved_at TIMESTAMPTZ, reason VARCHAR, evidence VARCHAR"
    )
    | _ROW,
    "alarms": _table(
        "alarm_id VARCHAR, happened_at TIMESTAMPTZ, ended_at TIMESTAMPTZ, device_id VARCHAR, activity "
        "VARCHAR, severity VARCHAR, name VARCHAR, clock VARCHAR, precision_s DOUBLE, interruption_approved "
        "BOOLEAN, source_name VARCHAR, extra JSON"
    )
    | _ROW,
    "runs": _table(
        "run_id VARCHAR, started_at TIMESTAMPTZ, svcmine_version VARCHAR, catalog_sha256 VARCHAR, "
        "calendar_sha256 VARCHAR, profile VARCHAR, as_of TIMESTAMPTZ, horizon JSON, engine VARCHAR, kind "
        "VARCHAR, norms JSON, clock_tolerance_s DOUBLE, warnings JSON"
    ),
    "findings": _table(
        "finding_id VARCHAR, run_id VARCHAR, norm_id VARCHAR, requirement INTEGER, case_id VARCHAR, event_id "
        "VARCHAR, operation_id VARCHAR, device_id VARCHAR, account VARCHAR, position BIGINT, happened_at "
        "TIMESTAMPTZ, activity VARCHAR, verdict VARCHAR, reason VARCHAR, severity VARCHAR, due_at "
        "TIMESTAMPTZ, witness_event_id VARCHAR, waiver_id VARCHAR"
    ),
    "tallies": _table(
        "run_id VARCHAR, norm_id VARCHAR, requirement INTEGER, month VARCHAR, process VARCHAR, region "
        "VARCHAR, team VARCHAR, product VARCHAR, activations BIGINT, fulfilled BIGINT, violated BIGINT, "
        "pending BIGINT, waived BIGINT, undecidable BIGINT, source_name VARCHAR"
    ),
    "alignments": _table(
        "run_id VARCHAR, case_id VARCHAR, process VARCHAR, variant_id VARCHAR, status VARCHAR, reason "
        "VARCHAR, cost DOUBLE, fitness DOUBLE"
    ),
    "deviations": _table(
        "run_id VARCHAR, case_id VARCHAR, process VARCHAR, step BIGINT, position BIGINT, kind VARCHAR, "
        "activity VARCHAR, phase VARCHAR"
    ),
    "dispositions": _table("finding_id VARCHAR, status VARCHAR, by VARCHAR, at TIMESTAMPTZ, note VARCHAR"),
}

VIEWS = {
    "latest_findings": "select * from findings where run_id = "
    "(select run_id from runs where kind = 'check' order by started_at desc, run_id limit 1)",
    "latest_tallies": "select * from tallies where run_id = "
    "(select run_id from runs where kind = 'check' order by started_at desc, run_id limit 1)",
    # Tickets whose planned operation never shows, though a log would have shown it.
    "unshown_tickets": "select case_id, process, agreed_start, agreed_end, count(*) as devices_planned, "
    "count(*) filter (status = 'never_shown') as devices_never_shown, "
    "string_agg(case when status = 'never_shown' then device_id end, ', ' order by device_id) as devices, "
    "sum(ticket_events)::bigint as ticket_events from planned_operations "
    "group by case_id, process, agreed_start, agreed_end having count(*) filter (status = 'never_shown') > 0",
    # Commands of a ticket for which its plan has no step.
    "out_of_plan_commands": "select operation_id, case_id, happened_at, device_id, account, person, command, activity, "
    "match, load_id, source_row from operations where plan_scope = 'out_of_plan'",
}


def quoted(identifier: str) -> str:
    """An SQL identifier; the only place that quotes one."""
    return '"' + identifier.replace('"', '""') + '"'


def ddl() -> list[str]:
    """The statements that make an empty store."""
    statements = [
        f"create table {quoted(table)} ({', '.join(f'{quoted(name)} {kind}' for name, kind in columns.items())})"
        for table, columns in TABLES.items()
    ]
    statements += [f"create view {quoted(name)} as {sql}" for name, sql in VIEWS.items()]
    statements.append(f"insert into store_info values ('schema_version', '{SCHEMA_VERSION}')")
    return statements
