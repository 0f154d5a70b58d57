"""A filled form: exactly what a sheet shows, cell by cell, with the record and figure behind each cell.

The window's preview, the workbook, the printed page and the seal are all made from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from qbs_desktop.domain.amount import grouped
from qbs_desktop.domain.figure import Kind
from qbs_desktop.domain.forms.form import Form
from qbs_desktop.domain.period import Period

MARK = "——"
"""不适用 as printed."""


class Cell(NamedTuple):
    """One cell: a text, an exact number in the unit shown (a percentage as a fraction), or blank.

    `format` is the number format, which shows every digit of a reported number; `formula` (without ``=``) computes
    the value inside the sheet.
    """

    value: str | Decimal | None = None
    format: str = ""
    formula: str = ""

    @property
    def is_mark(self) -> bool:
        """Whether the cell says 不适用."""
        return self.value == MARK

    def text(self) -> str:
        """What the cell shows."""
        if not isinstance(self.value, Decimal):
            return self.value or ""
        places = len(self.format.partition(".")[2].rstrip("%"))
        if self.format.endswith("%"):
            return grouped(self.value * 100, places) + "%"
        shown = grouped(self.value, places)
        return shown if "," in self.format else shown.replace(",", "")


BLANK = Cell()
MARKED = Cell(MARK)


class RowKind(StrEnum):
    """What a row is; only records count in totals. A section heads the groups of a form over groups (汇总表)."""

    RECORD = "record"
    CHILD = "child"
    TOTAL = "total"
    SECTION = "section"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class FilledRow:
    """One body row. `line` is the indicator of the record's yearly line (main), `depth` of a 其中 row ≥ 1."""

    kind: RowKind
    cells: tuple[Cell, ...]
    record_id: int | None = None
    uid: str = ""
    line: str | None = None
    depth: int = 0


@dataclass(frozen=True, slots=True)
class FilledColumn:
    """One column with what its cells are of."""

    id: str
    heads: tuple[str, ...]
    source: str
    width: int
    field: str = ""
    indicator: str = ""
    period: Period | None = None
    kind: Kind | None = None
    compute: str = ""
    of: int | None = None
    base: int | None = None
    numeric: bool = False
    total: bool = False
    wrap: bool = False
    unit: str = ""
    options: tuple[str, ...] = ()
    previous: Period | None = None
    decimals: int | None = None
    adds: tuple[int, ...] = ()
    hidden: bool = False
    count: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """What is behind a cell: for the jump from a form to its record, and for a city that follows a number home."""

    record_id: int | None
    uid: str
    field: str = ""
    indicator: str = ""
    period: Period | None = None
    kind: Kind | None = None
    computed: bool = False


class HeadCell(NamedTuple):
    """One cell of the head, in rows and columns of the head (0-based)."""

    row: int
    column: int
    rows: int
    columns: int
    text: str


class Line(NamedTuple):
    """One line above the head: texts at the left, in the middle and at the right."""

    left: str = ""
    centre: str = ""
    right: str = ""


@dataclass(frozen=True, slots=True)
class FilledForm:
    """One filled form. Rows of the sheet, in order: title block, head, guide row, body, notes, footer.

    `exact` are the exact numbers behind body cells (row, column) that are printed with fewer decimals.
    """

    form: Form
    period: Period
    title: str
    amount_unit: str
    unit_name: str
    above: tuple[Line, ...]
    below: tuple[Line, ...]
    columns: tuple[FilledColumn, ...]
    heads: tuple[HeadCell, ...]
    head_rows: int
    guide: tuple[str, ...]
    rows: tuple[FilledRow, ...]
    notes: tuple[str, ...] = ()
    footer: str = ""
    has_data: bool = True
    exact: Mapping[tuple[int, int], Decimal] = field(default_factory=dict)

    @property
    def head_at(self) -> int:
        """Sheet row (0-based) in which the head begins."""
        return len(self.above) + 1 + len(self.below)

    @property
    def body_at(self) -> int:
        """Sheet row (0-based) of the first body row."""
        return self.head_at + self.head_rows + bool(self.guide)

    def trace(self, row: int, column: int) -> Trace:
        """What is behind a body cell; row and column count from 0 in the body."""
        one, spec = self.rows[row], self.columns[column]
        indicator = (one.line or "") if spec.indicator == "main" else spec.indicator
        return Trace(
            one.record_id, one.uid, spec.field, indicator, spec.period, spec.kind, computed=spec.source == "computed"
        )

    def merged_serials(self) -> list[tuple[int, int]]:
        """Body rows (first, last) whose 序号 cell is one: a record with its 其中 rows."""
        spans: list[tuple[int, int]] = []
        start = 0
        for index, row in enumerate((*self.rows, None)):
            if row is None or row.depth == 0:
                if index - start > 1:
                    spans.append((start, index - 1))
                start = index
        return spans
