"""Month figures (月度数据) of the period being looked at: missing, falling 累计, wrong unit."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from qbs_desktop.domain import amount
from qbs_desktop.domain.checks.rule import STAYS, Draft, Evidence, Rule
from qbs_desktop.domain.checks.wording import label, shown
from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.figure import Kind
from qbs_desktop.domain.finding import Grade
from qbs_desktop.domain.indicators import Flow
from qbs_desktop.domain.period import Period, Scheme, months
from qbs_desktop.domain.record import Record

SCHEMES: dict[str, Scheme] = {
    "industry": Scheme.STATISTICS,
    "enterprise": Scheme.STATISTICS,
    "project": Scheme.DISPATCH,
}
"""Ledgers with month figures: industrial statistics begin with 1—2月, project dispatch with January."""
MAY_FALL = frozenset({"profit"})
"""累计 that falls when a month makes a loss."""


def _month(dataset: Dataset, scheme: Scheme) -> tuple[Period, Period] | None:
    """The month being looked at and the one before it in the same year; None where there is no such pair."""
    period = dataset.period
    before = period.previous(scheme) if period else None
    return (period, before) if period and before else None


def _kept(dataset: Dataset, ledger: str) -> tuple[str, ...]:
    own = dataset.ledgers[ledger]
    every = (*own.monthly, *own.details)
    return tuple(one for one in every if one in dataset.used() and dataset.indicators[one].flow is Flow.CUMULATIVE)


def _missing(dataset: Dataset) -> Iterator[Draft]:
    for ledger, scheme in SCHEMES.items():
        pair = _month(dataset, scheme)
        if pair is None or (ledger, pair[0]) in dataset.declared:
            continue
        now, before = pair
        for indicator in _kept(dataset, ledger):
            rows = [record for record in dataset.rows(ledger) if _dropped(dataset, record, indicator, now, before)]
            if rows:
                names = "、".join(record.name for record in rows[:3]) + ("等" if len(rows) > 3 else "")
                one = dataset.ledgers[ledger]
                yield Draft(
                    rows[0],
                    f"{now.label(scheme)}有{len(rows)}{one.counter}{one.noun}没有填"
                    f"{label(dataset, indicator)}（上期填了）：{names}。",
                    indicator=indicator,
                    period=now,
                    numbers={"count": str(len(rows))},
                )


def _dropped(dataset: Dataset, record: Record, indicator: str, now: Period, before: Period) -> bool:
    return (
        dataset.figure(record, indicator, now, Kind.ACTUAL) is None
        and dataset.value(record, indicator, before, Kind.ACTUAL) is not None
    )


def _pairs(dataset: Dataset) -> Iterator[tuple[Record, str, Period, Decimal, Period, Decimal]]:
    """Record, indicator, this month and its 累计, the month before and its 累计."""
    for ledger, scheme in SCHEMES.items():
        pair = _month(dataset, scheme)
        if pair is None:
            continue
        now, before = pair
        kept = _kept(dataset, ledger)
        for record in dataset.rows(ledger):
            for indicator in kept:
                new = dataset.value(record, indicator, now, Kind.ACTUAL)
                old = dataset.value(record, indicator, before, Kind.ACTUAL)
                if new is not None and old is not None:
                    yield record, indicator, now, new, before, old


def _falls(dataset: Dataset) -> Iterator[Draft]:
    for record, indicator, now, new, before, old in _pairs(dataset):
        if new < old and indicator not in MAY_FALL:
            diff = shown(dataset, indicator, old - new)
            yield Draft(
                record,
                f"{now.span_label()}累计{label(dataset, indicator)}{shown(dataset, indicator, new)}，"
                f"比{before.span_label()}累计{shown(dataset, indicator, old)}少{diff}。",
                indicator=indicator,
                period=now,
                numbers={"now": amount.plain(new), "before": amount.plain(old), "diff": amount.plain(old - new)},
            )


def _unit_slip(dataset: Dataset) -> Iterator[Draft]:
    jump = dataset.profile.threshold("unit_jump")
    for record, indicator, now, new, before, old in _pairs(dataset):
        last_year = dataset.value(record, indicator, now.a_year_before(), Kind.ACTUAL)
        for when, other in ((before, old), (now.a_year_before(), last_year)):
            if other is not None and min(new, other) > 0 and max(new, other) >= jump * min(new, other):
                yield Draft(
                    record,
                    f"{now.span_label()}累计{label(dataset, indicator)}{shown(dataset, indicator, new)}，"
                    f"{when.span_label()}为{shown(dataset, indicator, other)}，"
                    f"相差{amount.plain(jump)}倍以上，像是计量单位填错。",
                    indicator=indicator,
                    period=now,
                    numbers={"now": amount.plain(new), "before": amount.plain(other)},
                )
                break


def _negative(dataset: Dataset) -> Iterator[Draft]:
    """A 累计 below zero: in the first period it is the month itself, later 本月 is then greater than the 累计."""
    period = dataset.period
    for ledger, scheme in SCHEMES.items():
        if period is None or period not in months(period.year, scheme):
            continue
        kept = [one for one in _kept(dataset, ledger) if one not in MAY_FALL]
        for record in dataset.rows(ledger):
            for indicator in kept:
                value = dataset.value(record, indicator, period, Kind.ACTUAL)
                if value is not None and value < 0:
                    yield Draft(
                        record,
                        f"{period.span_label()}累计{label(dataset, indicator)}为{shown(dataset, indicator, value)}，"
                        "累计数一般不小于0。",
                        indicator=indicator,
                        period=period,
                        numbers={"now": amount.plain(value)},
                    )


RULES: tuple[Rule, ...] = (
    Rule(
        "month_missing",
        "本期是否有缺数",
        Grade.HINT,
        "上期已填报的指标本期应继续填报",
        "请补填；不再填报的请填“——”。",
        _missing,
        evidence=Evidence.DESIGN,
        example="2026年10月有3家企业没有填营业收入（上期填了）：甲公司、乙公司、丙公司。",
        ledgers=("industry", "enterprise", "project"),
    ),
    Rule(
        "month_falls",
        "累计是否比上期减少",
        Grade.QUERY,
        "平衡关系：本期累计 = 上期累计 + 本月",
        f"核对两期累计；冲减以前月份时，{STAYS}请说明。",
        _falls,
        evidence=Evidence.GUIDE,
        example="2026年1—10月累计营业收入9.2亿元，比2026年1—9月累计9.5亿元少3,000万元。",
        refs=("P1", "P14", "E1"),
        ledgers=("industry", "enterprise", "project"),
    ),
    Rule(
        "month_negative",
        "累计是否为负",
        Grade.QUERY,
        "平衡关系：累计不小于本月；第一个报告期的累计就是本月，冲减以前年度才会为负",
        f"核对正负号；冲减以前年度时，{STAYS}请说明。利润总额亏损为负，不在此列。",
        _negative,
        evidence=Evidence.GUIDE,
        example="2026年1月累计完成投资为-300万元，累计数一般不小于0。",
        refs=("P1", "P14", "E1"),
        ledgers=("industry", "enterprise", "project"),
    ),
    Rule(
        "month_unit",
        "与上期、上年同期相差是否过大",
        Grade.QUERY,
        "经验规则：计量单位填错时相差约一万倍",
        f"核对计量单位；{STAYS}请说明原因。",
        _unit_slip,
        evidence=Evidence.DESIGN,
        example="2026年1—10月累计产值8.6亿元，2026年1—9月为78万元，相差1000倍以上，像是计量单位填错。",
        thresholds=("unit_jump",),
        ledgers=("industry", "enterprise", "project"),
    ),
)
"""Rules on month figures."""
