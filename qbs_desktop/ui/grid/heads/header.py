"""Column heads of one or two levels: neighbours with the same upper head share it; every one has a button ▾."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHeaderView, QWidget

from qbs_desktop.ui.grid.colours import Colours, colours
from qbs_desktop.ui.grid.column import R
from qbs_desktop.ui.grid.model import GridModel

_BUTTON = 20
"""From the right edge of a head to the left one of its button; the edge itself is for dragging the width."""
_DRAG = 4


class GroupedHeader(QHeaderView):
    """Paints grouped heads.

    As in Excel a click selects the column and a drag several; the button ▾ asks for sorting and filtering, and shows a
    funnel where a filter holds. Dragging the head of a selected column moves it. A double line marks hidden columns.
    """

    pressed_on = Signal()
    """A head was pressed: its column is selected now."""
    move_wanted = Signal(int, int)
    filter_wanted = Signal(int, QPoint)

    def __init__(self, model: GridModel[R], parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._grid = model
        self._pressed: tuple[int, QPoint] | None = None
        self.frozen_part = False
        """Whether these are the heads of the frozen columns: the others go on beside them."""
        self._moving = False
        self._hovered = -1
        self._dropped: int | None = None
        self.marked: tuple[tuple[int, int], ...] = ()
        """First and last column of each selected block: their heads stand out."""
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMouseTracking(True)
        self.setMinimumSectionSize(36)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)

    def mark(self, blocks: tuple[tuple[int, int], ...]) -> None:
        """Let the heads over the selection stand out."""
        if blocks != self.marked:
            self.marked = blocks
            self.viewport().update()

    def levels(self) -> int:
        """How many heading levels the columns have."""
        return max((len(column.heads) for column in self._grid.columns), default=1)

    def sizeHint(self) -> QSize:
        """One line per level; upper texts that do not fit a narrow column may take two lines."""
        line, levels = self.fontMetrics().height() + 10, self.levels()
        return QSize(self.length(), line * levels + (10 if levels == 1 else 0))

    def sectionSizeFromContents(self, logicalIndex: int) -> QSize:
        """What a double click on a head's edge never goes below: the head with ▾ and the arrow of the order."""
        if not 0 <= logicalIndex < len(self._grid.columns):
            return super().sectionSizeFromContents(logicalIndex)
        text = self.fontMetrics().horizontalAdvance(self._grid.columns[logicalIndex].heads[-1])
        return QSize(text + _BUTTON + 26, self.height())

    # --- painting ----------------------------------------------------------------------------------------------

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        """Paint the section's own head, and the shared head above it."""
        if not 0 <= logicalIndex < len(self._grid.columns):
            return
        tone = colours()
        heads = self._grid.columns[logicalIndex].heads
        levels = self.levels()
        height = rect.height() // levels
        painter.save()
        painter.setClipRect(rect)
        if len(heads) < levels or levels == 1:
            self._box(painter, rect, heads[-1], tone, logicalIndex)
        else:
            left, width = self._span(logicalIndex)
            top = QRect(left, rect.top(), width, height)
            self._box(painter, top, heads[0], tone, None, self._seen(top))
            low = QRect(rect.left(), rect.top() + height, rect.width(), rect.height() - height)
            self._box(painter, low, heads[-1], tone, logicalIndex)
        painter.restore()

    def _span(self, section: int) -> tuple[int, int]:
        """Left edge and width of the group a section belongs to."""
        columns = self._grid.columns
        first = last = section
        while first > 0 and self._together(columns[first - 1].heads, columns[section].heads):
            first -= 1
        while last + 1 < len(columns) and self._together(columns[last + 1].heads, columns[section].heads):
            last += 1
        width = sum(self.sectionSize(one) for one in range(first, last + 1) if not self.isSectionHidden(one))
        shown = next((one for one in range(first, last + 1) if not self.isSectionHidden(one)), section)
        return self.sectionViewportPosition(shown), width

    @staticmethod
    def _together(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
        return len(one) > 1 and len(other) > 1 and one[0] == other[0]

    def _seen(self, rect: QRect) -> QRect:
        """The part of a shared head that is on screen, so that its text always is."""
        left = max(rect.left(), 0)
        right = min(rect.right(), self.viewport().width() - 1)
        return QRect(left, rect.top(), right - left + 1, rect.height()) if right - left > 60 else rect

    def _box(
        self, painter: QPainter, rect: QRect, text: str, tone: Colours, section: int | None, seen: QRect | None = None
    ) -> None:
        marked = section is not None and any(first <= section <= last for first, last in self.marked)
        whole = section is not None and self._selected(section)
        painter.fillRect(rect, tone.selected if whole else tone.total if marked else tone.head)
        painter.setPen(tone.head_line)
        painter.drawLine(rect.topRight(), rect.bottomRight())
        if section is not None:
            self._hidden_beside(painter, rect, tone, section)
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        inner = (seen or rect).adjusted(4, 2, -4, -2)
        if section is not None:
            inner = self._paint_signs(painter, rect, inner, tone, section)
        if marked:
            painter.fillRect(rect.left(), rect.bottom() - 1, rect.width(), 2, tone.accent)
        painter.setPen(tone.text if marked else tone.head_text)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWrapAnywhere
        metrics = self.fontMetrics()
        if inner.height() < 2 * metrics.height():
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, int(flags), text)

    def _selected(self, section: int) -> bool:
        """Whether the whole column is selected."""
        return self.selectionModel().isColumnSelected(section, QModelIndex())

    def _hidden_beside(self, painter: QPainter, rect: QRect, tone: Colours, section: int) -> None:
        """A double line where columns are hidden before this one, or behind the last one shown."""
        behind = range(section + 1, self.count())
        painter.setPen(QPen(tone.head_text, 1))
        if section and self.isSectionHidden(section - 1):
            for x in (rect.left(), rect.left() + 2):
                painter.drawLine(x, rect.top(), x, rect.bottom())
        if behind and all(self.isSectionHidden(one) for one in behind) and not self.frozen_part:
            for x in (rect.right() - 2, rect.right()):
                painter.drawLine(x, rect.top(), x, rect.bottom())

    def _paint_signs(self, painter: QPainter, rect: QRect, inner: QRect, tone: Colours, section: int) -> QRect:
        column = self._grid.columns[section]
        filtered = column.id in self._grid.filters
        sorts = self._grid.sorts
        place = next((n for n, one in enumerate(sorts) if one[0] == column.id), None)
        if place is not None:
            up = not sorts[place][1]
            self._arrow(painter, QPointF(rect.right() - _BUTTON - 7.0, rect.center().y()), up=up, colour=tone.accent)
            inner.setRight(rect.right() - _BUTTON - 13)
            if len(sorts) > 1:
                painter.setPen(tone.accent)
                painter.drawText(rect.right() - _BUTTON - 20, rect.center().y() + 4, str(place + 1))
                inner.setRight(rect.right() - _BUTTON - 22)
        self._button(painter, self._button_rect(rect), tone, filtered=filtered, hovered=self._hovered == section)
        inner.setRight(min(inner.right(), rect.right() - _BUTTON - 1))
        return inner

    @staticmethod
    def _button_rect(rect: QRect) -> QRect:
        return QRect(rect.right() - _BUTTON, rect.bottom() - 20, 16, 16)

    def _button(self, painter: QPainter, rect: QRect, tone: Colours, *, filtered: bool, hovered: bool) -> None:
        """▾, or a funnel where a filter holds; framed under the mouse."""
        if hovered:
            painter.setPen(tone.head_line)
            painter.setBrush(tone.surface)
            painter.drawRoundedRect(rect, 2, 2)
        if filtered:
            x, y = rect.left() + 3.0, rect.top() + 4.0
            points = [(0, 0), (10, 0), (6, 5), (6, 9), (4, 8), (4, 5)]
            _fill(painter, [QPointF(x + dx, y + dy) for dx, dy in points], tone.accent)
        else:
            self._arrow(painter, QPointF(rect.center()) + QPointF(0.5, 0.5), up=False, colour=tone.head_text)

    @staticmethod
    def _arrow(painter: QPainter, at: QPointF, *, up: bool, colour: QColor) -> None:
        rise = -3 if up else 3
        _fill(painter, [at + QPointF(-4, -rise / 2), at + QPointF(4, -rise / 2), at + QPointF(0, rise * 1.2)], colour)

    # --- mouse -------------------------------------------------------------------------------------------------

    def mousePressEvent(self, e: QMouseEvent) -> None:
        """Select the column; on a selected one begin to move it, on the button do nothing yet."""
        at = e.position().toPoint()
        edge = self.cursor().shape() == Qt.CursorShape.SplitHCursor
        left = e.button() == Qt.MouseButton.LeftButton
        section = self.logicalIndexAt(at)
        self._pressed = (section, at) if left and not edge and section >= 0 else None
        if self._pressed is not None and self._on_button(section, at):
            return
        self._moving = self._pressed is not None and not e.modifiers() and self._selected(section)
        super().mousePressEvent(e)
        if self._pressed is not None:
            self.pressed_on.emit()

    def _on_button(self, section: int, at: QPoint) -> bool:
        rect = QRect(self.sectionViewportPosition(section), 0, self.sectionSize(section), self.height())
        return self._button_rect(rect).contains(at)

    def mouseMoveEvent(self, e: QMouseEvent) -> None:
        """Select further columns, or show where a dragged one would go."""
        at = e.position().toPoint()
        if self._moving and self._pressed is not None and e.buttons() & Qt.MouseButton.LeftButton:
            if self._dropped is not None or abs(at.x() - self._pressed[1].x()) > 3 * _DRAG:
                self._dropped = self._gap(at.x())
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
                self.viewport().update()
            return
        super().mouseMoveEvent(e)
        section = self.logicalIndexAt(at)
        hovered = section if section >= 0 and self._on_button(section, at) else -1
        if hovered != self._hovered:
            self._hovered = hovered
            self.viewport().update()

    def _gap(self, x: int) -> int:
        """The column before which something dropped here goes."""
        section = self.logicalIndexAt(x)
        if section < 0:
            return len(self._grid.columns)
        middle = self.sectionViewportPosition(section) + self.sectionSize(section) // 2
        return section if x < middle else section + 1

    def paintEvent(self, e: QPaintEvent) -> None:
        """The heads, and a bar where a dragged column would go."""
        super().paintEvent(e)
        if self._dropped is not None:
            inside = self._dropped < self.count()
            last = self.count() - 1
            x = (
                self.sectionViewportPosition(self._dropped)
                if inside
                else self.sectionViewportPosition(last) + self.sectionSize(last)
            )
            painter = QPainter(self.viewport())
            painter.fillRect(max(x - 1, 0), 0, 3, self.height(), colours().accent)
            painter.end()

    def leaveEvent(self, event: object) -> None:
        """Take the frame of the button away."""
        self._hovered = -1
        self.viewport().update()

    def mouseReleaseEvent(self, e: QMouseEvent) -> None:
        """Ask for the filter, or move the column."""
        super().mouseReleaseEvent(e)
        pressed, self._pressed = self._pressed, None
        dropped, self._dropped = self._dropped, None
        self._moving = False
        if pressed is None:
            return
        if dropped is not None:
            self.unsetCursor()
            self.viewport().update()
            self.move_wanted.emit(pressed[0], dropped)
        elif all(self._on_button(pressed[0], place) for place in (pressed[1], e.position().toPoint())):
            left = self.sectionViewportPosition(pressed[0])
            self.filter_wanted.emit(pressed[0], self.mapToGlobal(QPoint(left, self.height())))


def _fill(painter: QPainter, points: list[QPointF], colour: QColor) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF(points))
    painter.restore()
