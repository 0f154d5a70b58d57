"""A return against the unit's earlier figures and against other units (横向、纵向比较). Nothing here is an error.

Row by row: a 累计 that fell, a figure that is a thousand times another of the same row. Whole sheets: a growth far
from that of the period before or of the other units, a sheet that is empty where it was not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from statistics import median

from qbs_desktop.domain import amount
from qbs_desktop.domain.checks.months import MAY_FALL
from qbs_desktop.domain.figure import Figure, Kind
from qbs_desktop.domain.finding import Grade
from qbs_desktop.domain.growth import growth
from qbs_desktop.domain.indicators import Flow, Quantity
from qbs_desktop.domain.period import Period
from qbs_desktop.services.collating import totals
from qbs_desktop.services.collating.finding import ReturnFinding
from qbs_desktop.services.collating.said_table import Column, SaidFigure, SaidTable
from qbs_desktop.services.months.schemes import scheme_of
from qbs_desktop.services.workspace import Workspace

SPREAD = Decimal(50)
"""Percentage points between two growths that are asked about. Experience, no rule says so: county totals of one
indicator lie within some thirty points of each other, a slip of the unit or a missing row lies far outside."""
FEW = 3
"""Other units that it takes to say what is usual."""


def text(workspace: Workspace, slug: str, value: int | None) -> str:
    """A stored number as people read it, with its unit."""
    indicator = workspace.indicators[slug]
    if value is None:
        return "——"
    shown = indicator.text(Figure(amount.from_scaled(value, indicator.scale)))
    return shown if indicator.quantity is Quantity.PERCENT else f"{shown} {indicator.unit}"


def rows(workspace: Workspace, table: SaidTable, last: SaidTable | None, period: Period) -> Iterator[ReturnFinding]:
    """Row by row: 累计 that fell, and figures that look like another unit of measurement; one finding a cell."""
    jump = workspace.profile.threshold("unit_jump")
    names = {row.uid: str(row.stored.get("name") or "") for row in table.rows}
    earlier = _latest(last, period) if last is not None else {}
    year_ago = {
        (one.uid, one.indicator): one for one in table.figures if _actual(one, period.a_year_before()) and one.value
    }
    for one in table.figures:
        indicator = workspace.indicators[one.indicator]
        if not _actual(one, period) or one.value is None or indicator.quantity is Quantity.PERCENT:
            continue
        place = (one.uid, one.indicator)
        before = earlier.get(place)
        who = f"“{table.sheet}”{one.cell} {names[one.uid]}：{indicator.label}"
        shown = text(workspace, one.indicator, one.value)
        other = next((each for each in (before, year_ago.get(place)) if each and _apart(one, each, jump)), None)
        if other is not None:
            message = (
                f"{who}{_label(table, period)} {shown}，{_label(table, Period(other.period))}为"
                f" {text(workspace, one.indicator, other.value)}，相差{amount.plain(jump)}倍以上，像是计量单位填错。"
            )
            yield ReturnFinding(Grade.QUERY, "return.unit", table.sheet, one.cell, shown, message, one.uid, "unit")
        elif before is not None and one.value < (before.value or 0) and _only_grows(workspace, one.indicator):
            message = (
                f"{who}{_label(table, period)}累计 {shown}，低于{_label(table, Period(before.period))}的"
                f" {text(workspace, one.indicator, before.value)}。请核实是冲减还是填错。"
            )
            yield ReturnFinding(
                Grade.QUERY, "return.falls", table.sheet, one.cell, shown, message, one.uid, "unexplained"
            )


def _only_grows(workspace: Workspace, slug: str) -> bool:
    return workspace.indicators[slug].flow is Flow.CUMULATIVE and slug not in MAY_FALL


def _label(table: SaidTable, period: Period) -> str:
    return period.span_label() if period.is_month else period.label(scheme_of(table.ledger))


def _actual(one: SaidFigure, period: Period) -> bool:
    return (one.period, one.kind) == (period.code, Kind.ACTUAL)


def _latest(last: SaidTable, period: Period) -> dict[tuple[str, str], SaidFigure]:
    """The figures of the earlier return's own period."""
    newest = _own_period(last, period)
    if newest is None:
        return {}
    return {(one.uid, one.indicator): one for one in last.figures if _actual(one, newest) and one.value is not None}


