"""The line numbers at the left edge, painted in one go; beside them the header leaves room for the frozen columns.

The room keeps the frozen part from lying over the cells: Qt can then shift what is on screen when the user scrolls, and
only the lines that come into sight are painted.
"""

from __future__ import annotations

from PySide6.QtCore import QLine, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from qbs_desktop.ui.grid.colours import colours
from qbs_desktop.ui.grid.column import R
from qbs_desktop.ui.grid.model import GridModel

_LEAST = 38


class LineNumbers(QHeaderView):
    """A double click on a number asks for the record behind it; a click on the head of a group folds it."""

    record_wanted = Signal(int)
    fold_wanted = Signal(int)

    def __init__(self, model: GridModel[R], parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._grid = model
        self.room = 0
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def numbers_width(self) -> int:
        """Width of the numbers alone."""
        return max(_LEAST, self.fontMetrics().horizontalAdvance(str(self._grid.rowCount())) + 16)

    def sizeHint(self) -> QSize:
        """The numbers and the room beside them."""
        return QSize(self.numbers_width() + self.room, super().sizeHint().height())

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
            painter.setPen(tone.head_text)
            for line in range(first, last + 1):
                name = self._grid.line_name(line)
                painter.drawText((width - metrics.horizontalAdvance(name)) // 2, base + (line - first) * height, name)
            lines = [
                QLine(0, y, width - 1, y) for y in range(top + height - 1, top + (last - first + 1) * height, height)
            ]
            painter.setPen(tone.line)
            painter.drawLines([*lines, QLine(width - 1, area.top(), width - 1, area.bottom())])
        painter.end()

    def mousePressEvent(self, e: QMouseEvent) -> None:
        """The sign of a group folds it."""
        line = self.logicalIndexAt(e.position().toPoint())
        if self._grid.group_at(line) is not None:
            self.fold_wanted.emit(line)
            return
        super().mousePressEvent(e)

    def mouseDoubleClickEvent(self, e: QMouseEvent) -> None:
        """Ask for the record."""
        line = self.logicalIndexAt(e.position().toPoint())
        if self._grid.id_at(line) is not None:
            self.record_wanted.emit(line)
        else:
            super().mouseDoubleClickEvent(e)
