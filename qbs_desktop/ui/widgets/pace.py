"""One line of 计划完成: name, a short bar with the mark of 序时进度, the numbers beside it."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.style.apply import current

BAR = 10


class PaceBar(QWidget):
    """A bar from 0 to 100 % of the yearly plan; beyond 100 % it is full. Clicking leads to the figures."""

    clicked = Signal()

    def __init__(self, name: str, numbers: str, done: Decimal, due: Decimal, lead: str, parent: QWidget) -> None:
        """`done` and `due` in percent of the plan; `lead` in words, such as 超序时 2.1 个百分点."""
        super().__init__(parent)
        self._name, self._numbers, self._done, self._due, self._lead = name, numbers, done, due, lead
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        text = f"{name}：{numbers}，完成 {done}%，{lead}"
        self.setAccessibleName(text)
        self.setToolTip(f"{text}（竖线为序时进度 {due}%）")

    def sizeHint(self) -> QSize:
        """Two lines of text and a bar."""
        return QSize(320, self.fontMetrics().height() * 2 + BAR + 8)

    def minimumSizeHint(self) -> QSize:
        """Narrower, but as high."""
        return QSize(160, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Name and percentage, bar with the mark, numbers and lead."""
        t = current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            high = self.fontMetrics().height()
            width = self.width()
            late = self._done < self._due
            painter.setPen(QColor(t.text))
            painter.drawText(QRectF(0, 0, width, high), Qt.AlignmentFlag.AlignLeft, self._name)
            painter.setPen(QColor(t.query if late else t.good))
            painter.drawText(QRectF(0, 0, width, high), Qt.AlignmentFlag.AlignRight, f"{self._done}%")
            top = high + 3.0
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(t.line))
            painter.drawRoundedRect(QRectF(0, top, width, BAR), 3, 3)
            painter.setBrush(QColor(t.accent))
            share = float(min(max(self._done, Decimal(0)), Decimal(100))) / 100
            painter.drawRoundedRect(QRectF(0, top, width * share, BAR), 3, 3)
            mark = width * float(self._due) / 100
            painter.setBrush(QColor(t.text))
            painter.drawRect(QRectF(min(mark, width - 2.0), top - 2, 2, BAR + 4))
            under = QRectF(0, top + BAR + 3, width, high)
            font = painter.font()
            font.setPixelSize(tokens.TEXT)
            painter.setFont(font)
            painter.setPen(QColor(t.muted))
            room = width - painter.fontMetrics().horizontalAdvance(self._lead) - 8
            shown = painter.fontMetrics().elidedText(self._numbers, Qt.TextElideMode.ElideRight, room)
            painter.drawText(under, Qt.AlignmentFlag.AlignLeft, shown)
            painter.drawText(under, Qt.AlignmentFlag.AlignRight, self._lead)
            if self.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QColor(t.accent))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lead to the figures."""
        self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and space lead there too."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)
