"""Yearly lines (分年目标) of industries, enterprises and project groups: stated growth against the values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from qbs_desktop.domain import amount, growth
from qbs_desktop.domain.checks.rule import STAYS, Draft, Evidence, Rule
from qbs_desktop.domain.checks.wording import HUNDRED_MILLION, is_money, percent, shown
from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.finding import Grade
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.record import Record

LEDGERS = ("industry", "enterprise", "project_group")
GROWTH_SOURCE = "增速口径：年均复合增长率；金额按末位半个单位的舍入范围比较，个数按实数比较"


@dataclass(frozen=True, slots=True)
class Line:
    """A record's yearly line: values in the printed unit (亿元 or plain), years rising, marks left out."""

    record: Record
    indicator: str
    values: dict[int, Decimal]
    marked: tuple[int, ...]
    half: Decimal

    @property
    def years(self) -> list[int]:
        """The years that have a value."""
        return list(self.values)

    def steady(self) -> bool:
        """Whether there is a value for every year from the first to the last."""
        return bool(self.values) and len(self.values) == self.years[-1] - self.years[0] + 1


def lines(dataset: Dataset) -> tuple[Line, ...]:
    """The lines of all records that have yearly figures; five rules look at them."""
    return dataset.once("lines", lambda one: tuple(_lines(one)))


def _lines(dataset: Dataset) -> Iterator[Line]:
    for ledger in LEDGERS:
        for record in dataset.rows(ledger):
            indicator = dataset.main_indicator(record)
            if indicator is None:
                continue
            scale = HUNDRED_MILLION if is_money(dataset, indicator) else Decimal(1)
            figures = dataset.years(record, indicator)
            values = {year: one.value / scale for year, one in figures.items() if one.value is not None}
            half = growth.half_unit(values.values()) if is_money(dataset, indicator) else Decimal(0)
            marked = tuple(year for year, one in figures.items() if one.na)
            yield Line(record, indicator, values, marked, half)


def stated_growth(dataset: Dataset) -> Iterator[tuple[Line, int, Decimal]]:
    """Lines with a printed growth rate, the year it stands at and the rate."""
    for line in lines(dataset):
        for year, figure in dataset.years(line.record, "growth").items():
            if figure.value is not None and year in line.values and year > line.years[0]:
                yield line, year, amount.trim(figure.value)


def _mismatch(dataset: Dataset) -> Iterator[Draft]:
    for line, year, stated in stated_growth(dataset):
        start = line.years[0]
        first, last = line.values[start], line.values[year]
        computed = growth.cagr(first, last, year - start)
        if computed is None or growth.may_be(stated, first, last, year - start, line.half):
            continue
        around = growth.cagr_range(first, last, year - start, line.half)
        ends = [percent(end) for end in around or ()]
        reach = f"（按舍入范围为{ends[0]}—{ends[1]}）" if len(set(ends)) > 1 else ""
        numbers = {"stated": amount.plain(stated), "computed": amount.plain(amount.rounded(computed, 2))}
        yield Draft(
            line.record,
            f"年均增速填{amount.plain(stated)}%，按{start}年{amount.plain(first)}到{year}年{amount.plain(last)}"
            f"计算为{percent(computed)}{reach}，两者不符。",
            indicator="growth",
            period=Period.of_year(year),
            numbers=numbers | {"first": amount.plain(first), "last": amount.plain(last)},
        )


def _last_year(dataset: Dataset) -> Iterator[Draft]:
    for line, year, stated in stated_growth(dataset):
        years = [one for one in line.years if one <= year]
        fits = [
            growth.may_be(stated, line.values[one], line.values[two], two - one, line.half)
            for one, two in pairwise(years)
        ]
        whole = growth.may_be(stated, line.values[years[0]], line.values[year], year - years[0], line.half)
        if len(fits) < 3 or not all(fits[:-1]) or fits[-1] or not whole:
            continue
        before, last = line.values[years[-2]], line.values[year]
        due, real = growth.expected(before, stated), growth.growth(before, last)
        numbers = {"expected": amount.plain(amount.rounded(due, 0)), "stated": amount.plain(last)}
        yield Draft(
            line.record,
            f"{years[0]}—{years[-2]}年每年增长约{amount.plain(stated)}%，{year}年只增长{percent(real or Decimal(0))}："
            f"按{amount.plain(stated)}%应为{amount.plain(amount.rounded(due, 1))}，现为{amount.plain(last)}。",
            indicator=line.indicator,
            period=Period.of_year(year),
            numbers=numbers,
        )


