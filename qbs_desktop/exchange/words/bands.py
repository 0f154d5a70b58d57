"""Project bands (投资规模档) in words: ``10-50亿元（不含）`` is [10, 50) 亿元."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from qbs_desktop.exchange.words.units import fold

_BAND = re.compile(
    r"(\d+(?:\.\d+)?)(亿元?|万元?)?(?:-|~|至|到)(\d+(?:\.\d+)?)(亿元?|万元?)(?:\((不含|不含上限|含|不含\d+亿元?)\))?"
)
_FLOOR = re.compile(r"(\d+(?:\.\d+)?)(亿元?|万元?)(?:\(含\))?(?:及)?(?:以上|\+)")
_CEILING = re.compile(r"(\d+(?:\.\d+)?)(亿元?|万元?)(?:\(不含\))?以下")


@dataclass(frozen=True, slots=True)
class Band:
    """A project band (投资规模档) [lower, upper) in 元. `closed` marks a label that includes its upper bound."""

    lower: Decimal | None
    upper: Decimal | None
    said: bool = True
    closed: bool = False

    def within(self, other: Band) -> bool:
        """Whether this band lies inside another one and is not the same."""
        low = other.lower is None or (self.lower is not None and self.lower >= other.lower)
        high = other.upper is None or (self.upper is not None and self.upper <= other.upper)
        return low and high and (self.lower, self.upper) != (other.lower, other.upper)


def parse_band(label: str) -> Band | None:
    """``10-50亿元（不含）`` → [10, 50) 亿元, ``100亿元及以上`` → [100, ∞); None for any other label.

    `said` is False when the label does not say whether its upper bound belongs to it.
    """
    text = fold(label)
    if found := _BAND.fullmatch(text):
        low, low_unit, high, high_unit, word = found.groups()
        closed = word == "含"
        return Band(_yuan(low, low_unit or high_unit), _yuan(high, high_unit), word is not None and not closed, closed)
    if found := _FLOOR.fullmatch(text):
        return Band(_yuan(found[1], found[2]), None)
    if found := _CEILING.fullmatch(text):
        return Band(None, _yuan(found[1], found[2]))
    return None


def _yuan(number: str, unit: str) -> Decimal:
    return Decimal(number) * (Decimal(10) ** 8 if unit.startswith("亿") else Decimal(10) ** 4)
