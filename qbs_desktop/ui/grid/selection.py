"""Count, sum, average, smallest and largest of a selection, exact; shown in the status line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from qbs_desktop.domain import amount
from qbs_desktop.domain.amount import AMOUNT_UNITS
from qbs_desktop.domain.progress import half_up
from qbs_desktop.ui import settings

UNITS = (("", "与各列相同"), ("亿元", "亿元"), ("万元", "万元"), ("元", "元"))
"""Units in which a selection of amounts can be added up, with the words of the menu."""
_KEY = "grid/unit"


def unit() -> str:
    """The unit the user chose for sums; blank for that of the columns."""
    found = settings.text(_KEY)
    return found if found in AMOUNT_UNITS else ""


def keep_unit(name: str) -> None:
    """Remember the unit for every grid."""
    settings.keep(_KEY, name)


@dataclass(slots=True)
class Summary:
    """Running figures of a selection in one display unit.

    Amounts of columns with different units are added in the `wanted` unit, or in that of the first column; `mixed` when
    the units cannot be turned into each other and nothing is added.
    """

    cells: int = 0
    filled: int = 0
    numbers: int = 0
    total: Decimal = Decimal(0)
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str | None = None
    mixed: bool = False
    left_out: int = 0
    too_many: bool = False
    wanted: str = ""

    def add(self, values: Iterable[Decimal | None], unit: str, size: Decimal) -> None:
        """Take in the numbers of one column."""
        found = [one for one in values if one is not None]
        if not found:
            return
        if AMOUNT_UNITS.get(unit) == size:
            other = self.unit if self.unit in AMOUNT_UNITS else None
            unit = self.wanted or other or unit
            size = AMOUNT_UNITS[unit]
        self.mixed = self.mixed or (self.unit is not None and self.unit != unit)
        self.unit = unit
        low, high = amount.EXACT.divide(min(found), size), amount.EXACT.divide(max(found), size)
        self.low = low if self.low is None else min(self.low, low)
        self.high = high if self.high is None else max(self.high, high)
        self.numbers += len(found)
        self.total = amount.EXACT.add(self.total, amount.EXACT.divide(_sum(found), size))

    def figures(self) -> tuple[tuple[str, Decimal], ...]:
        """What there is to tell of the numbers, each with its word; empty where nothing is added."""
        if self.cells <= 1 or self.too_many or self.mixed or self.low is None or self.high is None:
            return ()
        mean = half_up(Fraction(self.total) / self.numbers, 4)
        return (("求和", self.total), ("平均", mean), ("最小", self.low), ("最大", self.high))

    def text(self) -> str:
        """``计数 12 · 求和 3,456.7 亿元 · 平均 … · 最小 … · 最大 …``."""
        if self.cells <= 1:
            return ""
        if self.too_many:
            return f"已选 {self.cells:,} 格，太多，不求和"
        parts = [f"计数 {self.filled}"]
        if self.mixed:
            parts.append("单位不同，不求和")
        elif figures := self.figures():
            parts += [f"{word} {amount.grouped(value)}" for word, value in figures]
            parts[1] += f" {self.unit}" if self.unit else ""
            if self.left_out:
                parts.append(f"其中项 {self.left_out} 行未计")
        return " · ".join(parts)


def _sum(numbers: Iterable[Decimal]) -> Decimal:
    total = Decimal(0)
    for one in numbers:
        total = amount.EXACT.add(total, one)
    return total
