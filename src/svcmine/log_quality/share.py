"""The share of judged activations below which a norm has no rate; a team sets it once for its store."""

from __future__ import annotations

from svcmine.errors import UsageError
from svcmine.store import Store

# Below this a rate would speak of the log and not of the work.
LEAST_SHARE = 0.5


def least_share(store: Store) -> float:
    """The share that the store keeps, else LEAST_SHARE."""
    return float(store.one("select value from store_info where key = 'least_share'") or LEAST_SHARE)


def keep_least_share(store: Store, share: float) -> None:
    """Keep a share for all later reports. Raises UsageError outside 0 to 1."""
    valid_share(share)
    with store.transaction():
        store.execute("delete from store_info where key = 'least_share'")
        store.execute("insert into store_info values ('least_share', ?)", [repr(float(share))])


def valid_share(share: float) -> float:
    """The share itself. Raises UsageError outside 0 to 1."""
    if not 0 <= share <= 1:
        raise UsageError(f"least share: {share:g}. Possible: 0 to 1, such as 0.5 for half of the activations.")
    return share
