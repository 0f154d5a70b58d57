"""The rows of a form before they stand on a sheet: each record with the cells of every column, hidden ones too."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.fields import Money, Number, Value, Year
from qbs_desktop.domain.figure import Kind
from qbs_desktop.domain.forms.cells import (
    Figures,
    figure_cell,
    money_cell,
    month_value,
    number_cell,
    plain_ratio,
    points_of,
    ratio_cell,
    ratio_of,
    said_rate,
)
from qbs_desktop.domain.forms.counting import COUNTS
from qbs_desktop.domain.forms.filled import BLANK, Cell, FilledColumn
from qbs_desktop.domain.forms.form import Form
from qbs_desktop.domain.indicators import Quantity, reported_growth
from qbs_desktop.domain.ledger import REPORTING_UNIT
from qbs_desktop.domain.period import Scheme
from qbs_desktop.domain.record import Record


@dataclass(slots=True)
class RecordLine:
    """One record on its way to a row."""

    record: Record
    depth: int
    first_child: bool
    serial: str
    figures: Figures
    main: str | None
    cells: list[Cell] = field(default_factory=list)


Getter: TypeAlias = Callable[[RecordLine, int], Cell]
"""The cell of a line; the number is the sheet row, counted from 1."""


_LATE = {"growth": 1, "rate": 1, "points": 2, "rank": 3}


def rates_last(columns: Sequence[FilledColumn]) -> list[int]:
    """Places in the order of working out: a rate may stand before the amounts it is of."""
    return sorted(range(len(columns)), key=lambda place: (_LATE.get(columns[place].compute, 0), place))


def record_lines(
    form: Form, data: Dataset, left_out: Collection[int], units: Sequence[str] = ()
) -> Iterator[RecordLine]:
    """Top-level records in list order, each with its 其中 rows behind it.

    In a city's file the own rows come first, then those of the units in the units' order, whichever return came
    first; the numbers run through, for every unit began its own with 1.
    """
    number = 0
    for record in _in_order(data.top(form.ledger), units):
        if record.id in left_out or not _wanted(form, data, record):
            continue
        number += 1
        again = form.where or form.records or record.text(REPORTING_UNIT)
        serial = "" if again else record.text("serial")
        yield from _family(form, data, record, serial or str(number), left_out)


def _in_order(records: Iterable[Record], units: Sequence[str]) -> Sequence[Record]:
    places = {"": 0} | {name: at for at, name in enumerate(units, 1)}

    def place(record: Record) -> tuple[int, str]:
        unit = record.text(REPORTING_UNIT)
        return places.get(unit, len(places)), unit

    return sorted(records, key=place)


def _wanted(form: Form, data: Dataset, record: Record) -> bool:
    """Whether a record stands in the form: among the ticked ones, or with the words asked for."""
    if form.records:
        return record.uid in form.records
    ledger = data.ledgers[form.ledger]
    for one in form.where:
        value = record.values.get(one.field)
        said = ledger.field(one.field).text(value).split("、") if value is not None else [""]
        if not set(said) & set(one.words):
            return False
    return True


def _family(form: Form, data: Dataset, record: Record, serial: str, left_out: Collection[int]) -> Iterator[RecordLine]:
    stack: list[tuple[Record, int, bool]] = [(record, 0, False)]
    while stack:
        one, depth, first = stack.pop()
        figures = data.figures(one)
        yield RecordLine(one, depth, first, serial if depth == 0 else "", figures, data.main_indicator(one))
        children = [child for child in data.children(one) if form.children and child.id not in left_out]
        stack.extend((child, depth + 1, place == 0) for place, child in reversed(list(enumerate(children))))


# --- cells -------------------------------------------------------------------------------------------------------


def getter(form: Form, data: Dataset, column: FilledColumn, at: Mapping[int, str]) -> Getter:
    """What gives the cells of one column."""
    comma = form.style != "annex"
    match column.source:
        case "serial":
            return lambda line, _row: Cell(line.serial or None)
        case "name":
            return lambda line, _row: Cell(_name(line) or None)
        case "field":
            return _field_getter(data, form, column)
        case "figure":
            return _figure_getter(data, column, comma=comma)
        case "count":
            return _count_getter(column)
        case _:
            return _computed_getter(form, column, at, comma=comma)


def _name(line: RecordLine) -> str:
    if line.depth == 0:
        return line.record.name
    indent = "　" * (line.depth - 1)
    return f"{indent}{'其中：' if line.first_child else ''}{line.record.text('serial')}{line.record.name}"


def _field_getter(data: Dataset, form: Form, column: FilledColumn) -> Getter:
    spec = data.ledgers[form.ledger].field(column.field)

    def show(value: Value) -> Cell:
        if value is None:
            return BLANK
        if isinstance(spec, Money) and isinstance(value, Decimal):
            return money_cell(value, column.unit, comma=True)
        if isinstance(spec, Number) and isinstance(value, Decimal):
            return number_cell(value, comma=True)
        if isinstance(spec, Year) and isinstance(value, int):
            return Cell(Decimal(value), "0")
        return Cell(spec.text(value) or None)

    return lambda line, _row: show(line.record.values.get(column.field))


def _figure_getter(data: Dataset, column: FilledColumn, *, comma: bool) -> Getter:
    period, kind = column.period, column.kind
    if period is None or kind is None:
        raise TypeError("a figure column has a period and a kind")
    if column.indicator == "main":
        show = figure_cell(Quantity.MONEY, column.unit, comma=comma)
        return lambda line, _row: show(line.figures.get((line.main, period, kind))) if line.main else BLANK
    key = (column.indicator, period, kind)
    show = figure_cell(data.indicators[column.indicator].quantity, column.unit, comma=comma)
    return lambda line, _row: show(line.figures.get(key))


def _count_getter(column: FilledColumn) -> Getter:
    """1 for a record that is counted, else 0, so that a sum over records is their number."""
    counted = COUNTS[column.count]
    period = column.period
    if period is None:
        raise TypeError("a count column has a period")
    return lambda line, _row: Cell(Decimal(counted(line.record, period)), "0")


def _computed_getter(form: Form, column: FilledColumn, at: Mapping[int, str], *, comma: bool) -> Getter:
    period = column.period
    if period is None:
        raise TypeError("a computed column has a period")
    if column.compute == "progress":
        progress = ratio_cell(Decimal(period.last_month), Decimal(12), f"{period.last_month}/12")
        return lambda _line, _row: progress
    if column.compute == "month":
        joined = form.scheme == Scheme.STATISTICS and period.part == 2
        own = (column.indicator, period, Kind.ACTUAL)
        before = (column.indicator, column.previous, Kind.ACTUAL)

        def month(line: RecordLine, _row: int) -> Cell:
            last = line.figures.get(before) if column.previous else None  # type: ignore[arg-type]
            found = month_value(line.figures.get(own), last, first=column.previous is None, joined=joined)
            return money_cell(found, column.unit, comma=comma) if isinstance(found, Decimal) else found

        return month
    if column.compute == "rank":
        return lambda _line, _row: BLANK
    return _ratio_getter(column, at)


def _ratio_getter(column: FilledColumn, at: Mapping[int, str]) -> Getter:
    """The rate of a line, whose amounts stand behind all columns; a formula only where both are on the sheet.

    A 同比 that has no base to be computed from is printed as it was reported (同比增速（上报）), if it was.
    """
    of, base = parts_of(column)

    def ratio(line: RecordLine, row: int) -> Cell:
        said = said_growth(column, line)
        if said is not None:
            return said_rate(said)
        return linked(line.cells[of], line.cells[base], (of, base), at, row, column.compute)

    return ratio


def said_growth(column: FilledColumn, line: RecordLine) -> Decimal | None:
    """The reported 同比 in % that stands in for a computed one: only where a row has a 累计 and no base at all."""
    if column.compute != "growth" or column.period is None:
        return None
    of, base = parts_of(column)
    if line.cells[of].value is None or line.cells[base].value is not None:
        return None
    said = line.figures.get((reported_growth(column.indicator), column.period, Kind.ACTUAL))
    return said.value if said is not None else None


def linked(above: Cell, below: Cell, places: tuple[int, int], at: Mapping[int, str], row: int, compute: str) -> Cell:
    """A ratio, or a difference of two (百分点): with its formula where both stand on the sheet."""
    seen = set(places) <= at.keys()
    where = (f"{at[places[0]]}{row}", f"{at[places[1]]}{row}") if seen else ("", "")
    if compute == "points":
        found = points_of(above, below, where)
    else:
        found = ratio_of(above, below, where, growth=compute == "growth")
    return found if seen or not found.formula else plain_ratio(found)


def parts_of(column: FilledColumn) -> tuple[int, int]:
    """The columns that a ratio divides."""
    if column.of is None or column.base is None:
        raise TypeError(f"ratio column {column.id} does not name what it divides")
    return column.of, column.base
