"""Rates of completion against 序时进度 (完成率与序时进度): the light of a rate, and the point that shows it.

The colour follows the profile's lights, in percentage points behind 序时进度, and is decided on exact fractions, not on
the rounded rates that are printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from qbs_desktop.domain import amount
from qbs_desktop.domain.charts import reading
from qbs_desktop.domain.charts.chart import TONE_LABELS, Point, Tone
from qbs_desktop.domain.charts.reading import Measure
from qbs_desktop.domain.finding import Place
from qbs_desktop.domain.profile import Lights


def light(rate: Fraction, pace: Fraction, lights: Lights) -> Tone:
    """The light of a rate: on pace, less than `yellow` points behind, up to `red` points behind, or more."""
    behind = pace - rate
    if behind <= 0:
        return Tone.ON_PACE
    if behind < Fraction(lights.yellow):
        return Tone.SLIGHT
    return Tone.YELLOW if behind <= Fraction(lights.red) else Tone.RED


def completion(done: Decimal, plan: Decimal) -> Fraction:
    """完成率 = 本年累计 ÷ 年度计划, in percent, exact."""
    return Fraction(done) * 100 / Fraction(plan)


def month_pace(month: int) -> Fraction:
    """序时进度 of a year's month, in percent, exact."""
    return Fraction(month * 100, 12)


def point(
    who: str, sides: tuple[Decimal, Decimal], pace: Fraction, measure: Measure, lights: Lights, where: Place
) -> Point:
    """The rate of `sides` (done, plan) with its distance to 序时进度 in points, and how it came about."""
    exact = completion(*sides)
    tone = light(exact, pace, lights)
    rate, due = reading.rounded(exact, 1), reading.rounded(pace, 1)
    apart = rate - due
    word = f"{'超' if apart > 0 else '差'} {amount.grouped(abs(apart), 1)} 个百分点" if apart else "与序时持平"
    done, plan = map(measure.text, sides)
    shown = f"{amount.grouped(rate, 1)}%"
    detail = f"{who}：完成 {done} ÷ 年度计划 {plan} = {shown}；序时进度 {due}%，{TONE_LABELS[tone]}"
    return reading.point(rate, f"{shown}　{word}", detail, where, tone)


def counted(tones: Sequence[Tone], counter: str) -> str:
    """How many have which light: ``达到序时进度 3 个，红灯 1 个``."""
    return "，".join(f"{TONE_LABELS[tone]} {tones.count(tone)} {counter}" for tone in TONE_LABELS if tone in tones)
