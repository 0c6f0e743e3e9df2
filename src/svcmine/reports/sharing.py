"""What a report leaves out when it is shared: names become tokens under a key, small teams are not told apart.

All of it is done to the snapshot that a report is made from, so that no page, workbook or picture can forget it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

from svcmine.errors import UsageError
from svcmine.store import Store
from svcmine.store.persons import Names, accounts, canonical, persons, replace_everywhere

LEAST_TEAM = 5
_KEY_BYTES = 32
_OTHER_TEAMS = "small teams / 小班组"


@dataclass(frozen=True)
class Sharing:
    """How a report is made fit to be shared. `key`: the file with the key of the tokens, None: names stay.

    `least_team`: teams of fewer persons are not told apart (0: all are).
    """

    key: Path | None = None
    least_team: int = 0


def read_key(path: Path, out: Path) -> bytes:
    """The key of a file, made if there is none yet (readable by its owner only).

    Raises UsageError if the file lies in the folder of the reports, is open to others, or holds no key.
    """
    if path.resolve().is_relative_to(out.resolve()):
        raise UsageError(
            f"{path}: the key must not lie in the folder of the reports ({out}): whoever has both can undo the tokens. "
            "Name another place: --key FILE"
        )
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_hex(_KEY_BYTES) + "\n")
    if os.name != "nt" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise UsageError(f"{path}: others can read the key. Close it to them (chmod 600 {path}), or make a new one.")
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (ValueError, UnicodeDecodeError):
        key = b""
    if len(key) != _KEY_BYTES:
        raise UsageError(f"{path}: not a key of svcmine. Name another file: --key FILE; it is made if there is none.")
    return key


def token(key: bytes, name: str, sort: str) -> str:
    """A person (`P`) or an account (`A`) as a token: HMAC-SHA256 under the key, 50 bits of it in base 32."""
    digest = hmac.new(key, f"{sort}:{canonical(name)}".encode(), hashlib.sha256).digest()
    return f"{sort}-{base64.b32encode(digest).decode('ascii')[:10]}"


def make_fit_to_share(store: Store, sharing: Sharing, out: Path) -> None:
    """Apply it to a store that only this report is made from."""
    if sharing.least_team:
        _merge_small_teams(store, sharing.least_team)
    if sharing.key is None:
        return
    key = read_key(sharing.key, out)
    names = {name: token(key, name, "A") for name in accounts(store)} | {
        name: token(key, name, "P") for name in persons(store)
    }
    # What no report shows whole, and where names may stand that stand nowhere else.
    for table, column in (("rejects", "raw"), ("rejects", "detail"), ("operations", "source_ip")):
        store.execute(f"update {table} set {column} = null")
    for (table,) in store.execute(
        "select table_name from duckdb_columns() where column_name = 'extra' "
        "and table_name in (select table_name from duckdb_tables())"
    ).fetchall():
        store.execute(f"update {table} set extra = null")
    replace_everywhere(store, Names(names), numbers=True)


def _merge_small_teams(store: Store, least: int) -> None:
    """Teams of fewer than `least` persons become one that has at least as many and is more than one team.

    One small team alone would be told by what the others leave of the total, so that the next smallest joins it.
    """
    rows = store.execute(
        "select cases.team, count(distinct events.person) from cases "
        "left join events on cases.case_id = events.case_id where cases.team is not null "
        "group by cases.team order by 2, 1"
    ).fetchall()
    merged, size = list[str](), 0
    for team, persons_of in rows:
        if persons_of >= least and (not merged or (size >= least and len(merged) > 1)):
            break
        merged.append(team)
        size += persons_of
    # Where even all of them together are too few, no team is named at all.
    name = _OTHER_TEAMS if size >= least and len(merged) > 1 else None
    for table in ("cases", "tallies", "ticket_records"):
        store.execute(f"update {table} set team = ? where list_contains(?, team)", [name, merged])
