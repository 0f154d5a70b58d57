"""One line of 工作清单: name, how much is filled as a bar, the numbers in words."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.style.apply import current

_NAME, _BAR_WIDTH, _BAR = 8, 64, 8
"""Room for the name in Chinese characters; length and height of the bar in pixels."""


class CountBar(QWidget):
    """Filled of expected; choosing it leads to the figures."""

    chosen = Signal()

    def __init__(
        self, name: str, filled: int, expected: int, missing: int, asked: int, declared: str, parent: QWidget
    ) -> None:
        """`declared` is what the list was declared as, empty when it was not."""
        super().__init__(parent)
        self._name, self._filled, self._expected = name, filled, expected
        self._missing, self._asked, self._declared = missing, asked, declared
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"{name}：应填 {expected}，已填 {filled}，{self.words()}")
        self.setToolTip(f"{self.accessibleName()}。点一下转到这一列。")

    def words(self) -> str:
        """What is left: ``缺 4，有问题 3``."""
        parts = [f"缺 {self._missing}"] if self._missing else []
        if self._asked:
            parts.append(f"有问题 {self._asked}")
        if self._declared:
            parts.append(self._declared)
        return "，".join(parts) or "已填完"

    def sizeHint(self) -> QSize:
        """One line of text."""
        return QSize(300, self.fontMetrics().height() + 6)

    def minimumSizeHint(self) -> QSize:
        """Narrower, but as high."""
        return QSize(200, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Name, bar, filled of expected, what is left."""
        t = current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            high, room = float(self.height()), painter.fontMetrics()
            name = room.horizontalAdvance("汉") * _NAME
            middle = Qt.AlignmentFlag.AlignVCenter
            painter.setPen(QColor(t.text))
            shown = room.elidedText(self._name, Qt.TextElideMode.ElideRight, name - 6)
            painter.drawText(QRectF(0, 0, name, high), middle, shown)
            painter.setPen(Qt.PenStyle.NoPen)
            top = (high - _BAR) / 2
            painter.setBrush(QColor(t.line))
            painter.drawRoundedRect(QRectF(name, top, _BAR_WIDTH, _BAR), 3, 3)
            share = self._filled / self._expected if self._expected else 0.0
            painter.setBrush(QColor(t.query if self._missing else t.good))
            painter.drawRoundedRect(QRectF(name, top, _BAR_WIDTH * share, _BAR), 3, 3)
            left = name + _BAR_WIDTH + tokens.SMALL
            numbers = f"{self._filled}/{self._expected}"
            painter.setPen(QColor(t.text))
            painter.drawText(QRectF(left, 0, self.width() - left, high), middle, numbers)
            left += room.horizontalAdvance("000/000") + tokens.SMALL
            painter.setPen(QColor(t.query if self._missing or self._asked else t.muted))
            words = room.elidedText(self.words(), Qt.TextElideMode.ElideRight, int(self.width() - left))
            painter.drawText(QRectF(left, 0, self.width() - left, high), middle, words)
            if self.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QColor(t.accent))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lead to the figures."""
        self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and space lead there too."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit()
        else:
            super().keyPressEvent(event)
