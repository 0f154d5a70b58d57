"""The columns of the month page: what was reported, what is typed, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from qbs_desktop.domain.amount import AMOUNT_UNITS
from qbs_desktop.domain.figure import Figure
from qbs_desktop.domain.indicators import Indicator, Quantity
from qbs_desktop.domain.period import Period, Scheme
from qbs_desktop.domain.progress import Rate
from qbs_desktop.services.figures import MonthCell, MonthRow, MonthTable, Part
from qbs_desktop.ui.grid.column import Editor, GridColumn

_SIGNED = "{:+,f}"


def row_id(row: MonthRow) -> int:
    """The record of a row."""
    return row.record.id


def row_depth(row: MonthRow) -> int:
    """0 for ordinary rows, more for 其中 rows."""
    return row.depth


def columns(
    table: MonthTable,
    indicators: Sequence[Indicator],
    unit: str,
    *,
    unlocked: bool,
    locked: frozenset[Period] = frozenset(),
) -> list[GridColumn[MonthRow]]:
    """Serial and name, then one group per indicator; amounts in `unit`; figures of `locked` periods take no text."""
    own: list[GridColumn[MonthRow]] = [
        GridColumn("serial", ("序号",), partial(_field, "serial"), width=4, readonly=True, natural=True),
        GridColumn("name", (f"{table.ledger.noun}名称",), partial(_field, "name"), width=16, readonly=True, tree=True),
    ]
    for indicator in indicators:
        own += _group(table, indicator, unit, unlocked=unlocked, shut=locked)
    return own


def period_of(table: MonthTable, column_id: str) -> Period | None:
    """The period whose figures a column holds; None for columns that are typed nowhere."""
    held: dict[str, Period] = {
        Part.TOTAL: table.period,
        Part.MONTH: table.period,
        Part.BASE: table.period.a_year_before(),
        Part.PLAN: table.period.as_year(),
    }
    return held.get(column_id.rpartition("/")[2])


def _field(name: str, row: MonthRow) -> str:
    return row.record.text(name)


@dataclass(frozen=True, slots=True)
class _Group:
    """The columns of one indicator; `shut` are locked periods, `unlocked` lets last year and the plan be changed."""

    table: MonthTable
    indicator: Indicator
    unit: str
    unlocked: bool
    shut: frozenset[Period]

    @property
    def head(self) -> str:
        return f"{self.indicator.label}（{self.unit}）"

    def figure(
        self, part: str, label: str, get: Callable[[MonthCell], Figure | None], **more: object
    ) -> GridColumn[MonthRow]:
        return GridColumn(
            f"{self.indicator.id}/{part}",
            (self.head, label),
            partial(_figure_text, self.indicator, self.unit, get),
            partial(_figure_number, self.indicator, get),
            width=7,
            editor=Editor.NUMBER,
            unit=self.unit,
            size=AMOUNT_UNITS.get(self.unit, Decimal(1)),
            totalled=True,
            check=partial(_parse, self.indicator, self.unit),
            **more,  # type: ignore[arg-type]
        )

    def rate(self, part: str, label: str, get: Callable[[MonthCell], Rate], hint: str) -> GridColumn[MonthRow]:
        lead = part == "lead"
        return GridColumn(
            f"{self.indicator.id}/{part}",
            (self.head, label),
            partial(_rate_text, self.indicator, get, lead),
            partial(_rate_number, self.indicator, get),
            width=6,
            readonly=True,
            unit="个百分点" if lead else "%",
            hint=hint,
            light=partial(_light, self.indicator) if lead else None,
        )

    def locked(self, part: Part) -> Callable[[MonthRow], bool] | None:
        if period_of(self.table, part) in self.shut:
            return _always
        return None if self.unlocked or part in (Part.TOTAL, Part.MONTH) else partial(_filled, self.indicator, part)


def _group(
    table: MonthTable, indicator: Indicator, unit: str, *, unlocked: bool, shut: frozenset[Period]
) -> list[GridColumn[MonthRow]]:
    shown = unit if indicator.quantity is Quantity.MONEY else indicator.unit
    own = _Group(table, indicator, shown, unlocked, shut)
    joined = table.scheme is Scheme.STATISTICS and table.period.part == 2
    plan = "年度计划" if table.ledger.id == "project" else "年度目标"
    total_hint = "从1月起累计；填这一列，或填本月由程序推算"
    month_hint = "本月 = 本年累计 − 上期累计；填本月则推算累计"
    before = own.figure("before", "上期累计", _before, readonly=True, hint="上一报告期已填的本年累计")
    return [
        *(() if table.previous is None else (before,)),
        own.figure("total", "本年累计", _total, locked=own.locked(Part.TOTAL), hint=total_hint),
        own.figure("month", "本月", _month, readonly=joined, locked=own.locked(Part.MONTH), hint=month_hint),
        own.figure("base", "上年同期累计", _base, locked=own.locked(Part.BASE)),
        own.rate("growth", "同比", _growth, "本年累计 ÷ 上年同期累计 − 1；没有基数时为 ——"),
        own.figure("plan", plan, _plan, locked=own.locked(Part.PLAN)),
        own.rate("done", "完成率", _completion, "本年累计 ÷ 年度计划或目标"),
        own.rate("lead", "比序时", _lead, "完成率 − 序时进度（月份÷12），个百分点"),
    ]


def _always(_row: MonthRow) -> bool:
    return True


def _parse(indicator: Indicator, unit: str, text: str) -> object:
    return indicator.parse(text, unit or None)


def _before(cell: MonthCell) -> Figure | None:
    return cell.before


def _total(cell: MonthCell) -> Figure | None:
    return cell.total


def _month(cell: MonthCell) -> Figure | None:
    return cell.figure(Part.MONTH)


def _base(cell: MonthCell) -> Figure | None:
    return cell.base


def _plan(cell: MonthCell) -> Figure | None:
    return cell.plan


def _growth(cell: MonthCell) -> Rate:
    return cell.growth


def _completion(cell: MonthCell) -> Rate:
    return cell.completion


def _lead(cell: MonthCell) -> Rate:
    return cell.lead


def _figure_text(indicator: Indicator, unit: str, get: Callable[[MonthCell], Figure | None], row: MonthRow) -> str:
    return indicator.text(get(row.cells[indicator.id]), unit)


def _figure_number(indicator: Indicator, get: Callable[[MonthCell], Figure | None], row: MonthRow) -> Decimal | None:
    found = get(row.cells[indicator.id])
    return None if found is None else found.value


def _rate_text(indicator: Indicator, get: Callable[[MonthCell], Rate], signed: bool, row: MonthRow) -> str:
    found = get(row.cells[indicator.id])
    number = found.number()
    if signed and number is not None:
        return _SIGNED.format(number)
    return found.text()


def _rate_number(indicator: Indicator, get: Callable[[MonthCell], Rate], row: MonthRow) -> Decimal | None:
    return get(row.cells[indicator.id]).number(6)


def _light(indicator: Indicator, row: MonthRow) -> str:
    found = row.cells[indicator.id].light
    return found.value if found is not None else ""


def _filled(indicator: Indicator, part: Part, row: MonthRow) -> bool:
    return row.cells[indicator.id].figure(part) is not None
