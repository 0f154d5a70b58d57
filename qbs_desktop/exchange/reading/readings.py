"""Readings (读数): what a sheet says in the words of a ledger, before anyone asks what it would change."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from qbs_desktop.domain.fields import Value
from qbs_desktop.domain.finding import Grade, SheetFinding
from qbs_desktop.domain.period import Period
from qbs_desktop.exchange.locating.corrections import Corrections, Layout, TableKey
from qbs_desktop.exchange.reading.plain_figures import FigureRead, PlainFigures
from qbs_desktop.exchange.reading.rows import RowKind
from qbs_desktop.exchange.sheets.cells import Sheet
from qbs_desktop.exchange.words.units import fold

_OF_MONTH = re.compile(r"@\d{4}-\d\d/(?:actual|month)$")
"""Column ids of months' results."""


@dataclass(frozen=True, slots=True)
class RowRead:
    """One row of a table. `parent` is the row number of the record it belongs to as an 其中 row.

    `months` are 本月 figures; `reporter` the 报送单位 beside it, by which a city's rows of one name are told apart.
    `cells` says where each field came from; `rejected` rows have at least one 强制 finding.
    """

    number: int
    kind: RowKind
    name: str = ""
    printed: str = ""
    parent: int | None = None
    values: Mapping[str, Value] = field(default_factory=dict)
    figures: Sequence[FigureRead] = ()
    months: tuple[FigureRead, ...] = ()
    cells: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[SheetFinding, ...] = ()
    rejected: bool = False
    reporter: str = ""

    @property
    def has_open_measure(self) -> bool:
        """Whether a figure of the row is of a measure that the table does not name."""
        figures = self.figures
        return any(one.open_measure for one in (figures.columns if isinstance(figures, PlainFigures) else figures))


@dataclass(frozen=True, slots=True)
class TableRead:
    """One table of a sheet as read; `ledger` None for a sheet that was not recognised.

    Attributes:
        ordinal: which table of its sheet it is, from 0; with the sheet its key for corrections.
        heads: column letters → the head's words, folded.
        why: column letters → why a column is not imported.
        units: column letters → unit of its amounts, where the column has one.
        period: the table's own period, for heads without a year or month.
        last: its last row.
        head_print: what its head looks like, for layouts that are kept.
        layout: print of the layout that was applied to it, if any.
    """

    sheet: str
    ledger: str | None
    score: float
    title: str = ""
    amount_unit: str | None = None
    header_rows: tuple[int, int] | None = None
    columns: Mapping[str, str | None] = field(default_factory=dict)
    rows: tuple[RowRead, ...] = ()
    findings: tuple[SheetFinding, ...] = ()
    ordinal: int = 0
    heads: Mapping[str, str] = field(default_factory=dict)
    why: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    period: Period | None = None
    last: int = 0
    head_print: str = ""
    layout: str = ""

    @property
    def key(self) -> TableKey:
        """Which table of the workbook this is."""
        return self.sheet, self.ordinal

    @property
    def entry_unit(self) -> str | None:
        """The unit in which months are filled in: that of its months' columns if they share one, else the table's."""
        here = self.units.keys() & self.columns.keys()
        months = {self.units[at] for at in here if _OF_MONTH.search(self.columns[at] or "")}
        return months.pop() if len(months) == 1 else self.amount_unit


@dataclass(frozen=True, slots=True)
class Wish:
    """What the clerk said beforehand: ledger, sheet, period of heads without a year, unit of amounts.

    `corrections` are about single tables and go before everything else; `layouts` are known from earlier imports and
    are applied where their head is found; `report_period` is the one the office works on, for layouts that ask for it.
    `year` is the year being filled in (填报年度), which the program itself knows.
    """

    ledger: str | None = None
    sheet: str | None = None
    period: Period | None = None
    amount_unit: str | None = None
    corrections: Mapping[TableKey, Corrections] = field(default_factory=dict)
    layouts: tuple[Layout, ...] = ()
    report_period: Period | None = None
    year: int | None = None


def without_twins(sheet: Sheet, rows: Sequence[RowRead], name_column: int) -> list[RowRead]:
    """The rows, a second row of one name under one parent rejected: the file itself does not say which is right."""
    seen: dict[tuple[int | None, str, str], int] = {}
    return list(_twins(sheet, rows, name_column, seen))


def _twins(
    sheet: Sheet, rows: Sequence[RowRead], name_column: int, seen: dict[tuple[int | None, str, str], int]
) -> Iterator[RowRead]:
    for row in rows:
        if row.kind is not RowKind.RECORD or not row.name:
            yield row
            continue
        key = (row.parent, fold(row.name), fold(row.reporter))
        first = seen.setdefault(key, row.number)
        if first == row.number or _told_apart(row):
            yield row
            continue
        finding = SheetFinding(
            Grade.ERROR,
            "import.twice",
            sheet.name,
            sheet.place(row.number, name_column),
            row.name,
            f"与第{first}行重名，看不出以哪一行为准；请删去一行，或填写代码加以区分。",
        )
        yield replace(row, findings=(*row.findings, finding), rejected=True)


def _told_apart(row: RowRead) -> bool:
    return bool(row.values.get("credit_code") or row.values.get("project_code"))
