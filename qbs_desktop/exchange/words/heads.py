"""Heads (表头): what one column of a clerk's table means, read from its head texts.

A head is matched with the labels and aliases of a ledger's fields and of the indicators; what is left over is a
time (`spans`) and a word such as 目标 or 实际. Nothing is guessed: a head that says too little or nothing known comes
back without meaning and with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from qbs_desktop.domain.figure import Kind
from qbs_desktop.domain.indicators import MEASURES, Indicator
from qbs_desktop.domain.ledger import Ledger
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.profile import Profile
from qbs_desktop.exchange.words.meanings import UNKNOWN, Meaning, Role, Words, bare_label
from qbs_desktop.exchange.words.spans import When, last_year_of, take_when
from qbs_desktop.exchange.words.units import NO_UNITS, Units, fold, split_head

__all__ = ["OPEN_MEASURE", "YEARLY_LINE", "Meaning", "Role", "Vocabulary", "measure_named", "measure_of_row"]

YEARLY_LINE = {"project_group": "project_count", "project": "investment"}
"""Which indicator a bare year stands for; elsewhere the line's measure (口径), `unstated` until it is named."""
OPEN_MEASURE = "unstated"
LONGEST_HEAD = 400
"""Characters of a head's texts together; longer ones are running text, and taking them apart would take minutes."""

_DIFFERENCE = re.compile(
    r"(?:增减|增加|增长|净增|减少)(?:额|量|数|值)|增量|差额|缺口|尚差|环比|占比|比重|排名|位次|名次|序时|权重"
)
_GROWTH = re.compile(
    r"(?:同比|[比较](?:上年|去年)?(?:同期)?)?(?:增减|增长|增速|增幅|升降)(?:率|幅度|比例|百分比)?|同比|\+-|±"
)
_RATE = re.compile(
    r"完成(?:率|比例|百分比|进度)|投资进度|完成?占(?:全?年度?|年初)?(?:投资)?(?:计划|目标|任务)(?:投资|数)?(?:比例|比重|比|的)?"
    r"|[占为完成]+(?:全?年度?|年初|总)(?:投资)?(?:计划|目标|任务)(?:投资|数)?(?:的|比例|比重|比)?(?=$|%)"
)
_PLANNED = re.compile(r"目标|计划|规划|预计|预期|预测|任务|拟")
_DONE = re.compile(r"实际|实绩|完成|实现|累计|到位|现状")
_PLANNED_DONE = re.compile(r"(?:计划|目标|预计|预期|拟)(?:数|额)?(?:完成|实现)(?!情况|率|比例)")
_WHOLE_YEAR = re.compile(r"年度|全年|本年|当年|今年|^年|年计划|年投资|年目标")
_FILLERS = re.compile(r"期末$|^[到至]|^其中:|%$|[末底]$|^度|[-~至]$|^[-~至,、:]|[“”\"']|十四五|期间|\(\)|[|]")
_GENERIC = re.compile(
    r"(?:主要|重点|完成|监测|考核|分析|经济|生产|经营|财务|基本|效益|指标|情况|数据|信息|统计|企业|项目|产业|工业|规模以上|规模|规上|月度|年度"
    r"|运行|发展|建设|调度|投资|及|和|与|其中|:)+"
)
_BEFORE_THIS_YEAR = re.compile(r"(?:(\d{4})年|上一?年度?|去年)[底末]|开工[至到](?:(\d{4})年|上一?年度?|去年)")
_TO_NOW = re.compile(r"本年累计|1[-~至到](?:本|当)月|年初至今|年初以来|至本月|本月止")
_TOTALS = ("合计", "规划合计", "总数", "总计", "小计")
_SINCE_START = re.compile(r"[自从]?(?:项目)?开工(?:建设)?(?:以来|至今|起)")


