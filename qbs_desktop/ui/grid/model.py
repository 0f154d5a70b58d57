"""The grid's table model: columns over the page's rows, with its own row index for sort and filter.

The model never writes. Typed cells go to the page's sink, which stores what is a value and returns what is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal, localcontext
from typing import Generic, TypeAlias

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from qbs_desktop.domain import amount
from qbs_desktop.ui.grid import order
from qbs_desktop.ui.grid.column import GridColumn, GridEdit, Mark, Outcome, R, Wrong
from qbs_desktop.ui.grid.order import NOT_APPLICABLE, Filter

Index: TypeAlias = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
NO_INDEX = QModelIndex()
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)
_TEXTS_KEPT = 20_000
_SHOWN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
_TYPED = _SHOWN | Qt.ItemFlag.ItemIsEditable


class GridModel(QAbstractTableModel, Generic[R]):
    """Rows of a page in grid form. `offer_new` shows one empty row at the end, in which typing adds a row."""

    settled = Signal(object)
    arranged = Signal()
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
        super().__init__(parent)
        self._row_id = row_id
        self._depth = depth
        self.offer_new = offer_new
        self.columns: Sequence[GridColumn[R]] = ()
        self.rows: list[R] = []
        self.filters: dict[str, Filter] = {}
        self.sorted_by: tuple[str, bool] | None = None
        self.sink: Callable[[Sequence[GridEdit[R]]], Outcome] | None = None
        self._order: Sequence[int] = ()
        self._places: dict[int, int] | None = None
        self._visual: dict[int, int] | None = None
        self._cells: dict[int, list[str]] = {}
        self._texts: dict[int, list[str]] = {}
        self._numbers: dict[int, list[Decimal | None]] = {}
        self._sort_keys: dict[int, list[object]] = {}
        self._depths: list[int] | None = None
        self._wrong: dict[tuple[int, str], Wrong] = {}
        self._marks: dict[tuple[int, str], Mark] = {}

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
        if self.sorted_by is not None and self.sorted_by[0] not in known:
            self.sorted_by = None
        if self._wrong:
            self._wrong = {key: one for key, one in self._wrong.items() if key[0] in self.places and key[1] in known}
        self._arrange()
        self.endResetModel()
        self.arranged.emit()

    def replace_rows(self, rows: Iterable[R]) -> None:
        """Show rows afresh whose record changed; order and filter are left alone, as in a spreadsheet."""
        touched: list[int] = []
        for row in rows:
            place = self.places.get(self._row_id(row))
            if place is not None:
                self.rows[place] = row
                self._cells.pop(place, None)
                self._sort_keys.clear()
                self._patch(place, row)
                touched.append(self.visual.get(place, -1))
        self._announce(touched)

    def _patch(self, place: int, row: R) -> None:
        for at, texts in self._texts.items():
            texts[place] = self.columns[at].text(row)
        for at, numbers in self._numbers.items():
            number = self.columns[at].number
            numbers[place] = number(row) if number is not None else None

    def _announce(self, lines: Iterable[int]) -> None:
        shown = sorted({line for line in lines if line >= 0})
        if not shown or not self.columns:
            return
        if len(shown) > 64:
            shown = [shown[0], shown[-1]]
            self.dataChanged.emit(self.index(shown[0], 0), self.index(shown[-1], len(self.columns) - 1))
            return
        for line in shown:
            self.dataChanged.emit(self.index(line, 0), self.index(line, len(self.columns) - 1))

    def _forget(self) -> None:
        self._cells.clear()
        self._texts.clear()
        self._numbers.clear()
        self._sort_keys.clear()
        depths = [self._depth(row) for row in self.rows]
        self._depths = depths if any(depths) else None

    # --- places ------------------------------------------------------------------------------------------------

    @property
    def places(self) -> dict[int, int]:
        """Record id → row number in list order."""
        if self._places is None:
            self._places = {self._row_id(row): place for place, row in enumerate(self.rows)}
        return self._places

    @property
    def visual(self) -> Mapping[int, int]:
        """Row number in list order → line on screen."""
        if self._visual is None:
            self._visual = {place: line for line, place in enumerate(self._order)}
        return self._visual

    def shown(self) -> int:
        """Lines that hold a record."""
        return len(self._order)

    def row_at(self, line: int) -> R | None:
        """The row on a line; None for the empty row at the end."""
        return self.rows[self._order[line]] if 0 <= line < len(self._order) else None

    def id_at(self, line: int) -> int | None:
        """The record on a line."""
        row = self.row_at(line)
        return None if row is None else self._row_id(row)

    def depth_at(self, line: int) -> int:
        """0 for ordinary rows, 1 and more for 其中 rows."""
        return self._depths[self._order[line]] if self._depths is not None and 0 <= line < len(self._order) else 0

    def line_of(self, record_id: int) -> int | None:
        """The line of a record; None if it is not there or filtered away."""
        place = self.places.get(record_id)
        return None if place is None else self.visual.get(place)

    def column_of(self, column_id: str) -> int | None:
        """The number of a column."""
        return next((at for at, column in enumerate(self.columns) if column.id == column_id), None)

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
        return row is None or column.locked is None or not column.locked(row)

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
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> object:
        """Column heads, and line numbers."""
        if role == Role.DisplayRole:
            if orientation == Qt.Orientation.Vertical:
                return str(section + 1) if section < len(self._order) else "＋"
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
        if text != self.text(index.row(), index.column()):
            self.apply([GridEdit(self.id_at(index.row()), self.columns[index.column()], text)])
        return True

    # --- cells -------------------------------------------------------------------------------------------------

    def text(self, line: int, at: int) -> str:
        """The text of a cell: what is stored, or the wrong text that waits there."""
        if not 0 <= line < len(self._order):
            return ""
        place = self._order[line]
        if self._wrong:
            wrong = self._wrong.get((self._row_id(self.rows[place]), self.columns[at].id))
            if wrong is not None:
                return wrong.text
        cells = self._cells.get(place)
        if cells is None:
            if len(self._cells) > _TEXTS_KEPT:
                self._cells.clear()
            row = self.rows[place]
            cells = self._cells[place] = [column.text(row) for column in self.columns]
        return cells[at]

    def number(self, line: int, at: int) -> Decimal | None:
        """The exact stored number of a cell."""
        row, column = self.row_at(line), self.columns[at]
        return None if row is None or column.number is None else column.number(row)

    def wrong_at(self, line: int, at: int) -> Wrong | None:
        """The wrong text waiting in a cell."""
        record_id = self.id_at(line) if self._wrong else None
        return None if record_id is None else self._wrong.get((record_id, self.columns[at].id))

    def mark_at(self, line: int, at: int) -> Mark | None:
        """The finding on a cell."""
        record_id = self.id_at(line) if self._marks else None
        return None if record_id is None else self._marks.get((record_id, self.columns[at].id))

    def _alignment(self, line: int, at: int) -> int:
        if self.text(line, at) == NOT_APPLICABLE:
            return _CENTRE
        return _RIGHT if self.columns[at].number is not None else _LEFT

    def _tip(self, line: int, at: int) -> str | None:
        wrong, mark = self.wrong_at(line, at), self.mark_at(line, at)
        if wrong is not None:
            return f"没有保存：{wrong.reason}\n改正后按回车，或按 Esc 恢复原来的值。"
        if mark is not None:
            return f"【{mark.grade.label}】" + "\n".join(mark.sentences)
        text = self.text(line, at)
        return text if len(text) > self.columns[at].width or "\n" in text else None

    def column_texts(self, at: int) -> list[str]:
        """Every stored text of a column in list order."""
        found = self._texts.get(at)
        if found is None:
            text = self.columns[at].text
            found = self._texts[at] = [text(row) for row in self.rows]
        return found

    def column_numbers(self, at: int) -> list[Decimal | None]:
        """Every number of a column in list order."""
        found = self._numbers.get(at)
        if found is None:
            number = self.columns[at].number
            found = [None] * len(self.rows) if number is None else [number(row) for row in self.rows]
            self._numbers[at] = found
        return found

    def shown_total(self, at: int) -> Decimal | None:
        """Exact sum of a column over the shown ordinary rows; None when there is no number to add."""
        column, depths = self.column_numbers(at), self._depths
        places = self._order if depths is None else [place for place in self._order if not depths[place]]
        found = [one for place in places if (one := column[place]) is not None]
        if not found:
            return None
        with localcontext(amount.EXACT):
            return sum(found, Decimal(0))

    def ordinary(self) -> int:
        """How many shown rows are no 其中 rows."""
        depths = self._depths
        return len(self._order) if depths is None else sum(1 for place in self._order if not depths[place])

    # --- editing -----------------------------------------------------------------------------------------------

    def apply(self, edits: Sequence[GridEdit[R]]) -> Outcome:
        """Have cells stored by the page; keep the texts that are no values in their cells."""
        if self.sink is None or not edits:
            return Outcome()
        outcome = self.sink(edits)
        for edit in edits:
            if edit.record_id is not None:
                self._wrong.pop((edit.record_id, edit.column.id), None)
        for wrong in outcome.wrong:
            self._wrong[wrong.record_id, wrong.column_id] = wrong
        self._announce(
            self.visual.get(self.places.get(edit.record_id, -1), -1) for edit in edits if edit.record_id is not None
        )
        self._announce(self.visual.get(self.places.get(one.record_id, -1), -1) for one in outcome.wrong)
        self.settled.emit(outcome)
        return outcome

    def give_up(self, line: int, at: int) -> bool:
        """Drop the wrong text of a cell and show the stored value again; returns whether there was one."""
        wrong = self.wrong_at(line, at)
        if wrong is None:
            return False
        del self._wrong[wrong.record_id, wrong.column_id]
        self._announce([line])
        self.settled.emit(Outcome())
        return True

    def wrongs(self) -> list[Wrong]:
        """Every text that waits to be corrected, in the order on screen."""
        last = len(self._order)
        return sorted(
            self._wrong.values(),
            key=lambda one: (
                self.visual.get(self.places.get(one.record_id, -1), last),
                self.column_of(one.column_id) or 0,
            ),
        )

    def set_marks(self, marks: Mapping[tuple[int, str], Mark]) -> None:
        """Paint findings on cells, by record and column id."""
        self._marks = dict(marks)
        if self._order and self.columns:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._order) - 1, len(self.columns) - 1))
        self.marks_changed.emit()

    # --- order -------------------------------------------------------------------------------------------------

    def sort_by(self, column_id: str | None, *, descending: bool = False) -> None:
        """Sort by a column, or with None go back to list order."""
        self.sorted_by = None if column_id is None else (column_id, descending)
        self.rearrange()

    def set_filter(self, column_id: str, rule: Filter | None) -> None:
        """Set or lift the filter of a column."""
        if rule is None or rule.empty:
            self.filters.pop(column_id, None)
        else:
            self.filters[column_id] = rule
        self.rearrange()

    def clear_filters(self) -> None:
        """Show every row."""
        self.filters.clear()
        self.rearrange()

    def rearrange(self) -> None:
        """Apply sort and filters to the rows as they are now."""
        self.beginResetModel()
        self._arrange()
        self.endResetModel()
        self.arranged.emit()

    def _arrange(self) -> None:
        self._visual = None
        index: Sequence[int] = range(len(self.rows))
        for name, rule in self.filters.items():
            at = self._at(name)
            index = order.kept(index, rule, lambda at=at: self.column_texts(at), lambda at=at: self.column_numbers(at))  # type: ignore[misc]
        if self.sorted_by is not None:
            name, descending = self.sorted_by
            index = order.sorted_index(index, self._keys(self._at(name)), self._depths, descending=descending)
        self._order = index

    def _at(self, column_id: str) -> int:
        at = self.column_of(column_id)
        if at is None:
            raise KeyError(column_id)
        return at

    def _keys(self, at: int) -> list[object]:
        found = self._sort_keys.get(at)
        if found is None:
            column = self.columns[at]
            if column.number is not None:
                found = order.number_keys(self.column_numbers(at))
            else:
                found = order.text_keys(self.column_texts(at), natural=column.natural)
            self._sort_keys[at] = found
        return found
