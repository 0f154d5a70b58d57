"""What stands around a table (表外文字): its title, its units, and the period that heads without one are of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from qbs_desktop.domain.period import Period
from qbs_desktop.exchange.sheets.cells import Sheet
from qbs_desktop.exchange.words.spans import When, take_when
from qbs_desktop.exchange.words.units import NO_UNITS, Units, fold, split_head, unit_line, without_unit

ABOVE = 12
"""Rows above a head that may belong to it."""
_NO_PERIOD = re.compile(
    r"\d{4}年?[-~至]\d{4}年?|(?<![至止到])\d{4}年\d{1,2}月\d{1,2}日|〔\d{4}〕|\[\d{4}\]|[到至]\d{4}年?(?!\d?\d?月|年?\d)"
)
"""Spans of years, dates and document numbers above a table: none of them is the period that its heads are of."""
_GLUED = re.compile(r"(?<=\d)\s+(?=\d{4}年)")
"""``附件2 2026年`` must not become 22026年."""
_SOME_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
_NO_TITLE = re.compile(r"^附[件表]\d*:?$|^表\d+$|^(?:填报|制表|报送|主管)?单位|^\(?(?:截[至止]|填报日期|报出日期|时间)")


@dataclass(frozen=True, slots=True)
class Around:
    """What stands above a head.

    Attributes:
        title: its longest line.
        units: what a unit line or the title says.
        period: what heads without a time are of.
        said_month: how the period is written, None where nothing is: whether 1—10月 or only 10月.
        doubt: the period, where it was put together or two are written, in words; `weak` when not from this sheet.
    """

    title: str = ""
    units: Units = NO_UNITS
    period: Period | None = None
    bare_month: bool = False
    doubt: str = ""
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Beyond:
    """Where to look for a period that a sheet leaves out: names of the sheet and the file, the year being filled in."""

    names: tuple[str, ...] = ()
    this_year: int | None = None


def look_around(sheet: Sheet, after: int, row: int, wished: Period | None, beyond: Beyond) -> Around:
    """What stands between a row and the head that begins in `row`."""
    texts = [
        cell.text.strip()
        for number in range(max(after, row - ABOVE), row)
        for cell in sheet.rows.get(number, {}).values()
        if not cell.blank
    ]
    units = _units(texts)
    lines = [line for text in texts for line in (without_unit(text),) if len(line) >= 4]
    titles = [line for line in lines if ":" not in line and not _NO_TITLE.search(line)] or [
        line for line in lines if ":" not in line
    ]
    title = "".join(max(titles, key=len, default="").split())
    if wished is not None:
        return Around(title, units, wished)
    return _dated(Around(title, units), texts, beyond)


def as_above(around: Around, period: Period | None) -> Around:
    """The same with the period of the table above on the same sheet, where nothing else says one."""
    if around.period is not None or period is None:
        return around
    label = period.span_label() if period.is_month else period.label()
    return replace(around, period=period, doubt=f"这张表没有写报告期，按同一工作表上面那张表的{label}读入", weak=True)


_FOOT_UNIT = re.compile(r"(?:金额|计量|投资)?单位(?:均|都)?(?:为|是|:)?(亿元|百万元|万元|千元|元)")


def unit_below(sheet: Sheet, first: int, last: int) -> Units:
    """The unit that a note below a table names: ``注：金额单位为亿元``."""
    for number in range(last, max(first, last - ABOVE) - 1, -1):
        for cell in sheet.rows.get(number, {}).values():
            if isinstance(cell.value, str) and (found := _FOOT_UNIT.search(fold(cell.value))):
                return Units(found[1])
    return NO_UNITS


def _units(texts: Sequence[str]) -> Units:
    said = [one for text in texts for one in (unit_line(text),) if one is not None]
    amounts = tuple(dict.fromkeys(one.amount for one in said if one.amount))
    if said and len(amounts) > 1:
        return Units(None, said[-1].others, amounts)
    if said:
        return said[-1]
    return next((found for text in texts for found in (split_head(without_unit(text))[1],) if found.any), NO_UNITS)


def _dated(around: Around, texts: Sequence[str], beyond: Beyond) -> Around:
    """The same with the period that the texts, else the names of sheet and file, say."""
    said = list(_times(texts))
    named = list(_times(beyond.names))
    months = list(dict.fromkeys(one for one in said if one.part is not None and one.single is not True))
    when = (
        next(iter(months), None)
        or next((one for one in named if one.part is not None), None)
        or next(iter(said), None)
        or next(iter(named), None)
    )
    if when is None:
        return around
    year, source = _year(when, texts, said, named, beyond)
    if year is None:
        return around
    period = Period(year * 100 + (when.part or 0))
    doubt, weak = "", False
    if source:
        doubt, weak = f"表上只写了“{_words(when)}”，年份按{source}取{year}年", source != "表上别处写的"
    elif when not in said:
        doubt, weak = (
            f"表上没有写报告期，按工作表名或文件名取{period.span_label() if period.is_month else period.label()}",
            True,
        )
    others = {one.period(period) for one in months} - {period}
    if others and not source:
        both = "、".join(sorted(str(one) for one in others if one is not None))
        doubt, weak = f"表上写了几个报告期（{period}、{both}），表头没有写明的按{period}读入", True
    if not doubt and _other_month(beyond, period):
        doubt, weak = (
            (
                f"表上写的是{period.label()}，工作表名却是“{beyond.names[0]}”，"
                f"表头没有写明的按{period.label()}读入；不对请在上方改报告期"
            ),
            True,
        )
    return Around(around.title, around.units, period, when.single is None and period.is_month, doubt, weak)


def _other_month(beyond: Beyond, period: Period) -> bool:
    """Whether the sheet is named after another month than the one that is written on it."""
    name = take_when(fold(beyond.names[0]))[0] if beyond.names else None
    if name is None or name.part is None or not 1 <= name.part <= 12 or not period.is_month:
        return False
    return name.part != period.part or (name.year is not None and name.year != period.year)


def _times(texts: Sequence[str]) -> Iterator[When]:
    for text in texts:
        folded = _NO_PERIOD.sub("", fold(_GLUED.sub(",", text)))
        if len(folded) > 60 or re.match(r"[注说备]", folded):
            continue
        when = take_when(folded)[0]
        if when is not None and (when.year is not None or when.part is not None):
            yield when


def _year(
    when: When, texts: Sequence[str], said: Sequence[When], named: Sequence[When], beyond: Beyond
) -> tuple[int | None, str]:
    """The year of a period, and where it was found if not beside the month."""
    if when.year is not None:
        return when.year, ""
    for one in said:
        if one.year is not None:
            return one.year, "表上别处写的"
    if years := {int(found) for text in texts for found in _SOME_YEAR.findall(_NO_PERIOD_SPAN.sub("", fold(text)))}:
        return (years.pop(), "表上别处写的") if len(years) == 1 else (None, "")
    for one in named:
        if one.year is not None:
            return one.year, "工作表名或文件名"
    return beyond.this_year, "填报年度"


_NO_PERIOD_SPAN = re.compile(r"\d{4}年?[-~至]\d{4}年?|〔\d{4}〕|\[\d{4}\]|\d{5,}")


def _words(when: When) -> str:
    part = when.part or 0
    if part > 30:
        return f"第{'一二三四'[part - 31]}季度"
    if part > 20:
        return f"{'上' if part == 21 else '下'}半年"
    return f"1—{part}月" if when.single is False else f"{part}月"
