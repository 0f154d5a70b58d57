"""Printed rates (表上印的同比、完成率) held against the row's own figures.

A rate that says the same as the row is nothing new: the program computes it. One that says something else is asked
about and kept as reported (可比口径 may differ), and so is one that the row has nothing to compute from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from qbs_desktop.domain import amount
from qbs_desktop.domain.figure import Kind
from qbs_desktop.domain.finding import Grade, SheetFinding
from qbs_desktop.domain.ledger import Ledger
from qbs_desktop.domain.period import Period
from qbs_desktop.exchange.reading.plain_figures import FigureRead
from qbs_desktop.exchange.sheets.cells import Cell, Sheet
from qbs_desktop.exchange.words.heads import Meaning, Role
from qbs_desktop.exchange.words.units import fold

SLACK = Decimal("0.05")
"""Percentage points by which a printed rate may differ (rules P5, E3)."""


def kept_rates(
    sheet: Sheet, row: int, columns: Mapping[int, Meaning], figures: Mapping[int, FigureRead], ledger: Ledger
) -> tuple[list[FigureRead], list[SheetFinding]]:
    """The rates of a row to be kept as reported, and what is to be asked about them."""
    kept: list[FigureRead] = []
    asked: list[SheetFinding] = []
    for at, read in figures.items():
        role = columns[at].role
        if role not in (Role.GROWTH, Role.RATE) or read.figure.value is None:
            continue
        pairs = list(_pairs(role, read, columns, figures))
        reported = _reported(role, read, ledger)
        if any(_agrees(read.figure.value, one) for one in pairs):
            continue
        if _unmarked(sheet.cell(row, at), read, columns[at]):
            if not any(_agrees(read.figure.value * 100, one) for one in pairs):
                asked.append(_unclear(sheet, read))
            continue
        if pairs:
            asked.append(_asked(sheet, role, read, pairs[0]))
        if reported is not None:
            kept.append(reported)
    return kept, asked


def _pairs(
    role: Role, read: FigureRead, columns: Mapping[int, Meaning], figures: Mapping[int, FigureRead]
) -> Iterator[Decimal]:
    """What the rate is by the row's own figures: 累计 and last year's, 累计 and the year's plan."""
    now = _value(figures, columns, read.indicator, read.period, Kind.ACTUAL)
    if role is Role.GROWTH:
        base = _value(figures, columns, read.indicator, read.period.a_year_before(), Kind.ACTUAL)
        if now is not None and base is not None and base > 0:
            yield (now / base - 1) * 100
        return
    plan = _value(figures, columns, read.indicator, read.period.as_year(), Kind.TARGET)
    if now is not None and plan is not None and plan > 0:
        yield now / plan * 100


def _value(
    figures: Mapping[int, FigureRead], columns: Mapping[int, Meaning], indicator: str, period: Period, kind: Kind
) -> Decimal | None:
    return next(
        (
            one.figure.value
            for at, one in figures.items()
            if (one.indicator, one.period, one.kind) == (indicator, period, kind) and columns[at].role is Role.VALUE
        ),
        None,
    )


def _agrees(printed: Decimal, computed: Decimal) -> bool:
    """Within the slack, or within half of the last printed place where fewer decimals are printed."""
    exponent = amount.trim(printed).as_tuple().exponent
    places = max(0, -exponent) if isinstance(exponent, int) else 0
    return abs(printed - computed) <= max(SLACK, Decimal(5).scaleb(-places - 1) if places else SLACK)


def _unmarked(cell: Cell, read: FigureRead, column: Meaning) -> bool:
    """Whether a small rate carries no % anywhere: 0.8 may be 0.8% or 80%."""
    value = read.figure.value
    if value is None or not 0 < abs(value) < 1 or "%" in column.units.others:
        return False
    return not cell.style.percent and "%" not in fold(cell.text)


def _unclear(sheet: Sheet, read: FigureRead) -> SheetFinding:
    shown = amount.plain(read.figure.value or Decimal(0))
    hundred = amount.plain((read.figure.value or Decimal(0)) * 100)
    message = f"比率写成 {shown}，没有百分号，看不出是 {shown}% 还是 {hundred}%，没有读入，请补上百分号。"
    return SheetFinding(Grade.QUERY, "import.percent_unclear", sheet.name, read.cell, shown, message)


def _reported(role: Role, read: FigureRead, ledger: Ledger) -> FigureRead | None:
    """The rate as a reported figure, if the list keeps it."""
    slug = f"{read.indicator}_yoy" if role is Role.GROWTH else "completion_stated"
    if slug not in ledger.details or (role is Role.RATE and read.indicator != "investment"):
        return None
    return FigureRead(slug, read.period, Kind.ACTUAL, read.figure, read.cell)


def _asked(sheet: Sheet, role: Role, read: FigureRead, computed: Decimal) -> SheetFinding:
    word = "同比" if role is Role.GROWTH else "完成率"
    printed = amount.plain(read.figure.value) if read.figure.value is not None else ""
    shown = amount.plain(amount.rounded(computed, 2))
    message = (
        f"表上印的{word}是 {printed}%，按同一行的数计算是 {shown}%，相差超过 0.05 个百分点；"
        "请核对是数有误还是口径不同。"
    )
    return SheetFinding(Grade.QUERY, "import.rate_differs", sheet.name, read.cell, f"{printed}%", message)
