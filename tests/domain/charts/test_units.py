"""Rankings of units: in order, with everybody who cannot be ranked told by name and nobody drawn as 0."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from qbs_desktop.domain.charts import BY_ID, as_text
from qbs_desktop.domain.charts.chart import Ask, Role, Tone
from qbs_desktop.domain.period import Period

UNITS = ("荷塘区", "芦淞区", "石峰区", "天元区", "渌口区")
OCTOBER = Period.parse("2026-10")


def rate(data, **ask):
    return BY_ID["units_rate"].draw(data, Ask(ledger="enterprise", units=UNITS, **ask))


def growth(data, **ask):
    return BY_ID["units_growth"].draw(data, Ask(ledger="enterprise", units=UNITS, **ask))


@pytest.fixture
def counties(book, row):
    """荷塘 with an 其中 row and a blank row, 芦淞 falling, 石峰 that cannot be compared, 天元 with a plan only."""
    plan, now, before = "2026:target", "2026-10", "2025-10"
    return book(
        "enterprise",
        row(
            row(name="甲一", figures={plan: "5", now: "5", before: "1"}, reporting_unit="荷塘区"),
            name="甲",
            reporting_unit="荷塘区",
            figures={plan: "12", now: "10.5", before: "10"},
        ),
        row(name="乙", reporting_unit="荷塘区", figures={plan: "8"}),
        row(name="丙", reporting_unit="芦淞区", figures={plan: "10", now: "9", before: "10"}),
        row(name="丁", reporting_unit="石峰区", figures={now: "3"}),
        row(name="戊", reporting_unit="天元区", figures={plan: "10"}),
        row(name="己", figures={plan: "1", now: "1", before: "1"}),
        level="市",
    )


def test_units_stand_in_the_order_of_their_exact_rates(counties):
    chart = rate(counties)
    points = chart.named(Role.ACTUAL).points
    assert chart.categories == ("芦淞区", "荷塘区")
    assert [point.value for point in points] == [Decimal("90.0"), Decimal("52.5")]
    assert [point.tone for point in points] == [Tone.ON_PACE, Tone.RED]
    assert abs(Fraction(points[1].value) - Fraction(105, 2)) == 0
    assert "10.5 亿元 ÷ 年度计划 20 亿元" in points[1].detail


def test_who_cannot_be_ranked_is_told_and_not_drawn(counties):
    text = as_text(rate(counties))
    assert "没有本期数、不排名的单位 2 个：天元区、渌口区。" in text
    assert "有的行有完成数而没有年度计划、不排名的单位 1 个：石峰区。" in text
    assert "有的行没有本期数，按已报的数排名（有年度计划的仍在分母里）：荷塘区 1 家。" in text


def test_growth_compares_the_same_rows_and_draws_what_fell_as_negative(counties):
    chart = growth(counties)
    assert chart.categories == ("荷塘区", "芦淞区")
    assert [point.value for point in chart.named(Role.ACTUAL).points] == [Decimal("5.0"), Decimal("-10.0")]
    assert chart.annotations == (
        "参加排名 2 个单位，下降 1 个。",
        "这 2 个单位合计 -2.5%，低于合计的 1 个：芦淞区；拉低最多的是芦淞区，不含它为 5.0%。",
    )
    assert "有的行缺上年同期或本期数、不排名的单位 1 个：石峰区。" in as_text(chart)


def test_a_period_nobody_reported_says_what_to_do(counties):
    chart = rate(counties, period=Period.parse("2026-03"))
    assert chart.empty == "2026年1—3月没有哪个单位的数可以排名。请先采用报表，并补齐年度计划。"


def test_the_list_that_units_reported_is_taken_first(counties):
    assert BY_ID["units_rate"].draw(counties, Ask(units=UNITS)).title.startswith("企业名单：2026年1—10月各单位")
    assert BY_ID["units_rate"].draw(counties, Ask(period=OCTOBER)).categories == ("芦淞区", "荷塘区")


def test_a_reported_growth_ranks_a_unit_without_last_year_and_is_marked(book, row):
    now, before, said = "2026-10", "2025-10", "revenue_yoy@2026-10"
    data = book(
        "enterprise",
        row(name="甲", reporting_unit="荷塘区", figures={now: "11", before: "10", said: "8.6"}),
        row(name="乙", reporting_unit="芦淞区", figures={now: "3", said: "12.34"}),
        row(name="丙", reporting_unit="石峰区", figures={now: "12", said: "20"}),
        row(name="丁", reporting_unit="石峰区", figures={now: "10", before: "10"}),
        row(name="戊", reporting_unit="天元区", figures={now: "5", said: "-100"}),
        level="市",
    )
    chart = growth(data)
    points = chart.named(Role.ACTUAL).points
    assert chart.categories == ("芦淞区", "荷塘区", "石峰区")
    assert [point.label for point in points] == ["12.34%（上报）", "10.0%", "10.0%（含上报）"]
    assert points[0].value == Decimal("12.34")
    assert "22 亿元 ÷ 上年同期（填报 10 亿元，另 1 家按上报的同比折算）− 1 = 10.0%" in points[2].detail
    text = as_text(chart)
    assert "没有填上年同期数，按上报的同比排名：芦淞区 1 家、石峰区 1 家。" in text
    assert "上报的同比与按上年同期数计算的不同，按计算的排名：荷塘区 1 家。" in text
    assert "有的行缺上年同期或本期数、不排名的单位 1 个：天元区。" in text
