"""Runs a function in a process of its own and says what it cost."""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Cost:
    """What a piece of work cost: processor seconds (user and system), elapsed seconds, peak memory in MB."""

    cpu: float
    wall: float
    peak: float
    result: Any


def cpu() -> float:
    """Processor seconds that this process has used so far, all threads together."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def alone(work: Callable[..., Any], *arguments: Any) -> Cost:
    """The cost of `work(*arguments)` in a fresh process, after its imports.

    `work` must be importable; what it returns must be picklable. It may return a `Cost` of its own, which is kept
    with the process's peak: then only the part that it measured itself counts.
    """
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measured, (work, arguments))


def _measured(work: Callable[..., Any], arguments: tuple[Any, ...]) -> Cost:
    before, start = cpu(), time.perf_counter()
    result = work(*arguments)
    spent, elapsed = cpu() - before, time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if isinstance(result, Cost):
        return Cost(result.cpu, result.wall, peak, result.result)
    return Cost(spent, elapsed, peak, result)


def table(header: tuple[str, ...], rows: list[tuple[object, ...]]) -> str:
    """Rows as a Markdown table; numbers with two digits."""
    shown = [tuple(f"{cell:.2f}" if isinstance(cell, float) else str(cell) for cell in row) for row in rows]
    lines = [header, tuple("---" for _ in header), *shown]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
