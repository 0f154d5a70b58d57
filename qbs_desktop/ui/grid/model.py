"""The grid's table model: columns over the page's rows, with its own row index for sort and filter.

The model never writes. Typed cells go to the page's sink, which stores what is a value and returns what is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Generic, TypeAlias

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from qbs_desktop.domain import amount
from qbs_desktop.ui.grid import grouping, order
from qbs_desktop.ui.grid.column import GridColumn, GridEdit, Mark, Outcome, R, Wrong
from qbs_desktop.ui.grid.grouping import Group
from qbs_desktop.ui.grid.notes import Marks, Wrongs
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
        self.sorts: tuple[tuple[str, bool], ...] = ()
        self.grouped_by: str | None = None
        self.folded: set[str] = set()
        self.sink: Callable[[Sequence[GridEdit[R]]], Outcome] | None = None
        self._kept: Sequence[int] = ()
        self._order: Sequence[int] = ()
        self._groups: list[Group] = []
        self._places: dict[int, int] | None = None
        self._visual: dict[int, int] | None = None
        self._cells: dict[int, list[str]] = {}
        self._texts: dict[int, list[str]] = {}
        self._numbers: dict[int, list[Decimal | None]] = {}
        self._sort_keys: dict[int, list[object]] = {}
        self._depths: list[int] | None = None
        self._wrong = Wrongs()
        self._marks = Marks()

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
        if self._wrong:
            self._wrong.keep(self.places, known)
        self._arrange()
        self.endResetModel()
        self.arranged.emit()

    def replace_rows(self, rows: Iterable[R]) -> None:
        """Show rows afresh whose record changed; order and filter are left alone, as in a spreadsheet.

        Groups are not: a subtotal under another heading than its rows would be wrong.
        """
        touched: list[int] = []
        moved = False
        by = self.column_of(self.grouped_by) if self.grouped_by is not None else None
        for row in rows:
            place = self.places.get(self._row_id(row))
            if place is not None:
                moved = moved or (
                    by is not None and self.columns[by].text(row) != self.columns[by].text(self.rows[place])
                )
                self.rows[place] = row
                self._cells.pop(place, None)
                self._sort_keys.clear()
                self._patch(place, row)
                touched.append(self.visual.get(place, -1))
        if moved:
            self.rearrange()
            return
        for number, group in enumerate(self._groups):
            group.texts = None
            touched.append(self.visual.get(-1 - number, -1))
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
        """Lines that are not the empty one at the end."""
        return len(self._order)

    def kept(self) -> int:
        """Rows that the filters let through, also those in folded groups."""
        return len(self._kept)

    def row_at(self, line: int) -> R | None:
        """The row on a line; None for the empty row at the end and for the head of a group."""
        return self.rows[place] if 0 <= line < len(self._order) and (place := self._order[line]) >= 0 else None

    def id_at(self, line: int) -> int | None:
        """The record on a line."""
        row = self.row_at(line)
        return None if row is None else self._row_id(row)

    def depth_at(self, line: int) -> int:
        """0 for ordinary rows, 1 and more for 其中 rows."""
        if self._depths is None or not 0 <= line < len(self._order) or self._order[line] < 0:
            return 0
        return self._depths[self._order[line]]

    @property
    def has_children(self) -> bool:
        """Whether any row is a 其中 row."""
        return self._depths is not None

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
        if text != self.text(index.row(), index.column()):
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
        return str(line + 1)

    def text(self, line: int, at: int) -> str:
        """The text of a cell: what is stored, or the wrong text that waits there."""
        if self._wrong and (wrong := self.wrong_at(line, at)) is not None:
            return wrong.text
        return self.line_texts(line)[at]

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

    @property
    def noted(self) -> bool:
        """Whether any cell carries a finding or a text that was not stored."""
        return bool(self._marks) or bool(self._wrong)

    def wrongs_on(self, line: int) -> Mapping[str, Wrong]:
        """The wrong texts of a line by column."""
        return self._wrong.on(self.id_at(line))

    def marks_on(self, line: int) -> Mapping[str, Mark]:
        """The findings of a line by column."""
        return self._marks.on(self.id_at(line))

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
        return grouping.total(self._kept, self.column_numbers(at), self._depths)

    def ordinary(self) -> int:
        """How many shown rows are no 其中 rows."""
        depths = self._depths
        return len(self._kept) if depths is None else sum(1 for place in self._kept if not depths[place])

    # --- groups ------------------------------------------------------------------------------------------------

    def group_at(self, line: int) -> Group | None:
        """The group whose head stands on a line."""
        if not self._groups or not 0 <= line < len(self._order) or (place := self._order[line]) >= 0:
            return None
        return self._groups[-1 - place]

    def _subtotals(self, group: Group) -> list[str]:
        if group.texts is None:
            title = next((at for at, column in enumerate(self.columns) if column.tree), 0)
            group.texts = [""] * len(self.columns)
            group.texts[title] = f"{group.name}　{group.ordinary} 行"
            for at, column in enumerate(self.columns):
                if column.totalled:
                    found = grouping.total(group.places, self.column_numbers(at), self._depths)
                    if found is not None:
                        group.texts[at] = amount.grouped(amount.EXACT.divide(found, column.size))
        return group.texts

    def group_by(self, column_id: str | None) -> None:
        """Group the lines by a column with subtotals, or with None no more."""
        self.grouped_by = column_id
        self.folded.clear()
        self.rearrange()

    def fold(self, line: int, *, folded: bool | None = None) -> bool:
        """Fold or unfold the group whose head stands on a line; whether there is one."""
        group = self.group_at(line)
        if group is None:
            return False
        wanted = group.key not in self.folded if folded is None else folded
        (self.folded.add if wanted else self.folded.discard)(group.key)
        self.rearrange()
        return True

    def fold_all(self, *, folded: bool) -> None:
        """Show only the heads of groups, or every row."""
        self.folded = {group.key for group in self._groups} if folded else set()
        self.rearrange()

    # --- editing -----------------------------------------------------------------------------------------------

    def apply(self, edits: Sequence[GridEdit[R]]) -> Outcome:
        """Have cells stored by the page; keep the texts that are no values in their cells."""
        if self.sink is None or not edits:
            return Outcome()
        outcome = self.sink(edits)
        for edit in edits:
            if edit.record_id is not None:
                self._wrong.drop(edit.record_id, edit.column.id)
        for wrong in outcome.wrong:
            self._wrong.put(wrong.record_id, wrong.column_id, wrong)
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
        self._wrong.drop(wrong.record_id, wrong.column_id)
        self._announce([line])
        self.settled.emit(Outcome())
        return True

    def wrongs(self) -> list[Wrong]:
        """Every text that waits to be corrected, in the order on screen."""
        last = len(self._order)
        return sorted(
            self._wrong,
            key=lambda one: (
                self.visual.get(self.places.get(one.record_id, -1), last),
                self.column_of(one.column_id) or 0,
            ),
        )

    def set_marks(self, marks: Mapping[tuple[int, str], Mark]) -> None:
        """Paint findings on cells, by record and column id."""
        self._marks.replace(marks)
        if self._order and self.columns:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._order) - 1, len(self.columns) - 1))
        self.marks_changed.emit()

    # --- order -------------------------------------------------------------------------------------------------

    @property
    def sorted_by(self) -> tuple[str, bool] | None:
        """The leading column of the order and whether it falls."""
        return self.sorts[0] if self.sorts else None

    def sort_by(self, column_id: str | None, *, descending: bool = False, further: bool = False) -> None:
        """Sort by a column, or with None go back to list order; `further` keeps the columns sorted by before."""
        if column_id is None:
            self.sorts = ()
        else:
            before = self.sorts if further else ()
            place = next((n for n, one in enumerate(before) if one[0] == column_id), len(before))
            self.sorts = (*before[:place], (column_id, descending), *before[place + 1 :])
        self.rearrange()

    def sort_no_more(self, column_id: str) -> None:
        """Leave one column out of the order."""
        self.sorts = tuple(one for one in self.sorts if one[0] != column_id)
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
        for name, descending in reversed(self.sorts):  # each sort is stable, so the first column is sorted last
            index = order.sorted_index(index, self._keys(self._at(name)), self._depths, descending=descending)
        self._kept = self._order = index
        self._groups = []
        if self.grouped_by is not None:
            self._groups = grouping.grouped(index, self._depths, self.column_texts(self._at(self.grouped_by)))
            self._order = grouping.lines_of(self._groups, self.folded.__contains__)

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