class Vocabulary(Words):
    """The words by which one ledger's columns are known, and what heads made of them mean."""

    def __init__(self, ledger: Ledger, profile: Profile, this_year: int | None = None) -> None:
        """Collect the words. `this_year` is the year that is being filled in (填报年度), where it is known."""
        super().__init__(ledger, profile)
        self.this_year = this_year
        self._known: dict[tuple[tuple[str, ...], Period | None], Meaning] = {}

    def meaning(self, parts: Sequence[str], default: Period | None) -> Meaning:
        """What a column with these head texts (top to bottom) means; `default` is the sheet's own period."""
        if sum(map(len, parts)) > LONGEST_HEAD:
            return UNKNOWN
        key = (tuple(parts), default)
        if key not in self._known:
            self._known[key] = _meaning(self, *key)
        return self._known[key]


def _meaning(words: Vocabulary, parts: tuple[str, ...], default: Period | None) -> Meaning:
    split = [split_head(part) for part in dict.fromkeys(parts)]
    units = next((named for _text, named in reversed(split) if named.any), NO_UNITS)
    texts = [text for text, _named in split if text]
    if not texts:
        return UNKNOWN
    joined = "".join(texts)
    whole = [fold(part) for part in parts if part.strip()]
    for candidate in (joined, texts[-1], whole[-1] if whole else ""):
        if (match := words.field_named(candidate)) is not None:
            found, score = match
            sure = score if candidate == joined else score * 0.95
            return Meaning(field=found, units=units, score=sure, ignored=found.derived)
    return _of_special(words, joined, units, default) or _figure(words, texts, units, default)


def _of_special(words: Vocabulary, joined: str, units: Units, default: Period | None) -> Meaning | None:
    """Heads that are told by a turn of phrase: 年均增速, 合计, 至上年底累计, 开工以来累计."""
    growth = words.indicators["growth"]
    if any(fold(label) in joined for label in (growth.label, *growth.aliases)):
        return Meaning(indicator=growth, units=units, score=1.0, at_last_year=True)
    if joined in _TOTALS:
        if words.ledger.id == "project_group":
            return Meaning(indicator=words.indicators["period_count"], units=units, score=1.0, at_last_year=True)
        return Meaning(units=units, score=0.5, ignored="合计列由程序计算，不导入")
    if words.ledger.has("invested_before") and re.search(r"累计|完成|投资", joined):
        return _since_start(words, joined, units, default) or _to_last_year(words, joined, units, default)
    return None


def _since_start(words: Vocabulary, joined: str, units: Units, default: Period | None) -> Meaning | None:
    """开工以来累计完成投资."""
    if not _SINCE_START.search(joined) or _BEFORE_THIS_YEAR.search(joined) or re.search(r"率|%|比", joined):
        return None
    when, _rest = take_when(joined)
    period = when.period(default) if when else default
    if period is None:
        return Meaning(units=units, score=0.2, problem="没有写明年份或月份")
    return Meaning(indicator=words.indicators["invested_total"], period=period, units=units, score=0.95)


def _to_last_year(words: Vocabulary, joined: str, units: Units, default: Period | None) -> Meaning | None:
    """至上年底累计完成投资, 至2025年底累计: a field of the record, of the year before the table's."""
    before = _BEFORE_THIS_YEAR.search(joined)
    if before is None or not re.search(r"累计|[至到].*(?:完成|投资)", joined):
        return None
    year = int(before[1] or before[2] or 0)
    known = default.year if default else words.this_year
    if year and known is not None and year != known - 1:
        return Meaning(units=units, score=0.2, problem=f"是到{year}年底的累计数，不是上年底（{known - 1}年底）的")
    return Meaning(field=words.ledger.field("invested_before"), units=units, score=0.95)


