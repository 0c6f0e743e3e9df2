"""Persons in a store: where they are named, and how every mention of them is replaced.

A person stands in columns of their own, in the names of accounts, and anywhere in free text. What is replaced is
replaced everywhere in the same way, so that what belonged together still does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

from svcmine.store.event_store import Store
from svcmine.store.schema import TABLES, quoted

# Columns that hold persons, one or a list; roles among them (`project_manager`, `CSM`) are no persons.
PERSON_COLUMNS = {
    "person", "plan_persons", "ticket_owner", "lead_handler", "drill_controller", "customer_contact", "approved_by",
    "by", "plan_coauthors", "plan_responsibles", "notify_recipients", "cc_list", "training_audience",
}  # fmt: skip
# Of these, the ones in which a sentence may stand instead of a name.
_MAYBE_TEXT = {"plan_responsibles", "training_audience"}
ACCOUNT_COLUMNS = {"account"}
# svcmine's own words, hashes and catalogs: nobody is named there, whatever a person is called.
_OWN = {
    "activity", "verdict", "kind", "origin", "match", "process", "severity", "status", "signal", "result", "clock",
    "norms", "horizon", "warnings", "engine", "profile", "svcmine_version", "catalog_sha256", "calendar_sha256",
    "sha256", "run_id", "load_id", "event_id", "operation_id", "finding_id", "record_id", "variant_id",
    "witness_event_id",
    "phase", "timezone", "encoding", "key", "value", "activities", "closed",
}  # fmt: skip
# Identifiers and places: long numbers in them are no telephone numbers.
_KEYS = {
    "case_id", "ticket_id", "device_id", "site", "region", "product", "customer", "team", "priority", "norm_id",
    "waiver_id", "source_name", "session_id", "aliases", "plan_devices", "role", "vendor", "source_ip", "name",
    "account_class", "mapping",
}  # fmt: skip
_ROLE = re.compile(r"[a-z]+(_[a-z]+)*|[A-Z]{2,5}")
_LEAST_LATIN, _LEAST_OTHER = 3, 2

# Mobile, landline and international telephone numbers, identity cards of 18 and 15 digits, mail addresses.
_NUMBERS = re.compile(
    r"(?<![0-9A-Za-z])\d{17}[0-9Xx](?![0-9A-Za-z])"
    r"|(?<![0-9])(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}(?![0-9])"
    r"|(?<![0-9])\(?0\d{2,3}\)?[- ]?\d{3,4}[- ]?\d{4}(?![0-9])"
    r"|\+\d[\d ()-]{7,16}\d"
    r"|(?<![0-9A-Za-z])\d{15}(?![0-9A-Za-z])"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    re.ASCII,
)
REDACTED = "[…]"


def canonical(name: str) -> str:
    """The spelling under which one person's names are the same."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def redacted(text: str) -> str:
    """A text without telephone numbers, identity card numbers and mail addresses, full-width ones included."""
    plain = unicodedata.normalize("NFKC", text)
    made = _NUMBERS.sub(REDACTED, plain)
    return text if made == plain else made


class Names:
    """Names and what to write in their place; finds them anywhere in a text.

    Latin names count as whole words and without regard to case; Chinese ones anywhere. Names too short to be told
    from other words (one Chinese character, two Latin letters) are replaced only where they fill a cell.
    """

    def __init__(self, replacements: dict[str, str]) -> None:
        self.whole = {canonical(name): new for name, new in replacements.items()}
        self._starts: dict[str, list[tuple[str, str]]] = {}
        for name, new in sorted(self.whole.items(), key=lambda item: -len(item[0])):
            if len(name) >= (_LEAST_LATIN if name.isascii() else _LEAST_OTHER):
                self._starts.setdefault(name[:2], []).append((name, new))

    def cell(self, text: str) -> str | None:
        """What a cell becomes that is one of the names; None if it is none of them."""
        return self.whole.get(canonical(text))

    def inside(self, text: str) -> str:
        """A text with every name in it replaced."""
        low = text.casefold()
        if len(low) != len(text):
            text = low = unicodedata.normalize("NFKC", text).casefold()
        out, at = list[str](), 0
        while at < len(text):
            found = next((f for f in self._starts.get(low[at : at + 2], ()) if self._is_at(low, at, f[0])), None)
            out.append(found[1] if found else text[at])
            at += len(found[0]) if found else 1
        return "".join(out)

    @staticmethod
    def _is_at(text: str, at: int, name: str) -> bool:
        if not text.startswith(name, at):
            return False
        before, after = text[at - 1 : at], text[at + len(name) : at + len(name) + 1]
        inner = (name[0].isascii() and before.isascii() and before.isalnum()) or (
            name[-1].isascii() and after.isascii() and after.isalnum()
        )
        return not inner


