from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbs_desktop.domain.charts import reading
from qbs_desktop.domain.charts.chart import Gap, Point, State


def test_a_point_is_a_value_or_a_gap_and_never_both():
    with pytest.raises(ValueError, match="either a value or a gap"):
        Point(None)
    with pytest.raises(ValueError, match="either a value or a gap"):
        Point(Decimal(1), Gap.BLANK)


def test_states_have_their_official_words():
    assert [state.label for state in State] == ["未审", "已审", "已上报", "上报后有修改"]


@given(st.fractions(min_value=0, max_value=10**6), st.integers(0, 6))
def test_rounding_is_half_up_and_never_further_than_half_a_unit(value, places):
    shown = Fraction(reading.rounded(value, places))
    assert abs(shown - value) <= Fraction(1, 2 * 10**places)


def test_a_half_is_rounded_up():
    assert reading.rounded(Fraction(1, 20), 1) == Decimal("0.1")
    assert reading.percent(Decimal(1), Decimal(8), 1) == Decimal("12.5")


def test_a_fraction_that_ends_keeps_every_digit():
    assert reading.exact(Fraction(1, 8), 2) == Decimal("0.125")
    assert reading.exact(Fraction(1, 3), 2) == Decimal("0.33")


def test_labels_keep_two_decimals_and_small_numbers_four():
    assert [reading.short(Decimal(text)) for text in ("1377", "96.5448", "0.0456", "1234.5")] == [
        "1,377",
        "96.54",
        "0.0456",
        "1,234.5",
    ]
