"""Exact arithmetic of the month page (月度填报): 本月, 同比, 完成率, 序时进度 and its light.

Ratios are kept as fractions and rounded once, half up, when shown; an undefined ratio is a word, never 0 %.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from qbs_desktop.domain.amount import EXACT
from qbs_desktop.domain.profile import Lights

UNDEFINED = "——"


class Light(StrEnum):
    """Light of a figure against 序时进度."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"

    @property
    def label(self) -> str:
        """Chinese name."""
        return {"green": "绿灯", "yellow": "黄灯", "red": "红灯"}[self.value]


@dataclass(frozen=True, slots=True)
class Rate:
    """A percentage (or a difference in 百分点) as an exact fraction, or the word that stands in its place."""

    value: Fraction | None = None
    word: str = ""

    def number(self, places: int = 1) -> Decimal | None:
        """Rounded half up once, from the exact fraction."""
        return None if self.value is None else half_up(self.value, places)

    def text(self, places: int = 1) -> str:
        """``12.3%``, a word, or blank."""
        shown = self.number(places)
        return self.word if shown is None else f"{shown:,f}%"


BLANK = Rate()
NOT_DEFINED = Rate(word=UNDEFINED)


def half_up(value: Fraction, places: int) -> Decimal:
    """Round a fraction half away from zero (四舍五入), exactly."""
    scaled = abs(value) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    number = EXACT.scaleb(Decimal(whole), -places)
    return -number if value < 0 and whole else number


def month_value(total: Decimal | None, before: Decimal | None, *, first: bool) -> Decimal | None:
    """本月 = 本年累计 − 上期累计; in the first period of the year the 累计 itself. None while either is missing."""
    if total is None or first:
        return total
    return None if before is None else EXACT.subtract(total, before)


def total_from_month(month: Decimal, before: Decimal | None, *, first: bool) -> Decimal | None:
    """本年累计 = 上期累计 + 本月; None when the 累计 it builds on is missing."""
    if first:
        return month
    return None if before is None else EXACT.add(before, month)


def growth(now: Decimal | None, base: Decimal | None) -> Rate:
    """同比增长: blank while there is no figure, ``——`` without a base, a word when a loss is involved."""
    if now is None:
        return BLANK
    if base is None or base == 0:
        return NOT_DEFINED
    if base < 0:
        return Rate(word=_from_loss(now, base))
    if now < 0:
        return Rate(word="由盈转亏")
    return Rate((Fraction(now) / Fraction(base) - 1) * 100)


def _from_loss(now: Decimal, base: Decimal) -> str:
    if now > 0:
        return "由亏转盈"
    if now == 0:
        return "由亏转平"
    if now == base:
        return "亏损持平"
    return "亏损增加" if now < base else "亏损减少"


def completion(now: Decimal | None, plan: Decimal | None) -> Rate:
    """完成率 = 本年累计 ÷ 年度计划; a plan that is blank, 0 or negative gives ``——`` (P5: never 0% or #DIV/0!)."""
    if now is None:
        return BLANK
    if plan is None or plan <= 0:
        return NOT_DEFINED
    return Rate(Fraction(now) / Fraction(plan) * 100)


def pace(month: int) -> Rate:
    """序时进度 = month ÷ 12."""
    return Rate(Fraction(month * 100, 12))


def lead(done: Rate, month: int) -> Rate:
    """How far 完成率 is ahead of (+) or behind (−) 序时进度, in percentage points.

    Both are taken as printed, with one decimal, as bulletins do: a reader who subtracts gets the printed difference.
    """
    due = pace(month).value
    if done.value is None or due is None:
        return Rate(word=done.word)
    return Rate(_printed(done.value) - _printed(due))


def _printed(value: Fraction) -> Fraction:
    """A rate rounded half away from zero to one decimal."""
    tenths = (abs(value) * 10 + Fraction(1, 2)) // 1
    return Fraction(tenths, 10) * (-1 if value < 0 else 1)


def light(ahead: Rate, lights: Lights) -> Light | None:
    """The light of a lead under a profile's thresholds; None when there is nothing to judge."""
    if ahead.value is None:
        return None
    behind = -ahead.value
    if behind > Fraction(lights.red):
        return Light.RED
    return Light.YELLOW if behind >= Fraction(lights.yellow) else Light.GREEN
