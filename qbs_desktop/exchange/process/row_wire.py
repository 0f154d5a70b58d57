"""Rows on the wire (数据行的传送): a long list as short texts instead of hundreds of thousands of objects.

The plain figures of a row travel as their digits (`plain_figures`), its places as the letters that it shares with other
rows; everything else as it is. Both ends agree exactly (tests hold every fixture against it), and what comes in is
only taken in the form that `packed` gives.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias, cast

from qbs_desktop.domain.figure import Kind
from qbs_desktop.domain.period import Period
from qbs_desktop.exchange.process.wire import Broken
from qbs_desktop.exchange.reading.plain_figures import FigureColumn, FigureRead, Places, PlainFigures
from qbs_desktop.exchange.reading.readings import RowRead

Packed: TypeAlias = tuple[Any, ...]
"""Sets of columns, sets of places, and rows."""
_SHARED = 20_000
"""Texts and columns of a table kept once; a long list repeats its trades and persons."""
_DIGITS = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?: -?[0-9]+(?:\.[0-9]+)?)*", re.ASCII)


@dataclass
class _Packer:
    """Sets of columns and of places met so far, each with its number."""

    columns: dict[tuple[FigureColumn, ...], int] = field(default_factory=dict)
    places: dict[tuple[tuple[str, str], ...], int] = field(default_factory=dict)

    def figures(self, figures: Sequence[FigureRead]) -> object:
        """The number of the columns and the digits of plain figures; others as they are."""
        if not isinstance(figures, PlainFigures):
            return tuple(figures)
        return self.columns.setdefault(figures.columns, len(self.columns)), figures.digits

    def cells(self, cells: Mapping[str, str]) -> object:
        """The number of the places of a row's fields; the places as they are in a sheet that was turned over."""
        if not isinstance(cells, Places):
            return dict(cells)
        return self.places.setdefault(tuple(cells.letters.items()), len(self.places))


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
            packer.figures(row.figures),
            row.months,
            packer.cells(row.cells),
            row.findings,
            row.rejected,
            row.reporter,
        )
        for row in rows
    ]
    return [tuple(map(tuple, columns)) for columns in packer.columns], list(packer.places), lines


class Unpacker:
    """Makes the rows of one table again; what they share is kept once."""

    def __init__(self) -> None:
        """Nothing has come yet."""
        self._shared: dict[Hashable, Any] = {}

    def rows(self, message: object) -> list[RowRead]:
        """The rows again.

        Raises:
            Broken: it is not what `packed` gives.
        """
        try:
            columns, places, lines = cast("Packed", message)
            sets = [self._once(tuple(map(_column, one))) for one in columns]
            letters = [self._letters(one) for one in places]
            return [self._row(sets, letters, line) for line in lines]
        except (TypeError, ValueError, LookupError, AttributeError) as fault:
            raise Broken(repr(fault)) from fault

    def _once(self, columns: tuple[FigureColumn, ...]) -> tuple[FigureColumn, ...]:
        return cast("tuple[FigureColumn, ...]", self._shared.setdefault(columns, columns))

    def _letters(self, places: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
        if places not in self._shared:
            self._shared[places] = dict(places)
        return cast("Mapping[str, str]", self._shared[places])

    def _row(
        self, sets: Sequence[tuple[FigureColumn, ...]], letters: Sequence[Mapping[str, str]], line: tuple[Any, ...]
    ) -> RowRead:
        number, kind, name, printed, parent, values, figures, months, cells, findings, rejected, reporter = line
        if not isinstance(cells, dict):
            cells = Places(number, letters[cells])
        for one, value in values.items():
            if type(value) is str:
                values[one] = self._shared.setdefault(value, value) if len(self._shared) < _SHARED else value
        return RowRead(
            number,
            kind,
            name,
            printed,
            parent,
            values,
            _figures(sets, number, figures),
            tuple(map(_whole, months)),
            cells,
            findings,
            rejected,
            reporter,
        )


def _figures(sets: Sequence[tuple[FigureColumn, ...]], number: int, told: tuple[Any, ...]) -> Sequence[FigureRead]:
    if len(told) == 2 and isinstance(told[1], str):
        columns, digits = sets[told[0]], told[1]
        if _DIGITS.fullmatch(digits) is None or digits.count(" ") + 1 != len(columns):
            raise ValueError(digits)
        return PlainFigures(number, columns, digits)
    return tuple(map(_whole, told))


def _whole(one: object) -> FigureRead:
    if isinstance(one, FigureRead):
        return one
    raise TypeError(one)


def _column(told: tuple[Any, ...]) -> FigureColumn:
    indicator, period, kind, letters, is_open = told
    if not (isinstance(period, Period) and isinstance(kind, Kind)):
        raise TypeError(told)
    return FigureColumn(str(indicator), period, kind, str(letters), bool(is_open))
