"""其中 rows against their own row: sums, sectors and measures. 其中 rows are never added to totals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from qbs_desktop.domain import amount, growth
from qbs_desktop.domain.checks.rule import STAYS, Draft, Evidence, Rule
from qbs_desktop.domain.checks.wording import HUNDRED_MILLION, is_money, label, percent, shown
from qbs_desktop.domain.dataset import LINES, Dataset
from qbs_desktop.domain.figure import LOWER_BOUNDS, Kind, Op
from qbs_desktop.domain.finding import Grade
from qbs_desktop.domain.indicators import MEASURES, Flow
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.record import Record

LEDGERS = ("industry", "enterprise", "project", "project_group")
SUM_SOURCE = "平衡关系：其中各行之和不大于本行；允许每行末位半个单位的舍入差"


@dataclass(frozen=True, slots=True)
class Split:
    """A row's value in one column beside the values of those of its 其中 rows that divide it the same way."""

    record: Record
    indicator: str
    period: Period
    whole: Decimal
    parts: tuple[Decimal, ...]
    complete: bool
    slack: Decimal
    op: Op | None

    @property
    def sum(self) -> Decimal:
        """What the 其中 rows add up to."""
        return sum(self.parts, Decimal(0))


def splits(dataset: Dataset) -> Iterator[Split]:
    """Every parent × column: all whole years, and the period being looked at."""
    for ledger in LEDGERS:
        for record in dataset.rows(ledger):
            for group in _ways(dataset.children(record)):
                yield from _columns(dataset, record, group)


def _ways(children: Sequence[Record]) -> list[list[Record]]:
    """Rows with bounds divide by size and the others by kind; the two are not added together."""
    sized = [child for child in children if child.money("lower") is not None or child.money("upper") is not None]
    kinds = [child for child in children if child not in sized]
    return [group for group in (sized, kinds) if group]


def _columns(dataset: Dataset, record: Record, group: Sequence[Record]) -> Iterator[Split]:
    for (indicator, period, kind), figure in dataset.figures(record).items():
        if figure.value is None or dataset.indicators[indicator].flow is Flow.RATE:
            continue
        if not period.is_year and period != dataset.period:
            continue
        found = [_part(dataset, child, indicator, period, kind) for child in group]
        parts = tuple(value for value in found if value is not None)
        if parts:
            slack = _slack(dataset, indicator, figure.value, parts)
            op = figure.op if figure.op in LOWER_BOUNDS else None
            yield Split(record, indicator, period, figure.value, parts, len(parts) == len(found), slack, op)


def _part(dataset: Dataset, child: Record, indicator: str, period: Period, kind: Kind) -> Decimal | None:
    """The child's value; on a yearly line a child of another measure counts with its own (口径混用 is told apart)."""
    value = dataset.value(child, indicator, period, kind)
    if value is None and period.is_year and indicator in MEASURES:
        own = dataset.main_indicator(child)
        return dataset.value(child, own, period, kind) if own else None
    return value


def _slack(dataset: Dataset, indicator: str, whole: Decimal, parts: Sequence[Decimal]) -> Decimal:
    if not is_money(dataset, indicator):
        return Decimal(0)
    column = [value / HUNDRED_MILLION for value in (whole, *parts)]
    return growth.half_unit(column) * len(parts) * HUNDRED_MILLION


def _draft(dataset: Dataset, split: Split, word: str) -> Draft:
    total, whole, diff = (
        shown(dataset, split.indicator, value) for value in (split.sum, split.whole, abs(split.sum - split.whole))
    )
    scale = HUNDRED_MILLION if is_money(dataset, split.indicator) else Decimal(1)
    numbers = {"sum": split.sum, "whole": split.whole, "diff": split.sum - split.whole}
    own = f"{whole}以上" if split.op is Op.AT_LEAST else f"{split.op or ''}{whole}"
    return Draft(
        split.record,
        f"{split.period.label()}{label(dataset, split.indicator)}：其中{len(split.parts)}行合计{total}，"
        f"本行为{own}，其中行合计{word}{diff}。",
        indicator=split.indicator,
        period=split.period,
        numbers={key: amount.plain(value / scale) for key, value in numbers.items()},
    )


def _exceed(dataset: Dataset) -> Iterator[Draft]:
    return (_draft(dataset, one, "多") for one in splits(dataset) if one.sum > one.whole + one.slack)


def _short(dataset: Dataset) -> Iterator[Draft]:
    """其中 rows that nearly reach their row look like a complete split with a slip in it."""
    nearly = dataset.profile.threshold("nearly")
    for one in splits(dataset):
        if one.complete and len(one.parts) > 1 and one.whole * nearly <= one.sum < one.whole - one.slack:
            yield _draft(dataset, one, "少")


_COUNTED = re.compile(r"[(（](\d+)\s*(?:项|个|家|户)[)）]\s*$")


