"""The fill handle (填充柄): dragging the corner of the selection goes on with its block over the cells beside it.

As in Excel, a series goes on (`series`), everything else is repeated, and Ctrl does the other of the two. Amounts are
the exception: they make a series only when Ctrl asks for one, since no reported figure may arise by a slip. One drag is
one operation and one undo step.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, QRect, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QTableView

from qbs_desktop.ui.grid.colours import Colours
from qbs_desktop.ui.grid.column import Editor, GridColumn, R
from qbs_desktop.ui.grid.filling.series import following

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

    def release(self, event: QMouseEvent) -> bool:
        """Fill; whether a drag was on."""
        source, target = self._source, self.target
        self._source = self.target = None
        if source is None:
            return False
        if target is not None and target != source:
            self.fill(source, target, other=bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
        self._repaint()
        return True

    def _repaint(self) -> None:
        self._view.viewport().update()
        self._view.frozen.viewport().update()

    # --- filling -----------------------------------------------------------------------------------------------

    def fill(self, source: Area, target: Area, *, other: bool = False) -> None:
        """Go on with the block over the target; `other` (Ctrl) copies a series and makes one of what is copied.

        Hidden columns, read-only cells and heads of groups are passed over.
        """
        view, blocks = self._view, self._view.blocks
        rows = blocks.records(range(source.top, source.bottom + 1))
        across = [at for at in range(source.left, source.right + 1) if not view.isColumnHidden(at)]
        heads = blocks.heads(range(target.top, target.bottom + 1))
        if rows and across:
            lines = blocks.records(range(target.top, target.bottom + 1))
            shown = [at for at in range(target.left, target.right + 1) if not view.isColumnHidden(at)]
            cells, series = self._texts(rows, across, lines, shown, other=other)
            blocks.write(cells, heads, "（序列；按住 Ctrl 拖动为复制）" if series else "")
        elif heads:
            view.said.emit("小计行不能用来填充。")
        index = view.grid.index
        block = QItemSelection(index(target.top, target.left), index(target.bottom, target.right))
        view.selectionModel().select(block, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _texts(
        self, rows: list[int], across: list[int], lines: list[int], shown: list[int], *, other: bool
    ) -> tuple[list[tuple[int, int, str]], bool]:
        """What goes into each cell of the target beside the source, and whether any of it is a series."""
        grid, cells, series = self._view.grid, list[tuple[int, int, str]](), False
        down = len(lines) > len(rows)
        for one in across if down else rows:
            places, source = (lines, rows) if down else (shown, across)
            own = [(place, one) if down else (one, place) for place in source]
            row = [grid.text(*place) for place in own]
            counted = all(_may_count(grid.columns[at]) for _line, at in own)
            usual = not any(_is_amount(grid.columns[at]) for _line, at in own)
            before, behind = _beside(places, source)
            for targets, back in ((before, True), (behind, False)):
                found = following(row, len(targets), back=back) if targets and counted else None
                wanted = found is not None and ((found.usual and usual) is not other)
                series = series or wanted
                texts = found.texts if found is not None and wanted else _repeated(row, len(targets), back=back)
                cells += [
                    (place, one, text) if down else (one, place, text)
                    for place, text in zip(targets, texts, strict=True)
                ]
        return cells, series


def _is_amount(column: GridColumn[R]) -> bool:
    """An amount or another reported figure with a unit: it is copied unless a series is asked for."""
    return column.number is not None and bool(column.unit)


def _may_count(column: GridColumn[R]) -> bool:
    """Words of a list are never counted on."""
    return column.editor not in (Editor.CHOICE, Editor.UNITS)


def _beside(places: list[int], source: list[int]) -> tuple[list[int], list[int]]:
    """The places before and behind the source, nearest first."""
    first, last = places.index(source[0]), places.index(source[-1])
    return list(reversed(places[:first])), places[last + 1 :]


def _repeated(row: list[str], count: int, *, back: bool) -> list[str]:
    """The row again and again, from its end if it is repeated backwards."""
    ordered = list(reversed(row)) if back else row
    return [ordered[n % len(ordered)] for n in range(count)]
