from __future__ import annotations

from collections import Counter

from qbs_desktop.domain.charts import BY_ID
from qbs_desktop.domain.charts.chart import Ask, Gap, Role
from qbs_desktop.domain.figure import Kind
from qbs_desktop.domain.period import Period

draw = BY_ID["sectors"].draw


def by_sector(chart, role):
    series = chart.named(role)
    return {name: point.value for name, point in zip(chart.categories, series.points, strict=True) if point.value}


def test_both_views_equal_sums_of_the_printed_texts(printed, sample_named):
    table = next(one for one in sample_named("zhuzhou").tables if one.ledger == "enterprise")
    top, leaf = Counter(), Counter()
    for one in table.rows:
        if one.figures["2025"] != "——":
            top[one.fields["sector"]] += int(one.figures["2025"])
            for part in one.rows or (one,):
                leaf[part.fields["sector"]] += int(part.figures["2025"])
    chart = draw(printed("zhuzhou"), Ask(ledger="enterprise", period=Period.parse("2025"), kind=Kind.TARGET))
    assert by_sector(chart, Role.FIRST) == dict(top)
    assert by_sector(chart, Role.SECOND) == dict(leaf)
    assert sum(top.values()) == sum(leaf.values()) == 2923
    assert chart.annotations[0].startswith("合计 2,923 亿元")


def test_parts_that_lie_in_other_sectors_are_named(printed):
    chart = draw(printed("zhuzhou"), Ask(ledger="enterprise"))
    expected = "中车株所列在“轨道交通”，其中行分属：电子信息 170、电力新能源与装备制造（含汽车） 96。"
    assert chart.warnings[0] == expected


def test_one_view_is_enough_when_no_part_lies_elsewhere(book, row):
    part = row(name="甲一", figures={"2025:actual": "4"})
    data = book("enterprise", row(part, name="甲", sector="服务业", figures={"2025:actual": "4"}))
    chart = draw(data, Ask(ledger="enterprise"))
    assert chart.named(Role.SECOND) is None


def test_rows_without_sector_and_rows_without_figure_are_listed(book, row):
    data = book(
        "enterprise",
        row(name="甲", sector="服务业", figures={"2025:actual": "4"}),
        row(name="乙", figures={"2025:actual": "6"}),
        row(name="丙", sector="建筑业"),
    )
    chart = draw(data, Ask(ledger="enterprise"))
    assert chart.categories == ("服务业", "未填领域")
    assert "无数据 1 家：丙，未画入图中。" in chart.warnings
    assert "未填所属领域 1 家：乙。" in chart.warnings


def test_sums_that_differ_between_the_views_are_pointed_out(book, row):
    part = row(name="甲一", sector="建筑业", figures={"2025:actual": "3"})
    data = book("enterprise", row(part, name="甲", sector="服务业", figures={"2025:actual": "4"}))
    chart = draw(data, Ask(ledger="enterprise"))
    assert any("合计相差 1 亿元" in text for text in chart.warnings)
    assert chart.named(Role.SECOND).points[0].gap is Gap.NA


def test_planned_figures_are_shown_when_nothing_is_reported_yet(printed):
    chart = draw(printed("yiyang"), Ask(ledger="industry"))
    assert chart.title == "产业名单：2025年计划按领域分布"


def test_an_asked_period_without_figures_says_so(printed):
    chart = draw(printed("zhuzhou"), Ask(ledger="enterprise", period=Period.parse("2019")))
    assert chart.empty == "企业名单2019年没有计划数据。请换一个报告期。"
