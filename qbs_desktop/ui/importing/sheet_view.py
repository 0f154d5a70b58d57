"""The clerk's sheet with our reading painted over it (原表着色), by keys, mouse and drop.

Enter asks what the current column is, Shift+Enter what the current row is; a field dropped on a column answers the
first question.
"""

from __future__ import annotations

from typing import NamedTuple, cast

from PySide6.QtCore import QModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QPainter,
    QPolygon,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from qbs_desktop.services.incoming.import_painting import Role, column_letters
from qbs_desktop.ui.importing import look
from qbs_desktop.ui.importing.sheet_model import Index, SheetModel
from qbs_desktop.ui.importing.target_list import TARGET
from qbs_desktop.ui.style.apply import current

ROW_HEIGHT, HEAD_HEIGHT = 24, 57
_NARROW, _WIDE, _SIGN = 44, 260, 14
_WORDS = 156
"""How wide a column becomes for the sake of what it was read as."""
_MOST_SPANS = 2000


class Reading(NamedTuple):
    """What a column was read as: the role of its cells, its name, its period and unit."""

    role: Role
    label: str
    note: str = ""


_NOT_READ = Reading(Role.OUTSIDE, "")


class SheetView(QTableView):
    """See the module text. Columns and rows in signals are counted from 1."""

    column_asked = Signal(int)
    row_asked = Signal(int)
    dropped = Signal(int, str)

    def __init__(self, model: SheetModel, parent: QWidget) -> None:
        """Build over a model."""
        super().__init__(parent)
        self.sheet = model
        self.heads = ColumnHeads(self)
        self.setHorizontalHeader(self.heads)
        self.setModel(model)
        self.setItemDelegate(_CellPainter(model, self))
        self.setAccessibleName("原表")
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAcceptDrops(True)
        side = self.verticalHeader()
        side.setDefaultSectionSize(ROW_HEIGHT)
        side.setMinimumSectionSize(ROW_HEIGHT)
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        side.setSectionsClickable(True)
        side.sectionClicked.connect(self._on_row_head)
        self.heads.sectionClicked.connect(self._on_head)
        model.modelReset.connect(self._fit)
        self._fitted = ""
        model.dataChanged.connect(self._fit_once)

    # --- layout --------------------------------------------------------------------------------------------------

    def _fit(self) -> None:
        """Merged cells as they are; columns as wide as their first rows want."""
        self.clearSpans()
        self._fitted = ""
        outline = self.sheet.outline
        if outline is None:
            return
        for area in outline.merged[:_MOST_SPANS]:
            height, width = area.bottom - area.top + 1, area.right - area.left + 1
            if height * width > 1 and area.right <= self.sheet.columnCount() and height <= self.sheet.rowCount():
                self.setSpan(area.top - 1, area.left - 1, height, width)
        self._fit_once()

    def _fit_once(self, *_changed: object) -> None:
        outline = self.sheet.outline
        if outline is None or self._fitted == outline.name or not self.sheet.rowCount():
            return
        if not any(self.sheet.cell(row, at).text for row in range(1, 12) for at in range(1, 12)):
            return
        self._fitted = outline.name
        metrics = self.fontMetrics()
        spanned = {(one.top, one.left) for one in outline.merged if one.right > one.left}
        for at in range(1, self.sheet.columnCount() + 1):
            texts = [
                self.sheet.cell(row, at).text.split("\n")[0]
                for row in range(1, min(60, self.sheet.rowCount()) + 1)
                if (row, at) not in spanned
            ]
            longest = max((metrics.horizontalAdvance(text[:40]) for text in texts), default=0)
            title = sum(bool(text) for text in texts) <= 1 and longest > _WIDE // 2
            self.setColumnWidth(at - 1, _NARROW * 2 if title else max(_NARROW, min(longest + 18, _WIDE)))
        self.show_words(self.heads.words)

    def show_words(self, words: dict[int, Reading]) -> None:
        """Say over each column what it was read as, and give it room to say so."""
        self.heads.show_words(words)
        metrics = self.heads.fontMetrics()
        for at, one in words.items():
            wanted = min(max(map(metrics.horizontalAdvance, (one.label, one.note))) + 14, _WORDS)
            if wanted > self.columnWidth(at - 1):
                self.setColumnWidth(at - 1, wanted)

    def go(self, row: int, column: int) -> None:
        """Put the cursor on a cell, both counted from 1."""
        index = self.sheet.index(row - 1, column - 1)
        self.setCurrentIndex(index)
        if not self.viewport().rect().contains(self.visualRect(index)):
            side = self.horizontalScrollBar().value()
            self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
            self.horizontalScrollBar().setValue(side)
        self.scrollTo(index)

    def place(self) -> tuple[int, int]:
        """The cursor's row and column, counted from 1; (0, 0) without one."""
        index = self.currentIndex()
        return index.row() + 1, index.column() + 1

    # --- asking --------------------------------------------------------------------------------------------------

    def _on_head(self, section: int) -> None:
        self.column_asked.emit(section + 1)

    def _on_row_head(self, section: int) -> None:
        self.selectRow(section)
        self.setCurrentIndex(self.sheet.index(section, max(self.currentIndex().column(), 0)))
        self.row_asked.emit(section + 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter for the column, Shift+Enter or the menu key for the row; everything else as in any table."""
        row, column = self.place()
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier or not row:
            super().keyPressEvent(event)
        elif enter and not shift:
            self.column_asked.emit(column)
        elif enter or event.key() == Qt.Key.Key_Menu:
            self.row_asked.emit(row)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The right button asks about the row under it."""
        index = self.indexAt(event.pos())
        if index.isValid():
            self.setCurrentIndex(index)
            self.row_asked.emit(index.row() + 1)

    # --- dropping ------------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take fields."""
        if event.mimeData().hasFormat(TARGET):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show which column it would go to."""
        at = self.columnAt(event.position().toPoint().x())
        self.heads.mark(at)
        if at >= 0 and event.mimeData().hasFormat(TARGET):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        """A field for a column."""
        at = self.columnAt(event.position().toPoint().x())
        self.heads.mark(-1)
        if at >= 0 and event.mimeData().hasFormat(TARGET):
            event.acceptProposedAction()
            self.dropped.emit(at + 1, bytes(event.mimeData().data(TARGET).data()).decode())

    def head_corner(self, column: int) -> QPoint:
        """Where a popup about a column opens, on the screen."""
        left = self.heads.sectionViewportPosition(column - 1)
        return self.heads.viewport().mapToGlobal(QPoint(max(left, 0), self.heads.height()))


class ColumnHeads(QHeaderView):
    """Letters, and below them what the column was read as."""

    def __init__(self, parent: QTableView) -> None:
        """Build without words."""
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.words: dict[int, Reading] = {}
        self._marked = -1
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setAccessibleName("各列的对应关系")
        self.setMinimumSectionSize(_NARROW)
        self.setAcceptDrops(True)
        self.setToolTip("单击，或在列中按回车，选择这一列是什么；也可把左边的字段拖到列上")

    def show_words(self, words: dict[int, Reading]) -> None:
        """Say what each column (counted from 1) was read as."""
        self.words = words
        self.viewport().update()

    def mark(self, section: int) -> None:
        """Mark the column that a drop would go to."""
        if section != self._marked:
            self._marked = section
            self.viewport().update()

    def sizeHint(self) -> QSize:
        """Three lines: letters, name, period and unit."""
        return QSize(super().sizeHint().width(), HEAD_HEIGHT)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Letters above, the reading below."""
        t = current()
        one = self.words.get(section + 1, _NOT_READ)
        line = HEAD_HEIGHT // 3
        painter.save()
        painter.fillRect(rect, QColor(t.raised))
        lower = rect.adjusted(0, line, 0, 0)
        brush = look.back(one.role)
        if brush is not None:
            painter.fillRect(lower, brush)
        painter.setPen(QColor(t.line))
        painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setPen(QColor(t.muted))
        self._line(painter, QRect(rect.left(), rect.top(), rect.width(), line), column_letters(section + 1))
        painter.setPen(look.ink(one.role))
        if one.note:
            self._line(painter, QRect(rect.left(), rect.top() + line, rect.width(), line), one.label)
            painter.setPen(QColor(t.muted))
            self._line(painter, QRect(rect.left(), rect.top() + 2 * line, rect.width(), line), one.note)
        else:
            self._line(painter, lower, one.label)
        if section == self._marked:
            painter.setPen(QColor(t.accent))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        painter.restore()

    def _line(self, painter: QPainter, room: QRect, text: str) -> None:
        inside = room.adjusted(4, 0, -4, 0)
        shown = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, int(Qt.AlignmentFlag.AlignCenter), shown)


