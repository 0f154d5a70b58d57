"""Readings (读数): what a sheet says in the words of a ledger, before anyone asks what it would change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from qbs_desktop.domain.fields import Value
from qbs_desktop.domain.figure import Figure, Kind
from qbs_desktop.domain.finding import Grade, SheetFinding
from qbs_desktop.domain.period import Period
from qbs_desktop.exchange.cells import coordinate
from qbs_desktop.exchange.rows import RowKind
from qbs_desktop.exchange.units import fold


@dataclass(frozen=True, slots=True)
class FigureRead:
    """One figure with its cell. `open_measure`: the table names no measure, so `unstated` stands in for it."""

    indicator: str
    period: Period
    kind: Kind
    figure: Figure
    cell: str
    open_measure: bool = False


@dataclass(frozen=True, slots=True)
class RowRead:
    """One row of a table. `parent` is the row number of the record it belongs to as an 其中 row.

    `cells` says where each field came from; `rejected` rows have at least one 强制 finding.
    """

    number: int
    kind: RowKind
    name: str = ""
    printed: str = ""
    parent: int | None = None
    values: Mapping[str, Value] = field(default_factory=dict)
    figures: tuple[FigureRead, ...] = ()
    cells: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[SheetFinding, ...] = ()
    rejected: bool = False


@dataclass(frozen=True, slots=True)
class TableRead:
    """One table of a sheet as read; `ledger` None for a sheet that was not recognised."""

    sheet: str
    ledger: str | None
    score: float
    title: str = ""
    amount_unit: str | None = None
    header_rows: tuple[int, int] | None = None
    columns: Mapping[str, str | None] = field(default_factory=dict)
    rows: tuple[RowRead, ...] = ()
    findings: tuple[SheetFinding, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """What the clerk said beforehand: ledger, sheet, period of heads without a year, unit of amounts."""

    ledger: str | None = None
    sheet: str | None = None
    period: Period | None = None
    amount_unit: str | None = None


def without_twins(sheet: str, rows: Sequence[RowRead], name_column: int) -> list[RowRead]:
    """The rows, a second row of one name under one parent rejected: the file itself does not say which is right."""
    seen: dict[tuple[int | None, str], int] = {}
    return list(_twins(sheet, rows, name_column, seen))


def _twins(
    sheet: str, rows: Sequence[RowRead], name_column: int, seen: dict[tuple[int | None, str], int]
) -> Iterator[RowRead]:
    for row in rows:
        if row.kind is not RowKind.RECORD or not row.name:
            yield row
            continue
        key = (row.parent, fold(row.name))
        first = seen.setdefault(key, row.number)
        if first == row.number or _told_apart(row):
            yield row
            continue
        finding = SheetFinding(
            Grade.ERROR,
            "import.twice",
            sheet,
            coordinate(row.number, name_column),
            row.name,
            f"与第{first}行重名，看不出以哪一行为准；请删去一行，或填写代码加以区分。",
        )
        yield replace(row, findings=(*row.findings, finding), rejected=True)


def _told_apart(row: RowRead) -> bool:
    return bool(row.values.get("credit_code") or row.values.get("project_code"))
