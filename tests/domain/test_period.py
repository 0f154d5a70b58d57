"""Periods are written as promised and know their scheme."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbs_desktop.domain.errors import ValueProblem
from qbs_desktop.domain.period import Period, Scheme, months

PARTS = st.sampled_from([0, *range(1, 13), 21, 22, 31, 32, 33, 34])


@given(st.integers(1990, 2100), PARTS)
def test_the_exchange_form_comes_back_as_the_same_period(year: int, part: int) -> None:
    period = Period(year * 100 + part)
    assert Period.parse(str(period)) == period
    assert 1 <= period.last_month <= 12
    assert period.as_year().year == year


@pytest.mark.parametrize("text", ["", "26", "2026-13", "2026-00", "2026-Q5", "2026-H3", "2026-1", "1800", "十月"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueProblem):
        Period.parse(text)


def test_february_of_industrial_statistics_is_january_and_february_together() -> None:
    february = Period.of_month(2026, 2)
    assert february.label(Scheme.STATISTICS) == "2026年1—2月"
    assert february.label(Scheme.DISPATCH) == "2026年2月"
    assert february.previous(Scheme.STATISTICS) is None
    assert february.previous(Scheme.DISPATCH) == Period.of_month(2026, 1)
    assert months(2026, Scheme.STATISTICS)[0] == february
    assert len(months(2026, Scheme.STATISTICS)) == 11
    assert len(months(2026, Scheme.DISPATCH)) == 12


def test_labels_are_chinese() -> None:
    assert Period.parse("2026").label() == "2026年"
    assert Period.parse("2026-H1").label() == "2026年上半年"
    assert Period.parse("2026-H2").label() == "2026年下半年"
    assert Period.parse("2026-Q3").label() == "2026年第三季度"
    assert Period.parse("2026-10").span_label() == "2026年1—10月"
    assert Period.parse("2026-01").span_label() == "2026年1月"


def test_only_months_have_a_month_before() -> None:
    assert Period.parse("2026-Q3").previous() is None
    assert Period.parse("2026-01").previous() is None
    assert Period.parse("2026-10").a_year_before() == Period.parse("2025-10")
    assert Period.parse("2026-Q2").last_month == 6
    assert Period.parse("2026-H1").last_month == 6
