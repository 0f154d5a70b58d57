"""本月 figures of a file (本月数): held against the 累计, or made into one where the 累计 before is known.

The list keeps 累计. A printed 本月 beside a 累计 is checked (累计 = 上期累计 + 本月, domain rule P1); a 本月 alone
gives the 累计 only when the one before is in the list or in the same row, and for the first period of the year.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from qbs_desktop.domain import amount
from qbs_desktop.domain.amount import AMOUNT_UNITS
from qbs_desktop.domain.checks.months import SCHEMES
from qbs_desktop.domain.figure import Figure, Kind
from qbs_desktop.domain.finding import Grade, SheetFinding
from qbs_desktop.domain.indicators import Indicator
from qbs_desktop.domain.period import Period, Scheme
from qbs_desktop.exchange.reading.plain_figures import FigureRead
from qbs_desktop.exchange.reading.readings import RowRead, TableRead

Kept = Mapping[tuple[str, Period, Kind], Figure]
"""A record's figures in the list."""


@dataclass(frozen=True, slots=True)
class MonthsRead:
    """What the 本月 figures of a row come to: 累计 to be stored, and what is to be asked."""

    figures: tuple[FigureRead, ...] = ()
    findings: tuple[SheetFinding, ...] = ()


NONE = MonthsRead()


def months_of(row: RowRead, table: TableRead, kept: Kept, indicators: Mapping[str, Indicator]) -> MonthsRead:
    """The 本月 figures of a row, month after month, so that one builds on the other."""
    if not row.months:
        return NONE
    sheet = table.sheet
    scheme = SCHEMES.get(table.ledger or "", Scheme.DISPATCH)
    sums: dict[tuple[str, Period], Decimal] = {
        (slug, period): one.value
        for (slug, period, kind), one in kept.items()
        if kind is Kind.ACTUAL and one.value is not None
    }
    printed = {
        (one.indicator, one.period): one.figure.value
        for one in row.figures
        if one.kind is Kind.ACTUAL and one.figure.value is not None
    }
    sums |= printed
    made: list[FigureRead] = []
    asked: list[SheetFinding] = []
    for one in sorted(row.months, key=lambda read: (read.indicator, read.period)):
        month = one.figure.value
        if month is None or not one.period.is_month:
            continue
        before = one.period.previous(scheme)
        base = sums.get((one.indicator, before)) if before is not None else Decimal(0)
        label = indicators[one.indicator].label
        total = printed.get((one.indicator, one.period))
        if total is not None:
            asked += _checked(table, one, indicators[one.indicator], total, (base, before))
        elif base is None or (before is None and one.period.part > (2 if scheme is Scheme.STATISTICS else 1)):
            asked.append(_alone(sheet, one, label, before))
        else:
            sums[one.indicator, one.period] = base + month
            made.append(one._replace(figure=Figure(base + month)))
    if made:
        asked.append(_made(sheet, made))
    return MonthsRead(tuple(made), tuple(asked))


def _checked(
    table: TableRead,
    one: FigureRead,
    indicator: Indicator,
    total: Decimal,
    past_sum: tuple[Decimal | None, Period | None],
) -> Iterable[SheetFinding]:
    """P1: 累计 = 上期累计 + 本月; without the one before, at least 累计 ≥ 本月 (E1)."""
    sheet, (base, before) = table.sheet, past_sum
    unit = table.amount_unit or indicator.unit
    month = one.figure.value or Decimal(0)

    def text(value: Decimal) -> str:
        return indicator.text(Figure(value)) + indicator.unit

    if base is None:
        if month > total:
            message = f"本月 {text(month)}大于累计 {text(total)}，请核对是否有一个填错或填错了列。"
            yield SheetFinding(Grade.QUERY, "import.month_differs", sheet, one.cell, text(month), message)
        return
    if base + month != total and abs(base + month - total) > _slack(unit, month, total):
        past = f"{before.span_label()}累计 {text(base)}加" if before is not None else ""
        message = (
            f"{past}本月 {text(month)}应为 {text(base + month)}，表上的累计是 {text(total)}，请核对；"
            "累计按表上的数读入。"
        )
        yield SheetFinding(Grade.QUERY, "import.month_differs", sheet, one.cell, text(month), message)


def _slack(unit: str, *printed: Decimal) -> Decimal:
    """What rounding allows three numbers: half of the last place each, in the unit in which they are printed."""
    size = AMOUNT_UNITS.get(unit, Decimal(1))
    exponents = [amount.trim(one / size).as_tuple().exponent for one in printed]
    places = max((-one for one in exponents if isinstance(one, int)), default=0)
    return Decimal(3) / 2 * size * Decimal(1).scaleb(-max(places, 0))


def _alone(sheet: str, one: FigureRead, label: str, before: Period | None) -> SheetFinding:
    span = f"{before.span_label()}累计" if before is not None else "上期累计"
    message = f"表上只有本月{label}，名单里没有{span}，算不出累计，没有导入；请先导入{span}，或在表上加一列累计。"
    return SheetFinding(Grade.QUERY, "import.month_alone", sheet, one.cell, "", message)


def _made(sheet: str, made: list[FigureRead]) -> SheetFinding:
    last = made[-1]
    message = f"表上是各月当月数，累计由上期累计加本月得出（到{last.period.span_label()}）。"
    return SheetFinding(Grade.HINT, "import.month_summed", sheet, last.cell, "", message)
