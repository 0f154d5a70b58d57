"""Settling columns (列义确定): what heads leave open is decided once all heads of a table, and its title, are known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from qbs_desktop.domain.figure import Kind
from qbs_desktop.domain.indicators import Indicator
from qbs_desktop.domain.period import Period
from qbs_desktop.exchange.words.around import Around
from qbs_desktop.exchange.words.heads import Meaning, Role, Vocabulary, measure_named

Columns = Mapping[int, Meaning]
_PLAN_TITLE = re.compile(r"计划|目标|规划|培育|倍增|任务|行动")
_RESULT_TITLE = re.compile(r"完成|情况|统计|调度|月报|进展|实绩|通报")
_SINCE_JANUARY = re.compile(r"全年|本年|年初|当年|1-")
_RATES = {"output", "revenue", "value_added", "tax", "investment"}
"""Indicators whose reported 同比 has an indicator of its own."""
_LINES = {"output", "revenue", "main_revenue"}
"""Measures (口径) by which a line's yearly figures may stand."""


def settled(columns: Columns, heads: Mapping[int, str], words: Vocabulary, around: Around) -> dict[int, Meaning]:
    """The columns once all heads are known: last year, 计划 or 实际, measure, whose rate a rate is, twins."""
    measured = _by_only_measure(_measured(columns, measure_named(around.title, words.indicators)))
    found: dict[int, Meaning] = {}
    for at, meaning in measured.items():
        one = _of_last_year(meaning, measured, heads[at], words)
        found[at] = _decided(one, measured, words, around)
    found = _beside_unnamed(found)
    found = {at: _rate_of(at, one, found, words) for at, one in found.items()}
    return _without_twins(found, heads)


def _measured(columns: Columns, measure: Indicator | None) -> dict[int, Meaning]:
    """Heads that name no measure, such as ``2026年目标``, are of the one that the title names."""
    return {
        at: replace(one, indicator=measure, open_measure=False) if one.open_measure and measure is not None else one
        for at, one in columns.items()
    }


def _by_only_measure(columns: dict[int, Meaning]) -> dict[int, Meaning]:
    """``2025年营业收入 | 2026年目标``: a target that names no measure is of the only one there is, which is said."""
    named = [one.indicator for one in columns.values() if one.indicator is not None and not one.open_measure]
    only = {one.id: one for one in named if one.id in _LINES}
    if len(only) != 1:
        return columns
    (measure,) = only.values()
    doubt = f"没有写明口径，按旁边各列的{measure.label}读入"
    return {
        at: replace(one, indicator=measure, open_measure=False, doubt=one.doubt or doubt)
        if one.open_measure and one.kind is Kind.TARGET and one.period is not None and one.period.is_year
        else one
        for at, one in columns.items()
    }


def _of_last_year(one: Meaning, columns: Columns, head: str, words: Vocabulary) -> Meaning:
    if not one.at_last_year:
        return one
    year = _end_said(head) or _last_year(columns, words)
    kind = Kind.TARGET if year.year > words.profile.base_year else Kind.ACTUAL
    return replace(one, period=year, kind=kind)


def _last_year(columns: Columns, words: Vocabulary) -> Period:
    """The year that 年均增速 and 合计 are of: the plan's target year if the table shows it, else its last year."""
    horizon = Period.of_year(words.profile.horizon)
    yearly = [one for one in columns.values() if one.used and one.period is not None and one.period.is_year]
    planned = [one.period for one in yearly if one.kind is Kind.TARGET and one.period is not None]
    every = [one.period for one in yearly if one.period is not None]
    return horizon if horizon in planned else max(planned or every, default=horizon)


def _end_said(head: str) -> Period | None:
    """The last year of a span written in a head: ``2021-2024年年均增速`` is of 2024."""
    found = re.search(r"\d{4}年?[-~至](\d{4})年", head)
    return Period.of_year(int(found[1])) if found else None


def _decided(one: Meaning, columns: Columns, words: Vocabulary, around: Around) -> Meaning:
    """A figure of a year whose head does not say 计划 or 实际: by its neighbours, the table, and the calendar."""
    if not one.by_year or one.indicator is None or one.period is None or not one.period.is_year:
        return one
    if _beside_a_target(one, columns, words):
        return replace(one, kind=Kind.ACTUAL)
    year = one.period.year
    if year <= words.profile.base_year:
        return one
    if _is_plan(columns, words, around):
        passed = words.this_year is not None and year < words.this_year
        doubt = "没有写明是目标还是实际，按目标读入；旁边另写了“目标”，也可能是实际数"
        later = any(which == one.indicator for which, _when in _targets(columns))
        return replace(one, doubt=doubt) if passed and later else one
    this = words.this_year or (around.period.year if around.period else None)
    if this is not None and year != this:
        return replace(one, kind=Kind.ACTUAL if year < this else Kind.TARGET)
    if _has_result_of(one, columns):
        return replace(one, kind=Kind.TARGET, doubt="没有写明是计划还是实际，旁边另有实际完成数，按年度计划读入")
    return replace(one, problem=f"没有写明是计划还是实际：可能是{year}年的计划数，也可能是{year}年的实际数")


