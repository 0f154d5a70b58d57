"""Filling a form from a data set: pure, exact, nothing rounded, no reported number replaced by a computed one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TypeAlias

from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.fields import Money, Number, Value, Year
from qbs_desktop.domain.figure import Kind
from qbs_desktop.domain.forms.cells import (
    Figures,
    figure_cell,
    money_cell,
    month_value,
    number_cell,
    plain_ratio,
    ratio_cell,
    ratio_of,
)
from qbs_desktop.domain.forms.columns import Spelling, guide_row, head_cells
from qbs_desktop.domain.forms.filled import (
    BLANK,
    MARKED,
    Cell,
    FilledColumn,
    FilledForm,
    FilledRow,
    Line,
    RowKind,
)
from qbs_desktop.domain.forms.form import Form, spelled
from qbs_desktop.domain.forms.wording import title_words
from qbs_desktop.domain.indicators import Quantity
from qbs_desktop.domain.period import Period, Scheme
from qbs_desktop.domain.record import Record

SUM_AREAS = 30
"""From so many separate areas on, a total is written as SUMIF over the 序号 column (SUM takes 255 at most)."""
SUM_PARTS = 200
"""Areas in one SUM where a form has no 序号 column."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a form says besides the data. Empty texts print as blanks to fill in by hand; nothing is invented."""

    unit_name: str = ""
    unit_code: str = ""
    amount_unit: str = "亿元"
    number: str = ""
    maker: str = ""
    approval: str = ""
    head: str = ""
    filler: str = ""
    phone: str = ""
    left_out: frozenset[int] = field(default_factory=frozenset)
    """Subjects that are no longer members of the year's list (已出库)."""


@dataclass(slots=True)
class _Line:
    """One record on its way to a row."""

    record: Record
    depth: int
    first_child: bool
    serial: str
    figures: Figures
    main: str | None
    cells: list[Cell] = field(default_factory=list)


_Getter: TypeAlias = Callable[[_Line, int], Cell]
"""The cell of a line; the number is the sheet row, counted from 1."""


def fill(form: Form, data: Dataset, period: Period, context: Context) -> FilledForm:
    """Fill a form.

    Args:
        form: the definition.
        data: the records and figures; the form takes what it needs.
        period: the period reported; a year form given a month reports that month's year.
        context: unit, amount unit and what stands in the head and foot.

    Raises:
        Refusal: a month form without a month, or a month that the form's scheme does not have.
    """
    period = settle(form, period)
    context = replace(context, amount_unit=form.amount_unit or context.amount_unit)
    every = Spelling(form, data, period, context.amount_unit).columns()
    shown = [place for place, column in enumerate(every) if not column.hidden]
    if not shown:
        raise Refusal(f"“{form.sheet}”一栏也没有，请至少勾选一栏。")
    columns = _shown(every, shown)
    heads, head_rows = head_cells(columns)
    words = title_words(form, period, context.amount_unit, data.profile)
    empty = FilledForm(
        form=form,
        period=period,
        title=spelled(form.title, words),
        amount_unit=context.amount_unit,
        unit_name=context.unit_name,
        above=_above(form),
        below=_below(form, period, context),
        columns=columns,
        heads=heads,
        head_rows=head_rows,
        guide=guide_row(columns) if form.guide else (),
        rows=(),
        notes=tuple(spelled(note, words) for note in form.notes),
        footer="" if form.style == "annex" else _footer(context),
    )
    lines = list(_lines(form, data, context))
    body = empty.body_at + 1 + (1 if form.total and lines else 0)
    at = {place: letters(number) for number, place in enumerate(shown)}
    getters = [_getter(form, data, column, at) for column in every]
    for offset, line in enumerate(lines):
        line.cells = [BLANK] * len(every)
        for place in _rates_last(every):
            line.cells[place] = getters[place](line, body + offset)
    rows = tuple(_row(line, shown) for line in lines)
    if form.total and rows:
        rows = (_total(data, every, lines, body, at), *rows)
    return replace(empty, rows=rows, has_data=_has_data(period, every, lines))


def _rates_last(columns: Sequence[FilledColumn]) -> list[int]:
    """Places in the order of working out: a rate may stand before the amounts it is of."""
    return sorted(range(len(columns)), key=lambda place: columns[place].of is not None)


def _shown(every: Sequence[FilledColumn], shown: Sequence[int]) -> tuple[FilledColumn, ...]:
    """The columns on the sheet, naming each other by their places there."""
    now = {place: number for number, place in enumerate(shown)}
    return tuple(
        replace(
            one,
            of=now.get(one.of) if one.of is not None else None,
            base=now.get(one.base) if one.base is not None else None,
            adds=tuple(now[part] for part in one.adds if part in now),
        )
        for one in (every[place] for place in shown)
    )


