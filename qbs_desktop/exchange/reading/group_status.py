"""Rows under （一）续建项目 (分组说的年度状态): the heading says what a column of its own would say for each row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from qbs_desktop.domain.finding import Grade, SheetFinding
from qbs_desktop.domain.ledgers.project import YEAR_STATUSES
from qbs_desktop.exchange.locating.tables import Table
from qbs_desktop.exchange.reading.readings import RowRead
from qbs_desktop.exchange.reading.rows import BodyRow, RowKind
from qbs_desktop.exchange.words.units import fold

_FIELD = "year_status"
_HEADING = re.compile(
    r"(?:\(?[一二三四五六七八九十\d]+\)?[、.]?)?(?:20\d\d年)?"
    rf"({'|'.join(YEAR_STATUSES)})(?:重点|产业|建设)?(?:类|项目|工程)*(?:\([^()]*\))?:?"
)


def with_status(
    table: Table, bodies: Sequence[BodyRow], rows: Sequence[RowRead], name_column: int
) -> tuple[list[RowRead], list[SheetFinding]]:
    """The rows with the 年度状态 of the heading above them, where the table has no column of it; said per heading."""
    if not table.words.ledger.has(_FIELD) or table.column_of(_FIELD) is not None:
        return list(rows), []
    found: list[RowRead] = []
    told: list[SheetFinding] = []
    above: tuple[BodyRow, str] | None = None
    for body, row in zip(bodies, rows, strict=True):
        if body.kind is RowKind.GROUP:
            said = _HEADING.fullmatch(fold(body.name))
            if said is not None:
                above = (body, said[1])
                message = f"“{body.name}”下面的各行按年度状态“{said[1]}”读入。"
                cell = table.sheet.place(body.number, name_column)
                rule = "import.group_status"
                told.append(SheetFinding(Grade.HINT, rule, table.sheet.name, cell, body.name, message))
            elif above is not None and body.depth <= above[0].depth:
                above = None
        elif body.kind is RowKind.TOTAL:
            above = None
        under = above if body.kind is RowKind.RECORD else None
        found.append(row if under is None else _given(row, under[1], table.sheet.place(under[0].number, name_column)))
    return found, told


def _given(row: RowRead, status: str, cell: str) -> RowRead:
    return replace(row, values={**row.values, _FIELD: status}, cells={**row.cells, _FIELD: cell})
