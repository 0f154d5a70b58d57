"""Reliability test X10: whatever stands in a cell, a parser gives a value or a sentence, and never other digits."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from math import isfinite

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qbs_desktop.domain import amount, dates
from qbs_desktop.domain.amount import AMOUNT_UNITS
from qbs_desktop.domain.codes import shapes
from qbs_desktop.domain.errors import ValueProblem
from qbs_desktop.domain.period import Period
from qbs_desktop.exchange.sheets.numbers import exact_number, serial_date
from qbs_desktop.exchange.sheets.parts import style_of, unescape
from qbs_desktop.exchange.words.bands import parse_band
from qbs_desktop.exchange.words.said import operator_of, span_of, unit_and_person
from qbs_desktop.exchange.words.spans import take_when
from qbs_desktop.exchange.words.units import fold, split_head, unit_line, without_unit
from tests.faults.trials import counted

SIGNS = st.sampled_from(
    "0123456789０１２３４５６７８９.．,，、:：-—–－~～至到()（）％%‰+±<>≥元万亿千百十年月日号季度上下半前后超过约左右以达截底其中合计小"
    "单位一二三四五六七八九〇○Ⅰ①②½²³₁\u3000\u00a0\u200b\ufeff\t\n\r \"'=@#&EeXx/\\*★●"
)
TEXTS = st.one_of(
    st.text(SIGNS, max_size=24), st.text(max_size=24), st.from_regex(r"\A[0-9]{1,4}[年./-][0-9]{1,2}.{0,6}\Z")
)
often = settings(
    max_examples=counted(80, 1500),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def digits(text: str) -> str:
    """The significant digits of a text; marks that are no digits of the number apart."""
    return re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", text)).strip("0")


@often
@given(TEXTS, st.sampled_from(sorted(AMOUNT_UNITS)))
def test_an_amount_has_the_digits_that_were_written(text: str, unit: str) -> None:
    try:
        value = amount.parse_amount(text, unit)
    except ValueProblem:
        return
    assert digits(amount.plain(value)) == digits(text)
    assert value.is_finite()
    assert amount.parse_amount(amount.plain(value), "元") == value
    assert (value < 0) == (("-" in amount.normalise(text) or "(" in amount.normalise(text)) and value != 0)


@often
@given(TEXTS)
def test_percentages_and_plain_numbers_likewise(text: str) -> None:
    for parse in (amount.parse_number, amount.parse_percent):
        try:
            value = parse(text)
        except ValueProblem:
            continue
        assert digits(amount.plain(value)) == digits(text)


@often
@given(TEXTS)
def test_a_date_is_one_that_exists_and_was_written(text: str) -> None:
    try:
        value = dates.parse(text)
    except ValueProblem:
        return
    assert dates.parse(value) == value
    year = re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", text))[:4]
    assert value.startswith(year)


@often
@given(TEXTS)
def test_a_period_that_is_read_can_be_written_and_read_again(text: str) -> None:
    try:
        value = Period.parse(text)
    except ValueProblem:
        return
    assert Period.parse(str(value)) == value


@often
@given(TEXTS, st.integers(2000, 2050))
def test_whatever_else_reads_words_only_says_what_it_found(text: str, year: int) -> None:
    span = span_of(text)
    for end in (span.start, span.finish) if span else ():
        assert end is None or dates.parse(end) == end
    operator_of(text)
    unit_and_person(text)
    take_when(fold(text))
    split_head(text)
    unit_line(text)
    without_unit(text)
    unescape(text)
    dates.with_year(text, year)
    dates.span_problem(text)
    style_of(200, text)
    band = parse_band(text)
    assert band is None or band.lower is not None or band.upper is not None


@often
@given(st.text(max_size=24))
def test_codes_are_judged_whatever_they_are(text: str) -> None:
    shapes.credit_code_problem(text)
    shapes.project_code_problem(text)
    shapes.credit_code_suggestions(text)
    shapes.project_code_suggestions(text)
    shapes.industry_code_problem(text)


@often
@given(
    st.one_of(
        st.text("0123456789+-.eE ", max_size=30),
        st.floats(allow_nan=False, allow_infinity=False).map(repr),
        st.builds(str.__mul__, st.sampled_from(["9", "-12", "0", "5."]), st.integers(0, 400)),
    )
)
def test_a_number_of_a_workbook_is_what_its_text_says(text: str) -> None:
    try:
        number, raw = exact_number(text)
    except ValueError:
        return
    assert isfinite(float(text))
    assert number.is_finite()
    if float(text):
        assert abs(number - Decimal(text)) <= abs(Decimal(text)) * Decimal("1e-14")
    assert raw in ("", text)


@often
@given(st.decimals(-10, 3_000_000, allow_nan=False), st.booleans())
def test_a_serial_is_the_day_of_its_number_or_none(serial: Decimal, from_1904: bool) -> None:
    day = serial_date(serial, from_1904=from_1904)
    later = serial_date(serial + 1, from_1904=from_1904)
    if day is not None and later is not None:
        assert 0 <= (later - day).days <= 2
