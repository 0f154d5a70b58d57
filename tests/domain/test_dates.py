"""Dates in the forms that clerks type, and the sentences for those that are none."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbs_desktop.domain import dates, fields
from qbs_desktop.domain.errors import ValueProblem

MONTH = fields.Month("d", "日期")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026.3", "2026-03"),
        ("2026-3", "2026-03"),
        ("2026/3", "2026-03"),
        ("2026年3月", "2026-03"),
        ("2026年03月份", "2026-03"),
        ("２０２６．３", "2026-03"),
        ("202603", "2026-03"),
        ("2026-03-15", "2026-03-15"),
        ("2026/3/5", "2026-03-05"),
        ("2026年3月5日", "2026-03-05"),
        ("20260305", "2026-03-05"),
        ("2028.2.29", "2028-02-29"),
        ("2026年", "2026"),
        ("２０２６", "2026"),
    ],
)
def test_dates_are_kept_as_far_as_they_are_known(text: str, value: str) -> None:
    assert MONTH.parse(text) == value


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2026.2.31", "2026年2月没有31日，这个月最后一天是28日"),
        ("2026.4.31", "最后一天是30日"),
        ("2026-3-0", "没有0日"),
        ("2026.13", "月份是 13，应在 1—12 之间"),
        ("202600", "月份是 0"),
        ("1026.3", "年份应在 1900—2099 之间"),
        ("26.3", "可能是 2026年3月，也可能是 3月26日"),
        ("12/3", "可能是 2012年3月，也可能是 12月3日"),
        ("26年3月", "请写四位年份，如 2026年3月"),
        ("99.99", "不是日期"),
        ("三月", "不是日期"),
        ("2025-2027", "不是日期"),
        ("2026年底", "不是日期"),
        ("2026年3月15", ""),
    ],
)
def test_what_is_no_date_is_refused_with_the_reason(text: str, reason: str) -> None:
    if not reason:
        assert MONTH.parse(text) == "2026-03-15"
        return
    with pytest.raises(ValueProblem, match=reason):
        MONTH.parse(text)


@given(st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)), st.sampled_from(".-/"))
def test_every_day_is_read_in_every_form(day: dt.date, mark: str) -> None:
    forms = (
        f"{day.year}{mark}{day.month}{mark}{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        day.isoformat(),
        dates.shown(day.isoformat()),
        dates.with_year(f"{day.month}月{day.day}日", day.year),
    )
    assert {dates.parse(form) for form in forms} == {day.isoformat()}
    month = f"{day:%Y-%m}"
    assert {dates.parse(form) for form in (month, f"{day:%Y%m}", dates.with_year(f"{day.month}月", day.year))} == {
        month
    }


@given(st.text(max_size=12))
def test_any_text_is_a_date_or_refused_with_a_sentence(text: str) -> None:
    try:
        value = dates.parse(text)
    except ValueProblem as problem:
        value = ""
        told = str(problem)
    else:
        told = "。"
    assert told.endswith("。")
    assert not value or dates.parse(value) == value


@pytest.mark.parametrize("text", ["2026", "13", "2026年3月", "约3月", "3月底"])
def test_only_a_month_or_day_without_a_year_gets_one(text: str) -> None:
    assert dates.with_year(text, 2026) == text


@pytest.mark.parametrize(
    "text", ["2022-2025", "2022.3—2025.6", "2022年至2025年", "2024年3月-2024年3月", "24个月", "2025", "2022—长期", ""]
)
def test_a_span_in_order_and_a_duration_in_words_are_left_alone(text: str) -> None:
    assert dates.span_problem(text) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2025-2022", "终止（2022年）早于开始（2025年）"),
        ("2025.6—2025.3", "终止（2025年3月）早于开始（2025年6月）"),
        ("2025年6月至2024年", "终止（2024年）早于开始（2025年6月）"),
    ],
)
def test_a_span_that_ends_before_it_begins_is_told(text: str, told: str) -> None:
    assert dates.span_problem(text) == told
