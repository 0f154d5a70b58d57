"""One cell in the terms of its column (单元格的值): a field's value or a figure, in the unit that counts there.

What counts is said by the clerk, the row's own unit or measure column, the head, or the lines above the table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from qbs_desktop.domain import dates
from qbs_desktop.domain.amount import AMOUNT_UNITS
from qbs_desktop.domain.fields import Field, Money, Value
from qbs_desktop.domain.figure import Kind
from qbs_desktop.domain.finding import Grade, SheetFinding
from qbs_desktop.domain.indicators import Indicator
from qbs_desktop.exchange.locating.corrections import Corrections
from qbs_desktop.exchange.locating.tables import Table
from qbs_desktop.exchange.reading.plain_figures import FigureRead
from qbs_desktop.exchange.reading.readings import Wish
from qbs_desktop.exchange.sheets.cells import Cell
from qbs_desktop.exchange.words.heads import Meaning, Role, measure_of_row
from qbs_desktop.exchange.words.person import PersonCells
from qbs_desktop.exchange.words.units import fold
from qbs_desktop.exchange.words.values import Remark, field_value, figure_of

DATES = ("start_planned", "finish_planned", "start_actual", "finish_actual")
"""Fields whose texts may name a month without its year."""
_KNOWN = 20_000
"""Texts of a table that are remembered with their values; a long list repeats its trades and persons."""


class CellValues:
    """Reads the cells of one table; every doubt goes to the findings of the row.

    Attributes:
        columns: the columns that are read, with what they mean.
        unit: the unit of amounts whose head names none; None when nothing names one.
        unit_column: the column with each row's own unit, if there is one.
        measure_column: the column with each row's own measure (口径), if there is one.
    """

    def __init__(self, table: Table, said: Corrections, wish: Wish) -> None:
        """Find out which units count."""
        self.table, self.sheet = table, table.sheet
        self.columns = {at: one for at, one in table.columns.items() if one.read}
        self.indicators: Mapping[str, Indicator] = table.words.indicators
        self.unit = said.amount_unit or wish.amount_unit or table.around.units.amount
        self.unit_column = table.unit_column()
        self.measure_column = table.column_of("measure")
        self._year = wish.year
        self._people = PersonCells()
        self._known: dict[tuple[int, str], Value] = {}

    def field(self, row: int, at: int, cell: Cell, field: Field, findings: list[SheetFinding]) -> Value:
        """The value of a field; a text that was taken once without a word is not looked at again.

        Raises:
            CellProblem: the content cannot become a value of this field.
        """
        said = cell.value
        if type(said) is not str or isinstance(field, Money):
            return self._looked_at(row, at, cell, field, findings)
        if (at, said) in self._known:
            return self._known[at, said]
        before = len(findings)
        value = self._looked_at(row, at, cell, field, findings)
        if len(findings) == before and len(self._known) < _KNOWN:
            self._known[at, said] = value
        return value

    def _looked_at(self, row: int, at: int, cell: Cell, field: Field, findings: list[SheetFinding]) -> Value:
        place = self.sheet.place(row, at)
        if field.id in DATES and isinstance(cell.value, str):
            cell = self._with_year(cell, findings, place)
        if self._people.concerns(field) and isinstance(cell.value, str):
            cell = self._people.without_person(cell, self._tell(findings, place, cell))
        unit = self.unit_of(self.columns[at], row)
        return field_value(cell, field, unit, self._tell(findings, place, cell))

    def _with_year(self, cell: Cell, findings: list[SheetFinding], place: str) -> Cell:
        """``3月`` in the year the table is of; told, because the file does not say it."""
        if "年" in cell.text or "月" not in cell.text:
            return cell
        period = self.table.around.period
        year = period.year if period is not None else self._year
        full = dates.with_year(cell.text, year) if year is not None else cell.text
        if full != cell.text:
            message = f"“{cell.text.strip()}”没有写年份，按{year}年读入，请核对。"
            self._tell(findings, place, cell)(Remark(Grade.QUERY, "import.year_assumed", message))
        return cell._replace(value=full)

    def figure(
        self, row: int, at: int, cell: Cell, measure: Indicator | None, findings: list[SheetFinding]
    ) -> FigureRead | None:
        """The figure in a cell; `measure` is what the row's own 口径 names, for heads that name none.

        Raises:
            CellProblem: the content cannot become a figure.
        """
        meaning, place = self.columns[at], self.sheet.place(row, at)
        indicator, period = meaning.indicator, meaning.period
        assert indicator is not None  # noqa: S101
        assert period is not None  # noqa: S101
        is_open = meaning.open_measure and measure is None
        if meaning.open_measure and measure is not None:
            indicator = measure
        rate = meaning.role in (Role.GROWTH, Role.RATE)
        figure = figure_of(
            cell,
            self.indicators["growth"] if rate else indicator,
            self.unit_of(meaning, row),
            percent_head=rate or "%" in meaning.units.others,
            tell=self._tell(findings, place, cell),
            target=meaning.kind is Kind.TARGET,
        )
        return None if figure is None else FigureRead(indicator.id, period, meaning.kind, figure, place, is_open)

    def unit_of(self, meaning: Meaning, row: int) -> str | None:
        """The unit of an amount in a row: the head's, else the row's own, else the table's; None when none is named."""
        if meaning.units.amount is None and self.unit_column is not None:
            said = fold(self.sheet.shown(row, self.unit_column).text)
            if said in AMOUNT_UNITS:
                return said
        return meaning.units.amount or self.unit

    def row_measure(self, row: int) -> Indicator | None:
        """The indicator that the row's own 口径 cell names."""
        if self.measure_column is None:
            return None
        cell = self.sheet.shown(row, self.measure_column)
        return measure_of_row(cell.text, self.indicators) if isinstance(cell.value, str) else None

    def _tell(self, findings: list[SheetFinding], place: str, cell: Cell) -> Callable[[Remark], None]:
        def tell(remark: Remark) -> None:
            findings.append(
                SheetFinding(remark.grade, remark.rule, self.sheet.name, place, cell.text.strip(), remark.message)
            )

        return tell
