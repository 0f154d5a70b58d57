"""Paints a page of cells in one go: going through Qt's delegate cell by cell costs three times as much in Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLine, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPolygon
from PySide6.QtWidgets import QTableView

from qbs_desktop.ui.grid.colours import Colours, colours
from qbs_desktop.ui.grid.column import R
from qbs_desktop.ui.grid.model import GridModel
from qbs_desktop.ui.grid.order import NOT_APPLICABLE

if TYPE_CHECKING:
    from qbs_desktop.ui.grid.view import GridView

SIDE = 6
INDENT = 14
CHILD = "其中："
_CORNER = 8
_LIGHT_ROOM = 13


class CellPainter:
    """Background by state, text by type, a coloured corner for a finding, a frame for the current cell."""

    def __init__(self, model: GridModel[R], view: GridView) -> None:
        self._model = model
        self._view = view
        self.refresh()

    def refresh(self) -> None:
        """Follow a change of theme or text size."""
        self._tone: Colours = colours()
        self._font = QFont(self._view.font())
        self._font.setKerning(False)
        self._font.setStyleStrategy(QFont.StyleStrategy.PreferNoShaping)  # figures and Chinese need none
        self._metrics = QFontMetrics(self._font)
        self._advances: dict[str, int] = {}
        self._em = max(self._metrics.horizontalAdvance("汉"), self._metrics.averageCharWidth())

    def page(self, view: QTableView, area: QRect) -> None:
        """Paint what a view shows of an area: cells, then lines, then the frame of the current cell."""
        model = self._model
        first, last = view.rowAt(area.top()), view.rowAt(area.bottom())
        last = last if last >= 0 else model.rowCount() - 1
        columns = [
            (at, x, width)
            for at in range(len(model.columns))
            if (width := view.columnWidth(at)) and not view.isColumnHidden(at)
            if (x := view.columnViewportPosition(at)) <= area.right() and x + width > area.left()
        ]
        if first < 0 or not columns:
            return
        painter = QPainter(view.viewport())
        painter.setFont(self._font)
        height, top = view.rowHeight(first), view.rowViewportPosition(first)
        lines: list[QLine] = []
        y = top
        for line in range(first, last + 1):
            for at, x, width in columns:
                self._cell(painter, line, at, x, y, width - 1, height - 1)
            y += height
            lines.append(QLine(columns[0][1], y - 1, columns[-1][1] + columns[-1][2] - 1, y - 1))
        lines += [QLine(x + width - 1, top, x + width - 1, y - 1) for _at, x, width in columns]
        painter.setPen(self._tone.line)
        painter.drawLines(lines)
        self._frame(painter, view)
        painter.end()

    def _frame(self, painter: QPainter, view: QTableView) -> None:
        line, at = self._view.current_place
        if line < 0 or at < 0 or view.isColumnHidden(at):
            return
        rect = view.visualRect(self._model.index(line, at))
        painter.setPen(self._tone.accent)
        painter.drawRect(rect.adjusted(0, 0, -1, -1))
        painter.drawRect(rect.adjusted(1, 1, -2, -2))

    def _cell(self, painter: QPainter, line: int, at: int, x: int, y: int, width: int, height: int) -> None:
        model, tone = self._model, self._tone
        column = model.columns[at]
        text = model.text(line, at)
        wrong = model.wrong_at(line, at)
        mark = model.mark_at(line, at)
        depth = model.depth_at(line)
        back: QColor | None = None
        if self._selected(line, at):
            back = tone.selected
        elif wrong is not None:
            back = tone.wrong
        elif mark is not None:
            back = tone.tints[mark.grade]
        elif not model.editable(line, at):
            back = tone.readonly
        elif depth:
            back = tone.child
        if back is not None:
            painter.fillRect(x, y, width, height, back)
        if text or (depth and column.tree):
            colour = tone.wrong_text if wrong is not None else tone.computed if column.readonly else tone.text
            number = column.number is not None and wrong is None
            self._text(painter, line, at, QRect(x, y, width, height), text, colour, number=number)
        if mark is not None:
            self._corner(painter, x + width, y, tone.marks[mark.grade])

    def _selected(self, line: int, at: int) -> bool:
        return any(top <= line <= bottom and left <= at <= right for top, bottom, left, right in self._view.spans)

    def _text(
        self, painter: QPainter, line: int, at: int, rect: QRect, text: str, colour: QColor, *, number: bool
    ) -> None:
        column = self._model.columns[at]
        left, right = rect.left() + SIDE, rect.right() - SIDE + 1
        base = rect.top() + (rect.height() + self._metrics.ascent() - self._metrics.descent()) // 2
        if column.tree and (depth := self._model.depth_at(line)):
            left += INDENT * (depth - 1)
            painter.setPen(self._tone.faint)
            painter.drawText(left, base, CHILD)
            left += self._width(CHILD)
        if column.light is not None:
            self._light(painter, rect, line, at)
            left += _LIGHT_ROOM
        room = right - left
        if text == NOT_APPLICABLE:
            painter.setPen(self._tone.faint)
            painter.drawText(left + max((room - self._width(text)) // 2, 0), base, text)
            return
        painter.setPen(colour)
        if number:
            text, width = self._whole(text, room)
            painter.drawText(right - width, base, text)
        else:
            painter.drawText(left, base, self._cut(text, room))

    def _width(self, text: str) -> int:
        known = self._advances
        try:
            return sum([known[one] for one in text])
        except KeyError:
            for one in text:
                known[one] = self._metrics.horizontalAdvance(one)
            return sum([known[one] for one in text])

    def _whole(self, text: str, room: int) -> tuple[str, int]:
        """A number is never cut: it turns to ####, as in Excel."""
        width = self._width(text)
        if width > room:
            text = "#" * max(room // max(self._width("#"), 1), 1)
            width = self._width(text)
        return text, width

    def _cut(self, text: str, room: int) -> str:
        if "\n" in text:
            text = text.replace("\n", " ")
        if len(text) * self._em <= room or self._width(text) <= room:
            return text
        return self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)

    def _light(self, painter: QPainter, rect: QRect, line: int, at: int) -> None:
        light, row = self._model.columns[at].light, self._model.row_at(line)
        name = light(row) if light is not None and row is not None else ""
        if name:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._tone.lights[name])
            painter.drawEllipse(QPointF(rect.left() + SIDE + 5, rect.center().y() + 0.5), 4.5, 4.5)
            painter.restore()

    @staticmethod
    def _corner(painter: QPainter, right: int, top: int, colour: QColor) -> None:
        painter.save()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon(QPolygon([QPoint(right - _CORNER, top), QPoint(right, top), QPoint(right, top + _CORNER)]))
        painter.restore()
