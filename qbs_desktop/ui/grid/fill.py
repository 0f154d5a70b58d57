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
        """Repeat the block over the target; hidden columns, read-only cells and heads of groups are passed over."""
        view, blocks = self._view, self._view.blocks
        rows = blocks.records(range(source.top, source.bottom + 1))
        across = [at for at in range(source.left, source.right + 1) if not view.isColumnHidden(at)]
        heads = blocks.heads(range(target.top, target.bottom + 1))
        if rows and across:
            lines = _repeated(rows, blocks.records(range(target.top, target.bottom + 1)))
            shown = [at for at in range(target.left, target.right + 1) if not view.isColumnHidden(at)]
            columns = _repeated(across, shown)
            inside = {(line, at) for line in rows for at in across}
            cells = (
                (line, at, from_line, from_at)
                for line, from_line in lines
                for at, from_at in columns
                if (line, at) not in inside
            )
            blocks.fill(cells, heads)
        elif heads:
            view.said.emit("小计行不能用来填充。")
        index = view.grid.index
        block = QItemSelection(index(target.top, target.left), index(target.bottom, target.right))
        view.selectionModel().select(block, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def _repeated(source: list[int], target: list[int]) -> list[tuple[int, int]]:
    """Each place of the target with the place of the source it repeats; the source lies at one end of the target."""
    start = target.index(source[0])
    return [(one, source[(n - start) % len(source)]) for n, one in enumerate(target)]
