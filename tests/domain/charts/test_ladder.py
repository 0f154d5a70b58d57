from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from qbs_desktop.domain.charts import BY_ID
from qbs_desktop.domain.charts.chart import Ask, Gap, Mark, Role, Tone
from qbs_desktop.domain.charts.ladder import distance, next_step, reached, steps_of
from qbs_desktop.domain.period import Period

draw = BY_ID["ladder"].draw
STEPS = tuple(Mark(Decimal(bound), f"{bound}亿级") for bound in (1, 10, 100, 1000))


def test_the_distance_to_the_next_step_is_a_sentence():
    assert distance(STEPS, Decimal(923)) == "距 1,000 亿元台阶还差 77 亿元"
    assert distance(STEPS, Decimal("0.954")) == "距 1 亿元台阶还差 0.046 亿元"
    assert distance(STEPS, Decimal(1000)) == "已上最高台阶（1000亿级）"


def test_a_step_is_reached_at_its_bound():
    assert reached(STEPS, Decimal(100)).value == 100
    assert next_step(STEPS, Decimal(100)).value == 1000
    assert reached(STEPS, Decimal("0.99")) is None


@given(st.decimals(min_value=0, max_value=2000, places=4))
def test_a_value_lies_between_the_step_reached_and_the_next(value):
    below, above = reached(STEPS, value), next_step(STEPS, value)
    assert below is None or below.value <= value
    assert above is None or above.value > value
    expected = [step.value for step in STEPS if step.value <= value]
    assert (below.value if below else None) == (expected[-1] if expected else None)


def test_every_profile_gives_ascending_steps(profile_named):
    for name in ("zhuzhou", "hunan-county", "yiyang", "wangcheng"):
        for ledger in ("industry", "enterprise", "project"):
            bounds = [step.value for step in steps_of(profile_named(name), ledger)]
            assert bounds == sorted(set(bounds))


def test_annex_1_stands_where_its_base_year_says(printed):
    chart = draw(printed("zhuzhou"), Ask(ledger="industry"))
    now = dict(zip(chart.categories, chart.named(Role.ACTUAL).points, strict=True))
    assert now["先进轨道交通装备"].label == "1,377　距 2,000 亿元台阶还差 623 亿元"
    assert "已达千亿级" in now["先进轨道交通装备"].detail
    assert now["智慧钢铁与现代物流"].gap is Gap.NA
    assert chart.categories[-1] == "智慧钢铁与现代物流"
    assert "只有计划、没有实际数据 1 个：智慧钢铁与现代物流。" in chart.warnings
    assert "离下一台阶最近：生物医药与大健康，距 100 亿元台阶还差 26 亿元。" in chart.annotations


def test_the_label_is_short_and_the_detail_exact(book, row):
    chart = draw(book("enterprise", row(name="甲", figures={"2025:actual": "9.86294321"})), Ask(ledger="enterprise"))
    point = chart.named(Role.ACTUAL).points[0]
    assert point.value == Decimal("9.86294321")
    assert point.label == "9.86　距 10 亿元台阶还差 0.1371 亿元"
    assert "9.86294321 亿元" in point.detail
    assert "还差 0.13705679 亿元" in point.detail


def test_a_running_year_does_not_move_a_subject_up(book, row):
    data = book("enterprise", row(name="甲", figures={"2025:actual": "9", "2026-10": "15"}))
    chart = draw(data, Ask(ledger="enterprise"))
    assert chart.named(Role.ACTUAL).points[0].value == 9


def test_older_figures_carry_their_year(book, row):
    rows = row(name="甲", figures={"2025:actual": "9"}), row(name="乙", figures={"2023:actual": "5"})
    chart = draw(book("enterprise", *rows), Ask(ledger="enterprise"))
    assert chart.named(Role.ACTUAL).points[1].label.startswith("5（2023年）")
    assert any("早于 2025年：乙" in text for text in chart.warnings)
    asked = draw(book("enterprise", *rows), Ask(ledger="enterprise", period=Period.parse("2024")))
    assert asked.categories == ("乙",)


def test_the_top_step_has_a_tone_of_its_own(book, row):
    chart = draw(book("enterprise", row(name="甲", figures={"2025:actual": "5000"})), Ask(ledger="enterprise"))
    assert chart.named(Role.ACTUAL).points[0].tone is Tone.REACHED


def test_projects_stand_on_the_bands_of_the_profile_by_total_investment(printed):
    chart = draw(printed("hunan-county"), Ask(ledger="project"))
    points = dict(zip(chart.categories, chart.named(Role.ACTUAL).points, strict=True))
    assert points["示例项目18 竹业产业一期"].label == "0.82　未达最低档"
    assert points["示例项目18 竹业产业一期"].place.field == "total_investment"
    assert chart.named(Role.PLAN) is None


def test_subjects_without_any_figure_are_counted_and_not_drawn(book, row):
    chart = draw(
        book("enterprise", row(name="甲", figures={"2025:actual": "9"}), row(name="乙")), Ask(ledger="enterprise")
    )
    assert chart.categories == ("甲",)
    assert chart.warnings[0] == "无数据 1 家：乙，未画入图中。"


def test_without_steps_the_chart_says_where_to_fill_them(book, row):
    data = book("enterprise", row(name="甲", figures={"2025:actual": "9"}), enterprise_steps=())
    assert "台阶" in draw(data, Ask(ledger="enterprise")).empty


def test_a_plan_of_some_rows_leaves_the_others_without_a_hollow_mark(book, row):
    year = "2025"
    rows = (
        row(name="甲", figures={"2023:actual": "9", f"{year}:target": "12"}, ops={f"{year}:target": "超过"}),
        row(name="乙", figures={"2023:actual": "5", f"{year}:target": "——"}),
    )
    chart = draw(book("enterprise", *rows, horizon=2025), Ask(ledger="enterprise"))
    first, second = chart.named(Role.PLAN).points
    assert first.detail == "甲 2025年计划：12 亿元（超过）"
    assert second.value is None
