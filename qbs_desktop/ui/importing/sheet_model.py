"""A clerk's sheet as a table model (原表): rows are asked for in blocks when they come into sight, and then kept."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from qbs_desktop.services.incoming.import_painting import NOWHERE, Painter, Seen, column_letters
from qbs_desktop.services.incoming.import_session import SeenCell, SheetOutline

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()
BLOCK = 200
"""Rows asked for at once."""
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_NOTHING = SeenCell("")
MOST_ROWS, MOST_COLUMNS = 1_048_576, 300
"""What is shown of a sheet; further columns are no table of ours."""


class SheetModel(QAbstractTableModel):
    """One sheet. `wanted` asks for a block of it: its sheet and number; `take` brings the block."""

    wanted = Signal(str, int)

    def __init__(self, parent: QObject) -> None:
        """Begin with no sheet."""
        super().__init__(parent)
        self.outline: SheetOutline | None = None
        self._painter: Painter | None = None
        self._blocks: dict[tuple[str, int], Mapping[int, Mapping[int, SeenCell]]] = {}
        self._asked: set[tuple[str, int]] = set()
        self._hidden: frozenset[int] = frozenset()

    def show_sheet(self, outline: SheetOutline, painter: Painter) -> None:
        """Show a sheet, or the same one painted anew."""
        if self.outline == outline:
            self._painter = painter
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self.outline, self._painter = outline, painter
        self._hidden = frozenset(outline.hidden_rows)
        self.endResetModel()

    def take(self, sheet: str, block: int, rows: Mapping[int, Mapping[int, SeenCell]]) -> None:
        """Keep a block that was asked for."""
        self._blocks[sheet, block] = rows
        if self.outline is not None and self.outline.name == sheet and self.rowCount():
            first = min(block * BLOCK, self.rowCount() - 1)
            last = min(first + BLOCK, self.rowCount()) - 1
            self.dataChanged.emit(self.index(first, 0), self.index(last, self.columnCount() - 1))

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        """Rows up to the last one with content."""
        return 0 if parent.isValid() or self.outline is None else min(self.outline.last_row, MOST_ROWS)

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        """Columns up to the last one with content."""
        return 0 if parent.isValid() or self.outline is None else min(self.outline.last_column, MOST_COLUMNS)

    def cell(self, row: int, column: int) -> SeenCell:
        """The cell of a row and column counted from 1; empty until its block is there."""
        assert self.outline is not None  # noqa: S101
        key = (self.outline.name, (row - 1) // BLOCK)
        block = self._blocks.get(key)
        if block is None:
            if key not in self._asked:
                self._asked.add(key)
                self.wanted.emit(*key)
            return _NOTHING
        return block.get(row, {}).get(column, _NOTHING)

    def seen(self, row: int, column: int) -> Seen:
        """How a cell was read."""
        if self._painter is None:
            return NOWHERE
        return self._painter.seen(row, column, self.cell(row, column).text)

    def is_hidden(self, row: int) -> bool:
        """Whether the row is hidden in the clerk's file."""
        return row in self._hidden

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Text, tooltip and alignment; colours are the delegate's."""
        if not index.isValid():
            return None
        row, column = index.row() + 1, index.column() + 1
        match role:
            case Qt.ItemDataRole.DisplayRole:
                cell = self.cell(row, column)
                return "　" * cell.indent + cell.text
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT if self.cell(row, column).number else _LEFT
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                return self._words(row, column)
        return None

    def _words(self, row: int, column: int) -> str:
        cell, seen = self.cell(row, column), self.seen(row, column)
        lines = [cell.text, f"〔{seen.role.label}〕{seen.why}"]
        if cell.formula:
            lines.append("公式，取上次计算的结果")
        if self.is_hidden(row):
            lines.append("这一行在文件里被隐藏")
        return "\n".join(line for line in lines if line)

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The file's own column letters and row numbers; a hidden row says so."""
        if role == Qt.ItemDataRole.DisplayRole:
            if way is Qt.Orientation.Horizontal:
                return column_letters(section + 1)
            return f"{section + 1} 隐" if self.is_hidden(section + 1) else str(section + 1)
        if role == Qt.ItemDataRole.TextAlignmentRole and way is Qt.Orientation.Vertical:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None
