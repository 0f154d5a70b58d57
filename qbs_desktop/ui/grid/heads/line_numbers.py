"""The line numbers at the left edge, painted in one go; beside them the header leaves room for the frozen columns.

The room keeps the frozen part from lying over the cells: Qt can then shift what is on screen when the user scrolls, and
only the lines that come into sight are painted.
"""

from __future__ import annotations

from PySide6.QtCore import QLine, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from qbs_desktop.ui.grid.colours import colours
from qbs_desktop.ui.grid.column import R
from qbs_desktop.ui.grid.model import GridModel

_LEAST = 38
_GRIP = 3


class LineNumbers(QHeaderView):
    """A double click on a number asks for the record behind it; a click on the head of a group folds it.

    Dragging the edge under a number makes every line as high; a double click there fits the text of that line.
    """

    record_wanted = Signal(int)
    fold_wanted = Signal(int)
    height_wanted = Signal(int)
    fit_wanted = Signal(int)

    def __init__(self, model: GridModel[R], parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._grid = model
        self.room = 0
        self._dragged: int | None = None
        self.marked: tuple[tuple[int, int], ...] = ()
        """First and last line of each selected block: their numbers stand out."""
        self.setMouseTracking(True)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def mark(self, blocks: tuple[tuple[int, int], ...]) -> None:
        """Let the numbers beside the selection stand out."""
        if blocks != self.marked:
            self.marked = blocks
            self.viewport().update(0, 0, self.numbers_width(), self.height())

    def numbers_width(self) -> int:
        """Width of the numbers alone."""
        return max(_LEAST, self.fontMetrics().horizontalAdvance(str(self._grid.rowCount())) + 16)

    def sizeHint(self) -> QSize:
        """The numbers and the room beside them. Qt's own would ask for the texts of two hundred lines each time."""
        return QSize(self.numbers_width() + self.room, self.length())

    def paintEvent(self, e: QPaintEvent) -> None:
        """Numbers with a line under each."""
        tone, area, metrics = colours(), e.rect(), self.fontMetrics()
        painter = QPainter(self.viewport())
        painter.fillRect(area, tone.head)
        first, last = self.visualIndexAt(area.top()), self.visualIndexAt(area.bottom())
        last = last if last >= 0 else self.count() - 1
        width = self.numbers_width()
        if first >= 0:
            height, top = self.sectionSize(first), self.sectionViewportPosition(first)
            base = top + (height + metrics.ascent() - metrics.descent()) // 2
            beside = [range(max(one, first), min(other, last) + 1) for one, other in self.marked]
            for part in filter(None, beside):
                painter.fillRect(0, top + (part[0] - first) * height, width, len(part) * height, tone.total)
            for line in range(first, last + 1):
                name = self._grid.line_name(line)
                painter.setPen(tone.text if any(line in part for part in beside) else tone.head_text)
                painter.drawText((width - metrics.horizontalAdvance(name)) // 2, base + (line - first) * height, name)
            lines = [
                QLine(0, y, width - 1, y) for y in range(top + height - 1, top + (last - first + 1) * height, height)
            ]
            painter.setPen(tone.line)
            painter.drawLines([*lines, QLine(width - 1, area.top(), width - 1, area.bottom())])
            for part in filter(None, beside):
                painter.fillRect(width - 2, top + (part[0] - first) * height, 2, len(part) * height, tone.accent)
        painter.end()

    def mousePressEvent(self, e: QMouseEvent) -> None:
        """Take hold of the edge of a line, or fold the group whose sign it is."""
        line = self.logicalIndexAt(e.position().toPoint())
        if e.button() == Qt.MouseButton.LeftButton and (edge := self.edge_at(e.position().toPoint())) is not None:
            self._dragged = edge
            return
        if self._grid.group_at(line) is not None:
            self.fold_wanted.emit(line)
            return
        super().mousePressEvent(e)

    def edge_at(self, where: QPoint) -> int | None:
        """The line whose lower edge is here."""
        if where.x() >= self.numbers_width():
            return None
        line = self.logicalIndexAt(where.x(), where.y() - _GRIP)
        if line < 0:
            return None
        below = self.sectionViewportPosition(line) + self.sectionSize(line)
        return line if abs(below - 1 - where.y()) <= _GRIP else None

    def mouseMoveEvent(self, e: QMouseEvent) -> None:
        """Drag the edge of a line, or show that one could."""
        where = e.position().toPoint()
        if self._dragged is not None:
            self.height_wanted.emit(max(where.y() - self.sectionViewportPosition(self._dragged), 1))
            return
        super().mouseMoveEvent(e)
        if not e.buttons() and self.edge_at(where) is not None:
            self.setCursor(Qt.CursorShape.SplitVCursor)

    def mouseReleaseEvent(self, e: QMouseEvent) -> None:
        """Let the edge go."""
        if self._dragged is None:
            super().mouseReleaseEvent(e)
        self._dragged = None

    def mouseDoubleClickEvent(self, e: QMouseEvent) -> None:
        """Fit the lines to the text of one, or ask for the record."""
        if (edge := self.edge_at(e.position().toPoint())) is not None:
            self._dragged = None
            self.fit_wanted.emit(edge)
            return
        line = self.logicalIndexAt(e.position().toPoint())
        if self._grid.id_at(line) is not None:
            self.record_wanted.emit(line)
        else:
            super().mouseDoubleClickEvent(e)
