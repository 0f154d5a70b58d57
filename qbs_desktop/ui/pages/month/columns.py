"""The columns of the month page: what was reported, what is typed, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from qbs_desktop.db.submissions import SentBack
from qbs_desktop.domain import amount
from qbs_desktop.domain.amount import AMOUNT_UNITS
from qbs_desktop.domain.fields import Field
from qbs_desktop.domain.figure import Figure, Kind
from qbs_desktop.domain.indicators import Flow, Indicator, Quantity
from qbs_desktop.domain.ledger import Ledger
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.progress import Rate
from qbs_desktop.services.lists import listing
from qbs_desktop.services.lists.listing import Column
from qbs_desktop.services.months import texts
from qbs_desktop.services.months.entry_mode import EntryMode, joined, typed_part
from qbs_desktop.services.months.figures import MonthCell, MonthRow, MonthTable, Part
from qbs_desktop.services.reporting import given_back
from qbs_desktop.ui.grid.column import Editor, GridColumn
from qbs_desktop.ui.pages.lists.columns import GROUPED_BY

_SIGNED = "{:+,f}"


def row_id(row: MonthRow) -> int:
    """The record of a row."""
    return row.record.id


def row_depth(row: MonthRow) -> int:
    """0 for ordinary rows, more for 其中 rows."""
    return row.depth


@dataclass(frozen=True, slots=True)
class Shown:
    """What of a month is shown, and how.

    Attributes:
        indicators: those that have columns.
        unit: unit of amounts.
        mode: which of 本年累计 and 本月 is filled in; that column is where Enter, Tab and F8 lead.
        compact: 只看填报列: only what is typed and what it builds on.
        unlocked: whether last year and the plan may be changed where they are filled.
        locked: periods whose figures take no text, but for what is `given_back` of them.
    """

    indicators: Sequence[Indicator]
    unit: str
    mode: EntryMode = EntryMode.TOTAL
    compact: bool = False
    unlocked: bool = False
    locked: frozenset[Period] = frozenset()
    given_back: tuple[SentBack, ...] = ()


def layout(shown: Shown) -> str:
    """Under which name widths and order of the columns are remembered: each way of filling in has its own."""
    return "month" + ("/compact" if shown.compact else "") + ("/by-month" if shown.mode is EntryMode.MONTH else "")


def columns(table: MonthTable, shown: Shown) -> list[GridColumn[MonthRow]]:
    """Serial and name, a group per indicator, texts of the month; at the end what lines are grouped and filtered by."""
    own: list[GridColumn[MonthRow]] = [
        GridColumn("serial", ("序号",), partial(_field, "serial"), width=4, readonly=True, natural=True),
        GridColumn("name", (f"{table.ledger.noun}名称",), partial(_field, "name"), width=16, readonly=True, tree=True),
    ]
    for indicator in shown.indicators:
        own += _group(table, indicator, shown)
    own += [_text(table, one, shown) for one in texts.fields(table.ledger)]
    own += [
        GridColumn(one.id, (one.label,), partial(_field_text, one), width=one.width, readonly=True, groupable=True)
        for one in grouping_fields(table.ledger)
    ]
    return own


def _text(table: MonthTable, field: Field, shown: Shown) -> GridColumn[MonthRow]:
    """A text that is rewritten with the figures (形象进度): the list's own cell, shut while the period is locked."""
    return GridColumn(
        field.id,
        (field.label,),
        partial(_field_text, field),
        width=field.width,
        editor=Editor.LONG,
        locked=partial(_text_shut, table, field, shown.given_back) if table.locked else None,
        check=partial(listing.parse, Column(field=field)),
        hint=f"写到本月为止的{field.label}；每个{table.ledger.noun}只有一段，和名单里是同一格，报表印的就是它",
    )


def _text_shut(table: MonthTable, field: Field, items: tuple[SentBack, ...], row: MonthRow) -> bool:
    mine = (one for one in items if one.ledger == table.ledger.id and one.column in ("", field.id))
    return not any(one.subject == row.record.id or not one.uid for one in mine)


def grouping_fields(ledger: Ledger) -> list[Field]:
    """The fields by which a month can be grouped with subtotals."""
    by_id = {one.id: one for one in ledger.fields}
    return [by_id[name] for name in GROUPED_BY if name in by_id]


def target(table: MonthTable, indicator: str, mode: EntryMode) -> str:
    """The column that is filled in for an indicator."""
    known = next(one for one in table.indicators if one.id == indicator)
    return f"{indicator}/{typed_part(mode, known, table.period, table.scheme)}"


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


def _field_text(field: Field, row: MonthRow) -> str:
    return field.text(row.record.values.get(field.id))