def _own_period(last: SaidTable, period: Period) -> Period | None:
    """The newest period before this one that the earlier return says something of."""
    codes = [one.period for one in last.figures if one.period < period.code and not Period(one.period).is_year]
    return Period(max(codes)) if codes else None


def _apart(one: SaidFigure, other: SaidFigure, jump: Decimal) -> bool:
    low, high = sorted((one.value or 0, other.value or 0))
    return low > 0 and high >= jump * low


# --- whole sheets ------------------------------------------------------------------------------------------------


def sheets(
    workspace: Workspace, unit: str, table: SaidTable, last: SaidTable | None, period: Period
) -> Iterator[ReturnFinding]:
    """An empty sheet that was not empty before, and growths that are far from what is usual."""
    if table.empty and last is not None and not last.empty:
        message = f"“{table.sheet}”是空表，上一期有 {len(last.rows)} 行。请核实是没有发生，还是漏报。"
        yield ReturnFinding(Grade.QUERY, "return.empty", table.sheet, "", "空表", message, reason="missing")
        return
    own = _growths(table, period)
    then = _own_period(last, period) if last is not None else None
    before = _growths(last, then) if last is not None and then is not None else {}
    usual = _others(workspace, unit, table.ledger, period) if own else {}
    for slug, rate in own.items():
        indicator = workspace.indicators[slug]
        if indicator.quantity is Quantity.PERCENT:
            continue
        for word, other in (("上一期", before.get(slug)), ("其他单位的中间值", usual.get(slug))):
            if other is not None and abs(rate - other) >= SPREAD:
                cell = table.totals.get(Column(slug, period.code, int(Kind.ACTUAL)), (0, ""))[1]
                shown = f"{amount.rounded(rate, 1)}%"
                message = (
                    f"“{table.sheet}”{cell} {indicator.label}合计比上年同期增长 {shown}，{word}是"
                    f" {amount.rounded(other, 1)}%，相差 {amount.rounded(abs(rate - other), 1)} 个百分点。请核实。"
                )
                yield ReturnFinding(
                    Grade.QUERY, "return.growth", table.sheet, cell, shown, message, reason="unexplained"
                )
                break


def _growths(table: SaidTable, period: Period) -> dict[str, Decimal]:
    """Indicator → growth over a year in % of the rows that have both figures; 其中 rows are not added."""
    top = {row.uid for row in table.rows if not row.parent}
    pairs: dict[tuple[str, str], dict[int, int]] = {}
    for one in table.figures:
        if one.uid in top and one.kind == Kind.ACTUAL and one.value is not None:
            pairs.setdefault((one.indicator, one.uid), {})[one.period] = one.value
    sums: dict[str, tuple[int, int]] = {}
    for (slug, _uid), values in pairs.items():
        now, then = values.get(period.code), values.get(period.code - 100)
        if now is not None and then is not None:
            total = sums.get(slug, (0, 0))
            sums[slug] = (total[0] + then, total[1] + now)
    rates = {slug: growth(Decimal(then), Decimal(now)) for slug, (then, now) in sums.items()}
    return {slug: rate for slug, rate in rates.items() if rate is not None}


def _others(workspace: Workspace, unit: str, ledger: str, period: Period) -> Mapping[str, Decimal]:
    """Indicator → the median growth of the other units' adopted returns, where there are enough of them."""
    values: dict[tuple[str, str], dict[int, Decimal]] = {}
    for total in totals.of(workspace, period):
        if total.ledger == ledger and total.kind is Kind.ACTUAL:
            for share in total.shares:
                if share.unit != unit:
                    values.setdefault((total.indicator, share.name), {})[total.period.code] = share.value
    rates: dict[str, list[Decimal]] = {}
    for (slug, _name), both in values.items():
        now, then = both.get(period.code), both.get(period.a_year_before().code)
        rate = growth(then, now) if now is not None and then is not None else None
        if rate is not None:
            rates.setdefault(slug, []).append(rate)
    return {slug: median(found) for slug, found in rates.items() if len(found) >= FEW}