def _beside_a_target(one: Meaning, columns: Columns, words: Vocabulary) -> bool:
    """Whether a bare year is a result because 目标 stands at another column of its measure.

    ``2024年 | 2024年目标`` and ``2025年营业收入 | 2026年目标营业收入`` are a result and a target. A plan table that
    runs through bare years up to a 目标 of the plan's last year is not: its years between are targets.
    """
    targets = _targets(columns)
    if (one.indicator, one.period) in targets:
        return True
    later = [when for which, when in targets if which == one.indicator and when and one.period and when > one.period]
    bare = [two for two in columns.values() if two.by_year and two.indicator == one.indicator]
    return any(when.year != words.profile.horizon or len(bare) == 1 for when in later)


def _targets(columns: Columns) -> set[tuple[object, Period | None]]:
    return {
        (one.indicator, one.period)
        for one in columns.values()
        if one.kind is Kind.TARGET and one.indicator and not one.by_year and not one.at_last_year
    }


def _is_plan(columns: Columns, words: Vocabulary, around: Around) -> bool:
    """Whether a table's bare years run into the future as plans do.

    A list that also has months' results (``2025年营业收入 | 1-9月营业收入``) is kept during the year and is no plan,
    whatever its title says (培育名单及营收台账).
    """
    if words.ledger.id in ("project_group", "target") or any(one.at_last_year for one in columns.values()):
        return True
    if any(when is not None and when.year == words.profile.horizon for _which, when in _targets(columns)):
        return True
    if any(one.kind is Kind.ACTUAL and one.period is not None and one.period.is_month for one in columns.values()):
        return False
    return bool(_PLAN_TITLE.search(around.title)) and not _RESULT_TITLE.search(around.title)


def _has_result_of(one: Meaning, columns: Columns) -> bool:
    return any(
        two.indicator == one.indicator
        and two.kind is Kind.ACTUAL
        and two.period is not None
        and one.period is not None
        and two.period.year == one.period.year
        and not two.by_year
        and two.role is not Role.GROWTH
        for two in columns.values()
    )


def _beside_unnamed(columns: dict[int, Meaning]) -> dict[int, Meaning]:
    """``营业收入 | 上年同期``: a head that is only a time means the measure of the column on its left."""
    found: dict[int, Meaning] = {}
    left: Meaning | None = None
    for at in sorted(columns):
        one = columns[at]
        if one.open_measure and one.period is not None and not one.period.is_year and left is not None:
            units = one.units if one.units.any else left.units
            one = replace(one, indicator=left.indicator, open_measure=False, units=units)
        if one.used and one.indicator is not None and not one.open_measure:
            left = one
        found[at] = one
    return found


def _rate_of(at: int, one: Meaning, columns: Columns, words: Vocabulary) -> Meaning:
    """A printed rate with the indicator whose rate it is, if it is one that is kept."""
    if one.role not in (Role.GROWTH, Role.RATE) or one.ignored:
        return one
    left = [
        two
        for place, two in columns.items()
        if place < at and two.indicator is not None and two.role in (Role.VALUE, Role.MONTH) and not two.ignored
    ]
    indicator = one.indicator or (left[-1].indicator if left else None)
    if indicator is None:
        return replace(one, ignored="看不出是哪一项的同比或完成率，不导入；同比、完成率由程序按累计数计算")
    if not one.own_time or one.period is None or one.period.is_year:
        own = [two.period for two in left if two.indicator == indicator and two.kind is Kind.ACTUAL]
        months = [when for when in own if when is not None and not when.is_year]
        one = replace(one, period=max(months) if months else one.period)
    kept = indicator.id in _RATES if one.role is Role.GROWTH else words.ledger.has("total_investment")
    if not kept or one.period is None or one.period.is_year:
        return replace(one, indicator=indicator, ignored="同比、完成率由程序按累计数计算，不导入")
    return replace(one, indicator=indicator)


def _without_twins(columns: dict[int, Meaning], heads: Mapping[int, str]) -> dict[int, Meaning]:
    """Of columns that mean the same only one is read: the one that says 全年 or 1— if there is one, else the first."""
    same: dict[str, list[int]] = {}
    for at, one in columns.items():
        if one.column_id is not None:
            same.setdefault(one.column_id, []).append(at)
    found = dict(columns)
    for places in same.values():
        kept = next((at for at in places if _SINCE_JANUARY.search(heads[at])), places[0])
        for at in places:
            if at != kept:
                which = "前面" if kept < at else "后面"
                found[at] = replace(columns[at], problem=f"与{which}的“{heads[kept]}”意思相同")
    return found
