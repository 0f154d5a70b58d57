"""Formulas nobody has calculated (没有计算结果的公式): the simple ones are computed, the others stay a finding.

Programs that write workbooks (and some exports of older systems) leave formulas without a result. Sums, the four kinds
of arithmetic and plain references over cells of the same sheet are computed exactly; whatever is more is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Context, Decimal, DivisionByZero, InvalidOperation, localcontext

from qbs_desktop.exchange.sheets.cells import Cell, CellValue, Sheet, coordinate, parse_coordinate

_TOKEN = re.compile(
    r"\s*(?:(\d+\.?\d*|\.\d+)(%?)|(\$?[A-Z]{1,3}\$?\d{1,7})|(SUM|ROUND|AVERAGE)(?=\()|([-+*/(),:]))", re.IGNORECASE
)
_DEEPEST = 50
_INSIDE, _SHOWN = 30, Context(prec=15)
"""Digits while a formula is worked out, so that 1/3*3 is 1, and of its result, as every spreadsheet shows."""
_LARGEST_RANGE = 20_000


class NotSimple(Exception):
    """The formula is none of the simple ones, or a cell it needs is no number."""


def computed(sheet: Sheet) -> tuple[Sheet, Mapping[str, str]]:
    """The sheet with its uncalculated simple formulas computed, and those cells: coordinate → formula."""
    waiting = {
        (row, column): cell
        for row, cells in sheet.rows.items()
        for column, cell in cells.items()
        if cell.formula and cell.value is None and cell.raw
    }
    if not waiting:
        return sheet, {}
    work = _Work(sheet, waiting)
    rows = dict(sheet.rows)
    told: dict[str, str] = {}
    for (row, column), cell in waiting.items():
        try:
            value = _SHOWN.plus(work.value(row, column, 0))
        except (NotSimple, InvalidOperation, DivisionByZero, RecursionError):
            continue
        rows[row] = {**rows[row], column: cell._replace(value=value, raw="")}
        told[coordinate(row, column)] = cell.raw
    return replace(sheet, rows=rows), told


class _Work:
    """The cells of a sheet while its formulas are worked out."""

    def __init__(self, sheet: Sheet, waiting: Mapping[tuple[int, int], Cell]) -> None:
        self.sheet, self.waiting = sheet, waiting
        self.known: dict[tuple[int, int], Decimal] = {}

    def value(self, row: int, column: int, depth: int) -> Decimal:
        """The number of a waiting cell."""
        if depth > _DEEPEST:
            raise NotSimple
        place = (row, column)
        if place not in self.known:
            with localcontext() as context:
                context.prec = _INSIDE
                self.known[place] = +_Formula(self.waiting[place].raw, partial_at(self, depth)).result()
        return self.known[place]

    def cell(self, row: int, column: int, depth: int) -> CellValue:
        """What stands in a cell that a formula names."""
        if (row, column) in self.waiting:
            return self.value(row, column, depth + 1)
        cell = self.sheet.cell(row, column)
        if cell.value is None or isinstance(cell.value, Decimal) or (isinstance(cell.value, str) and cell.blank):
            return cell.value if isinstance(cell.value, Decimal) else None
        if isinstance(cell.value, str):
            return cell.value
        raise NotSimple


Look = Callable[[int, int], CellValue]


def partial_at(work: _Work, depth: int) -> Look:
    """A look at cells from a formula of a depth."""

    def look(row: int, column: int) -> CellValue:
        return work.cell(row, column, depth)

    return look


class _Formula:
    """One formula, read from left to right."""

    def __init__(self, text: str, look: Look) -> None:
        self.tokens = _tokens(text)
        self.at = 0
        self.look = look

    def result(self) -> Decimal:
        value = self._sum()
        if self.at != len(self.tokens):
            raise NotSimple
        return value

    def _next(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def _take(self, *wanted: str) -> str:
        token = self._next()
        if wanted and token not in wanted:
            raise NotSimple
        self.at += 1
        return token

    def _sum(self) -> Decimal:
        value = self._product()
        while self._next() in ("+", "-"):
            sign = self._take()
            other = self._product()
            value = value + other if sign == "+" else value - other
        return value

    def _product(self) -> Decimal:
        value = self._atom()
        while self._next() in ("*", "/"):
            sign = self._take()
            other = self._atom()
            value = value * other if sign == "*" else value / other
        return value

    def _atom(self) -> Decimal:
        sign = self._take()
        if sign == "-":
            return -self._atom()
        if sign == "(":
            value = self._sum()
            self._take(")")
            return value
        if sign in ("SUM", "ROUND", "AVERAGE"):
            return self._function(sign)
        if sign and sign[0].isalpha():
            found = self.look(*parse_coordinate(sign))
            if isinstance(found, str):
                raise NotSimple
            return found if isinstance(found, Decimal) else Decimal(0)
        if sign and (sign[0].isdigit() or sign[0] == "."):
            return Decimal(sign.rstrip("%")) / (100 if sign.endswith("%") else 1)
        raise NotSimple

    def _function(self, name: str) -> Decimal:
        self._take("(")
        values: list[Decimal] = []
        while True:
            values += self._argument(blank_counts=name == "ROUND")
            if self._take(",", ")") == ")":
                break
        if name == "ROUND":
            if len(values) != 2:
                raise NotSimple
            return values[0].quantize(Decimal(1).scaleb(-int(values[1])), rounding=ROUND_HALF_UP)
        if not values and name == "AVERAGE":
            raise NotSimple
        total = sum(values, Decimal(0))
        return total / len(values) if name == "AVERAGE" else total

    def _argument(self, *, blank_counts: bool) -> list[Decimal]:
        """The numbers of one argument; texts and blanks in a range count for nothing, as in a spreadsheet.

        A blank cell named alone is 0 to arithmetic and to ROUND, and no number at all to AVERAGE.
        """
        first = self._next()
        follows = self.tokens[self.at + 1] if self.at + 1 < len(self.tokens) else ""
        if (
            not blank_counts
            and first[:1].isalpha()
            and follows in (",", ")")
            and self.look(*parse_coordinate(first)) is None
        ):
            self.at += 1
            return []
        if first[:1].isalpha() and follows == ":":
            self.at += 2
            try:
                top, left = parse_coordinate(first)
                bottom, right = parse_coordinate(self._take())
            except ValueError:
                raise NotSimple from None
            if (bottom - top + 1) * (right - left + 1) > _LARGEST_RANGE:
                raise NotSimple
            seen = [self.look(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]
            return [one for one in seen if isinstance(one, Decimal)]
        return [self._sum()]


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    at = 0
    body = text.lstrip("=")
    while at < len(body.rstrip()):
        found = _TOKEN.match(body, at)
        if found is None:
            raise NotSimple
        at = found.end()
        number, percent, place, name, sign = found.groups()
        tokens.append(
            (number + percent) if number else place.replace("$", "").upper() if place else (name or sign).upper()
        )
    return tokens