def _figure(words: Vocabulary, texts: Sequence[str], units: Units, default: Period | None) -> Meaning:
    joined = "".join(texts)
    when, rest = take_when(joined)
    rest, when = _trimmed(rest), _until_now(when, joined, default)
    if len(texts) > 1 and texts[-1] in _TOTALS:
        return Meaning(units=units, score=0.5, ignored="合计列由程序计算，不导入")
    if _DIFFERENCE.search(rest):
        return Meaning(units=units, score=0.5, ignored=f"“{rest}”由程序按累计数计算，不导入")
    if rate := _printed_rate(rest, units):
        return _rate(words, *rate, units, when, default)
    found = _indicator(words, texts, rest)
    if found is None:
        return Meaning(units=units, problem=UNKNOWN.problem)
    indicator, score, named = found
    said = _said(texts)
    period, problem = _period(words, rest, when, said, default, named=named)
    if period is None:
        return Meaning(units=units, score=0.2, problem=problem)
    kind, by_year = _kind(words.profile, joined, said, period, named=named)
    single = when is not None and when.single is True
    bare = when is not None and when.single is None and when.part is not None and period.is_month
    return Meaning(
        indicator=indicator,
        period=period,
        kind=Kind.ACTUAL if single else kind,
        units=units,
        score=score * (1.0 if when is not None else 0.9),
        open_measure=not named and indicator.id == OPEN_MEASURE,
        by_year=by_year,
        bare_month=bare,
        own_time=when is not None or bool(_WHOLE_YEAR.search(rest)),
        role=Role.MONTH if single and kind is not Kind.TARGET else Role.VALUE,
        ignored="本月计划不导入，计划按全年填报" if single and kind is Kind.TARGET else "",
        doubt=_since_when(words, rest, when) if said is Kind.ACTUAL else "",
    )


def _until_now(when: When | None, joined: str, default: Period | None) -> When | None:
    """``2025年`` over ``本年累计`` or ``本月``, in a table of a month: the same month of that year, not all of it."""
    if when is None or when.year is None or when.part is not None or default is None or not default.is_month:
        return when
    return replace(when, part=default.part) if when.single or _TO_NOW.search(joined) else when


def _since_when(words: Vocabulary, rest: str, when: When | None) -> str:
    """``累计完成投资`` alone may be since January or since the start."""
    open_sum = words.ledger.has("invested_before") and when is None and "累计" in rest and not _WHOLE_YEAR.search(rest)
    return "没有写明从何时起累计，按本年累计读入；也可能是开工以来累计" if open_sum else ""


def _trimmed(rest: str) -> str:
    before = None
    while before != rest:
        before, rest = rest, _FILLERS.sub("", rest)
    return rest


def _printed_rate(rest: str, units: Units) -> tuple[Role, str] | None:
    """Whether a head is a printed rate, and the head without the words that say so."""
    percent = "%" in units.others or "百分点" in units.others
    if found := _RATE.search(rest):
        return Role.RATE, rest[: found.start()] + rest[found.end() :]
    if found := _GROWTH.search(rest):
        return Role.GROWTH, rest[: found.start()] + rest[found.end() :]
    if percent and re.search(r"计划|目标|任务|进度|比例", rest):
        return Role.RATE, re.sub(r"[占为]|年度?|计划|目标|任务|进度|比例|完成", "", rest)
    return None


def _rate(words: Vocabulary, role: Role, rest: str, units: Units, when: When | None, default: Period | None) -> Meaning:
    """A printed 同比 or 完成率; the indicator is None where the head leaves it to the column on its left."""
    computed = Meaning(units=units, score=0.5, ignored="同比、完成率由程序按累计数计算，不导入")
    if re.search(r"总投资|开工|入统|入库|列统|到位|支付", rest) and role is Role.RATE:
        return replace(computed, ignored="这一列的比率由程序计算，不导入")
    named = words.indicator_named(_trimmed(rest)) if bare_label(rest) else None
    lead = _GENERIC.match(_trimmed(rest))
    if named is None and lead is not None:  # group heads above: 主要指标完成情况 over 营业收入 over 同比
        named = words.indicator_named(_trimmed(rest)[lead.end() :])
    period = _in_sheet(when, default) if when is not None and not when.back else default
    if bare_label(_trimmed(rest)) and named is None:
        return computed
    if when is not None and when.single:
        return replace(computed, ignored="本月的比率由程序计算，不导入")
    return Meaning(
        indicator=named[0] if named else None,
        period=period,
        units=units,
        score=0.8,
        role=role,
        own_time=when is not None,
    )


