"""Heads (表头): what one column of a clerk's table means, read from its head texts.

A head is matched with the labels and aliases of a ledger's fields and of the indicators; what is left over is a
period and a word such as 目标 or 实际. Nothing is guessed: a head that says too little or nothing known comes back
without meaning and with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qbs_desktop.domain.fields import Field
from qbs_desktop.domain.figure import Kind
from qbs_desktop.domain.indicators import MEASURES, Indicator
from qbs_desktop.domain.ledger import Ledger
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.profile import Profile
from qbs_desktop.exchange.units import NO_UNITS, Units, fold, split_head, take_period

YEARLY_LINE = {"project_group": "project_count", "project": "investment"}
"""Which indicator a bare year stands for; elsewhere the line's measure (口径), `unstated` until it is named."""
OPEN_MEASURE = "unstated"

_COMPUTED = re.compile(
    r"同比|环比|增速|增幅|增长率|增长|完成率|完成进度|占比|比重|比例|序时进度|排名|位次|本月|当月|差额|缺口"
)
_SPAN_WORDS = re.compile(r"1-(\d{1,2})月份?")
_KIND_WORDS = re.compile(
    r"目标值?|计划数?|规划数?|预计数?|预期|预测|实际|实绩|完成数?|实现|累计|年度|全年|本年|当年|数值"
)
_TARGET_WORDS = re.compile(r"目标|计划|规划|预计|预期|预测")
_FILLERS = re.compile(r"^[到至]|[末底]$|^度|[-~至]$|^[-~至,、:]|[“”\"']|十四五|期间|^\(\)$|[|]")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column means.

    Attributes:
        field: a field of the ledger, or
        indicator: an indicator id with its `period` and `kind`; `open_measure` when the head names no measure.
        units: units named in the head itself.
        score: how sure the match is, 0 to 1.
        ignored: why the column is not imported although it is understood (computed by the program …).
        problem: why the column could not be understood.
        at_last_year: the period is the last year of the table, known once all heads are read.
        by_year: the head does not say 目标 or 实际, so that the kind depends on the profile's base year.
    """

    field: Field | None = None
    indicator: Indicator | None = None
    period: Period | None = None
    kind: Kind = Kind.ACTUAL
    units: Units = NO_UNITS
    score: float = 0.0
    open_measure: bool = False
    at_last_year: bool = False
    by_year: bool = False
    ignored: str = ""
    problem: str = ""

    @property
    def used(self) -> bool:
        """Whether the column's cells are imported."""
        return not self.ignored and not self.problem and (self.field is not None or self.indicator is not None)

    @property
    def column_id(self) -> str | None:
        """``name``, ``output@2025/target``, or None."""
        if not self.used:
            return None
        if self.field is not None:
            return self.field.id
        assert self.indicator is not None  # noqa: S101
        return f"{self.indicator.id}@{self.period}/{self.kind.name.lower()}"


UNKNOWN = Meaning(problem="没有认出这一列")


class Vocabulary:
    """The words by which one ledger's columns are known."""

    def __init__(self, ledger: Ledger, profile: Profile) -> None:
        """Collect labels and aliases; the ledger's own indicators come before the others."""
        self.ledger = ledger
        self.profile = profile
        self.indicators: Mapping[str, Indicator] = profile.all_indicators()
        self.fields: dict[str, tuple[Field, float]] = {}
        for field in ledger.fields:
            for alias in field.aliases:
                self.fields.setdefault(fold(alias), (field, 0.9))
        for field in ledger.fields:
            self.fields[fold(field.label)] = (field, 1.0)
        name = ledger.field("name")
        self.fields.setdefault("名称", (name, 0.6))
        self.fields.setdefault("编号", (ledger.field("serial"), 0.7))
        self.labels: dict[str, tuple[Indicator, float]] = {}
        self.bare: dict[str, Indicator] = {}
        own = dict.fromkeys((*ledger.indicators, *ledger.monthly, *ledger.details))
        for slug in (*own, *(one for one in self.indicators if one not in own)):
            indicator = self.indicators.get(slug)
            if indicator is None:
                continue
            for word, score in ((indicator.label, 1.0), *((alias, 0.95) for alias in indicator.aliases)):
                folded = fold(word)
                self.labels.setdefault(folded, (indicator, score if slug in own else score - 0.1))
                if bare := bare_label(folded):
                    self.bare.setdefault(bare, indicator)
        self._known: dict[tuple[tuple[str, ...], Period | None], Meaning] = {}
        self.names = frozenset(word for word, (field, _score) in self.fields.items() if field.id == "name")

    def meaning(self, parts: Sequence[str], default: Period | None) -> Meaning:
        """What a column with these head texts (top to bottom) means; `default` is the sheet's own period."""
        key = (tuple(parts), default)
        if key not in self._known:
            self._known[key] = _meaning(self, *key)
        return self._known[key]