def _linear(dataset: Dataset) -> Iterator[Draft]:
    for line, year, stated in stated_growth(dataset):
        years = [one for one in line.years if one <= year]
        steps = {line.values[two] - line.values[one] for one, two in pairwise(years)}
        if len(years) < 4 or len(steps) != 1 or not line.steady() or 0 in steps:
            continue
        first, last = line.values[years[0]], line.values[year]
        computed = growth.cagr(first, last, year - years[0]) or Decimal(0)
        step = amount.plain(steps.pop())
        yield Draft(
            line.record,
            f"{years[0]}—{year}年每年都增加{step}，是等额增长；年均增速填{amount.plain(stated)}%，"
            f"按复合增长计算为{percent(computed)}。",
            indicator=line.indicator,
            period=Period.of_year(year),
            numbers={"step": step, "stated": amount.plain(stated), "computed": percent(computed).removesuffix("%")},
        )


def _only_target(dataset: Dataset) -> Iterator[Draft]:
    for line in lines(dataset):
        if len(line.values) == 1 and line.marked and max(line.marked) < line.years[0]:
            year = line.years[0]
            value = amount.plain(line.values[year])
            yield Draft(
                line.record,
                f"只有{year}年有值（{value}），{line.marked[0]}—{line.marked[-1]}年为“——”，增速无法计算。",
                indicator=line.indicator,
                period=Period.of_year(year),
                numbers={"value": value, "marked": str(len(line.marked))},
            )


def _jump(dataset: Dataset) -> Iterator[Draft]:
    """From one year to the next no real line changes a thousandfold; a wrong unit (万元—亿元) changes it 10⁴-fold."""
    jump = dataset.profile.threshold("unit_jump")
    for line in lines(dataset):
        for one, two in pairwise(line.years):
            before, now = line.values[one], line.values[two]
            if min(before, now) > 0 and max(before, now) >= jump * min(before, now):
                scale = HUNDRED_MILLION if is_money(dataset, line.indicator) else Decimal(1)
                low, high = (shown(dataset, line.indicator, value * scale) for value in (before, now))
                yield Draft(
                    line.record,
                    f"{two}年为{high}，{one}年为{low}，相差{amount.plain(jump)}倍以上，像是计量单位填错（万元与亿元）。",
                    indicator=line.indicator,
                    period=Period.of_year(two),
                    numbers={"before": amount.plain(before), "now": amount.plain(now)},
                )


RULES: tuple[Rule, ...] = (
    Rule(
        "growth_stated",
        "年均增速与数值是否相符",
        Grade.QUERY,
        GROWTH_SOURCE,
        f"核对增速和首末年数值；{STAYS}请说明计算口径。",
        _mismatch,
        evidence=Evidence.DEFINITION,
        example="年均增速填11%，按2021年133到2025年209.3计算为12.00%，两者不符。",
        ledgers=("industry", "enterprise", "project_group"),
    ),
    Rule(
        "growth_last_year",
        "末年是否偏离增速",
        Grade.HINT,
        GROWTH_SOURCE,
        f"核对末年数值是否误抄；{STAYS}不必改动。",
        _last_year,
        evidence=Evidence.DEFINITION,
        example="2021—2024年每年增长约12%，2025年只增长11.01%：按12%应为2,166.1，现为2,147。",
        ledgers=("industry", "enterprise", "project_group"),
    ),
    Rule(
        "growth_linear",
        "是否等额增长而非复合增长",
        Grade.HINT,
        GROWTH_SOURCE,
        f"确认是否按每年等额安排；{STAYS}不必改动。",
        _linear,
        evidence=Evidence.DEFINITION,
        example="2021—2025年每年都增加10，是等额增长；年均增速填6%，按复合增长计算为5.48%。",
        ledgers=("industry", "enterprise", "project_group"),
    ),
    Rule(
        "only_target_year",
        "是否只有目标年有值",
        Grade.HINT,
        "“——”表示不适用，不等于 0",
        "有基期数时请补填；没有则保留“——”，不要填 0。",
        _only_target,
        evidence=Evidence.DESIGN,
        example="只有2025年有值（100），2021—2024年为“——”，增速无法计算。",
        ledgers=("industry", "enterprise", "project_group"),
    ),
    Rule(
        "year_jump",
        "相邻年份相差是否过大",
        Grade.QUERY,
        "经验规则：计量单位填错时相差约一万倍",
        f"核对计量单位；{STAYS}请说明原因。",
        _jump,
        evidence=Evidence.DESIGN,
        example="2025年为12亿元，2024年为11万元，相差1000倍以上，像是计量单位填错（万元与亿元）。",
        thresholds=("unit_jump",),
        ledgers=("industry", "enterprise", "project_group"),
    ),
)
"""Rules on yearly lines."""
