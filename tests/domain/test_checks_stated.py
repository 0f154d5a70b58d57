"""E3, P5, P2: printed results stand beside what follows from the figures."""

from __future__ import annotations

from decimal import Decimal

import pytest

from qbs_desktop.domain.finding import Grade
from qbs_desktop.domain.profile import OwnThreshold


@pytest.fixture
def project(book):
    return lambda *rows, **more: book("project", *rows, indicator="investment", **{"period": "2026-10"} | more)


def firm(row, stated, now="11.2", base="10"):
    figures = {"output_yoy@2026-10": stated, "output@2026-10": now, "output@2025-10": base}
    return row(name="甲", figures={key: text for key, text in figures.items() if text})


@pytest.mark.parametrize("stated", ["12%", "12.05%", "11.95%", "12.0%"])
def test_a_reported_growth_within_half_a_tenth_of_a_point_agrees(book, row, found, stated):
    assert found(book("enterprise", firm(row, stated), period="2026-10"), "yoy_stated") == []


@pytest.mark.parametrize("stated", ["8.6%", "12.06%", "-12%"])
def test_another_reported_growth_is_mentioned_and_both_stay(book, row, found, stated):
    (one,) = found(book("enterprise", firm(row, stated), period="2026-10"), "yoy_stated")
    assert one.grade is Grade.HINT
    assert f"同比上报{stated}，按10亿元到11.2亿元计算为12.00%" in one.message
    assert one.place.indicator == "output_yoy"


@pytest.mark.parametrize(("now", "base"), [("", "10"), ("11.2", ""), ("11.2", "0"), ("11.2", "-3")])
def test_a_growth_without_comparable_levels_stands_alone(book, row, found, now, base):
    assert found(book("enterprise", firm(row, "8.6%", now, base), period="2026-10"), "yoy_stated") == []
    assert found(book("enterprise", firm(row, "8.6%")), "yoy_stated") == []


def test_a_whole_percent_is_compared_as_a_whole_percent(book, row, found):
    data = book("enterprise", firm(row, "12%", "11.24"), period="2026-10")
    assert found(data, "yoy_stated") == []
    own = (OwnThreshold(id="rate_slack", value=Decimal(5)),)
    data = book("enterprise", firm(row, "8%"), period="2026-10", thresholds=own)
    assert found(data, "yoy_stated") == []


@pytest.mark.parametrize(
    ("stated", "figures", "word"),
    [
        ("58.7%", {"2026-10": "92", "2026:target": "156.7"}, ""),
        ("58.8%", {"2026-10": "92", "2026:target": "156.7"}, "按完成92亿元÷计划156.7亿元计算为58.71%"),
        ("59%", {"2026-10": "92", "2026:target": "156.7"}, ""),
        ("0%", {"2026-10": "92"}, "年度计划投资为空或0，完成率应为“——”"),
        ("0%", {"2026-10": "92", "2026:target": "0"}, "年度计划投资为空或0，完成率应为“——”"),
        ("——", {"2026-10": "92"}, ""),
        ("58.8%", {"2026:target": "156.7"}, ""),
    ],
)
def test_a_reported_completion_is_that_of_the_figures(project, row, found, stated, figures, word):
    one = found(project(row(name="甲", figures=figures | {"completion_stated@2026-10": stated})), "completion_stated")
    assert [word in f.message for f in one] == ([True] if word else [])


@pytest.mark.parametrize(
    ("stated", "past", "done", "count"),
    [
        ("3.5", "2", "1.4", 1),
        ("3.4", "2", "1.4", 0),
        ("3.41", "2", "1.4", 0),
        ("3.42", "2", "1.4", 1),
        ("3.5", "", "1.4", 0),
        ("3.5", "2", "", 0),
        ("", "2", "1.4", 0),
    ],
)
def test_the_sum_since_the_start_is_former_years_and_this_one(project, row, found, stated, past, done, count):
    figures = {"invested_total@2026-10": stated, "2026-10": done}
    one = row(name="甲", figures={key: text for key, text in figures.items() if text}, invested_before=past)
    assert len(found(project(one), "invested_since_start")) == count
    assert found(project(one, period=None), "invested_since_start") == []
