"""The grid's table model: columns over the page's rows, with its own row index for sort and filter.

The model never writes. Typed cells go to the page's sink, which stores what is a value and returns what is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from qbs_desktop.domain import collector
from qbs_desktop.ui.grid.column import NEW_ROW, GridColumn, GridEdit, Mark, Outcome, R, Wrong
from qbs_desktop.ui.grid.notes import Marks, Notes, Wrongs
from qbs_desktop.ui.grid.rows.order import NOT_APPLICABLE
from qbs_desktop.ui.grid.rows.splicing import Spliced

Index: TypeAlias = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
NO_INDEX = QModelIndex()
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)
_TEXTS_KEPT = 20_000
_SHOWN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
_TYPED = _SHOWN | Qt.ItemFlag.ItemIsEditable


class GridModel(Spliced[R]):
    """Rows of a page in grid form. `offer_new` shows one empty row at the end, in which typing adds a row."""

    storing = Signal()
    settled = Signal(object)
    judged = Signal(object)
    """What became of cells that were entered or given up: (record, column, `Wrong` or None) each."""
    marks_changed = Signal()
    typing = Signal(int, object, object)

    def __init__(
        self,
        row_id: Callable[[R], int],
        depth: Callable[[R], int],
        parent: QObject | None = None,
        *,
        offer_new: bool = False,
    ) -> None:
        super().__init__(row_id, depth, parent)
        self.offer_new = offer_new
        self.sink: Callable[[Sequence[GridEdit[R]]], Outcome] | None = None
        self._wrong = Wrongs()
        self._marks = Marks()
        self._returned: Notes[str] = Notes()

    # --- filling -----------------------------------------------------------------------------------------------

    def show(self, columns: Sequence[GridColumn[R]], rows: Sequence[R]) -> None:
        """Show these columns and rows; sort, filters, marks and wrong texts stay as far as they still apply."""
        self.beginResetModel()
        self.columns = tuple(columns)
        self.rows = list(rows)
        self._forget()
        self._places = None
        known = {column.id for column in self.columns}
        self.filters = {name: rule for name, rule in self.filters.items() if name in known}
        self.sorts = tuple(one for one in self.sorts if one[0] in known)
        if self.grouped_by not in known:
            self.grouped_by = None
        with collector.paused():
            self._arrange()
            self.endResetModel()
            self.arranged.emit()

    # --- Qt ----------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        """Shown rows, and the empty row for new entries."""
        return 0 if parent.isValid() else len(self._order) + self.offer_new

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        """Columns."""
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Read-only columns can be selected and copied."""
        if not index.isValid():
            return super().flags(index)
        return _TYPED if self.editable(index.row(), index.column()) else _SHOWN

    def editable(self, line: int, at: int) -> bool:
        """Whether a cell takes text."""
        column = self.columns[at]
        if column.readonly or self.sink is None:
            return False
        row = self.row_at(line)
        if row is None:
            return line >= len(self._order)
        return column.locked is None or not column.locked(row)

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        """What a cell shows."""
        if not index.isValid():
            return None
        line, at = index.row(), index.column()
        match role:
            case Role.DisplayRole | Role.EditRole:
                return self.text(line, at)
            case Role.TextAlignmentRole:
                return self._alignment(line, at)
            case Role.ToolTipRole:
                return self._tip(line, at)
            case Role.AccessibleTextRole:
                return self.text(line, at) or "空白"
            case Role.AccessibleDescriptionRole:
                return self.told(line, at) or None
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> object:
        """Column heads, and line numbers."""
        if role == Role.DisplayRole:
            if orientation == Qt.Orientation.Vertical:
                return self.line_name(section)
            return self.columns[section].label if 0 <= section < len(self.columns) else None
        if role == Role.ToolTipRole and orientation == Qt.Orientation.Horizontal and 0 <= section < len(self.columns):
            column = self.columns[section]
            return f"{column.label}\n{column.hint}" if column.hint else column.label
        return None

    def setData(self, index: Index, value: object, role: int = Role.EditRole) -> bool:
        """Hand a typed text to the sink."""
        if role != Role.EditRole or not index.isValid() or not self.editable(index.row(), index.column()):
            return False
        text = str(value)
        waits = self.wrong_at(index.row(), index.column()) is not None
        if waits or text != self.text(index.row(), index.column()):
            self.apply([GridEdit(self.id_at(index.row()), self.columns[index.column()], text)])
        return True

    # --- cells -------------------------------------------------------------------------------------------------

    def line_name(self, line: int) -> str:
        """What stands in front of a line: its number, ＋ for a new row, the sign of a group."""
        if line >= len(self._order):
            return "＋"
        group = self.group_at(line) if self._groups else None
        if group is not None:
            return "▸" if group.key in self.folded else "▾"
        return str(self.number_of(line))

    def text(self, line: int, at: int) -> str:
        """The text of a cell: what is stored, or the wrong text that waits there."""
        if self._wrong and (wrong := self.wrong_at(line, at)) is not None:
            return wrong.text
        if not 0 <= line < len(self._order):
            return ""
        place = self._order[line]
        if place < 0:
            return self._subtotals(self._groups[-1 - place])[at]
        cells = self._cells.get(place)
        return cells[at] if cells is not None else self.columns[at].text(self.rows[place])

    def texts(self, lines: range, at: int) -> list[str]:
        """The texts of one column on some lines, as `text` gives them; whole columns are walked with this."""
        order, known = self._order, self._texts.get(at)
        rows, text = self.rows, self.columns[at].text
        places = [order[line] for line in lines]
        if self._groups:
            found = [
                text(rows[place]) if place >= 0 else self._subtotals(self._groups[-1 - place])[at] for place in places
            ]
        elif known is not None:
            found = [known[place] for place in places]
        else:
            found = [text(rows[place]) for place in places]
        for wrong in self._wrong:
            line = self.line_of(wrong.record_id) if wrong.column_id == self.columns[at].id else None
            if line is not None and line in lines:
                found[lines.index(line)] = wrong.text
        return found

    def line_texts(self, line: int) -> Sequence[str]:
        """The stored texts of a line."""
        if not 0 <= line < len(self._order):
            return [""] * len(self.columns)
        place = self._order[line]
        if place < 0:
            return self._subtotals(self._groups[-1 - place])
        cells = self._cells.get(place)
        if cells is None:
            if len(self._cells) > _TEXTS_KEPT:
                self._cells.clear()
            row = self.rows[place]
            cells = self._cells[place] = [column.text(row) for column in self.columns]
        return cells

    def number(self, line: int, at: int) -> Decimal | None:
        """The exact stored number of a cell."""
        row, column = self.row_at(line), self.columns[at]
        return None if row is None or column.number is None else column.number(row)

    def wrong_at(self, line: int, at: int) -> Wrong | None:
        """The wrong text waiting in a cell."""
        return self.wrongs_on(line).get(self.columns[at].id) if self._wrong else None

    def mark_at(self, line: int, at: int) -> Mark | None:
        """The finding on a cell."""
        return self.marks_on(line).get(self.columns[at].id) if self._marks else None

    def advised(self, line: int, at: int) -> bool:
        """Whether a stored text seems wrong by itself (`GridColumn.advice`); a finding on the cell says more."""
        advice = self.columns[at].advice
        if advice is None or not (text := self.line_texts(line)[at]) or self.row_at(line) is None:
            return False
        if self.noted and (self.wrong_at(line, at) is not None or self.mark_at(line, at) is not None):
            return False
        return advice(text) is not None

    @property
    def noted(self) -> bool:
        """Whether any cell carries a finding, a text that was not stored, or was given back."""
        return bool(self._marks) or bool(self._wrong) or bool(self._returned)

    def wrongs_on(self, line: int) -> Mapping[str, Wrong]:
        """The wrong texts of a line by column."""
        return self._wrong.on(NEW_ROW if line == self._new_line() else self.id_at(line))

    def _new_line(self) -> int:
        return len(self._order) if self.offer_new else -1

    def is_new_line(self, line: int) -> bool:
        """Whether this is the empty line that makes a new record."""
        return line >= 0 and line == self._new_line()

    def line_noted(self, record_id: int | None) -> int:
        """Where notes of a record are shown, -1 if nowhere; None is the empty row like `NEW_ROW`."""
        return self.visual.get(self.places.get(record_id, -1), -1) if record_id else self._new_line()

    def marks_on(self, line: int) -> Mapping[str, Mark]:
        """The findings of a line by column."""
        return self._marks.on(self.id_at(line))

    def returned_on(self, line: int) -> Mapping[str, str]:
        """Why cells of a line were given back, by column (退回项)."""
        return self._returned.on(self.id_at(line)) if self._returned else {}

    def _alignment(self, line: int, at: int) -> int:
        if self.text(line, at) == NOT_APPLICABLE:
            return _CENTRE
        return _RIGHT if self.columns[at].number is not None else _LEFT

    def _tip(self, line: int, at: int) -> str | None:
        if noted := self._noted(line, at):
            return noted
        text = self.text(line, at)
        if told := self.columns[at].told(text):
            return f"{text}\n{told}"
        return text if len(text) > self.columns[at].width or "\n" in text else None

    def _noted(self, line: int, at: int) -> str:
        """Why a text was not stored, or why the cell was given back and the findings on it."""
        wrong, mark = self.wrong_at(line, at), self.mark_at(line, at)
        if wrong is not None:
            return f"没有保存：{wrong.reason}\n改正后按回车，或按 Esc 恢复原来的值。"
        returned = self.returned_on(line).get(self.columns[at].id, "")
        found = f"【{mark.grade.label}】" + "\n".join(mark.sentences) if mark is not None else ""
        return "\n".join(part for part in (f"【退回】{returned}" if returned else "", found) if part)

    def told(self, line: int, at: int) -> str:
        """What there is to say of a cell, for the status line and for screen readers."""
        if not 0 <= at < len(self.columns):
            return ""
        return self._noted(line, at) or self.columns[at].told(self.text(line, at))

    # --- editing -----------------------------------------------------------------------------------------------

    def apply(self, edits: Sequence[GridEdit[R]]) -> Outcome:
        """Have cells stored by the page; keep the texts that are no values in their cells."""
        if self.sink is None or not edits:
            return Outcome()
        edits = self._with_new_row(edits)
        self.storing.emit()
        outcome = self.sink(edits)
        judged: list[tuple[int, GridColumn[R], Wrong | None]] = []
        for edit in edits:
            self._wrong.drop(edit.record_id or NEW_ROW, edit.column.id)
            judged.append((edit.record_id or NEW_ROW, edit.column, None))
        columns = {edit.column.id: edit.column for edit in edits}
        for wrong in outcome.wrong:
            self._wrong.put(wrong.record_id, wrong.column_id, wrong)
            judged.append((wrong.record_id, columns[wrong.column_id], wrong))
        self.judged.emit(judged)
        self._announce(self.line_noted(record_id) for record_id, _column, _wrong in judged)
        self.settled.emit(outcome)
        return outcome

    def _with_new_row(self, edits: Sequence[GridEdit[R]]) -> Sequence[GridEdit[R]]:
        """What waits in the empty row is stored together with the next text typed there."""
        new = [edit.new for edit in edits if edit.record_id is None]
        typed = {edit.column.id for edit in edits if edit.record_id is None}
        waiting = self._wrong.on(NEW_ROW) if new else {}
        return [
            *edits,
            *(
                GridEdit(None, self.columns[at], wrong.text, min(new))
                for name, wrong in waiting.items()
                if name not in typed and (at := self.column_of(name)) is not None
            ),
        ]

    def give_up(self, line: int, at: int) -> bool:
        """Drop the wrong text of a cell and show the stored value again; returns whether there was one."""
        wrong = self.wrong_at(line, at)
        if wrong is None:
            return False
        self._wrong.drop(wrong.record_id, wrong.column_id)
        self.judged.emit([(wrong.record_id, self.columns[at], None)])
        self._announce([line])
        self.settled.emit(Outcome())
        return True

    def retry(self) -> Outcome:
        """Have everything stored that waits and may be typed where it stands (再试一次)."""
        waiting = [(one, self.line_noted(one.record_id), self.column_of(one.column_id)) for one in self.wrongs()]
        return self.apply(
            [
                GridEdit(one.record_id or None, self.columns[at], one.text)
                for one, line, at in waiting
                if at is not None and (line < 0 or self.editable(line, at))
            ]
        )

    def set_wrongs(self, wrongs: Iterable[Wrong]) -> None:
        """Show these texts in their cells and no others."""
        before = set(self._wrong)
        self._wrong.replace({(one.record_id, one.column_id): one for one in wrongs})
        self._announce({self.line_noted(one.record_id) for one in before ^ set(self._wrong)})

    def wrongs(self) -> list[Wrong]:
        """Every text that waits in a cell of this grid, in the order on screen."""
        last = len(self._order)
        return sorted(
            (
                one
                for one in self._wrong
                if (one.record_id in self.places or (one.record_id == NEW_ROW and self.offer_new))
                and self.column_of(one.column_id) is not None
            ),
            key=lambda one: (
                self.visual.get(self.places.get(one.record_id, -1), last),
                self.column_of(one.column_id) or 0,
            ),
        )

    def set_returned(self, returned: Mapping[tuple[int, str], str]) -> None:
        """Mark the cells that were given back (退回项), by record and column id, each with the reason."""
        before, self._returned = set(self._returned.records()), Notes()
        self._returned.replace(returned)
        self._announce({self.line_noted(one) for one in before | set(self._returned.records())})

    def set_marks(self, marks: Mapping[tuple[int, str], Mark]) -> None:
        """Paint findings on cells, by record and column id."""
        self._marks.replace(marks)
        if self._order and self.columns:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._order) - 1, len(self.columns) - 1))
        self.marks_changed.emit()
