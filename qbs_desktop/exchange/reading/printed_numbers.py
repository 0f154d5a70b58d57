"""The numbers of each row as the table prints them (各行印出的数), for holding its totals against its rows.

In each column's own unit: a total printed in 万元 adds up in 万元, whatever the store keeps.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from qbs_desktop.domain import amount
from qbs_desktop.domain.finding import Grade
from qbs_desktop.exchange.reading.cell_values import CellValues
from qbs_desktop.exchange.reading.readings import RowRead
from qbs_desktop.exchange.reading.rows import BodyRow, RowKind
from qbs_desktop.exchange.reading.totals import Line, Numbers
from qbs_desktop.exchange.words.values import CellProblem, Remark, figure_of


def lines_of(values: CellValues, bodies: Sequence[BodyRow], rows: Sequence[RowRead]) -> list[Line]:
    """The rows with the numbers that add up; none where the table prints no totals to hold them against."""
    if not any(one.kind in (RowKind.TOTAL, RowKind.GROUP) for one in bodies):
        return []
    numbers = _Numbers(values, bodies)
    return [
        Line(one, numbers.of_record(row) if one.kind is RowKind.RECORD else numbers.of_total(one.number))
        for one, row in zip(bodies, rows, strict=True)
    ]


class _Numbers:
    """Looks up what the rows of one table print in the columns that add up."""

    def __init__(self, values: CellValues, bodies: Sequence[BodyRow]) -> None:
        self.values, self.sheet = values, values.sheet
        self.summed = {at: one for at, one in values.columns.items() if one.adds_up}
        self.at_cell = {self.sheet.place(one.number, at): at for one in bodies for at in self.summed}

    def of_record(self, row: RowRead) -> Numbers:
        """The numbers of a record; None where a cell could not be read."""
        at_cell = self.at_cell
        found: dict[int, Decimal | None] = {
            at_cell[one.cell]: None for one in row.findings if one.grade is Grade.ERROR and one.cell in at_cell
        }
        for read in (*row.figures, *row.months):
            if read.cell in at_cell and read.figure.value is not None:
                found[at_cell[read.cell]] = self._in_unit(read.figure.value, at_cell[read.cell])
        for name, value in row.values.items():
            if isinstance(value, Decimal) and row.cells.get(name) in at_cell:
                found[at_cell[row.cells[name]]] = self._in_unit(value, at_cell[row.cells[name]])
        return found

    def of_total(self, row: int) -> Numbers:
        """The numbers of a row that is no record."""
        found: dict[int, Decimal | None] = {}
        for at, one in self.summed.items():
            cell = self.sheet.cell(row, at)
            indicator = one.indicator or self.values.indicators["total_investment"]
            unit = self.values.unit_of(one, row) or "元"
            try:
                figure = figure_of(cell, indicator, unit, percent_head=True, tell=_silent, target=True)
            except CellProblem:
                found[at] = None
                continue
            if figure is not None and figure.value is not None:
                found[at] = self._in_unit(figure.value, at)
        return found

    def _in_unit(self, value: Decimal, at: int) -> Decimal:
        one = self.summed[at]
        return amount.in_unit(value, one.units.amount or self.values.unit or "元") if one.is_amount else value


def _silent(_remark: Remark) -> None:
    """Takes a remark that is told elsewhere."""
