"""One sheet of a return as it says it (报表里的一张表), column by column: whole returns go to the lists that way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import NamedTuple

from qbs_desktop.domain.fields import Stored

MAIN = "main"
"""The indicator of a column in which every row has its own, that of its yearly line."""


class SaidFigure(NamedTuple):
    """One figure: whose, of what, its integer in the indicator's scale (None: 不适用), and its cell."""

    uid: str
    indicator: str
    period: int
    kind: int
    value: int | None
    cell: str


class Column(NamedTuple):
    """A figure column of a sheet: indicator (or `MAIN`), period code, kind."""

    indicator: str
    period: int
    kind: int


class SaidRow(NamedTuple):
    """One record: its permanent id, its parent's, the indicator of its yearly line, the stored fields it says."""

    uid: str
    parent: str
    main: str
    stored: dict[str, Stored]
    sheet_row: int


@dataclass(frozen=True, slots=True)
class SaidColumn:
    """Figures of one thing that stand in one column, from top to bottom.

    Attributes:
        column: the column they stand in.
        line: what they are of: the same, with the rows' own indicator where each row has its own.
        letter: the column's letters.
        at: the places of their rows.
        values: their integers (None: 不适用).
    """

    column: Column
    line: Column
    letter: str
    at: Sequence[int]
    values: Sequence[int | None]


@dataclass(slots=True)
class SaidTable:
    """One sheet: the list it is of, its records and figures, what its 合计 row says by (indicator, period, kind).

    Attributes:
        uids: the permanent ids of its records; `parents`, `mains`, `sheet_rows` and the columns of `stored` stand
            beside them, row by row.
        stored: field → what the rows say of it, None where a row says nothing.
    """

    sheet: str
    ledger: str
    empty: bool
    fields: tuple[str, ...]
    columns: tuple[Column, ...]
    uids: list[str] = field(default_factory=list)
    parents: list[str] = field(default_factory=list)
    mains: list[str] = field(default_factory=list)
    sheet_rows: list[int] = field(default_factory=list)
    stored: dict[str, list[Stored]] = field(default_factory=dict)
    filled: list[SaidColumn] = field(default_factory=list)
    totals: dict[Column, tuple[int, str]] = field(default_factory=dict)

    def cells(self, one: SaidColumn) -> list[str]:
        """The cells of a column's figures."""
        return [f"{one.letter}{self.sheet_rows[at]}" for at in one.at]

    @property
    def rows(self) -> list[SaidRow]:
        """The records row by row."""
        names = tuple(self.stored)
        columns = zip(*self.stored.values(), strict=True) if names else ((),) * len(self.uids)
        heads = zip(self.uids, self.parents, self.mains, columns, self.sheet_rows, strict=True)
        return [
            SaidRow(uid, parent, main, {k: v for k, v in zip(names, said, strict=True) if v is not None}, number)
            for uid, parent, main, said, number in heads
        ]

    @property
    def figures(self) -> list[SaidFigure]:
        """The figures row by row, as they stand in the sheet."""
        found = [
            (at, place, SaidFigure(self.uids[at], *one.line, value, cell))
            for place, one in enumerate(self.filled)
            for at, value, cell in zip(one.at, one.values, self.cells(one), strict=True)
        ]
        found.sort(key=itemgetter(0, 1))
        return [figure for _at, _place, figure in found]

    def let_go(self) -> None:
        """Forget the rows, which are many; what the sheet is stays known."""
        self.uids, self.parents, self.mains, self.sheet_rows = [], [], [], []
        self.stored, self.filled, self.totals = {}, [], {}
