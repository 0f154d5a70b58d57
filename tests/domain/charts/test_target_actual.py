from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from qbs_desktop.domain.charts import BY_ID
from qbs_desktop.domain.charts.chart import Ask, Gap, Role, Tone
from qbs_desktop.domain.finding import Place
from qbs_desktop.domain.period import Period

draw = BY_ID["target_actual"].draw


def values(chart, role):
    return [point.value for point in chart.named(role).points]


def test_annex_1_sums_to_the_printed_columns(printed):
    """Recomputed from the printed texts, row by row."""
    columns = {2021: "1377 204 528 689 679 354 74 1176 168 206 279 381", 2025: None}
    chart = draw(printed("zhuzhou"), Ask(ledger="industry"))
    assert values(chart, Role.PLAN)[0] == sum(map(int, columns[2021].split()))
    last = "2147 396 1023 1205 1107 1011 100 2021 246 400 1000 488 519"
    assert values(chart, Role.PLAN)[-1] == sum(map(int, last.split()))


def test_the_sum_of_annex_2_leaves_the_parts_of_a_row_out(printed):
    chart = draw(printed("zhuzhou"), Ask(ledger="enterprise"))
    assert values(chart, Role.PLAN) == [1684, 1891, 2129, 2404, 2923]
    assert values(chart, Role.ACTUAL) == [1684, None, None, None, None]
    assert "其中行已含在上级行内，不重复相加。" in chart.warnings


def test_years_without_figures_are_gaps_and_never_zero(printed):
    data = printed("zhuzhou")
    steel = data.named("industry", "智慧钢铁与现代物流")
    chart = draw(data, Ask(record_id=steel.id, ledger="industry"))
    plan = chart.named(Role.PLAN)
    assert [point.gap for point in plan.points] == [Gap.NA] * 4 + [None]
    assert [point.label for point in plan.points] == ["——"] * 4 + ["1,000"]
    assert [point.gap for point in chart.named(Role.ACTUAL).points] == [Gap.NA] + [Gap.BLANK] * 4


def test_a_year_that_counts_more_rows_than_before_is_pointed_out(printed):
    chart = draw(printed("zhuzhou"), Ask(ledger="enterprise"))
    assert chart.warnings[0].startswith("2025年计划合计比以前各年多计 2 家：三一石油装备、三一智慧钢铁")


def test_a_running_year_shows_the_newest_month_and_the_pace(book, row):
    figures = {"2025:actual": "10", "2026:target": "12", "2026-02": "1.5", "2026-10": "9.1"}
    data = book("enterprise", row(name="甲", figures=figures))
    chart = draw(data, Ask())
    assert chart.categories == ("2025年", "2026年")
    assert values(chart, Role.ACTUAL) == [10, Decimal("9.1")]
    assert chart.named(Role.ACTUAL).points[1].tone is Tone.PARTIAL
    assert chart.named(Role.ACTUAL).points[1].place.period == Period.parse("2026-10")
    assert values(chart, Role.PACE) == [None, 10]
    assert chart.annotations == (
        "2026年1—10月完成 9.1 亿元，为年度计划 12 亿元的 75.8%，比序时进度 83.3% 低 7.5 个百分点。",
    )


def test_a_plan_entered_for_the_month_is_the_pace(book, row):
    figures = {"2026:target": "12", "2026-10:target": "7", "2026-10": "8"}
    chart = draw(book("enterprise", row(name="甲", figures=figures)), Ask())
    assert values(chart, Role.PACE) == [7]


def test_a_plan_entered_for_some_rows_is_added_to_the_shares_of_the_others(book, row):
    entered = row(name="甲", figures={"2026:target": "12", "2026-10:target": "7", "2026-10": "8"})
    plain = row(name="乙", figures={"2026:target": "12", "2026-10": "9"})
    chart = draw(book("enterprise", entered, plain), Ask())
    assert values(chart, Role.PACE) == [17]
    assert chart.annotations[0].endswith("为年度计划 24 亿元的 70.8%，与序时进度 70.8% 持平。")


def test_a_finished_year_is_compared_without_a_pace(book, row):
    data = book("enterprise", row(name="甲", figures={"2025:target": "10", "2025:actual": "11"}))
    chart = draw(data, Ask())
    assert chart.annotations == ("2025年完成 11 亿元，为年度计划 10 亿元的 110.0%。",)
    assert chart.named(Role.PACE) is None