@dataclass(frozen=True, slots=True)
class _Group:
    """The columns of one indicator; `unit` is what its amounts are shown in."""

    table: MonthTable
    indicator: Indicator
    unit: str
    shown: Shown

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
            totalled=self.indicator.flow is not Flow.RATE,  # percentages add up to nothing
            check=partial(_parse, self.indicator, self.unit),
            reading=partial(amount.reading, self.unit) if self.unit in AMOUNT_UNITS else None,
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
        if period_of(self.table, part) in self.shown.locked:
            return partial(_shut, self, part) if self.shown.given_back else _always
        if self.shown.unlocked or part in (Part.TOTAL, Part.MONTH):
            return None
        return partial(_filled, self.indicator, part)

    # --- what is typed -------------------------------------------------------------------------------------------

    def before(self) -> GridColumn[MonthRow]:
        label = "上期累计" if self.running else "上期"
        return self.figure("before", label, _before, readonly=True, hint="上一报告期已填的数")

    def total(self, *, derived: bool) -> GridColumn[MonthRow]:
        label = "累计（推算）" if derived else "本年累计" if self.running else "本期"
        hint = (
            "本年累计 = 上期累计 + 本月，由程序推算；也可以直接填这一列"
            if derived
            else "从1月起累计；填这一列，或填本月由程序推算"
        )
        return self.figure("total", label, _total, locked=self.locked(Part.TOTAL), hint=hint)

    def month(self) -> GridColumn[MonthRow]:
        hint = "本月 = 本年累计 − 上期累计；填本月则推算累计"
        shut = joined(self.table.period, self.table.scheme)
        return self.figure("month", "本月", _month, readonly=shut, locked=self.locked(Part.MONTH), hint=hint)

    @property
    def running(self) -> bool:
        """Whether the figure adds up since January."""
        return self.indicator.flow is Flow.CUMULATIVE

    def typed(self) -> list[GridColumn[MonthRow]]:
        """The column that is filled in with what it builds on; in 本月 first, with the 累计 derived beside it."""
        first = self.table.previous is None
        if typed_part(self.shown.mode, self.indicator, self.table.period, self.table.scheme) is Part.MONTH:
            before = [] if first or self.shown.compact else [self.before()]
            return [self.month(), self.total(derived=True), *before]
        own = [*([] if first else [self.before()]), self.total(derived=False)]
        return own if self.shown.compact or not self.running else [*own, self.month()]

    # --- what follows --------------------------------------------------------------------------------------------

    def compared(self) -> list[GridColumn[MonthRow]]:
        """Last year and the plan, with what follows from them."""
        plan = "年度计划" if self.table.ledger.id == "project" else "年度目标"
        base = "上年同期累计" if self.running else "上年同期"
        found = [
            self.figure("base", base, _base, locked=self.locked(Part.BASE)),
            self.rate("growth", "同比", _growth, "本期 ÷ 上年同期 − 1；没有基数时为 ——"),
            self.figure("plan", plan, _plan, locked=self.locked(Part.PLAN)),
            self.rate("done", "完成率", _completion, "本年累计 ÷ 年度计划或目标"),
        ]
        if self.running:
            found.append(self.rate("lead", "比序时", _lead, "完成率 − 序时进度（月份÷12），个百分点"))
        cells = (row.cells[self.indicator.id] for row in self.table.rows)
        if self.running and self.table.previous is not None and any(one.base_month is not None for one in cells):
            hint = "上年同期累计 − 上年上期累计，两期都填过才有"
            found.append(self.figure("base_month", "上年同期本月", _base_month, readonly=True, hint=hint))
            found.append(self.rate("month_growth", "本月同比", _month_growth, "本月 ÷ 上年同期本月 − 1"))
        return found


def _group(table: MonthTable, indicator: Indicator, shown: Shown) -> list[GridColumn[MonthRow]]:
    unit = shown.unit if indicator.quantity is Quantity.MONEY else indicator.unit
    own = _Group(table, indicator, unit, shown)
    return own.typed() if shown.compact or indicator.flow is Flow.RATE else [*own.typed(), *own.compared()]


def _shut(group: _Group, part: Part, row: MonthRow) -> bool:
    """In a locked period a rejection opens what it names."""
    kind = Kind.TARGET if part is Part.PLAN else Kind.ACTUAL
    ledger, period = group.table.ledger.id, period_of(group.table, part)
    items = group.shown.given_back
    return given_back.opening(items, ledger, row.record.id, group.indicator.id, period, kind) is None


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


def _base_month(cell: MonthCell) -> Figure | None:
    return None if cell.base_month is None else Figure(cell.base_month)


def _month_growth(cell: MonthCell) -> Rate:
    return cell.month_growth


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
