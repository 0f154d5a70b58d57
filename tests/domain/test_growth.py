from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbs_desktop.domain import growth


@pytest.mark.parametrize(
    ("stated", "first", "last", "intervals", "half", "fits"),
    [
        ("12", "1377", "2147", 4, "0.5", True),
        ("14.5", "1176", "2021", 4, "0.5", True),
        ("6", "168", "208", 4, "0.5", True),  # 5.48 as printed, 5.34-5.63 with rounded endpoints
        ("6", "168", "208", 4, "0", False),
        ("11", "129", "203", 4, "0.5", False),
        ("11", "64", "86", 3, "0", False),  # counts are exact
        ("10", "64", "86", 3, "0", True),
    ],
)
def test_a_printed_rate_is_accepted_when_the_rounded_endpoints_allow_it(stated, first, last, intervals, half, fits):
    assert growth.may_be(Decimal(stated), Decimal(first), Decimal(last), intervals, Decimal(half)) is fits


def test_the_range_of_growth_is_that_of_the_rounded_endpoints():
    low, high = growth.cagr_range(Decimal(129), Decimal(203), 4, Decimal("0.5"))
    assert (round(low, 2), round(high, 2)) == (Decimal("11.82"), Decimal("12.18"))


def test_growth_without_a_positive_base_is_undefined():
    assert growth.cagr(Decimal(0), Decimal(5), 3) is None
    assert growth.cagr(Decimal(5), Decimal(-1), 3) is None
    assert growth.cagr(Decimal(5), Decimal(6), 0) is None
    assert growth.growth(Decimal(-2), Decimal(5)) is None
    assert growth.cagr_range(Decimal("0.5"), Decimal(5), 1, Decimal("0.5")) is None


def test_the_last_printed_place_survives_the_stores_trailing_zeros():
    assert growth.decimals([Decimal("12.000000")]) == 0
    assert growth.half_unit([Decimal(1377), Decimal("14.5")]) == Decimal("0.05")
    assert growth.half_unit([Decimal(1000)]) == Decimal("0.5")
    assert growth.half_unit([]) == Decimal("0.5")


@given(first=st.integers(1, 10**6), rate=st.integers(-50, 300), intervals=st.integers(1, 8))
def test_a_line_built_from_a_rate_always_fits_that_rate(first, rate, intervals):
    last = Decimal(first)
    for _ in range(intervals):
        last = growth.expected(last, Decimal(rate))
    assert growth.may_be(Decimal(rate), Decimal(first), last, intervals, Decimal(0))
    assert abs(growth.cagr(Decimal(first), last, intervals) - rate) < Decimal("1e-15")
