"""Printed results (上报的同比、完成率、开工以来累计) against what follows from the figures: E3, P5, P2.

Both are kept: a published growth rate is of comparable coverage (可比口径) and may well differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from qbs_desktop.domain import amount, growth
from qbs_desktop.domain.checks.components import slack
from qbs_desktop.domain.checks.rule import STAYS, Draft, Evidence, Rule
from qbs_desktop.domain.checks.wording import label, money
from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.figure import Kind
from qbs_desktop.domain.finding import Grade

YOY = "_yoy"
LEDGERS = ("industry", "enterprise", "project")


def _off(dataset: Dataset, stated: Decimal, computed: Decimal) -> bool:
    """Whether a printed rate is off by more than the threshold allows."""
    return growth.off(stated, computed, dataset.profile.threshold("rate_slack"))


def _rate(top: Decimal, base: Decimal) -> Decimal:
    return amount.rounded(top / base * 100, 4)


def _yoy(dataset: Dataset) -> Iterator[Draft]:
    """Silent where a level is missing: often only the rate is published (规模工业增加值)."""
    period = dataset.period
    for ledger in LEDGERS if period else ():
        slugs = [one.removesuffix(YOY) for one in dataset.ledgers[ledger].details if one.endswith(YOY)]
        for record in dataset.rows(ledger):
            for slug in slugs:
                if period is None:
                    continue
                stated = dataset.value(record, slug + YOY, period, Kind.ACTUAL)
                now = dataset.value(record, slug, period, Kind.ACTUAL)
                base = dataset.value(record, slug, period.a_year_before(), Kind.ACTUAL)
                if stated is None or now is None or base is None or base <= 0:
                    continue
                computed = _rate(now - base, base)
                if _off(dataset, stated, computed):
                    yield Draft(
                        record,
                        f"{period.span_label()}{label(dataset, slug)}同比上报{amount.plain(stated)}%，"
                        f"按{money(base)}到{money(now)}计算为{amount.rounded(computed, 2)}%；可能是可比口径。",
                        indicator=slug + YOY,
                        period=period,
                        numbers={"stated": amount.plain(stated), "now": amount.plain(now), "base": amount.plain(base)},
                    )


def _completion(dataset: Dataset) -> Iterator[Draft]:
    period = dataset.period
    for record in dataset.rows("project") if period else ():
        if period is None:
            continue
        stated = dataset.value(record, "completion_stated", period, Kind.ACTUAL)
        done = dataset.value(record, "investment", period, Kind.ACTUAL)
        plan = dataset.value(record, "investment", period.as_year(), Kind.TARGET)
        if stated is None:
            continue
        numbers = {"stated": amount.plain(stated)}
        if not plan:
            message = f"上报年度完成率{amount.plain(stated)}%，年度计划投资为空或0，完成率应为“——”。"
        elif done is not None and _off(dataset, stated, _rate(done, plan)):
            message = (
                f"上报年度完成率{amount.plain(stated)}%，按完成{money(done)}÷计划{money(plan)}"
                f"计算为{amount.rounded(_rate(done, plan), 2)}%。"
            )
            numbers |= {"done": amount.plain(done), "plan": amount.plain(plan)}
        else:
            continue
        yield Draft(record, message, indicator="completion_stated", period=period, numbers=numbers)


def _since_start(dataset: Dataset) -> Iterator[Draft]:
    period = dataset.period
    for record in dataset.rows("project") if period else ():
        if period is None:
            continue
        stated = dataset.value(record, "invested_total", period, Kind.ACTUAL)
        past, done = record.money("invested_before"), dataset.value(record, "investment", period, Kind.ACTUAL)
        if stated is None or past is None or done is None:
            continue
        if abs(stated - past - done) > slack([stated, past, done]):
            yield Draft(
                record,
                f"开工以来累计填{money(stated)}，至上年底累计{money(past)}＋本年累计{money(done)}"
                f"＝{money(past + done)}，相差{money(abs(stated - past - done))}。",
                indicator="invested_total",
                period=period,
                numbers={"stated": amount.plain(stated), "sum": amount.plain(past + done)},
            )


RULES: tuple[Rule, ...] = (
    Rule(
        "yoy_stated",
        "上报的同比与计算的同比是否相符",
        Grade.HINT,
        "国家统计局数据附注：公布的增速按可比口径计算，与本期、上期绝对数直接相除的结果可以不同",
        "两个数都保留；口径相同时请核对本期和上年同期的累计数。",
        _yoy,
        evidence=Evidence.OFFICIAL,
        example="2026年1—10月产值同比上报8.6%，按10亿元到11.2亿元计算为12.00%；可能是可比口径。",
        refs=("E3",),
        thresholds=("rate_slack",),
        ledgers=LEDGERS,
    ),
    Rule(
        "completion_stated",
        "上报的年度完成率与计算的是否相符",
        Grade.QUERY,
        "河南省县级项目调度系统：年度投资完成率 = 年初至今完成投资 ÷ 年度计划投资；计划为空或0时没有完成率",
        f"核对本年累计、年度计划；由未舍入的数算得的，{STAYS}请说明。",
        _completion,
        evidence=Evidence.FORM,
        example="上报年度完成率58.8%，按完成92亿元÷计划156.7亿元计算为58.71%。",
        refs=("P5",),
        thresholds=("rate_slack",),
        ledgers=("project",),
    ),
    Rule(
        "invested_since_start",
        "开工以来累计是否等于上年底累计加本年累计",
        Grade.QUERY,
        "平衡关系（第三方转述）：开工以来累计完成投资 = 至上年底累计完成投资 + 本年累计完成投资",
        f"核对三个数；{STAYS}请说明。",
        _since_start,
        evidence=Evidence.GUIDE,
        example="开工以来累计填3.5亿元，至上年底累计2亿元＋本年累计1.4亿元＝3.4亿元，相差1,000万元。",
        refs=("P2",),
        ledgers=("project",),
    ),
)
"""Rules on printed results."""