def _counted(dataset: Dataset) -> Iterator[Draft]:
    """Group rows that say how many rows they have: ``一、市本级（48项）``."""
    for ledger in LEDGERS:
        for record in dataset.rows(ledger):
            said = _COUNTED.search(record.name)
            rows = len(dataset.children(record))
            if said and rows and int(said.group(1)) != rows:
                counter = dataset.ledgers[ledger].counter
                yield Draft(
                    record,
                    f"“{record.name}”写明{said.group(1)}{counter}，其中行有{rows}{counter}。",
                    field="name",
                    numbers={"said": said.group(1), "rows": str(rows)},
                )


def _other_sector(dataset: Dataset) -> Iterator[Draft]:
    for ledger in ("industry", "enterprise", "project"):
        for record in dataset.top(ledger):
            children = [child for child in dataset.children(record) if child.text("sector")]
            if not record.text("sector") or not children:
                continue
            if any(child.text("sector") == record.text("sector") for child in children):
                continue
            yield _sector_draft(dataset, record, children)


def _sector_draft(dataset: Dataset, record: Record, children: Sequence[Record]) -> Draft:
    others = "、".join(f"“{child.name}”{child.text('sector')}" for child in children)
    numbers = {"rows": str(len(children))}
    indicator = dataset.main_indicator(record)
    years = dataset.years(record, indicator) if indicator else {}
    share, period = "", None
    if indicator and years:
        period = Period.of_year(max(years))
        whole = dataset.value(record, indicator, period)
        parts = dataset.total(children, indicator, period)
        if whole and parts is not None:
            share = f"，{period.year}年其中行占本行{percent(parts / whole * 100, 1)}"
            numbers |= {"whole": amount.plain(whole / HUNDRED_MILLION), "parts": amount.plain(parts / HUNDRED_MILLION)}
    return Draft(
        record,
        f"本行所属领域为{record.text('sector')}，其中行分属{others}{share}；按领域汇总时结果取决于用哪一级。",
        field="sector",
        period=period,
        numbers=numbers,
    )


def _mixed_measures(dataset: Dataset) -> Iterator[Draft]:
    for ledger in ("industry", "enterprise"):
        for record in dataset.rows(ledger):
            own = dataset.main_indicator(record)
            others = [child for child in dataset.children(record) if dataset.main_indicator(child) not in {own, None}]
            if own is None or not others:
                continue
            words = "、".join(f"“{child.name}”{_measure(dataset, child)}" for child in others)
            yield Draft(
                record,
                f"本行口径为{_measure(dataset, record)}，其中{words}口径不同，不宜直接相加。",
                field="measure",
                numbers={"others": str(len(others))},
            )


def _measure(dataset: Dataset, record: Record) -> str:
    own = dataset.main_indicator(record)
    return record.text("measure") or (label(dataset, own) if own in LINES else "")


RULES: tuple[Rule, ...] = (
    Rule(
        "parts_exceed",
        "其中行之和是否大于本行",
        Grade.QUERY,
        SUM_SOURCE,
        f"核对本行与其中行；其中行互有重叠或都是下限目标时，{STAYS}请说明。",
        _exceed,
        evidence=Evidence.OFFICIAL,
        example="2026年10月产值：其中2行合计105亿元，本行为100亿元，其中行合计多5亿元。",
        refs=("P13", "E8"),
        ledgers=("industry", "enterprise", "project", "project_group"),
    ),
    Rule(
        "parts_short",
        "其中行之和是否略小于本行",
        Grade.QUERY,
        SUM_SOURCE,
        f"其中行已列全时请核对是否抄错或漏行；没有列全时，{STAYS}请说明。",
        _short,
        evidence=Evidence.DESIGN,
        example="2025年产值：其中3行合计95亿元，本行为100亿元，其中行合计少5亿元。",
        refs=("E8",),
        thresholds=("nearly",),
        ledgers=("industry", "enterprise", "project", "project_group"),
    ),
    Rule(
        "parts_count",
        "分组行写的个数与其中行是否相符",
        Grade.QUERY,
        "重点项目名单的分组行通行写法：“合计（100项）”“一、市本级（48项）”",
        f"核对是否漏行，或改正分组行的个数；{STAYS}请说明。",
        _counted,
        evidence=Evidence.FORM,
        example="“一、市本级（48项）”写明48个，其中行有47个。",
        refs=("P13",),
        ledgers=("industry", "enterprise", "project", "project_group"),
    ),
    Rule(
        "parts_sector",
        "其中行与本行所属领域是否一致",
        Grade.QUERY,
        "一行只归一个领域；其中行不重复计入合计",
        f"核对所属领域；{STAYS}请说明按哪一级归类。",
        _other_sector,
        evidence=Evidence.DESIGN,
        example="本行所属领域为轨道交通，其中行分属“甲公司”电子信息；按领域汇总时结果取决于用哪一级。",
        ledgers=("industry", "enterprise", "project"),
    ),
    Rule(
        "parts_measure",
        "其中行与本行口径是否一致",
        Grade.QUERY,
        "口径是每行自己的属性（产值、加工产值、总收入……）",
        f"核对口径；{STAYS}请说明合计用的口径。",
        _mixed_measures,
        evidence=Evidence.DEFINITION,
        example="本行口径为产值，其中“文旅”总收入口径不同，不宜直接相加。",
        ledgers=("industry", "enterprise"),
    ),
)
"""Rules on 其中 rows."""
