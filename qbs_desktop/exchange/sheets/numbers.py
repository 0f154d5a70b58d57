"""Numbers and dates as a workbook stores them (数值与日期序号), exact.

The text in the file is read as `Decimal`; Excel writes 1.1 as ``1.1000000000000001``, so texts of more than 15 digits
go through the shortest text of the same binary number, and what still needs more than 15 digits is rounded to 15 (what
every spreadsheet shows) and told with its text.
"""

from __future__ import annotations

import math
import re
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_FIFTEEN = Context(prec=15, rounding=ROUND_HALF_EVEN)
_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_MAX_SERIAL = 2_958_465
_LARGE = 308
"""Numbers with more digits before the point may be larger than any that a workbook can hold."""


def exact_number(text: str) -> tuple[Decimal, str]:
    """The number that a clerk typed, and the file's text when it needs more than 15 digits (else empty).

    Raises:
        ValueError: not a number, or larger than the largest one that programs calculate with.
    """
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    number = Decimal(text)
    if number.adjusted() >= _LARGE and math.isinf(float(number)):
        raise ValueError(text)
    if _digits(text) <= 15:
        return number, ""
    shortest = repr(float(text))
    if _digits(shortest) <= 15:
        return Decimal(shortest), ""
    return _FIFTEEN.plus(number), text


def plain(number: Decimal) -> Decimal:
    """A whole number without the noughts behind its point; any other as it is."""
    return number.to_integral_value() if number == number.to_integral_value() else number


def _digits(text: str) -> int:
    """How many digits of a number say something: noughts before and behind do not."""
    mantissa = text.upper().partition("E")[0]
    return len(mantissa.lstrip("+-").replace(".", "").strip("0"))


def serial_date(serial: Decimal, *, from_1904: bool) -> date | None:
    """The day of a date serial (日期序号), times dropped; None when it is no date, as 1900-02-29 never was."""
    days = int(serial)
    if serial < 0 or days > _MAX_SERIAL:
        return None
    if from_1904:
        return _EPOCH_1904 + timedelta(days=min(days, _MAX_SERIAL - 1462))
    if days in (0, 60):
        return None
    return _EPOCH + timedelta(days=days + (days < 60))
