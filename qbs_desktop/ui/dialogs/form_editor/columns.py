"""The columns of a form under change (栏目): a tick, the head and the width each; any can stand anywhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from qbs_desktop.domain.forms.form import Block, ColumnSpec
from qbs_desktop.domain.forms.wording import renamed, said

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()
HEADS = ("栏名（多层用 / 隔开）", "宽")
WIDEST = 60
"""Characters of the widest column; a page takes about a hundred."""


class ColumnModel(QAbstractTableModel):
    """Items of a form in order."""

    def __init__(self, parent: QWidget, words: Callable[[Block], Mapping[str, str]]) -> None:
        """`words` says what the places in an item's head stand for."""
        super().__init__(parent)
        self.items: list[Block] = []
        self._words = words

    def show_items(self, items: Sequence[Block]) -> None:
        """Show other items."""
        self.beginResetModel()
        self.items = list(items)
        self.endResetModel()

    def spec(self, row: int) -> ColumnSpec:
        """The column of an item."""
        return self.items[row].columns[0]

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        """How many items."""
        return 0 if parent.isValid() else len(self.items)

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        """Head and width."""
        return 0 if parent.isValid() else len(HEADS)

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Headings."""
        return HEADS[section] if way is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Head, width and tick."""
        spec = self.spec(index.row())
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole}:
            if index.column():
                return spec.width or ("" if role == Qt.ItemDataRole.DisplayRole else 0)
            return said(spec, self._words(self.items[index.row()]))
        if role == Qt.ItemDataRole.CheckStateRole and not index.column():
            return Qt.CheckState.Unchecked if spec.hidden else Qt.CheckState.Checked
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Heads and widths can be typed; the name of the record cannot be left out."""
        usual = super().flags(index)
        if not index.isValid():
            return usual
        usual |= Qt.ItemFlag.ItemIsEditable
        fixed = index.column() or self.spec(index.row()).source == "name"
        return usual if fixed else usual | Qt.ItemFlag.ItemIsUserCheckable

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tick, rename or widen."""
        row, spec = index.row(), self.spec(index.row())
        if role == Qt.ItemDataRole.CheckStateRole:
            new = replace(spec, hidden=Qt.CheckState(value) is not Qt.CheckState.Checked)
        elif index.column():
            text = str(value).strip()
            if not text.isdigit() or not 1 <= int(text) <= WIDEST:
                return False
            new = replace(spec, width=int(text))
        else:
            new = renamed(spec, str(value), self._words(self.items[row]))
        if new == spec:
            return False
        self.items[row] = replace(self.items[row], columns=(new,))
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(HEADS) - 1))
        return True

    def move(self, row: int, by: int) -> int:
        """Move an item up or down; the row where it is now."""
        to = min(max(row + by, 0), len(self.items) - 1)
        if to == row:
            return row
        self.beginMoveRows(NO_INDEX, row, row, NO_INDEX, to + 1 if to > row else to)
        self.items.insert(to, self.items.pop(row))
        self.endMoveRows()
        self.dataChanged.emit(self.index(to, 0), self.index(to, 0))
        return to

    def add(self, item: Block, at: int) -> int:
        """Put an item in, or show it again where it is already; its row."""
        wanted = item.columns[0].id
        there = next((n for n, one in enumerate(self.items) if one.columns[0].id == wanted and wanted), None)
        if there is not None:
            self.setData(self.index(there, 0), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
            return there
        self.beginInsertRows(NO_INDEX, at, at)
        self.items.insert(at, item)
        self.endInsertRows()
        self.dataChanged.emit(self.index(at, 0), self.index(at, 0))
        return at

    def take_off(self, row: int) -> None:
        """Leave an item out of the sheet; it stays in the list, unticked, since a rate may need it."""
        if self.spec(row).source != "name":
            self.setData(self.index(row, 0), Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)


class ColumnView(QTableView):
    """The items; Alt+Up and Alt+Down move, Space ticks, Delete unticks, F2 or typing edits."""

    def __init__(self, model: ColumnModel, parent: QWidget) -> None:
        """Dress like the other tables."""
        super().__init__(parent)
        self._items = model
        self.setObjectName("plain")
        self.setModel(model)
        self.setAccessibleName("栏目")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(28)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.setColumnWidth(1, 44)

    def move_current(self, by: int) -> None:
        """Move the item in front and stay on it."""
        if self.currentIndex().isValid():
            row = self._items.move(self.currentIndex().row(), by)
            self.setCurrentIndex(self._items.index(row, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys of this list."""
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if alt and event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            self.move_current(-1 if event.key() == Qt.Key.Key_Up else 1)
        elif event.key() == Qt.Key.Key_Delete and self.currentIndex().isValid():
            self._items.take_off(self.currentIndex().row())
        else:
            super().keyPressEvent(event)
