"""Unit suspicion among peers (同列比较): an amount ten thousand times off the others of its column.

万元 typed in a column of 亿元 is 10⁴ off, 元 in 万元 also, 千元 and 百万元 10³ … An amount is asked about when it is
that far from the middle of its column and one of these powers would bring it back among the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from qbs_desktop.domain.amount import AMOUNT_UNITS

POWERS = (4, 3, 8)
FAR = Decimal(1000)
NEAR = Decimal(30)
FEWEST = 4
"""Amounts a column needs before one of them can be out of line."""


def out_of_line(amounts: Sequence[Decimal]) -> Iterator[tuple[int, int]]:
    """Places in a column of amounts in 元 that are out of line, with the power of ten they are off by (+ too large)."""
    sizes = sorted([abs(one) for one in amounts if one])
    if len(sizes) < FEWEST:
        return
    middle = sizes[(len(sizes) - 1) // 2]
    low, high = middle / FAR, middle * FAR
    if low < sizes[0] and sizes[-1] < high:
        return
    for at, one in enumerate(amounts):
        if one and not low < abs(one) < high and (power := off_by(abs(one), middle)):
            yield at, power


def off_by(size: Decimal, usual: Decimal) -> int:
    """The power of ten by which a size is off a usual one, 0 if none; positive when it is too large."""
    if not size or not usual:
        return 0
    ratio = size / usual
    for sign, far in ((1, ratio), (-1, 1 / ratio)):
        if far >= FAR:
            for power in POWERS:
                if Decimal(1) / NEAR <= far / Decimal(10) ** power <= NEAR:
                    return sign * power
    return 0


def other_unit(unit: str, power: int) -> str | None:
    """The unit in which an amount typed in `unit` would be in line; None when there is none of that size."""
    size = AMOUNT_UNITS[unit] / Decimal(10) ** power
    units: Mapping[Decimal, str] = {value: name for name, value in AMOUNT_UNITS.items()}
    return units.get(size)
