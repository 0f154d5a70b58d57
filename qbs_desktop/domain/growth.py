"""Average yearly growth (年均增速) and whether a printed rate can be right, in exact arithmetic.

The endpoints of a printed line are rounded, so the true growth lies in a range. A printed rate g is accepted when
g lies in [CAGR_lo - half a unit of its last place, CAGR_hi + half a unit). Counts are exact: no range for them.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, localcontext
from fractions import Fraction

from qbs_desktop.domain import amount


def decimals(values: Iterable[Decimal]) -> int:
    """How many decimals the most precisely printed of these values has."""
    return max((-_exponent(amount.trim(value)) for value in values), default=0)


def half_unit(values: Iterable[Decimal]) -> Decimal:
    """Half of the last printed place of a column of values."""
    return Decimal(5).scaleb(-decimals(values) - 1)


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return min(exponent, 0) if isinstance(exponent, int) else 0


def cagr(first: Decimal, last: Decimal, intervals: int) -> Decimal | None:
    """Compound yearly growth in %, to 28 digits for display; None when it is undefined (a base of 0 or below)."""
    if first <= 0 or last < 0 or intervals < 1:
        return None
    with localcontext() as context:
        context.prec = 28
        return ((last / first) ** (Decimal(1) / intervals) - 1) * 100


def growth(before: Decimal, now: Decimal) -> Decimal | None:
    """Growth over one year in %; None when the base is 0 or below."""
    return cagr(before, now, 1)


def off(stated: Decimal, computed: Decimal, slack: Decimal) -> bool:
    """Whether a printed rate in % is further from the computed one than `slack` and half a unit of its last place."""
    return abs(stated - computed) > max(slack, half_unit([stated]))


def base_of(now: Decimal, stated: Decimal) -> Fraction | None:
    """The base (可比口径的上年同期) from which a reported growth in % leads to a value; None at −100 % and below.

    For rates of several rows together only: it is never kept and never printed as a figure of last year.
    """
    return Fraction(now) * 100 / Fraction(100 + stated) if stated > -100 else None


def cagr_range(first: Decimal, last: Decimal, intervals: int, half: Decimal) -> tuple[Decimal, Decimal] | None:
    """Lowest and highest growth that endpoints rounded to ±`half` allow; None when undefined."""
    low = cagr(first + half, max(last - half, Decimal(0)), intervals)
    high = cagr(first - half, last + half, intervals)
    return None if low is None or high is None else (low, high)


def may_be(stated: Decimal, first: Decimal, last: Decimal, intervals: int, half: Decimal) -> bool:
    """Whether a printed growth in % fits endpoints that are rounded to ±`half` (0 for counts)."""
    unit = Fraction(half_unit([stated]))
    upper = (1 + (Fraction(stated) + unit) / 100) ** intervals
    lower = (1 + (Fraction(stated) - unit) / 100) ** intervals
    start, end, slack = Fraction(first), Fraction(last), Fraction(half)
    return upper * (start + slack) >= end - slack and lower * (start - slack) < end + slack


def expected(before: Decimal, stated: Decimal) -> Decimal:
    """Next year's value if the stated growth held."""
    return before * (100 + stated) / 100