def settle(form: Form, period: Period) -> Period:
    """The period the form reports when asked for `period`.

    Raises:
        Refusal: the form has no such period; the sentence says which it has.
    """
    if form.period == "year":
        return period.as_year()
    if not period.is_month:
        raise Refusal(f"“{form.sheet}”按月填报，请选一个月份（如 2026-10），不是 {period}。")
    if form.scheme == Scheme.STATISTICS and period.part == 1:
        raise Refusal(f"“{form.sheet}”按工业统计制度 1 月免报，第一期是 1—2 月（{period.year}-02）。")
    return period


# --- title block and foot ----------------------------------------------------------------------------------------


def _above(form: Form) -> tuple[Line, ...]:
    return (Line(left=form.label),) if form.label else ()


def _below(form: Form, period: Period, context: Context) -> tuple[Line, ...]:
    unit = context.amount_unit if form.unit == "amount" else form.unit
    if form.style == "annex":
        return (Line(right=f"单位：{unit}"),)
    when = period.label(Scheme(form.scheme))
    return (
        Line(right=f"表    号：{context.number}"),
        Line(right=f"制定机关：{context.maker}"),
        Line(right=f"文    号：{context.approval}"),
        Line(f"填报单位：{context.unit_name}", when, f"计量单位：{unit}"),
    )


def _footer(context: Context) -> str:
    return "        ".join(
        (
            f"单位负责人：{context.head or '　　　　'}",
            f"填表人：{context.filler or '　　　　'}",
            f"联系电话：{context.phone or '　　　　　　'}",
            "报出日期：　　　　年　　月　　日",
        )
    )


# --- rows --------------------------------------------------------------------------------------------------------


def _lines(form: Form, data: Dataset, context: Context) -> Iterator[_Line]:
    """Top-level records in list order, each with its 其中 rows behind it."""
    number = 0
    for record in data.top(form.ledger):
        if record.id in context.left_out or not _wanted(form, data, record):
            continue
        number += 1
        serial = "" if form.where or form.records else record.text("serial")
        yield from _family(form, data, record, serial or str(number), context)


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


def _family(form: Form, data: Dataset, record: Record, serial: str, context: Context) -> Iterator[_Line]:
    stack: list[tuple[Record, int, bool]] = [(record, 0, False)]
    while stack:
        one, depth, first = stack.pop()
        figures = data.figures(one)
        yield _Line(one, depth, first, serial if depth == 0 else "", figures, data.main_indicator(one))
        children = [child for child in data.children(one) if form.children and child.id not in context.left_out]
        stack.extend((child, depth + 1, place == 0) for place, child in reversed(list(enumerate(children))))


def _row(line: _Line, shown: Sequence[int]) -> FilledRow:
    kind = RowKind.RECORD if line.depth == 0 else RowKind.CHILD
    return FilledRow(
        kind, tuple(line.cells[place] for place in shown), line.record.id, line.record.uid, line.main, line.depth
    )


def _has_data(period: Period, columns: Sequence[FilledColumn], lines: Sequence[_Line]) -> bool:
    """Whether anything was entered: for a month, a figure of that month; for a year's list or plan, any row."""
    if not period.is_month:
        return bool(lines)
    own = [place for place, one in enumerate(columns) if one.source == "figure" and one.period == period]
    return any(line.cells[place].value is not None for line in lines for place in own)


# --- cells -------------------------------------------------------------------------------------------------------


def _getter(form: Form, data: Dataset, column: FilledColumn, at: Mapping[int, str]) -> _Getter:
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
        case _:
            return _computed_getter(form, column, at, comma=comma)


def _name(line: _Line) -> str:
    if line.depth == 0:
        return line.record.name
    indent = "　" * (line.depth - 1)
    return f"{indent}{'其中：' if line.first_child else ''}{line.record.text('serial')}{line.record.name}"


def _field_getter(data: Dataset, form: Form, column: FilledColumn) -> _Getter:
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


def _figure_getter(data: Dataset, column: FilledColumn, *, comma: bool) -> _Getter:
    period, kind = column.period, column.kind
    if period is None or kind is None:
        raise TypeError("a figure column has a period and a kind")
    if column.indicator == "main":
        show = figure_cell(Quantity.MONEY, column.unit, comma=comma)
        return lambda line, _row: show(line.figures.get((line.main, period, kind))) if line.main else BLANK
    key = (column.indicator, period, kind)
    show = figure_cell(data.indicators[column.indicator].quantity, column.unit, comma=comma)
    return lambda line, _row: show(line.figures.get(key))


def _computed_getter(form: Form, column: FilledColumn, at: Mapping[int, str], *, comma: bool) -> _Getter:
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

        def month(line: _Line, _row: int) -> Cell:
            last = line.figures.get(before) if column.previous else None  # type: ignore[arg-type]
            found = month_value(line.figures.get(own), last, first=column.previous is None, joined=joined)
            return money_cell(found, column.unit, comma=comma) if isinstance(found, Decimal) else found

        return month
    return _ratio_getter(column, at)


