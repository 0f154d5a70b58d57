"""How long a fault test runs: short inside `make test`, `QBS_TRIALS` of the full count in `make test-faults`."""

from __future__ import annotations

import os

FULL = 300
"""Trials of the kill tests that `make test-faults` runs; other tests are longer or shorter in proportion."""
SEED = os.environ.get("QBS_SEED", "1")


def counted(short: int, full: int) -> int:
    """A number of trials whose full form is no fixed multiple of the short one."""
    wanted = int(os.environ.get("QBS_TRIALS", "0"))
    return max(short, full * wanted // FULL)


def trials(short: int) -> int:
    """The number of trials of a test whose short form has `short`; QBS_TRIALS=300 makes 10 of each one."""
    wanted = int(os.environ.get("QBS_TRIALS", "0"))
    return max(short, short * wanted // 30) if wanted else short
