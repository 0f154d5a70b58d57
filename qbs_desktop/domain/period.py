"""Report periods (报告期): a year, a half-year, a quarter or a month, with the scheme of the form that uses them.

Industrial statistics have 1—2月 as their first month figure and neither January nor a separate February
(国家统计局: January and February are surveyed and published together); project dispatch (调度) has January.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from qbs_desktop.domain.errors import ValueProblem

_TEXT = re.compile(r"(\d{4})(?:-(?:H([12])|Q([1-4])|(\d{2})))?")
YEAR_RANGE = (1990, 2100)


class Scheme(StrEnum):
    """Which months a form has (报告期制式)."""

    STATISTICS = "statistics"
    DISPATCH = "dispatch"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """One report period.

    `code` is the store's key: year x 100 + part (0 year, 1-12 month, 21-22 half-year, 31-34 quarter).
    """

    code: int

    def __hash__(self) -> int:
        """The code: rules look up hundreds of thousands of figures by period."""
        return self.code

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read the exchange form: ``2026``, ``2026-H1``, ``2026-Q3``, ``2026-10``.

        Raises:
            ValueProblem: any other text.
        """
        found = _TEXT.fullmatch(text.strip())
        if not found:
            raise ValueProblem(f"“{text}”不是报告期，请写成 2026、2026-H1、2026-Q3 或 2026-10。")
        year, half, quarter, month = found.groups()
        part = 20 + int(half) if half else 30 + int(quarter) if quarter else int(month) if month else 0
        if not YEAR_RANGE[0] <= int(year) <= YEAR_RANGE[1] or (month and not 1 <= part <= 12):
            raise ValueProblem(f"“{text}”的年份或月份超出范围。")
        return cls(int(year) * 100 + part)

    @classmethod
    def of_year(cls, year: int) -> Period:
        """The whole year."""
        return cls(year * 100)

    @classmethod
    def of_month(cls, year: int, month: int) -> Period:
        """One month of a year."""
        return cls(year * 100 + month)

    @property
    def year(self) -> int:
        """Calendar year."""
        return self.code // 100

    @property
    def part(self) -> int:
        """0 for a year, 1-12 month, 21-22 half-year, 31-34 quarter."""
        return self.code % 100

    @property
    def is_year(self) -> bool:
        """Whether this is a whole year."""
        return self.part == 0

    @property
    def is_month(self) -> bool:
        """Whether this is a month."""
        return 1 <= self.part <= 12

    @property
    def last_month(self) -> int:
        """The month (1-12) in which the period ends."""
        if self.is_year:
            return 12
        if self.is_month:
            return self.part
        return (self.part - 20) * 6 if self.part < 30 else (self.part - 30) * 3

    def __str__(self) -> str:
        """The exchange form."""
        if self.is_year:
            return str(self.year)
        if self.is_month:
            return f"{self.year}-{self.part:02d}"
        return f"{self.year}-H{self.part - 20}" if self.part < 30 else f"{self.year}-Q{self.part - 30}"

    def label(self, scheme: Scheme = Scheme.DISPATCH) -> str:
        """Chinese name: ``2026年10月``, ``2026年1—2月`` in industrial statistics, ``2026年上半年``."""
        if self.is_year:
            return f"{self.year}年"
        if self.is_month:
            joined = self.part == 2 and scheme is Scheme.STATISTICS
            return f"{self.year}年{'1—2' if joined else self.part}月"
        if self.part < 30:
            return f"{self.year}年{'上' if self.part == 21 else '下'}半年"
        return f"{self.year}年第{'一二三四'[self.part - 31]}季度"

    def span_label(self) -> str:
        """The cumulative span since January: ``2026年1—10月`` (``2026年1月`` in January)."""
        month = self.last_month
        return f"{self.year}年1月" if month == 1 else f"{self.year}年1—{month}月"

    def previous(self, scheme: Scheme = Scheme.DISPATCH) -> Period | None:
        """The period before in the same year, whose 累计 this one builds on; None for the first."""
        if not self.is_month:
            return None
        first = 2 if scheme is Scheme.STATISTICS else 1
        return Period(self.code - 1) if self.part > first else None

    def a_year_before(self) -> Period:
        """The same period last year (上年同期)."""
        return Period(self.code - 100)

    def as_year(self) -> Period:
        """The year this period lies in."""
        return Period(self.year * 100)


def months(year: int, scheme: Scheme) -> tuple[Period, ...]:
    """The month periods of a year under a scheme: 2-12 for statistics, 1-12 for dispatch."""
    first = 2 if scheme is Scheme.STATISTICS else 1
    return tuple(Period.of_month(year, month) for month in range(first, 13))