def _ratio_getter(column: FilledColumn, at: Mapping[int, str]) -> _Getter:
    """The rate of a line, whose amounts stand behind all columns; a formula only where both are on the sheet."""
    of, base = _parts(column)
    growth = column.compute == "growth"

    def ratio(line: _Line, row: int) -> Cell:
        return _linked(line.cells[of], line.cells[base], (of, base), at, row, growth=growth)

    return ratio


def _linked(
    above: Cell, below: Cell, places: tuple[int, int], at: Mapping[int, str], row: int, *, growth: bool
) -> Cell:
    if not set(places) <= at.keys():
        found = ratio_of(above, below, ("", ""), growth=growth)
        return plain_ratio(found) if found.formula else found
    return ratio_of(above, below, (f"{at[places[0]]}{row}", f"{at[places[1]]}{row}"), growth=growth)


def _parts(column: FilledColumn) -> tuple[int, int]:
    """The columns that a ratio divides."""
    if column.of is None or column.base is None:
        raise TypeError(f"ratio column {column.id} does not name what it divides")
    return column.of, column.base


def letters(column: int) -> str:
    """Column letters of a 0-based column: 0 → A, 26 → AA."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


# --- the 合计 row ------------------------------------------------------------------------------------------------


def _total(
    data: Dataset, columns: Sequence[FilledColumn], lines: Sequence[_Line], first: int, at: Mapping[int, str]
) -> FilledRow:
    """合计 over top-level rows: 其中 rows are never added, blanks and marks are left out, nothing at all is blank."""
    top = [(first + offset, line) for offset, line in enumerate(lines) if line.depth == 0]
    mixed = len({line.main for _, line in top if line.main}) > 1
    ledger = data.ledgers[lines[0].record.ledger]
    serial = next((at[n] for n, column in enumerate(columns) if column.source == "serial" and n in at), "")
    cells = [BLANK] * len(columns)
    for place in _rates_last(columns):
        column = columns[place]
        if column.source == "name":
            cells[place] = Cell(f"合计（{len(top)}{ledger.counter}）")
        elif column.compute in {"growth", "rate"}:
            cells[place] = _total_ratio(column, cells, [line for _, line in top], first - 1, at)
        elif column.compute == "progress":
            cells[place] = lines[0].cells[place]
        elif column.total and not (column.indicator == "main" and mixed):
            cells[place] = _sum(place, top, (first, first + len(lines) - 1), at, serial)
    return FilledRow(RowKind.TOTAL, tuple(cells[place] for place in at))


def _sum(
    place: int, top: Sequence[tuple[int, _Line]], rows: tuple[int, int], at: Mapping[int, str], serial: str
) -> Cell:
    shown = [line.cells[place] for _, line in top]
    values = [cell.value for cell in shown if isinstance(cell.value, Decimal)]
    if not values or any(cell.format.endswith("%") for cell in shown):
        return BLANK
    comma = any("," in cell.format for cell in shown)
    total = number_cell(sum(values, Decimal(0)), comma=comma)
    if place not in at:
        return total
    areas, column = _areas([row for row, _ in top]), at[place]
    if len(areas) > SUM_AREAS and serial:
        first, last = rows
        return total._replace(formula=f'SUMIF(${serial}${first}:${serial}${last},"<>",{column}{first}:{column}{last})')
    texts = [f"{column}{low}:{column}{high}" if low < high else f"{column}{low}" for low, high in areas]
    sums = [f"SUM({','.join(texts[n : n + SUM_PARTS])})" for n in range(0, len(texts), SUM_PARTS)]
    return total._replace(formula="+".join(sums))


def _areas(rows: Sequence[int]) -> list[tuple[int, int]]:
    areas: list[tuple[int, int]] = []
    for row in rows:
        if areas and areas[-1][1] == row - 1:
            areas[-1] = (areas[-1][0], row)
        else:
            areas.append((row, row))
    return areas


def _total_ratio(
    column: FilledColumn, cells: Sequence[Cell], top: Sequence[_Line], row: int, at: Mapping[int, str]
) -> Cell:
    """A ratio of totals, only where both totals are of the same rows; else the mark, for it would mislead.

    For 完成率 a row may have a plan and nothing completed yet, but not the other way round.
    """
    of, base = _parts(column)
    if cells[of].value is None:
        return BLANK
    covered = [tuple(isinstance(line.cells[one].value, Decimal) for one in (of, base)) for line in top]
    growth = column.compute == "growth"
    if any(above != below if growth else above and not below for above, below in covered):
        return MARKED
    return _linked(cells[of], cells[base], (of, base), at, row, growth=growth)