def bare_label(folded: str) -> str:
    """A label without the words that say plan or result: ``年度计划投资`` and ``完成投资`` are both 投资."""
    return _KIND_WORDS.sub("", folded)


def _meaning(words: Vocabulary, parts: tuple[str, ...], default: Period | None) -> Meaning:
    split = [split_head(part) for part in dict.fromkeys(parts)]
    units = next((named for _text, named in reversed(split) if named.any), NO_UNITS)
    texts = [text for text, _named in split if text]
    if not texts:
        return UNKNOWN
    joined = "".join(texts)
    whole = [fold(part) for part in parts if part.strip()]
    for candidate in (joined, texts[-1], whole[-1] if whole else ""):
        if (match := _field(words, candidate)) is not None:
            found, score = match
            return Meaning(field=found, units=units, score=score if candidate == joined else score * 0.95)
    return _figure(words, joined, units, default)


def _field(words: Vocabulary, folded: str) -> tuple[Field, float] | None:
    found = words.fields.get(folded)
    if found is None and "(" in folded:
        short = re.sub(r"\([^()]*\)", "", folded)
        near = words.fields.get(short)
        found = (near[0], near[1] * 0.85) if near else None
    return found


def _figure(words: Vocabulary, joined: str, units: Units, default: Period | None) -> Meaning:
    growth = words.indicators["growth"]
    if any(fold(label) in joined for label in (growth.label, *growth.aliases)):
        return Meaning(indicator=growth, units=units, score=1.0, at_last_year=True)
    if joined in ("合计", "规划合计", "总数", "总计"):
        if words.ledger.id == "project_group":
            return Meaning(indicator=words.indicators["period_count"], units=units, score=1.0, at_last_year=True)
        return Meaning(units=units, score=0.5, ignored="合计列由程序计算，不导入")
    period, rest = take_period(joined)
    rest = _trimmed(rest)
    if "上年同期" in rest and default is not None:
        period, rest = default.a_year_before(), _trimmed(rest.replace("上年同期", ""))
    if default is not None and (span := _SPAN_WORDS.search(rest)) and period is None:
        period, rest = Period.of_month(default.year, int(span.group(1))), _trimmed(rest.replace(span.group(), ""))
    indicator, score = _indicator(words, rest)
    if indicator is None:
        if _COMPUTED.search(rest):
            return Meaning(units=units, score=0.5, ignored=f"“{rest}”由程序按累计数计算，不导入")
        return Meaning(units=units, problem=UNKNOWN.problem)
    named = bool(bare_label(rest))
    if period is None:
        if default is None or not named:
            return Meaning(units=units, score=0.2, problem="没有写明年份或月份")
        period = default.as_year() if _TARGET_WORDS.search(rest) or re.search(r"年度|全年", rest) else default
        score *= 0.9
    return Meaning(
        indicator=indicator,
        period=period,
        kind=_kind(words.profile, rest, period, named=named),
        units=units,
        score=score,
        open_measure=not named and indicator.id == OPEN_MEASURE,
        by_year=not re.search(r"目标|实际|实绩|完成|实现", rest) and not (named and _TARGET_WORDS.search(rest)),
    )


def _trimmed(rest: str) -> str:
    before = None
    while before != rest:
        before, rest = rest, _FILLERS.sub("", rest)
    return rest


def _indicator(words: Vocabulary, rest: str) -> tuple[Indicator | None, float]:
    """The indicator that the rest of a head names, or the ledger's yearly line when it names none."""
    if rest in words.labels:
        return words.labels[rest]
    bare = bare_label(rest)
    if not bare:
        return words.indicators[YEARLY_LINE.get(words.ledger.id, OPEN_MEASURE)], 1.0
    if bare in words.bare:
        return words.bare[bare], 0.9
    return None, 0.0


def _kind(profile: Profile, rest: str, period: Period, *, named: bool) -> Kind:
    """实际 up to the base year, 目标 later, unless the head says otherwise; months are 实际.

    ``计划`` over bare years is the name of a plan table and covers its base year, which is a result.
    """
    if re.search(r"实际|实绩|完成|实现", rest):
        return Kind.ACTUAL
    if "目标" in rest or (named and _TARGET_WORDS.search(rest)):
        return Kind.TARGET
    if not period.is_year:
        return Kind.ACTUAL
    return Kind.TARGET if period.year > profile.base_year else Kind.ACTUAL


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
