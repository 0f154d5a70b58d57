"""Recognising (识别): sheets of a workbook as rows of ledgers, every value right or named in a finding.

The result says what the file contains; what it would change in a data file is the service's business. Nothing is
guessed silently: what is not understood is a finding with its cell, its content, the reason and what to do.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from qbs_desktop.domain.amount import AMOUNT_UNITS
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.fields import Money, Value
from qbs_desktop.domain.finding import Grade, SheetFinding
from qbs_desktop.domain.indicators import Indicator, Quantity
from qbs_desktop.domain.profile import Profile
from qbs_desktop.exchange.cells import Area, Cell, Sheet, Workbook, column_letters, coordinate
from qbs_desktop.exchange.correcting import Corrected, tables_of
from qbs_desktop.exchange.corrections import head_print
from qbs_desktop.exchange.heads import OPEN_MEASURE, Meaning, Vocabulary, measure_of_row
from qbs_desktop.exchange.no_table import is_passed_over, left_out, passed_over, unknown
from qbs_desktop.exchange.readings import FigureRead, RowRead, TableRead, Wish, without_twins
from qbs_desktop.exchange.rows import BodyRow, RowKind, Shape, body_rows, parse_band
from qbs_desktop.exchange.tables import head_texts
from qbs_desktop.exchange.values import NO_UNIT, CellProblem, Remark, field_value, figure_of

Progress = Callable[[int, int], None]
_STEP = 500


def recognise(
    book: Workbook,
    profile: Profile,
    wish: Wish | None = None,
    *,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> list[TableRead]:
    """Read every table of a workbook.

    Raises:
        Refusal: a ledger, sheet or unit that does not exist was asked for, nothing is in it, or it was cancelled.
    """
    wish = wish or Wish()
    ledgers = [one for one in profile.ledgers() if wish.ledger in (None, one.id)]
    if not ledgers:
        raise Refusal(f"没有名为“{wish.ledger}”的台账，可选：{'、'.join(one.id for one in profile.ledgers())}。")
    if wish.amount_unit is not None and wish.amount_unit not in AMOUNT_UNITS:
        raise Refusal(f"不认识计量单位“{wish.amount_unit}”，可选：{'、'.join(AMOUNT_UNITS)}。")
    words = [Vocabulary(one, profile) for one in ledgers]
    chosen = _chosen(book, wish)
    step = _Step(sum(len(sheet.rows) for sheet in chosen), progress, cancel)
    tables: list[TableRead] = []
    for sheet in chosen:
        found = tables_of(sheet, profile, words, wish)
        tables += [_read(one, sheet, n, profile, wish, step) for n, one in enumerate(found)] or [unknown(sheet)]
    if wish.sheet is None:
        tables += [passed_over(one) for one in book.sheets if is_passed_over(one) and one not in chosen]
    if not tables:
        raise Refusal(f"“{book.name}”是空白工作簿，没有可导入的内容。请检查是不是选错了文件。")
    return tables


def _chosen(book: Workbook, wish: Wish) -> list[Sheet]:
    if wish.sheet is not None:
        sheet = book.sheet(wish.sheet)
        if sheet is None:
            names = "、".join(one.name for one in book.sheets if not one.hidden)
            raise Refusal(f"“{book.name}”里没有工作表“{wish.sheet}”，可选：{names}。")
        return [sheet]
    unhidden = {name for (name, _ordinal), one in wish.corrections.items() if one.taken}
    return [one for one in book.sheets if (not one.hidden or one.name in unhidden) and one.last_row]


def _read(one: Corrected, sheet: Sheet, ordinal: int, profile: Profile, wish: Wish, step: _Step) -> TableRead:
    """One table of a sheet, or what is left of it: left out by the clerk, or still without head or name column."""
    if one.corrections.taken is False:
        return replace(left_out(sheet), ordinal=ordinal)
    if one.table is None:
        return replace(unknown(sheet), ordinal=ordinal)
    reader = _Reader(one, profile, wish, step)
    return replace(reader.read(), ordinal=ordinal, layout=one.layout)


@dataclass
class _Step:
    """Progress over all rows of a workbook, and the way to stop."""

    total: int
    progress: Progress | None
    cancel: threading.Event | None
    done: int = 0

    def one(self) -> None:
        """One row further."""
        self.done += 1
        if self.done % _STEP == 0 or self.done == self.total:
            if self.cancel is not None and self.cancel.is_set():
                raise Refusal("已取消导入，没有改动任何数据。")
            if self.progress is not None:
                self.progress(self.done, self.total)


class _Reader:
    """Reads the body of one table."""

    def __init__(self, corrected: Corrected, profile: Profile, wish: Wish, step: _Step) -> None:
        table, said = corrected.table, corrected.corrections
        assert table is not None  # noqa: S101
        self.table = table
        self.said = said
        self.sheet = table.sheet
        self.ledger = table.words.ledger
        self.indicators: Mapping[str, Indicator] = profile.all_indicators()
        self.step = step
        self.unit = said.amount_unit or wish.amount_unit or table.units.amount
        self.notes: list[SheetFinding] = []
        self.name_column = table.column_of("name") or 1
        self.serial_column = table.column_of("serial")
        self.measure_column = table.column_of("measure")
        self.used = {at: one for at, one in table.columns.items() if one.used}
        self.formulas = 0
        self.filled_areas: set[tuple[int, int]] = set()
        self.scaled: set[int] = set()
        self.no_unit: str | None = None
        if said.amount_unit is None:
            self._declared(wish)

    # --- the whole table -----------------------------------------------------------------------------------------

    def read(self) -> TableRead:
        """Every row, then what is to be said about the table as a whole."""
        table = self.table
        shape = Shape(
            self.sheet,
            table.head_last + 1,
            table.last,
            self.serial_column,
            self.name_column,
            frozenset(self.used),
            table.words.names,
            table.title,
            table.head_last - table.head_first + 1,
            bands=self.ledger.has("lower"),
            said=self.said.rows,
        )
        if table.column_of("name") is None:
            return self._result(self._nameless(shape))
        rows = without_twins(self.sheet.name, [self._row(one) for one in body_rows(shape)], self.name_column)
        self._columnsleft_out(rows)
        self._hidden(rows)
        self._said_once(rows)
        return self._result(rows)

    def _result(self, rows: Sequence[RowRead]) -> TableRead:
        table = self.table
        units = {at: self._unit_of(one) for at, one in self.used.items() if _is_amount(one)}
        return TableRead(
            self.sheet.name,
            self.ledger.id,
            round(table.score, 4),
            table.title,
            self.unit,
            (table.head_first, table.head_last),
            {column_letters(at): one.column_id for at, one in table.columns.items()},
            tuple(rows),
            tuple(self.notes),
            heads={column_letters(at): head for at, head in table.heads.items()},
            why={column_letters(at): one.ignored or one.problem for at, one in table.columns.items() if not one.used},
            units={column_letters(at): unit for at, unit in units.items() if unit is not None},
            period=table.period,
            last=table.last,
            head_print=head_print(head_texts(self.sheet, table.head_first, table.head_last - table.head_first + 1)),
        )

    def _nameless(self, shape: Shape) -> list[RowRead]:
        """No row can be taken while no column is the name; each that holds something is passed over."""
        message = "还没有指定哪一列是名称，这张表没有导入；请把“名称”对应到名称所在的列。"
        self._note(Grade.ERROR, "import.no_name_column", self._head_cell(), "", message)
        numbers = [number for number, _cells in self.sheet.filled() if shape.first <= number <= shape.last]
        return [RowRead(number, RowKind.SKIPPED) for number in numbers]

    def _declared(self, wish: Wish) -> None:
        said = self.table.units.amount
        if wish.amount_unit is not None and said not in (None, wish.amount_unit):
            message = f"表上写的单位是{said}，按指定的{wish.amount_unit}读入，请核对。"
            self._note(Grade.QUERY, "import.unit_overridden", self._head_cell(), said or "", message)

    def _note(self, grade: Grade, rule: str, cell: str, value: str, message: str) -> None:
        self.notes.append(SheetFinding(grade, rule, self.sheet.name, cell, value, message))

    def _head_cell(self, column: int | None = None) -> str:
        return coordinate(self.table.head_last, column or self.name_column)

    # --- rows ----------------------------------------------------------------------------------------------------

    def _row(self, body: BodyRow) -> RowRead:
        self.step.one()
        if body.kind is not RowKind.RECORD:
            findings = []
            if body.why and body.kind is not RowKind.SKIPPED:
                findings.append(self._said(Grade.HINT, "import.row_kind", body.number, self.name_column, body.why))
            if body.kind is RowKind.GROUP and self._has_figures(body.number):
                message = "分组行带有数，没有导入；如果它是名单里的一行，请在序号列填阿拉伯数字。"
                findings.append(self._said(Grade.QUERY, "import.group_figures", body.number, self.name_column, message))
            return RowRead(body.number, body.kind, body.name, body.name, findings=tuple(findings))
        return self._record(body)

    def _has_figures(self, row: int) -> bool:
        cells = self.sheet.rows.get(row, {})
        return any(
            isinstance(cells[at].value, Decimal) for at, one in self.used.items() if one.indicator and at in cells
        )

    def _record(self, body: BodyRow) -> RowRead:
        findings: list[SheetFinding] = []
        values: dict[str, Value] = {}
        figures: list[FigureRead] = []
        places: dict[str, str] = {}
        failed = self._identity(body, values, places, findings)
        measure = self._row_measure(body.number)
        for at, meaning in self.used.items():
            if at in (self.name_column, self.serial_column):
                continue
            place = coordinate(body.number, at)
            cell = self._cell(body.number, at, meaning, findings)
            try:
                if meaning.field is not None:
                    value = field_value(
                        cell, meaning.field, self._unit_of(meaning), self._teller(findings, place, cell)
                    )
                    if value is not None:
                        values[meaning.field.id] = value
                        places[meaning.field.id] = place
                else:
                    found = self._figure(cell, meaning, measure, findings, place)
                    if found is not None:
                        figures.append(found)
            except CellProblem as problem:
                failed = True
                self._failed(problem, place, cell, findings)
        if self.ledger.has("lower"):
            self._band(body, values, findings)
        return RowRead(
            body.number,
            RowKind.RECORD,
            body.name,
            body.printed,
            body.parent,
            values,
            tuple(figures),
            places,
            tuple(findings),
            failed,
        )

    def _identity(
        self, body: BodyRow, values: dict[str, Value], places: dict[str, str], findings: list[SheetFinding]
    ) -> bool:
        cell = self.sheet.cell(body.number, self.name_column)
        if body.serial:
            values["serial"] = body.serial
        if body.why:
            findings.append(self._said(Grade.QUERY, "import.of_which_unclear", body.number, self.name_column, body.why))
        name = body.name
        if not isinstance(cell.value, str) and not cell.blank:
            message = f"名称一栏是“{cell.text}”，不是文字，请核对是否错行错列。"
            findings.append(self._said(Grade.ERROR, "import.name_not_text", body.number, self.name_column, message))
            return True
        if not name:
            message = "这一行没有名称，无法对应到名单；请填写名称，不用的行请清空。"
            findings.append(self._said(Grade.ERROR, "import.no_name", body.number, self.name_column, message))
            return True
        values["name"] = name
        places["name"] = coordinate(body.number, self.name_column)
        return False

    def _cell(self, row: int, column: int, meaning: Meaning, findings: list[SheetFinding]) -> Cell:
        """The cell, with texts of a cell merged over several rows filled down and told once."""
        cell = self.sheet.cell(row, column)
        if cell.formula:
            self.formulas += 1
        if cell.style.scaled and isinstance(cell.value, Decimal) and column not in self.scaled:
            self.scaled.add(column)
            message = f"单元格格式“{cell.style.code}”显示的数比实际存的小，按实际存的 {cell.text} 读入，请核对单位。"
            findings.append(self._said(Grade.QUERY, "import.scaled_format", row, column, message))
        if not cell.blank:
            return cell
        area = self.sheet.area(row, column)
        if area is None:
            return cell
        if area.left != column:
            self._merged_across(area, row, column, meaning, findings)
            return cell
        if area.top == row:
            return cell
        filler = self.sheet.cell(area.top, area.left)
        if filler.blank or area.top <= self.table.head_last:
            return cell
        fills = meaning.field is not None and not isinstance(meaning.field, Money) and isinstance(filler.value, str)
        if (area.top, column) not in self.filled_areas:
            self.filled_areas.add((area.top, column))
            rows = f"第{area.top}—{area.bottom}行"
            message = (
                f"{rows}合并为一格，各行都按“{filler.text.strip()}”读入。"
                if fills
                else f"{rows}的数合并为一格，只记在第{area.top}行，其余行为空白。"
            )
            grade = Grade.HINT if fills else Grade.QUERY
            findings.append(self._said(grade, "import.merged", row, column, message))
        return filler if fills else cell

    def _merged_across(self, area: Area, row: int, column: int, meaning: Meaning, findings: list[SheetFinding]) -> None:
        """Say that one number stands for several columns; to which of them it belongs is not in the file."""
        filler = self.sheet.cell(area.top, area.left)
        is_number = meaning.indicator is not None or isinstance(meaning.field, Money)
        if not is_number or filler.blank or area.left not in self.used or (area.top, column) in self.filled_areas:
            return
        self.filled_areas.add((area.top, column))
        letters = column_letters(area.left)
        message = f"这一格与 {letters} 列合并，数只记在 {letters} 列，这一列为空白；请拆分合并后各填各的。"
        findings.append(self._said(Grade.QUERY, "import.merged", row, column, message))

    def _figure(
        self,
        cell: Cell,
        meaning: Meaning,
        measure: Indicator | None,
        findings: list[SheetFinding],
        place: str,
    ) -> FigureRead | None:
        indicator, period = meaning.indicator, meaning.period
        assert indicator is not None  # noqa: S101
        assert period is not None  # noqa: S101
        is_open = meaning.open_measure and measure is None
        if meaning.open_measure and measure is not None:
            indicator = measure
        figure = figure_of(
            cell,
            indicator,
            self._unit_of(meaning),
            percent_head="%" in meaning.units.others,
            tell=self._teller(findings, place, cell),
        )
        return None if figure is None else FigureRead(indicator.id, period, meaning.kind, figure, place, is_open)

    def _unit_of(self, meaning: Meaning) -> str | None:
        return meaning.units.amount or self.unit

    def _row_measure(self, row: int) -> Indicator | None:
        """The indicator that the row's own 口径 cell names."""
        if self.measure_column is None:
            return None
        cell = self.sheet.shown(row, self.measure_column)
        return measure_of_row(cell.text, self.indicators) if isinstance(cell.value, str) else None

    def _band(self, body: BodyRow, values: dict[str, Value], findings: list[SheetFinding]) -> None:
        """Bounds of a project band out of its label, unless the table has columns for them."""
        band = parse_band(body.name)
        if band is None or self.table.column_of("lower") or self.table.column_of("upper"):
            return
        if band.closed or not band.said:
            said = "写的是“含”上限" if band.closed else "没有写是否含上限"
            message = f"“{body.name}”{said}，分组按“含下限、不含上限”保存，请核对。"
            findings.append(self._said(Grade.QUERY, "import.band_bound", body.number, self.name_column, message))
        bounds = {"lower": band.lower, "upper": band.upper}
        values |= {key: bound for key, bound in bounds.items() if bound is not None}

    # --- findings ------------------------------------------------------------------------------------------------

    def _said(self, grade: Grade, rule: str, row: int, column: int, message: str) -> SheetFinding:
        text = self.sheet.shown(row, column).text.strip()
        return SheetFinding(grade, rule, self.sheet.name, coordinate(row, column), text, message)

    def _teller(self, findings: list[SheetFinding], place: str, cell: Cell) -> Callable[[Remark], None]:
        def tell(remark: Remark) -> None:
            findings.append(
                SheetFinding(remark.grade, remark.rule, self.sheet.name, place, cell.text.strip(), remark.message)
            )

        return tell

    def _failed(self, problem: CellProblem, place: str, cell: Cell, findings: list[SheetFinding]) -> None:
        if problem.rule == NO_UNIT:
            self.no_unit = self.no_unit or place
            return
        text = cell.text.strip()
        findings.append(SheetFinding(Grade.ERROR, problem.rule, self.sheet.name, place, text, str(problem)))

    def _columnsleft_out(self, rows: Sequence[RowRead]) -> None:
        numbers = [row.number for row in rows if row.kind is RowKind.RECORD]
        for at, meaning in self.table.columns.items():
            if meaning.used or not any(not self.sheet.cell(row, at).blank for row in numbers):
                continue
            head = self.table.heads[at]
            if meaning.ignored:
                self._note(
                    Grade.HINT, "import.column_ignored", self._head_cell(at), head, f"“{head}”：{meaning.ignored}。"
                )
            else:
                message = f"“{head}”{meaning.problem}，这一列没有导入；请把表头改成程序里的名称，或在导入时指定报告期。"
                self._note(Grade.QUERY, "import.column_unknown", self._head_cell(at), head, message)
        extra = sorted({at for row in numbers for at, one in self.sheet.rows[row].items() if not one.blank})
        for at in extra:
            if at not in self.table.columns:
                message = f"{column_letters(at)} 列没有表头，其中的内容没有导入。"
                self._note(Grade.QUERY, "import.column_unknown", self._head_cell(at), "", message)

    def _hidden(self, rows: Sequence[RowRead]) -> None:
        hidden = [row.number for row in rows if row.kind is RowKind.RECORD and row.number in self.sheet.hidden_rows]
        if hidden:
            why = "被筛选或隐藏" if self.sheet.filtered else "被隐藏"
            message = f"第{_listed(hidden)}行{why}，看不见，但照样读入；不需要的请删除后再导入。"
            self._note(Grade.QUERY, "import.hidden_rows", coordinate(hidden[0], self.name_column), "", message)
        columns = sorted(set(self.used) & self.sheet.hidden_columns)
        if columns:
            names = "、".join(f"{column_letters(at)}（{self.table.heads[at]}）" for at in columns)
            message = f"{names} 列被隐藏，看不见，但照样读入。"
            self._note(Grade.QUERY, "import.hidden_columns", self._head_cell(columns[0]), "", message)

    def _said_once(self, rows: Sequence[RowRead]) -> None:
        """Findings about the table as a whole: a doubt about the file, no unit, no measure, formulas."""
        if self.sheet.doubt:
            self._note(Grade.QUERY, "import.encoding", self._head_cell(), "", self.sheet.doubt)
        if self.no_unit is not None:
            message = "表上没有写计量单位（如“单位：亿元”），金额没有导入；请在表头上方写明，或在导入时指定单位。"
            if self.table.units.doubted:
                both = "又写了".join(f"“{one}”" for one in self.table.units.doubted)
                message = f"表上写了{both}，看不出金额以哪个单位为准，没有导入；请只留一个，或在导入时指定单位。"
            self._note(Grade.ERROR, NO_UNIT, self.no_unit, "", message)
        if any(one.open_measure for row in rows for one in row.figures):
            message = f"表上没有写明口径（产值或营业收入等），按“{self.indicators[OPEN_MEASURE].label}”读入。"
            self._note(Grade.HINT, "import.measure_unstated", self._head_cell(), self.table.title, message)
        if self.formulas:
            message = f"有 {self.formulas} 格是公式，取文件中上次计算的结果。"
            self._note(Grade.HINT, "import.formulas", self._head_cell(), "", message)


def _is_amount(meaning: Meaning) -> bool:
    return isinstance(meaning.field, Money) or (
        meaning.indicator is not None and meaning.indicator.quantity is Quantity.MONEY
    )


def _listed(numbers: Sequence[int]) -> str:
    return "、".join(map(str, numbers[:8])) + ("等" if len(numbers) > 8 else "")
