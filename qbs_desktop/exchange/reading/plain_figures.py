"""Plain figures of a row (平常的数): the amounts about which there is nothing to say, as one text instead of objects.

A list of a hundred thousand rows has millions of figures, nearly all exact amounts in columns that mean the same in
every row. They are kept, sent and compared as their digits; a `FigureRead` is made when one is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple, overload

from qbs_desktop.domain.figure import Figure, Kind
from qbs_desktop.domain.period import Period


class FigureRead(NamedTuple):
    """One figure with its cell. `open_measure`: the table names no measure, so `unstated` stands in for it.

    Among a row's `months` it is the month's own figure (本月), to be held against the 累计 or made into one.
    """

    indicator: str
    period: Period
    kind: Kind
    figure: Figure
    cell: str
    open_measure: bool = False


class FigureColumn(NamedTuple):
    """What the figures of a column have in common."""

    indicator: str
    period: Period
    kind: Kind
    letters: str
    open_measure: bool = False


class PlainFigures(Sequence[FigureRead]):
    """The plain figures of one row, in the order of their columns; equal to a tuple of the same figures."""

    __slots__ = ("columns", "digits", "row")

    def __init__(self, row: int, columns: tuple[FigureColumn, ...], digits: str) -> None:
        """For a row of the file; `digits` are the values in 元, a blank between each two."""
        self.row, self.columns, self.digits = row, columns, digits

    @property
    def values(self) -> Iterator[Decimal]:
        """The amounts alone."""
        return map(Decimal, self.digits.split(" "))

    def __iter__(self) -> Iterator[FigureRead]:
        """Each figure."""
        for column, value in zip(self.columns, self.values, strict=True):
            yield self._figure(column, value)

    def __len__(self) -> int:
        """How many there are."""
        return len(self.columns)

    @overload
    def __getitem__(self, at: int) -> FigureRead: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[FigureRead, ...]: ...
    def __getitem__(self, at: int | slice) -> FigureRead | tuple[FigureRead, ...]:
        """One figure, or some."""
        if isinstance(at, slice):
            return tuple(self)[at]
        return self._figure(self.columns[at], Decimal(self.digits.split(" ")[at]))

    def _figure(self, column: FigureColumn, value: Decimal) -> FigureRead:
        indicator, period, kind, letters, is_open = column
        return FigureRead(indicator, period, kind, Figure(value), f"{letters}{self.row}", is_open)

    def __eq__(self, other: object) -> bool:
        """Whether the same figures are in it."""
        return isinstance(other, tuple | PlainFigures) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        """Of the figures."""
        return hash(tuple(self))

    def __repr__(self) -> str:
        """As the tuple."""
        return repr(tuple(self))


class Places(Mapping[str, str]):
    """Where the fields of a row stand: field → cell. The letters are shared by all rows that are filled alike."""

    __slots__ = ("letters", "row")

    def __init__(self, row: int, letters: Mapping[str, str]) -> None:
        """For a row; `letters` are the columns of its fields."""
        self.row, self.letters = row, letters

    def __getitem__(self, field: str) -> str:
        """The cell of a field."""
        return f"{self.letters[field]}{self.row}"

    def __iter__(self) -> Iterator[str]:
        """The fields."""
        return iter(self.letters)

    def __len__(self) -> int:
        """How many fields there are."""
        return len(self.letters)

    def __repr__(self) -> str:
        """As the dictionary."""
        return repr(dict(self))
