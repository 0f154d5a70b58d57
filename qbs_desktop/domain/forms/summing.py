"""Sums of a form's rows: the 合计 row with its formulas, and when a rate of sums says something."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from qbs_desktop.domain import growth
from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.forms.cells import RATIO, number_cell, ratio_cell, said_rate
from qbs_desktop.domain.forms.filled import BLANK, MARKED, Cell, FilledColumn, FilledRow, RowKind
from qbs_desktop.domain.forms.lines import RecordLine, linked, parts_of, rates_last, said_growth

SUM_AREAS = 30
"""From so many separate areas on, a total is written as SUMIF over the 序号 column (SUM takes 255 at most)."""
SUM_PARTS = 200
"""Areas in one SUM where a form has no 序号 column."""


def total_row(
    data: Dataset, columns: Sequence[FilledColumn], lines: Sequence[RecordLine], first: int, at: Mapping[int, str]
) -> FilledRow:
    """合计 over top-level rows: 其中 rows are never added, blanks and marks are left out, nothing at all is blank."""
    top = [(first + offset, line) for offset, line in enumerate(lines) if line.depth == 0]
    sums = [(row, line.cells) for row, line in top]
    mixed = len({line.main for _, line in top if line.main}) > 1
    ledger = data.ledgers[lines[0].record.ledger]
    serial = next((at[n] for n, column in enumerate(columns) if column.source == "serial" and n in at), "")
    cells = [BLANK] * len(columns)
    for place in rates_last(columns):
        column = columns[place]
        if column.source == "name":
            cells[place] = Cell(f"合计（{len(top)}{ledger.counter}）")
        elif column.compute == "points":
            of, base = parts_of(column)
            cells[place] = linked(cells[of], cells[base], (of, base), at, first - 1, column.compute)
        elif column.compute in {"growth", "rate"}:
            cells[place] = ratio_of_sums(column, cells, [line for _, line in top], first - 1, at)
        elif column.compute == "progress":
            cells[place] = lines[0].cells[place]
        elif column.total and not (column.indicator == "main" and mixed):
            cells[place] = sum_cell(place, sums, (first, first + len(lines) - 1), at, serial)
    return FilledRow(RowKind.TOTAL, tuple(cells[place] for place in at))


def sum_cell(
    place: int, top: Sequence[tuple[int, Sequence[Cell]]], rows: tuple[int, int], at: Mapping[int, str], serial: str
) -> Cell:
    """The sum of a column over top rows (sheet row, cells) as a formula with its value; `rows` first to last."""
    shown = [cells[place] for _, cells in top]
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


def ratio_of_sums(
    column: FilledColumn, cells: Sequence[Cell], top: Sequence[RecordLine], row: int, at: Mapping[int, str]
) -> Cell:
    """A ratio of totals, only where both totals are of the same rows; else the mark, for it would mislead.

    For 完成率 a row may have a plan and nothing completed yet, but not the other way round.
    """
    of, base = parts_of(column)
    if cells[of].value is None:
        return BLANK
    covered = [tuple(isinstance(line.cells[one].value, Decimal) for one in (of, base)) for line in top]
    if any(above != below if column.compute == "growth" else above and not below for above, below in covered):
        return MARKED
    return linked(cells[of], cells[base], (of, base), at, row, column.compute)


def growth_with_said(column: FilledColumn, top: Sequence[RecordLine]) -> Cell | None:
    """The 同比 of rows some of which have a reported growth in place of a base; None if none has, or a row lacks both.

    The base of such a row follows from what was reported. One row alone keeps its growth as it was reported.
    """
    said = {at: rate for at, line in enumerate(top) if (rate := said_growth(column, line)) is not None}
    if not said:
        return None
    of, base = parts_of(column)
    sides = [(line.cells[of].value, line.cells[base].value) for line in top]
    done, whole = Decimal(0), Fraction(0)
    for at, (above, below) in enumerate(sides):
        if isinstance(above, Decimal):
            based = growth.base_of(above, said[at]) if at in said else _exactly(below)
            if based is None:
                return None
            done, whole = done + above, whole + based
        elif isinstance(below, Decimal):
            return None
    if whole <= 0:
        return None
    if len(said) == sum(isinstance(above, Decimal) for above, _below in sides) == 1:
        return said_rate(*said.values())
    return ratio_cell(done, RATIO.divide(Decimal(whole.numerator), Decimal(whole.denominator)), "", less_one=True)


def _exactly(value: str | Decimal | None) -> Fraction | None:
    return Fraction(value) if isinstance(value, Decimal) else None
