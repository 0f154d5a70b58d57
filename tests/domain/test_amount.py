"""Amounts are read exactly or refused, never rounded."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbs_desktop.domain import amount
from qbs_desktop.domain.errors import ValueProblem


@pytest.mark.parametrize(
    ("text", "unit", "yuan"),
    [
        ("1377", "亿元", "137700000000"),
        ("１，３７７．５", "亿元", "137750000000"),
        ("1.2亿", "万元", "120000000"),
        ("3000万元", "亿元", "30000000"),
        ("587.81 万元", "亿元", "5878100"),
        ("1,200万元", "亿元", "12000000"),
        ("３０００万", "亿元", "30000000"),
        ("1.2 亿元", "万元", "120000000"),
        ("5千元", "万元", "5000"),
        ("3千万", "亿元", "30000000"),
        ("2百万元", "万元", "2000000"),
        ("1.5百亿", "亿元", "15000000000"),
        ("(12.5)", "万元", "-125000"),
        ("（12.5）", "万元", "-125000"),
        ("−3", "元", "-3"),
        ("1,234,567.89", "元", "1234567.89"),
        ("0", "亿元", "0"),
        (".5", "亿元", "50000000"),
    ],
)
def test_an_amount_is_read_in_its_own_unit_before_the_columns(text: str, unit: str, yuan: str) -> None:
    assert amount.parse_amount(text, unit) == Decimal(yuan)


@pytest.mark.parametrize(
    "text", ["12.5万左右", "约3亿", "1,23", "1,2345", "一百", "12..5", "abc", "1e3", "亿元", "()", "12 亿 3"]
)
def test_a_text_that_is_no_plain_number_is_refused(text: str) -> None:
    with pytest.raises(ValueProblem, match="不是数字"):
        amount.parse_amount(text, "亿元")


@pytest.mark.parametrize(
    ("text", "unit", "told"),
    [
        ("1.2亿", "万元", "1.2亿 = 12,000 万元"),
        ("3000万", "亿元", "3000万 = 0.3 亿元"),
        (" 5千元 ", "万元", "5千元 = 0.5 万元"),
        ("3000", "亿元", ""),
        ("约3亿", "亿元", ""),
        ("亿", "亿元", ""),
        ("", "亿元", ""),
    ],
)
def test_an_amount_with_its_own_unit_is_read_aloud_in_the_columns(text: str, unit: str, told: str) -> None:
    assert amount.reading(unit, text) == told


def test_the_sentence_quotes_the_whole_text() -> None:
    with pytest.raises(ValueProblem, match="“约一亿”不是数字"):
        amount.parse_amount("约一亿", "亿元")


def test_an_amount_finer_than_fen_is_refused_not_rounded() -> None:
    with pytest.raises(ValueProblem, match="最多保留到分"):
        amount.parse_amount("1.23456789123", "亿元")


def test_an_amount_beyond_the_store_is_refused() -> None:
    with pytest.raises(ValueProblem, match="超出"):
        amount.parse_amount("99999999999", "亿元")


def test_a_long_number_is_not_rounded_by_a_decimal_context() -> None:
    with pytest.raises(ValueProblem):
        amount.parse_amount("1234567890123456789012345678901.23", "元")


@given(st.integers(min_value=-amount.INT64_MAX, max_value=amount.INT64_MAX))
def test_every_stored_amount_survives_the_way_out_and_back(fen: int) -> None:
    yuan = amount.from_scaled(fen, 2)
    assert amount.to_scaled(yuan, 2) == fen
    for unit in amount.AMOUNT_UNITS:
        assert amount.parse_amount(amount.grouped(amount.in_unit(yuan, unit)), unit) == yuan


@given(st.integers(0, 10**9), st.sampled_from(list(amount._SUFFIXES)), st.sampled_from(list(amount.AMOUNT_UNITS)))
def test_a_unit_in_the_cell_counts_whatever_the_columns_is(number: int, suffix: str, unit: str) -> None:
    size = amount._SUFFIXES[suffix]
    if number * size * 100 <= amount.INT64_MAX:
        assert amount.parse_amount(f"{number}{suffix}", unit) == number * size


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12), max_value=10**12))
def test_plain_text_is_the_same_number_without_an_exponent(value: Decimal) -> None:
    text = amount.plain(value)
    assert "E" not in text
    assert Decimal(text) == value


@pytest.mark.parametrize(("text", "value"), [("12%", "12"), ("12", "12"), ("14.5％", "14.5"), ("-3.2%", "-3.2")])
def test_a_percentage_is_read_with_or_without_its_sign(text: str, value: str) -> None:
    assert amount.parse_percent(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "value"), [("增长12.3%", "12.3"), ("下降5%", "-5"), ("同比回落 0.4％", "-0.4"), ("持平", "0")]
)
def test_a_rate_said_in_words_is_its_number(text: str, value: str) -> None:
    assert amount.parse_percent(text) == Decimal(value)


@pytest.mark.parametrize("text", ["下降-5%", "提高1.2个百分点", "略降", "下降5"])
def test_a_rate_said_in_words_that_leave_room_is_refused(text: str) -> None:
    with pytest.raises(ValueProblem):
        amount.parse_percent(text)


def test_percentage_points_are_another_quantity() -> None:
    with pytest.raises(ValueProblem, match="百分点"):
        amount.parse_percent("3个百分点")


def test_display_rounds_half_up_and_groups() -> None:
    assert amount.grouped(Decimal("1234.565"), 2) == "1,234.57"
    assert amount.grouped(Decimal("1234.500")) == "1,234.5"
    assert amount.trim(Decimal("1E+3")) == Decimal(1000)


@pytest.mark.parametrize(
    ("text", "quoted"), [("32280.2412345", "“32280.2412345万元”"), (" 1.00000000001亿元", "“1.00000000001亿元”")]
)
def test_a_refusal_for_too_many_decimals_speaks_of_the_text_and_its_unit(text: str, quoted: str) -> None:
    with pytest.raises(ValueProblem) as told:
        amount.parse_amount(text, "万元")
    assert str(told.value) == f"{quoted}最多保留到分，请核对后再填。"


def test_an_amount_too_large_is_quoted_with_its_unit() -> None:
    with pytest.raises(ValueProblem, match="“999999999999999999亿元”超出可保存的范围"):
        amount.parse_amount("999999999999999999", "亿元")
