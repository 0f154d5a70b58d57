"""Dates as clerks write them (日期): a year, a month or a day, as far as it is known; and spans of them (起止年限).

Read are ``2026``, ``2026.3``, ``2026-3``, ``2026/3``, ``2026年3月``, ``202603``, and the same with a day. A date that
does not exist or that can be read in two ways is refused with the reason.
"""

from __future__ import annotations

import calendar
import re

from qbs_desktop.domain.amount import normalise
from qbs_desktop.domain.errors import ValueProblem

_YEAR = re.compile(r"(\d{4})年?")
_PARTS = re.compile(r"(\d{4})(?:[-./年])(\d{1,2})(?:(?:[-./月])(\d{1,2})[日号]?|月份?)?")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})?")
_SHORT = re.compile(r"(\d{1,2})[-./](\d{1,2})")
_SHORT_YEAR = re.compile(r"(\d{2})年(?:\d{1,2}月?(?:\d{1,2}[日号]?)?)?")
_WITHOUT_YEAR = re.compile(r"(\d{1,2})月(?:份|(\d{1,2})[日号]?)?")
_SPAN = re.compile(r"(.*?\d年?月?日?)[-—–－~～至到]+(\d.*)")
_FIRST_YEAR, _LAST_YEAR = 1900, 2099


def parse(text: str) -> str:
    """``2026``, ``2026-03`` or ``2026-03-15`` for what was typed.

    Raises:
        ValueProblem: no date, none that exists, or one with two readings; the sentence says which.
    """
    folded = normalise(text)
    if found := _YEAR.fullmatch(folded):
        return _checked(found.group(1), None, None, text)
    if found := _PARTS.fullmatch(folded) or _COMPACT.fullmatch(folded):
        year, month, day = found.groups()
        return _checked(year, month, day, text)
    if found := _SHORT.fullmatch(folded):
        raise ValueProblem(_two_readings(text, *map(int, found.groups())))
    if _SHORT_YEAR.fullmatch(folded):
        raise ValueProblem(f"“{text.strip()}”的年份不全，请写四位年份，如 20{folded}。")
    raise ValueProblem(f"“{text.strip()}”不是日期，请写成 2026.3 或 2026年3月。")


def with_year(text: str, year: int) -> str:
    """``3月`` and ``3月15日`` with the year (填报年度) written out; any other text stays."""
    found = _WITHOUT_YEAR.fullmatch(normalise(text))
    if not found:
        return text
    month, day = found.groups()
    return f"{year}年{month}月" + (f"{day}日" if day else "")


def shown(value: str) -> str:
    """A stored date in words, to tell how a typed text was read: ``2026年3月``."""
    return "".join(f"{int(part)}{unit}" for part, unit in zip(value.split("-"), "年月日", strict=False))


def _checked(year: str, month: str | None, day: str | None, text: str) -> str:
    if not _FIRST_YEAR <= int(year) <= _LAST_YEAR:
        raise ValueProblem(f"“{text.strip()}”的年份应在 {_FIRST_YEAR}—{_LAST_YEAR} 之间，请核对。")
    if month is None:
        return year
    if not 1 <= int(month) <= 12:
        raise ValueProblem(f"“{text.strip()}”的月份是 {int(month)}，应在 1—12 之间，请核对。")
    if day is None:
        return f"{year}-{int(month):02d}"
    last = calendar.monthrange(int(year), int(month))[1]
    if not 1 <= int(day) <= last:
        raise ValueProblem(f"{year}年{int(month)}月没有{int(day)}日，这个月最后一天是{last}日，请核对。")
    return f"{year}-{int(month):02d}-{int(day):02d}"


def _two_readings(text: str, first: int, second: int) -> str:
    readings = []
    if 1 <= second <= 12:
        readings.append(f"{2000 + first}年{second}月")
    if 1 <= first <= 12 and 1 <= second <= 31:
        readings.append(f"{first}月{second}日")
    elif 1 <= second <= 12 and 1 <= first <= 31:
        readings.append(f"{second}月{first}日")
    if not readings:
        return f"“{text.strip()}”不是日期，请写成 2026.3 或 2026年3月。"
    return f"“{text.strip()}”可能是 {'，也可能是 '.join(readings)}，请写四位年份，如 2026.3 或 2026年3月。"


def span_problem(text: str) -> str | None:
    """What is wrong with a span (``2022-2025``, ``2022.3—2025.6``), or None. A duration in words is not looked at."""
    found = _SPAN.fullmatch(normalise(text))
    if not found:
        return None
    try:
        first, last = (parse(part) for part in found.groups())
    except ValueProblem:
        return None
    if last[: len(first)] < first[: len(last)]:
        return f"终止（{shown(last)}）早于开始（{shown(first)}）"
    return None
