"""Times in words (时间): which period a title or a head names, and whether its figure runs since January.

Clerks write ``2026年1—10月``, ``1-10月``, ``截至10月底``, ``前三季度``, ``上半年``, ``本月``, ``上年同期`` and more. A
`When` holds what was said; what was left out (the year, the month) is filled in from the sheet by `When.period`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from qbs_desktop.domain.period import YEAR_RANGE, Period


@dataclass(frozen=True, slots=True)
class When:
    """What a text says about time.

    Attributes:
        year: the year written, None where it is left to the sheet.
        part: as `Period.part`; None where only the year, or nothing, is written.
        single: whether the month alone is meant (本月, 当月); None where the text does not say.
        back: years before the sheet's own period (上年同期).
        month_back: whether the month before the sheet's own is meant (上月).
    """

    year: int | None = None
    part: int | None = None
    single: bool | None = None
    back: int = 0
    month_back: bool = False

    def period(self, default: Period | None) -> Period | None:
        """The period, with what is not written taken from the sheet's; None where the sheet says too little too."""
        year = self.year if self.year is not None else (default.year - self.back if default else None)
        if year is None:
            return None
        if self.part is not None:
            return Period(year * 100 + self.part)
        if self.month_back:
            return Period(year * 100 + default.part - 1) if default and default.is_month and default.part > 1 else None
        if self.year is not None and not self.back:
            return Period.of_year(year)
        return Period(year * 100 + default.part) if default else None


_TENS = {
    "一": 1,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
    "十一": 11,
    "十二": 12,
}
_IN_WORDS = re.compile(
    r"(?<![第前])(十[一二]|[一二三四五六七八九十])(?=(?:[-~至到](?:十[一二]|[一二三四五六七八九十]))?月(?!份?内))"
)
_Y = r"(?:(?<!\d)(?P<year>\d{4}|2[1-9](?=年))年?度?)?"
_UNTIL = r"(?:截[至止]到?|[至到])"
_END = r"(?:份|[底末止]|\d{1,2}日[底末止]?)*"
_YEAR = re.compile(r"(?<!\d)(?P<year>\d{4}|2[1-9](?=年))(?:年度|年末|年底|年|度)?(?![\d.%])")
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"{_Y}1月?份?[-~至到](?P<month>\d{{1,2}})月份?{_END}"), "sum"),
    (re.compile(rf"{_UNTIL}{_Y}(?P<month>\d{{1,2}})月{_END}"), "sum"),
    (re.compile(rf"{_Y}前(?P<quarter>[一二三1-3])个?季度"), "quarters"),
    (re.compile(rf"{_Y}第?[一1][-~至到]第?(?P<quarter>[二三四2-4])季度"), "quarters"),
    (re.compile(rf"{_Y}前(?P<month>\d{{1,2}})个月"), "sum"),
    (re.compile(rf"{_Y}(?P<half>[上下])半年"), "half"),
    (re.compile(rf"{_Y}第?(?P<quarter>[一二三四1-4])季度"), "quarter"),
    (re.compile(rf"{_Y}(?P<month>\d{{1,2}})月[底末]"), "sum"),
    (re.compile(r"(?<!\d)(?P<year>\d{4})[年./-](?P<month>\d{1,2})(?:月份?|(?![\d年./-]))"), "month"),
    (re.compile(r"(?<![\d-])(?P<month>\d{1,2})月份?(?![\d日内])"), "month"),
    (_YEAR, "year"),
)
_LAST_YEAR = re.compile(r"上年同期|去年同期|上年同月|同期")
_BEFORE = re.compile(r"(?:上一?年度?|去年)(?:全年)?(?!底|末)")
_LAST_MONTH = re.compile(r"上个?月[止底末]?")
_SINGLE = re.compile(r"本月|当月|单月|本期月")
_TO_NOW = re.compile(
    r"1[-~至到](?:本|当)月|年初至今|年初以来|本年累计|今年以来|至本月[止底末]?|当年至(?:本月|今)|本月止"
)
_SUMMED = re.compile(r"累计|年初")


@lru_cache(maxsize=20_000)
def take_when(folded: str) -> tuple[When | None, str]:
    """What a folded text says about time, and the text without it.

    ``2021年产值`` → 2021, 产值; ``1-10月累计产值`` → month 10 since January, 累计产值.
    """
    text = _IN_WORDS.sub(lambda found: str(_TENS[found[1]]), folded)
    back, said_back, text = _back(text)
    to_now = _TO_NOW.search(text)
    if to_now:
        text = text[: to_now.start()] + "累计" + text[to_now.end() :]
    last = _LAST_MONTH.search(text)
    if last:
        text = text[: last.start()] + text[last.end() :]
    single = bool(_SINGLE.search(text))
    if single:
        text = _SINGLE.sub("", text)
    when, rest = _written(text)
    summed = bool(to_now or _SUMMED.search(text))
    if when is None:
        if not (said_back or to_now or last or single):
            return None, folded
        when = When()
    known = True if single and not to_now else False if summed or when.single is False else when.single
    if last and known is None:
        known = None if not summed else False
    return When(when.year, when.part, known, back, bool(last)), rest


def _back(text: str) -> tuple[int, bool, str]:
    found = _LAST_YEAR.search(text)
    if found:
        return 1, True, text[: found.start()] + text[found.end() :]
    return 0, False, text


def _written(text: str) -> tuple[When | None, str]:
    for pattern, shape in _PATTERNS:
        for found in pattern.finditer(text):
            when = _when(found, shape)
            if when is not None:
                return _with_year(when, text[: found.start()] + text[found.end() :])
    return None, text


def _with_year(when: When, rest: str) -> tuple[When, str]:
    """A month written apart from its year (a group head above it: ``2026年完成投资`` over ``10月``)."""
    if when.year is not None or when.part is None:
        return when, rest
    for found in _YEAR.finditer(rest):
        year = _when(found, "year")
        if year is not None:
            return replace(when, year=year.year), rest[: found.start()] + rest[found.end() :]
    return when, rest


def _when(found: re.Match[str], shape: str) -> When | None:
    named = found.groupdict()
    year = int(named["year"]) if named.get("year") else None
    if year is not None and year < 100:
        year += 2000
    if year is not None and not YEAR_RANGE[0] <= year <= YEAR_RANGE[1]:
        return None
    single: bool | None = None
    part: int | None = None
    match shape:
        case "sum" | "month":
            part = int(named["month"])
            if not 1 <= part <= 12:
                return None
            single = False if shape == "sum" else None
        case "quarters":
            part, single = 3 * _quarter(named["quarter"]), False
        case "quarter":
            part, single = 30 + _quarter(named["quarter"]), False
        case "half":
            part, single = 21 if named["half"] == "上" else 22, False
    return When(year, part, single)


def _quarter(text: str) -> int:
    return int(text) if text.isdecimal() else _TENS[text]


def last_year_of(folded: str) -> bool:
    """Whether a head is about last year as a whole (上年, 去年), without naming it."""
    return bool(_BEFORE.search(folded)) and not _LAST_YEAR.search(folded)


def take_period(folded: str) -> tuple[Period | None, str]:
    """The period that a folded text names with its year, and the text without it; (None, the text) else."""
    when, rest = take_when(folded)
    period = when.period(None) if when is not None else None
    return (period, rest) if period is not None else (None, folded)
