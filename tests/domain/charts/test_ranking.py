from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbs_desktop.domain.charts import BY_ID
from qbs_desktop.domain.charts.chart import Ask, Role, Tone
from qbs_desktop.domain.charts.pacing import light
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.profile import Lights

draw = BY_ID["ranking"].draw


def test_rates_equal_an_independent_division_of_the_typed_figures(printed, sample_named):
    """Straight from the sample's texts, in fractions, without any of the chart's code."""
    table = next(one for one in sample_named("hunan-county").tables if one.ledger == "project")
    expected = {}
    for one in table.rows:
        plan = one.figures.get("investment@2026:target") or one.figures.get("2026:target")
        done = one.figures.get("investment@2026-10") or one.figures.get("2026-10")
        if plan and done:
            expected[one.fields["name"]] = Fraction(done) / Fraction(plan) * 100
    chart = draw(printed("hunan-county"), Ask(ledger="project"))
    shown = dict(zip(chart.categories, chart.named(Role.ACTUAL).points, strict=True))
    assert set(shown) == set(expected)
    for name, rate in expected.items():
        assert abs(Fraction(shown[name].value) - rate) <= Fraction(1, 20)
    order = [expected[name] for name in chart.categories]
    assert order == sorted(order, reverse=True)


@pytest.mark.parametrize(
    ("rate", "tone"),
    [("83.4", Tone.ON_PACE), ("83.3", Tone.SLIGHT), ("73.4", Tone.SLIGHT), ("73.3", Tone.YELLOW), ("53.3", Tone.RED)],
)
def test_lights_follow_the_thresholds_of_the_profile(rate, tone):
    assert light(Fraction(rate), Fraction(250, 3), Lights()) is tone


def test_a_threshold_itself_is_yellow():
    assert light(Fraction(40), Fraction(50), Lights()) is Tone.YELLOW
    assert light(Fraction(20), Fraction(50), Lights()) is Tone.YELLOW
    assert light(Fraction(50), Fraction(50), Lights()) is Tone.ON_PACE


@given(st.fractions(0, 200), st.integers(1, 12))
def test_lights_grow_only_worse_with_the_distance(rate, month):
    order = [Tone.ON_PACE, Tone.SLIGHT, Tone.YELLOW, Tone.RED]
    pace = Fraction(month * 100, 12)
    near, far = light(rate, pace, Lights()), light(rate - 5, pace, Lights())
    assert order.index(far) >= order.index(near)


def test_rows_without_plan_without_actual_or_with_a_plan_of_zero_are_listed_and_not_ranked(book, row):
    data = book(
        "enterprise",
        row(name="甲", figures={"2026:target": "10", "2026-06": "6"}),
        row(name="乙", figures={"2026:target": "10"}),
        row(name="丙", figures={"2026-06": "6"}),
        row(name="丁", figures={"2026:target": "0", "2026-06": "6"}),
        row(name="戊", figures={"2026:target": "10", "2026-06": "——"}),
        row(name="己", figures={"2026:target": "10", "2026-06": "0"}),
        row(name="庚"),
    )
    chart = draw(data, Ask())
    assert chart.categories == ("甲", "己")
    assert chart.named(Role.ACTUAL).points[1].value == 0
    assert chart.warnings[0] == "无计划或无实际数据 5 家：乙、丙、丁、戊 等，未画入图中。"


def test_parts_of_a_row_are_not_ranked_beside_it(book, row):
    part = row(name="甲一", figures={"2026:target": "4", "2026-06": "4"})
    data = book("enterprise", row(part, name="甲", figures={"2026:target": "10", "2026-06": "6"}))
    assert draw(data, Ask()).categories == ("甲",)


def test_the_pace_is_a_mark_when_all_rows_share_it(book, row):
    rows = [row(name=name, figures={"2026:target": "10", "2026-10": "6"}) for name in "甲乙"]
    chart = draw(book("enterprise", *rows), Ask())
    assert [(mark.value, mark.label) for mark in chart.marks] == [(Decimal("83.3"), "序时进度")]
    own = row(name="丙", figures={"2026:target": "10", "2026-10": "6", "2026-10:target": "5"})
    chart = draw(book("enterprise", *rows, own), Ask())
    assert chart.marks == ()
    assert chart.named(Role.ACTUAL).points[-1].detail.endswith("序时进度 50.0%，达到序时进度")


def test_a_whole_year_is_measured_against_all_of_the_plan(book, row):
    data = book("enterprise", row(name="甲", figures={"2025:target": "10", "2025:actual": "9"}))
    chart = draw(data, Ask(period=Period.parse("2025")))
    assert chart.marks[0].value == 100
    assert chart.named(Role.ACTUAL).points[0].label == "90.0%　差 10.0 个百分点"
    assert chart.named(Role.ACTUAL).points[0].tone is Tone.YELLOW


def test_late_rows_are_counted_by_light_and_named(book, row):
    done = {"甲": "9", "乙": "8", "丙": "7", "丁": "1"}
    rows = [row(name=name, figures={"2026:target": "10", "2026-10": value}) for name, value in done.items()]
    chart = draw(book("enterprise", *rows), Ask())
    assert chart.annotations == (
        "达到序时进度 1 家，略低于序时进度 1 家，黄灯 1 家，红灯 1 家。",
        "滞后名单（2 家）：丙、丁。",
    )


def test_a_wild_rate_is_pointed_out_and_kept(book, row):
    chart = draw(book("enterprise", row(name="甲", figures={"2026:target": "1.2", "2026-10": "9800"})), Ask())
    assert chart.warnings[0] == "完成率超过 1000%，请核对单位（万元、亿元）：甲。"
    assert chart.named(Role.ACTUAL).points[0].label.startswith("816,666.7%")


def test_rates_of_rows_with_different_measures_are_said_to_be_comparable_only_as_rates(book, row):
    rows = (
        row(name="甲", figures={"2026:target": "10", "2026-10": "9"}),
        row(name="乙", figures={"output@2026:target": "10", "output@2026-10": "9"}),
    )
    chart = draw(book("enterprise", *rows), Ask())
    assert "各行口径不同，完成率可比、金额不可相加。" in chart.warnings
    assert len(chart.categories) == 2


def test_without_a_comparable_figure_the_chart_says_what_is_missing(printed):
    chart = draw(printed("zhuzhou"), Ask(ledger="enterprise"))
    assert chart.empty == "2021年没有既有年度计划又有实际数据的企业。请补填年度计划或换一个报告期。"
