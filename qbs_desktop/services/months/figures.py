"""Monthly figures (月度填报): one ledger in one period, with what was reported before, last year and planned.

The table is read as one view; entries go in as 本年累计, or as 本月 from which the 累计 is derived exactly.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from qbs_desktop.db import queries
from qbs_desktop.db.driver import Connection
from qbs_desktop.db.edit import Edit
from qbs_desktop.domain import progress
from qbs_desktop.domain.errors import Refusal, ValueProblem
from qbs_desktop.domain.fields import Value
from qbs_desktop.domain.figure import Figure, FigureKey, Kind, bound_as
from qbs_desktop.domain.indicators import Flow, Indicator
from qbs_desktop.domain.ledger import Ledger
from qbs_desktop.domain.period import Period, Scheme, months
from qbs_desktop.domain.period_state import Declaration
from qbs_desktop.domain.profile import Lights
from qbs_desktop.domain.progress import Light, Rate
from qbs_desktop.domain.record import Record
from qbs_desktop.services.lists import listing
from qbs_desktop.services.lists.listing import CellEdit, in_tree_order
from qbs_desktop.services.months.schemes import monthly_ledgers, scheme_of
from qbs_desktop.services.workspace import Workspace

_GONE = "这一行已经不在本年名单里，请刷新后再试。"


class Part(StrEnum):
    """The figures of one indicator that may be typed."""

    TOTAL = "total"
    MONTH = "month"
    BASE = "base"
    PLAN = "plan"


@dataclass(frozen=True, slots=True)
class MonthCell:
    """One subject and indicator in the period: stored figures and what follows from them."""

    before: Figure | None
    total: Figure | None
    base: Figure | None
    plan: Figure | None
    period: Period
    scheme: Scheme
    lights: Lights
    expected: bool = False
    declared: bool = False
    base_before: Figure | None = None
    """Last year's 上期累计, from which 上年同期本月 is derived."""
    summed: bool = True
    """Whether the figure runs as 本年累计, so that 本月 follows from it."""

    @property
    def first(self) -> bool:
        """Whether the period is the first of its year, with no 上期累计."""
        return self.period.previous(self.scheme) is None

    @property
    def month(self) -> Decimal | None:
        """本月. None for 1—2月, which statistics publish as a 累计 only, and for what is not summed (rates, 时点)."""
        if not self.summed or (self.first and self.scheme is Scheme.STATISTICS):
            return None
        return progress.month_value(_value(self.total), _value(self.before), first=self.first)

    @property
    def growth(self) -> Rate:
        """同比增长."""
        return progress.growth(_value(self.total), _value(self.base))

    @property
    def base_month(self) -> Decimal | None:
        """上年同期本月 = 上年同期累计 − 上年上期累计; None as for 本月, and while either is missing."""
        if self.first and self.scheme is Scheme.STATISTICS:
            return None
        return progress.month_value(_value(self.base), _value(self.base_before), first=self.first)

    @property
    def month_growth(self) -> Rate:
        """本月同比."""
        return progress.growth(self.month, self.base_month)

    @property
    def completion(self) -> Rate:
        """年度完成率."""
        return progress.completion(_value(self.total), _value(self.plan))

    @property
    def lead(self) -> Rate:
        """Percentage points ahead of or behind 序时进度."""
        return progress.lead(self.completion, self.period.last_month)

    @property
    def light(self) -> Light | None:
        """The light under the profile's thresholds."""
        return progress.light(self.lead, self.lights)

    @property
    def missing(self) -> bool:
        """Expected and neither a value nor 不适用, nor declared 空表 or 无变动 with its list."""
        return self.expected and self.total is None and not self.declared

    def figure(self, part: Part) -> Figure | None:
        """The stored or derived figure of a part."""
        match part:
            case Part.TOTAL:
                return self.total
            case Part.BASE:
                return self.base
            case Part.PLAN:
                return self.plan
            case Part.MONTH:
                return None if self.month is None else Figure(self.month)


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One subject with its cells by indicator."""

    record: Record
    depth: int
    cells: dict[str, MonthCell]

    def with_cell(self, indicator: str, cell: MonthCell) -> MonthRow:
        """The same row with another cell, for figures that are being typed."""
        return replace(self, cells=self.cells | {indicator: cell})


@dataclass(frozen=True, slots=True)
class MonthTable:
    """One ledger in one period."""

    ledger: Ledger
    period: Period
    scheme: Scheme
    indicators: tuple[Indicator, ...]
    rows: tuple[MonthRow, ...]
    declaration: Declaration | None = None
    locked: bool = False

    @property
    def previous(self) -> Period | None:
        """The period whose 累计 this one builds on."""
        return self.period.previous(self.scheme)

    def missing(self) -> list[tuple[int, str]]:
        """Record and indicator of every expected figure that is not there yet, in list order."""
        return [
            (row.record.id, indicator.id)
            for row in self.rows
            for indicator in self.indicators
            if row.cells[indicator.id].missing
        ]

    def filled(self) -> int:
        """How many figures of the period are there (—— included)."""
        return sum(cell.total is not None for row in self.rows for cell in row.cells.values())


@dataclass(frozen=True, slots=True)
class MonthEntry:
    """One typed cell; `unit` is the unit of amount of its column, None for the indicator's usual one."""

    record_id: int
    indicator: str
    part: Part
    text: str
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class BadEntry:
    """A typed cell that could not become a value, and why."""

    entry: MonthEntry | CellEdit
    reason: str