def persons(store: Store) -> set[str]:
    """Every name that stands where only persons stand, as written; roles are left out."""
    return {
        value
        for table, column, kind in _columns(store)
        if column in PERSON_COLUMNS - _MAYBE_TEXT
        for value in _values(store, table, column, kind)
        if value.strip() and not _ROLE.fullmatch(value)
    }


def accounts(store: Store) -> set[str]:
    """Every account name, as written."""
    return {
        value
        for table, column, kind in _columns(store)
        if column in ACCOUNT_COLUMNS
        for value in _values(store, table, column, kind)
        if value.strip()
    }


def replace_everywhere(store: Store, names: Names, *, numbers: bool) -> int:
    """Replace names in every column of every table, and with `numbers` redact telephone numbers and the like.

    Returns how many different values were changed. The store must be open for writing.
    """
    changed = 0
    with store.transaction():
        for table, column, kind in list(_columns(store)):
            if column in _OWN:
                continue
            free = numbers and column not in _KEYS | PERSON_COLUMNS | ACCOUNT_COLUMNS

            def mended(value: str, free: bool = free) -> str:
                made = names.cell(value) or names.inside(value)
                return redacted(made) if free else made

            changed += _replace(store, table, column, kind, mended)
        store.execute("drop table if exists temp.mended")
    return changed


def _columns(store: Store) -> Iterator[tuple[str, str, str]]:
    """Table, column and type of every column that can hold text."""
    rows = store.execute(
        "select table_name, column_name, data_type from duckdb_columns() where not internal "
        "and data_type in ('VARCHAR', 'VARCHAR[]', 'JSON') and table_name in (select table_name from duckdb_tables()) "
        "order by table_name, column_index"
    ).fetchall()
    yield from ((table, column, kind) for table, column, kind in rows if table not in ("store_info", "mended"))


def _values(store: Store, table: str, column: str, kind: str) -> Iterator[str]:
    what = f"unnest({quoted(column)})" if kind == "VARCHAR[]" else quoted(column)
    for (value,) in store.execute(f"select distinct {what} from {quoted(table)}").fetchall():
        if value is not None:
            yield value


def _replace(store: Store, table: str, column: str, kind: str, mended: Callable[[str], str]) -> int:
    pairs = [(old, new) for old in _values(store, table, column, kind) if (new := mended(old)) != old]
    if not pairs:
        return 0
    store.execute("create or replace temp table mended (old varchar, new varchar)")
    store.connection.executemany("insert into mended values (?, ?)", pairs)
    name, of = quoted(column), quoted(table)
    if kind == "VARCHAR[]":
        store.execute("set variable mended = (select map(list(old), list(new)) from mended)")
        one = "coalesce(getvariable('mended')[x], x)"
        store.execute(f"update {of} set {name} = list_transform({name}, lambda x: {one}) where {name} is not null")
    else:
        cast = "::json" if kind == "JSON" else ""
        store.execute(f"update {of} set {name} = mended.new{cast} from mended where {name}::varchar = mended.old")
    return len(pairs)


def known_columns() -> set[str]:
    """Every column of the layout, so that a test can hold PERSON_COLUMNS to it."""
    return {column for columns in TABLES.values() for column in columns}
