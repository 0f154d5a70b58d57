"""The fill handle (填充柄): dragging the corner of the selection repeats its block over the cells beside it.

The block is copied as it stands; the grid never invents a series. One drag is one operation and one undo step.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, QRect, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QTableView

from qbs_desktop.ui.grid.colours import Colours
from qbs_desktop.ui.grid.column import GridEdit

if TYPE_CHECKING:
    from qbs_desktop.ui.grid.view import GridView

_SIZE = 6
_REACH = 4


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, all bounds included."""

    top: int
    bottom: int
    left: int
    right: int


class FillHandle:
    """Shared by the scrolled and the frozen part of a grid."""

    def __init__(self, view: GridView) -> None:
        self._view = view
        self._source: Area | None = None
        self.target: Area | None = None

    def area(self) -> Area | None:
        """The selected block that would be repeated; None when the selection is no single block."""
        view = self._view
        if len(view.spans) != 1 or view.grid.sink is None:
            return None
        top, bottom, left, right = view.spans[0]
        bottom = min(bottom, view.grid.shown() - 1)
        return Area(top, bottom, left, right) if top <= bottom else None

    def _corner(self, part: QTableView) -> QPoint | None:
        area = self.area()
        if area is None or part.isColumnHidden(area.right):
            return None
        rect = part.visualRect(self._view.grid.index(area.bottom, area.right))
        return rect.bottomRight() if rect.isValid() else None

    def paint(self, painter: QPainter, part: QTableView, tone: Colours) -> None:
        """The small square, and while dragging the frame of the cells to be filled."""
        corner = self._corner(part)
        if corner is not None:
            square = QRect(corner.x() - _SIZE + 1, corner.y() - _SIZE + 1, _SIZE, _SIZE)
            painter.fillRect(square.adjusted(-1, -1, 0, 0), tone.surface)
            painter.fillRect(square, tone.accent)
        if self.target is not None:
            index = self._view.grid.index
            first = part.visualRect(index(self.target.top, self.target.left))
            last = part.visualRect(index(self.target.bottom, self.target.right))
            painter.setPen(QPen(tone.accent, 1, Qt.PenStyle.DashLine))
            painter.drawRect(first.united(last).adjusted(0, 0, -1, -1))

    def over(self, part: QTableView, where: QPoint) -> bool:
        """Whether the mouse is on the handle."""
        corner = self._corner(part)
        return corner is not None and (corner - where).manhattanLength() <= _SIZE + _REACH

    # --- mouse -------------------------------------------------------------------------------------------------

    def press(self, part: QTableView, event: QMouseEvent) -> bool:
        """Begin to drag; whether the press was on the handle."""
        if event.button() != Qt.MouseButton.LeftButton or not self.over(part, event.position().toPoint()):
            return False
        self._source = self.target = self.area()
        return True

    def move(self, part: QTableView, event: QMouseEvent) -> bool:
        """Follow the mouse; whether a drag is on."""
        where = event.position().toPoint()
        if self._source is None:
            over = not event.buttons() and self.over(part, where)
            part.viewport().setCursor(Qt.CursorShape.CrossCursor if over else Qt.CursorShape.ArrowCursor)
            return False
        line, at = part.rowAt(where.y()), part.columnAt(where.x())
        if line >= 0 and at >= 0:
            self.target = self._reached(self._source, min(line, self._view.grid.shown() - 1), at)
            self._view.scrollTo(self._view.grid.index(line, at))
        self._repaint()
        return True

    @staticmethod
    def _reached(source: Area, line: int, at: int) -> Area:
        """The block stretched in the one direction in which the mouse went further."""
        down = max(line - source.bottom, source.top - line, 0)
        right = max(at - source.right, source.left - at, 0)
        if down >= right:
            return Area(min(source.top, line), max(source.bottom, line), source.left, source.right)
        return Area(source.top, source.bottom, min(source.left, at), max(source.right, at))

    def release(self) -> bool:
        """Fill; whether a drag was on."""
        source, target = self._source, self.target
        self._source = self.target = None
        if source is None:
            return False
        if target is not None and target != source:
            self.fill(source, target)
        self._repaint()
        return True

    def _repaint(self) -> None:
        self._view.viewport().update()
        self._view.frozen.viewport().update()

    # --- filling -----------------------------------------------------------------------------------------------

    def fill(self, source: Area, target: Area) -> None:
        """Repeat the block over the target; hidden columns, read-only cells and heads of groups are left alone."""
        view, grid = self._view, self._view.grid
        height, width = source.bottom - source.top + 1, source.right - source.left + 1
        edits = [
            GridEdit(
                grid.id_at(line),
                grid.columns[at],
                grid.text(
                    source.top + (line - source.top) % height,
                    source.left + (at - source.left) % width,
                ),
            )
            for line in range(target.top, target.bottom + 1)
            for at in range(target.left, target.right + 1)
            if not (source.top <= line <= source.bottom and source.left <= at <= source.right)
            and grid.id_at(line) is not None
            and grid.editable(line, at)
            and not view.isColumnHidden(at)
        ]
        outcome = grid.apply(edits)
        if edits:
            view.said.emit(f"已填充 {len(edits) - len(outcome.wrong)} 格，按 Ctrl+Z 可以撤销。")
        block = QItemSelection(grid.index(target.top, target.left), grid.index(target.bottom, target.right))
        view.selectionModel().select(block, QItemSelectionModel.SelectionFlag.ClearAndSelect)