class _CellPainter(QStyledItemDelegate):
    """A cell: the colour of its role, its text, a corner where something is wrong."""

    def __init__(self, model: SheetModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint everything; the style has no part in it."""
        t, model = current(), self._model
        rect = cast(QRect, option.rect)  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        role = model.seen(index.row() + 1, index.column() + 1).role
        painter.save()
        painter.fillRect(rect, QColor(t.surface))
        brush = look.back(role)
        if brush is not None:
            painter.fillRect(rect, brush)
        cell = model.cell(index.row() + 1, index.column() + 1)
        text = ("　" * cell.indent + cell.text).replace("\n", " ")
        if text:
            painter.setFont(option.font)  # type: ignore[attr-defined]
            if role in (Role.HEAD, Role.TITLE):
                font = painter.font()
                font.setBold(True)
                painter.setFont(font)
            painter.setPen(look.ink(role))
            inside = rect.adjusted(6, 0, -6, 0)
            side = Qt.AlignmentFlag.AlignRight if cell.number else Qt.AlignmentFlag.AlignLeft
            if role is Role.HEAD:
                side = Qt.AlignmentFlag.AlignHCenter
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, inside.width())
            painter.drawText(inside, int(side | Qt.AlignmentFlag.AlignVCenter), shown)
        if role in (Role.ERROR, Role.QUERY):
            right, top = rect.right(), rect.top()
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.ink(role))
            painter.drawPolygon(QPolygon([QPoint(right - 7, top), QPoint(right, top), QPoint(right, top + 7)]))
        if state & QStyle.StateFlag.State_Selected:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QColor(t.accent))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
            painter.drawRect(rect.adjusted(1, 1, -2, -2))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | Index) -> QSize:
        """Rows are of one height."""
        return QSize(_NARROW, ROW_HEIGHT)