def due_ledgers(workspace: Workspace, period: Period) -> tuple[Ledger, ...]:
    """The ledgers that have figures in a period: statistics have no January, and nobody has a quarter."""
    return tuple(one for one in monthly_ledgers(workspace) if period in months(period.year, scheme_of(one.id)))


def due_tables(workspace: Workspace, period: Period) -> tuple[MonthTable, ...]:
    """The figures of every such ledger."""
    return tuple(month_table(workspace, one.id, period) for one in due_ledgers(workspace, period))


def periods(workspace: Workspace, ledger_id: str) -> tuple[Period, ...]:
    """The months of the reported year for a ledger."""
    return months(workspace.year, scheme_of(ledger_id))


def newest_period(workspace: Workspace, ledger_id: str) -> Period:
    """The last month of the year that has a figure, else the first month: where a clerk goes on working."""
    every = periods(workspace, ledger_id)
    filled = set(workspace.filled_periods())
    return next((period for period in reversed(every) if period in filled), every[0])


def month_table(
    workspace: Workspace,
    ledger_id: str,
    period: Period,
    also: Collection[str] = (),
    *,
    only: Collection[int] | None = None,
) -> MonthTable:
    """Read a ledger's figures for a period: its monthly indicators, and those details that are in use or asked for.

    Args:
        workspace: the data file.
        ledger_id: the ledger.
        period: the period.
        also: ids of details (`Ledger.details`) to show although they are not in use yet.
        only: read the rows of these records alone, which takes no longer in a long list.

    Raises:
        Refusal: the ledger has no monthly figures, or the period is no month of its scheme.
    """
    ledger = workspace.ledgers[ledger_id]
    scheme = scheme_of(ledger_id)
    if not ledger.monthly:
        raise Refusal(f"{ledger.label}没有月度指标。")
    if period not in months(period.year, scheme):
        raise Refusal(f"{ledger.label}没有{period.label(scheme)}这个报告期。")
    previous = period.previous(scheme)
    last_year = (period.a_year_before(), previous.a_year_before() if previous is not None else None)
    wanted = [one for one in (period, previous, *last_year, period.as_year()) if one is not None]

    def ask(connection: Connection) -> MonthTable:
        records = queries.records(connection, ledger, period.year, only=only)
        keys, own = queries.indicator_keys(connection), [record.id for record in records]
        figures = queries.figures(connection, keys, periods=wanted, subjects=own)
        used = {slug for one in figures.values() for slug, when, _kind in one if when.is_month} | set(also)
        slugs = (*ledger.monthly, *(slug for slug in ledger.details if slug in used))
        indicators = tuple(workspace.indicators[slug] for slug in slugs)
        acts = {one.ledger: one for one in queries.declarations(connection, period)}
        lock = queries.period_locks(connection).get(period)
        rows = tuple(
            MonthRow(
                record,
                depth,
                {
                    one.id: _cell(
                        workspace, record, one, period, scheme, figures.get(record.id, {}), declared=ledger_id in acts
                    )
                    for one in indicators
                },
            )
            for record, depth in in_tree_order(records)
        )
        locked = lock is not None and lock.locked
        return MonthTable(ledger, period, scheme, indicators, rows, acts.get(ledger_id), locked)

    return workspace.read(ask)


def refreshed(workspace: Workspace, table: MonthTable, subjects: Collection[int]) -> MonthTable:
    """The table after figures of some records changed; only their rows are read, unless they are many."""
    also = {one.id for one in table.indicators}
    if len(subjects) * 4 > len(table.rows):
        return month_table(workspace, table.ledger.id, table.period, also)
    found = month_table(workspace, table.ledger.id, table.period, also, only=subjects)
    if found.indicators != table.indicators:  # the first figure of a detail
        return month_table(workspace, table.ledger.id, table.period, also)
    fresh = {row.record.id: row for row in found.rows}
    rows = tuple(
        replace(new, depth=row.depth) if (new := fresh.get(row.record.id)) is not None else row for row in table.rows
    )
    return replace(table, rows=rows)


def _cell(
    workspace: Workspace,
    record: Record,
    indicator: Indicator,
    period: Period,
    scheme: Scheme,
    own: dict[tuple[str, Period, Kind], Figure],
    *,
    declared: bool,
) -> MonthCell:
    previous = period.previous(scheme)
    before = own.get((indicator.id, previous, Kind.ACTUAL)) if previous is not None else None
    base = own.get((indicator.id, period.a_year_before(), Kind.ACTUAL))
    past = own.get((indicator.id, previous.a_year_before(), Kind.ACTUAL)) if previous is not None else None
    plan = own.get((indicator.id, period.as_year(), Kind.TARGET))
    total = own.get((indicator.id, period, Kind.ACTUAL))
    known = any(_value(one) is not None for one in (before, base, plan))
    expected = known or record.text("measure") == indicator.label or indicator.id == "investment"
    lights, summed = workspace.profile.lights, indicator.flow is Flow.CUMULATIVE
    return MonthCell(before, total, base, plan, period, scheme, lights, expected, declared, past, summed)


