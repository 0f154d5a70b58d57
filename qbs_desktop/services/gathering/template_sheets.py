"""One collection template (采集表): which columns of a form are filled in, how each cell is checked, whose rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from qbs_desktop import __version__
from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.fields import Code, Money, Month, Number, Year
from qbs_desktop.domain.forms.columns import head_cells
from qbs_desktop.domain.forms.filled import FilledColumn, FilledForm, FilledRow, RowKind
from qbs_desktop.domain.forms.form import Form
from qbs_desktop.domain.indicators import UNSTATED
from qbs_desktop.domain.ledger import REPORTING_UNIT, Ledger
from qbs_desktop.domain.period import Period, Scheme
from qbs_desktop.exchange.sealed.collecting import Issued, IssuedColumn, IssuedRow
from qbs_desktop.exchange.sealed.collecting_book import InputColumn, InputSheet
from qbs_desktop.exchange.sheets.cells import column_letters
from qbs_desktop.services.incoming.import_plan import CODES
from qbs_desktop.services.reporting import returns
from qbs_desktop.services.workspace import Workspace

FOOTER = "单位负责人：{0}填表人：{0}联系电话：{0}　报出日期：　　　　年　　月　　日".format("　　　　　　")
NOTES = (
    "填表说明：1.只填浅黄色的格，灰色的格不用改；金额一律填{unit}，不要写单位。2.没有的数空着，不适用填“——”，"
    "确实为零填 0。3.带下拉的格从列表里选。4.新增的行填在后面的空行里，不要增减列、改表头、另建表格。"
    "5.填好后原样存盘交回，不要改工作表名。"
)


def now() -> str:
    """This moment, as it is stored."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who fills in one workbook, with the numbers of the records in it."""

    key: str
    name: str
    records: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes the sheets of one round: the form is filled once and shared out."""

    form: Form
    data: Dataset
    filled: FilledForm
    profile: str
    unit: tuple[str, str]
    number: int

    @classmethod
    def of(cls, workspace: Workspace, form: Form, period: Period, amount_unit: str, number: int) -> Maker:
        """Of a data file."""
        filled = returns.preview(workspace, form.id, period, amount_unit)
        unit = (workspace.unit.code, workspace.unit.name)
        return cls(form, workspace.dataset(period, periods=[]), filled, workspace.profile.id, unit, number)

    @property
    def ledger(self) -> Ledger:
        """The form's list."""
        return self.data.ledgers[self.form.ledger]

    def sheet(self, to: Recipient, blank_rows: int) -> tuple[InputSheet, Issued]:
        """The sheet and the machine part for one recipient."""
        columns = tuple(self._columns())
        heads, depth = head_cells(tuple(column for column, _at in columns))
        rows = list(self._rows(set(to.records)))
        when = self.filled.period.label(Scheme(self.form.scheme))
        sheet = InputSheet(
            title=self.filled.title.removesuffix("表") + "采集表",
            line=f"填报单位：{to.name}　　　报告期：{when}　　　计量单位：{self.filled.amount_unit}"
            + (f"　　　收表单位：{self.unit[1]}" if self.unit[1] else ""),
            notes=self._notes(),
            heads=heads,
            head_rows=depth,
            columns=tuple(self._input(column) for column, _at in columns),
            rows=tuple(self._cells(row, columns) for row in rows),
            blank_rows=blank_rows,
            footer=FOOTER,
        )
        return sheet, self._part(to, sheet, columns, rows)

    def _columns(self) -> Iterator[tuple[FilledColumn, int]]:
        """The form's columns that somebody can fill in, with their place in the form (-1: the ledger's code)."""
        codes = [one for one in CODES.get(self.form.ledger, ()) if not any(c.field == one for c in self.filled.columns)]
        for at, column in enumerate(self.filled.columns):
            if column.source != "computed" and column.field != REPORTING_UNIT:
                yield column, at
            if column.source == "name":
                for code in codes:
                    spec = self.ledger.field(code)
                    yield FilledColumn(code, (spec.label,), "field", 11, field=code), -1

    def _rows(self, wanted: set[int]) -> Iterator[FilledRow]:
        """The rows of these records, each with its 其中 rows."""
        inside = False
        for row in self.filled.rows:
            if row.kind is RowKind.RECORD:
                inside = row.record_id in wanted
            if inside and row.kind is not RowKind.TOTAL:
                yield row

    def _cells(self, row: FilledRow, columns: Sequence[tuple[FilledColumn, int]]) -> tuple[str | Decimal | None, ...]:
        record = self.data.record(row.record_id or 0)
        return tuple(
            row.cells[at].value if at >= 0 else (record.text(column.field) if record else None) or None
            for column, at in columns
        )

    def _notes(self) -> tuple[str, ...]:
        return (NOTES.format(unit=self.filled.amount_unit),)

    def _part(
        self,
        to: Recipient,
        sheet: InputSheet,
        columns: Sequence[tuple[FilledColumn, int]],
        rows: Sequence[FilledRow],
    ) -> Issued:
        names = {row.record_id: self.data.record(row.record_id or 0) for row in rows}
        return Issued(
            form=self.form.id,
            form_version=self.form.version,
            ledger=self.form.ledger,
            profile=self.profile,
            unit_code=self.unit[0],
            unit_name=self.unit[1],
            period=str(self.filled.period),
            amount_unit=self.filled.amount_unit,
            issue=self.number,
            recipient=to.key,
            recipient_name=to.name,
            sheet=self.form.sheet,
            head=(sheet.head_at + 1, sheet.head_at + sheet.head_rows),
            key_column=column_letters(len(columns) + 1),
            columns=tuple(
                IssuedColumn(column_letters(at), _target(column), column.heads)
                for at, (column, _place) in enumerate(columns, 1)
            ),
            rows=tuple(IssuedRow(row.uid, one.name if (one := names[row.record_id]) else "") for row in rows),
            issued=f"{now()} {__version__}",
        )

    def _input(self, column: FilledColumn) -> InputColumn:
        if column.source == "serial":
            return InputColumn(column.width, sample="例", fixed=True)
        if column.source == "name":
            hint = f"填{self.ledger.noun}全称，与营业执照或批文一致。"
            return InputColumn(max(column.width, 12), hint=hint, sample=f"示例：某{self.ledger.noun}", fixed=True)
        if column.source == "figure":
            return self._figure(column)
        return self._field(column)

    def _figure(self, column: FilledColumn) -> InputColumn:
        percent = column.unit == "%"
        own = column.period == self.filled.period
        what = "填自年初起的累计数" if own and self.filled.period.is_month else "填数"
        hint = f"{what}，单位{column.unit}，只填数字；不适用填“——”。" if column.unit else f"{what}，只填数字。"
        sample = Decimal("0.085") if percent else Decimal("1234.5")
        fixed = not own and column.period is not None and self.filled.period.is_month
        width = max(column.width, 5)
        return InputColumn(width, "number", hint=hint, sample=sample, format="0.0###%" if percent else "", fixed=fixed)

    def _field(self, column: FilledColumn) -> InputColumn:
        spec = self.ledger.field(column.field)
        width = max(column.width, 5)
        match spec:
            case Money():
                hint = f"填数字，单位{self.filled.amount_unit}。"
                return InputColumn(width, "number", hint=hint, sample=Decimal("1234.5"))
            case Number():
                return InputColumn(width, "number", hint="填数字。", sample=Decimal(12))
            case Month():
                return InputColumn(width, "date", hint="写成 2026-03，或 2026-03-15。", sample="2026-03")
            case Year():
                return InputColumn(width, "date", hint="写成 2026。", sample="2026")
            case Code(id="credit_code"):
                hint = "18 位统一社会信用代码，数字和大写字母。"
                return InputColumn(max(width, 11), "code", hint=hint, sample="91430000000000000X", fixed=True)
        if column.options:
            hint = "请从下拉列表里选。"
            return InputColumn(width, "choice", column.options, hint, column.options[0])
        return InputColumn(width)


def _target(column: FilledColumn) -> str:
    """What a column means, in the words of `exchange.locating.corrections`; nothing for 序号."""
    if column.source == "serial":
        return ""
    if column.source != "figure" or column.period is None or column.kind is None:
        return column.field
    slug = UNSTATED if column.indicator == "main" else column.indicator
    return f"{slug}@{column.period}/{column.kind.name.lower()}"
