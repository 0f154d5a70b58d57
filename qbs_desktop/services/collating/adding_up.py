"""Whether a return adds up (合计与明细相符): each 合计 against the sum of the rows it stands over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from qbs_desktop.services.collating.reported import Reported
from qbs_desktop.services.collating.said_table import MAIN, Column, SaidTable


class Unequal(NamedTuple):
    """A total that is not the sum of its rows: its sheet, cell and column, what it says, what the rows add up to."""

    sheet: str
    cell: str
    column: Column
    total: int
    summed: int


def unequal(said: Reported) -> Iterator[Unequal]:
    """The totals that differ, sheet by sheet; 其中 rows are not added."""
    for table in said.tables:
        sums = _sums(table)
        for column, (total, cell) in table.totals.items():
            if total != sums.get(column, 0):
                yield Unequal(table.sheet, cell, column, total, sums.get(column, 0))


def _sums(table: SaidTable) -> dict[Column, int]:
    """The sums of columns that can have a total: not of those in which every row has its own indicator."""
    sums: dict[Column, int] = {}
    for one in table.filled:
        if one.column.indicator != MAIN:
            rows = zip(one.at, one.values, strict=True)
            counted = (value for at, value in rows if value is not None and not table.parents[at])
            sums[one.column] = sums.get(one.column, 0) + sum(counted)
    return sums
