"""Reads events in the order of their cases and keeps each distinct variant once; compiled."""

from __future__ import annotations

import numpy as np
from numba import njit

FREE = -1

# Places in `state`, what is carried from one batch of events to the next.
USED, VARIANTS, CASE, LENGTH, HASH, LATEST, TIED, PREVIOUS, ROWS, FOUND = range(10)
STATE_SIZE = 10
NOT_SORTED = 1
UNKNOWN_ACTIVITY = 2


@njit(cache=True, nogil=True)
def slot_of(keys: np.ndarray, values: np.ndarray, key: int) -> int:
    """The slot of a key in an open table whose size is a power of two: its own, or a free one."""
    mask = len(keys) - 1
    slot = (key ^ (key >> 29)) & mask
    while values[slot] != FREE and keys[slot] != key:
        slot = (slot + 1) & mask
    return slot


@njit(cache=True, nogil=True)
def fill_table(keys: np.ndarray, values: np.ndarray, hashes: np.ndarray) -> bool:
    """Enter each hash with its index; False if two are equal."""
    for index in range(len(hashes)):
        slot = slot_of(keys, values, hashes[index])
        if values[slot] != FREE:
            return False
        keys[slot] = hashes[index]
        values[slot] = index
    return True


@njit(cache=True, nogil=True)
def finish(
    state: np.ndarray,
    pool: np.ndarray,
    starts: np.ndarray,
    table_hash: np.ndarray,
    table: np.ndarray,
    case_variant: np.ndarray,
    case_tied: np.ndarray,
) -> None:
    """The case that was being read, if any, has ended: find its variant, or keep its activities as a new one."""
    case = state[CASE]
    if case < 0:
        return
    used, length, key = state[USED], state[LENGTH], state[HASH]
    mask = len(table) - 1
    slot = (key ^ (key >> 29)) & mask
    found = -1
    while table[slot] != FREE:
        if table_hash[slot] == key:
            candidate = table[slot]
            first = starts[candidate]
            # Equal hashes are not enough: the activities themselves decide.
            if starts[candidate + 1] - first == length:
                same = True
                for offset in range(length):
                    if pool[first + offset] != pool[used + offset]:
                        same = False
                        break
                if same:
                    found = candidate
                    break
        slot = (slot + 1) & mask
    if found < 0:
        found = state[VARIANTS]
        table_hash[slot] = key
        table[slot] = found
        starts[found + 1] = used + length
        state[VARIANTS] += 1
        state[USED] += length
    case_variant[case] = found
    case_tied[case] = state[TIED] != 0
    state[CASE] = -1


@njit(cache=True, nogil=True)
def collect(
    cases: np.ndarray,
    activities: np.ndarray,
    positions: np.ndarray,
    earliest: np.ndarray,
    latest: np.ndarray,
    by_position: bool,
    case_keys: np.ndarray,
    case_values: np.ndarray,
    activity_keys: np.ndarray,
    activity_values: np.ndarray,
    state: np.ndarray,
    pool: np.ndarray,
    starts: np.ndarray,
    table_hash: np.ndarray,
    table: np.ndarray,
    case_variant: np.ndarray,
    case_tied: np.ndarray,
) -> int:
    """Take in one batch of events, case after case; 0, or why it cannot be.

    `cases` and `activities` are hashes; `by_position` demands that each case's positions run 1, 2, 3 without
    another case between them, else cases are told apart by their hash alone. An event is tied if it may have happened
    no later than one before it.
    """
    for row in range(len(cases)):
        key = cases[row]
        if by_position:
            begins = positions[row] == 1
            if not begins and (state[ROWS] == 0 or key != state[PREVIOUS] or positions[row] != state[ROWS] + 1):
                return NOT_SORTED
        else:
            begins = state[ROWS] == 0 or key != state[PREVIOUS]
        if begins:
            finish(state, pool, starts, table_hash, table, case_variant, case_tied)
            state[ROWS] = 0
            state[PREVIOUS] = key
            case = case_values[slot_of(case_keys, case_values, key)]
            if case >= 0:
                # A case that was seen already lies in two places.
                if case_variant[case] >= 0:
                    return NOT_SORTED
                state[FOUND] += 1
            state[CASE] = case
            state[LENGTH] = 0
            state[HASH] = 0
            state[TIED] = 0
        state[ROWS] += 1
        if state[CASE] < 0:
            continue
        code = activity_values[slot_of(activity_keys, activity_values, activities[row])]
        if code < 0:
            return UNKNOWN_ACTIVITY
        if state[LENGTH] == 0:
            state[LATEST] = latest[row]
        else:
            if earliest[row] <= state[LATEST]:
                state[TIED] = 1
            if latest[row] > state[LATEST]:
                state[LATEST] = latest[row]
        pool[state[USED] + state[LENGTH]] = code
        state[LENGTH] += 1
        state[HASH] = (state[HASH] + code + 1) * np.int64(-7046029254386353131)
        state[HASH] ^= (state[HASH] >> 31) & np.int64(0x1FFFFFFFF)
    return 0


@njit(cache=True, nogil=True)
def rehash(table_hash: np.ndarray, table: np.ndarray, old_hash: np.ndarray, old: np.ndarray) -> None:
    """Move the variants of one table to a larger one; they are known to differ."""
    mask = len(table) - 1
    for index in range(len(old)):
        if old[index] == FREE:
            continue
        key = old_hash[index]
        slot = (key ^ (key >> 29)) & mask
        while table[slot] != FREE:
            slot = (slot + 1) & mask
        table_hash[slot] = key
        table[slot] = old[index]
