"""Plain figures (平常的数): the short way for the numbers of a long list about which there is nothing to say.

Nearly every figure is an exact number in a column of money, in a cell that looks like the column says. It is taken
here at once; whatever differs in anything goes the whole way (`table_reader`), which gives the same for these.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from qbs_desktop.domain.figure import Figure, Kind
from qbs_desktop.domain.indicators import Quantity
from qbs_desktop.domain.period import Period
from qbs_desktop.exchange.cells import Cell, column_letters
from qbs_desktop.exchange.meanings import Meaning, Role
from qbs_desktop.exchange.readings import FigureRead
from qbs_desktop.exchange.values import plain_money


@dataclass(frozen=True, slots=True)
class PlainColumn:
    """A column of money whose figures mean the same in every row."""

    indicator: str
    period: Period
    kind: Kind
    unit: str
    letters: str
    is_open: bool

    def figure(self, cell: Cell, row: int) -> FigureRead | None:
        """The figure of a cell; None for a cell to be looked at."""
        if type(cell.value) is not Decimal or cell.formula or cell.style.scaled:
            return None
        value = plain_money(cell, self.unit)
        if value is None:
            return None
        return FigureRead(self.indicator, self.period, self.kind, Figure(value), f"{self.letters}{row}", self.is_open)


def plain_columns(columns: Mapping[int, Meaning], unit: str | None, *, measure_by_row: bool) -> dict[int, PlainColumn]:
    """The columns that have plain figures.

    Args:
        columns: what the columns mean.
        unit: the table's unit of amounts.
        measure_by_row: each row may name a measure of its own.
    """
    found: dict[int, PlainColumn] = {}
    for at, one in columns.items():
        own = one.units.amount or unit
        if one.field is not None or one.indicator is None or one.period is None or own is None:
            continue
        if one.indicator.quantity is not Quantity.MONEY or one.role not in (Role.VALUE, Role.MONTH):
            continue
        if not (one.open_measure and measure_by_row):
            letters = column_letters(at)
            found[at] = PlainColumn(one.indicator.id, one.period, one.kind, own, letters, one.open_measure)
    return found
