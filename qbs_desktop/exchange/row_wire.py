"""Rows on the wire (数据行的传送): a long list as short texts instead of hundreds of thousands of objects.

Most figures of a row are a number in a column that means the same in every row, at the place where it is expected.
Such a one travels as its digits; everything else as it is. Both ends agree exactly (tests hold every fixture against
it), and what comes in is only taken in the form that `packed` gives.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeAlias, cast

from qbs_desktop.domain.figure import Figure, Kind
from qbs_desktop.domain.period import Period
from qbs_desktop.exchange.readings import FigureRead, RowRead
from qbs_desktop.exchange.wire import Broken

Packed: TypeAlias = tuple[Any, ...]
"""Columns, places and rows."""
_Column: TypeAlias = tuple[str, Period, Kind, str, bool]
"""Indicator, period, kind, letters, and whether the measure is open."""
_AS_IT_IS = -1


@dataclass
class _Packer:
    """Columns and places met so far, each with its number."""

    columns: dict[_Column, int] = field(default_factory=dict)
    places: dict[tuple[tuple[str, str], ...], int] = field(default_factory=dict)

    def figures(self, number: int, figures: Sequence[FigureRead]) -> tuple[tuple[int, ...], tuple[object, ...]]:
        """Which column each figure belongs to, and its digits."""
        digits = str(number)
        columns: list[int] = []
        shown: list[object] = []
        for one in figures:
            value = one.figure.value
            plain = value is not None and one.figure.op is None and one.figure.source_id is None
            if plain and one.cell.endswith(digits):
                column = (one.indicator, one.period, one.kind, one.cell[: -len(digits)], one.open_measure)
                columns.append(self.columns.setdefault(column, len(self.columns)))
                shown.append(str(value))
            else:
                columns.append(_AS_IT_IS)
                shown.append(one)
        return tuple(columns), tuple(shown)

    def cells(self, number: int, cells: Mapping[str, str]) -> object:
        """The number of the places of a row's fields; the places as they are where they are in other rows."""
        digits = str(number)
        if not all(place.endswith(digits) for place in cells.values()):
            return dict(cells)
        places = tuple((name, place[: -len(digits)]) for name, place in cells.items())
        return self.places.setdefault(places, len(self.places))


def packed(rows: Sequence[RowRead]) -> Packed:
    """Rows as they travel."""
    packer = _Packer()
    lines = [
        (
            row.number,
            row.kind,
            row.name,
            row.printed,
            row.parent,
            row.values,
            packer.figures(row.number, row.figures),
            packer.figures(row.number, row.months),
            packer.cells(row.number, row.cells),
            row.findings,
            row.rejected,
        )
        for row in rows
    ]
    return tuple(packer.columns), tuple(packer.places), lines


def unpacked(message: object) -> list[RowRead]:
    """The rows again.

    Raises:
        Broken: it is not what `packed` gives.
    """
    try:
        columns, places, lines = cast("Packed", message)
        return [_row(columns, places, line) for line in lines]
    except (TypeError, ValueError, LookupError, AttributeError, ArithmeticError) as fault:
        raise Broken(repr(fault)) from fault


def _row(columns: Sequence[_Column], places: Sequence[tuple[tuple[str, str], ...]], line: tuple[Any, ...]) -> RowRead:
    number, kind, name, printed, parent, values, figures, months, cells, findings, rejected = line
    if not isinstance(cells, dict):
        cells = {one: f"{letters}{number}" for one, letters in places[cells]}
    return RowRead(
        number,
        kind,
        name,
        printed,
        parent,
        values,
        _figures(columns, number, *figures),
        _figures(columns, number, *months) if months[0] else (),
        cells,
        findings,
        rejected,
    )


def _figures(
    columns: Sequence[_Column], number: int, which: Sequence[int], shown: Sequence[object]
) -> tuple[FigureRead, ...]:
    found: list[FigureRead] = []
    for at, one in zip(which, shown, strict=True):
        if at != _AS_IT_IS:
            indicator, period, kind, letters, is_open = columns[at]
            figure = Figure(Decimal(one))  # type: ignore[arg-type]
            found.append(FigureRead(indicator, period, kind, figure, f"{letters}{number}", is_open))
        elif isinstance(one, FigureRead):
            found.append(one)
        else:
            raise TypeError(one)
    return tuple(found)
