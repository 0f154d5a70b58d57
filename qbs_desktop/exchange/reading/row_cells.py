"""The cells of a record (记录各格): texts that go on below joined, merged cells filled down, each told once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from qbs_desktop.domain.fields import Choice, LongText, Money
from qbs_desktop.domain.finding import Grade, SheetFinding
from qbs_desktop.exchange.locating.tables import Table
from qbs_desktop.exchange.reading.rows import BodyRow
from qbs_desktop.exchange.reading.table_notes import Notes
from qbs_desktop.exchange.sheets.cells import EMPTY, Area, Cell, Sheet, column_letters
from qbs_desktop.exchange.words.meanings import Meaning


def told(sheet: Sheet, grade: Grade, rule: str, at: tuple[int, int], message: str) -> SheetFinding:
    """A finding about a cell, with what is seen in it."""
    text = sheet.shown(*at).text.strip()
    return SheetFinding(grade, rule, sheet.name, sheet.place(*at), text, message)


class RowCells:
    """Gives the cells of records as they are meant."""

    def __init__(self, table: Table, more: Mapping[int, Sequence[BodyRow]], notes: Notes) -> None:
        """For a table; `more` are the rows that continue a record, by its row."""
        self.table, self.more, self.notes = table, more, notes
        self.sheet = table.sheet
        self.used = {at for at, one in table.columns.items() if one.used}
        self.filled_areas: set[tuple[int, int]] = set()
        self.scaled: set[int] = set()

    def _said(self, grade: Grade, rule: str, row: int, column: int, message: str) -> SheetFinding:
        return told(self.sheet, grade, rule, (row, column), message)

    def cell(self, row: int, column: int, meaning: Meaning, findings: list[SheetFinding]) -> Cell:
        """The cell, with continued texts joined on, and texts of a cell merged over several rows filled down."""
        cell = self._joined(row, column, meaning, findings) if row in self.more else self.sheet.cell(row, column)
        if cell.formula:
            kept = cell.value not in (None, "") and self.sheet.place(row, column) not in self.notes.worked
            self.notes.formulas += kept  # one that was never calculated has no result to take
            if cell.value == "" and (meaning.indicator is not None or isinstance(meaning.field, Money)):
                self.notes.empty_formulas.append(self.sheet.place(row, column))
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
        return self._from_above(area, cell, row, column, meaning, findings)

    def _from_above(
        self, area: Area, cell: Cell, row: int, column: int, meaning: Meaning, findings: list[SheetFinding]
    ) -> Cell:
        """A cell merged over several rows: its text is each row's, its number only the first one's."""
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

    def _joined(self, row: int, column: int, meaning: Meaning, findings: list[SheetFinding]) -> Cell:
        """The cell with what the rows that continue the record say in its column."""
        cell = self.sheet.cell(row, column)
        if row not in self.more:
            return cell
        more = [self.sheet.cell(one.number, column) for one in self.more.get(row, ())]
        more = [one for one in more if not one.blank]
        if not more:
            return cell
        if meaning.field is not None and not isinstance(meaning.field, Money | Choice):
            between = (
                "\n" if isinstance(meaning.field, LongText) else "、" if meaning.field.id.endswith("units") else ""
            )
            return cell._replace(value=between.join(one.text.strip() for one in (cell, *more) if not one.blank))
        if cell.blank and len(more) == 1:
            return more[0]
        both = "、".join(one.text.strip() for one in (cell, *more) if not one.blank)
        message = f"这一项记录占了几行，这一列各行分别是 {both}，看不出以哪个为准，都没有导入；请每项只占一行。"
        findings.append(self._said(Grade.QUERY, "import.continued", row, column, message))
        return EMPTY

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
