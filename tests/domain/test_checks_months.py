from __future__ import annotations

import pytest


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


def test_ordinary_change_and_zero_are_not_a_wrong_unit(book, row, found):
    rows = [
        row(name="甲", figures={"2026-09": "5", "2026-10": "6", "2025-10": "4"}),
        row(name="乙", figures={"2026-09": "0", "2026-10": "6"}),
    ]
    assert found(book("enterprise", *rows, period="2026-10"), "month_unit") == []
