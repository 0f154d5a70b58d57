"""Plain columns (平常的列): the short way for the numbers of a long list about which there is nothing to say.

Nearly every figure is an exact number in a column of money, in a cell that looks like the column says. Those of a row
are taken here at once; whatever differs in anything goes the whole way (`table_reader`), which gives these the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from qbs_desktop.domain.indicators import Quantity
from qbs_desktop.exchange.reading.plain_figures import FigureColumn, FigureRead, PlainFigures
from qbs_desktop.exchange.sheets.cells import Cell, Style, column_letters
from qbs_desktop.exchange.words.meanings import Meaning, Role
from qbs_desktop.exchange.words.values import plain_amount, size_behind


@dataclass
class _Unit:
    """The unit of a column, and what it comes to in 元 in cells of each look met so far."""

    name: str
    sizes: dict[Style, Decimal | None] = field(default_factory=dict)

    def size(self, style: Style) -> Decimal | None:
        if style not in self.sizes:
            self.sizes[style] = None if style.scaled else size_behind(style, self.name)
        return self.sizes[style]


class PlainColumns:
    """The columns of money whose figures mean the same in every row."""

    def __init__(
        self, columns: Mapping[int, Meaning], unit: str | None, *, measure_by_row: bool, merged: bool = False
    ) -> None:
        """Find them.

        Args:
            columns: what the columns mean.
            unit: the table's unit of amounts.
            measure_by_row: each row may name a measure of its own.
            merged: cells are merged in the sheet, so that one without content may be part of another.
        """
        self.columns: dict[int, FigureColumn] = {}
        self.merged = merged
        self._units: dict[int, _Unit] = {}
        self._alike: dict[tuple[int, ...], tuple[FigureColumn, ...]] = {}
        for at, one in columns.items():
            own = one.units.amount or unit
            if one.field is not None or one.indicator is None or one.period is None or own is None:
                continue
            if one.indicator.quantity is not Quantity.MONEY or one.role not in (Role.VALUE, Role.MONTH):
                continue
            if not (one.open_measure and measure_by_row):
                letters = column_letters(at)
                self.columns[at] = FigureColumn(one.indicator.id, one.period, one.kind, letters, one.open_measure)
                self._units[at] = _Unit(own)

    def amounts(self, cells: Mapping[int, Cell]) -> dict[int, str]:
        """The plain amounts of a row as digits in 元, "" for a blank; a column to be looked at is not in it."""
        found: dict[int, str] = {}
        for at, unit in self._units.items():
            cell = cells.get(at)
            if cell is None:
                if not self.merged:
                    found[at] = ""
                continue
            value, style, formula, raw = cell
            if type(value) is Decimal and not formula and not raw and (size := unit.size(style)) is not None:
                digits = plain_amount(value, size)
                if digits is not None:
                    found[at] = digits
        return found

    def each(self, row: int, amounts: Mapping[int, str]) -> dict[int, FigureRead]:
        """The figures of a row out of its amounts, each by its column."""
        filled = [at for at, digits in amounts.items() if digits]
        return dict(zip(filled, self.figures(row, amounts), strict=True))

    def figures(self, row: int, amounts: Mapping[int, str]) -> PlainFigures | tuple[()]:
        """The figures of a row out of its amounts."""
        places = tuple([at for at, digits in amounts.items() if digits])
        if not places:
            return ()
        columns = self._alike.get(places)
        if columns is None:
            columns = self._alike[places] = tuple(self.columns[at] for at in places)
        return PlainFigures(row, columns, " ".join(filter(None, amounts.values())))
