"""What a benchmark is: ours and a peer's way of the same job, timed alternately."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Scale:
    """How much: `repeats` of each job, `size` of a county's data in per cent, and whether to take the long jobs."""

    repeats: int
    size: int
    short: bool

    def of(self, count: int) -> int:
        """A county's count at this scale."""
        return max(3, count * self.size // 100)


SHORT = Scale(repeats=1, size=2, short=True)
FULL = Scale(repeats=5, size=100, short=False)


@dataclass(frozen=True)
class Job:
    """One line of the table. `ours` and `peer` do the job once and return seconds; `goal` bounds ours / peer.

    With the unit ``MB`` they return megabytes instead.
    """

    name: str
    ours: Callable[[], float]
    peer: Callable[[], float]
    against: str
    goal: float
    done: Callable[[], None] = lambda: None
    unit: str = "s"


def timed(action: Callable[[], object]) -> Callable[[], float]:
    """The action as a function that returns its seconds."""

    def run() -> float:
        start = time.perf_counter()
        action()
        return time.perf_counter() - start

    return run


def fresh(folder: Path, name: str) -> Path:
    """A path in the folder with nothing at it."""
    path = folder / name
    for suffix in ("", "-wal", "-shm"):
        path.with_name(name + suffix).unlink(missing_ok=True)
    return path