def test_rows_without_the_summed_indicator_are_named(book, row):
    rows = [row(name=name, figures={"2025:actual": "10"}) for name in "甲乙"]
    other = row(name="丙", figures={"output@2025:actual": "10"})
    chart = draw(book("enterprise", *rows, other), Ask())
    assert chart.warnings == ("没有“营业收入”的 1 家：丙，未画入图中。",)
    asked = draw(book("enterprise", *rows, other), Ask(indicator="output"))
    assert values(asked, Role.ACTUAL) == [10]
    assert draw(book("enterprise", *rows), Ask(indicator="tax")).empty


def test_a_list_of_marks_only_has_nothing_to_draw(book, row):
    assert draw(book("enterprise", row(name="甲", figures={"2025:actual": "——"})), Ask()).empty


def test_a_pace_that_does_not_end_is_rounded_to_the_cent(book, row):
    figures = {"2026:target": "10", "2026-07": "5"}
    chart = draw(book("enterprise", row(name="甲", figures=figures)), Ask())
    assert values(chart, Role.PACE) == [Decimal("5.8333333333")]
    assert abs(Fraction(values(chart, Role.PACE)[0]) - Fraction(70, 12)) <= Fraction(1, 2 * 10**10)


def test_figures_after_the_asked_period_are_left_out(book, row):
    figures = {"2025:actual": "10", "2026:target": "12", "2026-03": "2", "2026-10": "9"}
    data = book("enterprise", row(name="甲", figures=figures))
    chart = draw(data, Ask(period=Period.parse("2026-05")))
    assert values(chart, Role.ACTUAL) == [10, 2]
    assert chart.period_text == "2026年1—3月"


def test_only_rows_with_plan_and_actual_are_compared(book, row):
    both = row(name="甲", figures={"2026:target": "12", "2026-06": "6"})
    silent = row(name="乙", figures={"2026:target": "100"})
    chart = draw(book("enterprise", both, silent), Ask())
    assert chart.annotations[0].startswith("2026年1—6月完成 6 亿元，为年度计划 12 亿元的 50.0%")
    assert "只比计划和实际都有的 1 家" in chart.annotations[0]
    assert "1/2 家有数据" in chart.named(Role.ACTUAL).points[0].detail


def test_a_target_keeps_its_operator_in_the_detail(printed):
    data = printed("yiyang")
    industry = data.named("industry", "新材料产业")
    chart = draw(data, Ask(record_id=industry.id, ledger="industry"))
    assert "900 亿元（超过）" in chart.named(Role.PLAN).points[-1].detail


def test_a_sum_over_different_measures_says_so(printed):
    chart = draw(printed("yiyang"), Ask(ledger="industry"))
    assert any(text.startswith("各行口径不同（总产值、加工产值）") for text in chart.warnings)


def test_a_wild_row_is_pointed_out(book, row):
    rows = [row(name=name, figures={"2025:actual": "10"}) for name in "甲乙丙"]
    chart = draw(book("enterprise", *rows, row(name="丁", figures={"2025:actual": "90000"})), Ask())
    assert chart.warnings == ("“丁”一家是其余各家之和的 10 倍以上，请核对单位（万元、亿元）。",)


def test_each_point_leads_to_its_cell_and_names_its_source(printed):
    data = printed("zhuzhou")
    row = data.named("enterprise", "时代新材")
    chart = draw(data, Ask(record_id=row.id, ledger="enterprise"))
    place = chart.named(Role.PLAN).points[2].place
    assert place == Place("enterprise", row.id, "unstated@2023/target", "unstated", Period.parse("2023"))
    base = chart.named(Role.PLAN).points[0]
    assert base.detail.startswith("2021年基期实际：129 亿元")
    assert base.place == chart.named(Role.ACTUAL).points[0].place


def test_an_amount_can_be_shown_in_another_unit(printed):
    chart = draw(printed("zhuzhou"), Ask(ledger="enterprise", unit="万元"))
    assert chart.unit == "万元"
    assert values(chart, Role.PLAN)[0] == 16_840_000
