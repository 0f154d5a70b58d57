"""Body cells: numbers in the unit shown with a number format that shows every digit, marks, texts, formulas.

Reported numbers are exact. A computed ratio has no end of digits: it is the double that a spreadsheet computes from
the same two cells, correctly rounded, and shown with one decimal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import TypeAlias

from qbs_desktop.domain.amount import AMOUNT_UNITS, EXACT, in_unit, trim
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.figure import Figure, Kind
from qbs_desktop.domain.forms.filled import BLANK, MARKED, Cell
from qbs_desktop.domain.indicators import Quantity
from qbs_desktop.domain.period import Period

Figures: TypeAlias = Mapping[tuple[str, Period, Kind], Figure]

RATIO = Context(prec=40)
"""Enough digits that the double nearest to a quotient is found; for computed ratios only."""
SHEET_DIGITS = 15
"""A spreadsheet keeps 15 significant digits of a number."""
_SHEET = Context(prec=SHEET_DIGITS)
PERCENT_SHIFT = -2


def money_cell(yuan: Decimal, unit: str, *, comma: bool) -> Cell:
    """An amount in the unit shown."""
    return number_cell(in_unit(yuan, unit) if unit in AMOUNT_UNITS else yuan, comma=comma)


def number_cell(value: Decimal, *, comma: bool) -> Cell:
    """A plain number.

    Raises:
        Refusal: a spreadsheet would not keep all its digits.
    """
    exact = trim(value)
    if len(exact.as_tuple().digits) > SHEET_DIGITS:
        raise Refusal(f"{exact:,f} 超过 15 位有效数字，电子表格存不下，请换一个计量单位或核对这个数。")
    return Cell(exact, number_format(_places(exact), comma=comma))


def percent_cell(percent: Decimal) -> Cell:
    """A reported percentage: ``12`` → 12%, ``14.5`` → 14.5%."""
    exact = trim(percent)
    if len(exact.as_tuple().digits) > SHEET_DIGITS:
        raise Refusal(f"{exact:f}% 超过 15 位有效数字，电子表格存不下，请核对这个数。")
    return Cell(trim(EXACT.scaleb(exact, PERCENT_SHIFT)), number_format(_places(exact), comma=False) + "%")


def said_rate(percent: Decimal) -> Cell:
    """A reported rate in a column of computed ones: every digit, and one decimal at least as they have."""
    cell = percent_cell(percent)
    return cell._replace(format="0.0%") if cell.format == "0%" else cell


def ratio_cell(above: Decimal, below: Decimal, formula: str, *, less_one: bool = False) -> Cell:
    """A computed ratio as a formula with its value."""
    ratio = RATIO.divide(above - below if less_one else above, below)
    return Cell(trim(Decimal(repr(float(ratio)))), "0.0%", formula)


def plain_ratio(cell: Cell) -> Cell:
    """A computed ratio without its formula, for what it divides does not stand on the sheet as it was divided."""
    return Cell(_SHEET.plus(cell.value), cell.format) if isinstance(cell.value, Decimal) else cell


@lru_cache(maxsize=64)
def number_format(places: int, *, comma: bool) -> str:
    """The number format with so many decimals."""
    return ("#,##0" if comma else "0") + ("." + "0" * places if places else "")


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def figure_cell(quantity: Quantity, unit: str, *, comma: bool) -> Callable[[Figure | None], Cell]:
    """How the figures of one column are shown."""

    def show(figure: Figure | None) -> Cell:
        if figure is None:
            return BLANK
        if figure.value is None:
            return MARKED
        if quantity is Quantity.MONEY:
            return money_cell(figure.value, unit, comma=comma)
        if quantity is Quantity.PERCENT:
            return percent_cell(figure.value)
        return number_cell(figure.value, comma=comma)

    return show


def month_value(own: Figure | None, before: Figure | None, *, first: bool, joined: bool) -> Decimal | Cell:
    """本月 from two 累计 figures, in 元.

    The first month of a year is its own 累计. 1—2月 of industrial statistics has no 本月: the mark. Where last
    month was not reported, 本月 is unknown: blank.
    """
    if own is None:
        return BLANK
    if own.value is None or joined:
        return MARKED
    if first:
        return own.value
    if before is None or before.value is None:
        return BLANK
    return own.value - before.value


def ratio_of(above: Cell, below: Cell, at: tuple[str, str], *, growth: bool) -> Cell:
    """同比 or 完成率 of two cells at these addresses.

    Blank stays blank; 不适用, or a base that is blank, 0 or negative, gives the mark, never 0 % or #DIV/0!.
    """
    if above.value is None:
        return BLANK
    if not isinstance(above.value, Decimal) or not isinstance(below.value, Decimal) or below.value <= 0:
        return MARKED
    formula = f"{at[0]}/{at[1]}-1" if growth else f"{at[0]}/{at[1]}"
    return ratio_cell(above.value, below.value, formula, less_one=growth)


def points_of(above: Cell, below: Cell, at: tuple[str, str]) -> Cell:
    """By how many percentage points (百分点) a rate is over another; blank or the mark where either is.

    Of the two rates as printed, with one decimal, so that a reader who subtracts them finds the same.
    """
    if above.value is None or below.value is None:
        return BLANK
    if not isinstance(above.value, Decimal) or not isinstance(below.value, Decimal):
        return MARKED
    printed = [_SHEET.plus(one).quantize(Decimal("0.001"), ROUND_HALF_UP) for one in (above.value, below.value)]
    points = trim(EXACT.scaleb(printed[0] - printed[1], -PERCENT_SHIFT))
    return Cell(points or Decimal(0), "0.0", f"ROUND((ROUND({at[0]},3)-ROUND({at[1]},3))*100,1)")


def letters(column: int) -> str:
    """Column letters of a 0-based column: 0 → A, 26 → AA."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text
