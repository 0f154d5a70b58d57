"""What is to be said about a table as a whole (整表说明): columns left out, doubts of heads, units, hidden parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain
from operator import itemgetter
from typing import TypeAlias

from qbs_desktop.domain import amount
from qbs_desktop.domain.fields import Money
from qbs_desktop.domain.figure import Kind
from qbs_desktop.domain.finding import Grade, SheetFinding
from qbs_desktop.domain.indicators import Quantity
from qbs_desktop.domain.period import Period
from qbs_desktop.exchange.locating.tables import Table
from qbs_desktop.exchange.reading.peers import other_unit, out_of_line
from qbs_desktop.exchange.reading.plain_figures import FigureColumn, FigureRead, PlainFigures
from qbs_desktop.exchange.reading.readings import RowRead
from qbs_desktop.exchange.reading.rows import RowKind
from qbs_desktop.exchange.reading.totals import Line, differing
from qbs_desktop.exchange.sheets.cells import column_letters
from qbs_desktop.exchange.words.heads import OPEN_MEASURE, Meaning, Role
from qbs_desktop.exchange.words.values import NO_UNIT


class Notes:
    """Collects the findings of one table."""

    def __init__(self, table: Table, name_column: int, worked: Mapping[str, str], wished_unit: str | None) -> None:
        """For a table that is about to be read, in a unit that was wished for if it was."""
        self.table, self.name_column, self.worked, self.wished_unit = table, name_column, worked, wished_unit
        self.sheet = table.sheet
        self.no_unit: str | None = None
        self.formulas = 0
        self.empty_formulas: list[str] = []

    def findings(self, rows: Sequence[RowRead], lines: Sequence[Line], unit: str | None) -> list[SheetFinding]:
        """Everything there is to say once the rows are read."""
        found = [*self._declared(), *self._columns_left_out(rows), *self._doubts(), *self._hidden(rows)]
        found += [*self._said_once(rows), *self._computed(rows)]
        found += differing(self.sheet, lines, self.table.heads)
        return [*found, *self._out_of_line(rows, unit)]

    def _note(self, grade: Grade, rule: str, cell: str, value: str, message: str) -> SheetFinding:
        return SheetFinding(grade, rule, self.sheet.name, cell, value, message)

    def _head_cell(self, column: int | None = None) -> str:
        return self.sheet.place(self.table.head_last, column or self.name_column)

    def no_name_column(self) -> SheetFinding:
        """No column is the name."""
        message = "还没有指定哪一列是名称，这张表没有导入；请把“名称”对应到名称所在的列。"
        return self._note(Grade.ERROR, "import.no_name_column", self._head_cell(), "", message)

    def _declared(self) -> Iterator[SheetFinding]:
        said, wished = self.table.around.units.amount, self.wished_unit
        if wished is not None and said not in (None, wished):
            message = f"表上写的单位是{said}，按指定的{wished}读入，请核对。"
            yield self._note(Grade.QUERY, "import.unit_overridden", self._head_cell(), said or "", message)

    def _columns_left_out(self, rows: Sequence[RowRead]) -> Iterator[SheetFinding]:
        numbers = [row.number for row in rows if row.kind is RowKind.RECORD]
        for at, meaning in self.table.columns.items():
            if meaning.read or not any(not self.sheet.cell(row, at).blank for row in numbers):
                continue
            head, cell = self.table.heads[at], self._head_cell(at)
            if meaning.ignored:
                message = f"“{head}”：{meaning.ignored}。"
                yield self._note(Grade.HINT, "import.column_ignored", cell, head, message)
            elif head not in ("单位", "计量单位", "金额单位"):
                choose = "报告期" if "月份" in meaning.problem else "这一列是什么"
                message = (
                    f"“{head}”{meaning.problem}，这一列没有导入；请把表头改成程序里的名称，或在导入时指定{choose}。"
                )
                yield self._note(Grade.QUERY, "import.column_unknown", cell, head, message)
        known = self.table.columns.keys()
        odd = ((row, at) for row in numbers for at in self.sheet.rows[row].keys() - known)
        for at in sorted({at for row, at in odd if not self.sheet.cell(row, at).blank}):
            message = f"{column_letters(at)} 列没有表头，其中的内容没有导入。"
            yield self._note(Grade.QUERY, "import.column_unknown", self._head_cell(at), "", message)

    def _doubts(self) -> Iterator[SheetFinding]:
        """Heads and periods that may be read in another way."""
        around = self.table.around
        default = [one for one in self.table.columns.values() if one.read and one.indicator and not one.at_last_year]
        if around.doubt and default:
            grade = Grade.QUERY if around.weak else Grade.HINT
            yield self._note(grade, "import.period_inferred", self._head_cell(), around.title, around.doubt + "。")
        for at, meaning in self.table.columns.items():
            if meaning.read and (said := meaning.doubt or self._bare(meaning)):
                head = self.table.heads[at]
                yield self._note(Grade.QUERY, "import.head_unclear", self._head_cell(at), head, f"“{head}”{said}。")

    def _bare(self, one: Meaning) -> str:
        """The doubt of a figure under a title that names only a month: its own, or 累计."""
        around = self.table.around
        loose = one.indicator is not None and not one.own_time and one.period == around.period
        if not (loose and around.bare_month and one.role is Role.VALUE) or "累计" in "".join(self.table.heads.values()):
            return ""
        month = around.period.part if around.period else 0
        if one.indicator is not None and one.indicator.flow.value != "cumulative":
            return ""
        return f"没有写明是{month}月当月数还是累计数，按1—{month}月累计读入；如是当月数请在表头写“本月”"

    def _hidden(self, rows: Sequence[RowRead]) -> Iterator[SheetFinding]:
        hidden = [row.number for row in rows if row.kind is RowKind.RECORD and row.number in self.sheet.hidden_rows]
        if hidden:
            why = "被筛选或隐藏" if self.sheet.filtered else "被隐藏"
            message = f"第{_listed(hidden)}行{why}，看不见，但照样读入；不需要的请删除后再导入。"
            place = self.sheet.place(hidden[0], self.name_column)
            yield self._note(Grade.QUERY, "import.hidden_rows", place, "", message)
        used = {at for at, one in self.table.columns.items() if one.read}
        columns = sorted(used & self.sheet.hidden_columns)
        if columns:
            names = "、".join(f"{column_letters(at)}（{self.table.heads[at]}）" for at in columns)
            message = f"{names} 列被隐藏，看不见，但照样读入。"
            yield self._note(Grade.QUERY, "import.hidden_columns", self._head_cell(columns[0]), "", message)

    def _said_once(self, rows: Sequence[RowRead]) -> Iterator[SheetFinding]:
        """A doubt about the file, no unit, no measure, formulas."""
        if self.sheet.doubt:
            yield self._note(Grade.QUERY, "import.encoding", self._head_cell(), "", self.sheet.doubt)
        if self.no_unit is not None:
            message = "表上没有写计量单位（如“单位：亿元”），金额没有导入；请在表头上方写明，或在导入时指定单位。"
            if doubted := self.table.around.units.doubted:
                both = "又写了".join(f"“{one}”" for one in doubted)
                message = f"表上写了{both}，看不出金额以哪个单位为准，没有导入；请只留一个，或在导入时指定单位。"
            yield self._note(Grade.ERROR, NO_UNIT, self.no_unit, "", message)
        if any(row.has_open_measure for row in rows):
            label = self.table.words.indicators[OPEN_MEASURE].label
            message = f"表上没有写明口径（产值或营业收入等），按“{label}”读入。"
            title = self.table.around.title
            yield self._note(Grade.HINT, "import.measure_unstated", self._head_cell(), title, message)
        if self.sheet.places:
            message = "这张表按卡片、横竖颠倒的表，或一项占几行的表读入，请核对每一项对应得是否正确。"
            yield self._note(Grade.HINT, "import.turned", self._head_cell(), self.table.around.title, message)

    def _computed(self, rows: Sequence[RowRead]) -> Iterator[SheetFinding]:
        read = set(_cells_read(rows)) if self.worked else set()
        worked = [cell for cell in self.worked if cell in read]
        if worked:
            first = worked[0]
            message = (
                f"{_listed(worked)} 的公式在文件里没有结果，由程序按公式算出"
                f"（如 {first} ={self.worked[first].lstrip('=')}）；请用 Excel 或 WPS 打开核对。"
            )
            yield self._note(Grade.QUERY, "import.computed", first, self.worked[first], message)
        if self.empty_formulas:
            message = (
                f"{_listed(self.empty_formulas)} 是公式，结果是空白，按空白读入；如应有数，"
                "请用 Excel 或 WPS 打开文件、保存后再导入。"
            )
            yield self._note(Grade.QUERY, "import.formula_empty", self.empty_formulas[0], "", message)
        if self.formulas:
            message = f"有 {self.formulas} 格是公式，取文件中上次计算的结果。"
            yield self._note(Grade.HINT, "import.formulas", self._head_cell(), "", message)

    def _out_of_line(self, rows: Sequence[RowRead], unit: str | None) -> Iterator[SheetFinding]:
        """Amounts that are a unit off the others of their column."""
        records = [row for row in rows if row.kind is RowKind.RECORD]
        figures = _by_column(records)
        for meaning in self.table.columns.values():
            found = _amounts(records, figures, meaning)
            for place, power in out_of_line([value for value, *_place in found]):
                value, row, where = found[place]
                cell = f"{where.letters}{row}" if isinstance(where, FigureColumn) else where
                own = meaning.units.amount or unit or "元"
                typed = amount.plain(amount.in_unit(value, own))
                other = other_unit(own, power)
                wide = "大" if power > 0 else "小"
                message = (
                    f"{typed} {own}比同列其他数{wide}约 10 的 {abs(power)} 次方倍，像是单位填错，按 {typed} {own}读入"
                )
                message += f"；也可能是 {typed} {other}，请核对。" if other else "，请核对。"
                yield self._note(Grade.QUERY, "import.unit_suspect", cell, typed, message)


def _cells_read(rows: Sequence[RowRead]) -> Iterator[str]:
    for row in rows:
        yield from row.cells.values()
        yield from (one.cell for one in (*row.figures, *row.months))


_Amount: TypeAlias = tuple[Decimal, int, FigureColumn | str]
"""A value with its row, and its column or its cell."""
_Figures: TypeAlias = dict[tuple[Period, Kind], dict[tuple[str, bool], list[_Amount]]]
"""Period and kind → indicator, and whether the measure is open → its amounts."""


def _by_column(rows: Sequence[RowRead]) -> _Figures:
    """The figures of all rows."""
    found: _Figures = {}
    columns: tuple[FigureColumn, ...] = ()
    lists: list[list[_Amount]] = []
    for row in rows:
        figures, number = row.figures, row.number
        if isinstance(figures, PlainFigures):
            if figures.columns is not columns:  # rows that are filled alike share their columns
                columns = figures.columns
                lists = [_listing(found, column) for column in columns]
            for amounts, column, value in zip(lists, columns, figures.values, strict=True):
                amounts.append((value, number, column))
            continue
        for one in figures:
            if one.figure.value is not None:
                _listing(found, one).append((one.figure.value, number, one.cell))
    return found


def _listing(found: _Figures, one: FigureRead | FigureColumn) -> list[_Amount]:
    return found.setdefault((one.period, one.kind), {}).setdefault((one.indicator, one.open_measure), [])


def _amounts(rows: Sequence[RowRead], figures: _Figures, meaning: Meaning) -> list[_Amount]:
    """The amounts of a column with their cells."""
    if not meaning.used:
        return []
    if isinstance(meaning.field, Money):
        name = meaning.field.id
        values = ((row.values.get(name), row) for row in rows)
        return [(value, row.number, row.cells[name]) for value, row in values if isinstance(value, Decimal)]
    indicator, period = meaning.indicator, meaning.period
    if indicator is None or period is None or indicator.quantity is not Quantity.MONEY:
        return []
    near = figures.get((period, meaning.kind), {})
    alike = [amounts for (name, is_open), amounts in near.items() if name == indicator.id or is_open]
    return alike[0] if len(alike) == 1 else sorted(chain.from_iterable(alike), key=itemgetter(1))


def _listed(items: Sequence[object]) -> str:
    return "、".join(map(str, items[:8])) + ("等" if len(items) > 8 else "")
