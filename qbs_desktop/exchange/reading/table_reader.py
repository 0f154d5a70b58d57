"""Reading the body of a table (表体读取): each row as field values and figures, every doubt a finding with its cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qbs_desktop.domain.fields import LongText, Text, Value
from qbs_desktop.domain.figure import Kind
from qbs_desktop.domain.finding import Grade, SheetFinding
from qbs_desktop.domain.ledger import REPORTING_UNIT
from qbs_desktop.exchange.locating.corrections import Corrections, head_print
from qbs_desktop.exchange.locating.tables import Table, head_texts
from qbs_desktop.exchange.reading.cell_values import DATES, CellValues
from qbs_desktop.exchange.reading.group_status import with_status
from qbs_desktop.exchange.reading.plain_columns import PlainColumns
from qbs_desktop.exchange.reading.plain_figures import FigureRead, Places
from qbs_desktop.exchange.reading.printed_numbers import lines_of
from qbs_desktop.exchange.reading.printed_rates import kept_rates
from qbs_desktop.exchange.reading.readings import RowRead, TableRead, Wish, without_twins
from qbs_desktop.exchange.reading.row_cells import RowCells, told
from qbs_desktop.exchange.reading.rows import BodyRow, RowKind, Shape, body_rows
from qbs_desktop.exchange.reading.steps import Step
from qbs_desktop.exchange.reading.table_notes import Notes
from qbs_desktop.exchange.sheets.cells import Cell, Doubt, column_letters
from qbs_desktop.exchange.words.bands import parse_band
from qbs_desktop.exchange.words.heads import Meaning, Role
from qbs_desktop.exchange.words.said import span_of
from qbs_desktop.exchange.words.values import NO_UNIT, CellProblem


def read_table(table: Table, said: Corrections, wish: Wish, step: Step, worked: Mapping[str, str]) -> TableRead:
    """Every row of a table, then what is to be said about it as a whole.

    Args:
        table: where it stands and what its columns mean.
        said: what the clerk said about this table.
        wish: what the clerk said beforehand.
        step: told each row.
        worked: cells whose formula was computed here, with the formula.
    """
    return _Reader(table, said, wish, step, worked).read()


class _Reader:
    """Reads the body of one table."""

    def __init__(self, table: Table, said: Corrections, wish: Wish, step: Step, worked: Mapping[str, str]) -> None:
        self.table, self.said, self.wish, self.step = table, said, wish, step
        self.sheet = table.sheet
        self.ledger = table.words.ledger
        self.values = CellValues(table, said, wish)
        self.unit = self.values.unit
        self.name_column = table.column_of("name") or 1
        self.serial_column = table.column_of("serial")
        self.reporter_column = table.column_of(REPORTING_UNIT)
        self.used = {at: one for at, one in table.columns.items() if one.used}
        self.read_columns = self.values.columns
        self.rates = any(one.role in (Role.GROWTH, Role.RATE) for one in self.read_columns.values())
        self.has_months = any(one.role is Role.MONTH for one in self.read_columns.values())
        self.notes = Notes(table, self.name_column, worked, None if said.amount_unit else wish.amount_unit)
        self.more: dict[int, list[BodyRow]] = {}
        self.cells = RowCells(table, self.more, self.notes)
        self.plain = self._plain_columns()
        self.alike: dict[tuple[tuple[str, int], ...], Mapping[str, str]] = {}
        self.has_bands, self.has_spans = self.ledger.has("lower"), self.ledger.has("duration")

    def _plain_columns(self) -> PlainColumns:
        columns = {} if self.values.unit_column is not None or self.sheet.places else self.read_columns
        by_row, merged = self.values.measure_column is not None, bool(self.sheet.merged)
        return PlainColumns(columns, self.unit, measure_by_row=by_row, merged=merged)

    # --- the whole table -----------------------------------------------------------------------------------------

    def read(self) -> TableRead:
        if self.table.column_of("name") is None:
            return self._result(self._nameless(), [self.notes.no_name_column()])
        bodies = list(body_rows(self._shape()))
        for one in bodies:
            if one.goes_on is not None:
                self.more.setdefault(one.goes_on, []).append(one)
        rows = without_twins(self.sheet, [self._row(one) for one in bodies], self.name_column)
        rows, told = with_status(self.table, bodies, rows, self.name_column)
        return self._result(rows, [*self.notes.findings(rows, lines_of(self.values, bodies, rows), self.unit), *told])

    def _nameless(self) -> list[RowRead]:
        """No row can be taken while no column is the name; each that holds something is passed over."""
        first, last = self.table.head_last + 1, self.table.last
        return [RowRead(number, RowKind.SKIPPED) for number, _cells in self.sheet.filled() if first <= number <= last]

    def _result(self, rows: Sequence[RowRead], findings: Sequence[SheetFinding]) -> TableRead:
        table, places = self.table, self.sheet.places
        letters = {at: _letters(places, table, at) for at in table.columns}
        height = table.head_last - table.head_first + 1
        units = {at: self.values.unit_of(one, 0) for at, one in self.read_columns.items() if one.is_amount}
        ids: dict[str, str | None] = {}
        for at, one in table.columns.items():  # a column of the file may have become several
            ids[letters[at]] = ids.get(letters[at]) or self._column_id(one)
        return TableRead(
            self.sheet.name,
            self.ledger.id,
            round(table.score, 4),
            table.around.title,
            self.unit,
            None if places else (table.head_first, table.head_last),
            ids,
            tuple(rows),
            tuple(findings),
            heads={letters[at]: head for at, head in table.heads.items()},
            why={letters[at]: why for at, one in table.columns.items() if (why := self._why(one))},
            units={letters[at]: unit for at, unit in units.items() if unit is not None},
            period=table.around.period,
            last=table.last,
            head_print="" if places else head_print(head_texts(self.sheet, table.head_first, height)),
        )

    def _why(self, one: Meaning) -> str:
        """Why a column is not imported."""
        checked = "本月数只与累计核对，不导入" if one.read and self._column_id(one) is None else ""
        return one.ignored or one.problem or checked

    def _only_checked(self, one: Meaning) -> bool:
        """Whether a cell that cannot be read costs nothing: a printed rate, or a 本月 beside its 累计."""
        return one.role in (Role.GROWTH, Role.RATE) or (one.role is Role.MONTH and self._column_id(one) is None)

    def _column_id(self, one: Meaning) -> str | None:
        """The id of a column; a 本月 beside its 累计 is only checked, and a column of nothing."""
        beside = one.role is Role.MONTH and any(
            (two.indicator, two.period, two.kind) == (one.indicator, one.period, Kind.ACTUAL)
            for two in self.used.values()
        )
        return None if beside else one.column_id

    def _shape(self) -> Shape:
        table = self.table
        texts = {
            at for at, one in self.used.items() if isinstance(one.field, LongText | Text) and at != self.name_column
        }
        return Shape(
            self.sheet,
            table.head_last + 1,
            table.last,
            self.serial_column,
            self.name_column,
            frozenset(self.read_columns),
            table.words.names,
            table.around.title,
            table.head_last - table.head_first + 1,
            bands=self.has_bands,
            texts=frozenset(texts),
            said=self.said.rows,
            parents_by_numeral=self.ledger.id not in ("project", "enterprise"),
        )

    # --- rows ----------------------------------------------------------------------------------------------------

    def _row(self, body: BodyRow) -> RowRead:
        self.step.one()
        if body.kind is RowKind.RECORD:
            return self._record(body)
        findings = []
        if body.why and body.kind is not RowKind.SKIPPED:
            asks = body.kind is RowKind.TOTAL or "也可能" in body.why
            grade = Grade.QUERY if asks else Grade.HINT
            findings.append(self._said(grade, "import.row_kind", body.number, self.name_column, body.why))
        if body.goes_on is not None:
            why = f"没有序号和名称，按第{body.goes_on}行的续行读入，文字接在后面。"
            findings.append(self._said(Grade.HINT, "import.continued", body.number, self.name_column, why))
        return RowRead(body.number, body.kind, body.name, body.name, findings=tuple(findings))

    def _record(self, body: BodyRow) -> RowRead:
        findings: list[SheetFinding] = []
        values: dict[str, Value] = {}
        figures: dict[int, FigureRead] = {}
        columns: dict[str, int] = {}
        failed = self._identity(body, values, columns, findings)
        measure = self.values.row_measure(body.number)
        amounts = {} if body.number in self.more else self.plain.amounts(self.sheet.rows.get(body.number, {}))
        for at, meaning in self.read_columns.items():
            if at in amounts or at in (self.name_column, self.serial_column):
                continue
            cell = self.cells.cell(body.number, at, meaning, findings)
            try:
                if meaning.field is not None:
                    value = self.values.field(body.number, at, cell, meaning.field, findings)
                    if value is not None:
                        values[meaning.field.id] = value
                        columns[meaning.field.id] = at
                else:
                    found = self.values.figure(body.number, at, cell, measure, findings)
                    if found is not None:
                        figures[at] = found
            except CellProblem as problem:
                if self._only_checked(meaning):
                    what = "本月数只用来核对，没有核对" if meaning.role is Role.MONTH else "这一列的比率没有读入"
                    message = f"{problem}{what}。"
                    findings.append(self._said(Grade.QUERY, problem.rule, body.number, at, message))
                    continue
                failed = True
                self._failed(problem, self.sheet.place(body.number, at), cell, findings)
        if self.has_bands:
            self._band(body, values, findings)
        if self.has_spans:
            self._duration(body, values, columns, findings)
        stored, months = self._figures(body.number, amounts, figures, findings)
        return RowRead(
            body.number,
            RowKind.RECORD,
            str(values.get("name") or body.name),
            body.printed,
            body.parent,
            values,
            stored,
            months,
            self._places(body.number, columns),
            tuple(findings),
            failed,
            self.sheet.cell(body.number, self.reporter_column).text.strip() if self.reporter_column else "",
        )

    def _figures(
        self, row: int, amounts: Mapping[int, str], others: Mapping[int, FigureRead], findings: list[SheetFinding]
    ) -> tuple[Sequence[FigureRead], tuple[FigureRead, ...]]:
        """The figures of a row in the order of their columns, and those of single months (本月)."""
        if not (others or self.rates or self.has_months):
            return self.plain.figures(row, amounts), ()
        every = {**self.plain.each(row, amounts), **others}
        figures = {at: every[at] for at in self.read_columns if at in every}
        stored = [one for at, one in figures.items() if self.read_columns[at].role is Role.VALUE]
        months = [one for at, one in figures.items() if self.read_columns[at].role is Role.MONTH]
        if self.rates:
            rates, asked = kept_rates(self.sheet, row, self.read_columns, figures, self.ledger)
            stored += rates
            findings += asked
        return tuple(stored), tuple(months)

    def _places(self, row: int, columns: Mapping[str, int]) -> Mapping[str, str]:
        """Where the fields of a row stand."""
        if self.sheet.places:
            return {name: self.sheet.place(row, at) for name, at in columns.items()}
        filled = tuple(columns.items())
        if filled not in self.alike:
            self.alike[filled] = {name: column_letters(at) for name, at in filled}
        return Places(row, self.alike[filled])

    def _identity(
        self, body: BodyRow, values: dict[str, Value], columns: dict[str, int], findings: list[SheetFinding]
    ) -> bool:
        cell = self.sheet.cell(body.number, self.name_column)
        if body.serial:
            values["serial"] = body.serial
        if body.why:
            findings.append(self._said(Grade.QUERY, "import.of_which_unclear", body.number, self.name_column, body.why))
        name = body.name
        if not isinstance(cell.value, str) and not cell.blank:
            message = f"名称一栏是“{cell.text}”，不是文字，请核对是否错行错列。"
            if isinstance(cell.value, Doubt):
                message = f"名称有两种读法：“{cell.value.first}”和“{cell.value.second}”，请重新键入这一格。"
            findings.append(self._said(Grade.ERROR, "import.name_not_text", body.number, self.name_column, message))
            return True
        name += "".join(one.name for one in self.more.get(body.number, ()))
        if not name:
            message = "这一行没有名称，无法对应到名单；请填写名称，不用的行请清空。"
            findings.append(self._said(Grade.ERROR, "import.no_name", body.number, self.name_column, message))
            return True
        values["name"] = name
        columns["name"] = self.name_column
        return False

    # --- what a name or a span says ---------------------------------------------------------------------------------

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

    def _duration(
        self, body: BodyRow, values: dict[str, Value], columns: dict[str, int], findings: list[SheetFinding]
    ) -> None:
        """Begin and end out of a span (建设起止年限), where the table has no columns for them."""
        text, column = values.get("duration"), self.table.column_of("duration")
        span = span_of(text) if isinstance(text, str) else None
        if span is None or column is None or any(values.get(one) for one in DATES):
            return
        for name, value in (("start_planned", span.start), ("finish_planned", span.finish)):
            if value is not None and self.table.column_of(name) is None:
                values[name] = value
                columns[name] = columns["duration"]
        if span.other:
            ends = f"{span.start}" + (f" 至 {span.finish}" if span.finish else " 起")
            message = f"“{text}”按{ends}读入，也可能是{span.other}，请写四位年份。"
            findings.append(self._said(Grade.QUERY, "import.span_unclear", body.number, column, message))

    # --- findings ------------------------------------------------------------------------------------------------

    def _said(self, grade: Grade, rule: str, row: int, column: int, message: str) -> SheetFinding:
        return told(self.sheet, grade, rule, (row, column), message)

    def _failed(self, problem: CellProblem, place: str, cell: Cell, findings: list[SheetFinding]) -> None:
        if problem.rule == NO_UNIT:
            self.notes.no_unit = self.notes.no_unit or place
            return
        text = cell.text.strip()
        findings.append(SheetFinding(Grade.ERROR, problem.rule, self.sheet.name, place, text, str(problem)))


def _letters(places: Mapping[tuple[int, int], str], table: Table, at: int) -> str:
    """The letters of a column; of a sheet that was turned over, the place of its head."""
    return places.get((table.head_last, at)) or column_letters(at)
