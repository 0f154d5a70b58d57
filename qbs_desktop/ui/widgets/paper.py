"""A filled form as printed (打印样张): white paper, merged heads, wrapped cells; only what is visible is drawn.

The window and the workbook are filled from the same `FilledForm`, so what is seen here is what is exported.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from qbs_desktop.domain.errors import QbsError
from qbs_desktop.domain.forms.filled import FilledForm, Line, RowKind
from qbs_desktop.domain.forms.title_block import sheet_width, stretches
from qbs_desktop.ui import feedback
from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.style.apply import current

MARGIN = 28
PAD = 3.0
CELL, HEAD, TITLE_SIZE = 12, 12, 20
LEAST = 0.2
"""Smallest size at which a form is still shown whole; under it the scroll bar helps."""
FIT = 0.0
"""The zoom that makes the sheet as wide as the view."""
ZOOMS = (0.6, 0.75, 0.9, 1.0, 1.25, 1.5)
INK, RULE, PAPER, FAINT = QColor("#111417"), QColor("#444b53"), QColor("#ffffff"), QColor("#f3f5f8")
WRAP = Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere


@dataclass(frozen=True, slots=True)
class _Measured:
    """Where everything stands, in unscaled pixels: column and row edges, the height of the parts."""

    columns: tuple[float, ...]
    rows: tuple[float, ...]
    heads: tuple[float, ...]
    top: float
    width: float
    height: float


class Paper(QAbstractScrollArea):
    """Shows one form; double-clicking a body cell tells where its value comes from."""

    picked = Signal(int, int)

    def __init__(self, parent: QWidget) -> None:
        """Start with nothing on the table."""
        super().__init__(parent)
        self.setAccessibleName("报表预览")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._form: FilledForm | None = None
        self._measured: _Measured | None = None
        self._wanted = FIT
        self._zoom = 1.0
        self._message = ""
        self._font = QFont()
        self._font.setFamilies(list(tokens.PAPER_FAMILIES))
        self._font.setPixelSize(CELL)

    def show_form(self, form: FilledForm | None, message: str = "") -> None:
        """Show a form, or without one a message."""
        self._form, self._message = form, message
        self._measured = self._measure(form) if form is not None else None
        self._extent()
        self.viewport().update()

    def show_error(self, error: BaseException) -> None:
        """Show a refusal in place of the form; anything else in its own way."""
        if isinstance(error, QbsError):
            self.show_form(None, str(error))
        else:
            feedback.show(self, error)

    @property
    def form(self) -> FilledForm | None:
        """The form shown."""
        return self._form

    def set_zoom(self, zoom: float) -> None:
        """Larger or smaller; `FIT` follows the width of the view."""
        self._wanted = zoom
        self._zoom = zoom or self._fitting()
        self._extent()
        self.viewport().update()

    def _fitting(self) -> float:
        if self._measured is None:
            return 1.0
        room = self.viewport().width() - 2 * tokens.LARGE
        return min(max(room / self._measured.width, LEAST), 1.25)

    # --- measuring ---------------------------------------------------------------------------------------------

    def _measure(self, form: FilledForm) -> _Measured:
        metrics = QFontMetricsF(self._font)
        letter = metrics.horizontalAdvance("中")
        line = metrics.height()
        columns = tuple(accumulate((max(c.width, 2) * letter + 2 * PAD + 4 for c in form.columns), initial=0.0))
        heads = self._head_edges(form, columns, line)
        head_end = heads[-1] + (line + 2 * PAD if form.guide else 0)
        tall = [self._row_height(form, n, columns, metrics) for n in range(len(form.rows))]
        rows = tuple(accumulate(tall, initial=head_end))
        top = MARGIN + line * 1.5 * (len(form.above) + len(form.below)) + TITLE_SIZE * 2.2
        under = sum(self._foot_height(text, columns[-1]) for text in _foot(form)) + MARGIN + 8
        return _Measured(columns, rows, heads, top, columns[-1] + 2 * MARGIN, top + rows[-1] + under)

    def _head_edges(self, form: FilledForm, columns: tuple[float, ...], line: float) -> tuple[float, ...]:
        lines = [1] * form.head_rows
        metrics = QFontMetricsF(self._font)
        for head in form.heads:
            wide = columns[head.column + head.columns] - columns[head.column] - 2 * PAD
            needed = -(-int(metrics.horizontalAdvance(head.text)) // max(int(wide), 1))
            if head.rows == 1:
                lines[head.row] = max(lines[head.row], needed)
            elif needed > sum(lines[head.row : head.row + head.rows]):
                lines[head.row + head.rows - 1] += needed - sum(lines[head.row : head.row + head.rows])
        return tuple(accumulate((count * line + 2 * PAD + 2 for count in lines), initial=0.0))

    def _row_height(self, form: FilledForm, number: int, columns: tuple[float, ...], metrics: QFontMetricsF) -> float:
        lines = 1
        for column, cell in enumerate(form.rows[number].cells):
            if isinstance(cell.value, str) and len(cell.value) > 2:
                wide = max(columns[column + 1] - columns[column] - 2 * PAD, 1.0)
                lines = max(lines, -(-int(metrics.horizontalAdvance(cell.value) + 1) // int(wide)))
        return lines * metrics.height() + 2 * PAD + 2

    def _extent(self) -> None:
        if self._wanted == FIT:
            self._zoom = self._fitting()
        view = self.viewport().size()
        wide = int((self._measured.width if self._measured else 0) * self._zoom) + 2 * tokens.LARGE
        high = int((self._measured.height if self._measured else 0) * self._zoom) + 2 * tokens.LARGE
        for bar, size, room in (
            (self.horizontalScrollBar(), wide, view.width()),
            (self.verticalScrollBar(), high, view.height()),
        ):
            bar.setRange(0, max(size - room, 0))
            bar.setPageStep(room)
            bar.setSingleStep(32)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the scroll bars right."""
        self._extent()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and wheel zoom."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            step = 1 if event.angleDelta().y() > 0 else -1
            nearest = min(range(len(ZOOMS)), key=lambda n: abs(ZOOMS[n] - self._zoom))
            self.set_zoom(ZOOMS[min(max(nearest + step, 0), len(ZOOMS) - 1)])
        else:
            super().wheelEvent(event)

    # --- drawing -----------------------------------------------------------------------------------------------

    def _origin(self) -> QPoint:
        wide = int((self._measured.width if self._measured else 0) * self._zoom)
        spare = max((self.viewport().width() - wide) // 2, tokens.LARGE)
        return QPoint(spare - self.horizontalScrollBar().value(), tokens.LARGE - self.verticalScrollBar().value())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The sheet on the table, or the message."""
        with QPainter(self.viewport()) as painter:
            painter.fillRect(self.viewport().rect(), QColor(current().window))
            if self._form is None or self._measured is None:
                painter.setPen(QColor(current().muted))
                painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter | WRAP, self._message)
                return
            painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
            painter.translate(self._origin())
            painter.scale(self._zoom, self._zoom)
            page = QRectF(0, 0, self._measured.width, self._measured.height)
            painter.fillRect(page.translated(2, 2), QColor(current().strong_line))
            painter.fillRect(page, PAPER)
            painter.setFont(self._font)
            painter.setPen(INK)
            shown = QRectF(event.rect()).translated(-self._origin()).adjusted(-2, -2, 2, 2)
            seen = (shown.top() / self._zoom, shown.bottom() / self._zoom)
            self._draw_lines(painter, self._form, self._measured)
            painter.translate(MARGIN, self._measured.top)
            self._draw_heads(painter, self._form, self._measured)
            self._draw_rows(painter, self._form, self._measured, seen)
            self._draw_foot(painter, self._form, self._measured)

    def _draw_lines(self, painter: QPainter, form: FilledForm, m: _Measured) -> None:
        line = QFontMetricsF(self._font).height() * 1.5
        y, wide = float(MARGIN), m.columns[-1]
        for one in form.above:
            self._draw_line(painter, one, QRectF(MARGIN, y, wide, line), middle(form, one, m.columns))
            y += line
        title = QFont(self._font)
        title.setPixelSize(TITLE_SIZE)
        title.setWeight(QFont.Weight.DemiBold)
        painter.setFont(title)
        painter.drawText(QRectF(MARGIN, y, wide, TITLE_SIZE * 1.8), Qt.AlignmentFlag.AlignCenter, form.title)
        painter.setFont(self._font)
        y += TITLE_SIZE * 2.1
        for one in form.below:
            self._draw_line(painter, one, QRectF(MARGIN, y, wide, line), middle(form, one, m.columns))
            y += line

    @staticmethod
    def _draw_line(painter: QPainter, line: Line, box: QRectF, place: tuple[float, float]) -> None:
        """The texts of a line stand where the sheet has them, so that none runs into its neighbour."""
        between = QRectF(box.left() + place[0], box.top(), place[1] - place[0], box.height())
        sides = Qt.AlignmentFlag
        for text, side, where in (
            (line.left, sides.AlignLeft, box),
            (line.centre, sides.AlignHCenter, between),
            (line.right, sides.AlignRight, box),
        ):
            painter.drawText(where, side | sides.AlignVCenter, text)

    def _draw_heads(self, painter: QPainter, form: FilledForm, m: _Measured) -> None:
        for head in form.heads:
            left, right = m.columns[head.column], m.columns[head.column + head.columns]
            box = QRectF(left, m.heads[head.row], right - left, m.heads[head.row + head.rows] - m.heads[head.row])
            self._box(painter, box, FAINT)
            self._text(painter, box, head.text, Qt.AlignmentFlag.AlignCenter)
        if form.guide:
            for column, text in enumerate(form.guide):
                box = QRectF(
                    m.columns[column], m.heads[-1], m.columns[column + 1] - m.columns[column], m.rows[0] - m.heads[-1]
                )
                self._box(painter, box, PAPER)
                self._text(painter, box, text, Qt.AlignmentFlag.AlignCenter)

    def _draw_rows(self, painter: QPainter, form: FilledForm, m: _Measured, seen: tuple[float, float]) -> None:
        first = max(bisect_right(m.rows, seen[0] - m.top) - 1, 0)
        merged = dict(form.merged_serials())
        covered = {row for start, end in merged.items() for row in range(start + 1, end + 1)}
        first = max((start for start, end in merged.items() if start <= first <= end), default=first)
        for number in range(first, len(form.rows)):
            if m.rows[number] + m.top > seen[1]:
                break
            row = form.rows[number]
            back = FAINT if row.kind in {RowKind.TOTAL, RowKind.SECTION} else PAPER
            for column, cell in enumerate(row.cells):
                serial = form.columns[column].source == "serial"
                if serial and number in covered:
                    continue
                last = merged.get(number, number) if serial else number
                box = QRectF(
                    m.columns[column],
                    m.rows[number],
                    m.columns[column + 1] - m.columns[column],
                    m.rows[last + 1] - m.rows[number],
                )
                self._box(painter, box, back)
                self._text(painter, box, cell.text(), self._side(form, column, cell.is_mark))

    @staticmethod
    def _side(form: FilledForm, column: int, mark: bool) -> Qt.AlignmentFlag:
        spec = form.columns[column]
        if spec.source == "serial" or mark:
            return Qt.AlignmentFlag.AlignCenter
        if spec.numeric:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter

    def _foot_height(self, text: str, wide: float) -> float:
        """A note or the line to sign, broken into lines where it is longer than the form is wide."""
        metrics = QFontMetricsF(self._font)
        room = metrics.boundingRect(QRectF(0, 0, wide, 10_000), int(Qt.AlignmentFlag.AlignLeft | WRAP), text)
        return max(room.height(), metrics.height()) + metrics.height() * 0.6

    def _draw_foot(self, painter: QPainter, form: FilledForm, m: _Measured) -> None:
        y = m.rows[-1] + 6
        for text in _foot(form):
            high = self._foot_height(text, m.columns[-1])
            painter.drawText(QRectF(0, y, m.columns[-1], high), Qt.AlignmentFlag.AlignLeft | WRAP, text)
            y += high

    @staticmethod
    def _box(painter: QPainter, box: QRectF, back: QColor) -> None:
        painter.fillRect(box, back)
        painter.setPen(QPen(RULE, 0))
        painter.drawRect(box)

    @staticmethod
    def _text(painter: QPainter, box: QRectF, text: str, side: Qt.AlignmentFlag) -> None:
        if text:
            painter.setPen(INK)
            room = box.adjusted(PAD, PAD, -PAD, -PAD)
            if side & Qt.AlignmentFlag.AlignRight:
                _draw_number(painter, room, text, side)
            else:
                painter.drawText(room, side | WRAP, text)

    # --- pointing ----------------------------------------------------------------------------------------------

    def cell_at(self, place: QPoint) -> tuple[int, int] | None:
        """Body row and column under a point of the viewport."""
        m = self._measured
        if m is None or self._form is None or not self._form.rows:
            return None
        at = place - self._origin()
        x, y = at.x() / self._zoom - MARGIN, at.y() / self._zoom - m.top
        if not (0 <= x < m.columns[-1] and m.rows[0] <= y < m.rows[-1]):
            return None
        return bisect_right(m.rows, y) - 1, bisect_right(m.columns, x) - 1

    def cell_rect(self, row: int, column: int) -> QRect:
        """Where a body cell is in the viewport."""
        m = self._measured
        if m is None:
            return QRect()
        box = QRectF(
            m.columns[column] + MARGIN,
            m.rows[row] + m.top,
            m.columns[column + 1] - m.columns[column],
            m.rows[row + 1] - m.rows[row],
        )
        zoomed = QRectF(box.topLeft() * self._zoom, box.size() * self._zoom)
        return zoomed.toRect().translated(self._origin())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Tell which body cell."""
        found = self.cell_at(event.position().toPoint())
        if found is not None:
            self.picked.emit(*found)

    def viewportEvent(self, event: QEvent) -> bool:
        """A tooltip over body cells says what double-clicking does."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            found = self.cell_at(event.pos())
            if found is not None:
                QToolTip.showText(event.globalPos(), "双击转到名单中的这个数", self)
            return True
        return super().viewportEvent(event)


def _draw_number(painter: QPainter, room: QRectF, text: str, side: Qt.AlignmentFlag) -> None:
    """A number stays on one line; one that is too wide is drawn narrower, as Excel's 缩小字体填充 does."""
    wide = painter.fontMetrics().horizontalAdvance(text)
    if wide <= room.width():
        painter.drawText(room, side, text)
        return
    painter.save()
    painter.translate(room.right(), room.top())
    painter.scale(room.width() / wide, 1)
    painter.drawText(QRectF(-wide, 0, wide, room.height()), side, text)
    painter.restore()


def _foot(form: FilledForm) -> tuple[str, ...]:
    """The notes and the line to sign, as far as there are any."""
    return tuple(text for text in (*form.notes, form.footer) if text)


def middle(form: FilledForm, line: Line, columns: tuple[float, ...]) -> tuple[float, float]:
    """Where the middle text of a line begins and ends: at the edges of the columns it has on the sheet."""
    places = stretches([sheet_width(one.width) for one in form.columns], line)
    return (columns[places[0]], columns[places[1]]) if places is not None else (0.0, columns[-1])