def _indicator(words: Vocabulary, texts: Sequence[str], rest: str) -> tuple[Indicator, float, bool] | None:
    """The indicator, how sure, and whether it is named; the ledger's yearly line when the head names none."""
    found = words.indicator_named(rest)
    if found is not None:
        return *found, True
    if not bare_label(rest):
        return words.indicators[YEARLY_LINE.get(words.ledger.id, OPEN_MEASURE)], 1.0, False
    for first in range(1, len(texts)):
        if not _GENERIC.fullmatch(_trimmed(take_when(texts[first - 1])[1])):
            break
        lower = _trimmed(take_when("".join(texts[first:]))[1])
        if (found := words.indicator_named(lower)) is not None:
            return found[0], found[1] * 0.95, True
        if not bare_label(lower):
            return words.indicators[YEARLY_LINE.get(words.ledger.id, OPEN_MEASURE)], 0.9, False
    return None


def says_kind(text: str) -> bool:
    """Whether a text says nothing but 计划 or 完成, in one of the ways of saying it."""
    return _said((text,)) is not None and not bare_label(re.sub(r"投资|额|情况|任务|[本全当]年|年度", "", text))


def _said(texts: Sequence[str]) -> Kind | None:
    """Whether the head says 计划 or 完成; the lowest line that says one of them decides."""
    for text in reversed(texts):
        planned, done = _PLANNED.search(text), _DONE.search(text)
        if _PLANNED_DONE.search(text) or (planned and not done):
            return Kind.TARGET
        if done and not planned:
            return Kind.ACTUAL
    return None


def _period(
    words: Vocabulary, rest: str, when: When | None, said: Kind | None, default: Period | None, *, named: bool
) -> tuple[Period | None, str]:
    """The period of a column, or why there is none."""
    missing = "没有写明年份或月份"
    if when is not None:
        of_now = said is Kind.ACTUAL or when.single is not None
        period = _in_sheet(when, default) if of_now else when.period(default)
        if period is not None and when.part is None and when.year is None and default is not None and default.is_year:
            return None, f"没有写明月份，表上只写了{default.year}年"
        return period, missing
    if last_year_of(rest) and default is not None:
        return Period.of_year(default.year - 1), ""
    to_now = said is Kind.ACTUAL and "累计" in rest  # 本月 | 累计, of what the title names
    if default is None or not (named or to_now or (said is not None and words.ledger.id in YEARLY_LINE)):
        return None, missing
    if said is Kind.TARGET or (_WHOLE_YEAR.search(rest) and said is not Kind.ACTUAL):
        return default.as_year(), ""
    if default.is_year and said is Kind.ACTUAL and not (words.this_year is not None and default.year < words.this_year):
        return None, f"没有写明是到几月的累计数，表上只写了{default.year}年"
    return default, ""


def _in_sheet(when: When, default: Period | None) -> Period | None:
    """The period of a result whose head names only the year: the sheet's month, if it lies in that year."""
    if when.part is None and default is not None and when.year == default.year and not when.back:
        return default
    return when.period(default)


def _kind(profile: Profile, joined: str, said: Kind | None, period: Period, *, named: bool) -> tuple[Kind, bool]:
    """实际 or 目标, and whether that only follows from the year.

    ``计划`` over bare years is the name of a plan table and covers its base year, which is a result.
    """
    if said is Kind.ACTUAL or (said is Kind.TARGET and (named or "目标" in joined or not period.is_year)):
        return said, False
    if not period.is_year:
        return Kind.ACTUAL, False
    return (
        Kind.TARGET if period.year > profile.base_year else Kind.ACTUAL,
        said is None or period.year <= profile.base_year,
    )


def measure_named(text: str, indicators: Mapping[str, Indicator]) -> Indicator | None:
    """The measure (口径) that a title names, the longest word first; None when it names none."""
    folded = fold(text)
    words = [
        (fold(word), one) for slug in MEASURES for one in (indicators[slug],) for word in (one.label, *one.aliases)
    ]
    for word, indicator in sorted(words, key=lambda pair: -len(pair[0])):
        if indicator.id != OPEN_MEASURE and word in folded:
            return indicator
    return None


def measure_of_row(text: str, indicators: Mapping[str, Indicator]) -> Indicator | None:
    """The indicator for a row's 口径 cell; None when no indicator carries that word."""
    folded = fold(text)
    for slug in MEASURES:
        indicator = indicators[slug]
        if folded in {fold(indicator.label), *(fold(alias) for alias in indicator.aliases)}:
            return indicator
    return None
