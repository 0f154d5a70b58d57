from __future__ import annotations

from decimal import Decimal

import pytest

from qbs_desktop.domain.profile import OwnThreshold


def test_a_figure_kept_last_month_and_missing_now_is_counted(book, row, found):
    rows = [row(name=name, figures={"2026-09": "1"}) for name in "甲乙丙丁"] + [
        row(name="戊", figures={"2026-09": "1", "2026-10": "2"})
    ]
    one = found(book("enterprise", *rows, period="2026-10"), "month_missing")
    assert [f.message for f in one] == ["2026年10月有4家企业没有填营业收入（上期填了）：甲、乙、丙等。"]


def test_the_mark_is_an_answer_and_not_a_gap(book, row, found):
    rows = [row(name="甲", figures={"2026-09": "1", "2026-10": "——"}), row(name="乙", figures={"2026-09": "——"})]
    assert found(book("enterprise", *rows, period="2026-10"), "month_missing") == []


@pytest.mark.parametrize("period", [None, "2026", "2026-02", "2026-01"])
def test_without_a_month_before_there_is_nothing_to_compare(book, row, found, period):
    data = book("enterprise", row(name="甲", figures={"2026-01": "5", "2026-02": "1"}), period=period)
    assert not [f for rule in ("month_missing", "month_falls", "month_unit") for f in found(data, rule)]


def test_project_dispatch_has_january(book, row, found):
    data = book(
        "project", row(name="甲", figures={"2026-01": "5", "2026-02": "1"}), period="2026-02", indicator="investment"
    )
    assert [f.subject for f in found(data, "month_falls")] == ["甲"]


def test_a_falling_sum_is_asked_but_profit_may_fall(book, row, found):
    figures = {"2026-09": "5", "2026-10": "4", "profit@2026-09": "3", "profit@2026-10": "2"}
    one = found(book("enterprise", row(name="甲", figures=figures), period="2026-10"), "month_falls")
    assert [(f.place.indicator, f.numbers["diff"]) for f in one] == [("revenue", "100000000")]
    assert one[0].message == "2026年1—10月累计营业收入4亿元，比2026年1—9月累计5亿元少1亿元。"


@pytest.mark.parametrize(
    "figures", [{"2026-09": "5", "2026-10": "50000"}, {"2026-09": "5", "2026-10": "6", "2025-10": "0.0005"}]
)
def test_a_ten_thousandfold_change_looks_like_a_wrong_unit(book, row, found, figures):
    one = found(book("enterprise", row(name="甲", figures=figures), period="2026-10"), "month_unit")
    assert [f.subject for f in one] == ["甲"]


@pytest.mark.parametrize("period", ["2026-02", "2026-10"])
def test_a_negative_sum_is_asked_in_the_first_period_too_but_not_a_loss(book, row, found, period):
    figures = {period: "-0.03", f"profit@{period}": "-1"}
    one = found(book("enterprise", row(name="甲", figures=figures), period=period), "month_negative")
    assert [(f.place.indicator, f.numbers["now"]) for f in one] == [("revenue", "-3000000")]
    assert "累计营业收入为-300万元，累计数一般不小于0" in one[0].message


@pytest.mark.parametrize("value", ["0", "0.01", "——"])
def test_zero_marks_and_blanks_are_not_negative(book, row, found, value):
    rows = [row(name="甲", figures={"2026-10": value}), row(name="乙")]
    assert found(book("enterprise", *rows, period="2026-10"), "month_negative") == []


def test_a_negative_sum_is_asked_only_in_months_that_the_list_has(book, row, found):
    data = book("enterprise", row(name="甲", figures={"2026-01": "-1", "2026": "-1"}), period="2026-01")
    assert found(data, "month_negative") == []
    project = row(name="甲", figures={"2026-01": "-1"})
    assert found(book("project", project, period="2026-01", indicator="investment"), "month_negative")
    assert found(book("project", project, indicator="investment"), "month_negative") == []


def test_details_that_were_kept_and_fall_are_asked_like_the_main_figures(book, row, found):
    figures = {"inv_building@2026-09": "2", "inv_building@2026-10": "1.5"}
    data = book("project", row(name="甲", figures=figures), period="2026-10", indicator="investment")
    assert [f.place.indicator for f in found(data, "month_falls")] == ["inv_building"]


def test_the_multiple_that_looks_like_a_wrong_unit_is_the_profiles(book, row, found):
    data = {"2026-09": "5", "2026-10": "60"}
    own = (OwnThreshold(id="unit_jump", value=Decimal(10)),)
    assert found(book("enterprise", row(name="甲", figures=data), period="2026-10"), "month_unit") == []
    one = found(book("enterprise", row(name="甲", figures=data), period="2026-10", thresholds=own), "month_unit")
    assert "相差10倍以上" in one[0].message


def test_ordinary_change_and_zero_are_not_a_wrong_unit(book, row, found):
    rows = [
        row(name="甲", figures={"2026-09": "5", "2026-10": "6", "2025-10": "4"}),
        row(name="乙", figures={"2026-09": "0", "2026-10": "6"}),
    ]
    assert found(book("enterprise", *rows, period="2026-10"), "month_unit") == []