def _value(figure: Figure | None) -> Decimal | None:
    return None if figure is None else figure.value


def typed(cell: MonthCell, indicator: Indicator, part: Part, text: str, unit: str | None = None) -> MonthCell:
    """The cell as it would be with a typed text; nothing is stored.

    Raises:
        ValueProblem: the text is no value, or 本月 cannot be carried to a 累计.
    """
    figure = indicator.parse(text, unit)
    match part:
        case Part.TOTAL:
            return replace(cell, total=figure)
        case Part.BASE:
            return replace(cell, base=figure)
        case Part.PLAN:
            return replace(cell, plan=bound_as(cell.plan, figure))
        case Part.MONTH:
            return replace(cell, total=_from_month(cell, figure))


def _from_month(cell: MonthCell, month: Figure | None) -> Figure | None:
    if month is None or month.value is None:
        return month
    if cell.first and cell.scheme is Scheme.STATISTICS:
        raise ValueProblem("工业统计没有单独的1月、2月数，请直接填1—2月累计。")
    total = progress.total_from_month(month.value, _value(cell.before), first=cell.first)
    if total is None:
        raise ValueProblem("上期累计还没有填，不能由本月推算累计，请直接填本年累计。")
    return Figure(total)


def set_month(
    workspace: Workspace,
    ledger_id: str,
    period: Period,
    entries: Sequence[MonthEntry],
    texts: Sequence[CellEdit] = (),
) -> tuple[int, list[BadEntry]]:
    """Store typed cells as one operation; returns how many cells changed and those that are no values.

    `texts` are cells of the list itself that stand beside the figures (形象进度); no lock of a period holds them.
    """
    slugs = {one.indicator for one in entries}
    subjects = {one.record_id for one in entries} | {one.record_id for one in texts}
    table = month_table(workspace, ledger_id, period, slugs, only=subjects)
    rows = {row.record.id: row for row in table.rows}
    indicators = {one.id: one for one in table.indicators}
    good: list[tuple[FigureKey, Figure | None, str | None]] = []
    bad: list[BadEntry] = []
    for entry in entries:
        row = rows.get(entry.record_id)
        if row is None or entry.indicator not in indicators:
            bad.append(BadEntry(entry, _GONE))
            continue
        try:
            known = row.cells[entry.indicator]
            cell = typed(known, indicators[entry.indicator], entry.part, entry.text, entry.unit)
            figure = cell.total if entry.part is Part.MONTH else cell.figure(entry.part)
            good.append((_key(entry, period), figure, None))
        except ValueProblem as problem:
            bad.append(BadEntry(entry, str(problem)))
    written, refused = _parsed(texts, rows)
    bad += refused
    if not good and not written:
        return 0, bad

    def action(edit: Edit) -> int:
        return edit.set_figures(good) + listing.put(edit, table.ledger, written)

    labels = [(one.record_id, indicators[one.indicator].label) for one in entries if one.indicator in indicators]
    labels += [(one.record_id, one.column.heads[0]) for one in texts]
    return workspace.run(_title(table, rows, labels), action), bad


def _parsed(
    texts: Sequence[CellEdit], rows: Collection[int]
) -> tuple[list[tuple[CellEdit, Value | Figure]], list[BadEntry]]:
    """Texts with what they become, and those that can become nothing or whose row is not among `rows` any more."""
    written: list[tuple[CellEdit, Value | Figure]] = []
    bad: list[BadEntry] = []
    for one in texts:
        try:
            if one.record_id not in rows:
                raise ValueProblem(_GONE)
            written.append((one, listing.parse(one.column, one.text)))
        except ValueProblem as problem:
            bad.append(BadEntry(one, str(problem)))
    return written, bad


def _key(entry: MonthEntry, period: Period) -> FigureKey:
    match entry.part:
        case Part.BASE:
            return FigureKey(entry.record_id, entry.indicator, period.a_year_before(), Kind.ACTUAL)
        case Part.PLAN:
            return FigureKey(entry.record_id, entry.indicator, period.as_year(), Kind.TARGET)
        case _:
            return FigureKey(entry.record_id, entry.indicator, period, Kind.ACTUAL)


def _title(table: MonthTable, rows: dict[int, MonthRow], cells: Sequence[tuple[int, str]]) -> str:
    """What the operation is called; `cells` are record and column of what is stored."""
    when = table.period.label(table.scheme)
    if len(cells) == 1:
        record_id, label = cells[0]
        return f"填报{when}：{rows[record_id].record.name} {label}"
    return f"填报{when}：{len(cells)} 个数据"
