"""When a period is to be reported (报送日), before weekends and holidays: which periods a beat has, which day is meant.

The texts name acts (月调度、季督查、年度考核) and no days; a day is what a clerk or a city has set, never a guess.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from qbs_desktop.domain.errors import ValueProblem
from qbs_desktop.domain.period import Period

INTERVALS: dict[int, str] = {1: "每月", 3: "每季度", 6: "每半年", 12: "每年"}
"""Lengths of a period in months, in words."""
MOST_MONTHS = 6
"""A day further away than this after the period is a slip of the hand."""


class Shift(StrEnum):
    """Where a day goes that falls on a day off (遇休息日)."""

    LATER = "later"
    EARLIER = "earlier"
    STAY = "stay"

    @property
    def label(self) -> str:
        """Chinese name."""
        return {"later": "顺延到下一个工作日", "earlier": "提前到上一个工作日", "stay": "不移动"}[self.value]


@dataclass(frozen=True, slots=True)
class DueRule:
    """By when the periods of one beat are reported; `day` None where nobody has set one.

    `every` is the period's length in months (0: the text names none and nobody has said), `months` how many months
    after the period's last one the day falls. `own`: set in this file, not taken from the profile.
    """

    word: str
    every: int
    day: int | None = None
    months: int = 1
    sentence: str = ""
    fixed: bool = True
    own: bool = False

    @property
    def set(self) -> bool:
        """Whether there is a date at all."""
        return self.day is not None and self.every > 0

    def words(self) -> str:
        """How the rule reads: ``每月，次月5日``."""
        if self.day is None or not self.every:
            return "没有设定报送日"
        return f"{INTERVALS[self.every]}，{month_words(self.every, self.months)}{self.day}日"


def month_words(every: int, months: int) -> str:
    """The month in which a day falls, as an office says it: 当月、次月、季后第 2 个月."""
    if months == 0:
        return "当月" if every == 1 else "期末当月"
    if months == 1:
        return "次月" if every == 1 else "期后第 1 个月"
    return f"期后第 {months} 个月"


def checked(every: int, months: int, day: int | None) -> None:
    """Refuse what no calendar has.

    Raises:
        ValueProblem: the interval, the month or the day is out of range.
    """
    if every not in INTERVALS and not (every == 0 and day is None):
        raise ValueProblem("报送周期请选每月、每季度、每半年或每年。")
    if not 0 <= months <= MOST_MONTHS:
        raise ValueProblem(f"报送月份请在报告期当月到期后第 {MOST_MONTHS} 个月之间选择。")
    if day is not None and not 1 <= day <= 31:
        raise ValueProblem("报送日请填 1 到 31 之间的数。")


def length(period: Period) -> int:
    """How many months a period has: 12, 6, 3 or 1."""
    if period.is_year:
        return 12
    return 1 if period.is_month else 6 if period.part < 30 else 3


def periods(every: int, year: int) -> tuple[Period, ...]:
    """The periods of a year that have this length, in order."""
    match every:
        case 12:
            return (Period.of_year(year),)
        case 6:
            return tuple(Period(year * 100 + 20 + part) for part in (1, 2))
        case 3:
            return tuple(Period(year * 100 + 30 + part) for part in (1, 2, 3, 4))
        case 1:
            return tuple(Period.of_month(year, month) for month in range(1, 13))
    return ()


def planned(period: Period, months: int, day: int) -> date:
    """The day that is meant: `months` after the period's last month; a month without that day gives its last one."""
    year, month = divmod(period.year * 12 + period.last_month - 1 + months, 12)
    return date(year, month + 1, min(day, calendar.monthrange(year, month + 1)[1]))
